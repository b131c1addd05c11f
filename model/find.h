/* SPDX-License-Identifier: ISC */
/* Objects of whatever kind by some letters of their name. */
#ifndef MODEL_FIND_H
#define MODEL_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/model.h"

struct found {
	const struct kind *kind;
	char *name;
	char *title;	/* what people know it by: name or common name */
	int score;	/* of fuzzy_score() */
};

struct found_list {
	struct found *v;
	size_t n, cap;
};

/*
 * The best at most limit, best first, a hundred of one kind at most.  No
 * letters: none.
 */
bool model_find_fuzzy(struct model *, const char *letters, size_t limit,
    struct found_list *, struct err *);
void found_clear(struct found_list *);

#endif
