/* SPDX-License-Identifier: ISC */
/* KIND, NAME and FIELD=VALUE on the command line. */
#ifndef CLI_OBJECT_ARG_H
#define CLI_OBJECT_ARG_H

#include "cli/invocation.h"

struct object_arg {
	const struct kind *kind;
	char *name;		/* as stored; NULL where none was given */
	const char **rest;	/* the arguments behind, the command's */
	size_t nrest;
};

/*
 * Read KIND and, except for a kind of which there is only one, NAME.
 * Thumbprints that name certificates are taken in any spelling.
 */
bool object_arg(struct invocation *, struct object_arg *, struct err *);
/* The same for `new`, where some kinds compose the name themselves. */
bool object_arg_new(struct invocation *, struct object_arg *, struct err *);
void object_arg_clear(struct object_arg *);

/* The object it names, "KIND NAME: ..." on failure.  The caller frees. */
struct object *object_arg_get(struct invocation *, const struct object_arg *,
    struct err *);

/*
 * Set all FIELD=VALUE pairs ("-" of a secret: as passphrase_typed() gives
 * it), in whatever order they depend on each other (a property is there only
 * once its adapter is).
 */
bool object_arg_apply(struct invocation *, const struct object_arg *,
    struct object *, struct err *);

#endif
