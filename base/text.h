/* SPDX-License-Identifier: ISC */
/*
 * Text: what people type and what strangers send.  Everything shown on a
 * terminal that came from outside passes text_safe().
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * A copy that is safe on a terminal: valid UTF-8 only; C0 and C1 controls,
 * DEL, bidirectional overrides and invalid bytes become '?', tabs and line
 * ends a blank.  The caller frees.  NULL gives "".
 */
char *text_safe(const char *);

/*
 * Does it hold characters that text_safe() would replace, other than line
 * ends and tabs?  Such text has no business in a name.
 */
bool text_steers(const char *);

/* Columns the (safe) text takes on the screen; wide characters count two. */
int text_width(const char *);

/*
 * How many bytes of the (safe) text fit into `columns` columns, whole
 * characters with their combining marks only; *used gets their width.
 */
size_t text_fit(const char *, int columns, int *used);

bool text_is_utf8(const char *, size_t len);

/* Without leading and trailing white space.  The caller frees. */
char *text_trim(const char *);

/* Whole decimal number with optional sign, and nothing else. */
bool text_to_int(const char *, long long *);

/* ASCII without regard to case: equality and "a contains b". */
bool text_same_case(const char *, const char *);
bool text_has_case(const char *hay, const char *needle);

bool text_starts(const char *, const char *prefix);

/* Edits (insert, delete, change) from one to the other, for suggestions. */
size_t text_distance(const char *, const char *);

/* Word for a POSIX shell: quoted with '' only where it must be. */
void text_shell_word(struct buf *, const char *);

#endif
