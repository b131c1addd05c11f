/* SPDX-License-Identifier: ISC */
/*
 * What computers tell of themselves beside what their stores hold: owner and
 * mode of folders, groups of accounts, the clock.  Published together with
 * the inventory; the audit knows nothing else of another computer.
 *
 * A fact is a text about a subject; what is not there was not told.  The
 * array is sorted by computer (without regard to case), topic and subject;
 * whoever builds one by hand calls computer_facts_sort() at the end.
 */
#ifndef MODEL_COMPUTER_FACT_H
#define MODEL_COMPUTER_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/model.h"

enum fact_topic {
	FACT_TOLD,	/* of the computer: who has told it */
	FACT_CLOCK,	/* seconds ahead of the database's clock */
	FACT_SWAP,	/* "none", or as FACT_DEVICE */
	FACT_DATABASE,	/* its path */
	FACT_SECRET,	/* path of the group's key file */
	FACT_ROLE,	/* of "administrators": its groups, "a:b" */
	/* of a path: */
	FACT_KIND,	/* "folder", "file", "link", "missing", "other" */
	FACT_MODE,	/* permission bits, octal; a link's are its target's */
	FACT_OWNER,
	FACT_GROUP,
	FACT_DEVICE,	/* "encrypted", "plain", "memory" */
	FACT_FREE,	/* bytes */
	FACT_OLD,	/* files in it that are older than a day */
	FACT_KEY_FILE,	/* private keys lie there: whose home it is in */
	/* of an account: */
	FACT_ACCOUNT,	/* "usable", or why it is not */
	FACT_UID,
	FACT_GROUPS,	/* the primary one first, "a:b:c" */
	FACT_CREDENTIAL,	/* when it was set last */
	FACT_TEMP,	/* path of what its messages overflow to */
	/* of a group: */
	FACT_MEMBERS,	/* "a:b:c" */
	FACT_TOPICS
};

struct computer_fact {
	char *computer;
	enum fact_topic topic;
	char *subject;		/* "" of the computer itself */
	char *value;
	int64_t published;
};

struct computer_facts {
	struct computer_fact *v;
	size_t n, cap;
};

/* Copies; value NULL: nothing is told. */
void computer_facts_add(struct computer_facts *, const char *computer,
    enum fact_topic, const char *subject, const char *value);
/* Of two about one subject the one added last stays. */
void computer_facts_sort(struct computer_facts *);
void computer_facts_clear(struct computer_facts *);

/* NULL: it was not told. */
const char *computer_fact(const struct computer_facts *,
    const char *computer, enum fact_topic, const char *subject);
/* The first one about the topic, in *n how many follow it, or NULL. */
const struct computer_fact *computer_facts_of(const struct computer_facts *,
    const char *computer, enum fact_topic, size_t *n);

/*
 * Of this computer, as far as this user can see it; root sees all of it.
 * One that cannot be found out is left out.
 */
bool computer_facts_scan(struct computer_facts *, struct model *,
    struct err *);
bool computer_facts_load(struct computer_facts *, struct model *,
    struct err *);
/* Replace what the database has of the computers in it. */
bool computer_facts_write(struct model *, const struct computer_facts *,
    struct err *);
/*
 * Scan and write; what this user cannot see stays as it was told before by
 * somebody who could.
 */
bool computer_facts_publish(struct model *, struct err *);

#endif
