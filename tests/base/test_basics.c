/* SPDX-License-Identifier: ISC */
/* Errors, buffers, times, files. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/when.h"

static void
test_err(void **state)
{
	char big[2000];
	struct err e = { 0 };

	(void)state;
	assert_false(err_set(&e, ERR_INVALID, "at most %d (%d)", 10, 50));
	err_part(&e, "retry_count");
	err_part(&e, "outer");
	err_prefix(&e, "retry_count");
	err_prefix(&e, "send port %s", "Orders");
	assert_string_equal(e.text,
	    "send port Orders: retry_count: at most 10 (50)");
	assert_string_equal(e.part, "retry_count");
	/* Its own text as an argument, and more than fits. */
	err_set(&e, ERR_FAILED, "again: %s", e.text);
	assert_int_equal(strncmp(e.text, "again: send port", 16), 0);
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	err_prefix(&e, "%s", big);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	assert_false(err_set(NULL, ERR_FAILED, "nobody looks"));
}

static void
test_buf(void **state)
{
	struct buf b = { .secret = true };
	char *s;
	int i;

	(void)state;
	for (i = 0; i < 1000; i++)
		buf_addf(&b, "%d,", i % 10);
	assert_int_equal(b.len, 2000);
	buf_add(&b, "a\0b", 3);
	assert_memory_equal(b.data + 2000, "a\0b", 4);
	buf_clear(&b);
	s = buf_steal(&b);
	assert_string_equal(s, "");
	free(s);
}

static void
test_when(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-13-01",
	    "2026-02-31", "2026-01-01 25:00", "2026-01-01x", "tomorrow",
	    "26-11-21", "2026-1-1", " 2026-11-21", "2026-11- 1",
	    "2026-11-21 1:30", "2026-11-21  12:30" };
	char text[WHEN_TEXT];
	int64_t t;
	size_t i;

	(void)state;
	assert_true(when_parse("2026-11-21 12:30", &t));
	assert_string_equal(when_text(t, text), "2026-11-21 12:30:00Z");
	assert_true(when_parse(text, &t));
	assert_string_equal(when_date(t, text), "2026-11-21");
	assert_string_equal(when_near(t, t + 3600, text),
	    "2026-11-21 12:30:00Z");
	assert_string_equal(when_near(t, t + DAY_SECONDS, text),
	    "2026-11-21");
	assert_true(when_parse("2050-01-01T00:00:00Z", &t));
	assert_int_equal(t, 2524608000);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(when_parse(bad[i], &t));
	assert_string_equal(when_span(86400, text), "1 day");
	assert_string_equal(when_span(-7300, text), "2 hours");
	assert_string_equal(when_span(0, text), "0 seconds");
	assert_string_equal(when_span(INT64_MIN, text),
	    "106751991167300 days");
}

static void
test_file(void **state)
{
	char dir[] = "/tmp/sealport-base-XXXXXX";
	char *deep, *path;
	struct buf b = { 0 };
	struct stat st;
	struct err e = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	deep = file_join(dir, "a/b/c");
	assert_true(file_mkdirs(deep, 0700, &e));
	assert_true(file_mkdirs(deep, 0700, &e));
	path = file_join(deep, "key");
	assert_true(file_write(path, "one\0two", 7, 0600, &e));
	assert_true(file_write(path, "three", 5, 0600, &e));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(file_read(&b, path, 5, &e));
	assert_string_equal((char *)b.data, "three");
	assert_false(file_read(&b, path, 4, &e));
	assert_non_null(strstr(e.text, "too large (limit 4 bytes)"));
	assert_false(file_read(&b, deep, 100, &e));
	assert_false(file_mkdirs(path, 0700, &e));
	assert_false(file_mkdirs("", 0700, &e));
	assert_false(file_write("/nowhere/at/all", "x", 1, 0600, &e));
	assert_int_equal(unlink(path), 0);
	assert_false(file_read(&b, path, 100, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	free(path);
	path = xasprintf("rm -r %s", dir);
	assert_int_equal(system(path), 0);
	free(path);
	free(deep);
	buf_clear(&b);
}

/* As in "import <(command)": the writer is there, but slower than we. */
static void
test_slow_pipe(void **state)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	char *path;
	int fds[2];
	pid_t child;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	child = fork();
	if (child == 0) {
		close(fds[0]);
		usleep(200000);
		_exit(write(fds[1], "late", 4) != 4);
	}
	close(fds[1]);
	path = xasprintf("/dev/fd/%d", fds[0]);
	if (!file_read(&b, path, 100, &e))
		fail_msg("%s", e.text);
	assert_string_equal((char *)b.data, "late");
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(fds[0]);
	free(path);
	buf_clear(&b);
}

static void
test_digest(void **state)
{
	char sha1[SHA1_HEX], sha256[SHA256_HEX];

	(void)state;
	digest_sha1("abc", 3, sha1);
	assert_string_equal(sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
	digest_sha256("", 0, sha256);
	assert_string_equal(sha256, "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_err), cmocka_unit_test(test_buf),
		cmocka_unit_test(test_when), cmocka_unit_test(test_file),
		cmocka_unit_test(test_slow_pipe),
		cmocka_unit_test(test_digest),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
