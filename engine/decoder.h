/* SPDX-License-Identifier: ISC */
/*
 * The MIME/SMIME decoder component (runtime reference, section 5): is it
 * MIME, peel the S/MIME layers, choose the body part.
 */
#ifndef ENGINE_DECODER_H
#define ENGINE_DECODER_H

#include <stdbool.h>

#include "engine/cms.h"
#include "engine/run.h"
#include "model/component.h"

#define MAX_LAYERS 8		/* of S/MIME around a body */

/* options: struct decoder_options. */
bool decoder_run(struct run *, const void *options);

/* ---- its parts, in files of their own ------------------------------------ */

/* 2a: the message becomes what the structure encloses. */
bool decoder_decrypt(struct run *, const struct decoder_options *,
    struct cms *);
/* The same of a compressed structure (RFC 3274). */
bool decoder_inflate(struct run *, struct cms *);

/* A signed layer, and the content as it may have been when it was signed. */
struct signed_layer {
	struct cms *cms;
	const char *form;	/* "clear" or "blob" */
	struct span forms[3];	/* to be tried in this order */
	size_t nforms;
	/* Holds content that does not lie in the message.  Clear: empty, for
	   the first form with bare LF as CRLF, if the others do not verify. */
	struct spool *hold;
	bool clear;
};

/*
 * 2b: verifies every signer, records the identity, and makes the content the
 * message.  forms may point into the message as it is.
 */
bool decoder_verify(struct run *, const struct decoder_options *,
    struct signed_layer *);

/* Step 3: the body part of the entity becomes the message. */
bool decoder_choose_part(struct run *, const struct decoder_options *,
    const struct mime_entity *);
/* The message, which is no MIME, is the only part. */
bool decoder_take_bare(struct run *);

#endif
