/* SPDX-License-Identifier: ISC */
#include "base/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#define KEY_PREFIX "sealport-key:1:"
#define MAX_KEY_FILE 256	/* bytes */

enum { KEY_SIZE = 32, NONCE_SIZE = 12, TAG_SIZE = 16 };

struct seal_key {
	unsigned char bytes[KEY_SIZE];
};

/* ---- base64 ------------------------------------------------------------- */

static void
encode(const unsigned char *p, size_t n, struct buf *b)
{
	size_t room = (n + 2) / 3 * 4;

	EVP_EncodeBlock(buf_room(b, room), p, (int)n);
	b->len += room;
}

/*
 * OpenSSL's decoder overlooks blanks and spare bits: only what encodes to the
 * same text again is taken, so that no two texts are one token.
 */
static bool
decode(const char *s, struct buf *out)
{
	struct buf again = { .secret = out->secret };
	size_t n = strlen(s), padding;
	bool same;
	int len;

	padding = n < 2 ? 0 : (size_t)(s[n - 1] == '=') + (s[n - 2] == '=');
	if (n == 0 || n % 4 != 0 || n > INT_MAX)
		return false;
	len = EVP_DecodeBlock(buf_room(out, n), (const unsigned char *)s,
	    (int)n);
	if (len < 0 || (size_t)len < padding)
		return false;
	out->len += (size_t)len - padding;
	encode(out->data, out->len, &again);
	same = again.len == n && memcmp(again.data, s, n) == 0;
	buf_clear(&again);
	return same;
}

/* ---- the key ------------------------------------------------------------ */

bool
seal_key_create(const char *path, struct err *err)
{
	unsigned char bytes[KEY_SIZE];
	struct buf b = { .secret = true };
	bool ok;

	if (RAND_priv_bytes(bytes, KEY_SIZE) != 1)
		return err_set(err, ERR_FAILED, "%s: no random numbers for "
		    "a key", path);
	buf_adds(&b, KEY_PREFIX);
	encode(bytes, KEY_SIZE, &b);
	buf_addc(&b, '\n');
	ok = file_create(path, b.data, b.len, 0600, err);
	explicit_bzero(bytes, sizeof(bytes));
	buf_clear(&b);
	return ok;
}

/* The file that was opened, not what bears its name by now. */
static bool
check_private(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_FAILED, "%s: %s", path,
		    strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "%s: not a file with a key",
		    path);
	if ((st.st_mode & 077) != 0)
		return err_set(err, ERR_DENIED, "%s: others than the owner "
		    "may use the key; chmod 600 (mode %04o)", path,
		    (unsigned)(st.st_mode & 07777));
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(err, ERR_DENIED, "%s: the key belongs to "
		    "another user (%u)", path, (unsigned)st.st_uid);
	return true;
}

static bool
read_line(int fd, const char *path, struct buf *b, struct err *err)
{
	ssize_t n;

	do {
		n = read(fd, buf_room(b, MAX_KEY_FILE), MAX_KEY_FILE);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(err, ERR_FAILED, "%s: %s", path,
		    strerror(errno));
	b->len = (size_t)n;
	buf_adds(b, "");
	b->len = strcspn((char *)b->data, "\r\n");
	b->data[b->len] = '\0';
	return true;
}

static struct seal_key *
take_key(const char *path, const struct buf *line, struct err *err)
{
	struct buf bytes = { .secret = true };
	const char *text = (const char *)line->data;
	struct seal_key *key = NULL;

	if (text_starts(text, KEY_PREFIX) &&
	    decode(text + strlen(KEY_PREFIX), &bytes) &&
	    bytes.len == KEY_SIZE) {
		key = xmalloc(sizeof(*key));
		memcpy(key->bytes, bytes.data, KEY_SIZE);
	} else {
		err_set(err, ERR_INVALID, "%s: not a file with a key", path);
	}
	buf_clear(&bytes);
	return key;
}

struct seal_key *
seal_key_load(const char *path, struct err *err)
{
	struct buf line = { .secret = true };
	struct seal_key *key = NULL;
	int fd;

	/* O_NONBLOCK: a pipe nobody writes to must not hang the console. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		err_set(err, errno == ENOENT ? ERR_NOT_FOUND :
		    errno == EACCES ? ERR_DENIED : ERR_FAILED,
		    "%s: cannot open the key (%s)", path, strerror(errno));
		return NULL;
	}
	if (check_private(fd, path, err) && read_line(fd, path, &line, err))
		key = take_key(path, &line, err);
	close(fd);
	buf_clear(&line);
	return key;
}

void
seal_key_free(struct seal_key *key)
{
	if (key == NULL)
		return;
	explicit_bzero(key, sizeof(*key));
	free(key);
}

/* ---- sealing ------------------------------------------------------------ */

static EVP_CIPHER_CTX *
start(const struct seal_key *key, const char *context,
    const unsigned char *nonce, bool encrypt)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n = 0;

	if (c != NULL && EVP_CipherInit_ex2(c, EVP_aes_256_gcm(), key->bytes,
	    nonce, encrypt, NULL) == 1 &&
	    EVP_CipherUpdate(c, NULL, &n, (const unsigned char *)context,
	    (int)strlen(context)) == 1)
		return c;
	EVP_CIPHER_CTX_free(c);
	return NULL;
}

/* Appends cipher text and tag to b, which begins with the nonce. */
static bool
encrypt_to(EVP_CIPHER_CTX *c, const char *text, struct buf *b)
{
	size_t len = strlen(text);
	unsigned char *at = buf_room(b, len + TAG_SIZE);
	int n = 0, rest = 0;

	if (EVP_CipherUpdate(c, at, &n, (const unsigned char *)text,
	    (int)len) != 1 ||
	    EVP_CipherFinal_ex(c, at + n, &rest) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE,
	    at + len) != 1)
		return false;
	b->len += len + TAG_SIZE;
	return true;
}

char *
seal_text(const struct seal_key *key, const char *context, const char *text,
    struct err *err)
{
	struct buf b = { 0 }, token = { 0 };
	EVP_CIPHER_CTX *c = NULL;
	char *out = NULL;

	if (strlen(text) > MAX_SEAL_TEXT) {
		err_set(err, ERR_TOO_LARGE, "at most %d bytes",
		    MAX_SEAL_TEXT);
		return NULL;
	}
	if (RAND_bytes(buf_room(&b, NONCE_SIZE), NONCE_SIZE) == 1) {
		b.len = NONCE_SIZE;
		c = start(key, context, b.data, true);
	}
	if (c != NULL && encrypt_to(c, text, &b)) {
		buf_adds(&token, SEAL_PREFIX);
		encode(b.data, b.len, &token);
		buf_adds(&token, "");
		out = buf_steal(&token);
	} else {
		err_set(err, ERR_FAILED, "cannot be sealed");
	}
	EVP_CIPHER_CTX_free(c);
	buf_clear(&b);
	return out;
}

static bool
decrypt_to(EVP_CIPHER_CTX *c, const struct buf *sealed, struct buf *out)
{
	size_t len = sealed->len - NONCE_SIZE - TAG_SIZE;
	unsigned char *from = sealed->data + NONCE_SIZE;
	unsigned char *at = buf_room(out, len);
	int n = 0, rest = 0;

	if (EVP_CipherUpdate(c, at, &n, from, (int)len) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE,
	    from + len) != 1 ||
	    EVP_CipherFinal_ex(c, at + n, &rest) != 1) {
		explicit_bzero(at, len);
		return false;
	}
	out->len += len;
	out->data[out->len] = '\0';
	return true;
}

bool
seal_open(const struct seal_key *key, const char *context, const char *token,
    struct buf *out, struct err *err)
{
	struct buf b = { 0 };
	EVP_CIPHER_CTX *c = NULL;
	bool ok = false;

	out->secret = true;
	if (seal_is_token(token) && decode(token + strlen(SEAL_PREFIX), &b) &&
	    b.len >= NONCE_SIZE + TAG_SIZE &&
	    b.len <= NONCE_SIZE + MAX_SEAL_TEXT + TAG_SIZE)
		c = start(key, context, b.data, false);
	ok = c != NULL && decrypt_to(c, &b, out);
	EVP_CIPHER_CTX_free(c);
	buf_clear(&b);
	return ok || err_set(err, ERR_FAILED, "cannot be unsealed: it was "
	    "sealed with another key or for another place, or has been "
	    "altered");
}

bool
seal_is_token(const char *text)
{
	return text_starts(text, SEAL_PREFIX);
}
