/* SPDX-License-Identifier: ISC */
/*
 * Name/value properties of an object: adapter properties and component
 * options, addressed as PREFIX.NAME ("decoder.allow_non_mime").  What no
 * table here knows is kept untouched.
 */
#ifndef MODEL_PROPS_H
#define MODEL_PROPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/field.h"

struct prop {
	char *name;
	char *value;
};

struct props {			/* sorted by name */
	struct prop *v;
	size_t n, cap;
};

const char *props_get(const struct props *, const char *name);	/* or NULL */
void props_set(struct props *, const char *name, const char *value);
void props_unset(struct props *, const char *name);
void props_copy(struct props *to, const struct props *from);
void props_clear(struct props *);

/*
 * Overlay onto the options struct at base (already initialised with
 * fields_init) those values of props that carry the prefix.
 */
bool props_overlay(const struct props *, const char *prefix,
    const struct field *, size_t n, void *base, struct err *);

#endif
