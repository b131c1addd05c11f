/* SPDX-License-Identifier: ISC */
/*
 * A MIME entity to be written, made of layers: a body, perhaps signed, perhaps
 * encrypted.  Nothing is put together in memory: a layer writes itself into a
 * sink, as often as it is asked to, and asks the one inside to do the same.
 */
#ifndef ENGINE_LAYER_H
#define ENGINE_LAYER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "engine/cms.h"
#include "engine/mime_write.h"
#include "engine/sink.h"

struct layer {
	struct buf head, tail;		/* MIME before and behind */
	bool base64;			/* what is between them */
	struct buf prefix, suffix;	/* CMS around the content, or */
	struct cms_encryption *encryption;	/* what makes it; only once */
	const struct layer *inner;	/* the content is this entity, */
	const struct mime_body *body;	/* or this body */
};

bool layer_write(const struct layer *, struct sink *, struct err *);
/* Bytes it writes, given those of its content. */
size_t layer_length(const struct layer *, size_t content);
void layer_clear(struct layer *);	/* what inner, body point to stays */

#endif
