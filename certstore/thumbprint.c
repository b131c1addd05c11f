/* SPDX-License-Identifier: ISC */
#include "certstore/thumbprint.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

/*
 * What comes along when a thumbprint is copied out of a dialog or a mail: the
 * first bytes in UTF-8 and the range of the last one.
 */
static const struct {
	const char *head;
	unsigned char from, to;
} invisible[] = {
	{ "\xc2", 0xa0, 0xa0 },		/* no-break space */
	{ "\xc2", 0xad, 0xad },		/* soft hyphen */
	{ "\xd8", 0x9c, 0x9c },		/* Arabic letter mark */
	{ "\xe2\x80", 0x80, 0x8f },	/* spaces, joiners, direction marks */
	{ "\xe2\x80", 0xa8, 0xaf },	/* separators, embeddings */
	{ "\xe2\x81", 0x9f, 0xaf },	/* word joiner, isolates */
	{ "\xe3\x80", 0x80, 0x80 },	/* ideographic space */
	{ "\xef\xbb", 0xbf, 0xbf },	/* byte order mark */
};

/* Bytes to pass over at s, or 0 where something visible stands. */
static size_t
skip(const char *s)
{
	size_t i, n;
	unsigned char last;

	if (isxdigit((unsigned char)*s))
		return 0;
	if (*s == ':' || isspace((unsigned char)*s))
		return 1;
	for (i = 0; i < ARRAY_SIZE(invisible); i++) {
		n = strlen(invisible[i].head);
		if (strncmp(s, invisible[i].head, n) != 0)
			continue;
		last = (unsigned char)s[n];
		if (last >= invisible[i].from && last <= invisible[i].to)
			return n + 1;
	}
	return 0;
}

bool
thumbprint_parse(const char *s, char out[static THUMBPRINT_SIZE],
    struct err *err)
{
	char digits[THUMBPRINT_SIZE];
	const char *p = s;
	size_t n = 0, step;

	while (*p != '\0') {
		step = skip(p);
		if (step > 0) {
			p += step;
			continue;
		}
		if (!isxdigit((unsigned char)*p) || n == THUMBPRINT_SIZE - 1)
			break;
		digits[n++] = (char)toupper((unsigned char)*p++);
	}
	if (*p != '\0' || n != THUMBPRINT_SIZE - 1)
		return err_set(err, ERR_INVALID,
		    "40 hexadecimal digits expected (%.100s)", s);
	digits[n] = '\0';
	memcpy(out, digits, THUMBPRINT_SIZE);
	return true;
}

const char *
thumbprint_show(const char *thumbprint, char out[static THUMBPRINT_SHOWN])
{
	size_t i, n = 0;

	for (i = 0; i < THUMBPRINT_SIZE - 1 && thumbprint[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			out[n++] = ' ';
		out[n++] = thumbprint[i];
	}
	out[n] = '\0';
	return out;
}
