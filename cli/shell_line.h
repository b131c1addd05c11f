/* SPDX-License-Identifier: ISC */
/*
 * A command line as it stands in a shell that is asked to complete it: cut
 * into words by the shell's quoting, nothing expanded; and words quoted the
 * way the last one was begun.
 */
#ifndef CLI_SHELL_LINE_H
#define CLI_SHELL_LINE_H

#include <stddef.h>

struct shell_line {
	char **words;	/* without quotes; the last one is being typed */
	size_t n;	/* at least 1 */
	char quote;	/* that the last word is in: '"', '\'' or 0 */
	size_t cut;	/* bytes of the last word that the shell holds for a
			   word of its own: up to its last bare '=' or ':' */
};

void shell_line_read(struct shell_line *, const char *text);
void shell_line_clear(struct shell_line *);

/* The word from its cut on, so that the shell reads it back; the caller's. */
char *shell_line_quote(const struct shell_line *, const char *word);

#endif
