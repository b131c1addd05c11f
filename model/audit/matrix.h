/* SPDX-License-Identifier: ISC */
/*
 * The question that auditors ask: which certificate has to be where, and is
 * it?  A line for each need of an audit, and all of them as a table of
 * certificates and places.  As of the audit's time; borrows from the audit.
 */
#ifndef MODEL_AUDIT_MATRIX_H
#define MODEL_AUDIT_MATRIX_H

#include <stddef.h>
#include <stdint.h>

#include "model/audit/audit.h"

enum need_state {		/* from good to bad, then what is not known */
	NEED_NONE,		/* of a cell: nothing is needed there */
	NEED_OK,
	NEED_EXPIRES,		/* within the days that the group warns */
	NEED_DOUBTED,		/* untrusted, where it may still be used */
	NEED_NOT_YET,		/* its time has not come */
	NEED_OPEN,		/* others can reach the private key */
	NEED_UNTRUSTED,		/* no chain there to a trusted root */
	NEED_UNFIT,		/* not made for what it is needed for */
	NEED_EXPIRED,
	NEED_REVOKED,
	NEED_BAD_KEY,		/* the private key does not work */
	NEED_NO_KEY,
	NEED_MISSING,
	NEED_UNKNOWN,		/* no inventory of the store */
	NEED_STATES
};

enum { NEED_WORD = 9 };

struct need_word {
	const char *word;	/* at most NEED_WORD letters; stable */
	char glyph;		/* beside it, never instead */
	const char *sign;	/* the same in UTF-8 */
	bool bad;		/* messages fail, or will be lost */
};
const struct need_word *need_word(enum need_state);

/*
 * Is it in that store, with a key that can be used where the usage needs one?
 * NEED_OK, or what is wrong; its dates are not looked at.  NULL: a store of
 * which nothing is known.
 */
enum need_state need_in_store(const struct inventory_store *, enum usage,
    const char *thumbprint);

struct need {
	const struct requirement *r;
	enum need_state state;
	const struct cert *cert;	/* NULL: nothing is known of it */
};

struct needs {
	struct need *v;		/* by computer, account, certificate, usage
				   and object */
	size_t n, cap;
};

/* host NULL: of all.  Filters of the audit's findings do not count. */
void needs_collect(const struct audit *, const struct topology_host *,
    struct needs *);
void needs_clear(struct needs *);

/* What people call it: the common name that is known, or "". */
const char *need_title(const struct need *);

struct matrix_place {
	const char *computer;
	const char *account;	/* NULL: Other People */
};

struct matrix_cert {
	const char *thumbprint, *title;
	int64_t not_after;	/* or FIELD_UNSET */
	unsigned usages;	/* bits (1 << usage) */
};

struct matrix {
	struct matrix_cert *certs;	/* by title and thumbprint */
	size_t ncerts;
	struct matrix_place *places;	/* by computer and account */
	size_t nplaces;
	enum need_state *cells;	/* the worst: cells[cert * nplaces + place] */
};

void matrix_make(const struct needs *, struct matrix *);
void matrix_clear(struct matrix *);
enum need_state matrix_cell(const struct matrix *, size_t cert, size_t place);

#endif
