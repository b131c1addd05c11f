/* SPDX-License-Identifier: ISC */
#include "engine/ber.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

#define TAG_INTEGER 0x02
#define TAG_OCTETS 0x04
#define TAG_OID 0x06
#define TAG_SEQUENCE 0x30
#define TAG_SET 0x31
#define TAG_CONTEXT_0 0xa0
#define TAG_CONTEXT_1 0xa1
#define TAG_CONTEXT_0_STRING 0x80
#define TAG_PIECES (TAG_OCTETS | CONSTRUCTED)
#define CONSTRUCTED 0x20

static bool item_at(struct ber, struct ber_item *, int depth);

/* Items up to the end marker of an indefinite length; *n: their bytes. */
static bool
indefinite(struct ber in, size_t *n, int depth)
{
	const unsigned char *start = in.p;
	struct ber_item item;

	for (;;) {
		if (in.len < 2)
			return false;
		if (in.p[0] == 0 && in.p[1] == 0)
			break;
		if (!item_at(in, &item, depth))
			return false;
		in.p += item.all.len;
		in.len -= item.all.len;
	}
	*n = (size_t)(in.p - start);
	return true;
}

/* Identifier and length; *n: bytes of the content, or INDEFINITE. */
#define INDEFINITE ((size_t)-1)

static bool
header_at(struct ber in, unsigned char *tag, size_t *octets, size_t *n)
{
	size_t more;

	if (in.len < 2 || (in.p[0] & 0x1f) == 0x1f)
		return false;
	*tag = in.p[0];
	*octets = 2;
	*n = in.p[1];
	if (*n == 0x80) {
		*n = INDEFINITE;
		return (*tag & CONSTRUCTED) != 0;
	}
	if (*n > 0x80) {
		more = *n & 0x7f;
		if (more > sizeof(size_t) || in.len - 2 < more)
			return false;
		for (*n = 0; more > 0; more--)
			*n = *n << 8 | in.p[(*octets)++];
	}
	return in.len - *octets >= *n;
}

static bool
item_at(struct ber in, struct ber_item *item, int depth)
{
	size_t at, n, end = 0;

	if (depth >= MAX_BER_DEPTH || !header_at(in, &item->tag, &at, &n))
		return false;
	if (n == INDEFINITE) {
		if (!indefinite((struct ber){ in.p + at, in.len - at }, &n,
		    depth + 1))
			return false;
		end = 2;
	}
	item->content = (struct ber){ in.p + at, n };
	item->all = (struct ber){ in.p, at + n + end };
	return true;
}

bool
ber_next(struct ber *in, struct ber_item *item)
{
	if (!item_at(*in, item, 0))
		return false;
	in->p += item->all.len;
	in->len -= item->all.len;
	return true;
}

/* The next item, if it has this tag. */
static bool
expect(struct ber *in, unsigned char tag, struct ber_item *item)
{
	return ber_next(in, item) && item->tag == tag;
}

bool
ber_is_attributes(struct span content)
{
	struct ber in = { content.p, content.len };
	struct ber_item item;

	/* What is signed is DER: no indefinite length to walk along. */
	if (in.len < 2 || in.p[1] == 0x80 ||
	    !expect(&in, TAG_SET, &item) || in.len > 0)
		return false;
	in = item.content;
	if (!expect(&in, TAG_SEQUENCE, &item))
		return false;
	in = item.content;
	return expect(&in, TAG_OID, &item) && expect(&in, TAG_SET, &item);
}

/* ---- walking in ---------------------------------------------------------- */

/*
 * Inside nested items whose ends need not be known: the content lies in the
 * midst of them, and is gone over at most once.
 */
struct cursor {
	const unsigned char *p;
	/* Of each level: its end, or that of the nearest one that has one. */
	struct {
		const unsigned char *end;
		bool definite;
	} level[MAX_BER_DEPTH + 8];
	size_t depth;
	struct span all;	/* what p goes over, and up to where */
	size_t relaxed;		/* its pages were let go of */
};

static struct ber
left(const struct cursor *c)
{
	return (struct ber){ c->p, (size_t)(c->level[c->depth].end - c->p) };
}

/* No more items in this level. */
static bool
at_end(const struct cursor *c)
{
	struct ber in = left(c);

	if (c->level[c->depth].definite)
		return in.len == 0;
	return in.len >= 2 && in.p[0] == 0 && in.p[1] == 0;
}

static bool
enter(struct cursor *c, unsigned char tag)
{
	struct ber in = left(c);
	unsigned char found;
	size_t octets, n;

	if (c->depth + 1 >= ARRAY_SIZE(c->level) ||
	    !header_at(in, &found, &octets, &n) || found != tag)
		return false;
	c->p += octets;
	c->depth++;
	c->level[c->depth].definite = n != INDEFINITE;
	c->level[c->depth].end = n != INDEFINITE ? c->p + n :
	    in.p + in.len;
	return true;
}

static bool
leave(struct cursor *c)
{
	if (!at_end(c))
		return false;
	if (!c->level[c->depth].definite)
		c->p += 2;
	c->depth--;
	return true;
}

/* The next item, which is of the structure and not of the content. */
static bool
take(struct cursor *c, struct ber_item *item)
{
	struct ber in = left(c);

	if (in.len > MAX_CMS_STRUCTURE)
		in.len = MAX_CMS_STRUCTURE;
	if (!item_at(in, item, 0))
		return false;
	c->p += item->all.len;
	return true;
}

static bool
peek(const struct cursor *c, unsigned char tag)
{
	struct ber in = left(c);

	return !at_end(c) && in.len > 0 && in.p[0] == tag;
}

/* All that is left in this level: *all gets the items. */
static bool
take_rest(struct cursor *c, struct ber *all)
{
	const unsigned char *start = c->p;
	struct ber_item item;

	while (!at_end(c))
		if (!take(c, &item) ||
		    (size_t)(c->p - start) > MAX_CMS_STRUCTURE)
			return false;
	*all = (struct ber){ start, (size_t)(c->p - start) };
	return true;
}

/* ---- what the structures look like --------------------------------------- */

#define PKCS7 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07
#define SMIME_CT 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01

static const struct shape {
	enum cms_type type;
	unsigned char oid[11], oid_len;
	unsigned char head[4];	/* tags before the content's SEQUENCE; [0] is
				   optional */
	unsigned char inside[3];	/* tags before the content */
	bool wrapped;		/* an OCTET STRING in [0], not [0] itself */
} shapes[] = {
	/* RFC 5652 5.1: version, digestAlgorithms; eContentType */
	{ CMS_TYPE_SIGNED, { PKCS7, 2 }, 9, { TAG_INTEGER, TAG_SET },
	    { TAG_OID }, true },
	/* 6.1: version, originatorInfo, recipientInfos; type, algorithm */
	{ CMS_TYPE_ENVELOPED, { PKCS7, 3 }, 9,
	    { TAG_INTEGER, TAG_CONTEXT_0, TAG_SET },
	    { TAG_OID, TAG_SEQUENCE }, false },
	/* RFC 5083 2.1 */
	{ CMS_TYPE_AUTH_ENVELOPED, { SMIME_CT, 23 }, 11,
	    { TAG_INTEGER, TAG_CONTEXT_0, TAG_SET },
	    { TAG_OID, TAG_SEQUENCE }, false },
	/* RFC 3274 1.1: version, compressionAlgorithm */
	{ CMS_TYPE_COMPRESSED, { SMIME_CT, 9 }, 11,
	    { TAG_INTEGER, TAG_SEQUENCE }, { TAG_OID }, true },
};

static const struct shape *
shape_of(struct ber oid)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		if (shapes[i].oid_len == oid.len &&
		    memcmp(shapes[i].oid, oid.p, oid.len) == 0)
			return &shapes[i];
	return NULL;
}

static const struct shape *
shape_for(enum cms_type type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		if (shapes[i].type == type)
			return &shapes[i];
	return NULL;
}

/* Items with these tags, in this order. */
static bool
take_tags(struct cursor *c, const unsigned char *tags, size_t n,
    struct ber *all)
{
	const unsigned char *start = c->p;
	struct ber_item item;
	size_t i;

	for (i = 0; i < n && tags[i] != 0; i++) {
		if (peek(c, tags[i]) ? !take(c, &item) :
		    tags[i] != TAG_CONTEXT_0)
			return false;
	}
	*all = (struct ber){ start, (size_t)(c->p - start) };
	return true;
}

/* ---- the content --------------------------------------------------------- */

/* Past the pieces of a string that has been entered, and out of it. */
static bool
pass_pieces(struct cursor *c)
{
	size_t base = c->depth, octets, n;
	unsigned char tag;

	while (c->depth >= base) {
		/* Pieces may be tiny. */
		span_behind(c->all, (size_t)(c->p - c->all.p), &c->relaxed);
		if (at_end(c)) {
			if (c->depth == base)
				return true;
			leave(c);
		} else if (peek(c, TAG_PIECES)) {
			if (!enter(c, TAG_PIECES))
				return false;
		} else {
			if (!header_at(left(c), &tag, &octets, &n) ||
			    tag != TAG_OCTETS)
				return false;
			c->p += octets + n;
		}
	}
	return true;
}

/* The content's string, if there is one, into out. */
static bool
take_content(struct cursor *c, unsigned char tag, struct ber_cms *out)
{
	const unsigned char *start;
	size_t octets, n;

	if (at_end(c))
		return true;
	out->present = true;
	if (peek(c, tag)) {
		if (!header_at(left(c), &tag, &octets, &n))
			return false;
		out->content.p = c->p + octets;
		out->content.len = n;
		c->p += octets + n;
		return true;
	}
	if (!enter(c, tag | CONSTRUCTED))
		return false;
	start = c->p;
	c->relaxed = (size_t)(start - c->all.p);
	out->pieces = true;
	if (!pass_pieces(c))
		return false;
	out->content.p = start;
	out->content.len = (size_t)(c->p - start);
	return leave(c);
}

bool
ber_piece(struct span *rest, struct span *piece)
{
	struct ber in = { rest->p, rest->len };
	unsigned char tag;
	size_t octets, n;

	/* Checked by pass_pieces(): heads and ends may be passed over. */
	while (in.len >= 2) {
		if (in.p[0] == 0) {
			octets = 2;
			n = 0;
		} else if (!header_at(in, &tag, &octets, &n)) {
			break;
		} else if (tag == TAG_OCTETS) {
			*piece = (struct span){ in.p + octets, n,
			    rest->paged };
			*rest = span_part(*rest, (size_t)(piece->p - rest->p) +
			    n, rest->len);
			return true;
		}
		in.p += octets;
		in.len -= octets;
	}
	return false;
}

/* ---- taking apart -------------------------------------------------------- */

/* EncapsulatedContentInfo, EncryptedContentInfo: SEQUENCE { ..., content } */
static bool
split_content(struct cursor *c, const struct shape *shape,
    struct ber_cms *out)
{
	if (!enter(c, TAG_SEQUENCE) || !take_tags(c, shape->inside,
	    sizeof(shape->inside), &out->inside))
		return false;
	if (!shape->wrapped)
		return take_content(c, TAG_CONTEXT_0_STRING, out) && leave(c);
	if (!at_end(c) && (!enter(c, TAG_CONTEXT_0) || at_end(c) ||
	    !take_content(c, TAG_OCTETS, out) || !leave(c)))
		return false;
	return leave(c);
}

static bool
too_many_digests(const struct ber_cms *cms)
{
	struct ber in = cms->head;
	struct ber_item item;
	size_t n = 0;

	/* Each of them is computed over all of the content. */
	ber_next(&in, &item);
	if (!ber_next(&in, &item))
		return false;
	for (in = item.content; ber_next(&in, &item); )
		n++;
	return n > MAX_CMS_DIGESTS;
}

static bool
split(struct cursor *c, struct ber_cms *out)
{
	const struct shape *shape;
	struct ber_item oid;

	if (!enter(c, TAG_SEQUENCE) || !take(c, &oid) || oid.tag != TAG_OID)
		return false;
	out->oid = oid.all;
	shape = shape_of(oid.content);
	if (shape == NULL)
		return true;
	out->type = shape->type;
	return enter(c, TAG_CONTEXT_0) && enter(c, TAG_SEQUENCE) &&
	    take_tags(c, shape->head, sizeof(shape->head), &out->head) &&
	    split_content(c, shape, out) && take_rest(c, &out->tail) &&
	    leave(c) && leave(c) && leave(c);
}

bool
ber_split(struct span all, struct ber_cms *out, struct err *err)
{
	struct cursor c = { .p = all.p, .all = all };

	*out = (struct ber_cms){ .content.paged = all.paged };
	c.level[0].end = all.p + all.len;
	c.level[0].definite = true;
	if (!split(&c, out))
		return err_set(err, ERR_INVALID, "CMS: not readable");
	if (out->type == CMS_TYPE_OTHER)
		return true;
	out->rest = span_part(all, (size_t)(c.p - all.p), all.len);
	if (out->head.len + out->inside.len + out->tail.len >
	    MAX_CMS_STRUCTURE)
		return err_set(err, ERR_DENIED, "CMS: structure of more than "
		    "%zu bytes", MAX_CMS_STRUCTURE);
	if (out->type == CMS_TYPE_SIGNED && too_many_digests(out))
		return err_set(err, ERR_DENIED,
		    "CMS: more than %d digest algorithms", MAX_CMS_DIGESTS);
	return true;
}

/* ---- putting together ---------------------------------------------------- */

static void
add(struct buf *b, struct ber part)
{
	buf_add(b, part.p, part.len);
}

void
ber_mac(const struct ber_cms *cms, struct ber *attributes,
    struct ber_item *tag)
{
	struct ber in = cms->tail;
	struct ber_item item = { 0 };

	*attributes = (struct ber){ NULL, 0 };
	/* [1] authAttrs OPTIONAL, OCTET STRING mac */
	while (ber_next(&in, &item) && item.tag == TAG_CONTEXT_1)
		*attributes = item.all;
	*tag = item.tag == TAG_OCTETS ? item : (struct ber_item){ 0 };
}

/*
 * The tail without what OpenSSL need not see.  Of signed data: certificates
 * and lists, [0] and [1] before signerInfos.  Of authEnveloped data: all but
 * the tag, as OpenSSL 3.0 expects other numbers for the attributes.
 */
static struct ber
plain_tail(const struct ber_cms *cms, struct ber *certificates)
{
	struct ber in = cms->tail, rest = in, attributes;
	struct ber_item item;

	*certificates = (struct ber){ NULL, 0 };
	if (cms->type == CMS_TYPE_AUTH_ENVELOPED) {
		ber_mac(cms, &attributes, &item);
		return item.all;
	}
	while (cms->type == CMS_TYPE_SIGNED && ber_next(&in, &item) &&
	    (item.tag == TAG_CONTEXT_0 || item.tag == TAG_CONTEXT_1)) {
		if (item.tag == TAG_CONTEXT_0)
			*certificates = item.content;
		rest = in;
	}
	return rest;
}

struct ber
ber_certificates(const struct ber_cms *cms)
{
	struct ber certificates;

	plain_tail(cms, &certificates);
	return certificates;
}

void
ber_skeleton(const struct ber_cms *cms, struct buf *out)
{
	static const unsigned char open[] = { TAG_SEQUENCE, 0x80 },
	    open_0[] = { TAG_CONTEXT_0, 0x80 }, close[6];
	struct ber certificates;

	buf_add(out, open, 2);
	add(out, cms->oid);
	buf_add(out, open_0, 2);
	buf_add(out, open, 2);
	add(out, cms->head);
	buf_add(out, open, 2);
	add(out, cms->inside);
	buf_add(out, close, 2);
	add(out, plain_tail(cms, &certificates));
	buf_add(out, close, 6);
}

#define HEADER_SIZE (2 + sizeof(size_t))

/* Identifier and length of n bytes, at the end of the room; its size. */
static size_t
header(unsigned char tag, size_t n, unsigned char out[static HEADER_SIZE])
{
	size_t octets = 0, k;

	for (k = n; n > 0x7f && k > 0; k >>= 8)
		octets++;
	out[0] = tag;
	out[1] = (unsigned char)(octets > 0 ? 0x80 | octets : n);
	for (k = 0; k < octets; k++)
		out[2 + k] = (unsigned char)(n >> 8 * (octets - 1 - k));
	return 2 + octets;
}

/* One level of nesting: what comes before the content in it. */
struct nest {
	unsigned char tag;
	struct ber before;	/* items between its header and the next */
	size_t after;		/* bytes behind the content */
};

void
ber_prefix(const struct ber_cms *cms, size_t content, struct buf *out)
{
	const struct shape *shape = shape_for(cms->type);
	const struct nest nests[] = {
		{ TAG_SEQUENCE, cms->oid, 0 },
		{ TAG_CONTEXT_0, { NULL, 0 }, 0 },
		{ TAG_SEQUENCE, cms->head, cms->tail.len },
		{ TAG_SEQUENCE, cms->inside, 0 },
		{ TAG_CONTEXT_0, { NULL, 0 }, 0 },
		{ TAG_OCTETS, { NULL, 0 }, 0 },
	};
	unsigned char headers[ARRAY_SIZE(nests)][HEADER_SIZE];
	size_t sizes[ARRAY_SIZE(nests)], n = ARRAY_SIZE(nests), i;

	assert(shape != NULL);
	if (!shape->wrapped)
		n--;
	for (i = n; i-- > 0; ) {
		/* Unwrapped, [0] is the string itself. */
		content += nests[i].before.len + nests[i].after;
		sizes[i] = header(i == 4 && !shape->wrapped ?
		    TAG_CONTEXT_0_STRING : nests[i].tag, content, headers[i]);
		content += sizes[i];
	}
	for (i = 0; i < n; i++) {
		buf_add(out, headers[i], sizes[i]);
		add(out, nests[i].before);
	}
}

/* ---- what OpenSSL has no accessor for ------------------------------------ */

struct ber
ber_cipher(const struct ber_cms *cms)
{
	struct ber in = cms->inside;
	struct ber_item item;

	if (!expect(&in, TAG_OID, &item) || !expect(&in, TAG_SEQUENCE, &item))
		return (struct ber){ NULL, 0 };
	in = item.content;
	return expect(&in, TAG_OID, &item) ? item.content :
	    (struct ber){ NULL, 0 };
}
