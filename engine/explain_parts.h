/* SPDX-License-Identifier: ISC */
/* The insides of explaining, for the explain*.c files only. */
#ifndef ENGINE_EXPLAIN_PARTS_H
#define ENGINE_EXPLAIN_PARTS_H

#include "engine/explain.h"
#include "engine/smime.h"
#include "engine/trace.h"

struct explainer {
	const struct explain_input *input;
	struct explanation *out;
	struct span data;	/* the entity that is looked at now */
	struct spool owned;	/* holds it, unless it is the caller's */
	bool encrypted, is_signed;
	bool unprotected;	/* a cipher without integrity was used */
	bool signed_outside;	/* and nothing signed inside encryption */
};

/* An empty spool for what is inside. */
struct spool explain_spool(const struct explainer *, bool secret);

/* explain_facts.c: recipients and signers of the layer; keys, if any. */
void explain_enveloped(struct explainer *, struct explain_layer *,
    struct cms *);
void explain_signed(struct explainer *, struct explain_layer *,
    const struct cms *);
/*
 * Verify digest and signature of each signer of the content, that of a clear
 * signature with whatever line ends fit.  Its bytes, which may be one more: a
 * CR that was taken for the boundary's.
 */
struct span explain_verify(struct explainer *, struct explain_layer *,
    struct cms *, struct span content, bool clear);
/*
 * Decrypt with the keys here; plain has folder and secret.  False: there is
 * none that opens it, or, with err, no room.
 */
bool explain_open(struct explainer *, struct explain_layer *, struct cms *,
    struct spool *plain, struct err *);

/* explain_marks.c: weaknesses of layers and whole, and what it takes. */
void explain_mark(struct explainer *, size_t layer, const char *word,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void explain_mark_entity(struct explainer *, const struct mime_entity *,
    const struct cms *);
void explain_mark_cms(struct explainer *, struct explain_layer *,
    const struct cms *);
void explain_conclude(struct explainer *);

#endif
