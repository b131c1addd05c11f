/* SPDX-License-Identifier: ISC */
#include "base/wrap.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

enum { GROUP = 4 };	/* digits of a thumbprint that stand together */

/* A blank between two groups of a thumbprint. */
static bool
is_inside_thumbprint(const char *line, size_t at)
{
	static const char digits[] = "0123456789ABCDEF";

	return at >= GROUP &&
	    strspn(line + at - GROUP, digits) == GROUP &&
	    strspn(line + at + 1, digits) == GROUP;
}

size_t
wrap_fit(const char *line, int width)
{
	size_t fits = text_fit(line, width, NULL), n;

	if (line[fits] == '\0')
		return fits;
	for (n = fits; n > 0; n--)
		if (line[n] == ' ' && !is_inside_thumbprint(line, n))
			return n;
	/* Narrower than a thumbprint: then between its groups. */
	for (n = fits; n > 0 && line[n] != ' '; n--)
		;
	return n;
}

char *
wrap_next(const char **text, int width)
{
	size_t fits, end, n;
	char *line;

	if (**text == '\0')
		return NULL;
	fits = text_fit(*text, width, NULL);
	end = strcspn(*text, "\n");
	n = end <= fits ? end : wrap_fit(*text, width);
	/* One long word: broken where the line ends. */
	if (n == 0 && end > 0)
		n = fits > 0 ? fits : 1;
	line = xstrndup(*text, n);
	*text += n;
	if (**text == ' ' || **text == '\n')
		(*text)++;
	return line;
}
