/* SPDX-License-Identifier: ISC */
/*
 * The five stores of one computer as a folder tree (design, section 4):
 *
 *   ROOT/computer/other-people/  root/  ca/  crl/     0755, files 0644
 *   ROOT/accounts/ACCOUNT/personal/                   0700, keys 0600
 *
 * Certificates are THUMBPRINT.pem, their keys THUMBPRINT.key (PKCS#8), lists
 * ISSUERHASH.crl.pem.  An account "DOMAIN\user" has the folder "DOMAIN+user";
 * a '+' of the name itself is "%2B" there and a '%' "%25".
 * Names from outside never reach a path unchecked: thumbprints are
 * normalised, account names are refused if they are "", ".", ".." or hold
 * '/', control characters or more than MAX_ACCOUNT bytes.
 *
 * Root acts in an account's store with the account's rights (rights.h), so
 * what it writes there is the account's.
 *
 * "Cannot be opened" (ERR_FAILED, the folder is absent or unreadable) and
 * "not in it" (ERR_NOT_FOUND) are different errors.
 */
#ifndef CERTSTORE_STORE_H
#define CERTSTORE_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/key.h"

#define MAX_ACCOUNT 128

enum store_id {
	STORE_OTHER_PEOPLE,
	STORE_PERSONAL,
	STORE_ROOT,
	STORE_CA,
	STORE_CRL,
	STORE_COUNT
};

struct store_info {
	const char *name;	/* "other-people": word and folder */
	const char *label;	/* "Local Computer \\ Other People" */
	bool per_account;
	const char *holds;	/* one sentence for help */
};

const struct store_info *store_info(enum store_id);	/* never NULL */
/* STORE_COUNT if no store has that name. */
enum store_id store_find_id(const char *name);

/* May an account have this name, by the rules above? */
bool store_account_ok(const char *account, struct err *);

/*
 * Accounts that have a folder below ROOT, sorted; the caller frees each and
 * the array.  Nothing there: none.
 */
void stores_accounts(const char *root, char ***names, size_t *n);

/* A store opened by name; nothing is held open but the path. */
struct store {
	enum store_id id;
	char *account;		/* NULL unless personal */
	char *path;
};

/*
 * Name a store.  It need not exist yet.  account: only and always for
 * STORE_PERSONAL.  Fails on a bad account name.
 */
struct store *store_open(const char *root, enum store_id, const char *account,
    struct err *);
void store_close(struct store *);

/* Create the folder (and parents) if it is absent, with its modes. */
bool store_create(const struct store *, struct err *);
/* The four computer stores, and the account's Personal one if not NULL. */
bool stores_create(const char *root, const char *account, struct err *);

/* What a listing tells of one certificate; never key material. */
struct store_entry {
	struct cert *cert;	/* NULL: the file could not be read */
	char *file;		/* its name in the folder */
	char *problem;		/* why it is NULL, or NULL */
	bool key_present;
	bool key_works;		/* passed its self-test here (key.h) */
	char *key_problem;	/* why not, or NULL */
	char *key_open;		/* who else can reach it (keyfile.h), or NULL */
	mode_t key_mode;
	uid_t key_owner;
};

struct store_listing {
	struct store_entry *v;
	size_t n, cap;
};

/*
 * Sorted by file name, certificates by their facts (cert_facts.h).  test_keys:
 * also load each key and try it out.  Without, they have nothing for
 * cert_x509() and may come from a list cache; store_get() has the certificate.
 */
bool store_list(const struct store *, bool test_keys, struct store_listing *,
    struct err *);
void store_listing_clear(struct store_listing *);

/* What a listing would tell of that one; ERR_NOT_FOUND. */
bool store_look(const struct store *, const char *thumbprint,
    struct store_entry *, struct err *);
void store_entry_clear(struct store_entry *);

/* One certificate by normalised thumbprint. */
struct cert *store_get(const struct store *, const char *thumbprint,
    struct err *);
/*
 * Its key; ERR_NOT_FOUND when there is none, ERR_FAILED when unusable, which
 * one that others can reach is as well.
 */
struct key *store_get_key(const struct store *, const struct cert *,
    struct err *);

/*
 * Write the certificate, and the key (may be NULL) before it.  The store is
 * created if absent.  A certificate already there: ERR_EXISTS, unless a key
 * comes that it lacks.  A key is refused outside Personal, and when it does
 * not belong to the certificate.
 */
bool store_add(const struct store *, const struct cert *, const struct key *,
    struct err *);
bool store_remove(const struct store *, const char *thumbprint, struct err *);

/*
 * Many at once, each as by store_add(), waiting for the disk once for
 * many of them: added or err, per row.  False only where nothing could be
 * begun.  No certificate may be in it twice.
 */
struct store_addition {
	const struct cert *cert;
	const struct key *key;		/* or NULL */
	bool added;
	struct err err;			/* why not */
};
bool store_add_all(const struct store *, struct store_addition *, size_t n,
    struct err *);

/* All readable certificates of the store; unreadable files are passed over. */
bool store_load(const struct store *, struct cert_list *, struct err *);

#endif
