/* SPDX-License-Identifier: ISC */
/*
 * Refreshing the crl store from a server that answers with good and bad
 * lists: whatever is wrong with a new one, the old one stays.
 */
#include "http_server.h"

#include <openssl/x509v3.h>

#include "certstore/crl_check.h"
#include "certstore/refresh.h"

struct scene {
	char *root;
	struct minted ca, twin, other;	/* twin: the name, another key */
	struct server *server;
	struct crl_points points;
	struct refresh_attempts attempts;
	struct refresh_request request;
	struct buf bodies[MAX_ANSWERS];
	size_t nbodies;
};

/* The certificate with one more extension, signed anew. */
static struct cert *
extended(const struct cert *c, const struct minted *by, int nid,
    const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	X509 *x = X509_dup(c->x509);
	struct cert *out;

	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
	assert_true(X509_sign(x, by->key->pkey, EVP_sha256()) > 0);
	out = cert_from_x509(x, NULL);
	assert_non_null(out);
	return out;
}

static struct cert *
leaf_at(const struct minted *ca, const char *points)
{
	struct minted m = mint_leaf("leaf", ca);
	struct cert *c = extended(m.cert, ca, NID_crl_distribution_points,
	    points);

	minted_clear(&m);
	return c;
}

static struct crl *
list_of(const struct minted *by, int64_t from, int64_t until)
{
	struct issuer issuer = { by->cert, by->key };
	struct crl *c = issue_crl(&issuer, NULL, 0, from, until, NULL);

	assert_non_null(c);
	return c;
}

/* What change makes of the list, signed anew; takes it over. */
static struct crl *
changed(struct crl *c, const struct minted *by, void (*change)(X509_CRL *))
{
	X509_CRL *x = X509_CRL_dup(c->x509);
	struct crl *out;

	change(x);
	assert_true(X509_CRL_sign(x, by->key->pkey, EVP_sha256()) > 0);
	out = crl_from_x509(x, NULL);
	assert_non_null(out);
	crl_free(c);
	return out;
}

static void
make_delta(X509_CRL *x)
{
	ASN1_INTEGER *base = s2i_ASN1_INTEGER(NULL, "1");

	assert_int_equal(X509_CRL_add1_ext_i2d(x, NID_delta_crl, base, 1, 0),
	    1);
	ASN1_INTEGER_free(base);
}

static void
make_for_cas(X509_CRL *x)
{
	ISSUING_DIST_POINT *idp = ISSUING_DIST_POINT_new();

	idp->onlyCA = 0xff;
	assert_int_equal(X509_CRL_add1_ext_i2d(x,
	    NID_issuing_distribution_point, idp, 1, 0), 1);
	ISSUING_DIST_POINT_free(idp);
}

static void
make_strange(X509_CRL *x)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL,
	    NID_netscape_comment, "critical,x");

	assert_non_null(e);
	assert_int_equal(X509_CRL_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

/* Serve the list at the path; takes it over. */
static void
serve(struct scene *s, const char *path, struct crl *c)
{
	struct buf *b = &s->bodies[s->nbodies++];
	unsigned char *der = NULL;
	int n = i2d_X509_CRL(c->x509, &der);

	assert_true(n > 0);
	buf_add(b, der, (size_t)n);
	OPENSSL_free(der);
	server_add(s->server, path, ANSWER_BODY, b->data, b->len);
	crl_free(c);
}

static struct scene
scene_new(void)
{
	struct scene s = { .root = temp_folder(), .server = server_start() };

	s.ca = mint_ca("CA", NULL);
	s.twin = mint_ca("CA", NULL);
	s.other = mint_ca("Other", NULL);
	put_cert(s.root, STORE_ROOT, s.ca.cert);
	put_cert(s.root, STORE_CA, s.other.cert);
	s.request = (struct refresh_request){ .root = s.root, .now = NOW,
	    .max_age = 7 * DAY_SECONDS, .force = true,
	    .limits = { .connect_seconds = 5, .total_seconds = 5 } };
	return s;
}

static void
scene_clear(struct scene *s)
{
	size_t i;

	server_stop(s->server);
	for (i = 0; i < s->nbodies; i++)
		buf_clear(&s->bodies[i]);
	crl_points_clear(&s->points);
	refresh_attempts_clear(&s->attempts);
	minted_clear(&s->ca);
	minted_clear(&s->twin);
	minted_clear(&s->other);
	remove_folder(s->root);
	assert_queue_empty();
}

/* From now on these points, in the language of OpenSSL's configuration. */
static void
points_at(struct scene *s, const char *value)
{
	struct cert *c = leaf_at(&s->ca, value);

	crl_points_clear(&s->points);
	crl_points_add(&s->points, c);
	cert_free(c);
}

static void
point_at(struct scene *s, const char *path)
{
	char *url = server_url(s->server, path);
	char *value = xasprintf("URI:%s", url);

	points_at(s, value);
	free(value);
	free(url);
}

static const struct refresh_attempt *
refresh(struct scene *s)
{
	struct err err = { 0 };

	refresh_attempts_clear(&s->attempts);
	if (!refresh_lists(&s->request, &s->points, &s->attempts, &err))
		fail_msg("%s", err.text);
	return s->attempts.v;
}

/* The date of the only list in the store; 0: none. */
static int64_t
stored_date(const struct scene *s)
{
	struct store *store = store_open(s->root, STORE_CRL, NULL, NULL);
	struct crl_list l = { 0 };
	int64_t date = 0;

	(void)crl_store_load(store, &l, NULL);
	assert_true(l.n <= 1);
	if (l.n == 1)
		date = l.v[0]->this_update;
	crl_list_clear(&l);
	store_close(store);
	return date;
}

static void
refused(struct scene *s, const char *path, const char *why)
{
	const struct refresh_attempt *a;
	int64_t before = stored_date(s);

	point_at(s, path);
	a = refresh(s);
	assert_int_equal(s->attempts.n, 1);
	assert_int_equal(s->attempts.failed, 1);
	assert_int_equal(a->result, REFRESH_FAILED);
	if (strstr(a->reason, why) == NULL)
		fail_msg("%s: %s", path, a->reason);
	assert_int_equal(stored_date(s), before);
}

static void
bad_lists(void **state)
{
	struct scene s = scene_new();
	int64_t from = NOW - 100, until = NOW + YEAR;
	const struct refresh_attempt *a;

	(void)state;
	serve(&s, "/good", list_of(&s.ca, from, until));
	serve(&s, "/forged", list_of(&s.twin, from + 1, until));
	serve(&s, "/other", list_of(&s.other, from, until));
	serve(&s, "/older", list_of(&s.ca, from - 1, until));
	serve(&s, "/expired", list_of(&s.ca, from + 1, NOW - 1));
	serve(&s, "/future", list_of(&s.ca, NOW + 1, until));
	serve(&s, "/delta", changed(list_of(&s.ca, from + 1, until), &s.ca,
	    make_delta));
	serve(&s, "/cas", changed(list_of(&s.ca, from + 1, until), &s.ca,
	    make_for_cas));
	serve(&s, "/strange", changed(list_of(&s.ca, from + 1, until), &s.ca,
	    make_strange));
	server_add(s.server, "/cut", ANSWER_TRUNCATED, s.bodies[0].data,
	    s.bodies[0].len);
	server_add(s.server, "/short", ANSWER_BODY, s.bodies[0].data,
	    s.bodies[0].len - 1);
	server_add(s.server, "/gzip", ANSWER_GZIP, s.bodies[0].data,
	    s.bodies[0].len);
	server_add(s.server, "/html", ANSWER_BODY, "<html>sorry</html>", 0);
	server_go(s.server);

	refused(&s, "/none", "status 404");	/* nothing is there yet */
	point_at(&s, "/good");
	a = refresh(&s);
	assert_int_equal(a->result, REFRESH_STORED);
	assert_int_equal(a->this_update, from);
	assert_int_equal(a->next_update, until);
	assert_int_equal(stored_date(&s), from);

	refused(&s, "/none", "status 404");
	refused(&s, "/forged", "signature does not verify");
	refused(&s, "/other", "another issuer than CN=CA (CN=Other)");
	refused(&s, "/older", "a newer one is there already");
	refused(&s, "/expired", "ran out");
	refused(&s, "/future", "not yet valid");
	refused(&s, "/delta", "only complete lists can be used");
	refused(&s, "/cas", "wrong scope");
	refused(&s, "/strange", "unknown critical part");
	refused(&s, "/cut", "");
	refused(&s, "/short", "cannot be read");
	refused(&s, "/html", "none, but a web page (HTML)");
	point_at(&s, "/gzip");
	a = refresh(&s);
	assert_int_equal(a->result, REFRESH_STORED);
	assert_string_equal(a->reason, "unchanged");
	scene_clear(&s);
}

/* An issuer whose certificate is in no store: nothing can be verified. */
static void
unknown_issuer(void **state)
{
	struct scene s = scene_new();
	struct minted stranger = mint_ca("Stranger", NULL);
	char *url = server_url(s.server, "/stranger");
	char *value = xasprintf("URI:%s", url);
	struct cert *c = leaf_at(&stranger, value);
	const struct refresh_attempt *a;

	(void)state;
	serve(&s, "/stranger", list_of(&stranger, NOW, NOW + 10));
	server_go(s.server);
	crl_points_add(&s.points, c);
	a = refresh(&s);
	assert_int_equal(a->result, REFRESH_FAILED);
	assert_non_null(strstr(a->reason, "neither root nor ca store"));
	assert_int_equal(stored_date(&s), 0);
	cert_free(c);
	free(value);
	free(url);
	minted_clear(&stranger);
	scene_clear(&s);
}

/* One that cannot be verified must not keep the good ones out. */
static void
forged_in_store(void **state)
{
	struct scene s = scene_new();

	(void)state;
	serve(&s, "/good", list_of(&s.ca, NOW - 10, NOW + YEAR));
	server_go(s.server);
	put_crl(s.root, &s.twin, NULL, 0, NOW + YEAR, NOW + 2 * YEAR);
	assert_int_equal(stored_date(&s), NOW + YEAR);
	point_at(&s, "/good");
	assert_int_equal(refresh(&s)->result, REFRESH_STORED);
	assert_int_equal(stored_date(&s), NOW - 10);
	scene_clear(&s);
}

/* Several ways to one list, some of which are never gone. */
static void
several_addresses(void **state)
{
	struct scene s = scene_new();
	char *good = server_url(s.server, "/good");
	char *none = server_url(s.server, "/none");
	char *value = xasprintf("URI:%s,URI:%s", none, good);
	char *file = file_join(s.root, "list.crl"), *path;
	struct buf pem = { 0 };
	struct crl *c;

	(void)state;
	serve(&s, "/good", list_of(&s.ca, NOW - 10, NOW + YEAR));
	server_go(s.server);
	points_at(&s, "URI:ldap://127.0.0.1/cn=x");
	refresh(&s);
	assert_int_equal(s.attempts.n, 1);
	assert_int_equal(s.attempts.failed, 0);
	assert_int_equal(s.attempts.v[0].result, REFRESH_PASSED_OVER);
	assert_string_equal(s.attempts.v[0].reason,
	    "ldap addresses are not fetched");

	points_at(&s, value);
	refresh(&s);
	assert_int_equal(s.attempts.v[0].result, REFRESH_FAILED);
	assert_int_equal(s.attempts.v[1].result, REFRESH_STORED);

	c = list_of(&s.ca, NOW - 5, NOW + YEAR);
	crl_to_pem(c, &pem);
	assert_true(file_write(file, pem.data, pem.len, 0644, NULL));
	path = xasprintf("URI:file://%s", file);
	points_at(&s, path);
	assert_int_equal(refresh(&s)->result, REFRESH_STORED);
	assert_int_equal(stored_date(&s), NOW - 5);
	crl_free(c);
	buf_clear(&pem);
	free(path);
	free(file);
	free(value);
	free(none);
	free(good);
	scene_clear(&s);
}

static void
when_due(void **state)
{
	struct crl c = { .stored = NOW, .this_update = NOW };
	int64_t week = 7 * DAY_SECONDS;

	(void)state;
	/* A day early, so that one who looks daily is never late. */
	assert_false(refresh_due(&c, NOW + 6 * DAY_SECONDS - 1, week));
	assert_true(refresh_due(&c, NOW + 6 * DAY_SECONDS, week));
	c.next_update = NOW + 4 * DAY_SECONDS;
	assert_false(refresh_due(&c, NOW + 3 * DAY_SECONDS - 1, week));
	assert_true(refresh_due(&c, NOW + 3 * DAY_SECONDS, week));
	/* A list of hours: a quarter of them early. */
	c.next_update = NOW + 4000;
	assert_false(refresh_due(&c, NOW + 2999, week));
	assert_true(refresh_due(&c, NOW + 3000, week));
}

static void
only_what_is_due(void **state)
{
	struct scene s = scene_new();
	char *touch;

	(void)state;
	serve(&s, "/good", list_of(&s.ca, NOW - 10, NOW + YEAR));
	server_go(s.server);
	point_at(&s, "/good");
	s.request.force = false;
	s.request.dry_run = true;
	assert_int_equal(refresh(&s)->result, REFRESH_DUE);
	assert_int_equal(atomic_load(&s.server->requests), 0);
	s.request.dry_run = false;
	assert_int_equal(refresh(&s)->result, REFRESH_STORED);
	/* Files have the computer's time, whatever the test's. */
	touch = xasprintf("touch -d @%lld '%s'/computer/crl/*",
	    (long long)NOW, s.root);
	assert_int_equal(system(touch), 0);
	free(touch);
	s.request.now = NOW + DAY_SECONDS;
	assert_int_equal(refresh(&s)->result, REFRESH_CURRENT);
	assert_int_equal(atomic_load(&s.server->requests), 1);
	scene_clear(&s);
}

/* ---- points ------------------------------------------------------------- */

static void
hostile_points(void **state)
{
	struct minted ca = mint_ca("CA", NULL);
	struct crl_points l = { 0 };
	struct buf many = { 0 };
	char *longest = xmalloc(MAX_POINT_URL + 8);
	struct cert *c;
	int i;

	(void)state;
	for (i = 0; i < 1000; i++)
		buf_addf(&many, "%sURI:http://10.0.0.1/%d", i ? "," : "", i);
	c = leaf_at(&ca, (char *)many.data);
	crl_points_add(&l, c);
	cert_free(c);
	assert_true(l.n <= MAX_CERT_POINTS);
	for (i = 0; i < (int)l.n; i++)
		assert_true(l.v[i].n <= MAX_POINT_URLS);
	assert_true(l.left_out > 0);
	crl_points_clear(&l);

	c = leaf_at(&ca, "URI:http://a/\033[2J");
	crl_points_add(&l, c);
	cert_free(c);
	c = leaf_at(&ca, "URI:http://a/ b");
	crl_points_add(&l, c);
	cert_free(c);
	memset(longest, 'a', MAX_POINT_URL + 7);
	memcpy(longest, "URI:", 4);
	longest[MAX_POINT_URL + 7] = '\0';
	c = leaf_at(&ca, longest);
	crl_points_add(&l, c);
	cert_free(c);
	assert_int_equal(l.n, 0);
	assert_int_equal(l.left_out, 3);
	crl_points_clear(&l);

	/* The same point in two certificates is one. */
	for (i = 0; i < 2; i++) {
		c = leaf_at(&ca, "URI:http://a/b");
		crl_points_add(&l, c);
		cert_free(c);
	}
	assert_int_equal(l.n, 1);
	assert_string_equal(l.v[0].issuer, "CN=CA");
	assert_true(l.v[0].for_leaf && !l.v[0].for_ca);
	crl_points_clear(&l);
	buf_clear(&many);
	free(longest);
	minted_clear(&ca);
	assert_queue_empty();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_lists),
		cmocka_unit_test(unknown_issuer),
		cmocka_unit_test(forged_in_store),
		cmocka_unit_test(several_addresses),
		cmocka_unit_test(when_due),
		cmocka_unit_test(only_what_is_due),
		cmocka_unit_test(hostile_points),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
