/* SPDX-License-Identifier: ISC */
#include "engine/transfer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

struct coding {
	const char *names[4];	/* the first is the one we write */
	bool (*decode)(const unsigned char *, size_t, struct buf *,
	    struct err *);
	bool (*encode)(const unsigned char *, size_t, const char *name,
	    struct buf *, struct err *);
};

static bool
decode_identity(const unsigned char *p, size_t n, struct buf *out,
    struct err *err)
{
	(void)err;
	buf_add(out, p, n);
	return true;
}

static bool
encode_binary(const unsigned char *p, size_t n, const char *name,
    struct buf *out, struct err *err)
{
	(void)name;
	return decode_identity(p, n, out, err);
}

/* ---- text lines ---------------------------------------------------------- */

/*
 * Lines of at most 998 bytes without NUL and bare CR, ended by CRLF; bytes
 * above `top` do not fit.
 */
static bool
encode_lines(const unsigned char *p, size_t n, unsigned char top,
    struct buf *out, struct err *err)
{
	size_t i, line = 0;

	for (i = 0; i < n; i++) {
		if (p[i] == '\n' || (p[i] == '\r' && i + 1 < n &&
		    p[i + 1] == '\n')) {
			i += p[i] == '\r';
			line = 0;
			buf_add(out, "\r\n", 2);
			continue;
		}
		if (p[i] == '\0' || p[i] == '\r' || p[i] > top)
			return err_set(err, ERR_INVALID,
			    "byte %zu does not fit (0x%02x)", i + 1, p[i]);
		if (++line > MAX_TRANSFER_LINE)
			return err_set(err, ERR_INVALID,
			    "line longer than %d bytes (at byte %zu)",
			    MAX_TRANSFER_LINE, i + 1);
		buf_addc(out, (char)p[i]);
	}
	return true;
}

static bool
encode_7bit(const unsigned char *p, size_t n, const char *name,
    struct buf *out, struct err *err)
{
	(void)name;
	return encode_lines(p, n, 0x7f, out, err);
}

static bool
encode_8bit(const unsigned char *p, size_t n, const char *name,
    struct buf *out, struct err *err)
{
	(void)name;
	return encode_lines(p, n, 0xff, out, err);
}

/* ---- base64 -------------------------------------------------------------- */

#define BASE64_SKIP 64		/* white space */
#define BASE64_PAD 65
#define BASE64_BAD 66
#define BASE64_BYTES 57		/* in a line of 76 characters */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
base64_table(unsigned char table[256])
{
	unsigned char i;

	memset(table, BASE64_BAD, 256);
	for (i = 0; i < 64; i++)
		table[(unsigned char)base64_digits[i]] = i;
	table['='] = BASE64_PAD;
	table[' '] = table['\t'] = table['\r'] = table['\n'] = BASE64_SKIP;
}

/* What is left when the data or the padding begins; have: 0-3 digits. */
static bool
base64_rest(unsigned bits, unsigned have, unsigned pads, struct buf *out,
    struct err *err)
{
	if (have == 1 || (pads > 0 && have + pads != 4))
		return err_set(err, ERR_INVALID, "base64: incomplete");
	if (have >= 2)
		buf_addc(out, (char)(bits >> (have == 2 ? 4 : 10)));
	if (have == 3)
		buf_addc(out, (char)(bits >> 2));
	return true;
}

static bool
decode_base64(const unsigned char *p, size_t n, struct buf *out,
    struct err *err)
{
	unsigned char table[256], *to = buf_room(out, n / 4 * 3 + 3);
	unsigned bits = 0, have = 0, pads = 0;
	size_t i, made = 0;

	base64_table(table);
	for (i = 0; i < n; i++) {
		unsigned char v = table[p[i]];

		if (v == BASE64_SKIP)
			continue;
		if (v == BASE64_PAD && ++pads <= 2)
			continue;
		if (v > 63 || pads > 0)
			return err_set(err, ERR_INVALID,
			    "base64: character not allowed (byte %zu)", i + 1);
		bits = bits << 6 | v;
		if (++have < 4)
			continue;
		to[made++] = (unsigned char)(bits >> 16);
		to[made++] = (unsigned char)(bits >> 8);
		to[made++] = (unsigned char)bits;
		bits = have = 0;
	}
	out->len += made;
	out->data[out->len] = '\0';
	return base64_rest(bits, have, pads, out, err);
}

static bool
encode_base64(const unsigned char *p, size_t n, const char *name,
    struct buf *out, struct err *err)
{
	unsigned char *to = buf_room(out, n / 3 * 4 + n / BASE64_BYTES * 2 + 8);
	unsigned char *start = to;
	size_t i, left;
	unsigned v;

	(void)name;
	(void)err;
	for (i = 0; i < n; i += 3) {
		left = n - i;
		v = (unsigned)p[i] << 16 | (left > 1 ? p[i + 1] << 8 : 0) |
		    (left > 2 ? p[i + 2] : 0);
		*to++ = (unsigned char)base64_digits[v >> 18];
		*to++ = (unsigned char)base64_digits[v >> 12 & 63];
		*to++ = left > 1 ?
		    (unsigned char)base64_digits[v >> 6 & 63] : '=';
		*to++ = left > 2 ?
		    (unsigned char)base64_digits[v & 63] : '=';
		if ((i + 3) % BASE64_BYTES == 0 || left <= 3) {
			*to++ = '\r';
			*to++ = '\n';
		}
	}
	out->len += (size_t)(to - start);
	out->data[out->len] = '\0';
	return true;
}

/* ---- quoted-printable ---------------------------------------------------- */

#define QP_LINE 76

static int
hex(unsigned char c)
{
	static const char digits[] = "0123456789ABCDEFabcdef";
	const char *p = c != '\0' ? strchr(digits, c) : NULL;

	if (p == NULL)
		return -1;
	return p - digits < 16 ? (int)(p - digits) : (int)(p - digits) - 6;
}

/* Blanks at the end of a line were added on the way (RFC 2045 6.7, 3). */
static size_t
without_blanks(const unsigned char *p, size_t n)
{
	while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	return n;
}

/* One line without its end; *soft: it goes on in the next one. */
static bool
decode_qp_line(const unsigned char *p, size_t n, bool *soft, struct buf *out,
    struct err *err)
{
	size_t i;

	n = without_blanks(p, n);
	*soft = n > 0 && p[n - 1] == '=';
	n -= *soft;
	for (i = 0; i < n; i++) {
		if (p[i] != '=') {
			buf_addc(out, (char)p[i]);
			continue;
		}
		if (i + 2 >= n || hex(p[i + 1]) < 0 || hex(p[i + 2]) < 0)
			return err_set(err, ERR_INVALID,
			    "quoted-printable: '=' without two digits");
		buf_addc(out, (char)(hex(p[i + 1]) * 16 + hex(p[i + 2])));
		i += 2;
	}
	return true;
}

static bool
decode_qp(const unsigned char *p, size_t n, struct buf *out, struct err *err)
{
	const unsigned char *end = p + n, *lf;
	size_t len;
	bool soft, cr;

	while (p < end) {
		lf = memchr(p, '\n', (size_t)(end - p));
		len = (size_t)((lf != NULL ? lf : end) - p);
		cr = lf != NULL && len > 0 && p[len - 1] == '\r';
		if (!decode_qp_line(p, len - cr, &soft, out, err))
			return false;
		if (!soft && lf != NULL)
			buf_adds(out, cr ? "\r\n" : "\n");
		if (lf == NULL)
			break;
		p = lf + 1;
	}
	return true;
}

/*
 * The receiver gets the very bytes back: only CRLF is written as a line end,
 * a bare LF or CR is encoded, and a last line without end gets a soft one.
 */
static bool
encode_qp(const unsigned char *p, size_t n, const char *name, struct buf *out,
    struct err *err)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t i, line = 0, width;
	bool plain;

	(void)name;
	(void)err;
	for (i = 0; i < n; i++) {
		if (p[i] == '\r' && i + 1 < n && p[i + 1] == '\n') {
			buf_adds(out, "\r\n");
			line = 0;
			i++;
			continue;
		}
		plain = p[i] >= ' ' && p[i] < 0x7f && p[i] != '=' &&
		    !(p[i] == ' ' && (i + 1 == n || p[i + 1] < ' '));
		width = plain ? 1 : 3;
		/* Room for the '=' of a soft break. */
		if (line + width > QP_LINE - 1) {
			buf_adds(out, "=\r\n");
			line = 0;
		}
		if (plain) {
			buf_addc(out, (char)p[i]);
		} else {
			buf_addc(out, '=');
			buf_addc(out, digits[p[i] >> 4]);
			buf_addc(out, digits[p[i] & 15]);
		}
		line += width;
	}
	if (line > 0)
		buf_adds(out, "=\r\n");
	return true;
}

/* ---- uuencode ------------------------------------------------------------ */

#define UU_BYTES 45		/* in a line */

static unsigned
uu_value(const unsigned char *p, size_t n, size_t i)
{
	/* Trailing blanks, which are zeros, may have been cut off. */
	return i < n ? (p[i] - ' ') & 63u : 0;
}

static bool
decode_uu_line(const unsigned char *p, size_t n, struct buf *out,
    struct err *err)
{
	unsigned count = uu_value(p, n, 0), i, k;
	unsigned v;

	for (i = 0; i < n; i++)
		if (p[i] < ' ' || p[i] > '`')
			return err_set(err, ERR_INVALID,
			    "uuencode: character not allowed");
	/* One or two check characters may follow; more is no uuencode. */
	if (n > 1 + (count + 2) / 3 * 4 + 2)
		return err_set(err, ERR_INVALID, "uuencode: line too long");
	for (i = 0; i < count; i += 3) {
		for (v = 0, k = 0; k < 4; k++)
			v = v << 6 | uu_value(p, n, 1 + i / 3 * 4 + k);
		buf_addc(out, (char)(v >> 16));
		if (i + 1 < count)
			buf_addc(out, (char)(v >> 8));
		if (i + 2 < count)
			buf_addc(out, (char)v);
	}
	return true;
}

static bool
decode_uu(const unsigned char *p, size_t n, struct buf *out, struct err *err)
{
	const unsigned char *end = p + n, *lf, *start;
	bool begun = false;
	size_t len;

	for (; p < end; p = lf != NULL ? lf + 1 : end) {
		lf = memchr(p, '\n', (size_t)(end - p));
		start = p;
		len = (size_t)((lf != NULL ? lf : end) - p);
		if (len > 0 && start[len - 1] == '\r')
			len--;
		if (!begun) {
			begun = len > 6 && memcmp(start, "begin ", 6) == 0;
			continue;
		}
		if (len == 3 && memcmp(start, "end", 3) == 0)
			return true;
		if (len > 0 && !decode_uu_line(start, len, out, err))
			return false;
	}
	return err_set(err, ERR_INVALID, begun ? "uuencode: no end line" :
	    "uuencode: no begin line");
}

static bool
encode_uu(const unsigned char *p, size_t n, const char *name, struct buf *out,
    struct err *err)
{
	size_t i, k, len;
	unsigned v;

	(void)err;
	buf_addf(out, "begin 644 %s\r\n", name != NULL ? name : "body");
	for (; n > 0; p += len, n -= len) {
		len = n < UU_BYTES ? n : UU_BYTES;
		buf_addc(out, (char)(' ' + len));
		for (i = 0; i < len; i += 3) {
			v = (unsigned)p[i] << 16 |
			    (i + 1 < len ? p[i + 1] << 8 : 0) |
			    (i + 2 < len ? p[i + 2] : 0);
			for (k = 0; k < 4; k++) {
				unsigned digit = v >> (18 - 6 * k) & 63;

				/* A blank at a line's end gets lost. */
				buf_addc(out, (char)(digit == 0 ? '`' :
				    ' ' + digit));
			}
		}
		buf_adds(out, "\r\n");
	}
	buf_adds(out, "`\r\nend\r\n");
	return true;
}

/* ---- the table ----------------------------------------------------------- */

static const struct coding codings[] = {
	[ENCODING_BASE64] = { { "base64" }, decode_base64, encode_base64 },
	[ENCODING_QUOTED_PRINTABLE] = { { "quoted-printable" },
	    decode_qp, encode_qp },
	[ENCODING_7BIT] = { { "7bit" }, decode_identity, encode_7bit },
	[ENCODING_8BIT] = { { "8bit" }, decode_identity, encode_8bit },
	[ENCODING_BINARY] = { { "binary" }, decode_identity, encode_binary },
	[ENCODING_UUENCODE] = { { "x-uuencode", "uuencode", "x-uue" },
	    decode_uu, encode_uu },
};

const char *
transfer_name(enum transfer_encoding encoding)
{
	return codings[encoding].names[0];
}

bool
transfer_find(const char *value, enum transfer_encoding *encoding)
{
	size_t i, k, n;

	*encoding = ENCODING_7BIT;
	if (value == NULL || *value == '\0')
		return true;
	n = strcspn(value, " \t;(");
	for (i = 0; i < ARRAY_SIZE(codings); i++) {
		for (k = 0; codings[i].names[k] != NULL; k++) {
			char *word = xstrndup(value, n);
			bool same = text_same_case(word, codings[i].names[k]);

			free(word);
			if (same) {
				*encoding = (enum transfer_encoding)i;
				return true;
			}
		}
	}
	return false;
}

bool
transfer_decode(enum transfer_encoding encoding, const void *p, size_t n,
    struct buf *out, struct err *err)
{
	return codings[encoding].decode(p, n, out, err);
}

bool
transfer_encode(enum transfer_encoding encoding, const void *p, size_t n,
    const char *name, struct buf *out, struct err *err)
{
	return codings[encoding].encode(p, n, name, out, err);
}
