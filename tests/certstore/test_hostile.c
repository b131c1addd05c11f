/* SPDX-License-Identifier: ISC */
/*
 * Stores that somebody has been at: every odd file is a named problem of its
 * own, the good ones beside it are listed, and nothing waits.  And several
 * processes that change one store at the same time.
 */
#include "mint.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "certstore/crl.h"

/* What waits for ever is killed by this, in seconds. */
enum { ALARM = 120 };

static struct minted ca;

static struct store *
open_store(const char *root, enum store_id id)
{
	struct err err = { 0 };
	struct store *s = store_open(root, id, id == STORE_PERSONAL ? "edi" :
	    NULL, &err);

	if (s == NULL || !store_create(s, &err))
		fail_msg("%s", err.text);
	return s;
}

/* ---- odd files ---------------------------------------------------------- */

/* A file's name in the store, with a good certificate's PEM at hand. */
typedef void oddity(const char *path, const struct buf *pem);

static void
be_link(const char *path, const struct buf *pem)
{
	(void)pem;
	assert_int_equal(symlink("/etc/passwd", path), 0);
}

static void
be_pipe(const char *path, const struct buf *pem)
{
	(void)pem;
	assert_int_equal(mkfifo(path, 0644), 0);
}

static void
be_folder(const char *path, const struct buf *pem)
{
	(void)pem;
	assert_int_equal(mkdir(path, 0755), 0);
}

static void
be_huge(const char *path, const struct buf *pem)
{
	assert_true(file_write(path, pem->data, pem->len, 0644, NULL));
	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
}

static void
be_empty(const char *path, const struct buf *pem)
{
	(void)pem;
	assert_true(file_write(path, "", 0, 0644, NULL));
}

static void
be_torn(const char *path, const struct buf *pem)
{
	assert_true(file_write(path, pem->data, pem->len / 2, 0644, NULL));
}

static void
be_other(const char *path, const struct buf *pem)
{
	assert_true(file_write(path, pem->data, pem->len, 0644, NULL));
}

static void
be_key(const char *path, const struct buf *pem)
{
	struct buf b = { .secret = true };

	(void)pem;
	assert_true(key_to_pem(ca.key, &b, NULL));
	assert_true(file_write(path, b.data, b.len, 0644, NULL));
	buf_clear(&b);
}

static void
be_binary(const char *path, const struct buf *pem)
{
	(void)pem;
	assert_true(file_write(path, "\x30\x82\xff\xff\0\xfe", 6, 0644, NULL));
}

static const struct {
	oddity *make;
	const char *problem;	/* a part of it */
} odd[] = {
	{ be_link, "symbolic link" },
	{ be_pipe, "not a file" },
	{ be_folder, "not a file" },
	{ be_huge, "not a file of at most" },
	{ be_empty, "no certificate" },
	{ be_torn, "damaged" },
	{ be_other, "another thumbprint" },
	{ be_key, "PRIVATE KEY" },
	{ be_binary, "no certificate" },
};

static void
odd_files_are_named_problems(void **state)
{
	char *root = temp_folder(), *path;
	struct store *s = open_store(root, STORE_OTHER_PEOPLE);
	struct minted good = mint_leaf("Good", &ca);
	struct store_listing l = { 0 };
	struct buf pem = { 0 };
	struct err err = { 0 };
	size_t i;

	(void)state;
	assert_true(store_add(s, good.cert, NULL, &err));
	cert_to_pem(ca.cert, &pem);
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		path = xasprintf("%s/%040zu.pem", s->path, i);
		odd[i].make(path, &pem);
		free(path);
	}
	/* Of no concern to a listing: neither hidden nor odd names are. */
	path = xasprintf("%s/\xff\xfe\x1b[2J.pem", s->path);
	be_pipe(path, &pem);
	free(path);
	path = xasprintf("%s/%s.pem.bak", s->path, good.cert->thumbprint);
	be_link(path, &pem);
	free(path);
	assert_true(store_list(s, true, &l, &err));
	assert_int_equal(l.n, ARRAY_SIZE(odd) + 1);
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		assert_null(l.v[i].cert);
		if (strstr(l.v[i].problem, odd[i].problem) == NULL)
			fail_msg("%zu: %s", i, l.v[i].problem);
	}
	assert_non_null(l.v[i].cert);
	store_listing_clear(&l);
	/* They are in the way of nothing. */
	assert_false(store_remove(s, "0000000000000000000000000000000000000002",
	    &err));
	assert_non_null(strstr(err.text, "directory"));
	assert_true(store_remove(s, "0000000000000000000000000000000000000001",
	    &err));
	assert_true(store_remove(s, good.cert->thumbprint, &err));
	buf_clear(&pem);
	minted_clear(&good);
	store_close(s);
	remove_folder(root);
}

static void
odd_lists_do_not_wait(void **state)
{
	char *root = temp_folder(), *path;
	struct store *s = open_store(root, STORE_CRL);
	struct crl_list l = { 0 };
	struct buf none = { 0 };
	size_t i;

	(void)state;
	put_crl(root, &ca, NULL, 0, NOW - 10, NOW + 10);
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		path = xasprintf("%s/%040zu.crl.pem", s->path, i);
		odd[i].make(path, &none);
		free(path);
	}
	assert_true(crl_store_load(s, &l, NULL));
	assert_int_equal(l.n, 1);
	crl_list_clear(&l);
	store_close(s);
	remove_folder(root);
}

static void
what_may_not_be_read_is_named(void **state)
{
	char *root = temp_folder(), *path;
	struct store *s = open_store(root, STORE_OTHER_PEOPLE);
	struct store_listing l = { 0 };
	struct err err = { 0 };
	int status = 0;

	(void)state;
	put_cert(root, STORE_OTHER_PEOPLE, ca.cert);
	path = xasprintf("%s/%s.pem", s->path, ca.cert->thumbprint);
	assert_int_equal(chmod(path, 0), 0);
	assert_int_equal(chmod(root, 0755), 0);
	if (fork() == 0) {	/* root may read everything */
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(2);
		_exit(store_list(s, false, &l, &err) && l.n == 1 &&
		    l.v[0].cert == NULL &&
		    strstr(l.v[0].problem, "denied") != NULL ? 0 : 1);
	}
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
	free(path);
	store_close(s);
	remove_folder(root);
}

/* ---- what a listing remembers ------------------------------------------- */

/* As if its certificates had come long ago. */
static void
wait_for_age(const char *path)
{
	struct stat st;

	do {
		(void)usleep(50000);
		assert_int_equal(stat(path, &st), 0);
	} while (time(NULL) - st.st_ctime <= 4);
}

static struct cert *
listed(const struct store *s, const char *thumbprint, char **problem)
{
	struct store_listing l = { 0 };
	struct cert *c = NULL;
	struct err err = { 0 };
	size_t i;

	if (!store_list(s, false, &l, &err))
		fail_msg("%s", err.text);
	for (i = 0; i < l.n; i++)
		if (strncmp(l.v[i].file, thumbprint, 40) == 0) {
			c = l.v[i].cert;
			l.v[i].cert = NULL;
			if (problem != NULL && l.v[i].problem != NULL)
				*problem = xstrdup(l.v[i].problem);
		}
	store_listing_clear(&l);
	return c;
}

static void
assert_same_facts(const struct cert *a, const struct cert *b)
{
	assert_string_equal(a->thumbprint, b->thumbprint);
	assert_string_equal(a->sha256, b->sha256);
	assert_string_equal(a->common_name, b->common_name);
	assert_string_equal(a->subject, b->subject);
	assert_string_equal(a->issuer, b->issuer);
	assert_string_equal(a->serial, b->serial);
	assert_string_equal(a->key_type, b->key_type);
	assert_string_equal(a->eku, b->eku);
	assert_int_equal(a->not_before, b->not_before);
	assert_int_equal(a->not_after, b->not_after);
	assert_int_equal(a->key_usage, b->key_usage);
	assert_int_equal(a->has_key_usage, b->has_key_usage);
	assert_int_equal(a->is_ca, b->is_ca);
	assert_int_equal(a->key_bits, b->key_bits);
}

/*
 * One certificate goes, and of the file a part: what is still good of it and
 * what is read again make the file that a first listing would have made.
 */
static void
assert_made_anew(const struct store *s, const char *gone, const char *cache)
{
	struct buf cut = { 0 }, anew = { 0 }, patched = { 0 };

	assert_true(file_read(&cut, cache, MAX_CERT_SIZE, NULL));
	assert_true(store_remove(s, gone, NULL));
	assert_int_equal(unlink(cache), 0);
	assert_null(listed(s, gone, NULL));
	assert_true(file_read(&anew, cache, MAX_CERT_SIZE, NULL));
	assert_true(file_write(cache, cut.data, cut.len / 3, 0644, NULL));
	assert_null(listed(s, gone, NULL));
	assert_true(file_read(&patched, cache, MAX_CERT_SIZE, NULL));
	assert_int_equal(patched.len, anew.len);
	assert_memory_equal(patched.data, anew.data, anew.len);
	buf_clear(&cut);
	buf_clear(&anew);
	buf_clear(&patched);
}

/* Another name for all, to see who is asked. */
static void
tell_stories(struct buf *listing)
{
	unsigned char *at;

	while ((at = memmem(listing->data, listing->len, "Many", 4)) != NULL)
		at[2] = 'r';
}

static void
a_listing_remembers_only_what_is_so(void **state)
{
	enum { MANY = 140 };
	struct store_addition v[MANY] = { { .cert = NULL } };
	char *root = temp_folder(), *cache, *path, *problem = NULL;
	struct store *s = open_store(root, STORE_OTHER_PEOPLE);
	struct buf b = { 0 }, lies = { 0 };
	struct minted m[MANY];
	struct cert *c;
	size_t i, size;

	(void)state;
	for (i = 0; i < MANY; i++) {
		m[i] = mint_leaf("Many", &ca);
		v[i].cert = m[i].cert;
	}
	assert_true(store_add_all(s, v, MANY, NULL));
	cache = xasprintf("%s/.listing", s->path);
	path = xasprintf("%s/%s.pem", s->path, m[5].cert->thumbprint);
	/* Too young to be told from one that is changed right now. */
	cert_free(listed(s, m[5].cert->thumbprint, NULL));
	assert_int_not_equal(access(cache, F_OK), 0);
	wait_for_age(path);
	cert_free(listed(s, m[5].cert->thumbprint, NULL));
	assert_int_equal(access(cache, F_OK), 0);
	c = listed(s, m[5].cert->thumbprint, NULL);
	assert_same_facts(c, m[5].cert);
	cert_free(c);
	/* Damaged in place, with size and time as they were. */
	assert_true(file_read(&b, path, MAX_CERT_SIZE, NULL));
	b.data[200] ^= 1;
	i = (size_t)open(path, O_WRONLY);
	assert_int_equal(write((int)i, b.data, b.len), b.len);
	close((int)i);
	assert_null(listed(s, m[5].cert->thumbprint, &problem));
	assert_non_null(problem);
	buf_clear(&b);
	/* Whatever becomes of the file: the certificates are what they are. */
	assert_true(file_read(&b, cache, MAX_CERT_SIZE, NULL));
	for (size = b.len; size > 0; size = size * 2 / 3) {
		assert_true(file_write(cache, b.data, size - 1, 0644, NULL));
		c = listed(s, m[9].cert->thumbprint, NULL);
		assert_same_facts(c, m[9].cert);
		cert_free(c);
	}
	/* One that anybody could have written is nobody's. */
	buf_add(&lies, b.data, b.len);
	tell_stories(&lies);
	assert_true(file_write(cache, lies.data, lies.len, 0666, NULL));
	c = listed(s, m[9].cert->thumbprint, NULL);
	assert_same_facts(c, m[9].cert);
	cert_free(c);
	assert_true(file_write(cache, lies.data, lies.len, 0644, NULL));
	c = listed(s, m[9].cert->thumbprint, NULL);
	assert_string_equal(c->common_name, "Mary");
	cert_free(c);
	assert_true(file_write(cache, b.data, b.len, 0644, NULL));
	buf_clear(&b);
	buf_clear(&lies);
	assert_made_anew(s, m[0].cert->thumbprint, cache);
	for (i = 0; i < MANY; i++)
		minted_clear(&m[i]);
	free(problem);
	free(cache);
	free(path);
	store_close(s);
	remove_folder(root);
}

/* ---- several at once ---------------------------------------------------- */

enum { WRITERS = 4, EACH = 12, ROUNDS = 25 };

static int
children_failed(int n)
{
	int status = 0, failed = 0;

	while (n-- > 0) {
		assert_true(wait(&status) > 0);
		failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	}
	return failed;
}

static int
writer(const struct store *s, struct minted m[WRITERS][EACH], int who)
{
	struct err err = { 0 };
	int i, j;

	/* The own ones, and the neighbour's too: somebody comes second. */
	for (i = 0; i < EACH; i++)
		for (j = 0; j < 2; j++) {
			struct minted *c = &m[(who + j) % WRITERS][i];

			if (!store_add(s, c->cert, c->key, &err) &&
			    err.code != ERR_EXISTS)
				return 1;
		}
	return 0;
}

static void
two_and_four_importers_lose_nothing(void **state)
{
	static struct minted m[WRITERS][EACH];
	struct store_listing l = { 0 };
	char *root = temp_folder();
	struct store *s = open_store(root, STORE_PERSONAL);
	struct err err = { 0 };
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < WRITERS * EACH; i++)
		m[i / EACH][i % EACH] = mint_leaf("Many", &ca);
	for (n = 2; n <= WRITERS; n += 2) {
		for (i = 0; i < (size_t)n; i++)
			if (fork() == 0)
				_exit(writer(s, m, (int)i));
		assert_int_equal(children_failed(n), 0);
	}
	assert_true(store_list(s, true, &l, &err));
	assert_int_equal(l.n, WRITERS * EACH);
	for (i = 0; i < l.n; i++) {
		assert_non_null(l.v[i].cert);
		assert_true(l.v[i].key_works);
		assert_int_equal(l.v[i].key_mode, 0600);
	}
	store_listing_clear(&l);
	for (i = 0; i < WRITERS * EACH; i++)
		minted_clear(&m[i / EACH][i % EACH]);
	store_close(s);
	remove_folder(root);
}

/* Never a certificate without its key, whoever looks and whenever. */
static void
removal_against_adding(void **state)
{
	char *root = temp_folder();
	struct store *s = open_store(root, STORE_PERSONAL);
	struct minted m = mint_leaf("Wanted", &ca);
	struct store_listing l = { 0 };
	struct err err = { 0 };
	int i, who;

	(void)state;
	for (who = 0; who < 4; who++) {
		if (fork() != 0)
			continue;
		for (i = 0; i < ROUNDS; i++) {
			if (who % 2 == 0 ? !store_add(s, m.cert, m.key, &err) &&
			    err.code != ERR_EXISTS : !store_remove(s,
			    m.cert->thumbprint, &err) &&
			    err.code != ERR_NOT_FOUND)
				_exit(1);
		}
		_exit(0);
	}
	assert_int_equal(children_failed(4), 0);
	assert_true(store_list(s, true, &l, &err));
	assert_in_range(l.n, 0, 1);
	assert_true(l.n == 0 || l.v[0].key_works);
	store_listing_clear(&l);
	if (store_add(s, m.cert, m.key, &err) || err.code == ERR_EXISTS)
		assert_true(store_remove(s, m.cert->thumbprint, &err));
	minted_clear(&m);
	store_close(s);
	remove_folder(root);
}

static void
the_newest_list_wins(void **state)
{
	struct issuer issuer = { ca.cert, ca.key };
	struct crl *lists[ROUNDS];
	char *root = temp_folder();
	struct store *s = open_store(root, STORE_CRL);
	struct crl_list l = { 0 };
	struct err err = { 0 };
	int i, who;

	(void)state;
	for (i = 0; i < ROUNDS; i++)
		lists[i] = issue_crl(&issuer, NULL, 0, NOW + i, NOW + 1000,
		    &err);
	for (who = 0; who < WRITERS; who++) {
		if (fork() != 0)
			continue;
		for (i = 0; i < ROUNDS; i++)
			if (!crl_store_add(s, lists[who % 2 == 0 ? i :
			    ROUNDS - 1 - i], &err) && err.code != ERR_EXISTS)
				_exit(1);
		_exit(0);
	}
	assert_int_equal(children_failed(WRITERS), 0);
	assert_true(crl_store_load(s, &l, &err));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.v[0]->this_update, NOW + ROUNDS - 1);
	crl_list_clear(&l);
	for (i = 0; i < ROUNDS; i++)
		crl_free(lists[i]);
	store_close(s);
	remove_folder(root);
}

static void
who_holds_the_lock_is_not_waited_for_long(void **state)
{
	char *root = temp_folder();
	struct store *s = open_store(root, STORE_OTHER_PEOPLE);
	struct store_listing l = { 0 };
	struct err err = { 0 };
	int dir = open(s->path, O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_int_equal(flock(dir, LOCK_EX), 0);
	assert_false(store_add(s, ca.cert, NULL, &err));
	assert_non_null(strstr(err.text, "another program"));
	assert_true(store_list(s, true, &l, &err));	/* reads all the same */
	close(dir);
	assert_true(store_add(s, ca.cert, NULL, &err));
	store_listing_clear(&l);
	store_close(s);
	remove_folder(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odd_files_are_named_problems),
		cmocka_unit_test(odd_lists_do_not_wait),
		cmocka_unit_test(what_may_not_be_read_is_named),
		cmocka_unit_test(a_listing_remembers_only_what_is_so),
		cmocka_unit_test(two_and_four_importers_lose_nothing),
		cmocka_unit_test(removal_against_adding),
		cmocka_unit_test(the_newest_list_wins),
		cmocka_unit_test(who_holds_the_lock_is_not_waited_for_long),
	};
	int failed;

	(void)alarm(ALARM);
	ca = mint_ca("Root", NULL);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	minted_clear(&ca);
	return failed;
}
