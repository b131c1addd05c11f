/* SPDX-License-Identifier: ISC */
/* KIND, NAME and FIELD=VALUE on the command line. */
#ifndef CLI_OBJECT_ARG_H
#define CLI_OBJECT_ARG_H

#include <jansson.h>

#include "cli/assign.h"
#include "cli/invocation.h"

struct object_arg {
	const struct kind *kind;
	char **names;		/* as stored */
	size_t nnames;
	const char *name;	/* the first; NULL where none was given */
	const char **rest;	/* the arguments behind, the command's */
	size_t nrest;
	json_t *doc;		/* of --from, or NULL */
	struct assigns assigns;	/* made of doc and rest when first applied */
	bool has_assigns;
};

/*
 * Read --from, KIND and, except for a kind of which there is only one or
 * where the document tells it, NAME.  Thumbprints that name certificates are
 * taken in any spelling.  Clear it after a failure too.
 */
bool object_arg(struct invocation *, struct object_arg *, struct err *);
/* The same with several names: all up to the first word with a '='. */
bool object_arg_many(struct invocation *, struct object_arg *, struct err *);
/* The same for `new`, where some kinds compose the name themselves. */
bool object_arg_new(struct invocation *, struct object_arg *, struct err *);
void object_arg_clear(struct object_arg *);

/* The object of its i-th name, "KIND NAME: ..." on failure; the caller's. */
struct object *object_arg_get(struct invocation *, const struct object_arg *,
    size_t i, struct err *);

/* Make all assignments of the document and the rest: assign.h. */
bool object_arg_apply(struct invocation *, struct object_arg *,
    struct object *, struct err *);

/*
 * Save all, as edit_all(), and say what became of them; with --what-if say
 * only what it would do to the audit.  before NULL: new; now NULL: deleted.
 */
bool edit_objects(struct invocation *, const struct objects *before,
    const struct objects *now, struct err *);

#endif
