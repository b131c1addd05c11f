/* SPDX-License-Identifier: ISC */
/*
 * What the tables say there is to test: for each kind the choices that bring
 * in other fields, valid values for what is required, and texts that a field
 * takes or refuses by its type.  Knows no kind and no field by name.
 */
#ifndef TESTS_LIB_VARIANTS_H
#define TESTS_LIB_VARIANTS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/model.h"

enum { MAX_SETS = 24, MAX_VALUES = 24 };

/* An object as texts, in the order in which they have to be given. */
struct variant {
	const struct kind *kind;
	struct {
		char *name, *value;
	} sets[MAX_SETS];
	size_t n;
};

struct variants {
	struct variant *v;
	size_t n, cap;
};

/*
 * Hosts, handlers for every adapter in both directions, a pipeline with every
 * component for each, ports of both ways: what others refer to.
 */
void variants_ground(struct model *);

/*
 * So many that each field of the kind is in one of them, and each set of its
 * own fields too.  Every one can be saved in the model's group; aborts, with
 * the reason, for a kind whose required fields it cannot fill.
 */
void variants_find(struct model *, const struct kind *, struct variants *);
void variants_clear(struct variants *);
/* An object of each variant of each kind, in the database. */
void variants_make_all(struct model *);
/* As the command line would make it; not stored. */
struct object *variant_object(struct model *, const struct variant *);

/* Texts to try on a field, legal and not; release with values_clear(). */
struct values {
	char *v[MAX_VALUES];
	size_t n;
};
void values_for(struct model *, const struct object *, const struct slot *,
    struct values *);
void values_clear(struct values *);

#endif
