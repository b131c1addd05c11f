/* SPDX-License-Identifier: ISC */
/*
 * A small group in which nothing is wrong, for the audit's tests: one send
 * port that signs and encrypts (host Send: carol and dave), one location that
 * decodes (host Recv: alice and bob), one party, two computers, and a host
 * that tracks.  One authority has issued its certificates, is trusted
 * everywhere, and its list is at hand.  Snapshot, facts and inventory are
 * changed in memory: whatever a test changes, exactly that may turn up.
 */
#ifndef TESTS_LIB_CLEAN_GROUP_H
#define TESTS_LIB_CLEAN_GROUP_H

#include <stdint.h>

#include "certstore/thumbprint.h"
#include "model/audit/audit.h"
#include "tests/lib/fixture.h"

#define AT INT64_C(1795262400)		/* 2026-11-21 12:00 UTC */
#define NODE1 FIXTURE_COMPUTER
#define NODE2 "EDI-NODE2"
#define CLEAN_DATABASE "/var/lib/sealport/group.db"
#define CLEAN_KEY CLEAN_DATABASE ".key"
#define CLEAN_URL "http://ca.example/list.crl"

/* The last one has issued the others. */
enum { ENC, DEC, SIG, VER, AUTHORITY, CERTS };

struct clean_group {
	struct fixture *f;
	struct cert *cert[CERTS];
	struct key *key[CERTS];
	char shown[CERTS][THUMBPRINT_SHOWN];
	size_t passed;		/* answers of the unchanged group */
	/* Of one test: */
	struct snapshot *s;
	struct inventory inv;
	struct audit_facts facts;
	struct audit *a;
};

/* For cmocka: once for all tests, and around each of them. */
int clean_setup_group(void **state);
int clean_teardown_group(void **state);
int clean_setup(void **state);
int clean_teardown(void **state);

/* ---- changing it -------------------------------------------------------- */

void *clean_object(struct clean_group *, const char *kind, const char *name);
/* "field=value", all of them legal; NULL ends.  Before clean_run(). */
void clean_set(struct clean_group *, const char *kind, const char *name,
    ...) __attribute__((sentinel));
/* One more object, which nothing but the audit ever checks. */
void *clean_add(struct clean_group *, const char *kind, const char *name,
    ...) __attribute__((sentinel));
/* The computer's Other People, or the account's Personal store. */
struct inventory_store *clean_store(struct clean_group *,
    const char *computer, const char *account);
/* Any store of a computer but Personal. */
struct inventory_store *clean_shared(struct clean_group *,
    const char *computer, enum store_id);
struct inventory_item *clean_item(struct clean_group *,
    struct inventory_store *, int cert);
void clean_put(struct clean_group *, struct inventory_store *, int cert);
void clean_take(struct clean_group *, const char *computer,
    const char *account, int cert);
/* Nothing of that computer has ever been published. */
void clean_forget(struct clean_group *, const char *computer);
/* The same certificate in every store. */
void clean_each(struct clean_group *, int cert,
    void (*change)(struct cert *, int64_t), int64_t value);
void clean_not_after(struct cert *, int64_t);
void clean_key_usage(struct cert *, int64_t bits);	/* -1: no extension */

/* What a computer tells of itself; value NULL: it does not tell that. */
void clean_tell(struct clean_group *, const char *computer,
    enum fact_topic, const char *subject, const char *value);
/* It tells nothing at all. */
void clean_silence(struct clean_group *, const char *computer);

/* ---- what came out ------------------------------------------------------ */

void clean_run(struct clean_group *);
void expect_clean(struct clean_group *);
/* Exactly one finding, of this rule, severity and text. */
const struct finding *expect_one(struct clean_group *, const char *id,
    enum severity, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The one finding of this rule; what follows from it may stand beside it. */
const struct finding *expect_of_rule(struct clean_group *, const char *id,
    enum severity, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* No finding of this rule. */
void expect_none(struct clean_group *, const char *id);
/* So many answers of the rule are "unknown". */
void expect_unknown(struct clean_group *, const char *id, size_t want);

#endif
