/* SPDX-License-Identifier: ISC */
#include "tui/wrap.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

char *
wrap_next(const char **text, int width)
{
	size_t fits, end, n;
	char *line;

	if (**text == '\0')
		return NULL;
	fits = text_fit(*text, width, NULL);
	end = strcspn(*text, "\n");
	n = end <= fits ? end : fits;
	if (end > fits) {
		while (n > 0 && (*text)[n] != ' ')
			n--;
		/* One long word: broken where the line ends. */
		if (n == 0)
			n = fits > 0 ? fits : 1;
	}
	line = xstrndup(*text, n);
	*text += n;
	if (**text == ' ' || **text == '\n')
		(*text)++;
	return line;
}
