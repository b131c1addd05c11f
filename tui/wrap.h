/* SPDX-License-Identifier: ISC */
/* Breaking text into lines. */
#ifndef TUI_WRAP_H
#define TUI_WRAP_H

/*
 * The next line of at most width columns, broken at a blank where there is
 * one, at '\n' always; *text is moved behind it.  Heap; NULL at the end.
 */
char *wrap_next(const char **text, int width);

#endif
