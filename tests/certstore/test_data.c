/* SPDX-License-Identifier: ISC */
/*
 * Other people's certificates, lists, PKCS#12 files and chains, where a
 * collection of them is at hand ($SEALPORT_DATA or ../shared/data): what we
 * read must be what other libraries read, and what they reject must not pass.
 */
#include "mint.h"

#include "base/text.h"
#include "certstore/bundle.h"
#include "certstore/trust.h"
#include "tests/certstore/same_facts.h"
#include "tests/lib/data.h"

/*
 * Words of the facts for the bits, in the order of RFC 5280; their reader
 * leaves "encipher only" and "decipher only" out.
 */
static void
usage_words(const struct cert *c, char *out, size_t size)
{
	static const char *const words[] = {
		"digital_signature", "content_commitment",
		"key_encipherment", "data_encipherment", "key_agreement",
		"key_cert_sign", "crl_sign",
	};
	size_t i, n = 0;

	snprintf(out, size, "%s", c->has_key_usage ? "" : "absent");
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if ((c->key_usage & 1u << i) != 0)
			n += (size_t)snprintf(out + n, size - n, "%s%s",
			    n > 0 ? "," : "", words[i]);
}

static size_t
differ(const char *id, const char *what, const char *is, const char *want)
{
	if (strcasecmp(is, want) == 0)
		return 0;
	print_message("# %s: %s is '%s', expected '%s'\n", id, what, is,
	    want);
	return 1;
}

static size_t
compare_cert(const struct data_table *t, const struct cert *c)
{
	const char *id = data_cell(t, "id");
	char words[256], eku[1024], date[40] = "", *p;
	int64_t end = 0;
	size_t bad;

	bad = differ(id, "sha1", c->thumbprint, data_cell(t, "sha1"));
	bad += differ(id, "sha256", c->sha256, data_cell(t, "sha256"));
	if (strcmp(data_cell(t, "parsed"), "yes") != 0)
		return bad;
	usage_words(c, words, sizeof(words));
	bad += differ(id, "key usage", words, data_cell(t, "key_usage"));
	snprintf(eku, sizeof(eku), "%s", c->eku != NULL ? c->eku : "absent");
	while ((p = strchr(eku, ' ')) != NULL)
		*p = ',';
	bad += differ(id, "eku", eku, data_cell(t, "eku"));
	bad += differ(id, "ca", c->is_ca ? "True" : "no",
	    strcmp(data_cell(t, "ca"), "True") == 0 ? "True" : "no");
	snprintf(date, sizeof(date), "%.19s", data_cell(t, "not_after"));
	if (!when_parse(date, &end) || end != c->not_after) {
		print_message("# %s: not_after %lld, expected %s\n", id,
		    (long long)c->not_after, date);
		bad++;
	}
	return bad;
}

/* All that is in a file, of whatever form. */
static size_t
compare_readers(const char *id, const struct bundle *b)
{
	struct buf der = { 0 };
	size_t bad = 0, i;
	const char *what;

	for (i = 0; i < b->n; i++) {
		buf_reset(&der);
		cert_to_der(b->items[i].cert, &der);
		what = readers_differ(der.data, der.len);
		if (what == NULL)
			continue;
		print_message("# %s: %s: not the same by its facts alone\n",
		    id, what);
		bad++;
	}
	buf_clear(&der);
	return bad;
}

static void
certificates_read_as_others_read_them(void **state)
{
	struct bundle b;
	struct data_table t;
	struct err err;
	size_t bad = 0, n = 0;
	char *path;

	(void)state;
	data_open(&t, "cert_facts.tsv");
	while (data_next(&t)) {
		path = data_path(data_cell(&t, "file"));
		memset(&err, 0, sizeof(err));
		if (bundle_read(&b, path, NULL, &err) && b.n > 0) {
			bad += compare_cert(&t, b.items[0].cert);
			bad += compare_readers(data_cell(&t, "id"), &b);
			n++;
		} else if (strcmp(data_cell(&t, "parsed"), "yes") == 0) {
			print_message("# %s: %s\n", data_cell(&t, "id"),
			    err.text);
			bad++;
		}
		assert_queue_empty();
		bundle_clear(&b);
		free(path);
	}
	data_close(&t);
	print_message("# %zu certificates compared\n", n);
	assert_int_equal(bad, 0);
}

static void
lists_read_as_others_read_them(void **state)
{
	char date[40] = "", number[32], *path;
	size_t bad = 0, n = 0;
	struct bundle b;
	struct data_table t;
	struct err err;
	int64_t from;

	(void)state;
	data_open(&t, "crl_facts.tsv");
	while (data_next(&t)) {
		if (strcmp(data_cell(&t, "parsed"), "yes") != 0)
			continue;
		path = data_path(data_cell(&t, "file"));
		memset(&err, 0, sizeof(err));
		if (!bundle_read(&b, path, NULL, &err) || b.crls.n == 0) {
			print_message("# %s: %s\n", data_cell(&t, "id"),
			    err.text);
			bad++;
		} else {
			snprintf(number, sizeof(number), "%zu",
			    b.crls.v[0]->revoked);
			bad += differ(data_cell(&t, "id"), "revoked", number,
			    data_cell(&t, "revoked"));
			snprintf(date, sizeof(date), "%.19s",
			    data_cell(&t, "this_update"));
			if (!when_parse(date, &from) ||
			    from != b.crls.v[0]->this_update)
				bad += differ(data_cell(&t, "id"),
				    "this_update", "other", date);
			n++;
		}
		bundle_clear(&b);
		free(path);
	}
	data_close(&t);
	print_message("# %zu lists compared\n", n);
	assert_int_equal(bad, 0);
}

/* ---- chains ------------------------------------------------------------- */

static void
put_bundle(const char *root, enum store_id id, const char *name)
{
	struct bundle b = { 0 };
	struct store *s;
	char *path;
	size_t i;

	if (strcmp(name, "-") == 0 || name[0] == '\0')
		return;
	path = data_path(name);
	s = store_open(root, id, NULL, NULL);
	if (bundle_read(&b, path, NULL, NULL)) {
		for (i = 0; i < b.n && id != STORE_CRL; i++)
			(void)store_add(s, b.items[i].cert, NULL, NULL);
		for (i = 0; i < b.crls.n && id == STORE_CRL; i++)
			(void)crl_store_add(s, b.crls.v[i], NULL);
	}
	bundle_clear(&b);
	store_close(s);
	free(path);
}

static enum cert_state
judge_case(const struct data_table *t, struct verdict *v)
{
	unsigned flags = TRUST_CHAIN;
	char *root = temp_folder(), *path;
	struct trust *trust;
	struct bundle b;
	long long at = 0;

	put_bundle(root, STORE_ROOT, data_cell(t, "trust"));
	put_bundle(root, STORE_CA, data_cell(t, "certs"));
	put_bundle(root, STORE_CRL, data_cell(t, "crls"));
	if (strstr(data_cell(t, "opts"), "-crl_check") != NULL)
		flags |= TRUST_REVOCATION;
	if (!text_to_int(data_cell(t, "attime"), &at))
		at = NOW;
	path = data_path(data_cell(t, "file"));
	memset(v, 0, sizeof(*v));
	v->state = CERT_BROKEN;
	trust = trust_load(root, false, NULL);
	assert_non_null(trust);
	if (bundle_read(&b, path, NULL, NULL) && b.n > 0)
		trust_judge(trust, b.items[0].cert, NULL, at, flags, v);
	bundle_clear(&b);
	trust_free(trust);
	remove_folder(root);
	free(path);
	return v->state;
}

/* ---- every case --------------------------------------------------------- */

static void
judge_file(const struct data_table *t, struct data_result *r)
{
	const char *pass = data_cell(t, "pass"), *steps = data_cell(t, "steps");
	char *path = data_path(data_cell(t, "file"));
	struct err err = { 0 };
	struct bundle b;

	r->accepted = bundle_read(&b, path, strcmp(pass, "-") == 0 ? NULL :
	    pass, &err);
	/* A reason for every refusal. */
	assert_true(r->accepted || err.text[0] != '\0');
	snprintf(r->why, sizeof(r->why), "%s", err.text);
	if (r->accepted && strcmp(steps, "CRT") == 0)
		r->accepted = b.n > 0;
	else if (r->accepted && strcmp(steps, "CRL") == 0)
		r->accepted = b.crls.n > 0;
	bundle_clear(&b);
	free(path);
}

static void
judge_chain(const struct data_table *t, struct data_result *r)
{
	struct verdict v;

	r->accepted = judge_case(t, &v) == CERT_GOOD;
	snprintf(r->why, sizeof(r->why), "%s: %s", cert_state_text(v.state),
	    v.reason);
}

static const struct {
	const char *steps;
	void (*judge)(const struct data_table *, struct data_result *);
} judges[] = {
	{ "X", judge_chain },
	{ "CRT", judge_file },
	{ "CRL", judge_file },
	{ "P12", judge_file },
	{ "P7", judge_file },
};

/* Where we differ from the gate, and why that is meant. */
static const struct data_deviation deviations[] = {
	{ .ids = "pkits-chain-4.8.1.3 pkits-chain-4.8.2.2 "
	    "pkits-chain-4.8.6.3 pkits-chain-4.8.14.2 pkits-chain-4.10.1.2 "
	    "pkits-chain-4.10.1.3 pkits-chain-4.10.3.1",
	  .reason = "the one who asks wants particular policies; here any "
	    "will do, and what authorities require is enforced" },
	{ .ids = "openssl-verify-0[12346789]? openssl-verify-05? "
	    "openssl-verify-155", .opts = "-partial_chain",
	  .why = "no issuer in the stores",
	  .reason = "partial chains are off: all trust is in the roots" },
	{ .ids = "boring-crl-good boring-crl-good_*",
	  .opts = "-partial_chain", .why = "no issuer in the stores",
	  .reason = "partial chains are off: all trust is in the roots" },
	{ .ids = "openssl-verify-106 openssl-verify-117",
	  .why = "no issuer in the stores",
	  .reason = "trusts an intermediate by a TRUSTED CERTIFICATE; here "
	    "only the root store does that" },
	{ .ids = "openssl-verify-02[0-9] openssl-verify-03[23] "
	    "openssl-verify-06[678] openssl-verify-069 "
	    "openssl-verify-07[0-5]",
	  .reason = "remarks on trust in a TRUSTED CERTIFICATE are left "
	    "behind on import: trust comes from the store alone" },
	{ .ids = "openssl-verify-011 openssl-verify-065 openssl-verify-07[78] "
	    "limbo-rfc5280_eku_ee-eku-empty limbo-rfc5280_ca-as-leaf-wrong-san "
	    "boring-chain-intermediate-eku-c2pamanifest_clientauth "
	    "boring-chain-intermediate-eku-server-gated-*-eku-clientAuth "
	    "boring-chain-target-eku-clientauth_serverauth",
	  .purpose = "ssl*",
	  .reason = "the purpose of a certificate is usage_fits()'s, with "
	    "the table of our own; a chain has none" },
	{ .ids = "openssl-verify-090 openssl-verify-151 "
	    "limbo-rfc5280_aki_leaf-missing-aki "
	    "limbo-rfc5280_aki_intermediate-missing-aki "
	    "limbo-rfc5280_ski_*-missing-ski "
	    "limbo-rfc5280_san_noncritical-with-empty-subject "
	    "limbo-rfc5280_root-missing-basic-constraints "
	    "limbo-rfc5280_root-non-critical-basic-constraints "
	    "limbo-rfc5280_leaf-ku-keycertsign", .opts = "-x509_strict",
	  .reason = "lax issuers' certificates that no attack rests on are "
	    "in use between partners; strictness would stop their messages" },
	{ .ids = "limbo-pathlen_max-chain-depth-[01]-exhausted "
	    "openssl-verify-116", .opts = "-verify_depth",
	  .reason = "the asker limits the depth; here 32 for all" },
	{ .ids = "openssl-verify-09[236]", .opts = "-allow_proxy_certs",
	  .reason = "proxy certificates are not accepted" },
	{ .ids = "openssl-verify-098 openssl-verify-10[024] "
	    "openssl-verify-108 openssl-verify-110 openssl-verify-137",
	  .reason = "weak keys and digests are a matter of the group's "
	    "policy and of audit rules, which tell them in words" },
	{ .ids = "openssl-verify-15[67]",
	  .reason = "SM2 signatures with an identity agreed on aside" },
	{ .ids = "openssl-p7-pkcs7-1", .why = "behind its end",
	  .reason = "an octet behind its end: not what was sent" },
	{ .ids = "openssl-p7-malformed", .why = "empty",
	  .reason = "must not crash; there is nothing in it to import" },
	{ .ids = "gnutls-rfc4490.p7b", .why = "no certificate found",
	  .reason = "a signature without certificates: nothing to import" },
	{ .ids = "nss-sample-cert",
	  .reason = "the key is of a kind OpenSSL does not know; the "
	    "certificate can be stored and looked at all the same" },
	{ .ids = "*",
	  .why = "is not a time",
	  .reason = "OpenSSL prints \"Bad time value\" and goes on" },
	{ .ids = "*", .why = "more bytes behind its end",
	  .reason = "OpenSSL overlooks what follows" },
};

static bool
judge(void *context, const struct data_table *t, struct data_result *r)
{
	const char *steps = data_cell(t, "steps");
	size_t i;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(judges); i++) {
		if (strcmp(judges[i].steps, steps) != 0)
			continue;
		judges[i].judge(t, r);
		return true;
	}
	if (text_starts(data_cell(t, "kind"), "fuzz-"))
		judge_file(t, r);	/* survived, that is all */
	return false;
}

static void
every_case_is_as_its_gate_says(void **state)
{
	const struct data_judge all = { deviations, ARRAY_SIZE(deviations),
		judge, NULL };

	(void)state;
	data_judge_all(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_read_as_others_read_them),
		cmocka_unit_test(lists_read_as_others_read_them),
		cmocka_unit_test(every_case_is_as_its_gate_says),
	};

	/* Not skip(): prove takes cmocka's "not ok # SKIP" for a failure. */
	if (!data_at_hand()) {
		puts("1..0 # SKIP no collection of data at hand");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
