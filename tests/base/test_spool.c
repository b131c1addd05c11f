/* SPDX-License-Identifier: ISC */
/* Bytes on the heap and beyond it, and the folder they overflow to. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/spool.h"

struct place {
	char dir[64];
	char *path;		/* of the temporary folder */
	struct temp *temp;
};

static int
setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	struct err err = { 0 };

	snprintf(p->dir, sizeof(p->dir), "/tmp/sealport-spool-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	p->path = file_join(p->dir, "temp");
	p->temp = temp_open(p->path, &err);
	if (p->temp == NULL)
		fail_msg("%s", err.text);
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	temp_close(p->temp);
	assert_int_equal(chmod(p->path, 0700), 0);
	assert_int_equal(rmdir(p->path), 0);	/* nothing is left in it */
	assert_int_equal(rmdir(p->dir), 0);
	free(p->path);
	free(p);
	return 0;
}

/* Bytes that show their place. */
static unsigned char
byte_at(size_t i)
{
	return (unsigned char)(i * 131 + (i >> 8) * 17 + (i >> 16));
}

static void
fill(struct spool *s, size_t n, size_t step)
{
	unsigned char *b = xmalloc(step);
	struct err err = { 0 };
	size_t i, k, part;

	for (i = 0; i < n; i += part) {
		part = n - i < step ? n - i : step;
		for (k = 0; k < part; k++)
			b[k] = byte_at(i + k);
		assert_true(spool_add(s, b, part, &err));
	}
	free(b);
	assert_true(spool_finish(s, &err));
	assert_int_equal(s->len, n);
}

static void
check(struct span all, size_t at)
{
	struct span piece = { .len = 0 };
	size_t i;

	while (span_next(&all, &piece)) {
		assert_true(piece.len <= SPOOL_STEP);
		for (i = 0; i < piece.len; i++, at++)
			if (piece.p[i] != byte_at(at))
				fail_msg("byte %zu", at);
	}
}

/* Every size around the limits, in steps of every kind. */
static void
sizes(void **state)
{
	static const size_t sizes[] = { 0, 1, SPOOL_STEP - 1, SPOOL_STEP,
		SPOOL_HEAP - 1, SPOOL_HEAP, SPOOL_HEAP + 1,
		TEMP_HEAD - 1, TEMP_HEAD, TEMP_HEAD + 1,
		TEMP_HEAD + 3 * SPOOL_STEP + 7 };
	static const size_t steps[] = { 1000, SPOOL_STEP / 2 + 1, SPOOL_STEP,
		3 * SPOOL_STEP + 5 };
	const struct place *p = *state;
	size_t i, k;
	int expect;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
	for (k = 0; k < ARRAY_SIZE(steps); k++)
	for (expect = 0; expect < 2; expect++) {
		struct spool s = { .folder = p->temp, .secret = i % 2 == 0,
			.expect = expect != 0 ? sizes[i] : 0 };

		fill(&s, sizes[i], steps[k]);
		assert_int_equal(spool_span(&s).paged != NULL, sizes[i] >
		    (expect != 0 ? TEMP_HEAD : SPOOL_HEAP));
		assert_int_equal(spool_span(&s).len, sizes[i]);
		check(spool_span(&s), 0);
		/* What was let go of comes back. */
		check(spool_span(&s), 0);
		if (sizes[i] > 10) {
			spool_narrow(&s, span_part(spool_span(&s), 5,
			    sizes[i] - 10));
			assert_int_equal(s.len, sizes[i] - 10);
			check(spool_span(&s), 5);
			assert_false(spool_holds(&s, (struct span){
			    s.data - 1, 1, NULL }));
		}
		spool_clear(&s);
		assert_int_equal(s.len, 0);
	}
}

/* One message at a time begins in memory; the folder may be gone before it. */
static void
heads(void **state)
{
	const size_t size = TEMP_HEAD + 2 * SPOOL_STEP + 3;
	const struct place *p = *state;
	struct err err = { 0 };
	struct temp *temp = temp_open(p->path, &err);
	struct spool a = { .folder = temp, .expect = size, .secret = true };
	struct spool b = { .folder = temp, .expect = size };
	unsigned char *head;
	size_t i;

	assert_non_null(temp);
	fill(&a, size, 1000);
	fill(&b, size, SPOOL_STEP);
	assert_non_null(a.head);
	assert_null(b.head);
	check(spool_span(&a), 0);
	check(spool_span(&b), 0);
	spool_clear(&a);
	spool_clear(&b);

	head = temp_head_take(temp);
	assert_non_null(head);
	for (i = 0; i < TEMP_HEAD; i++)
		if (head[i] != 0)
			fail_msg("byte %zu of a secret", i);
	temp_head_give(temp, head);
	b.expect = size;
	fill(&b, size, SPOOL_STEP);
	assert_non_null(b.head);
	temp_close(temp);
	check(spool_span(&b), 0);
	spool_clear(&b);
}

/* Nobody else can read the file, and it has no name. */
static void
file_is_private(void **state)
{
	const struct place *p = *state;
	struct spool s = { .folder = p->temp };
	struct stat st;

	fill(&s, SPOOL_HEAP + 1, SPOOL_STEP);
	assert_int_equal(fstat(s.file - 1, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_nlink, 0);
	assert_int_equal(fcntl(s.file - 1, F_GETFD), FD_CLOEXEC);
	spool_clear(&s);
}

static void
without_folder(void **state)
{
	struct spool s = { .len = 0 };
	struct err err = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < SPOOL_HEAP; i++)
		assert_true(spool_add(&s, "x", 1, &err));
	assert_false(spool_add(&s, "x", 1, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	spool_clear(&s);
}

/* A disk that is full: told before, or when writing fails. */
static void
no_room(void **state)
{
	const struct place *p = *state;
	struct spool s = { .folder = p->temp, .expect = SIZE_MAX / 2 };
	struct rlimit old, limit;
	struct err err = { 0 };
	bool ok = true;
	size_t i;

	for (i = 0; ok && i <= (TEMP_HEAD + 2 * SPOOL_STEP) / 1024; i++)
		ok = spool_add(&s, (char[1024]){ 0 }, 1024, &err);
	assert_false(ok);
	assert_int_equal(err.code, ERR_FULL);
	spool_clear(&s);

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = (struct rlimit){ 2 * SPOOL_HEAP, old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (i = 0, ok = true; ok && i < 4 * SPOOL_HEAP / 1024; i++)
		ok = spool_add(&s, (char[1024]){ 0 }, 1024, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_false(ok);
	assert_int_equal(err.code, ERR_FULL);
	spool_clear(&s);
}

static void
reading(void **state)
{
	const struct place *p = *state;
	char *path = file_join(p->dir, "in"), *none = file_join(p->dir, "no");
	struct spool s = { .folder = p->temp }, in = { .folder = p->temp };
	struct err err = { 0 };

	fill(&s, SPOOL_HEAP + 5000, SPOOL_STEP);
	assert_true(file_write(path, s.data, s.len, 0600, &err));
	assert_true(spool_read(&in, path, s.len, &err));
	assert_true(spool_finish(&in, &err));
	assert_int_equal(in.len, s.len);
	check(spool_span(&in), 0);
	spool_clear(&in);
	assert_false(spool_read(&in, path, s.len - 1, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	assert_true(in.len > s.len - 1);
	spool_clear(&in);
	assert_false(spool_read(&in, none, 1, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	spool_clear(&s);
	unlink(path);
	free(none);
	free(path);
}

/* ---- the folder ---------------------------------------------------------- */

static void
refused(const char *path, const char *why)
{
	struct err err = { 0 };

	assert_null(temp_open(path, &err));
	if (strstr(err.text, why) == NULL)
		fail_msg("%s", err.text);
}

static void
folder_is_checked(void **state)
{
	const struct place *p = *state;
	char *link = file_join(p->dir, "link"), *inner;
	struct err err = { 0 };
	struct stat st;

	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	chmod(p->path, 0750);
	refused(p->path, "mode 0700 expected (0750)");
	chmod(p->path, 0700);
	assert_int_equal(symlink(p->path, link), 0);
	refused(link, "symbolic link");
	unlink(link);
	assert_true(file_write(link, "", 0, 0600, &err));
	refused(link, "not a folder");
	unlink(link);
	free(link);

	/* Somebody could put another folder in its place. */
	inner = file_join(p->path, "inner");
	assert_int_equal(mkdir(inner, 0700), 0);
	chmod(p->path, 0770);
	refused(inner, "others can replace it");
	chmod(p->path, 01777);
	temp_close(temp_open(inner, &err));
	assert_int_equal(err.code, ERR_NONE);
	chmod(p->path, 0700);
	rmdir(inner);
	free(inner);
	refused("/nonexistent/temp", "cannot be made");
}

/* Names that a crash has left are removed, nothing else is. */
static void
folder_is_swept(void **state)
{
	const struct place *p = *state;
	char *left = file_join(p->path, "spool-AbCdEf");
	char *other = file_join(p->path, "other");
	struct err err = { 0 };
	struct stat st;

	assert_true(file_write(left, "x", 1, 0600, &err));
	assert_true(file_write(other, "x", 1, 0600, &err));
	temp_close(temp_open(p->path, &err));
	assert_int_equal(stat(left, &st), -1);
	assert_int_equal(stat(other, &st), 0);
	unlink(other);
	free(left);
	free(other);
}

static void
folder_by_default(void **state)
{
	struct err err = { 0 };
	struct temp *temp;
	int fd;

	(void)state;
	temp = temp_open("", &err);
	assert_non_null(temp);
	fd = temp_file(temp, &err);
	assert_true(fd >= 0);
	close(fd);
	temp_close(temp);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sizes),
		TEST(heads),
		TEST(file_is_private),
		TEST(without_folder),
		TEST(no_room),
		TEST(reading),
		TEST(folder_is_checked),
		TEST(folder_is_swept),
		TEST(folder_by_default),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
