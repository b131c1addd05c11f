/* SPDX-License-Identifier: ISC */
/*
 * Allocation that does not fail: out of memory ends the program, because no
 * caller could do better.  Sizes from outside are checked against a named
 * MAX_ before they get here.  Everything is released with free(3).
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
/* As reallocarray(3): overflow of n * size counts as out of memory. */
void *xreallocarray(void *, size_t n, size_t size)
    __attribute__((returns_nonnull));
/* NULL gives NULL. */
char *xstrdup(const char *);
char *xstrndup(const char *, size_t) __attribute__((returns_nonnull));
void *xmemdup(const void *, size_t) __attribute__((returns_nonnull));
char *xasprintf(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), returns_nonnull));

/* Free *p and set it to a copy of s (or NULL). */
void str_replace(char **p, const char *s);

/* Equal, where NULL equals only NULL. */
int str_same(const char *a, const char *b);

/*
 * Room for one more element in an array that doubles: returns the array, of
 * which *cap is the capacity in elements and n the number in use.
 */
void *grow(void *array, size_t n, size_t *cap, size_t size)
    __attribute__((returns_nonnull));

/*
 * Of the whole process: up to `most` bytes that were freed are kept for the
 * next to ask, in blocks of up to `largest` bytes, instead of being given
 * back to the system, which clears every page anew.
 */
void mem_keep(size_t largest, size_t most);

#endif
