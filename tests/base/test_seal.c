/* SPDX-License-Identifier: ISC */
/* Sealed texts and the file of their key. */
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
#include "base/seal.h"

struct scene {
	char dir[64];
	char *path;
	struct seal_key *key;
};

static int
setup(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));
	struct err err = { 0 };

	strcpy(s->dir, "/tmp/sealport-seal-XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		return 1;
	s->path = file_join(s->dir, "group.key");
	if (!seal_key_create(s->path, &err))
		return 1;
	s->key = seal_key_load(s->path, &err);
	*state = s;
	return s->key == NULL;
}

static int
teardown(void **state)
{
	struct scene *s = *state;

	seal_key_free(s->key);
	unlink(s->path);
	rmdir(s->dir);
	free(s->path);
	free(s);
	return 0;
}

static char *
sealed(const struct scene *s, const char *text)
{
	struct err err = { 0 };
	char *token = seal_text(s->key, "send-port http.password", text,
	    &err);

	assert_non_null(token);
	assert_true(seal_is_token(token));
	return token;
}

static void
refused(const struct seal_key *key, const char *context, const char *token)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	assert_false(seal_open(key, context, token, &out, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_string_equal(err.text, "cannot be unsealed: it was sealed "
	    "with another key or for another place, or has been altered");
	assert_int_equal(out.len, 0);
	buf_clear(&out);
}

static void
round_trip(const struct scene *s, const char *text)
{
	char *token = sealed(s, text);
	struct buf out = { 0 };
	struct err err = { 0 };

	assert_true(seal_open(s->key, "send-port http.password", token, &out,
	    &err));
	assert_true(out.secret);
	assert_string_equal((char *)out.data, text);
	assert_int_equal(out.len, strlen(text));
	buf_clear(&out);
	free(token);
}

static void
test_round_trip(void **state)
{
	struct scene *s = *state;
	char *longest = xcalloc(MAX_SEAL_TEXT + 2, 1), *token;
	struct err err = { 0 };

	round_trip(s, "swordfish");
	round_trip(s, "");
	round_trip(s, " blanks around ");
	round_trip(s, "sealed:1:AAAA");
	round_trip(s, "\xc3\xa4\xe2\x82\xac");
	memset(longest, 'x', MAX_SEAL_TEXT);
	round_trip(s, longest);
	longest[MAX_SEAL_TEXT] = 'x';
	assert_null(seal_text(s->key, "", longest, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	assert_null(strstr(err.text, "xx"));
	/* A fresh nonce: the same text does not look the same. */
	token = sealed(s, "swordfish");
	free(longest);
	longest = sealed(s, "swordfish");
	assert_string_not_equal(token, longest);
	assert_null(strstr(token, "swordfish"));
	free(longest);
	free(token);
}

/* Whichever byte is another one, or missing. */
static void
test_altered(void **state)
{
	static const char others[] = "AQgw+/=0 \n-";
	struct scene *s = *state;
	char *token = sealed(s, "swordfish"), was;
	size_t i, n = strlen(token);
	const char *c;

	for (i = 0; i < n; i++) {
		was = token[i];
		for (c = others; *c != '\0'; c++) {
			token[i] = *c;
			if (*c != was)
				refused(s->key, "send-port http.password",
				    token);
		}
		token[i] = '\0';
		refused(s->key, "send-port http.password", token);
		token[i] = was;
	}
	free(token);
	refused(s->key, "", "");
	refused(s->key, "", "swordfish");
	refused(s->key, "", SEAL_PREFIX);
}

static void
test_other_place(void **state)
{
	struct scene *s = *state;
	char *token = sealed(s, "swordfish");
	char *path = file_join(s->dir, "other.key");
	struct err err = { 0 };
	struct seal_key *other;

	refused(s->key, "send-port soap.password", token);
	refused(s->key, "", token);
	assert_true(seal_key_create(path, &err));
	other = seal_key_load(path, &err);
	assert_non_null(other);
	refused(other, "send-port http.password", token);
	seal_key_free(other);
	unlink(path);
	free(path);
	free(token);
}

static void
load_refused(const char *path, enum err_code code, const char *words)
{
	struct err err = { 0 };

	assert_null(seal_key_load(path, &err));
	assert_int_equal(err.code, code);
	if (strstr(err.text, words) == NULL ||
	    strncmp(err.text, path, strlen(path)) != 0)
		fail_msg("%s", err.text);
}

static void
test_file(void **state)
{
	struct scene *s = *state;
	struct stat st;
	struct err err = { 0 };
	struct buf b = { 0 };

	assert_int_equal(stat(s->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* Made once; the second try leaves it alone. */
	assert_true(file_read(&b, s->path, 256, &err));
	assert_false(seal_key_create(s->path, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	assert_int_equal(b.data[b.len - 1], '\n');
	load_refused("/no/such.key", ERR_NOT_FOUND, "cannot open the key");
	load_refused(s->dir, ERR_INVALID, "not a file with a key");
	assert_int_equal(chmod(s->path, 0640), 0);
	load_refused(s->path, ERR_DENIED, "(mode 0640)");
	assert_int_equal(chmod(s->path, 0604), 0);
	load_refused(s->path, ERR_DENIED, "(mode 0604)");
	assert_int_equal(chmod(s->path, 0400), 0);
	seal_key_free(s->key);
	s->key = seal_key_load(s->path, &err);
	assert_non_null(s->key);
	/* Cut short, or something else. */
	assert_true(file_write(s->path, b.data, b.len - 3, 0600, &err));
	load_refused(s->path, ERR_INVALID, "not a file with a key");
	assert_true(file_write(s->path, "", 0, 0600, &err));
	load_refused(s->path, ERR_INVALID, "not a file with a key");
	buf_clear(&b);
}

/* Only root can make such a file; who is not root is refused it anyway. */
static void
test_owner(void **state)
{
	struct scene *s = *state;
	char text[32];

	if (geteuid() != 0) {
		load_refused("/etc/shadow", ERR_DENIED, "cannot open the "
		    "key");
		return;
	}
	assert_int_equal(chown(s->path, 65534, (gid_t)-1), 0);
	snprintf(text, sizeof(text), "another user (%d)", 65534);
	load_refused(s->path, ERR_DENIED, text);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),
		TEST(test_altered),
		TEST(test_other_place),
		TEST(test_file),
		TEST(test_owner),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
