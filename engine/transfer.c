/* SPDX-License-Identifier: ISC */
#include "engine/transfer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/base64.h"

struct coding {
	const char *names[4];	/* the first is the one we write */
	bool (*decode)(struct span, struct sink *, struct err *);
	bool (*encode)(struct span, const char *name, struct sink *,
	    struct err *);
};

static bool
decode_identity(struct span in, struct sink *out, struct err *err)
{
	return sink_span(out, in, err);
}

static bool
encode_binary(struct span in, const char *name, struct sink *out,
    struct err *err)
{
	(void)name;
	return sink_span(out, in, err);
}

/* ---- text lines ---------------------------------------------------------- */

/* Bytes above `top` do not fit, nor NUL, bare CR and long lines. */
static bool
check_byte(struct span in, size_t i, size_t line, unsigned char top,
    struct err *err)
{
	unsigned char c = in.p[i];

	if (c == '\0' || c == '\r' || c > top)
		return err_set(err, ERR_INVALID,
		    "byte %zu does not fit (0x%02x)", i + 1, c);
	return line <= MAX_TRANSFER_LINE || err_set(err, ERR_INVALID,
	    "line longer than %d bytes (at byte %zu)", MAX_TRANSFER_LINE,
	    i + 1);
}

/* Lines of at most 998 bytes, ended by CRLF. */
static bool
encode_lines(struct span in, unsigned char top, struct sink *to,
    struct err *err)
{
	const unsigned char *p = in.p;
	size_t i, line = 0, n = in.len, relaxed = 0;
	struct writer out;
	bool ok = true;

	writer_init(&out, to, err);
	for (i = 0; ok && i < n; i++) {
		span_behind(in, i, &relaxed);
		if (p[i] == '\n' || (p[i] == '\r' && i + 1 < n &&
		    p[i + 1] == '\n')) {
			i += p[i] == '\r';
			line = 0;
			writer_add(&out, "\r\n", 2);
			continue;
		}
		ok = check_byte(in, i, ++line, top, err);
		writer_addc(&out, (char)p[i]);
	}
	return writer_end(&out) && ok;
}

static bool
encode_7bit(struct span in, const char *name, struct sink *out,
    struct err *err)
{
	(void)name;
	return encode_lines(in, 0x7f, out, err);
}

static bool
encode_8bit(struct span in, const char *name, struct sink *out,
    struct err *err)
{
	(void)name;
	return encode_lines(in, 0xff, out, err);
}

static bool
encode_base64(struct span in, const char *name, struct sink *out,
    struct err *err)
{
	struct base64 b;
	bool ok;

	(void)name;
	base64_init(&b, out);
	ok = sink_span(&b.sink, in, err);
	return base64_end(&b, err) && ok;
}

/* The line at p without its end; *next: where the following one begins. */
static bool
next_line(struct span *rest, struct span *line, bool *ended, struct err *err)
{
	size_t most = rest->len < MAX_DECODE_LINE ? rest->len :
	    MAX_DECODE_LINE;
	const unsigned char *lf = memchr(rest->p, '\n', most);

	*ended = lf != NULL;
	if (lf == NULL && most < rest->len)
		return err_set(err, ERR_DENIED, "line longer than %d bytes",
		    MAX_DECODE_LINE);
	*line = span_part(*rest, 0, lf != NULL ? (size_t)(lf - rest->p) :
	    most);
	*rest = span_part(*rest, line->len + *ended, rest->len);
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
decode_qp_line(struct span line, bool *soft, struct writer *out,
    struct err *err)
{
	const unsigned char *p = line.p;
	size_t n = line.len, i;

	n = without_blanks(p, n);
	*soft = n > 0 && p[n - 1] == '=';
	n -= *soft;
	for (i = 0; i < n; i++) {
		if (p[i] != '=') {
			writer_addc(out, (char)p[i]);
			continue;
		}
		if (i + 2 >= n || hex(p[i + 1]) < 0 || hex(p[i + 2]) < 0)
			return err_set(err, ERR_INVALID,
			    "quoted-printable: '=' without two digits");
		writer_addc(out, (char)(hex(p[i + 1]) * 16 + hex(p[i + 2])));
		i += 2;
	}
	return true;
}

static bool
decode_qp(struct span in, struct sink *to, struct err *err)
{
	bool soft, ended, cr, ok = true;
	struct span rest = in, line = { .len = 0 };
	struct writer out;
	size_t relaxed = 0;

	writer_init(&out, to, err);
	while (ok && rest.len > 0) {
		span_behind(in, in.len - rest.len, &relaxed);
		ok = next_line(&rest, &line, &ended, err);
		if (!ok)
			break;
		cr = ended && line.len > 0 && line.p[line.len - 1] == '\r';
		line.len -= cr;
		ok = decode_qp_line(line, &soft, &out, err);
		if (ok && !soft && ended)
			writer_add(&out, cr ? "\r\n" : "\n", 1u + cr);
	}
	return writer_end(&out) && ok;
}

/*
 * The receiver gets the very bytes back: only CRLF is written as a line end,
 * a bare LF or CR is encoded, and a last line without end gets a soft one.
 */
static bool
encode_qp(struct span in, const char *name, struct sink *to, struct err *err)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char *p = in.p;
	size_t i, line = 0, width, n = in.len, relaxed = 0;
	struct writer out;
	bool plain;

	(void)name;
	writer_init(&out, to, err);
	for (i = 0; i < n; i++) {
		span_behind(in, i, &relaxed);
		if (p[i] == '\r' && i + 1 < n && p[i + 1] == '\n') {
			writer_add(&out, "\r\n", 2);
			line = 0;
			i++;
			continue;
		}
		plain = p[i] >= ' ' && p[i] < 0x7f && p[i] != '=' &&
		    !(p[i] == ' ' && (i + 1 == n || p[i + 1] < ' '));
		width = plain ? 1 : 3;
		/* Room for the '=' of a soft break. */
		if (line + width > QP_LINE - 1) {
			writer_add(&out, "=\r\n", 3);
			line = 0;
		}
		if (plain) {
			writer_addc(&out, (char)p[i]);
		} else {
			writer_addc(&out, '=');
			writer_addc(&out, digits[p[i] >> 4]);
			writer_addc(&out, digits[p[i] & 15]);
		}
		line += width;
	}
	if (line > 0)
		writer_add(&out, "=\r\n", 3);
	return writer_end(&out);
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
decode_uu_line(struct span line, struct writer *out, struct err *err)
{
	const unsigned char *p = line.p;
	size_t n = line.len;
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
		writer_addc(out, (char)(v >> 16));
		if (i + 1 < count)
			writer_addc(out, (char)(v >> 8));
		if (i + 2 < count)
			writer_addc(out, (char)v);
	}
	return true;
}

/* The lines from "begin" to "end"; *ended: it came. */
static bool
decode_uu_lines(struct span in, struct writer *out, bool *ended,
    struct err *err)
{
	struct span rest = in, line = { .len = 0 };
	bool begun = false, lf;
	size_t relaxed = 0;

	while (rest.len > 0) {
		span_behind(in, in.len - rest.len, &relaxed);
		if (!next_line(&rest, &line, &lf, err))
			return false;
		if (line.len > 0 && line.p[line.len - 1] == '\r')
			line.len--;
		if (!begun) {
			begun = line.len > 6 &&
			    memcmp(line.p, "begin ", 6) == 0;
			continue;
		}
		*ended = line.len == 3 && memcmp(line.p, "end", 3) == 0;
		if (*ended)
			return true;
		if (line.len > 0 && !decode_uu_line(line, out, err))
			return false;
	}
	return err_set(err, ERR_INVALID, begun ? "uuencode: no end line" :
	    "uuencode: no begin line");
}

static bool
decode_uu(struct span in, struct sink *to, struct err *err)
{
	struct writer out;
	bool ended = false, ok;

	writer_init(&out, to, err);
	ok = decode_uu_lines(in, &out, &ended, err);
	return writer_end(&out) && ok;
}

static void
encode_uu_line(const unsigned char *p, size_t len, struct writer *out)
{
	unsigned v, digit;
	size_t i, k;

	writer_addc(out, (char)(' ' + len));
	for (i = 0; i < len; i += 3) {
		v = (unsigned)p[i] << 16 |
		    (i + 1 < len ? p[i + 1] << 8 : 0) |
		    (i + 2 < len ? p[i + 2] : 0);
		for (k = 0; k < 4; k++) {
			digit = v >> (18 - 6 * k) & 63;
			/* A blank at a line's end gets lost. */
			writer_addc(out, (char)(digit == 0 ? '`' :
			    ' ' + digit));
		}
	}
	writer_add(out, "\r\n", 2);
}

static bool
encode_uu(struct span in, const char *name, struct sink *to, struct err *err)
{
	struct span rest = in, line;
	struct writer out;
	size_t relaxed = 0;

	if (name == NULL)
		name = "body";
	writer_init(&out, to, err);
	writer_add(&out, "begin 644 ", 10);
	writer_add(&out, name, strlen(name));
	writer_add(&out, "\r\n", 2);
	while (rest.len > 0) {
		span_behind(in, in.len - rest.len, &relaxed);
		line = span_part(rest, 0, UU_BYTES);
		rest = span_part(rest, line.len, rest.len);
		encode_uu_line(line.p, line.len, &out);
	}
	writer_add(&out, "`\r\nend\r\n", 8);
	return writer_end(&out);
}

/* ---- the table ----------------------------------------------------------- */

static const struct coding codings[] = {
	[ENCODING_BASE64] = { { "base64" }, base64_decode, encode_base64 },
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
transfer_is_identity(enum transfer_encoding encoding)
{
	return codings[encoding].decode == decode_identity;
}

bool
transfer_decode(enum transfer_encoding encoding, struct span in,
    struct sink *out, struct err *err)
{
	return codings[encoding].decode(in, out, err);
}

bool
transfer_encode(enum transfer_encoding encoding, struct span in,
    const char *name, struct sink *out, struct err *err)
{
	return codings[encoding].encode(in, name, out, err);
}
