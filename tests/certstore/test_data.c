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

static void
pkcs12_files_open_or_fail_cleanly(void **state)
{
	const char *pass, *expect;
	size_t bad = 0, n = 0;
	struct bundle b;
	struct table t;
	struct err err;
	char *path;
	bool ok;

	(void)state;
	open_table(&t, "cases.tsv");
	while (next_row(&t)) {
		if (strcmp(cell(&t, "kind"), "pkcs12") != 0)
			continue;
		path = data_path(cell(&t, "file"));
		pass = cell(&t, "pass");
		expect = cell(&t, "expect");
		memset(&err, 0, sizeof(err));
		ok = bundle_read(&b, path, strcmp(pass, "-") == 0 ? NULL :
		    pass, &err);
		if ((ok && strcmp(expect, "reject") == 0) ||
		    (!ok && strcmp(expect, "accept") == 0)) {
			print_message("# %s: %s, expected %s (%s)\n",
			    cell(&t, "id"), ok ? "accept" : "reject", expect,
			    err.text);
			bad++;
		}
		assert_true(ok || err.text[0] != '\0');
		assert_queue_empty();
		n++;
		bundle_clear(&b);
		free(path);
	}
	buf_clear(&t.text);
	print_message("# %zu PKCS#12 files\n", n);
	assert_int_equal(bad, 0);
}

/* Broken on purpose: they must neither crash nor leave errors behind. */
static void
fuzz_inputs_are_survived(void **state)
{
	size_t n = 0, good = 0;
	struct bundle b;
	struct table t;
	struct err err;
	char *path;
	bool ok;

	(void)state;
	open_table(&t, "cases.tsv");
	while (next_row(&t)) {
		if (!text_starts(cell(&t, "kind"), "fuzz-"))
			continue;
		path = data_path(cell(&t, "file"));
		memset(&err, 0, sizeof(err));
		ok = bundle_read(&b, path, "secret", &err);
		assert_true(ok || err.text[0] != '\0');
		assert_queue_empty();
		good += ok;
		n++;
		bundle_clear(&b);
		free(path);
	}
	buf_clear(&t.text);
	print_message("# %zu inputs, %zu of them readable\n", n, good);
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

/*
 * Without what a judgement here has no notion of: initial policies, host
 * names, TLS purposes, trust in an intermediate, security levels.
 */
static bool
comparable(const struct table *t)
{
	const char *opts = cell(t, "opts");

	return (text_starts(cell(t, "id"), "pkits-") ||
	    text_starts(cell(t, "id"), "rfc4134-")) &&
	    strcmp(cell(t, "gate"), "-") != 0 &&
	    strstr(opts, "-explicit_policy") == NULL &&
	    strstr(opts, "-inhibit_map") == NULL &&
	    strstr(opts, "-policy 2.") == NULL;
}

static void
chains_are_judged_as_published(void **state)
{
	size_t bad = 0, n = 0;
	struct verdict v;
	struct table t;
	bool good;

	(void)state;
	open_table(&t, "cases.tsv");
	while (next_row(&t)) {
		if (!text_starts(cell(&t, "kind"), "chain") ||
		    !comparable(&t))
			continue;
		good = judge_case(&t, &v) == CERT_GOOD;
		if (good != (strcmp(cell(&t, "expect"), "accept") == 0)) {
			print_message("# %s: %s (%s), expected %s\n",
			    cell(&t, "id"), cert_state_text(v.state),
			    v.reason, cell(&t, "expect"));
			bad++;
		}
		assert_queue_empty();
		n++;
	}
	buf_clear(&t.text);
	print_message("# %zu chains judged\n", n);
	assert_int_equal(bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_read_as_others_read_them),
		cmocka_unit_test(lists_read_as_others_read_them),
		cmocka_unit_test(pkcs12_files_open_or_fail_cleanly),
		cmocka_unit_test(fuzz_inputs_are_survived),
		cmocka_unit_test(chains_are_judged_as_published),
	};

	/* Not skip(): prove takes cmocka's "not ok # SKIP" for a failure. */
	if (access(folder(), R_OK) != 0) {
		puts("1..0 # SKIP no collection of data at hand");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
