/* SPDX-License-Identifier: ISC */
/*
 * What the stores of the group's computers hold.  Each computer publishes its
 * own into the database, because nobody else can open a Personal store; the
 * local stores are read directly, so that an audit here is never out of date.
 * Public data and "key present, works" only.
 *
 * An inventory is sorted, stores by computer (without regard to case), store
 * and account, items by thumbprint; the look-ups below rely on it.  Whoever
 * builds one by hand calls inventory_sort() at the end.
 */
#ifndef MODEL_INVENTORY_H
#define MODEL_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/err.h"
#include "certstore/cert_facts.h"
#include "certstore/store.h"
#include "model/model.h"

struct inventory_item {
	struct cert *cert;	/* its facts; cert_x509() has it whole */
	bool key_present;
	bool key_works;
	char *key_problem;
	unsigned key_mode;
	char *key_owner;	/* of its file; NULL: no key, or not told */
	char *key_open;		/* who else can reach it, or NULL */
	int64_t revoked;	/* since when, by a list of that computer */
	char *revoked_why;	/* NULL: it is not revoked */
};

/* A revocation list in the crl store. */
struct inventory_list {
	char *issuer;
	char sha1[SHA1_HEX];	/* names it */
	int64_t this_update;
	int64_t next_update;	/* 0: not stated */
	int64_t stored;		/* when it came */
	char *problem;		/* why it is no good list of that issuer */
};

/* One store of one computer. */
struct inventory_store {
	char *computer;
	enum store_id store;
	char *account;		/* "" unless personal */
	int64_t published;	/* 0: never, nothing is known of it */
	bool fresh;		/* read here and now, whatever the clock */
	char *problem;		/* why it could not be opened, or NULL */
	char *stray_keys;	/* thumbprints without certificate, or NULL */
	struct inventory_item *v;
	size_t n, cap;
	struct inventory_list *lists;	/* of the crl store */
	size_t nlists, caplists;
};

struct inventory {
	struct inventory_store *v;
	size_t n, cap;
};

/*
 * Read the local stores: computer stores and the accounts' given.  A store
 * that cannot be opened is an entry with a problem, not an error.
 */
bool inventory_scan(struct inventory *, const struct settings *,
    const char *const *accounts, size_t n, struct err *);
/*
 * Everything of this computer that this user may read: also Personal stores
 * of accounts that no host instance uses any more.
 */
bool inventory_scan_here(struct inventory *, struct model *, struct err *);
/*
 * The same as if what is planned (NULL: nothing) lay in these stores of this
 * computer already, revoked or not as its lists say.  A store that this user
 * may not read stays left out.
 */
bool inventory_scan_planned(struct inventory *, struct model *,
    const struct inventory *planned, struct err *);
/* What the database knows of all computers. */
bool inventory_load(struct inventory *, struct model *, struct err *);
/*
 * What the database knows, and a store with `published` 0 for each that it
 * should know of but does not: the stores of every computer of the group,
 * and Personal of every account that a host instance runs under.
 */
bool inventory_load_all(struct inventory *, struct model *, struct err *);
/*
 * For an audit: published inventories, with those of this computer replaced
 * by a scan of the stores that this user may read.  Personal stores: those
 * of the accounts of this computer's host instances.
 */
bool inventory_current(struct inventory *, struct model *, struct err *);
bool inventory_current_planned(struct inventory *, struct model *,
    const struct inventory *planned, struct err *);
/*
 * Replace this computer's rows in the database by a scan; those of Personal
 * stores that this user may not open stay, those of stores that are gone
 * and that no host instance needs go.  What the computer tells of itself
 * goes with it (computer_fact.h).  Not a revision of the history.
 */
bool inventory_publish(struct model *, struct err *);
/* Replace the rows of exactly the stores in it, in one transaction. */
bool inventory_write(struct model *, const struct inventory *, struct err *);
void inventory_clear(struct inventory *);

/*
 * This computer as the group spells it, which is how host instances and
 * published inventories name it.  The caller frees.
 */
char *model_computer(struct model *, struct err *);

/* An empty store; the pointer lives until the next one is added. */
struct inventory_store *inventory_add(struct inventory *,
    const char *computer, enum store_id, const char *account);
/* Takes the certificate over; without a key. */
struct inventory_item *inventory_add_cert(struct inventory_store *,
    struct cert *);
struct inventory_list *inventory_add_list(struct inventory_store *,
    const char *issuer);
void inventory_sort(struct inventory *);
/* Replace the stores of inv that fresh holds as well; fresh is emptied. */
void inventory_overlay(struct inventory *inv, struct inventory *fresh);

/* NULL: that store has never been published. */
const struct inventory_store *inventory_find(const struct inventory *,
    const char *computer, enum store_id, const char *account);
/* Has any store of that computer ever been published? */
bool inventory_knows(const struct inventory *, const char *computer);
const struct inventory_item *inventory_item(const struct inventory_store *,
    const char *thumbprint);
/* A certificate with that thumbprint from any store, or NULL. */
const struct cert *inventory_cert(const struct inventory *,
    const char *thumbprint);

/* The one certificate in a text from the database, if it is that one. */
struct cert *inventory_read_pem(const char *pem, const char *thumbprint,
    struct err *);
/* The same for many: of the reader's kind, see certstore/cert_facts.h. */
struct cert *inventory_reader_pem(const struct cert_reader *,
    const char *pem, const char *thumbprint, struct err *);

#endif
