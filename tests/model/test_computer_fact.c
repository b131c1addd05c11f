/* SPDX-License-Identifier: ISC */
/* What computers tell of themselves: kept, scanned, and published. */
#include "tests/model/scene.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/account.h"
#include "base/user.h"
#include "model/computer_fact.h"
#include "model/computer_path.h"
#include "model/inventory.h"

static void
test_look_up(void **state)
{
	struct computer_facts f = { 0 };
	const struct computer_fact *all;
	size_t n;

	(void)state;
	computer_facts_add(&f, "B", FACT_MODE, "/x", "0700");
	computer_facts_add(&f, "A", FACT_MODE, "/x", "0711");
	computer_facts_add(&f, "A", FACT_MODE, "/a", "0722");
	computer_facts_add(&f, "A", FACT_OWNER, "/x", "anna");
	computer_facts_add(&f, "a", FACT_MODE, "/x", "0733");
	computer_facts_add(&f, "A", FACT_GROUP, "/x", NULL);
	computer_facts_sort(&f);
	assert_int_equal(f.n, 4);
	/* Without regard to case; what came last counts. */
	assert_string_equal(computer_fact(&f, "A", FACT_MODE, "/x"), "0733");
	assert_string_equal(computer_fact(&f, "b", FACT_MODE, "/x"), "0700");
	assert_null(computer_fact(&f, "A", FACT_GROUP, "/x"));
	assert_null(computer_fact(&f, "A", FACT_MODE, "/y"));
	all = computer_facts_of(&f, "A", FACT_MODE, &n);
	assert_int_equal(n, 2);
	assert_string_equal(all->subject, "/a");
	assert_null(computer_facts_of(&f, "C", FACT_MODE, &n));
	assert_int_equal(n, 0);
	computer_facts_clear(&f);
}

static void
test_kept(void **state)
{
	struct state *s = *state;
	struct computer_facts f = { 0 };
	struct err err = { 0 };

	computer_facts_add(&f, "A", FACT_MODE, "/x", "0700");
	computer_facts_add(&f, "B", FACT_MODE, "/x", "0711");
	computer_facts_sort(&f);
	assert_true(computer_facts_write(s->m, &f, &err));
	computer_facts_clear(&f);
	/* One computer's are replaced, the others' stay. */
	computer_facts_add(&f, "A", FACT_OWNER, "/x", "anna");
	assert_true(computer_facts_write(s->m, &f, &err));
	computer_facts_clear(&f);
	assert_true(computer_facts_load(&f, s->m, &err));
	assert_int_equal(f.n, 2);
	assert_string_equal(computer_fact(&f, "A", FACT_OWNER, "/x"),
	    "anna");
	assert_string_equal(computer_fact(&f, "B", FACT_MODE, "/x"), "0711");
	computer_facts_clear(&f);
}

static void
write_file(const char *dir, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	free(path);
}

static void
test_keys(void **state)
{
	struct state *s = *state;
	struct computer_facts f = { 0 };
	const struct computer_fact *all;
	size_t n;

	write_file(s->dir, "a.P12", "");
	write_file(s->dir, "b.pem", "-----BEGIN CERTIFICATE-----\n");
	write_file(s->dir, "c.key", "-----BEGIN EC PRIVATE KEY-----\n");
	write_file(s->dir, "d.txt", "-----BEGIN PRIVATE KEY-----\n");
	write_file(s->dir, ".pfx", "");
	computer_path_tell_keys(&f, "A", s->dir, "anna");
	computer_facts_sort(&f);
	all = computer_facts_of(&f, "A", FACT_KEY_FILE, &n);
	assert_int_equal(n, 2);
	assert_non_null(strstr(all[0].subject, "/a.P12"));
	assert_non_null(strstr(all[1].subject, "/c.key"));
	assert_string_equal(all[0].value, "anna");
	computer_facts_clear(&f);
}

static void
test_path(void **state)
{
	struct state *s = *state;
	struct computer_facts f = { 0 };
	char *link = xasprintf("%s/link", s->dir), *self = user_name();

	assert_int_equal(chmod(s->dir, 0750), 0);
	assert_int_equal(symlink(s->dir, link), 0);
	computer_path_tell(&f, "A", s->dir);
	computer_path_tell(&f, "A", link);
	computer_path_tell(&f, "A", "/nowhere/at/all");
	computer_path_tell_room(&f, "A", s->dir, 0);
	computer_facts_sort(&f);
	assert_string_equal(computer_fact(&f, "A", FACT_KIND, s->dir),
	    "folder");
	assert_string_equal(computer_fact(&f, "A", FACT_MODE, s->dir),
	    "0750");
	assert_string_equal(computer_fact(&f, "A", FACT_OWNER, s->dir),
	    self);
	assert_string_equal(computer_fact(&f, "A", FACT_KIND, link), "link");
	assert_string_equal(computer_fact(&f, "A", FACT_MODE, link), "0750");
	assert_string_equal(computer_fact(&f, "A", FACT_KIND,
	    "/nowhere/at/all"), "missing");
	assert_string_equal(computer_fact(&f, "A", FACT_OLD, s->dir), "0");
	assert_true(atoll(computer_fact(&f, "A", FACT_FREE, s->dir)) > 0);
	computer_facts_clear(&f);
	free(link);
	free(self);
}

static void
test_published(void **state)
{
	struct state *s = *state;
	struct computer_facts f = { 0 };
	struct err err = { 0 };
	char *self = user_name();

	make_scene(s->m);
	assert_true(inventory_publish(s->m, &err));
	assert_true(computer_facts_load(&f, s->m, &err));
	assert_string_equal(computer_fact(&f, "SERVER1", FACT_TOLD, ""),
	    self);
	assert_string_equal(computer_fact(&f, "SERVER1", FACT_CLOCK, ""),
	    "0");
	assert_non_null(computer_fact(&f, "SERVER1", FACT_DATABASE, ""));
	assert_non_null(computer_fact(&f, "SERVER1", FACT_SECRET, ""));
	/* Nobody here is called so. */
	assert_string_equal(computer_fact(&f, "SERVER1", FACT_ACCOUNT,
	    "edi"), "it does not exist");
	computer_facts_clear(&f);
	free(self);
}

static void
test_accounts(void **state)
{
	struct account a;
	char *name = user_name_of(0), *root;

	(void)state;
	assert_true(account_read(&a, name));
	assert_int_equal(a.uid, 0);
	root = account_group_name(a.gid);
	assert_true(account_listed(a.groups, root));
	free(root);
	account_clear(&a);
	free(name);
	assert_false(account_read(&a, "no such account"));
	assert_null(account_members("no such group"));
	assert_true(account_listed("a:bc:d", "bc"));
	assert_true(account_listed("a:bc:d", "d"));
	assert_false(account_listed("a:bc:d", "b"));
	assert_false(account_listed("", "b"));
	assert_false(account_listed(NULL, "b"));
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_look_up), EACH(test_kept), EACH(test_keys),
		EACH(test_path), EACH(test_published), EACH(test_accounts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
