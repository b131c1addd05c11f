/* SPDX-License-Identifier: ISC */
/* A party: a partner and how it is recognised (dialogs 8). */
#ifndef MODEL_KINDS_PARTY_H
#define MODEL_KINDS_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"
#include "model/rollover.h"

struct party {
	struct object object;
	char *description;
	struct rows aliases;	/* cells below; the automatic one first */
	struct rows send_ports;	/* one cell: the name of a send port */
	char *signature_certificate;
	char *signature_certificate_name;
	struct rollover rollover;
	bool attaches_certificate;
	char *key_exchange_plan;
	int64_t expiry_notice_days;	/* or FIELD_UNSET */
	char *revocation_contact;
	int64_t our_certificate_sent;	/* when; or FIELD_UNSET */
	int64_t expiry_notice_sent;	/* when; or FIELD_UNSET */
	char *confirmed_fingerprint;	/* 40 or 64 digits, or NULL */
	char *unprotected_reason;
	int64_t certificate_expires;	/* of its view; or FIELD_UNSET */
};

/* Cells of an alias. */
enum { ALIAS_NAME, ALIAS_QUALIFIER, ALIAS_VALUE, ALIAS_CELLS };

extern const struct kind kind_party;

/*
 * The alias that every party has by itself: its name (dialogs 8.1).  It is
 * kept as the first one by each save and follows a new name.
 */
bool party_alias_is_automatic(const struct rows *, size_t row);

#endif
