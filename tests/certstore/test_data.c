/* SPDX-License-Identifier: ISC */
/*
 * Other people's certificates, lists, PKCS#12 files and chains, where a
 * collection of them is at hand ($SEALPORT_DATA or ../shared/data): what we
 * read must be what other libraries read, and what they reject must not pass.
 */
#include "mint.h"

#include <fnmatch.h>

#include "base/text.h"
#include "certstore/bundle.h"
#include "certstore/trust.h"

#define MAX_COLUMNS 32
#define MAX_DATA_FILE (64 * 1024 * 1024)

struct table {
	struct buf text;
	char *columns[MAX_COLUMNS];
	char *row[MAX_COLUMNS];
	char *next;
};

static const char *
folder(void)
{
	const char *env = getenv("SEALPORT_DATA");
	static char path[4096];

	snprintf(path, sizeof(path), "%s/smime", env != NULL ? env :
	    "../shared/data");
	return path;
}

static char *
data_path(const char *name)
{
	return xasprintf("%s/%s", folder(), name);
}

static void
split(char *line, char **out)
{
	size_t n = 0;

	memset(out, 0, MAX_COLUMNS * sizeof(*out));
	while (line != NULL && n < MAX_COLUMNS)
		out[n++] = strsep(&line, "\t");
}

static bool
next_row(struct table *t)
{
	char *line = strsep(&t->next, "\n");

	if (line == NULL || *line == '\0')
		return false;
	split(line, t->row);
	return true;
}

static const char *
cell(const struct table *t, const char *column)
{
	size_t i;

	for (i = 0; i < MAX_COLUMNS && t->columns[i] != NULL; i++)
		if (strcmp(t->columns[i], column) == 0)
			return t->row[i] != NULL ? t->row[i] : "";
	fail_msg("no column %s", column);
	return "";
}

static void
open_table(struct table *t, const char *name)
{
	char *path = data_path(name);
	bool there;

	memset(t, 0, sizeof(*t));
	there = file_read(&t->text, path, MAX_DATA_FILE, NULL);
	free(path);
	assert_true(there);
	t->next = (char *)t->text.data;
	split(strsep(&t->next, "\n"), t->columns);
}

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
compare_cert(const struct table *t, const struct cert *c)
{
	const char *id = cell(t, "id");
	char words[256], eku[1024], date[40] = "", *p;
	int64_t end = 0;
	size_t bad;

	bad = differ(id, "sha1", c->thumbprint, cell(t, "sha1"));
	bad += differ(id, "sha256", c->sha256, cell(t, "sha256"));
	if (strcmp(cell(t, "parsed"), "yes") != 0)
		return bad;
	usage_words(c, words, sizeof(words));
	bad += differ(id, "key usage", words, cell(t, "key_usage"));
	snprintf(eku, sizeof(eku), "%s", c->eku != NULL ? c->eku : "absent");
	while ((p = strchr(eku, ' ')) != NULL)
		*p = ',';
	bad += differ(id, "eku", eku, cell(t, "eku"));
	bad += differ(id, "ca", c->is_ca ? "True" : "no",
	    strcmp(cell(t, "ca"), "True") == 0 ? "True" : "no");
	snprintf(date, sizeof(date), "%.19s", cell(t, "not_after"));
	if (!when_parse(date, &end) || end != c->not_after) {
		print_message("# %s: not_after %lld, expected %s\n", id,
		    (long long)c->not_after, date);
		bad++;
	}
	return bad;
}

static void
certificates_read_as_others_read_them(void **state)
{
	struct bundle b;
	struct table t;
	struct err err;
	size_t bad = 0, n = 0;
	char *path;

	(void)state;
	open_table(&t, "cert_facts.tsv");
	while (next_row(&t)) {
		path = data_path(cell(&t, "file"));
		memset(&err, 0, sizeof(err));
		if (bundle_read(&b, path, NULL, &err) && b.n > 0) {
			bad += compare_cert(&t, b.items[0].cert);
			n++;
		} else if (strcmp(cell(&t, "parsed"), "yes") == 0) {
			print_message("# %s: %s\n", cell(&t, "id"), err.text);
			bad++;
		}
		assert_queue_empty();
		bundle_clear(&b);
		free(path);
	}
	buf_clear(&t.text);
	print_message("# %zu certificates compared\n", n);
	assert_int_equal(bad, 0);
}

static void
lists_read_as_others_read_them(void **state)
{
	char date[40] = "", number[32], *path;
	size_t bad = 0, n = 0;
	struct bundle b;
	struct table t;
	struct err err;
	int64_t from;

	(void)state;
	open_table(&t, "crl_facts.tsv");
	while (next_row(&t)) {
		if (strcmp(cell(&t, "parsed"), "yes") != 0)
			continue;
		path = data_path(cell(&t, "file"));
		memset(&err, 0, sizeof(err));
		if (!bundle_read(&b, path, NULL, &err) || b.crls.n == 0) {
			print_message("# %s: %s\n", cell(&t, "id"), err.text);
			bad++;
		} else {
			snprintf(number, sizeof(number), "%zu",
			    b.crls.v[0]->revoked);
			bad += differ(cell(&t, "id"), "revoked", number,
			    cell(&t, "revoked"));
			snprintf(date, sizeof(date), "%.19s",
			    cell(&t, "this_update"));
			if (!when_parse(date, &from) ||
			    from != b.crls.v[0]->this_update)
				bad += differ(cell(&t, "id"), "this_update",
				    "other", date);
			n++;
		}
		bundle_clear(&b);
		free(path);
	}
	buf_clear(&t.text);
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
judge_case(const struct table *t, struct verdict *v)
{
	unsigned flags = TRUST_CHAIN;
	char *root = temp_folder(), *path;
	struct trust *trust;
	struct bundle b;
	long long at = 0;

	put_bundle(root, STORE_ROOT, cell(t, "trust"));
	put_bundle(root, STORE_CA, cell(t, "certs"));
	put_bundle(root, STORE_CRL, cell(t, "crls"));
	if (strstr(cell(t, "opts"), "-crl_check") != NULL)
		flags |= TRUST_REVOCATION;
	if (!text_to_int(cell(t, "attime"), &at))
		at = NOW;
	path = data_path(cell(t, "file"));
	memset(v, 0, sizeof(*v));
	v->state = CERT_BROKEN;
	trust = trust_load(root, NULL);
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

struct result {
	bool accepted;
	char why[ERR_TEXT];
};

static void
judge_file(const struct table *t, struct result *r)
{
	const char *pass = cell(t, "pass"), *steps = cell(t, "steps");
	char *path = data_path(cell(t, "file"));
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
judge_chain(const struct table *t, struct result *r)
{
	struct verdict v;

	r->accepted = judge_case(t, &v) == CERT_GOOD;
	snprintf(r->why, sizeof(r->why), "%s: %s", cert_state_text(v.state),
	    v.reason);
}

static const struct {
	const char *steps;
	void (*judge)(const struct table *, struct result *);
} judges[] = {
	{ "X", judge_chain },
	{ "CRT", judge_file },
	{ "CRL", judge_file },
	{ "P12", judge_file },
	{ "P7", judge_file },
};

/*
 * Where we differ from the gate, and why that is meant.  ids: patterns,
 * blank separated, as in a shell; opts, purpose and why (our reason) narrow
 * them.  A row without why promises that all it covers differ.
 */
static const struct deviation {
	const char *ids, *opts, *purpose, *why, *reason;
} deviations[] = {
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
matches_any(const char *patterns, const char *id)
{
	char *all = xstrdup(patterns), *rest = all, *word;
	bool found = false;

	while ((word = strsep(&rest, " ")) != NULL)
		found |= fnmatch(word, id, 0) == 0;
	free(all);
	return found;
}

static bool
covers(const struct deviation *d, const struct table *t,
    const struct result *r)
{
	return matches_any(d->ids, cell(t, "id")) &&
	    (d->opts == NULL || strstr(cell(t, "opts"), d->opts) != NULL) &&
	    (d->purpose == NULL ||
	    fnmatch(d->purpose, cell(t, "purpose"), 0) == 0) &&
	    (d->why == NULL || strstr(r->why, d->why) != NULL);
}

struct count {
	char group[64];
	size_t run, deviate;
};

static struct count *
count_of(struct count *v, const char *group, const char *steps)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %s", steps, group);
	while (v->group[0] != '\0' && strcmp(v->group, name) != 0)
		v++;
	memcpy(v->group, name, sizeof(name));
	return v;
}

struct outcome {
	char *id, *outcome;
};

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct outcome *)a)->id,
	    ((const struct outcome *)b)->id);
}

static struct outcome *
load_baseline(struct table *t, size_t *n)
{
	struct outcome *v = NULL;
	size_t cap = 0;

	*n = 0;
	open_table(t, "baseline.tsv");
	while (next_row(t)) {
		v = grow(v, *n, &cap, sizeof(*v));
		v[*n].id = t->row[0];
		v[(*n)++].outcome = (char *)(uintptr_t)cell(t, "outcome");
	}
	qsort(v, *n, sizeof(*v), by_id);
	return v;
}

/* What it should be: the gate, or what OpenSSL did.  NULL: no opinion. */
static const char *
expectation(const struct table *t, const struct outcome *v, size_t n)
{
	struct outcome key = { .id = t->row[0] };
	const struct outcome *o = bsearch(&key, v, n, sizeof(*v), by_id);
	const char *gate = cell(t, "gate");

	if (strcmp(gate, "parity") == 0)
		return o != NULL ? o->outcome : NULL;
	return strcmp(gate, "-") != 0 ? gate : NULL;
}

/* The number of complaints about this case. */
static size_t
compare_case(const struct table *t, const struct result *r, const char *want,
    size_t used[ARRAY_SIZE(deviations)])
{
	bool differs = r->accepted != (strcmp(want, "accept") == 0);
	bool known = false;
	size_t i, bad = 0;

	for (i = 0; i < ARRAY_SIZE(deviations); i++) {
		if (!covers(&deviations[i], t, r))
			continue;
		known = true;
		used[i] += differs;
		if (!differs && deviations[i].why == NULL) {
			print_message("# %s: deviates no more (%s)\n",
			    cell(t, "id"), deviations[i].reason);
			bad++;
		}
	}
	if (differs && !known) {
		print_message("# %s: %s (%s), expected %s\n", cell(t, "id"),
		    r->accepted ? "accept" : "reject", r->why, want);
		bad++;
	}
	return bad;
}

static void
(*judge_of(const char *steps))(const struct table *, struct result *)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(judges); i++)
		if (strcmp(judges[i].steps, steps) == 0)
			return judges[i].judge;
	return NULL;
}

static void
every_case_is_as_its_gate_says(void **state)
{
	static struct count counts[64];
	size_t used[ARRAY_SIZE(deviations)] = { 0 }, bad = 0, n, i;
	void (*judge)(const struct table *, struct result *);
	struct table t, base;
	struct outcome *baseline = load_baseline(&base, &n);
	struct result r;
	struct count *c;
	const char *want;

	(void)state;
	open_table(&t, "cases.tsv");
	while (next_row(&t)) {
		judge = judge_of(cell(&t, "steps"));
		if (judge == NULL && text_starts(cell(&t, "kind"), "fuzz-"))
			judge_file(&t, &r);	/* survived, that is all */
		if (judge == NULL)
			continue;
		judge(&t, &r);
		assert_queue_empty();
		c = count_of(counts, cell(&t, "group"), cell(&t, "steps"));
		c->run++;
		want = expectation(&t, baseline, n);
		if (want == NULL)
			continue;
		c->deviate += r.accepted != (strcmp(want, "accept") == 0);
		bad += compare_case(&t, &r, want, used);
	}
	for (c = counts; c->run > 0; c++)
		print_message("# %s: %zu cases, %zu deviations\n", c->group,
		    c->run, c->deviate);
	for (i = 0; i < ARRAY_SIZE(deviations); i++) {
		print_message("# %zu: %s\n", used[i], deviations[i].reason);
		bad += used[i] == 0;
	}
	buf_clear(&t.text);
	buf_clear(&base.text);
	free(baseline);
	assert_int_equal(bad, 0);
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
	if (access(folder(), R_OK) != 0) {
		puts("1..0 # SKIP no collection of data at hand");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
