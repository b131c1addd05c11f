/* SPDX-License-Identifier: ISC */
/* Breaking text into lines. */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include <stddef.h>

/*
 * The next line of at most width columns, broken at a blank where there is
 * one, at '\n' always; *text is moved behind it.  Heap; NULL at the end.
 */
char *wrap_next(const char **text, int width);

/*
 * Bytes of one line's text that stand in width columns, up to a blank where
 * more of it follows; 0: there is no blank.  A thumbprint in groups of four
 * stays in one piece, so that it can be copied from the terminal.
 */
size_t wrap_fit(const char *line, int width);

#endif
