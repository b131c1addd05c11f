/* SPDX-License-Identifier: ISC */
/* Inventories: scanning, publishing, and what others have published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "config/db.h"
#include "certstore/issue.h"
#include "model/inventory.h"
#include "tests/lib/fixture.h"

#define NOBODY 65534
#define PUBLIC "svc-edi-public"

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
good(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static size_t
count_items(const struct inventory *inv, const char *computer,
    enum store_id store, const char *account)
{
	const struct inventory_store *s = inventory_find(inv, computer,
	    store, account);

	assert_non_null(s);
	return s->n;
}

static struct store *
open_store(const struct fixture *f, enum store_id id, const char *account)
{
	struct err err = { 0 };
	struct store *s = store_open(f->settings.stores, id, account, &err);

	good(s != NULL, &err);
	return s;
}

/* ---- scanning ----------------------------------------------------------- */

static void
test_scan(void **state)
{
	const struct fixture *f = *state;
	const char *const accounts[] = { f->model->user, "nobody-here" };
	struct inventory inv = { 0 };
	const struct inventory_store *s;
	const struct inventory_item *item;
	struct err err = { 0 };

	good(inventory_scan(&inv, &f->settings, accounts,
	    ARRAY_SIZE(accounts), &err), &err);
	assert_int_equal(inv.n, 6);
	assert_int_equal(count_items(&inv, FIXTURE_COMPUTER, STORE_ROOT,
	    NULL), 1);
	assert_null(inventory_find(&inv, FIXTURE_COMPUTER, STORE_CRL,
	    "")->problem);

	s = inventory_find(&inv, FIXTURE_COMPUTER, STORE_PERSONAL,
	    f->model->user);
	assert_int_equal(s->n, 2);
	item = inventory_item(s, fixture_thumbprint(f, "sign"));
	assert_true(item->key_present && item->key_works);
	assert_int_equal(item->key_mode & 0777, 0600);

	/* An absent store is a result, not an error. */
	s = inventory_find(&inv, FIXTURE_COMPUTER, STORE_PERSONAL,
	    "nobody-here");
	assert_string_equal(s->problem, "No such file or directory");
	assert_int_equal(s->n, 0);
	inventory_clear(&inv);
}

static void
expect_revoked(const struct fixture *f, const struct inventory *inv)
{
	const struct inventory_store *s = inventory_find(inv,
	    FIXTURE_COMPUTER, STORE_CRL, NULL);
	const struct inventory_item *item;

	assert_int_equal(s->nlists, 1);
	assert_string_equal(s->lists[0].issuer,
	    fixture_cert(f, "ca")->subject);
	assert_null(s->lists[0].problem);
	assert_true(s->lists[0].next_update > f->now);
	assert_true(s->lists[0].stored >= f->now - 60);
	s = inventory_find(inv, FIXTURE_COMPUTER, STORE_OTHER_PEOPLE, NULL);
	item = inventory_item(s, fixture_thumbprint(f, "tailspin"));
	assert_string_equal(item->revoked_why, "unspecified");
	assert_true(item->revoked > 0 && item->revoked <= f->now);
	item = inventory_item(s, fixture_thumbprint(f, "fabrikam"));
	assert_null(item->revoked_why);
}

/* Lists, and what they revoke, also once they have been published. */
static void
test_lists(void **state)
{
	const struct fixture *f = *state;
	struct inventory inv = { 0 };
	struct err err = { 0 };

	good(inventory_scan_here(&inv, f->model, &err), &err);
	expect_revoked(f, &inv);
	inventory_clear(&inv);
	good(inventory_load(&inv, f->model, &err), &err);
	expect_revoked(f, &inv);
	inventory_clear(&inv);
}

/* Who is not known can sign no list. */
static void
test_list_of_nobody(void **state)
{
	const struct fixture *f = *state;
	struct issuer other = {
	    (struct cert *)(uintptr_t)fixture_cert(f, "contoso-sign"),
	    (struct key *)(uintptr_t)fixture_key(f, "contoso-sign") };
	const struct cert *revoked[] = { fixture_cert(f, "sign") };
	struct store *s = open_store(f, STORE_CRL, NULL);
	struct inventory inv = { 0 };
	const struct inventory_store *found;
	struct err err = { 0 };
	struct crl *crl;
	size_t i, bad = 0;

	crl = issue_crl(&other, revoked, 1, f->now, f->now + 60, &err);
	good(crl != NULL && crl_store_add(s, crl, &err), &err);
	good(inventory_scan_here(&inv, f->model, &err), &err);
	found = inventory_find(&inv, FIXTURE_COMPUTER, STORE_CRL, NULL);
	assert_int_equal(found->nlists, 2);
	for (i = 0; i < found->nlists; i++)
		bad += found->lists[i].problem != NULL;
	assert_int_equal(bad, 1);
	found = inventory_find(&inv, FIXTURE_COMPUTER, STORE_PERSONAL,
	    f->model->user);
	assert_null(inventory_item(found, fixture_thumbprint(f,
	    "sign"))->revoked_why);
	good(crl_store_remove(s, crl->sha1, &err), &err);
	inventory_clear(&inv);
	crl_free(crl);
	store_close(s);
}

static void
test_key_of_another(void **state)
{
	const struct fixture *f = *state;
	const char *const accounts[] = { f->model->user };
	struct store *s = open_store(f, STORE_PERSONAL, f->model->user);
	char *path = xasprintf("%s/%s.key", s->path,
	    fixture_thumbprint(f, "sign"));
	const struct inventory_item *item;
	struct inventory inv = { 0 };
	struct buf kept = { .secret = true }, other = { .secret = true };
	struct err err = { 0 };

	good(file_read(&kept, path, 65536, &err), &err);
	good(key_to_pem(fixture_key(f, "tailspin"), &other, &err), &err);
	good(file_write(path, other.data, other.len, 0600, &err), &err);
	good(inventory_scan(&inv, &f->settings, accounts, 1, &err), &err);
	item = inventory_item(inventory_find(&inv, FIXTURE_COMPUTER,
	    STORE_PERSONAL, accounts[0]), fixture_thumbprint(f, "sign"));
	assert_true(item->key_present);
	assert_false(item->key_works);
	assert_non_null(item->key_problem);
	good(file_write(path, kept.data, kept.len, 0600, &err), &err);
	inventory_clear(&inv);
	buf_clear(&kept);
	buf_clear(&other);
	free(path);
	store_close(s);
}

/* ---- looking up --------------------------------------------------------- */

static void
test_find(void **state)
{
	const struct fixture *f = *state;
	struct inventory inv = { 0 };
	struct err err = { 0 };

	good(inventory_current(&inv, f->model, &err), &err);
	assert_non_null(inventory_find(&inv, "edi-node1", STORE_CA, NULL));
	assert_non_null(inventory_find(&inv, "Edi-Node2", STORE_CA, ""));
	assert_null(inventory_find(&inv, "EDI-NODE3", STORE_CA, NULL));
	assert_null(inventory_find(&inv, "EDI-NODE2", STORE_PERSONAL, ""));
	assert_null(inventory_find(&inv, "EDI-NODE2", STORE_PERSONAL,
	    PUBLIC));
	assert_true(inventory_knows(&inv, "edi-NODE2"));
	assert_false(inventory_knows(&inv, "EDI-NODE"));
	assert_false(inventory_knows(&inv, "ZZZ"));
	assert_non_null(inventory_cert(&inv,
	    fixture_thumbprint(f, "tailspin")));
	assert_null(inventory_cert(&inv,
	    "0000000000000000000000000000000000000000"));
	inventory_clear(&inv);
}

/* The same certificate in two files counts once, with the better key. */
static void
test_same_twice(void **state)
{
	const struct fixture *f = *state;
	struct inventory inv = { 0 };
	struct inventory_store *s;
	struct inventory_item *item;

	s = inventory_add(&inv, "B", STORE_PERSONAL, "x");
	inventory_add_cert(s, cert_copy(fixture_cert(f, "sign")));
	item = inventory_add_cert(s, cert_copy(fixture_cert(f, "sign")));
	item->key_present = item->key_works = true;
	inventory_add_cert(s, cert_copy(fixture_cert(f, "decrypt")));
	inventory_add(&inv, "a", STORE_ROOT, NULL);
	inventory_sort(&inv);
	assert_string_equal(inv.v[0].computer, "a");
	assert_int_equal(inv.v[1].n, 2);
	assert_true(inventory_item(&inv.v[1],
	    fixture_thumbprint(f, "sign"))->key_works);
	inventory_clear(&inv);
}

/* ---- publishing --------------------------------------------------------- */

static void
test_publish_replaces(void **state)
{
	const struct fixture *f = *state;
	const char *gone = fixture_thumbprint(f, "contoso-sign");
	struct store *s = open_store(f, STORE_OTHER_PEOPLE, NULL);
	struct inventory inv = { 0 };
	struct err err = { 0 };
	size_t before;

	good(inventory_load(&inv, f->model, &err), &err);
	before = count_items(&inv, FIXTURE_COMPUTER, STORE_OTHER_PEOPLE, "");
	inventory_clear(&inv);

	good(store_remove(s, gone, &err), &err);
	good(inventory_load(&inv, f->model, &err), &err);
	assert_int_equal(count_items(&inv, FIXTURE_COMPUTER,
	    STORE_OTHER_PEOPLE, ""), before);
	inventory_clear(&inv);

	/* An audit here sees it at once, the others after publishing. */
	good(inventory_current(&inv, f->model, &err), &err);
	assert_int_equal(count_items(&inv, FIXTURE_COMPUTER,
	    STORE_OTHER_PEOPLE, ""), before - 1);
	inventory_clear(&inv);
	good(inventory_publish(f->model, &err), &err);
	good(inventory_load(&inv, f->model, &err), &err);
	assert_int_equal(count_items(&inv, FIXTURE_COMPUTER,
	    STORE_OTHER_PEOPLE, ""), before - 1);
	/* What another computer published stays. */
	assert_non_null(inventory_item(inventory_find(&inv, "EDI-NODE2",
	    STORE_OTHER_PEOPLE, ""), gone));
	inventory_clear(&inv);

	good(store_add(s, fixture_cert(f, "contoso-sign"), NULL, &err), &err);
	good(inventory_publish(f->model, &err), &err);
	store_close(s);
}

/* Loading gives back what was scanned. */
static void
test_round_trip(void **state)
{
	const struct fixture *f = *state;
	struct inventory inv = { 0 }, scan = { 0 };
	const struct inventory_store *a, *b;
	struct err err = { 0 };
	size_t i, j;

	good(inventory_publish(f->model, &err), &err);
	good(inventory_load(&inv, f->model, &err), &err);
	good(inventory_scan_here(&scan, f->model, &err), &err);
	for (i = 0; i < scan.n; i++) {
		a = &scan.v[i];
		b = inventory_find(&inv, a->computer, a->store, a->account);
		assert_non_null(b);
		assert_true(str_same(a->problem, b->problem));
		assert_int_equal(a->n, b->n);
		for (j = 0; j < a->n; j++) {
			assert_string_equal(a->v[j].cert->sha256,
			    b->v[j].cert->sha256);
			assert_int_equal(a->v[j].key_present,
			    b->v[j].key_present);
			assert_int_equal(a->v[j].key_works,
			    b->v[j].key_works);
			assert_int_equal(a->v[j].key_mode,
			    b->v[j].key_mode);
		}
	}
	inventory_clear(&scan);
	inventory_clear(&inv);
}

static void
test_read_only(void **state)
{
	const struct fixture *f = *state;
	struct err err = { 0 };
	struct model *m = model_open(&f->settings, true, &err);

	assert_non_null(m);
	assert_false(inventory_publish(m, &err));
	assert_int_equal(err.code, ERR_DENIED);
	model_close(m);
}

/* ---- stores of others --------------------------------------------------- */

/*
 * What this user may not open stays as its owner published it.  Root may
 * open everything, so the test steps down for the moment.
 */
static void
test_denied(void **state)
{
	const struct fixture *f = *state;
	struct store *s = open_store(f, STORE_PERSONAL, PUBLIC);
	struct inventory inv = { 0 };
	struct err err = { 0 };
	bool root = geteuid() == 0;

	assert_int_equal(chmod(f->dir, 0755), 0);
	assert_int_equal(chmod(s->path, root ? 0700 : 0), 0);
	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	good(inventory_scan_here(&inv, f->model, &err), &err);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_null(inventory_find(&inv, FIXTURE_COMPUTER, STORE_PERSONAL,
	    PUBLIC));
	assert_non_null(inventory_find(&inv, FIXTURE_COMPUTER,
	    STORE_OTHER_PEOPLE, NULL));
	inventory_clear(&inv);

	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	good(inventory_current(&inv, f->model, &err), &err);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(count_items(&inv, FIXTURE_COMPUTER, STORE_PERSONAL,
	    PUBLIC), 1);
	inventory_clear(&inv);
	assert_int_equal(chmod(s->path, 0700), 0);
	store_close(s);
}

/* Somebody wrote nonsense, or another certificate under a good name. */
static void
damage(const struct fixture *f, const char *thumbprint, const char *pem)
{
	const struct db_set set[] = { { "pem", db_text(pem) } };
	const struct db_cond cond[] = {
		{ .column = "thumbprint", .value = db_text(thumbprint) },
	};
	struct inventory inv = { 0 };
	const struct inventory_store *s;
	struct err err = { 0 };

	good(db_update(f->model->db, "inventory_entry", set, 1, cond, 1,
	    NULL, &err), &err);
	good(inventory_load(&inv, f->model, &err), &err);
	s = inventory_find(&inv, "EDI-NODE2", STORE_ROOT, "");
	assert_non_null(s->problem);
	assert_int_equal(s->n, 0);
	s = inventory_find(&inv, "EDI-NODE2", STORE_OTHER_PEOPLE, "");
	assert_null(s->problem);
	inventory_clear(&inv);
}

static void
test_damaged(void **state)
{
	const struct fixture *f = *state;
	struct buf pem = { 0 };

	cert_to_pem(fixture_cert(f, "tailspin"), &pem);
	damage(f, fixture_thumbprint(f, "ca"), (const char *)pem.data);
	damage(f, fixture_thumbprint(f, "ca"), "no certificate at all");
	damage(f, fixture_thumbprint(f, "ca"), "");
	buf_clear(&pem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan), cmocka_unit_test(test_lists),
		cmocka_unit_test(test_list_of_nobody),
		cmocka_unit_test(test_key_of_another),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_same_twice),
		cmocka_unit_test(test_publish_replaces),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_damaged),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
