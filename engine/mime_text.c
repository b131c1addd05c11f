/* SPDX-License-Identifier: ISC */
/*
 * Text in headers that is not ASCII: encoded words (RFC 2047) and parameters
 * with a character set or in pieces (RFC 2231).  Character sets are those
 * below and no others: iconv would load code by a name that a stranger wrote.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/base64.h"
#include "engine/mime.h"
#include "engine/mime_line.h"
#include "engine/sink.h"

/* Of 0x80 to 0x9f in windows-1252; 0: not assigned. */
static const unsigned short windows_1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

static unsigned
of_latin1(unsigned char c)
{
	return c;
}

static unsigned
of_latin9(unsigned char c)
{
	static const struct {
		unsigned char c;
		unsigned short is;
	} others[] = {
		{ 0xa4, 0x20ac }, { 0xa6, 0x160 }, { 0xa8, 0x161 },
		{ 0xb4, 0x17d }, { 0xb8, 0x17e }, { 0xbc, 0x152 },
		{ 0xbd, 0x153 }, { 0xbe, 0x178 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (others[i].c == c)
			return others[i].is;
	return c;
}

static unsigned
of_windows(unsigned char c)
{
	return c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c;
}

static unsigned
of_ascii(unsigned char c)
{
	return c < 0x80 ? c : 0;
}

static const struct charset {
	const char *name;
	unsigned (*unicode)(unsigned char);	/* NULL: it is UTF-8 */
} charsets[] = {
	{ "utf-8", NULL },
	{ "utf8", NULL },
	{ "us-ascii", of_ascii },
	{ "iso-8859-1", of_latin1 },
	{ "iso-8859-15", of_latin9 },
	{ "windows-1252", of_windows },
};

static const struct charset *
charset_find(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(charsets); i++)
		if (strlen(charsets[i].name) == n &&
		    strncasecmp(charsets[i].name, name, n) == 0)
			return &charsets[i];
	return NULL;
}

static void
add_character(struct buf *b, unsigned c)
{
	/* A control character would end the text, or steer who reads it. */
	if (c < ' ' || c == 0x7f)
		c = '?';
	if (c < 0x80) {
		buf_addc(b, (char)c);
	} else if (c < 0x800) {
		buf_addc(b, (char)(0xc0 | c >> 6));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_addc(b, (char)(0xe0 | c >> 12));
		buf_addc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* False, and nothing added: not what the character set says it is. */
static bool
add_text(struct buf *out, const struct charset *set, const struct buf *in)
{
	size_t i;

	if (set == NULL || (set->unicode == NULL &&
	    !text_is_utf8((const char *)in->data, in->len)))
		return false;
	for (i = 0; i < in->len; i++)
		if (set->unicode != NULL)
			add_character(out, set->unicode(in->data[i]));
		else if (in->data[i] < 0x80)
			add_character(out, in->data[i]);
		else
			buf_addc(out, (char)in->data[i]);
	return true;
}

/* The value of two hexadecimal digits, or -1. */
static int
hex_pair(const char *s)
{
	static const char digits[] = "0123456789abcdef";
	const char *p, *q;

	if (s[0] == '\0' || s[1] == '\0')
		return -1;
	p = strchr(digits, s[0] | 0x20);
	q = strchr(digits, s[1] | 0x20);
	return p != NULL && q != NULL ?
	    (int)((p - digits) * 16 + (q - digits)) : -1;
}

/* ---- encoded words ------------------------------------------------------- */

static bool
decode_b(const char *s, size_t n, struct buf *out)
{
	struct sink_buf to = sink_buf(out);

	return base64_decode(span_of(s, n), &to.sink, NULL);
}

static bool
decode_q(const char *s, size_t n, struct buf *out)
{
	int c;

	for (; n > 0; s++, n--) {
		if (*s != '=') {
			buf_addc(out, (char)(*s == '_' ? ' ' : *s));
			continue;
		}
		c = n > 2 ? hex_pair(s + 1) : -1;
		if (c < 0)
			return false;
		buf_addc(out, (char)c);
		s += 2;
		n -= 2;
	}
	return true;
}

/*
 * The encoded word at s, "=?CHARSET[*LANGUAGE]?B?...?=", appended; *end is
 * behind it.  False where it is none, or one that we cannot read.
 */
static bool
encoded_word(const char *s, struct buf *out, const char **end)
{
	size_t set = strcspn(s + 2, "?* \t"), text;
	const char *p = s + 2 + set, *data;
	struct buf raw = { 0 };
	bool ok;

	if (*p == '*')
		p += strcspn(p, "? \t");
	if (p[0] != '?' || p[1] == '\0' || p[2] != '?')
		return false;
	data = p + 3;
	text = strcspn(data, "? \t");
	if (data[text] != '?' || data[text + 1] != '=')
		return false;
	buf_adds(&raw, "");
	ok = ((p[1] | 0x20) == 'b' ? decode_b(data, text, &raw) :
	    (p[1] | 0x20) == 'q' && decode_q(data, text, &raw)) &&
	    add_text(out, charset_find(s + 2, set), &raw);
	buf_clear(&raw);
	*end = data + text + 2;
	return ok;
}

char *
mime_text(const char *s)
{
	struct buf b = { 0 };
	const char *end, *gap;

	buf_adds(&b, "");
	while (*s != '\0') {
		if (strncmp(s, "=?", 2) != 0 || !encoded_word(s, &b, &end)) {
			buf_addc(&b, *s++);
			continue;
		}
		/* Blanks between two encoded words are not meant (6.2). */
		for (gap = end; mime_is_blank((unsigned char)*gap); )
			gap++;
		s = strncmp(gap, "=?", 2) == 0 ? gap : end;
	}
	return buf_steal(&b);
}

/* ---- parameters ---------------------------------------------------------- */

/* The piece of a parameter that has this suffix, or NULL; *coded: with %. */
static const char *
piece_of(const struct mime_fields *params, const char *name,
    const char *suffix, bool *coded)
{
	char *full = xasprintf("%s%s*", name, suffix);
	const char *value = mime_get(params, full);

	*coded = value != NULL;
	if (value == NULL && *suffix != '\0') {
		full[strlen(full) - 1] = '\0';
		value = mime_get(params, full);
	}
	free(full);
	return value;
}

static void
add_piece(struct buf *raw, const char *s, bool coded)
{
	for (; *s != '\0'; s++) {
		if (coded && *s == '%' && hex_pair(s + 1) >= 0) {
			buf_addc(raw, (char)hex_pair(s + 1));
			s += 2;
		} else {
			buf_addc(raw, *s);
		}
	}
}

/* "CHARSET'LANGUAGE'" off the front; without, the text is UTF-8. */
static const struct charset *
take_charset(const char **s)
{
	const char *quote = strchr(*s, '\''), *second = NULL;
	const struct charset *set = &charsets[0];

	if (quote != NULL)
		second = strchr(quote + 1, '\'');
	if (second == NULL)
		return set;
	if (quote > *s)
		set = charset_find(*s, (size_t)(quote - *s));
	*s = second + 1;
	return set;
}

/* All pieces, name*0 name*1*..., or the only one, name*; NULL: none. */
static char *
extended(const struct mime_fields *params, const char *name)
{
	const struct charset *set = &charsets[0];
	struct buf raw = { 0 }, out = { 0 };
	char suffix[16] = "";
	const char *s;
	bool coded, whole;
	int i;

	s = piece_of(params, name, "", &coded);
	whole = s != NULL;
	if (!whole)
		s = piece_of(params, name, "*0", &coded);
	if (s == NULL)
		return NULL;
	if (coded)
		set = take_charset(&s);
	buf_adds(&raw, "");
	buf_adds(&out, "");
	for (i = 1; s != NULL; i++) {
		add_piece(&raw, s, coded);
		snprintf(suffix, sizeof(suffix), "*%d", i);
		s = whole ? NULL : piece_of(params, name, suffix, &coded);
	}
	/* What cannot be read is shown by its bytes. */
	if (!add_text(&out, set, &raw))
		add_text(&out, charset_find("iso-8859-1", 10), &raw);
	buf_clear(&raw);
	return buf_steal(&out);
}

char *
mime_param_text(const struct mime_fields *params, const char *name)
{
	char *text = extended(params, name);
	const char *value = mime_get(params, name);

	if (text != NULL)
		return text;
	/* Encoded words have no place here (RFC 2047 5) and are common. */
	return value != NULL ? mime_text(value) : NULL;
}
