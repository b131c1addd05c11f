/* SPDX-License-Identifier: ISC */
/* A party: a partner and how it is recognised (dialogs 8). */
#ifndef MODEL_KINDS_PARTY_H
#define MODEL_KINDS_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

struct party {
	struct object object;
	char *description;
	struct rows aliases;	/* name, qualifier, value */
	char *signature_certificate;
	char *signature_certificate_name;
	bool attaches_certificate;
	char *key_exchange_plan;
	int64_t expiry_notice_days;	/* or FIELD_UNSET */
	char *revocation_contact;
	int64_t our_certificate_sent;	/* when; or FIELD_UNSET */
};

extern const struct kind kind_party;

#endif
