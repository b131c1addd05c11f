/* SPDX-License-Identifier: ISC */
#include "engine/base64.h"

#include <stdint.h>
#include <string.h>

#include "engine/base64_wide.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* ---- encoding ------------------------------------------------------------ */

/* Two digits at a time: all 4096 pairs, by the first and by the second. */
#define D(a, b) { a, b },
#define ROW(a) \
	D(a, 'A') D(a, 'B') D(a, 'C') D(a, 'D') D(a, 'E') D(a, 'F') \
	D(a, 'G') D(a, 'H') D(a, 'I') D(a, 'J') D(a, 'K') D(a, 'L') \
	D(a, 'M') D(a, 'N') D(a, 'O') D(a, 'P') D(a, 'Q') D(a, 'R') \
	D(a, 'S') D(a, 'T') D(a, 'U') D(a, 'V') D(a, 'W') D(a, 'X') \
	D(a, 'Y') D(a, 'Z') D(a, 'a') D(a, 'b') D(a, 'c') D(a, 'd') \
	D(a, 'e') D(a, 'f') D(a, 'g') D(a, 'h') D(a, 'i') D(a, 'j') \
	D(a, 'k') D(a, 'l') D(a, 'm') D(a, 'n') D(a, 'o') D(a, 'p') \
	D(a, 'q') D(a, 'r') D(a, 's') D(a, 't') D(a, 'u') D(a, 'v') \
	D(a, 'w') D(a, 'x') D(a, 'y') D(a, 'z') D(a, '0') D(a, '1') \
	D(a, '2') D(a, '3') D(a, '4') D(a, '5') D(a, '6') D(a, '7') \
	D(a, '8') D(a, '9') D(a, '+') D(a, '/')

static const char pairs[4096][2] = {
	ROW('A') ROW('B') ROW('C') ROW('D') ROW('E') ROW('F') ROW('G')
	ROW('H') ROW('I') ROW('J') ROW('K') ROW('L') ROW('M') ROW('N')
	ROW('O') ROW('P') ROW('Q') ROW('R') ROW('S') ROW('T') ROW('U')
	ROW('V') ROW('W') ROW('X') ROW('Y') ROW('Z') ROW('a') ROW('b')
	ROW('c') ROW('d') ROW('e') ROW('f') ROW('g') ROW('h') ROW('i')
	ROW('j') ROW('k') ROW('l') ROW('m') ROW('n') ROW('o') ROW('p')
	ROW('q') ROW('r') ROW('s') ROW('t') ROW('u') ROW('v') ROW('w')
	ROW('x') ROW('y') ROW('z') ROW('0') ROW('1') ROW('2') ROW('3')
	ROW('4') ROW('5') ROW('6') ROW('7') ROW('8') ROW('9') ROW('+')
	ROW('/')
};

#undef ROW
#undef D

/* A line of n bytes, at most BASE64_LINE; where it ends. */
static unsigned char *
put_line(const unsigned char *p, size_t n, unsigned char *to)
{
	uint32_t v;

	for (; n >= 3; p += 3, n -= 3, to += 4) {
		v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
		memcpy(to, pairs[v >> 12], 2);
		memcpy(to + 2, pairs[v & 4095], 2);
	}
	if (n > 0) {
		v = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0);
		memcpy(to, pairs[v >> 12], 2);
		to[2] = n > 1 ? (unsigned char)digits[v >> 6 & 63] : '=';
		to[3] = '=';
		to += 4;
	}
	*to++ = '\r';
	*to++ = '\n';
	return to;
}

/* Lines of the same length that are at most BASE64_BATCH. */
static bool
put_lines(struct base64 *b, const unsigned char *p, size_t lines,
    struct err *err)
{
	unsigned char *to = b->out;
	size_t i;

	if (b->wide) {
		base64_wide_encode(p, lines, to);
		to += base64_length(lines * BASE64_LINE);
	} else {
		for (i = 0; i < lines; i++)
			to = put_line(p + i * BASE64_LINE, BASE64_LINE, to);
	}
	return sink_put(b->to, b->out, (size_t)(to - b->out), err);
}

static bool
put(struct sink *sink, const void *data, size_t len, struct err *err)
{
	struct base64 *b = (struct base64 *)sink;
	const unsigned char *p = data;
	size_t n, lines;

	if (b->n > 0) {
		n = BASE64_LINE - b->n;
		if (n > len)
			n = len;
		memcpy(b->held + b->n, p, n);
		b->n += n;
		p += n;
		len -= n;
		if (b->n < BASE64_LINE)
			return true;
		if (!put_lines(b, b->held, 1, err))
			return false;
		b->n = 0;
	}
	for (; len >= BASE64_LINE; p += lines * BASE64_LINE,
	    len -= lines * BASE64_LINE) {
		lines = len / BASE64_LINE;
		if (lines > BASE64_BATCH)
			lines = BASE64_BATCH;
		if (!put_lines(b, p, lines, err))
			return false;
	}
	memcpy(b->held, p, len);
	b->n = len;
	return true;
}

void
base64_init(struct base64 *b, struct sink *to)
{
	b->sink = (struct sink){ .put = put };
	b->to = to;
	b->wide = base64_wide();
	b->n = 0;
}

bool
base64_end(struct base64 *b, struct err *err)
{
	unsigned char *to = b->out;
	bool ok;

	if (b->n > 0)
		to = put_line(b->held, b->n, to);
	ok = sink_put(b->to, b->out, (size_t)(to - b->out), err);
	explicit_bzero(b->held, sizeof(b->held));
	explicit_bzero(b->out, sizeof(b->out));
	return ok;
}

size_t
base64_length(size_t n)
{
	return (n + 2) / 3 * 4 + (n + BASE64_LINE - 1) / BASE64_LINE * 2;
}

/* ---- decoding ------------------------------------------------------------ */

#define BAD 0x1000000u		/* no digit: any bit above the lower 24 */
#define SKIP 0x2000000u		/* white space */
#define PAD 0x4000000u
#define GROUPS 3072		/* of four characters, decoded at a time */

struct decoder {
	/* The bits of a digit by its place in a group of four. */
	uint32_t table[4][256];
	uint32_t bits;
	bool wide;
	unsigned have;		/* digits of a group that is incomplete */
	unsigned pads;
	size_t n;
	unsigned char out[GROUPS * 3];
};

static void
decoder_init(struct decoder *d)
{
	unsigned i, k;

	for (k = 0; k < 4; k++) {
		for (i = 0; i < 256; i++)
			d->table[k][i] = BAD;
		for (i = 0; i < 64; i++)
			d->table[k][(unsigned char)digits[i]] =
			    i << (18 - 6 * k);
		d->table[k]['='] = PAD;
		d->table[k][' '] = d->table[k]['\t'] = d->table[k]['\r'] =
		    d->table[k]['\n'] = SKIP;
	}
	d->wide = base64_wide();
	d->bits = 0;
	d->have = d->pads = 0;
	d->n = 0;
}

/* Whole groups as long as nothing else comes; the characters taken. */
static size_t
take_groups(struct decoder *d, const unsigned char *p, size_t n)
{
	unsigned char *to = d->out + d->n, *end = d->out + sizeof(d->out);
	const unsigned char *start = p;
	size_t taken, len;
	uint32_t v;

	if (d->wide) {
		taken = base64_wide_decode(p, n, to, (size_t)(end - to),
		    &len);
		p += taken;
		n -= taken;
		to += len;
	}
	for (; n >= 4 && to < end; p += 4, n -= 4, to += 3) {
		v = d->table[0][p[0]] | d->table[1][p[1]] |
		    d->table[2][p[2]] | d->table[3][p[3]];
		if (v >= BAD)
			break;
		to[0] = (unsigned char)(v >> 16);
		to[1] = (unsigned char)(v >> 8);
		to[2] = (unsigned char)v;
	}
	d->n = (size_t)(to - d->out);
	return (size_t)(p - start);
}

/* One character on its own. */
static bool
take_one(struct decoder *d, unsigned char c)
{
	uint32_t v = d->table[3][c];

	if (v == SKIP)
		return true;
	if (v == PAD)
		return ++d->pads <= 2;
	if (v == BAD || d->pads > 0)
		return false;
	d->bits = d->bits << 6 | v;
	if (++d->have < 4)
		return true;
	d->out[d->n++] = (unsigned char)(d->bits >> 16);
	d->out[d->n++] = (unsigned char)(d->bits >> 8);
	d->out[d->n++] = (unsigned char)d->bits;
	d->bits = d->have = 0;
	return true;
}

/* What is left at the end; have: 0-3 digits. */
static bool
take_end(struct decoder *d, struct err *err)
{
	if (d->have == 1 || (d->pads > 0 && d->have + d->pads != 4))
		return err_set(err, ERR_INVALID, "base64: incomplete");
	if (d->have >= 2)
		d->out[d->n++] = (unsigned char)(d->bits >>
		    (d->have == 2 ? 4 : 10));
	if (d->have == 3)
		d->out[d->n++] = (unsigned char)(d->bits >> 2);
	return true;
}

static bool
pass_on(struct decoder *d, struct sink *to, struct err *err)
{
	size_t n = d->n;

	d->n = 0;
	return sink_put(to, d->out, n, err);
}

static bool
take_piece(struct decoder *d, struct span piece, struct sink *to,
    struct err *err)
{
	size_t i = 0;

	while (i < piece.len) {
		if (d->n + 4 > sizeof(d->out) && !pass_on(d, to, err))
			return false;
		if (d->have == 0 && d->pads == 0)
			i += take_groups(d, piece.p + i, piece.len - i);
		if (i == piece.len || d->n + 4 > sizeof(d->out))
			continue;
		if (!take_one(d, piece.p[i++]))
			return err_set(err, ERR_INVALID, "base64: character "
			    "not allowed (0x%02x)", piece.p[i - 1]);
	}
	return true;
}

bool
base64_decode(struct span all, struct sink *to, struct err *err)
{
	struct span piece = { .len = 0 };
	struct decoder d;
	bool ok = true;

	decoder_init(&d);
	while (ok && span_next(&all, &piece))
		ok = take_piece(&d, piece, to, err);
	ok = ok && pass_on(&d, to, err) && take_end(&d, err) &&
	    pass_on(&d, to, err);
	explicit_bzero(d.out, sizeof(d.out));
	return ok;
}
