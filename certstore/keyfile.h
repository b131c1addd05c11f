/* SPDX-License-Identifier: ISC */
/*
 * Who else can reach a private key: owner and mode of its file in a Personal
 * store, and of the folders above it up to accounts/.  The key and the store
 * are for the account alone; the folders above may be read by others, but
 * whoever may write there could put another store in its place.  Other
 * stores hold no keys that are used, and are passed over.
 *
 * An access list needs no look of its own: what it grants to others shows in
 * the group's bits of the mode, which are its mask (acl(5)).
 */
#ifndef CERTSTORE_KEYFILE_H
#define CERTSTORE_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "certstore/store.h"

struct keyfile_fault {
	char *path;
	bool is_key;		/* else a folder */
	bool curable;		/* false: a link, a pipe, a second name */
	mode_t mode, want_mode;
	uid_t owner, want_owner;
};

struct keyfile_faults {
	struct keyfile_fault *v;
	size_t n, cap;
};

/*
 * Faults of one key and its folders; thumbprint NULL: of every key file in
 * the store.  A key that is not there has none.
 */
bool keyfile_inspect(const struct store *, const char *thumbprint,
    struct keyfile_faults *, struct err *);
void keyfile_faults_clear(struct keyfile_faults *);

/* "mode 0644, owner anna", of a folder with its path before; heap. */
char *keyfile_fault_text(const struct keyfile_fault *);

/* What the engine asks before a key is used: ERR_FAILED says who could. */
bool keyfile_safe(const struct store *, const char *thumbprint,
    struct err *);

/* Set owner and mode as they should be.  Owners are for root to change. */
bool keyfile_repair(const struct store *, const struct keyfile_fault *,
    struct err *);

/* Thumbprints of key files that have no certificate beside them; heap. */
bool keyfile_strays(const struct store *, char ***, size_t *, struct err *);

#endif
