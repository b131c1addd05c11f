/* SPDX-License-Identifier: ISC */
/* The sample group: what newcomers see first must be whole and true. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/trust.h"
#include "model/audit/audit.h"
#include "model/history.h"
#include "model/kinds/party.h"
#include "model/object.h"
#include "model/snapshot.h"
#include "tests/lib/fixture.h"

static int
setup(void **state)
{
	*state = fixture_new(true);
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static void
test_one_revision(void **state)
{
	const struct fixture *f = *state;
	const struct history_query all = { 0 };
	struct revisions list = { 0 };
	struct err err = { 0 };
	int64_t count = 0;

	assert_true(history_list(f->model, &all, &list, &err));
	assert_int_equal(list.n, 2);	/* the group's own, and the sample */
	assert_string_equal(list.v[0].reason, "sample group");
	assert_true(history_verify(f->model, &count, &err));
	revisions_clear(&list);
}

static void
test_objects(void **state)
{
	static const struct {
		const char *kind;
		size_t least;
	} want[] = {
		{ "computer", 2 }, { "host", 3 }, { "host-instance", 6 },
		{ "handler", 3 }, { "party", 5 }, { "receive-port", 4 },
		{ "receive-location", 5 }, { "send-port", 6 },
		{ "certificate", 10 }, { "pipeline", 6 },
	};
	const struct fixture *f = *state;
	struct err err = { 0 };
	struct snapshot *s = snapshot_load(f->model, &err);
	size_t i;

	assert_non_null(s);
	for (i = 0; i < ARRAY_SIZE(want); i++)
		assert_true(snapshot_all(s, want[i].kind)->n >=
		    want[i].least);
	snapshot_free(s);
}

/* The certificates are what the table calls them. */
static void
test_certificates(void **state)
{
	const struct fixture *f = *state;
	const unsigned flags = TRUST_CHAIN | TRUST_REVOCATION;
	const struct {
		const char *name;
		enum cert_state state;
	} want[] = {
		{ "decrypt", CERT_GOOD }, { "sign", CERT_GOOD },
		{ "contoso-sign", CERT_GOOD }, { "fabrikam", CERT_GOOD },
		{ "northwind-sign", CERT_EXPIRED },
		{ "tailspin", CERT_REVOKED },
	};
	struct err err = { 0 };
	struct verdict v;
	struct trust *t = trust_load(f->settings.stores, false, &err);
	size_t i;

	assert_non_null(t);
	for (i = 0; i < ARRAY_SIZE(want); i++)
		assert_int_equal(trust_judge(t, fixture_cert(f,
		    want[i].name), NULL, f->now, flags, &v), want[i].state);
	assert_false(usage_fits(USAGE_ENCRYPT, fixture_cert(f, "adventure"),
	    NULL, NULL, 0));
	trust_free(t);
}

static void
test_own_keys(void **state)
{
	static const char *const own[] = { "decrypt", "sign" };
	const struct fixture *f = *state;
	struct err err = { 0 };
	struct store *s = store_open(f->settings.stores, STORE_PERSONAL,
	    f->model->user, &err);
	struct key *key;
	struct stat st;
	char *path;
	size_t i;

	assert_non_null(s);
	for (i = 0; i < ARRAY_SIZE(own); i++) {
		key = store_get_key(s, fixture_cert(f, own[i]), &err);
		assert_non_null(key);
		key_free(key);
		path = xasprintf("%s/%s.key", s->path,
		    fixture_thumbprint(f, own[i]));
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		free(path);
	}
	store_close(s);
}

/* No partner's key may lie about. */
static void
test_no_other_keys(void **state)
{
	const struct fixture *f = *state;
	struct inventory inv = { 0 };
	struct err err = { 0 };
	size_t i, j, keys = 0;

	assert_true(inventory_scan_here(&inv, f->model, &err));
	for (i = 0; i < inv.n; i++)
		for (j = 0; j < inv.v[i].n; j++)
			keys += inv.v[i].v[j].key_present;
	assert_int_equal(keys, 2);
	inventory_clear(&inv);
}

/* The audit shows one of each kind it can tell so far, and an unknown. */
static void
test_findings(void **state)
{
	static const char *const want[] = {
		"C101", "C103", "C104", "C107", "C201", "C202", "C301",
	};
	const struct fixture *f = *state;
	struct err err = { 0 };
	struct audit *a = audit_of_model(f->model, f->now, &err);
	size_t i, j, n;

	assert_non_null(a);
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		for (j = n = 0; j < a->n; j++)
			n += a->v[j].result == AUDIT_FINDING &&
			    strcmp(a->v[j].rule->id, want[i]) == 0;
		if (n == 0)
			fail_msg("no %s in the sample", want[i]);
	}
	assert_true(a->unknown > 0);
	assert_true(a->passed > 0);
	for (i = 0; getenv("SHOW") != NULL && i < a->n; i++)
		print_message("# %s %s %s\n", a->v[i].rule->id,
		    a->v[i].result == AUDIT_UNKNOWN ? "unknown" :
		    severity_name(a->v[i].severity), a->v[i].text);
	audit_free(a);
}

static size_t
places(struct model *m, const struct object *o, const char *field)
{
	struct requirements all = { 0 };
	struct err err = { 0 };
	size_t i, n = 0;

	if (!requirements_of_draft(m, o, when_now(), &all, &err))
		fail_msg("%s", err.text);
	for (i = 0; i < all.n; i++)
		n += strcmp(all.v[i].field, field) == 0;
	requirements_clear(&all);
	return n;
}

/* What a draft would need is known before it is saved. */
static void
test_drafts(void **state)
{
	static const char *const field = "signature_certificate";
	const struct fixture *f = *state;
	struct err err = { 0 };
	struct object *stored = model_find(f->model, "party", "Contoso Ltd",
	    &err), *draft = object_new(&kind_party);
	char *thumbprint = xstrdup(((struct party *)stored)->
	    signature_certificate);
	size_t n = places(f->model, stored, field);

	assert_true(n >= 2);
	/* A new one, not even named: on the same computers. */
	assert_int_equal(places(f->model, draft, field), 0);
	assert_true(object_set(draft, f->model, field, thumbprint, &err));
	assert_int_equal(places(f->model, draft, field), n);
	object_free(draft);
	/* And one whose field was empty, or is so now. */
	draft = object_copy(stored);
	assert_true(object_set(draft, f->model, field, "", &err));
	assert_int_equal(places(f->model, draft, field), 0);
	object_free(draft);
	object_free(stored);
	stored = model_find(f->model, "send-port", "Northwind Catalog", &err);
	draft = object_copy(stored);
	assert_int_equal(places(f->model, draft, "encryption_certificate"),
	    0);
	assert_true(object_set(draft, f->model, "encryption_certificate",
	    thumbprint, &err));
	assert_true(object_set(draft, f->model, "encoder.enable_encryption",
	    "true", &err));
	assert_true(places(f->model, draft, "encryption_certificate") > 0);
	object_free(draft);
	object_free(stored);
	free(thumbprint);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_revision),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_own_keys),
		cmocka_unit_test(test_no_other_keys),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_drafts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
