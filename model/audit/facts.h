/* SPDX-License-Identifier: ISC */
/*
 * What rules ask beside configuration and inventories: how revocation lists
 * were fetched, how connection tests ended, which assignments of
 * certificates were changed when, what computers tell of themselves, and who
 * made host instances.
 * Read from the database at the same moment as the snapshot; all empty is
 * legal and means that nothing has happened yet.
 */
#ifndef MODEL_AUDIT_FACTS_H
#define MODEL_AUDIT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/computer_fact.h"
#include "model/connection_result.h"
#include "model/crl_fetch.h"
#include "model/model.h"

/* An assignment of a certificate that was made, changed or taken away. */
struct cert_change {
	int64_t at;
	char *kind;
	int64_t object_id;
	char *object;		/* its name at that time */
	char *action;		/* "create", "update", "delete" */
	char *field;
	char *old_value, *new_value;	/* thumbprints, or NULL */
};

struct instance_creation {
	int64_t instance;	/* its id */
	int64_t at;
	char *who;
};

struct audit_facts {
	char *computer;		/* this one, as the group spells it; or NULL:
				   nothing is said about where we are */
	bool no_legacy;		/* it cannot decode DES and RC2 */
	bool system_roots;	/* the setting: the operating system's count */
	struct crl_fetches fetches;
	struct connection_results tests;	/* of send ports, the last */
	struct cert_change *changes;	/* oldest first */
	size_t nchanges, capchanges;
	struct computer_facts computers;	/* as they were published */
	struct instance_creation *creations;	/* of host instances */
	size_t ncreations, capcreations;
};

bool audit_facts_load(struct audit_facts *, struct model *, struct err *);
void audit_facts_clear(struct audit_facts *);

#endif
