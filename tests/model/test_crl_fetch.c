/* SPDX-License-Identifier: ISC */
/* What the database keeps of fetched revocation lists, and who reads it. */
#include "scene.h"

#include "model/crl_fetch.h"

static struct refresh_attempt
attempt(const char *issuer, const char *url, enum refresh_result result,
    int64_t at)
{
	return (struct refresh_attempt){ .issuer = xstrdup(issuer),
	    .url = xstrdup(url), .result = result, .at = at,
	    .reason = result == REFRESH_STORED ? NULL : xstrdup("why"),
	    .this_update = result == REFRESH_STORED ? at - 5 : 0 };
}

/* Takes over what the attempts own. */
static bool
write_these(struct model *m, struct refresh_attempt *v, size_t n,
    struct err *err)
{
	struct refresh_attempts all = { .n = n, .cap = n };
	bool ok;

	all.v = xmemdup(v, n * sizeof(*v));
	err_clear(err);
	ok = crl_fetch_write(m, &all, err);
	refresh_attempts_clear(&all);
	return ok;
}

static void
latest_of_each(void **state)
{
	struct state *s = *state;
	struct refresh_attempt first[] = {
		attempt("CN=A", "http://a/1", REFRESH_FAILED, 100),
		attempt("CN=A", "http://a/2", REFRESH_STORED, 100),
		attempt("CN=B", "http://b/", REFRESH_STORED, 100),
		attempt("CN=C", "ldap://c/", REFRESH_PASSED_OVER, 100),
		attempt("CN=D", "http://d/", REFRESH_CURRENT, 100),
	};
	struct refresh_attempt second[] = {
		attempt("CN=B", "http://b/", REFRESH_FAILED, 200),
	};
	struct crl_fetches l;
	const struct crl_fetch *f;
	struct err err = { 0 };

	assert_true(write_these(s->m, first, ARRAY_SIZE(first), &err));
	assert_true(crl_fetch_load(s->m, NULL, &l, &err));
	/* Only what was tried. */
	assert_int_equal(l.n, 3);
	f = crl_fetch_of(&l, "CN=A");
	assert_true(f->ok);
	assert_string_equal(f->url, "http://a/2");
	assert_int_equal(f->this_update, 95);
	assert_int_equal(f->next_update, 0);
	assert_null(f->reason);
	assert_null(crl_fetch_of(&l, "CN=C"));
	crl_fetches_clear(&l);

	assert_true(write_these(s->m, second, 1, &err));
	assert_true(crl_fetch_load(s->m, "SERVER1", &l, &err));
	assert_int_equal(l.n, 3);
	f = crl_fetch_of(&l, "CN=B");
	assert_false(f->ok);
	assert_int_equal(f->at, 200);
	assert_string_equal(f->reason, "why");
	assert_string_equal(f->computer, "SERVER1");
	crl_fetches_clear(&l);
	assert_true(crl_fetch_load(s->m, "SERVER2", &l, &err));
	assert_int_equal(l.n, 0);
	crl_fetches_clear(&l);
}

static void
all_or_nothing(void **state)
{
	struct state *s = *state;
	char *url = xmalloc(3000);
	struct refresh_attempt bad[2], good[1];
	struct crl_fetches l;
	struct err err = { 0 };

	memset(url, 'u', 2999);
	url[2999] = '\0';
	bad[0] = attempt("CN=A", "http://a/", REFRESH_STORED, 100);
	bad[1] = attempt("CN=A", url, REFRESH_STORED, 100);
	assert_false(write_these(s->m, bad, 2, &err));
	assert_int_equal(err.code, ERR_INVALID);
	assert_true(crl_fetch_load(s->m, NULL, &l, &err));
	assert_int_equal(l.n, 0);
	crl_fetches_clear(&l);

	good[0] = attempt("CN=A", "http://a/", REFRESH_STORED, 100);
	s->m->why_read_only = xstrdup("not for you");
	assert_false(write_these(s->m, good, 1, &err));
	assert_int_equal(err.code, ERR_DENIED);
	assert_string_equal(err.text, "not for you");
	free(s->m->why_read_only);
	s->m->why_read_only = NULL;
	free(url);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(latest_of_each, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(all_or_nothing, setup,
		    teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
