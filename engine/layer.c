/* SPDX-License-Identifier: ISC */
#include "engine/layer.h"

#include "engine/base64.h"

static bool
write_content(const struct layer *l, struct sink *to, struct err *err)
{
	return l->inner != NULL ? layer_write(l->inner, to, err) :
	    mime_put_body(l->body, to, err);
}

static bool
put_buf(struct sink *to, const struct buf *b, struct err *err)
{
	return sink_put(to, b->data, b->len, err);
}

static bool
write_inside(const struct layer *l, struct sink *to, struct err *err)
{
	struct cms_encryption *e = l->encryption;

	if (e == NULL)
		return put_buf(to, &l->prefix, err) &&
		    write_content(l, to, err) && put_buf(to, &l->suffix, err);
	e->to = to;
	return cms_encrypt_begin(e, err) && write_content(l, &e->sink, err) &&
	    cms_encrypt_end(e, err);
}

static bool
write_base64(const struct layer *l, struct sink *to, struct err *err)
{
	struct base64 b;
	bool ok;

	base64_init(&b, to);
	ok = write_inside(l, &b.sink, err);
	return base64_end(&b, ok ? err : NULL) && ok;
}

bool
layer_write(const struct layer *l, struct sink *to, struct err *err)
{
	return put_buf(to, &l->head, err) && (l->base64 ?
	    write_base64(l, to, err) : write_inside(l, to, err)) &&
	    put_buf(to, &l->tail, err);
}

size_t
layer_length(const struct layer *l, size_t content)
{
	size_t inside = l->encryption != NULL ? l->encryption->length :
	    l->prefix.len + content + l->suffix.len;

	return l->head.len + (l->base64 ? base64_length(inside) : inside) +
	    l->tail.len;
}

void
layer_clear(struct layer *l)
{
	buf_clear(&l->head);
	buf_clear(&l->tail);
	buf_clear(&l->prefix);
	buf_clear(&l->suffix);
}
