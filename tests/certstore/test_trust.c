/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <pthread.h>

#include "certstore/trust.h"

enum { BOTH = TRUST_CHAIN | TRUST_REVOCATION };

/* Root, an authority below it, and a leaf below that. */
struct pki {
	char *folder;
	struct minted root, mid, leaf;
};

static struct pki
pki_new(void)
{
	struct pki p = { .folder = temp_folder() };

	p.root = mint_ca("Test Root", NULL);
	p.mid = mint_ca("Test Authority", &p.root);
	p.leaf = mint_leaf("Test Partner", &p.mid);
	return p;
}

static void
pki_clear(struct pki *p)
{
	minted_clear(&p->root);
	minted_clear(&p->mid);
	minted_clear(&p->leaf);
	remove_folder(p->folder);
	assert_queue_empty();
}

static void
pki_install(const struct pki *p)
{
	put_cert(p->folder, STORE_ROOT, p->root.cert);
	put_cert(p->folder, STORE_CA, p->mid.cert);
}

static void
current_lists(const struct pki *p)
{
	put_crl(p->folder, &p->root, NULL, 0, NOW - 100, NOW + YEAR / 2);
	put_crl(p->folder, &p->mid, NULL, 0, NOW - 100, NOW + YEAR / 2);
}

static enum cert_state
judge_with(const struct pki *p, const struct cert *c,
    const struct cert_list *others, int64_t at, unsigned flags,
    struct verdict *v)
{
	struct err err = { 0 };
	struct trust *t = trust_load(p->folder, false, &err);
	enum cert_state s;

	if (t == NULL)
		fail_msg("%s", err.text);
	s = trust_judge(t, c, others, at, flags, v);
	assert_int_equal(s, v->state);
	trust_free(t);
	return s;
}

static enum cert_state
judge(const struct pki *p, const struct cert *c, int64_t at, unsigned flags,
    struct verdict *v)
{
	return judge_with(p, c, NULL, at, flags, v);
}

static void
blames(const struct verdict *v, const struct cert *c, const char *words)
{
	char shown[THUMBPRINT_SHOWN];

	if (strstr(v->reason, words) == NULL)
		fail_msg("'%s' lacks '%s'", v->reason, words);
	assert_string_equal(v->thumbprint, c->thumbprint);
	assert_non_null(strstr(v->reason, c->common_name));
	assert_non_null(strstr(v->reason,
	    thumbprint_show(c->thumbprint, shown)));
}

static void
a_good_chain(void **state)
{
	struct pki p = pki_new();
	struct verdict v;

	(void)state;
	pki_install(&p);
	current_lists(&p);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v), CERT_GOOD);
	assert_string_equal(v.reason, "");
	assert_string_equal(v.thumbprint, "");
	/* Authorities can be judged as well. */
	assert_int_equal(judge(&p, p.mid.cert, NOW, BOTH, &v), CERT_GOOD);
	assert_int_equal(judge(&p, p.root.cert, NOW, BOTH, &v), CERT_GOOD);
	pki_clear(&p);
}

static void
its_own_dates_come_first(void **state)
{
	struct pki p = pki_new();
	const struct cert *c = p.leaf.cert;
	struct verdict v;

	(void)state;
	/* No chain at all here, and still it is the date that is named. */
	assert_int_equal(judge(&p, c, c->not_after + 1, BOTH, &v),
	    CERT_EXPIRED);
	blames(&v, c, "expired on ");
	assert_int_equal(v.when, c->not_after);
	assert_int_equal(judge(&p, c, c->not_before - 1, BOTH, &v),
	    CERT_NOT_YET_VALID);
	blames(&v, c, "not valid before");
	assert_int_equal(v.when, c->not_before);
	/* Dates only, and both ends belong to it (RFC 5280 4.1.2.5). */
	assert_int_equal(judge(&p, c, NOW, 0, &v), CERT_GOOD);
	assert_int_equal(judge(&p, c, c->not_after, 0, &v), CERT_GOOD);
	assert_int_equal(judge(&p, c, c->not_before, 0, &v), CERT_GOOD);
	pki_install(&p);
	assert_int_equal(judge(&p, c, c->not_after, TRUST_CHAIN, &v),
	    CERT_GOOD);
	assert_int_equal(judge(&p, c, c->not_before, TRUST_CHAIN, &v),
	    CERT_GOOD);
	pki_clear(&p);
}

static void
untrusted_chains(void **state)
{
	struct pki p = pki_new();
	struct minted self = mint_leaf("Self", NULL);
	struct verdict v;

	(void)state;
	/* Empty stores. */
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v),
	    CERT_UNTRUSTED);
	blames(&v, p.leaf.cert, "no issuer in the stores");
	/* A root that stands only among the intermediates. */
	put_cert(p.folder, STORE_CA, p.mid.cert);
	put_cert(p.folder, STORE_CA, p.root.cert);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, TRUST_CHAIN, &v),
	    CERT_UNTRUSTED);
	blames(&v, p.root.cert, "not in the root store");
	assert_int_equal(judge(&p, self.cert, NOW, TRUST_CHAIN, &v),
	    CERT_UNTRUSTED);
	blames(&v, self.cert, "self-signed");
	/* A partner's own certificate in the root store is its own root. */
	put_cert(p.folder, STORE_ROOT, self.cert);
	assert_int_equal(judge(&p, self.cert, NOW, BOTH, &v), CERT_GOOD);
	minted_clear(&self);
	pki_clear(&p);
}

/* Partial chains are off: an authority in the root store ends none. */
static void
no_partial_chain(void **state)
{
	struct pki p = pki_new();
	struct verdict v;

	(void)state;
	put_cert(p.folder, STORE_ROOT, p.mid.cert);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, TRUST_CHAIN, &v),
	    CERT_UNTRUSTED);
	blames(&v, p.mid.cert, "no issuer");
	pki_clear(&p);
}

static void
what_came_with_a_message_helps_but_is_not_trusted(void **state)
{
	struct pki p = pki_new();
	struct cert_list others = { 0 };
	struct verdict v;

	(void)state;
	cert_list_add(&others, cert_copy(p.mid.cert));
	cert_list_add(&others, cert_copy(p.root.cert));
	assert_int_equal(judge_with(&p, p.leaf.cert, &others, NOW,
	    TRUST_CHAIN, &v), CERT_UNTRUSTED);
	blames(&v, p.root.cert, "not in the root store");
	put_cert(p.folder, STORE_ROOT, p.root.cert);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, TRUST_CHAIN, &v),
	    CERT_UNTRUSTED);
	assert_int_equal(judge_with(&p, p.leaf.cert, &others, NOW,
	    TRUST_CHAIN, &v), CERT_GOOD);
	cert_list_clear(&others);
	pki_clear(&p);
}

/* Somebody's certificate is no authority, whatever it has signed. */
static void
a_leaf_that_signs(void **state)
{
	struct pki p = pki_new();
	struct minted below = mint_leaf("Below", &p.leaf);
	struct cert_list others = { 0 };
	struct verdict v;

	(void)state;
	pki_install(&p);
	cert_list_add(&others, cert_copy(p.leaf.cert));
	assert_int_equal(judge_with(&p, below.cert, &others, NOW,
	    TRUST_CHAIN, &v), CERT_UNTRUSTED);
	cert_list_clear(&others);
	minted_clear(&below);
	pki_clear(&p);
}

/* RFC 5280 6.1.4 (k): the key usage alone makes no authority. */
static void
an_authority_without_basic_constraints(void **state)
{
	struct pki p = pki_new();
	X509 *x = X509_dup(p.mid.cert->x509);
	struct buf b = { 0 };
	struct verdict v;
	struct cert *c;
	int at;

	(void)state;
	at = X509_get_ext_by_NID(x, NID_basic_constraints, -1);
	X509_EXTENSION_free(X509_delete_ext(x, at));
	assert_true(X509_sign(x, p.root.key->pkey, EVP_sha256()) > 0);
	c = cert_from_x509(x, NULL);
	cert_to_der(c, &b);
	cert_free(c);
	c = cert_from_der(b.data, b.len, NULL);
	put_cert(p.folder, STORE_ROOT, p.root.cert);
	put_cert(p.folder, STORE_CA, c);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, TRUST_CHAIN, &v),
	    CERT_UNTRUSTED);
	assert_non_null(strstr(v.reason, "no authority"));
	cert_free(c);
	buf_clear(&b);
	pki_clear(&p);
}

static void
a_wrong_signature(void **state)
{
	struct pki p = pki_new();
	struct buf b = { 0 };
	struct verdict v;
	struct cert *c;

	(void)state;
	pki_install(&p);
	cert_to_der(p.leaf.cert, &b);
	b.data[b.len - 1] ^= 1;
	c = cert_from_der(b.data, b.len, NULL);
	assert_int_equal(judge(&p, c, NOW, BOTH, &v), CERT_BROKEN);
	blames(&v, c, "signature does not verify");
	cert_free(c);
	buf_clear(&b);
	pki_clear(&p);
}

static void
an_expired_authority(void **state)
{
	struct pki p = pki_new();
	struct minted mid, leaf, late;
	struct verdict v;

	(void)state;
	mid = mint((struct issue_request){ .common_name = "Short Authority",
	    .ca = true, .not_before = NOW - YEAR, .not_after = NOW - 10 },
	    &p.root);
	leaf = mint_leaf("Below", &mid);
	late = mint((struct issue_request){ .common_name = "Late Authority",
	    .ca = true, .not_before = NOW + 10, .not_after = NOW + YEAR },
	    &p.root);
	put_cert(p.folder, STORE_CA, mid.cert);
	/* Untrusted comes before the dates of others. */
	assert_int_equal(judge(&p, leaf.cert, NOW, BOTH, &v),
	    CERT_UNTRUSTED);
	put_cert(p.folder, STORE_ROOT, p.root.cert);
	/* And the dates before revocation, of which nothing is known. */
	assert_int_equal(judge(&p, leaf.cert, NOW, BOTH, &v), CERT_EXPIRED);
	blames(&v, mid.cert, "expired on ");
	assert_int_equal(v.when, mid.cert->not_after);
	assert_int_equal(judge(&p, leaf.cert, NOW - 10, TRUST_CHAIN, &v),
	    CERT_GOOD);
	minted_clear(&leaf);
	leaf = mint_leaf("Below late", &late);
	put_cert(p.folder, STORE_CA, late.cert);
	assert_int_equal(judge(&p, leaf.cert, NOW, BOTH, &v),
	    CERT_NOT_YET_VALID);
	blames(&v, late.cert, "not valid before");
	minted_clear(&leaf);
	minted_clear(&mid);
	minted_clear(&late);
	pki_clear(&p);
}

static void
revoked(void **state)
{
	struct pki p = pki_new();
	const struct cert *const leaf[] = { p.leaf.cert };
	const struct cert *const mid[] = { p.mid.cert };
	struct verdict v;

	(void)state;
	pki_install(&p);
	current_lists(&p);
	put_crl(p.folder, &p.mid, leaf, 1, NOW - 50, NOW + YEAR / 2);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v), CERT_REVOKED);
	blames(&v, p.leaf.cert, "was revoked on ");
	assert_int_equal(v.when, NOW - 50);
	/* The check switched off. */
	assert_int_equal(judge(&p, p.leaf.cert, NOW, TRUST_CHAIN, &v),
	    CERT_GOOD);
	/* The authority instead. */
	put_crl(p.folder, &p.mid, NULL, 0, NOW - 40, NOW + YEAR / 2);
	put_crl(p.folder, &p.root, mid, 1, NOW - 40, NOW + YEAR / 2);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v), CERT_REVOKED);
	blames(&v, p.mid.cert, "was revoked on ");
	pki_clear(&p);
}

static void
revocation_that_cannot_be_told(void **state)
{
	struct pki p = pki_new();
	const struct cert *const mid[] = { p.mid.cert };
	struct verdict v;

	(void)state;
	pki_install(&p);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v),
	    CERT_REVOCATION_UNKNOWN);
	blames(&v, p.leaf.cert, "no revocation list for ");
	put_crl(p.folder, &p.mid, NULL, 0, NOW - 100, NOW + 100);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v),
	    CERT_REVOCATION_UNKNOWN);
	blames(&v, p.mid.cert, "no revocation list for ");
	put_crl(p.folder, &p.root, NULL, 0, NOW - 100, NOW + YEAR / 2);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v), CERT_GOOD);
	/* Past its nextUpdate, and before its thisUpdate. */
	assert_int_equal(judge(&p, p.leaf.cert, NOW + 200, BOTH, &v),
	    CERT_REVOCATION_UNKNOWN);
	blames(&v, p.leaf.cert, "out of date");
	assert_int_equal(v.when, NOW + 100);
	assert_int_equal(judge(&p, p.leaf.cert, NOW - 200, BOTH, &v),
	    CERT_REVOCATION_UNKNOWN);
	/* One revoked outweighs one that cannot be told. */
	put_crl(p.folder, &p.root, mid, 1, NOW - 90, NOW + YEAR / 2);
	assert_int_equal(judge(&p, p.leaf.cert, NOW + 200, BOTH, &v),
	    CERT_REVOKED);
	blames(&v, p.mid.cert, "was revoked");
	pki_clear(&p);
}

/* A list in the issuer's name that the issuer never signed. */
static void
a_forged_list(void **state)
{
	struct pki p = pki_new();
	struct minted forger = mint_ca("Test Authority", NULL);
	const struct cert *const leaf[] = { p.leaf.cert };
	struct verdict v;

	(void)state;
	/* With the real identifier of the key, so that it is tried. */
	cert_free(forger.cert);
	forger.cert = cert_copy(p.mid.cert);
	pki_install(&p);
	put_crl(p.folder, &p.root, NULL, 0, NOW - 100, NOW + YEAR / 2);
	put_crl(p.folder, &forger, leaf, 1, NOW - 50, NOW + YEAR / 2);
	assert_int_equal(judge(&p, p.leaf.cert, NOW, BOTH, &v),
	    CERT_REVOCATION_UNKNOWN);
	blames(&v, p.leaf.cert, "wrong signature");
	minted_clear(&forger);
	pki_clear(&p);
}

/* The authority with its key, but of other dates. */
static struct cert *
renewed(const struct pki *p, int64_t from, int64_t until)
{
	X509 *x = X509_dup(p->mid.cert->x509);

	ASN1_INTEGER_set(X509_get_serialNumber(x), 77);
	ASN1_TIME_set(X509_getm_notBefore(x), from);
	ASN1_TIME_set(X509_getm_notAfter(x), until);
	assert_true(X509_sign(x, p->root.key->pkey, EVP_sha256()) > 0);
	return cert_from_x509(x, NULL);
}

/* Whichever is found first, the one that is valid now has to be taken. */
static void
two_certificates_of_one_authority(void **state)
{
	struct pki p = pki_new();
	struct cert *old = renewed(&p, NOW - 2 * YEAR, NOW - 10);
	struct cert *next = renewed(&p, NOW + 10, NOW + 2 * YEAR);
	struct cert_list others = { 0 };
	struct verdict v;

	(void)state;
	put_cert(p.folder, STORE_ROOT, p.root.cert);
	put_cert(p.folder, STORE_CA, old);
	put_cert(p.folder, STORE_CA, next);
	assert_int_not_equal(judge(&p, p.leaf.cert, NOW, TRUST_CHAIN, &v),
	    CERT_GOOD);
	cert_list_add(&others, cert_copy(p.mid.cert));
	assert_int_equal(judge_with(&p, p.leaf.cert, &others, NOW,
	    TRUST_CHAIN, &v), CERT_GOOD);
	cert_list_clear(&others);
	cert_free(old);
	cert_free(next);
	pki_clear(&p);
}

static void
loading(void **state)
{
	struct pki p = pki_new();
	struct err err = { 0 };
	struct trust *t;
	char *path;

	(void)state;
	t = trust_load("/nonexistent/stores", false, &err);
	assert_non_null(t);	/* absent stores count as empty */
	assert_int_equal(trust_judge(t, p.leaf.cert, NULL, NOW, BOTH, NULL),
	    CERT_UNTRUSTED);
	trust_free(t);
	trust_free(NULL);
	/* One that is there but is no folder is a fault. */
	path = xasprintf("%s/computer", p.folder);
	assert_true(file_mkdirs(path, 0755, NULL));
	free(path);
	path = xasprintf("%s/computer/root", p.folder);
	assert_true(file_write(path, "x", 1, 0644, NULL));
	assert_null(trust_load(p.folder, false, &err));
	assert_int_equal(err.code, ERR_FAILED);
	free(path);
	pki_clear(&p);
}

struct job {
	const struct trust *trust;
	const struct cert *cert;
	enum cert_state want;
	int wrong;
};

static void *
judge_often(void *arg)
{
	struct job *job = arg;
	struct verdict v;
	int i;

	for (i = 0; i < 50; i++)
		if (trust_judge(job->trust, job->cert, NULL, NOW, BOTH,
		    &v) != job->want)
			job->wrong++;
	return NULL;
}

static void
many_threads_read_one_trust(void **state)
{
	struct pki p = pki_new();
	struct trust *t;
	pthread_t threads[4];
	struct job jobs[4];
	size_t i;

	(void)state;
	pki_install(&p);
	current_lists(&p);
	t = trust_load(p.folder, false, NULL);
	for (i = 0; i < ARRAY_SIZE(jobs); i++) {
		jobs[i] = (struct job){ .trust = t, .cert = p.leaf.cert,
		    .want = CERT_GOOD };
		assert_int_equal(pthread_create(&threads[i], NULL,
		    judge_often, &jobs[i]), 0);
	}
	for (i = 0; i < ARRAY_SIZE(jobs); i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(jobs[i].wrong, 0);
	}
	trust_free(t);
	pki_clear(&p);
}

static void
states_have_words(void **state)
{
	enum cert_state s;

	(void)state;
	for (s = 0; s < CERT_STATE_COUNT; s++)
		assert_true(cert_state_text(s)[0] != '\0');
	assert_string_equal(cert_state_text((enum cert_state)99), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_chain),
		cmocka_unit_test(its_own_dates_come_first),
		cmocka_unit_test(untrusted_chains),
		cmocka_unit_test(no_partial_chain),
		cmocka_unit_test(
		    what_came_with_a_message_helps_but_is_not_trusted),
		cmocka_unit_test(a_leaf_that_signs),
		cmocka_unit_test(an_authority_without_basic_constraints),
		cmocka_unit_test(a_wrong_signature),
		cmocka_unit_test(an_expired_authority),
		cmocka_unit_test(revoked),
		cmocka_unit_test(revocation_that_cannot_be_told),
		cmocka_unit_test(a_forged_list),
		cmocka_unit_test(two_certificates_of_one_authority),
		cmocka_unit_test(loading),
		cmocka_unit_test(many_threads_read_one_trust),
		cmocka_unit_test(states_have_words),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
