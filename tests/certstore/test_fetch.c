/* SPDX-License-Identifier: ISC */
/* Getting the bytes behind a URL from servers of every sort of temper. */
#include "http_server.h"

#include <sys/stat.h>

#include "certstore/fetch.h"

#define BODY "the content"

static struct fetch_limits limits = { .max_bytes = 1000,
    .connect_seconds = 5, .total_seconds = 5 };

static bool
get_url(const char *url, struct buf *out, struct err *err)
{
	*out = (struct buf){ 0 };
	err_clear(err);
	return fetch_url(url, &limits, out, err);
}

static bool
get(const struct server *s, const char *path, struct buf *out,
    struct err *err)
{
	char *url = server_url(s, path);
	bool ok = get_url(url, out, err);

	free(url);
	return ok;
}

static void
comes(const struct server *s, const char *path)
{
	struct err err = { 0 };
	struct buf b;

	if (!get(s, path, &b, &err))
		fail_msg("%s: %s", path, err.text);
	assert_int_equal(b.len, strlen(BODY));
	assert_memory_equal(b.data, BODY, b.len);
	buf_clear(&b);
}

static void
refused(const struct server *s, const char *path, const char *why)
{
	struct err err = { 0 };
	struct buf b;

	assert_false(get(s, path, &b, &err));
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: %s", path, err.text);
	assert_int_equal(b.len, 0);
	buf_clear(&b);
}

static void
refused_url(const char *url, const char *why)
{
	struct err err = { 0 };
	struct buf b;

	assert_false(get_url(url, &b, &err));
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: %s", url, err.text);
	assert_int_equal(b.len, 0);
	buf_clear(&b);
}

static void
over_http(void **state)
{
	struct server *s = server_start();
	char *again = server_url(s, "/loop"), *other = server_url(s, "/good");
	char *user = xasprintf("http://me:secret@127.0.0.1:%u/good", s->port);
	char *exact = xmalloc(1001);

	(void)state;
	memset(exact, 'x', 1001);
	server_add(s, "/good", ANSWER_BODY, BODY, 0);
	server_add(s, "/gzip", ANSWER_GZIP, BODY, 0);
	server_add(s, "/redirect", ANSWER_REDIRECT, other, 0);
	server_add(s, "/loop", ANSWER_REDIRECT, again, 0);
	server_add(s, "/to-file", ANSWER_REDIRECT, "file:///etc/passwd", 0);
	server_add(s, "/to-ftp", ANSWER_REDIRECT, "ftp://127.0.0.1/x", 0);
	server_add(s, "/to-user", ANSWER_REDIRECT, user, 0);
	server_add(s, "/endless", ANSWER_ENDLESS, NULL, 0);
	server_add(s, "/truncated", ANSWER_TRUNCATED, BODY, 0);
	server_add(s, "/teapot", ANSWER_STATUS, "418 Teapot", 0);
	server_add(s, "/login", ANSWER_STATUS, "401 Unauthorized", 0);
	server_add(s, "/most", ANSWER_BODY, exact, 1000);
	server_add(s, "/more", ANSWER_BODY, exact, 1001);
	server_add(s, "/packed-more", ANSWER_GZIP, exact, 1001);
	server_add(s, "/empty", ANSWER_BODY, "", 0);
	server_go(s);

	comes(s, "/good");
	assert_non_null(strstr(s->last, "\r\nUser-Agent: sealport\r\n"));
	comes(s, "/gzip");
	comes(s, "/redirect");
	assert_null(strstr(s->last, "Cookie"));
	assert_null(strstr(s->last, "Authorization"));
	refused(s, "/none", "status 404");
	refused(s, "/teapot", "status 418");
	refused(s, "/login", "status 401");
	refused(s, "/to-file", "file");
	refused(s, "/to-ftp", "ftp");
	refused(s, "/endless", "too large (limit 1000 bytes)");
	refused(s, "/more", "too large");
	refused(s, "/packed-more", "too large");
	refused(s, "/truncated", "");
	refused(s, "/to-user", "user name");
	refused_url(user, "user name");
	atomic_store(&s->requests, 0);
	refused(s, "/loop", "redirects");
	assert_int_equal(atomic_load(&s->requests), MAX_REDIRECTS + 1);

	server_stop(s);
	free(again);
	free(other);
	free(user);
	free(exact);
}

/* A server that says nothing, and one who has waited long enough. */
static void
patience_ends(void **state)
{
	struct server *s = server_start();
	atomic_bool stop = true;

	(void)state;
	server_add(s, "/silent", ANSWER_SILENT, NULL, 0);
	server_go(s);
	limits.total_seconds = 1;
	refused(s, "/silent", "imed out");
	limits.total_seconds = 60;
	limits.stop = &stop;
	refused(s, "/silent", "given up");
	limits.stop = NULL;
	limits.total_seconds = 5;
	server_stop(s);
}

static void
schemes(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_true(fetch_can("HTTP://x/", &err));
	assert_true(fetch_can("https://x/", &err));
	assert_true(fetch_can("file:///x", &err));
	assert_false(fetch_can("ldap://x/cn=y?list", &err));
	assert_string_equal(err.text, "ldap addresses are not fetched");
	assert_false(fetch_can("ftp://x/", &err));
	assert_false(fetch_can("httpx://x/", &err));
	assert_false(fetch_can("http", &err));
	assert_false(fetch_can("", &err));
	refused_url("gopher://127.0.0.1/", "gopher addresses");
	refused_url("dict://127.0.0.1/", "dict addresses");
}

static void
files(void **state)
{
	char *dir = temp_folder(), *path = file_join(dir, "a b");
	char *url = xasprintf("file://%s/a%%20b", dir);
	char *here = xasprintf("file://localhost%s/a%%20b", dir);
	char *there = xasprintf("file://elsewhere%s/a%%20b", dir);
	char *pipe = file_join(dir, "pipe");
	char *pipe_url = xasprintf("file://%s", pipe);
	char *dir_url = xasprintf("file://%s", dir);
	struct err err = { 0 };
	struct buf b;

	(void)state;
	assert_true(file_write(path, BODY, strlen(BODY), 0644, NULL));
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_true(get_url(url, &b, &err));
	assert_memory_equal(b.data, BODY, strlen(BODY));
	buf_clear(&b);
	assert_true(get_url(here, &b, &err));
	buf_clear(&b);
	refused_url(there, "");
	refused_url(pipe_url, "not a plain file");
	refused_url(dir_url, "not a plain file");
	refused_url("file:///dev/zero", "not a plain file");
	refused_url("file:///no/such/file", "No such file");
	limits.max_bytes = 5;
	refused_url(url, "too large");
	limits.max_bytes = 1000;
	free(url);
	free(here);
	free(there);
	free(pipe_url);
	free(dir_url);
	free(pipe);
	free(path);
	remove_folder(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(over_http),
		cmocka_unit_test(patience_ends),
		cmocka_unit_test(schemes),
		cmocka_unit_test(files),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
