/* SPDX-License-Identifier: ISC */
#include "cli/shell_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static void
end_word(struct shell_line *l, struct buf *b)
{
	buf_adds(b, "");
	l->words = xreallocarray(l->words, l->n + 1, sizeof(*l->words));
	l->words[l->n++] = xstrdup((char *)b->data);
	buf_reset(b);
}

/* One step through the text; returns how many bytes it took. */
static size_t
take(struct shell_line *l, struct buf *b, bool *inside, const char *s)
{
	if (l->quote == 0 && (*s == ' ' || *s == '\t')) {
		if (*inside)
			end_word(l, b);
		*inside = false;
		l->cut = 0;
		return 1;
	}
	*inside = true;
	if (*s == l->quote) {
		l->quote = 0;
	} else if (l->quote == 0 && (*s == '"' || *s == '\'')) {
		l->quote = *s;
	} else if (l->quote != '\'' && *s == '\\' && s[1] != '\0' &&
	    (l->quote == 0 || strchr("\\\"$`", s[1]) != NULL)) {
		buf_addc(b, s[1]);
		return 2;
	} else {
		buf_addc(b, *s);
		if (l->quote == 0 && (*s == '=' || *s == ':'))
			l->cut = b->len;
	}
	return 1;
}

void
shell_line_read(struct shell_line *l, const char *text)
{
	struct buf b = { 0 };
	bool inside = false;

	memset(l, 0, sizeof(*l));
	while (*text != '\0')
		text += take(l, &b, &inside, text);
	end_word(l, &b);
	buf_clear(&b);
}

void
shell_line_clear(struct shell_line *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->words[i]);
	free(l->words);
	memset(l, 0, sizeof(*l));
}

/* How one character stands inside that quoting. */
static void
add_quoted(struct buf *b, char quote, char c)
{
	if (quote == '\'') {
		buf_adds(b, c == '\'' ? "'\\''" : (char[]){ c, '\0' });
		return;
	}
	if (quote == '"' ? strchr("\\\"$`", c) != NULL : !isalnum(
	    (unsigned char)c) && (unsigned char)c < 0x80 &&
	    strchr("_./@%+,-=:", c) == NULL)
		buf_addc(b, '\\');
	buf_addc(b, c);
}

char *
shell_line_quote(const struct shell_line *l, const char *word)
{
	struct buf b = { 0 };
	size_t n = strlen(word);
	char *out;

	for (word += l->cut < n ? l->cut : n; *word != '\0'; word++)
		add_quoted(&b, l->quote, *word);
	buf_adds(&b, "");
	out = xstrdup((char *)b.data);
	buf_clear(&b);
	return out;
}
