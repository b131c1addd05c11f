/* SPDX-License-Identifier: ISC */
/*
 * What `new` and `set` are told to change: FIELD=VALUE, FIELD+=ROW and
 * FIELD-=ROW from the command line and the fields of a document.  Arguments
 * take the place of the document's value for the same field.
 */
#ifndef CLI_ASSIGN_H
#define CLI_ASSIGN_H

#include <jansson.h>

#include "base/buf.h"
#include "cli/invocation.h"
#include "model/object.h"

struct assign {
	char *field;
	char op;		/* '=', '+', '-' */
	const char *text;	/* not owned; NULL: value counts */
	const json_t *value;	/* of the document, not owned */
	bool asked;		/* a secret's "-", and this was given, */
	struct buf typed;
	struct err why;		/* or why not */
};

struct assigns {
	struct assign *v;
	size_t n, cap;
};

/*
 * words: the arguments.  doc (may be NULL) and words must outlive it.
 * ERR_USAGE where a word is no assignment or a field is given twice.
 */
bool assigns_read(struct assigns *, const char *const *words, size_t n,
    const json_t *doc, struct err *);
void assigns_clear(struct assigns *);

/*
 * Make all of them, in whatever order they depend on each other (a property
 * is there only once its adapter is).  "-" of a secret is asked for once, as
 * passphrase_typed() does, whatever the number of objects.  A document leaves
 * secrets alone.  The first failure stays in err.
 */
bool assigns_apply(struct assigns *, struct model *, struct object *,
    struct err *);

#endif
