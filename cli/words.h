/* SPDX-License-Identifier: ISC */
/* Words the command line knows, and the nearest one to a word it does not. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct words {
	const char **v;		/* not owned */
	size_t n, cap;
};

void words_add(struct words *, const char *);	/* twice is once */
void words_clear(struct words *);

/* The most similar one, or NULL where none is similar. */
const char *words_nearest(const struct words *, const char *word);

/*
 * ERR_USAGE "WHAT: unknown, the nearest is NEAR (word)"; where none is near,
 * with all of them if they are few.  word NULL: one is missing.  Releases
 * the list.  Always false.
 */
bool words_unknown(struct words *, const char *what, const char *word,
    struct err *);

#endif
