/* SPDX-License-Identifier: ISC */
/* Compressed data (RFC 3274), by zlib: OpenSSL may be built without it. */
#include <string.h>
#include <zlib.h>

#include "engine/decoder.h"
#include "engine/smime.h"

/*
 * Text of a business message shrinks to a tenth or a fiftieth of it, a bomb
 * to a thousandth.  What is small is let through.
 */
#define MAX_INFLATE_RATIO 250
#define INFLATE_FREE ((size_t)1024 * 1024)

/* id-alg-zlibCompress, RFC 3274 2 */
static const unsigned char zlib_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
	0x01, 0x09, 0x10, 0x03, 0x08 };

static bool
is_zlib(const struct ber_cms *parts)
{
	struct ber in = parts->head;
	struct ber_item item;

	/* version, SEQUENCE { OID ... */
	if (!ber_next(&in, &item) || !ber_next(&in, &item))
		return false;
	in = item.content;
	return ber_next(&in, &item) && item.content.len == sizeof(zlib_oid) &&
	    memcmp(item.content.p, zlib_oid, sizeof(zlib_oid)) == 0;
}

struct inflation {
	z_stream z;
	struct spool *out;
	size_t in, max;		/* bytes so far; bytes allowed to come out */
	bool ended;
};

/* No more than the location allows, and no more than is plausible. */
static bool
check_size(const struct inflation *f, struct err *err)
{
	if (f->out->len > f->max)
		return err_set(err, ERR_DENIED,
		    "compressed-data: more than %zu bytes", f->max);
	return f->out->len <= INFLATE_FREE ||
	    f->out->len / MAX_INFLATE_RATIO <= f->in ||
	    err_set(err, ERR_DENIED, "compressed-data: more than %d times "
	    "its size", MAX_INFLATE_RATIO);
}

static bool
inflate_piece(struct inflation *f, struct span piece, struct err *err)
{
	unsigned char *to;
	int status;

	f->z.next_in = (z_const Bytef *)piece.p;
	f->z.avail_in = (uInt)piece.len;
	do {
		to = spool_room(f->out, SPOOL_STEP, err);
		if (to == NULL)
			return false;
		f->z.next_out = to;
		f->z.avail_out = SPOOL_STEP;
		status = inflate(&f->z, Z_NO_FLUSH);
		spool_added(f->out, SPOOL_STEP - f->z.avail_out);
		f->ended = status == Z_STREAM_END;
		if ((status != Z_OK && status != Z_BUF_ERROR && !f->ended) ||
		    (f->ended && f->z.avail_in > 0))
			return err_set(err, ERR_INVALID,
			    "compressed-data: damaged");
		if (!check_size(f, err))
			return false;
	} while (f->z.avail_out == 0 && !f->ended);
	return true;
}

static bool
inflate_content(struct inflation *f, struct span content, struct err *err)
{
	struct span piece = { .len = 0 };

	while (span_next(&content, &piece)) {
		f->in += piece.len;
		if (f->ended)
			return err_set(err, ERR_INVALID,
			    "compressed-data: data behind its end");
		if (!inflate_piece(f, piece, err))
			return false;
	}
	return (f->ended || err_set(err, ERR_INVALID,
	    "compressed-data: cut off")) && spool_finish(f->out, err);
}

bool
smime_inflate(const struct cms *cms, size_t max, struct spool *gathered,
    struct spool *plain, struct err *err)
{
	struct inflation f = { .out = plain, .max = max };
	struct span content;
	bool ok;

	if (!is_zlib(&cms->parts))
		return err_set(err, ERR_FAILED,
		    "compressed-data: algorithm not available");
	if (!cms_content(cms, gathered, &content, err))
		return false;
	plain->expect = content.len;
	ok = inflateInit(&f.z) == Z_OK ? inflate_content(&f, content, err) :
	    err_set(err, ERR_FAILED, "zlib cannot be used");
	inflateEnd(&f.z);
	return ok;
}

bool
decoder_inflate(struct run *run, struct cms *cms)
{
	struct spool plain = run_spool(run, 0);
	struct spool gathered = run_spool(run, 0);
	struct err err = { 0 };
	bool ok;

	if (!cms->parts.present)
		return run_fail(run, FAIL_SMIME_NO_CONTENT,
		    "compressed-data without its content");
	ok = smime_inflate(cms, run->max_size, &gathered, &plain, &err);
	spool_clear(&gathered);
	if (!ok) {
		spool_clear(&plain);
		return run_fail(run, err.code == ERR_FAILED ?
		    FAIL_ALG_UNSUPPORTED : run_failure(&err,
		    FAIL_SMIME_MALFORMED), "%s", err.text);
	}
	run_take(run, &plain);
	run_trace(run, NULL, "decompressed (zlib, %zu bytes)",
	    run->data.len);
	return true;
}
