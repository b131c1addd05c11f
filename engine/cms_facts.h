/* SPDX-License-Identifier: ISC */
/*
 * What a CMS structure says of itself, for people: recipients, signers,
 * algorithms.  Nothing is verified or decrypted here, and nothing decides by
 * it: the rules of processing are those of cms.h.
 */
#ifndef ENGINE_CMS_FACTS_H
#define ENGINE_CMS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "certstore/cert.h"
#include "engine/cms.h"

#define MAX_CMS_RECIPIENTS 100	/* that are read */

struct cms_recipient_facts {
	const char *way;	/* "key transport", "key agreement", ... */
	char *id;		/* "issuer CN=..., serial 12AB" */
	char algorithm[64];	/* of the key's encryption */
};

struct cms_recipients {
	struct cms_recipient_facts *v;
	size_t n, cap;
	bool more;		/* than were read */
};

void cms_recipients_read(const struct cms *, struct cms_recipients *);
void cms_recipients_clear(struct cms_recipients *);
/* Is the i-th of them the certificate's? */
bool cms_recipient_is(const struct cms *, size_t i, const struct cert *);

/* Beyond what cms_signer_read() tells. */
struct cms_signer_facts {
	char signature[64];	/* algorithm of the signature value */
	bool attributes;	/* signed ones are there */
	int64_t signed_at;	/* by the signer's clock; 0: not stated */
};

void cms_signer_facts(const struct cms *, size_t i,
    struct cms_signer_facts *);

/* Bits of the content cipher's key, 0 where that is not known. */
int cms_cipher_bits(const struct cms *);

#endif
