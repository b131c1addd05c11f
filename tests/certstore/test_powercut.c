/* SPDX-License-Identifier: ISC */
/*
 * The store when the power fails, or the disk, at every single step of a
 * change, in a child on the disk of disk.h.
 */
#include "disk.h"
#include "mint.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "certstore/crl.h"

enum {
	MAX_STEPS = 400,	/* of one change; a test that loops fails */
	REFUSED = 3,
};

/* ---- changes ------------------------------------------------------------ */

static struct minted ca, one, two;
static struct crl *older, *newer;

static bool
add(const char *root, enum store_id id, const struct minted *m, bool with_key,
    struct err *err)
{
	struct store *s = store_open(root, id, id == STORE_PERSONAL ? "edi" :
	    NULL, err);
	bool ok = s != NULL && store_add(s, m->cert, with_key ? m->key : NULL,
	    err);

	store_close(s);
	return ok;
}

static bool
drop(const char *root, enum store_id id, struct err *err)
{
	struct store *s = store_open(root, id, id == STORE_PERSONAL ? "edi" :
	    NULL, err);
	bool ok = s != NULL && store_remove(s, one.cert->thumbprint, err);

	store_close(s);
	return ok;
}

static bool
put_list(const char *root, const struct crl *c, struct err *err)
{
	struct store *s = store_open(root, STORE_CRL, NULL, err);
	bool ok = s != NULL && crl_store_add(s, c, err);

	store_close(s);
	return ok;
}

static bool
nothing(const char *root, struct err *err)
{
	(void)root;
	(void)err;
	return true;
}

static bool
add_public(const char *root, struct err *err)
{
	return add(root, STORE_OTHER_PEOPLE, &one, false, err);
}

static bool
add_other(const char *root, struct err *err)
{
	return add(root, STORE_OTHER_PEOPLE, &two, false, err);
}

static bool
add_personal(const char *root, struct err *err)
{
	return add(root, STORE_PERSONAL, &one, true, err);
}

static bool
add_without_key(const char *root, struct err *err)
{
	return add(root, STORE_PERSONAL, &one, false, err);
}

static bool
drop_public(const char *root, struct err *err)
{
	return drop(root, STORE_OTHER_PEOPLE, err);
}

static bool
drop_personal(const char *root, struct err *err)
{
	return drop(root, STORE_PERSONAL, err);
}

static bool
put_older(const char *root, struct err *err)
{
	return put_list(root, older, err);
}

static bool
put_newer(const char *root, struct err *err)
{
	return put_list(root, newer, err);
}

static bool
drop_list(const char *root, struct err *err)
{
	struct store *s = store_open(root, STORE_CRL, NULL, err);
	bool ok = s != NULL && crl_store_remove(s, older->sha1, err);

	store_close(s);
	return ok;
}

typedef bool change(const char *root, struct err *);

static const struct {
	const char *name;
	change *before, *act;
} changes[] = {
	{ "first certificate", nothing, add_public },
	{ "certificate beside another", add_other, add_public },
	{ "certificate and key", nothing, add_personal },
	{ "key for a certificate", add_without_key, add_personal },
	{ "removal", add_public, drop_public },
	{ "removal with the key", add_personal, drop_personal },
	{ "first list", nothing, put_older },
	{ "newer list", put_older, put_newer },
	{ "removal of a list", put_older, drop_list },
};

/* ---- what is there ------------------------------------------------------ */

static void
describe(const char *root, enum store_id id, struct buf *b)
{
	struct store *s = store_open(root, id, id == STORE_PERSONAL ? "edi" :
	    NULL, NULL);
	struct store_listing l = { 0 };
	struct crl_list crls = { 0 };
	size_t i;

	(void)store_list(s, true, &l, NULL);
	for (i = 0; i < l.n; i++)
		buf_addf(b, "%s %s key %d %d %o\n", l.v[i].file,
		    l.v[i].cert != NULL ? "good" : l.v[i].problem,
		    l.v[i].key_present, l.v[i].key_works,
		    (unsigned)l.v[i].key_mode);
	if (id == STORE_CRL && crl_store_load(s, &crls, NULL))
		for (i = 0; i < crls.n; i++)
			buf_addf(b, "list %s\n", crls.v[i]->sha1);
	store_listing_clear(&l);
	crl_list_clear(&crls);
	store_close(s);
}

static char *
state_of(const char *root)
{
	struct buf b = { 0 };

	buf_adds(&b, "");
	describe(root, STORE_OTHER_PEOPLE, &b);
	describe(root, STORE_PERSONAL, &b);
	describe(root, STORE_CRL, &b);
	return buf_steal(&b);
}

/* Lists of the store that cannot be read are passed over: so by the files. */
static int
count(const char *root, const char *find)
{
	char *command = xasprintf("find '%s' %s | wc -l", root, find);
	char text[32] = "";
	FILE *f = popen(command, "r");

	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	assert_int_equal(pclose(f), 0);
	free(command);
	return atoi(text);
}

#define KEYS_OF_OTHERS "-name '*.key*' -perm /077"
#define LEFT_BEHIND "-type f ! -name '*.pem' ! -name '*.key'"

/* ---- dying -------------------------------------------------------------- */

/* In memory where possible: a thousand times fsync() on a disk takes long. */
static char *
fast_folder(void)
{
	char *path = xstrdup("/dev/shm/sealport-test.XXXXXX");

	if (mkdtemp(path) != NULL)
		return path;
	free(path);
	return temp_folder();
}

static int
run(change *act, const char *root, const char *attic, int at)
{
	struct err err = { 0 };
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		snprintf(disk.attic, sizeof(disk.attic), "%s", attic);
		disk.at = at;
		disk.armed = true;
		if (act(root, &err))
			_exit(0);
		_exit(strlen(err.text) > 10 ? REFUSED : 1);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

struct trial {
	char *root, *stores, *attic, *before;
};

static void
trial_begin(struct trial *t, change *before)
{
	struct err err = { 0 };

	t->root = fast_folder();
	t->stores = xasprintf("%s/stores", t->root);
	t->attic = xasprintf("%s/attic", t->root);
	assert_int_equal(mkdir(t->stores, 0755), 0);
	assert_int_equal(mkdir(t->attic, 0755), 0);
	if (!before(t->stores, &err))
		fail_msg("%s", err.text);
	t->before = state_of(t->stores);
}

static void
trial_end(struct trial *t)
{
	free(t->before);
	free(t->stores);
	free(t->attic);
	remove_folder(t->root);
}

static char *
state_after(change *before, change *act)
{
	struct err err = { 0 };
	struct trial t;
	char *state;

	trial_begin(&t, before);
	if (!act(t.stores, &err))
		fail_msg("%s", err.text);
	state = state_of(t.stores);
	assert_string_not_equal(state, t.before);
	trial_end(&t);
	return state;
}

/* After the next change in each store nothing half done is there any more. */
static void
assert_swept(const struct trial *t)
{
	struct err err = { 0 };

	if (!add(t->stores, STORE_OTHER_PEOPLE, &ca, false, &err) ||
	    !add(t->stores, STORE_PERSONAL, &two, true, &err) ||
	    (!put_list(t->stores, newer, &err) && err.code != ERR_EXISTS))
		fail_msg("%s", err.text);
	assert_int_equal(count(t->stores, LEFT_BEHIND), 0);
}

static void
every_cut_leaves_before_or_after(void **state)
{
	char *after, *now;
	struct trial t;
	size_t i;
	int at, end;

	(void)state;
	disk.error = 0;
	for (i = 0; i < ARRAY_SIZE(changes) * SURVIVALS; i++) {
		change *before = changes[i / SURVIVALS].before;
		change *act = changes[i / SURVIVALS].act;

		disk.survival = (enum survival)(i % SURVIVALS);
		after = state_after(before, act);
		for (at = 1, end = DIED; end == DIED; at++) {
			trial_begin(&t, before);
			end = run(act, t.stores, t.attic, at);
			now = state_of(t.stores);
			if (strcmp(now, t.before) != 0 &&
			    strcmp(now, after) != 0)
				fail_msg("%s, cut at step %d (%d): %s",
				    changes[i / SURVIVALS].name, at,
				    (int)disk.survival, now);
			assert_int_equal(count(t.stores, KEYS_OF_OTHERS), 0);
			assert_swept(&t);
			assert_in_range(at, 1, MAX_STEPS);
			free(now);
			trial_end(&t);
		}
		assert_int_equal(end, 0);
		assert_in_range(at, 3, MAX_STEPS);
		free(after);
	}
}

static void
every_failure_is_told_and_taken_back(void **state)
{
	static const int errors[] = { ENOSPC, EIO };
	char *after, *now;
	struct trial t;
	size_t i;
	int at, end;
	bool failed;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(changes) * ARRAY_SIZE(errors); i++) {
		change *before = changes[i / ARRAY_SIZE(errors)].before;
		change *act = changes[i / ARRAY_SIZE(errors)].act;

		disk.error = errors[i % ARRAY_SIZE(errors)];
		after = state_after(before, act);
		failed = false;
		for (at = 1; at <= 20; at++) {
			trial_begin(&t, before);
			end = run(act, t.stores, t.attic, at);
			now = state_of(t.stores);
			/* Done in spite of it, or told and not done. */
			if ((end != 0 && end != REFUSED) ||
			    strcmp(now, end == 0 ? after : t.before) != 0)
				fail_msg("%s, failure at step %d: %d, %s",
				    changes[i / ARRAY_SIZE(errors)].name, at,
				    end, now);
			failed |= end == REFUSED;
			assert_int_equal(count(t.stores, KEYS_OF_OTHERS), 0);
			if (end == REFUSED)
				assert_int_equal(count(t.stores, LEFT_BEHIND),
				    0);
			assert_swept(&t);
			free(now);
			trial_end(&t);
		}
		assert_true(failed);
		free(after);
	}
}

static void
several_at_once_come_whole(void **state)
{
	struct store_addition v[3];
	struct err err = { 0 };
	struct store *s;
	struct trial t;
	int at, end, status = 0;
	char *now;

	(void)state;
	disk.error = 0;
	disk.survival = ALL;
	for (at = 1, end = DIED; end == DIED; at++) {
		trial_begin(&t, nothing);
		s = store_open(t.stores, STORE_OTHER_PEOPLE, NULL, &err);
		memset(v, 0, sizeof(v));
		v[0].cert = ca.cert;
		v[1].cert = one.cert;
		v[2].cert = two.cert;
		if (fork() == 0) {
			snprintf(disk.attic, sizeof(disk.attic), "%s",
			    t.attic);
			disk.at = at;
			disk.armed = true;
			_exit(store_add_all(s, v, 3, &err) && v[0].added &&
			    v[1].added && v[2].added ? 0 : 1);
		}
		assert_true(wait(&status) > 0);
		end = WEXITSTATUS(status);
		now = state_of(t.stores);
		if (strstr(now, "good") == NULL && now[0] != '\0')
			fail_msg("cut at step %d: %s", at, now);
		store_close(s);
		free(now);
		trial_end(&t);
	}
	assert_int_equal(end, 0);
}

enum { CROWD = 20 };	/* enough that the disk is synced as a whole */

static struct minted crowd[CROWD];

static bool
add_crowd(const char *root, struct err *err)
{
	struct store *s = store_open(root, STORE_PERSONAL, "edi", err);
	struct store_addition v[CROWD];
	bool ok;
	size_t i;

	memset(v, 0, sizeof(v));
	for (i = 0; i < CROWD; i++) {
		v[i].cert = crowd[i].cert;
		v[i].key = i % 4 == 0 ? crowd[i].key : NULL;
	}
	ok = s != NULL && store_add_all(s, v, CROWD, err);
	for (i = 0; ok && i < CROWD; i++) {
		ok = v[i].added;
		if (!ok)
			*err = v[i].err;
	}
	store_close(s);
	return ok;
}

static void
cut_the_crowd(void)
{
	char *after = state_after(nothing, add_crowd), *now, *line, *rest;
	int at, end = DIED;
	struct trial t;

	for (at = 1; end != 0 || at <= CROWD; at++) {
		trial_begin(&t, nothing);
		end = run(add_crowd, t.stores, t.attic, at);
		now = rest = state_of(t.stores);
		/* Each of them is there as it will be in the end, or not. */
		while ((line = strsep(&rest, "\n")) != NULL)
			if (strstr(after, line) == NULL)
				fail_msg("step %d: %s", at, line);
		free(now);
		assert_int_equal(count(t.stores, KEYS_OF_OTHERS), 0);
		assert_in_range(at, 1, MAX_STEPS);
		trial_end(&t);
	}
	free(after);
}

static void
of_many_each_comes_whole(void **state)
{
	int survival;

	(void)state;
	disk.error = 0;
	for (survival = ALL; survival < SURVIVALS; survival++) {
		disk.survival = (enum survival)survival;
		cut_the_crowd();
	}
	disk.error = EIO;
	cut_the_crowd();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cut_leaves_before_or_after),
		cmocka_unit_test(every_failure_is_told_and_taken_back),
		cmocka_unit_test(several_at_once_come_whole),
		cmocka_unit_test(of_many_each_comes_whole),
	};
	struct issuer issuer;
	struct err err = { 0 };
	char name[16];
	int failed, i;

	ca = mint_ca("Root", NULL);
	one = mint_leaf("One", &ca);
	two = mint_leaf("Two", &ca);
	for (i = 0; i < CROWD; i++) {
		snprintf(name, sizeof(name), "Crowd %d", i);
		crowd[i] = mint_leaf(name, &ca);
	}
	issuer = (struct issuer){ ca.cert, ca.key };
	older = issue_crl(&issuer, NULL, 0, NOW - 20, NOW, &err);
	newer = issue_crl(&issuer, NULL, 0, NOW - 10, NOW, &err);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	crl_free(older);
	crl_free(newer);
	minted_clear(&one);
	minted_clear(&two);
	minted_clear(&ca);
	for (i = 0; i < CROWD; i++)
		minted_clear(&crowd[i]);
	return failed;
}
