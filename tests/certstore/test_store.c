/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include "certstore/keyfile.h"

#include <sys/stat.h>

static struct store *
open_store(const char *root, enum store_id id, const char *account)
{
	struct err err = { 0 };
	struct store *s = store_open(root, id, account, &err);

	if (s == NULL)
		fail_msg("%s", err.text);
	return s;
}

static char *
file_of(const struct store *s, const char *thumbprint, const char *suffix)
{
	return xasprintf("%s/%s%s", s->path, thumbprint, suffix);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
write_text(const char *path, const char *text)
{
	assert_true(file_write(path, text, strlen(text), 0644, NULL));
}

static void
names(void **state)
{
	static const char *const bad[] = {
		"", ".", "..", "a/b", "/", "../x", "new\nline", "\033[2J",
		"a\x7f", "\xff\xfe",
	};
	struct err err;
	char longest[MAX_ACCOUNT + 2];
	struct store *s;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&err, 0, sizeof(err));
		assert_null(store_open("/x", STORE_PERSONAL, bad[i], &err));
		assert_int_equal(err.code, ERR_INVALID);
	}
	memset(longest, 'a', sizeof(longest));
	longest[MAX_ACCOUNT + 1] = '\0';
	assert_null(store_open("/x", STORE_PERSONAL, longest, &err));
	longest[MAX_ACCOUNT] = '\0';
	store_close(open_store("/x", STORE_PERSONAL, longest));
	/* Always an account for Personal, never one for the others. */
	assert_null(store_open("/x", STORE_PERSONAL, NULL, &err));
	assert_null(store_open("/x", STORE_ROOT, "svc", &err));

	s = open_store("/x", STORE_PERSONAL, "DOMAIN\\user");
	assert_string_equal(s->path, "/x/accounts/DOMAIN+user/personal");
	assert_string_equal(s->account, "DOMAIN\\user");
	store_close(s);
	/* No two accounts share a folder. */
	s = open_store("/x", STORE_PERSONAL, "DOMAIN+user");
	assert_string_equal(s->path, "/x/accounts/DOMAIN%2Buser/personal");
	store_close(s);
	s = open_store("/x", STORE_PERSONAL, "DOMAIN%2Buser");
	assert_string_equal(s->path, "/x/accounts/DOMAIN%252Buser/personal");
	store_close(s);
	s = open_store("/x", STORE_OTHER_PEOPLE, NULL);
	assert_string_equal(s->path, "/x/computer/other-people");
	store_close(s);
	store_close(NULL);
}

static void
the_table(void **state)
{
	enum store_id id;

	(void)state;
	for (id = 0; id < STORE_COUNT; id++) {
		assert_int_equal(store_find_id(store_info(id)->name), id);
		assert_true(store_info(id)->label[0] != '\0');
		assert_true(store_info(id)->holds[0] != '\0');
	}
	assert_int_equal(store_find_id("../root"), STORE_COUNT);
	assert_non_null(store_info((enum store_id)77));
}

static void
folders(void **state)
{
	char *root = temp_folder(), *path;
	struct store *s;

	(void)state;
	umask(077);		/* must not make the computer's unreadable */
	assert_true(stores_create(root, "svc", NULL));
	assert_true(stores_create(root, "svc", NULL));
	umask(022);
	s = open_store(root, STORE_PERSONAL, "svc");
	assert_int_equal(mode_of(s->path), 0700);
	store_close(s);
	s = open_store(root, STORE_CRL, NULL);
	assert_int_equal(mode_of(s->path), 0755);
	store_close(s);
	s = open_store(root, STORE_PERSONAL, "other");
	assert_int_not_equal(access(s->path, F_OK), 0);
	store_close(s);

	/* Where a file stands in the way. */
	path = xasprintf("%s/file", root);
	write_text(path, "x");
	assert_false(stores_create(path, NULL, NULL));
	free(path);
	remove_folder(root);
}

static void
absent_store_and_absent_certificate_differ(void **state)
{
	struct minted m = mint_leaf("leaf", NULL);
	char *root = temp_folder();
	struct store *s = open_store(root, STORE_OTHER_PEOPLE, NULL);
	struct store_listing l = { 0 };
	struct cert_list certs = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_null(store_get(s, m.cert->thumbprint, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(strstr(err.text, "cannot be opened"));
	assert_false(store_list(s, false, &l, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_false(store_load(s, &certs, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_false(store_remove(s, m.cert->thumbprint, &err));
	assert_int_equal(err.code, ERR_FAILED);

	assert_true(store_create(s, &err));
	assert_null(store_get(s, m.cert->thumbprint, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(store_remove(s, m.cert->thumbprint, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_null(store_get(s, "../../etc/passwd", &err));
	assert_int_equal(err.code, ERR_INVALID);
	store_close(s);
	minted_clear(&m);
	remove_folder(root);
}

static void
add_get_remove(void **state)
{
	struct minted m = mint_leaf("leaf", NULL);
	char *root = temp_folder(), *pem, *key;
	struct store *s = open_store(root, STORE_PERSONAL, "svc");
	struct err err = { 0 };
	struct cert *c;
	struct key *k;

	(void)state;
	assert_true(store_add(s, m.cert, NULL, &err));
	assert_null(store_get_key(s, m.cert, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(store_add(s, m.cert, NULL, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	/* The key it lacks may come later, and once. */
	assert_true(store_add(s, m.cert, m.key, &err));
	assert_false(store_add(s, m.cert, m.key, &err));
	assert_int_equal(err.code, ERR_EXISTS);

	pem = file_of(s, m.cert->thumbprint, ".pem");
	key = file_of(s, m.cert->thumbprint, ".key");
	assert_int_equal(mode_of(s->path), 0700);
	assert_int_equal(mode_of(pem), 0644);
	assert_int_equal(mode_of(key), 0600);
	c = store_get(s, m.cert->thumbprint, &err);
	assert_string_equal(c->sha256, m.cert->sha256);
	k = store_get_key(s, c, &err);
	assert_true(key_matches(k, c));
	key_free(k);
	cert_free(c);

	assert_true(store_remove(s, m.cert->thumbprint, &err));
	assert_int_not_equal(access(pem, F_OK), 0);
	assert_int_not_equal(access(key, F_OK), 0);
	free(pem);
	free(key);
	store_close(s);
	minted_clear(&m);
	remove_folder(root);
	assert_queue_empty();
}

static void
what_a_store_refuses(void **state)
{
	struct minted m = mint_leaf("leaf", NULL), o = mint_leaf("o", NULL);
	char *root = temp_folder();
	struct store *mine = open_store(root, STORE_PERSONAL, "svc");
	struct store *people = open_store(root, STORE_OTHER_PEOPLE, NULL);
	struct store *crl = open_store(root, STORE_CRL, NULL);
	struct err err = { 0 };

	(void)state;
	assert_false(store_add(people, m.cert, m.key, &err));
	assert_int_equal(err.code, ERR_INVALID);
	assert_false(store_add(mine, m.cert, o.key, &err));
	assert_non_null(strstr(err.text, "does not belong"));
	assert_false(store_add(crl, m.cert, NULL, &err));
	assert_int_equal(err.code, ERR_INVALID);
	store_close(mine);
	store_close(people);
	store_close(crl);
	minted_clear(&m);
	minted_clear(&o);
	remove_folder(root);
}

/* Each fault found, mended, and the key works again; a link stays one. */
static void
rights_are_mended(void **state)
{
	struct minted m = mint_leaf("leaf", NULL);
	char *root = temp_folder(), *key, *other;
	struct store *s = open_store(root, STORE_PERSONAL, "svc");
	struct keyfile_faults f = { 0 };
	struct err err = { 0 };
	struct key *k;
	size_t i;

	(void)state;
	assert_true(store_add(s, m.cert, m.key, &err));
	assert_true(keyfile_safe(s, m.cert->thumbprint, &err));
	key = file_of(s, m.cert->thumbprint, ".key");
	assert_int_equal(chmod(key, 0640), 0);
	assert_int_equal(chmod(s->path, 0755), 0);
	assert_true(keyfile_inspect(s, NULL, &f, &err));
	assert_int_equal(f.n, 2);
	assert_true(f.v[0].is_key && !f.v[1].is_key);
	for (i = 0; i < f.n; i++)
		assert_true(keyfile_repair(s, &f.v[i], &err));
	keyfile_faults_clear(&f);
	assert_true(keyfile_safe(s, m.cert->thumbprint, &err));
	k = store_get_key(s, m.cert, &err);
	assert_non_null(k);
	key_free(k);

	/* A second name elsewhere may be open to anybody. */
	other = file_join(root, "other");
	assert_int_equal(link(key, other), 0);
	assert_true(keyfile_inspect(s, NULL, &f, &err));
	assert_int_equal(f.n, 1);
	assert_false(f.v[0].curable);
	assert_false(keyfile_repair(s, &f.v[0], &err));
	keyfile_faults_clear(&f);

	free(other);
	free(key);
	store_close(s);
	minted_clear(&m);
	remove_folder(root);
}

static void
accounts_are_found(void **state)
{
	static const char *const names[] = { "DOM\\svc", "a+b%", "svc" };
	char *root = temp_folder(), *odd, **v;
	struct err err = { 0 };
	size_t i, n;

	(void)state;
	for (i = 0; i < 3; i++)
		assert_true(stores_create(root, names[i], &err));
	odd = xasprintf("%s/accounts/x%%20", root);
	assert_int_equal(mkdir(odd, 0700), 0);
	stores_accounts(root, &v, &n);
	assert_int_equal(n, 3);
	for (i = 0; i < n; i++) {
		assert_string_equal(v[i], names[i]);
		free(v[i]);
	}
	free(v);
	free(odd);
	remove_folder(root);
}

static void
bad_keys_are_told(void **state)
{
	struct minted m = mint_leaf("leaf", NULL), o = mint_leaf("o", NULL);
	char *root = temp_folder(), *key, *okey, *away;
	struct store *s = open_store(root, STORE_PERSONAL, "svc");
	struct store_listing l = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(store_add(s, m.cert, m.key, &err));
	assert_true(store_add(s, o.cert, o.key, &err));
	key = file_of(s, m.cert->thumbprint, ".key");
	okey = file_of(s, o.cert->thumbprint, ".key");

	/* Readable by others: reported and refused, the other is not. */
	assert_int_equal(chmod(key, 0644), 0);
	assert_true(store_list(s, true, &l, &err));
	assert_int_equal(l.n, 2);
	assert_true(l.v[0].key_present && l.v[1].key_present);
	assert_true(l.v[0].key_works != l.v[1].key_works);
	assert_true((l.v[0].key_open == NULL) == l.v[0].key_works);
	assert_true((l.v[1].key_open == NULL) == l.v[1].key_works);
	assert_null(store_get_key(s, m.cert, &err));
	assert_non_null(strstr(err.text, "open to others (mode 0644, "));
	assert_int_equal(l.v[0].key_mode ^ l.v[1].key_mode, 0600 ^ 0644);
	assert_int_equal(l.v[0].key_owner, geteuid());
	store_listing_clear(&l);

	/* A link is not followed, although what it names would fit. */
	away = file_join(root, "elsewhere.key");
	assert_int_equal(rename(key, away), 0);
	assert_int_equal(symlink(away, key), 0);
	free(away);
	assert_null(store_get_key(s, m.cert, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(strstr(err.text, "symbolic link"));
	unlink(key);

	/* Another's key, no key, a pipe that would hang the reader. */
	assert_int_equal(link(okey, key), 0);
	assert_null(store_get_key(s, m.cert, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(strstr(err.text, "does not belong"));
	unlink(key);
	write_text(key, "no key at all\n");
	assert_null(store_get_key(s, m.cert, &err));
	assert_int_equal(err.code, ERR_FAILED);
	/* What does not work may be replaced. */
	assert_true(store_add(s, m.cert, m.key, &err));
	unlink(key);
	assert_int_equal(mkfifo(key, 0600), 0);
	assert_true(store_list(s, true, &l, &err));
	assert_int_equal(l.n, 2);
	assert_true((l.v[0].key_problem != NULL) !=
	    (l.v[1].key_problem != NULL));
	store_listing_clear(&l);
	free(key);
	free(okey);
	store_close(s);
	minted_clear(&m);
	minted_clear(&o);
	remove_folder(root);
	assert_queue_empty();
}

static void
listing_with_damaged_files(void **state)
{
	static const char zero[] = "0000000000000000000000000000000000000000";
	struct minted m = mint_leaf("good", NULL);
	char *root = temp_folder(), *path, *good;
	struct store *s = open_store(root, STORE_OTHER_PEOPLE, NULL);
	struct store_listing l = { 0 };
	struct cert_list certs = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(store_add(s, m.cert, NULL, &err));
	path = xasprintf("%s/notes.txt", s->path);
	write_text(path, "not ours");
	free(path);
	path = file_join(s->path, "README.pem");
	write_text(path, "not ours either");
	free(path);
	path = file_of(s, zero, ".pem");
	write_text(path, "-----BEGIN CERTIFICATE-----\nAAAA\n");
	assert_true(store_list(s, true, &l, &err));
	assert_int_equal(l.n, 2);
	assert_null(l.v[0].cert);
	assert_non_null(l.v[0].problem);
	assert_string_equal(l.v[1].cert->common_name, "good");
	assert_null(l.v[1].problem);
	assert_false(l.v[1].key_present);
	store_listing_clear(&l);
	assert_null(store_get(s, zero, &err));
	assert_int_equal(err.code, ERR_FAILED);

	/* A certificate under the name of another is not handed out. */
	good = file_of(s, m.cert->thumbprint, ".pem");
	unlink(path);
	assert_int_equal(link(good, path), 0);
	assert_true(store_list(s, false, &l, &err));
	assert_null(l.v[0].cert);
	assert_non_null(strstr(l.v[0].problem, "another thumbprint"));
	store_listing_clear(&l);
	assert_null(store_get(s, zero, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_true(store_load(s, &certs, &err));
	assert_int_equal(certs.n, 1);
	cert_list_clear(&certs);
	free(path);
	free(good);
	store_close(s);
	minted_clear(&m);
	remove_folder(root);
	assert_queue_empty();
}

/* The owner of an account's folder may put links there; root must not fall. */
static void
an_account_gains_nothing_by_links(void **state)
{
	const uid_t uid = 65534;
	struct minted m = mint_leaf("bait", NULL);
	char *root = temp_folder(), *dir, *key;
	struct store *s, *trusted;
	struct store_listing l = { 0 };
	struct err err = { 0 };
	struct cert *c;
	struct stat st;

	(void)state;
	if (geteuid() != 0) {
		/* Not skip(): prove takes its "not ok" for a failure. */
		print_message("# SKIP only root can hand files over\n");
		minted_clear(&m);
		remove_folder(root);
		return;
	}
	assert_int_equal(chmod(root, 0711), 0);
	s = open_store(root, STORE_PERSONAL, "somebody unknown");
	trusted = open_store(root, STORE_ROOT, NULL);
	assert_true(store_create(s, &err) && store_create(trusted, &err));
	dir = xstrndup(s->path, strlen(s->path) - strlen("/personal"));
	assert_int_equal(chown(dir, uid, uid), 0);
	assert_int_equal(chown(s->path, uid, uid), 0);

	/* What root writes there is the account's, afterwards root is root. */
	assert_true(store_add(s, m.cert, m.key, &err));
	key = file_of(s, m.cert->thumbprint, ".key");
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_uid, uid);
	assert_int_equal(st.st_gid, uid);
	assert_int_equal(st.st_mode & 07777, 0600);
	write_text(key, "root's again");
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_uid, 0);
	assert_true(store_remove(s, m.cert->thumbprint, &err));

	/* The folder itself becomes a link to the trusted roots. */
	assert_int_equal(rmdir(s->path), 0);
	assert_int_equal(symlink(trusted->path, s->path), 0);
	assert_false(store_add(s, m.cert, m.key, &err));
	assert_true(store_list(trusted, false, &l, &err));
	assert_int_equal(l.n, 0);
	store_listing_clear(&l);
	assert_true(store_add(trusted, m.cert, NULL, &err));
	assert_false(store_remove(s, m.cert->thumbprint, &err));
	c = store_get(trusted, m.cert->thumbprint, &err);
	assert_non_null(c);
	cert_free(c);

	free(key);
	free(dir);
	store_close(s);
	store_close(trusted);
	minted_clear(&m);
	remove_folder(root);
	assert_queue_empty();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(the_table),
		cmocka_unit_test(folders),
		cmocka_unit_test(absent_store_and_absent_certificate_differ),
		cmocka_unit_test(add_get_remove),
		cmocka_unit_test(what_a_store_refuses),
		cmocka_unit_test(bad_keys_are_told),
		cmocka_unit_test(rights_are_mended),
		cmocka_unit_test(accounts_are_found),
		cmocka_unit_test(listing_with_damaged_files),
		cmocka_unit_test(an_account_gains_nothing_by_links),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
