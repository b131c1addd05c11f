/* SPDX-License-Identifier: ISC */
/*
 * A message explained to a person: layer by layer what it is, for whom, by
 * whom and by which algorithms, its parts, its weaknesses, and what it would
 * take to process it.  Needs neither group nor stores and uses them where
 * they are there.  Signatures are verified against the content where the
 * certificate is at hand, but nothing is judged: neither is a certificate
 * trusted, and only decode says what becomes of a message.  Content is never
 * shown.
 *
 * Encryption ends the walk, unless the Personal store of an account here has
 * the key and may be read.  Text members hold what strangers wrote.
 */
#ifndef ENGINE_EXPLAIN_H
#define ENGINE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/spool.h"
#include "certstore/cert.h"
#include "engine/cms_facts.h"
#include "engine/part.h"
#include "model/model.h"

struct temp;

#define MAX_EXPLAIN_ACCOUNTS 100

struct explain_input {
	struct span wire;
	int64_t at;		/* the clock: validity */
	size_t max_size;	/* of what is inside, compressed or not */
	struct temp *temp;	/* or NULL: nothing large can be opened */
	const char *stores;	/* root folder, or NULL */
	const char *account;	/* whose keys; NULL: all that can be read */
	struct model *model;	/* or NULL */
};

/* Whose certificate it is, as far as that is known here. */
struct explain_holder {
	struct cert *cert;	/* NULL: not known */
	char *where;		/* "the message", "Other People" ... */
	char *users;		/* "host Receive (decrypt)", or NULL */
};

struct explain_recipient {
	struct cms_recipient_facts facts;
	struct explain_holder holder;
	char *key;		/* "works", or why not; NULL: none here */
	bool opens;		/* it was used to go on */
};

enum explain_verdict { VERDICT_NONE, VERDICT_GOOD, VERDICT_BAD };

struct explain_signer {
	char *id;
	enum explain_verdict verdict;	/* of digest and signature value */
	char *why;		/* in words, also why there is none */
	char digest[64];
	struct cms_signer_facts facts;
	struct explain_holder holder;
};

struct explain_layer {
	const char *form;	/* "MIME", "clear-signed", "enveloped" ... */
	char *type;		/* content type, "" if not stated */
	char *smime_type, *encoding;	/* as stated, or NULL */
	size_t bytes;		/* with its header */
	size_t content;		/* of what it encloses, as it came */
	char cipher[64];	/* "" where nothing is encrypted */
	int cipher_bits;	/* 0: not known */
	struct explain_recipient *recipients;
	size_t nrecipients;
	struct explain_signer *signers;
	size_t nsigners;
	struct cert_list certs;		/* in the message */
	bool opened;		/* what it encloses is the next layer */
};

/* A weakness: a word for programs, and what it means. */
struct explain_mark {
	const char *word;
	char *text;
	size_t layer;		/* from 1; 0: the message as a whole */
};

struct explanation {
	size_t bytes;
	struct explain_layer *layers;	/* the outermost first */
	size_t n, cap;
	struct part_list parts;		/* of the innermost; texts only */
	struct explain_mark *marks;
	size_t nmarks, marks_cap;
	char **needs;		/* sentences: what it takes to process it */
	size_t nneeds, needs_cap;
	char *stopped;		/* why there is more inside; NULL: all seen */
	bool damaged;		/* that is because it is damaged */
	bool wrong;		/* a signature does not verify */
};

/* False only where there is no room to look at it. */
bool explain(const struct explain_input *, struct explanation *,
    struct err *);
void explanation_clear(struct explanation *);

/* Append all of it in lines that are safe on a terminal. */
void explanation_text(const struct explanation *, struct buf *);

#endif
