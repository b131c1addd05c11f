/* SPDX-License-Identifier: ISC */
#include "engine/ber.h"

#define TAG_INTEGER 0x02
#define TAG_OCTETS 0x04
#define TAG_OID 0x06
#define TAG_SEQUENCE 0x30
#define TAG_SET 0x31
#define TAG_CONTEXT_0 0xa0
#define TAG_CONTEXT_1 0xa1
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

static bool
item_at(struct ber in, struct ber_item *item, int depth)
{
	size_t at = 2, n, octets;

	if (depth >= MAX_BER_DEPTH || in.len < 2 || (in.p[0] & 0x1f) == 0x1f)
		return false;
	item->tag = in.p[0];
	n = in.p[1];
	if (n == 0x80) {
		if (!(item->tag & CONSTRUCTED) || !indefinite((struct ber){
		    in.p + at, in.len - at }, &n, depth + 1))
			return false;
		item->all = (struct ber){ in.p, at + n + 2 };
		item->content = (struct ber){ in.p + at, n };
		return true;
	}
	if (n > 0x80) {
		octets = n & 0x7f;
		if (octets > sizeof(size_t) || in.len - at < octets)
			return false;
		for (n = 0; octets > 0; octets--)
			n = n << 8 | in.p[at++];
	}
	if (in.len - at < n)
		return false;
	item->content = (struct ber){ in.p + at, n };
	item->all = (struct ber){ in.p, at + n };
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

/* ContentInfo ::= SEQUENCE { OID, [0] SEQUENCE { ... */
static bool
enter_content(struct ber *in)
{
	struct ber_item item;

	if (!expect(in, TAG_SEQUENCE, &item))
		return false;
	*in = item.content;
	if (!expect(in, TAG_OID, &item) || !expect(in, TAG_CONTEXT_0, &item))
		return false;
	*in = item.content;
	if (!expect(in, TAG_SEQUENCE, &item))
		return false;
	*in = item.content;
	return true;
}

/* EncryptedContentInfo ::= SEQUENCE { OID, SEQUENCE { OID cipher, ... */
static bool
read_cipher(struct ber in, struct ber *cipher)
{
	struct ber_item item;

	if (!expect(&in, TAG_OID, &item) || !expect(&in, TAG_SEQUENCE, &item))
		return false;
	in = item.content;
	if (!expect(&in, TAG_OID, &item))
		return false;
	*cipher = item.content;
	return true;
}

bool
ber_envelope(const void *data, size_t len, bool authenticated,
    struct ber_envelope *out)
{
	struct ber in = { data, len };
	struct ber_item item;

	*out = (struct ber_envelope){ 0 };
	/* version, [0] originatorInfo OPTIONAL, SET recipientInfos */
	if (!enter_content(&in) || !expect(&in, TAG_INTEGER, &item) ||
	    !ber_next(&in, &item))
		return false;
	if (item.tag == TAG_CONTEXT_0 && !ber_next(&in, &item))
		return false;
	if (item.tag != TAG_SET || !expect(&in, TAG_SEQUENCE, &item) ||
	    !read_cipher(item.content, &out->cipher))
		return false;
	if (!authenticated)
		return true;
	/* [1] authAttrs OPTIONAL, OCTET STRING mac */
	if (!ber_next(&in, &item) ||
	    (item.tag == TAG_CONTEXT_1 && !ber_next(&in, &item)) ||
	    item.tag != TAG_OCTETS)
		return false;
	out->mac = item.content;
	return true;
}

bool
ber_is_attributes(const void *data, size_t len)
{
	struct ber in = { data, len };
	struct ber_item item;

	if (!expect(&in, TAG_SET, &item) || in.len > 0)
		return false;
	in = item.content;
	if (!expect(&in, TAG_SEQUENCE, &item))
		return false;
	in = item.content;
	return expect(&in, TAG_OID, &item) && expect(&in, TAG_SET, &item);
}
