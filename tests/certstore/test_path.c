/* SPDX-License-Identifier: ISC */
/* A chain link by link, and a certificate field by field. */
#include "mint.h"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "certstore/cert_details.h"
#include "certstore/trust.h"

enum { BOTH = TRUST_CHAIN | TRUST_REVOCATION };

struct house {
	char *root;
	struct minted ca, sub, leaf;
};

static struct house
build(void)
{
	struct house h = { .root = temp_folder() };

	h.ca = mint_ca("Root", NULL);
	h.sub = mint_ca("Sub", &h.ca);
	h.leaf = mint_leaf("Leaf", &h.sub);
	return h;
}

static void
tear_down(struct house *h)
{
	minted_clear(&h->ca);
	minted_clear(&h->sub);
	minted_clear(&h->leaf);
	remove_folder(h->root);
}

/* The states of the path, the leaf first. */
static void
expect(const struct house *h, unsigned flags, size_t n,
    const enum cert_state *states)
{
	struct err err = { 0 };
	struct trust *t = trust_load(h->root, false, &err);
	struct trust_path p;
	size_t i;

	assert_non_null(t);
	trust_path(t, h->leaf.cert, NULL, NOW, flags, &p);
	assert_int_equal(p.n, n);
	for (i = 0; i < n; i++) {
		assert_int_equal(p.v[i].state, states[i]);
		assert_true((p.v[i].reason[0] == '\0') ==
		    (states[i] == CERT_GOOD));
	}
	trust_path_clear(&p);
	trust_free(t);
	assert_queue_empty();
}

/* It grows with the stores, and each link tells of itself alone. */
static void
links(void **state)
{
	struct house h = build();

	(void)state;
	expect(&h, TRUST_CHAIN, 1, (enum cert_state[]){ CERT_UNTRUSTED });
	put_cert(h.root, STORE_CA, h.sub.cert);
	expect(&h, TRUST_CHAIN, 2, (enum cert_state[]){ CERT_GOOD,
	    CERT_UNTRUSTED });
	put_cert(h.root, STORE_ROOT, h.ca.cert);
	expect(&h, TRUST_CHAIN, 3, (enum cert_state[]){ CERT_GOOD,
	    CERT_GOOD, CERT_GOOD });
	/* No lists: unknown of both, not only of the first. */
	expect(&h, BOTH, 3, (enum cert_state[]){ CERT_REVOCATION_UNKNOWN,
	    CERT_REVOCATION_UNKNOWN, CERT_GOOD });
	put_crl(h.root, &h.ca, (const struct cert *[]){ h.sub.cert }, 1,
	    NOW - 10, NOW + YEAR);
	expect(&h, BOTH, 3, (enum cert_state[]){ CERT_REVOCATION_UNKNOWN,
	    CERT_REVOKED, CERT_GOOD });
	tear_down(&h);
}

/* An old leaf does not hide that its issuer is old as well. */
static void
two_faults(void **state)
{
	struct house h = { .root = temp_folder() };
	struct issue_request old = { .common_name = "Old", .ca = true,
	    .not_before = NOW - 2 * YEAR, .not_after = NOW - 1 };

	(void)state;
	h.ca = mint_ca("Root", NULL);
	h.sub = mint(old, &h.ca);
	old.ca = false;
	h.leaf = mint(old, &h.sub);
	put_cert(h.root, STORE_CA, h.sub.cert);
	put_cert(h.root, STORE_ROOT, h.ca.cert);
	expect(&h, TRUST_CHAIN, 3, (enum cert_state[]){ CERT_EXPIRED,
	    CERT_EXPIRED, CERT_GOOD });
	tear_down(&h);
}

/* ---- details ------------------------------------------------------------ */

static const struct cert_detail *
find(const struct cert_details *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (strcmp(d->v[i].name, name) == 0)
			return &d->v[i];
	fail_msg("no %s", name);
	return NULL;
}

static void
words(void **state)
{
	struct minted m = mint_leaf("Leaf", NULL);
	struct cert_details d;

	(void)state;
	cert_details(m.cert, &d);
	assert_string_equal(find(&d, "Version")->value, "V3");
	assert_string_equal(find(&d, "Key Usage")->value,
	    "digital signature, key encipherment");
	assert_true(find(&d, "Key Usage")->extension);
	assert_string_equal(find(&d, "Enhanced Key Usage")->value,
	    "secure mail");
	assert_string_equal(find(&d, "Subject Alternative Name")->value,
	    "email:who@example.com");
	cert_details_clear(&d);
	minted_clear(&m);
}

static void
add_extension(X509 *x, const char *oid, const void *data, int n)
{
	ASN1_OBJECT *o = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;

	ASN1_OCTET_STRING_set(s, data, n);
	e = X509_EXTENSION_create_by_OBJ(NULL, o, 1, s);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(s);
	ASN1_OBJECT_free(o);
}

/* Unknown, broken, huge and many: shown as far as that makes sense. */
static void
strange(void **state)
{
	static unsigned char junk[10000];
	struct minted m = mint_leaf("Leaf", NULL);
	X509 *x = X509_dup(m.cert->x509);
	struct cert_details d;
	struct cert *c;
	char oid[32];
	int i;

	(void)state;
	memset(junk, 0xab, sizeof(junk));
	add_extension(x, "1.2.3.4", junk, 3);
	add_extension(x, "1.2.3.5", junk, sizeof(junk));
	add_extension(x, "2.5.29.31", junk, 3);
	for (i = 0; i < 200; i++) {
		snprintf(oid, sizeof(oid), "1.2.4.%d", i);
		add_extension(x, oid, junk, 1);
	}
	X509_sign(x, m.key->pkey, EVP_sha256());
	c = cert_from_x509(x, NULL);
	assert_non_null(c);
	cert_details(c, &d);
	assert_string_equal(find(&d, "1.2.3.4")->value, "ab ab ab");
	assert_true(find(&d, "1.2.3.4")->critical);
	assert_non_null(strstr(find(&d, "1.2.3.5")->value,
	    "(9744 bytes more)"));
	assert_string_equal(find(&d, "CRL Distribution Points")->value,
	    "ab ab ab");
	assert_non_null(strstr(find(&d, "Extensions")->value, " more"));
	assert_true(d.n < MAX_DETAILS + 20);
	cert_details_clear(&d);
	cert_free(c);
	minted_clear(&m);
	assert_queue_empty();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links),
		cmocka_unit_test(two_faults),
		cmocka_unit_test(words),
		cmocka_unit_test(strange),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
