/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#include "base/mem.h"

/*
 * One character of UTF-8 (RFC 3629: shortest form, no surrogates, at most
 * U+10FFFF): its length, or 0 where the bytes are not that.
 */
static size_t
utf8_next(const unsigned char *s, size_t len, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n, i;
	uint32_t c;

	if (len == 0)
		return 0;
	if (s[0] < 0x80) {
		*cp = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		n = 2;
	else if ((s[0] & 0xf0) == 0xe0)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (len < n)
		return 0;
	c = s[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return n;
}

/* Characters that steer a terminal or turn the reading direction. */
static bool
steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) ||
	    c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	    c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || c >= 0xe0000;
}

bool
text_steers(const char *s)
{
	size_t len, n;
	uint32_t c = 0;

	for (len = strlen(s); len > 0; s += n, len -= n) {
		n = utf8_next((const unsigned char *)s, len, &c);
		if (n == 0 || (steers(c) && strchr("\t\n\r", (int)c) == NULL))
			return true;
	}
	return false;
}

/* Printable ASCII, which nearly all text is. */
static bool
plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

char *
text_safe(const char *s)
{
	size_t len = s != NULL ? strlen(s) : 0, n;
	char *safe = xmalloc(len + 1), *to = safe;
	uint32_t c = 0;

	for (; len > 0; s += n, len -= n) {
		n = 1;
		if (plain((unsigned char)*s)) {
			*to++ = *s;
			continue;
		}
		n = utf8_next((const unsigned char *)s, len, &c);
		if (n == 0 || steers(c)) {
			*to++ = n > 0 && (c == '\t' || c == '\n' ||
			    c == '\r') ? ' ' : '?';
			n += n == 0;
			continue;
		}
		memcpy(to, s, n);
		to += n;
	}
	*to = '\0';
	return safe;
}

/* Unknown characters count one column: a terminal draws a box for them. */
static int
cp_width(uint32_t c)
{
	int w = c >= 0x20 && c < 0x7f ? 1 : wcwidth((wchar_t)c);

	return w < 0 ? 1 : w;
}

size_t
text_fit(const char *s, int columns, int *used)
{
	size_t len = strlen(s), at = 0, n;
	uint32_t c = 0;
	int width = 0, w;

	while (at < len) {
		n = utf8_next((const unsigned char *)s + at, len - at, &c);
		if (n == 0) {
			n = 1;
			c = '?';
		}
		w = cp_width(c);
		if (width + w > columns)
			break;
		width += w;
		at += n;
	}
	if (used != NULL)
		*used = width;
	return at;
}

int
text_width(const char *s)
{
	int used;

	text_fit(s, INT32_MAX, &used);
	return used;
}

bool
text_is_utf8(const char *s, size_t len)
{
	uint32_t c;
	size_t n;

	for (; len > 0; s += n, len -= n) {
		n = utf8_next((const unsigned char *)s, len, &c);
		if (n == 0)
			return false;
	}
	return true;
}

char *
text_trim(const char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	for (n = strlen(s); n > 0 && isspace((unsigned char)s[n - 1]); n--)
		;
	return xstrndup(s, n);
}

bool
text_to_int(const char *s, long long *out)
{
	char *end;

	if (!isdigit((unsigned char)s[*s == '-' || *s == '+']))
		return false;
	errno = 0;
	*out = strtoll(s, &end, 10);
	return errno == 0 && *end == '\0';
}

bool
text_same_case(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

bool
text_has_case(const char *hay, const char *needle)
{
	return strcasestr(hay, needle) != NULL;
}

bool
text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

size_t
text_distance(const char *a, const char *b)
{
	size_t n = strlen(b), i, j, diagonal, above, best;
	size_t *row = xcalloc(n + 1, sizeof(*row));

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= n; j++) {
			above = row[j];
			best = diagonal + (a[i - 1] != b[j - 1]);
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = above;
			row[j] = best;
		}
	}
	best = row[n];
	free(row);
	return best;
}

void
text_shell_word(struct buf *b, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_+=:,./-";

	if (*s != '\0' && s[strspn(s, plain)] == '\0') {
		buf_adds(b, s);
		return;
	}
	buf_addc(b, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			buf_adds(b, "'\\''");
		else
			buf_addc(b, *s);
	}
	buf_addc(b, '\'');
}
