/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "config/settings.h"

#define SAMPLE "config/sealport.conf.sample"

static char dir[64];
static char conf[96];

static int
make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/test_settings.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(conf, sizeof(conf), "%s/sealport.conf", dir);
	unsetenv(SETTINGS_ENV);
	return 0;
}

static int
remove_dir(void **state)
{
	static const char *const names[] = {
		"sealport.conf", "more.conf", "folder",
	};
	char *path;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		path = file_join(dir, names[i]);
		(void)remove(path);
		free(path);
	}
	return rmdir(dir);
}

static void
put(const char *name, const char *text)
{
	char *path = file_join(dir, name);
	struct err err = { 0 };

	if (!file_write(path, text, strlen(text), 0600, &err))
		fail_msg("%s", err.text);
	free(path);
}

/* The settings of that text; the caller clears them. */
static struct settings
good(const char *text)
{
	struct settings s;
	struct err err = { 0 };

	put("sealport.conf", text);
	if (!settings_load(&s, conf, &err))
		fail_msg("%s", err.text);
	return s;
}

/* That text is refused with FILE followed by this error. */
static void
bad(const char *text, const char *part, const char *error)
{
	struct settings s;
	struct err err = { 0 };
	char *want = xasprintf("%s%s", conf, error);

	put("sealport.conf", text);
	assert_false(settings_load(&s, conf, &err));
	assert_string_equal(err.text, want);
	assert_string_equal(err.part, part);
	assert_int_equal(err.code, ERR_INVALID);
	assert_null(s.database);
	assert_null(s.file);
	free(want);
}

static void
test_defaults(void **state)
{
	struct settings s = good("");
	char host[256] = "";

	(void)state;
	assert_string_equal(s.file, conf);
	assert_string_equal(s.database, "sqlite:/var/lib/sealport/group.db");
	assert_string_equal(s.stores, "/var/lib/sealport/stores");
	assert_string_equal(s.key_file, "");
	assert_string_equal(s.administrators, "");
	assert_int_equal(s.expiry_warn_days, 30);
	assert_int_equal(s.crl_max_age_days, 7);
	assert_int_equal(s.inventory_max_age_hours, 24);
	gethostname(host, sizeof(host) - 1);
	host[strcspn(host, ".")] = '\0';
	host[63] = '\0';
	assert_string_equal(s.computer, host[0] ? host : "localhost");
	settings_clear(&s);
	assert_null(s.stores);
	settings_clear(&s);
}

static void
test_values(void **state)
{
	struct settings s = good(
	    "database = \"sqlite:/srv/group.db\";\n"
	    "stores = \"/srv/stores\";\n"
	    "computer = \"edge.example\";\n"
	    "administrators = \"sealport wheel\";\n"
	    "operators = \"ops\"; auditors = \"audit\";\n"
	    "expiry_warn_days = 0;\n"
	    "crl_max_age_days = 3650;\n"
	    "inventory_max_age_hours = 8760;\n");

	(void)state;
	assert_string_equal(s.database, "sqlite:/srv/group.db");
	assert_string_equal(s.stores, "/srv/stores");
	assert_string_equal(s.computer, "edge.example");
	assert_string_equal(s.administrators, "sealport wheel");
	assert_string_equal(s.operators, "ops");
	assert_string_equal(s.auditors, "audit");
	assert_int_equal(s.expiry_warn_days, 0);
	assert_int_equal(s.crl_max_age_days, 3650);
	assert_int_equal(s.inventory_max_age_hours, 8760);
	settings_clear(&s);
}

static void
test_relative(void **state)
{
	static const struct {
		const char *value, *want;	/* %s: the folder */
	} rows[] = {
		{ "sqlite:group.db", "sqlite:%s/group.db" },
		{ "a/group.db", "%s/a/group.db" },
		{ "/x/group.db", "/x/group.db" },
		{ "postgresql://h/group", "postgresql://h/group" },
	};
	struct settings s;
	char *text, *want;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		text = xasprintf("database = \"%s\"; stores = \"stores\"; "
		    "key_file = \"keys/group\";", rows[i].value);
		s = good(text);
		want = strstr(rows[i].want, "%s") == NULL ?
		    xstrdup(rows[i].want) : xasprintf("%.*s%s%s",
		    (int)strcspn(rows[i].want, "%"), rows[i].want, dir,
		    strstr(rows[i].want, "%s") + 2);
		assert_string_equal(s.database, want);
		free(want);
		want = file_join(dir, "stores");
		assert_string_equal(s.stores, want);
		free(want);
		want = file_join(dir, "keys/group");
		assert_string_equal(s.key_file, want);
		free(want);
		free(text);
		settings_clear(&s);
	}
}

/* On and off, in words as well; other numbers are no switches. */
static void
test_switch(void **state)
{
	struct settings s = good("mouse = true;");

	(void)state;
	assert_int_equal(s.mouse, 1);
	settings_clear(&s);
	s = good("mouse = 0; system_roots = true;");
	assert_int_equal(s.mouse, 0);
	assert_int_equal(s.system_roots, 1);
	settings_clear(&s);
	s = good("");
	assert_int_equal(s.mouse, 0);
	settings_clear(&s);
	bad("mouse = 2;", "mouse", ":1: mouse: at most 1 (2)");
}

/* A settings file of the current folder: its paths stay as they are. */
static void
test_no_folder(void **state)
{
	struct settings s;
	struct err err = { 0 };
	char old[4096];

	(void)state;
	put("sealport.conf", "stores = \"stores\";");
	assert_non_null(getcwd(old, sizeof(old)));
	assert_int_equal(chdir(dir), 0);
	assert_true(settings_load(&s, "sealport.conf", &err));
	assert_int_equal(chdir(old), 0);
	assert_string_equal(s.stores, "stores");
	settings_clear(&s);
}

static void
test_refused(void **state)
{
	(void)state;
	bad("\nfoo = 1;\n", "foo", ":2: unknown setting (foo)");
	bad("Stores = \"x\";", "Stores", ":1: unknown setting (Stores)");
	bad("expiry_warn_days = \"30\";", "expiry_warn_days",
	    ":1: expiry_warn_days: whole number expected (text)");
	bad("expiry_warn_days = 30.0;", "expiry_warn_days",
	    ":1: expiry_warn_days: whole number expected "
	    "(number with a decimal point)");
	bad("expiry_warn_days = true;", "expiry_warn_days",
	    ":1: expiry_warn_days: whole number expected (true or false)");
	bad("#\n#\nstores = 5;", "stores",
	    ":3: stores: text expected (whole number)");
	bad("stores = [ \"x\" ];", "stores",
	    ":1: stores: text expected (array)");
	bad("stores : { x = 1; };", "stores",
	    ":1: stores: text expected (group of settings)");
	bad("stores = \"\";", "stores", ":1: stores: must not be empty");
	bad("computer = \"a\\nb\";", "computer", ":1: computer: must be "
	    "UTF-8 without control characters");
	bad("computer = \"\\xff\";", "computer", ":1: computer: must be "
	    "UTF-8 without control characters");
	bad("computer = \"0123456789012345678901234567890123456789"
	    "012345678901234567890123\";", "computer",
	    ":1: computer: at most 63 bytes (64)");
}

static void
test_range(void **state)
{
	(void)state;
	bad("expiry_warn_days = -1;", "expiry_warn_days",
	    ":1: expiry_warn_days: at least 0 (-1)");
	bad("expiry_warn_days = 3651;", "expiry_warn_days",
	    ":1: expiry_warn_days: at most 3650 (3651)");
	bad("crl_max_age_days = 0;", "crl_max_age_days",
	    ":1: crl_max_age_days: at least 1 (0)");
	bad("inventory_max_age_hours = 999999999;",
	    "inventory_max_age_hours",
	    ":1: inventory_max_age_hours: at most 8760 (999999999)");
	/* Would be 30 if cut to 32 bits. */
	bad("/* \n */ expiry_warn_days = 4294967326;", "",
	    ":2: number too large (4294967326)");
	bad("# \"\nexpiry_warn_days = 0x10000001EL;", "",
	    ":2: number too large (0x10000001EL)");
	bad("crl_max_age_days = -9223372036854775808L;", "",
	    ":1: number too large (9223372036854775808L)");
}

/* Digits that are no number. */
static void
test_digits(void **state)
{
	struct settings s = good("# 4294967326\n// 4294967326\n"
	    "/* 4294967326 \" */ computer = \"\\\"4294967326\";\n"
	    "stores = \"/4294967326\"; crl_max_age_days = 0x7; "
	    "# end without a line end");

	(void)state;
	assert_string_equal(s.computer, "\"4294967326");
	assert_string_equal(s.stores, "/4294967326");
	assert_int_equal(s.crl_max_age_days, 7);
	settings_clear(&s);
}

static void
test_syntax(void **state)
{
	(void)state;
	bad("stores = \"x\";\ncomputer\n;\n", "", ":3: syntax error");
	bad("stores = \"x\";\nstores = \"y\";\n", "",
	    ":2: duplicate setting name");
	bad("stores = \"x", "", ":2: syntax error");
}

static void
test_include(void **state)
{
	struct settings s;
	struct err err = { 0 };
	char *more = file_join(dir, "more.conf"), *want;

	(void)state;
	put("more.conf", "# more\ncrl_max_age_days = 9;\n");
	s = good("expiry_warn_days = 8;\n@include \"more.conf\"\n");
	assert_int_equal(s.expiry_warn_days, 8);
	assert_int_equal(s.crl_max_age_days, 9);
	settings_clear(&s);

	/* The error is where the mistake is, not where it was included. */
	put("more.conf", "# more\ncrl_max_age_days = 0;\n");
	assert_false(settings_load(&s, conf, &err));
	want = xasprintf("%s:2: crl_max_age_days: at least 1 (0)", more);
	assert_string_equal(err.text, want);
	free(want);
	put("more.conf", "# more\n\ncrl_max_age_days = ;\n");
	assert_false(settings_load(&s, conf, &err));
	want = xasprintf("%s:3: syntax error", more);
	assert_string_equal(err.text, want);
	free(want);

	put("more.conf", "crl_max_age_days = 4294967303;");
	assert_false(settings_load(&s, conf, &err));
	assert_non_null(strstr(err.text, "number too large (4294967303)"));
	free(more);
}

/* libconfig would end the program on some of these. */
static void
test_include_refused(void **state)
{
	static const struct {
		const char *line, *error;
	} rows[] = {
		{ "@include \".\"", "cannot read (Is a directory)" },
		{ "@include \"none\"", "cannot open (No such file" },
		{ "@include none", "file name in double quotes expected" },
		{ "@include \"sealport.conf\"", "too many within" },
		{ "@include \"/dev/zero\"", "cannot open" },
		{ "@include \"../../dev/zero\"", "is a device" },
	};
	struct settings s;
	struct err err = { 0 };
	char *text, *at = xasprintf("%s:2: ", conf);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		text = xasprintf("\n%s\n", rows[i].line);
		put("sealport.conf", text);
		free(text);
		assert_false(settings_load(&s, conf, &err));
		assert_memory_equal(err.text, at, strlen(at));
		if (strstr(err.text, rows[i].error) == NULL)
			fail_msg("%s: %s", rows[i].line, err.text);
	}
	free(at);
}

static void
test_files(void **state)
{
	char *folder = file_join(dir, "folder"), *big;
	struct settings s;
	struct err err = { 0 };
	FILE *f;

	(void)state;
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_false(settings_load(&s, folder, &err));
	assert_non_null(strstr(err.text, "/folder: "));
	assert_non_null(strstr(err.text, "directory"));
	free(folder);

	assert_false(settings_load(&s, "/nonexistent/file", &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "/nonexistent/file: "));

	big = xmalloc(SETTINGS_MAX_SIZE + 2);
	memset(big, '#', SETTINGS_MAX_SIZE + 1);
	big[SETTINGS_MAX_SIZE + 1] = '\0';
	put("sealport.conf", big);
	assert_false(settings_load(&s, conf, &err));
	assert_non_null(strstr(err.text, "sealport.conf: too large"));
	big[SETTINGS_MAX_SIZE] = '\0';
	s = good(big);
	settings_clear(&s);
	free(big);

	f = fopen(conf, "w");
	assert_non_null(f);
	fwrite("stores = \"x\";\0unseen = 1;", 1, 25, f);
	fclose(f);
	assert_false(settings_load(&s, conf, &err));
	assert_non_null(strstr(err.text, "sealport.conf: not a text file"));
}

static void
test_environment(void **state)
{
	struct settings s;
	struct err err = { 0 };

	(void)state;
	put("sealport.conf", "expiry_warn_days = 77;");
	setenv(SETTINGS_ENV, conf, 1);
	assert_true(settings_load(&s, NULL, &err));
	assert_int_equal(s.expiry_warn_days, 77);
	settings_clear(&s);
	setenv(SETTINGS_ENV, "/nonexistent/file", 1);
	assert_false(settings_load(&s, NULL, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	/* What is named on the command line comes first. */
	assert_true(settings_load(&s, conf, &err));
	settings_clear(&s);
	unsetenv(SETTINGS_ENV);
}

/* The sample has every row of the table, with its default. */
static void
test_sample(void **state)
{
	const struct settings_row *row;
	struct settings s;
	struct err err = { 0 };
	struct buf b = { 0 };
	char *line;
	size_t i;

	(void)state;
	if (!settings_load(&s, SAMPLE, &err))
		fail_msg("%s", err.text);
	settings_clear(&s);
	assert_true(file_read(&b, SAMPLE, SETTINGS_MAX_SIZE, &err));
	for (i = 0; i < settings_count; i++) {
		row = &settings_rows[i];
		line = row->type == SETTINGS_INT ?
		    xasprintf("\n%s = %s;\n", row->name, row->def) :
		    xasprintf("\n%s = \"%s\";\n", row->name, row->def);
		if (strstr((char *)b.data, line) == NULL)
			fail_msg("not in the sample: %s", line);
		free(line);
		assert_non_null(row->help);
		assert_true(row->min < row->max);
		if (row->type == SETTINGS_INT)
			assert_in_range(atoll(row->def),
			    (uintmax_t)row->min, (uintmax_t)row->max);
	}
	buf_clear(&b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_values),
		TEST(test_relative),
		TEST(test_no_folder),
		TEST(test_switch),
		TEST(test_refused),
		TEST(test_range),
		TEST(test_digits),
		TEST(test_syntax),
		TEST(test_include),
		TEST(test_include_refused),
		TEST(test_files),
		TEST(test_environment),
		TEST(test_sample),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
