/* SPDX-License-Identifier: ISC */
/*
 * Is a certificate read for its facts alone the same as one read whole?  For
 * the tests and the fuzzer.
 */
#ifndef TESTS_CERTSTORE_SAME_FACTS_H
#define TESTS_CERTSTORE_SAME_FACTS_H

#include <string.h>

#include "base/mem.h"
#include "certstore/cert_facts.h"

/* The first fact that differs, or NULL. */
static const char *
facts_differ(const struct cert *a, const struct cert *b)
{
	const char *const texts[][3] = {
		{ "thumbprint", a->thumbprint, b->thumbprint },
		{ "sha256", a->sha256, b->sha256 },
		{ "common name", a->common_name, b->common_name },
		{ "subject", a->subject, b->subject },
		{ "issuer", a->issuer, b->issuer },
		{ "serial", a->serial, b->serial },
		{ "key type", a->key_type, b->key_type },
		{ "signed with", a->signed_with != NULL ? a->signed_with : "",
		    b->signed_with != NULL ? b->signed_with : "" },
		{ "eku", a->eku != NULL ? a->eku : "absent",
		    b->eku != NULL ? b->eku : "absent" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (strcmp(texts[i][1], texts[i][2]) != 0)
			return texts[i][0];
	if (a->not_before != b->not_before || a->not_after != b->not_after)
		return "validity";
	if (a->has_key_usage != b->has_key_usage ||
	    a->key_usage != b->key_usage)
		return "key usage";
	if (a->is_ca != b->is_ca)
		return "authority";
	if (a->version != b->version ||
	    a->has_crl_points != b->has_crl_points)
		return "version or distribution points";
	return a->key_bits != b->key_bits ? "key bits" : NULL;
}

/* Reads it both ways: what differs, or NULL. */
static const char *
readers_differ(const void *der, size_t n)
{
	struct cert_reader r;
	struct err whole = { 0 }, short_of = { 0 };
	struct cert *a = cert_from_der(der, n, &whole), *b;
	const char *what = NULL;

	cert_reader_open(&r, true);
	b = cert_reader_der(&r, der, n, &short_of);
	cert_reader_close(&r);
	if ((a == NULL) != (b == NULL))
		what = "whether it can be read";
	else if (a == NULL)
		what = strcmp(whole.text, short_of.text) != 0 ? "error" :
		    NULL;
	else
		what = facts_differ(a, b);
	if (what == NULL && b != NULL && (b->x509 != NULL ||
	    cert_x509(b) == NULL))
		what = "the certificate behind the facts";
	cert_free(a);
	cert_free(b);
	return what;
}

#endif
