/* SPDX-License-Identifier: ISC */
/*
 * An import before it is done: what was found, what speaks for and against
 * each piece, where it goes and what it is to be used for.  Command line and
 * console make the same plan, show it, let it be changed and have it written
 * by import.h.  Nothing here writes.
 */
#ifndef MODEL_IMPORT_PLAN_H
#define MODEL_IMPORT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/bundle.h"
#include "certstore/fitness.h"
#include "certstore/usage.h"
#include "model/model.h"

/* Said of a piece; a warning is what a person should think about first. */
struct import_remark {
	bool warning;
	char *text;
};

enum import_result {
	IMPORT_PLANNED,
	IMPORT_DONE,
	IMPORT_THERE,		/* store and group held it already */
	IMPORT_LEFT_OUT,
	IMPORT_RESULT_COUNT
};

/* "imported", "already there", ... */
const char *import_result_text(enum import_result);

/* One piece: a certificate (with or without its key) or a list. */
struct import_entry {
	const struct cert *cert;	/* of the plan's bundle, or NULL */
	const struct key *key;
	const struct crl *crl;
	enum store_id proposed;	/* STORE_COUNT: better left out */
	enum store_id store;	/* where it goes; STORE_COUNT: left out */
	bool key_there;		/* the Personal store has it with its key */
	bool unverified;	/* a list whose issuer is not here */
	bool refused;		/* a list that cannot be stored */
	char *chain;		/* in words */
	struct verdict verdict;	/* chain, validity and revocation */
	struct import_remark *remarks;
	size_t nremarks, remarks_cap;
	char renews[THUMBPRINT_SIZE];	/* assigned one it renews, or "" */
	struct assignments renewed;	/* where that one, and others of the
					   owner that it could replace, are */
	enum import_result result;
};

/* A certificate into the field of an object. */
struct import_assign {
	size_t entry;
	char *kind, *name, *field;
	enum usage usage;
	char old[THUMBPRINT_SIZE];	/* what it replaces, or "" */
	/* As the next certificate of the field's assignment: */
	int64_t from;		/* when it takes over; 0: it replaces at once */
	char follows[THUMBPRINT_SIZE];	/* the current one */
	char *other;	/* it replaces somebody else's: in words, or NULL */
};

struct import_plan {
	struct model *model;	/* not owned */
	struct bundle bundle;
	char *account;		/* of the Personal store */
	char *extra_eku;	/* that the group accepts, or NULL */
	int64_t at;
	/*
	 * What is assigned from now on where a certificate is assigned
	 * already becomes the next one, which takes over then; 0: at once.
	 */
	int64_t take_over;
	struct import_entry *v;
	size_t n;
	size_t came;		/* certificates that came; then, of keys
				   that came alone, those found here */
	struct import_assign *assigns;
	size_t nassigns, assigns_cap;
	int64_t revision;	/* after it was written; 0: none */
};

struct import_request {
	const char *account;	/* NULL: who asks */
	enum store_id store;	/* for all; STORE_COUNT: as proposed */
	const char *only;	/* thumbprint of the one wanted, or NULL */
	int64_t at;		/* judged as of this time */
	int64_t take_over;	/* of the plan */
};

/*
 * Takes the bundle over, also on failure.  An account that is not one of this
 * computer's is refused, and a bundle without what was asked for.
 */
bool import_plan_make(struct import_plan *, struct model *, struct bundle *,
    const struct import_request *, struct err *);
void import_plan_clear(struct import_plan *);

/*
 * The certificates of keys that came alone, from the account's Personal
 * store, the computer's and the group: they become items of the bundle.
 */
bool import_find_certs(struct import_plan *, struct err *);

/*
 * An account for whose Personal store a key may be put: a key for an account
 * that nobody has is a key for whoever gets the name.
 */
bool import_account_ok(const char *account, struct err *);

#define IMPORT_UNVERIFIED "its signature was not verified; its issuer's " \
	"certificate is in neither root nor ca store"

/*
 * May this list be stored?  A wrong signature is refused; *unverified tells
 * that it could not be looked at, because the issuer's certificate is neither
 * in the root and ca stores nor among those that come along (or NULL).
 */
bool import_list_check(struct import_plan *, const struct crl *,
    const struct cert_list *along, bool *unverified, struct err *);

/* Another store for it, STORE_COUNT to leave it out.  Says why not. */
bool import_plan_store(struct import_plan *, size_t entry, enum store_id,
    struct err *);

/* ---- what it is to be used for: import_assign.c ------------------------- */

/* The words of the wizard; a use stands for one usage or several. */
struct import_use {
	const char *name;	/* "decrypt", "tls-client" */
	const char *label;
	const char *help;	/* whose certificate, where it is named */
	enum usage usages[2];	/* USAGE_NONE where there is one */
};
extern const struct import_use import_uses[];	/* name NULL ends */
const struct import_use *import_use_find(const char *name);	/* or NULL */

/* An object that has a field for such a certificate. */
struct import_target {
	char *kind, *name, *field;
	enum usage usage;
	char *thumbprint;	/* now assigned, "" for none */
	char *next;		/* that follows it, or NULL */
};
struct import_targets {
	struct import_target *v;
	size_t n, cap;
};
bool import_targets(struct model *, const struct import_use *,
    struct import_targets *, struct err *);
void import_targets_clear(struct import_targets *);

/*
 * What speaks against that use (certstore/fitness.h) and, where it is used at
 * once or takes over later, as the plan says; but not that it is not trusted,
 * for its root may come after it.
 */
unsigned import_entry_fitness(const struct import_plan *,
    const struct import_entry *, enum usage, struct buf *why);
/* Could this certificate serve?  err says what speaks against it. */
bool import_plan_fits(const struct import_plan *, size_t entry, enum usage,
    struct err *);
/*
 * The one certificate of the plan that serves; ERR_NOT_FOUND with the reason,
 * ERR_CONFLICT where several do.
 */
bool import_plan_choose(const struct import_plan *, const struct import_use *,
    size_t *entry, struct err *);
/* Its store becomes the one that the usage looks in. */
bool import_plan_assign(struct import_plan *, size_t entry,
    const struct import_target *, struct err *);
/* Replace the one it renews wherever that is assigned now. */
bool import_plan_replace(struct import_plan *, size_t entry, struct err *);
void import_plan_unassign(struct import_plan *);

/* A certificate of the group, of a store, or of the bundle; or NULL. */
struct cert *import_look_up(struct import_plan *, const char *thumbprint);

/* ---- as text: import_text.c --------------------------------------------- */

struct buf;

/* "LABEL  VALUE" lines, made safe; no key material. */
void import_entry_text(const struct import_plan *, const struct import_entry *,
    struct buf *);
/*
 * "party Contoso (current, next), send-port Out": each object once, with its
 * roles where they are not just the current one; most of them, then "...".
 */
void import_places_text(const struct assignments *, size_t most,
    struct buf *);
/* "Local Computer \ Other People", "Current User \ Personal (edi)". */
void import_store_text(const struct import_plan *,
    const struct import_entry *, struct buf *);
/* "host Receive: decryption_certificate, instead of NAME [...]". */
void import_assign_text(struct import_plan *, const struct import_assign *,
    struct buf *);

#endif
