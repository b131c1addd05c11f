/* SPDX-License-Identifier: ISC */
#include "certstore/certfile.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "certstore/ossl_err.h"
#include "certstore/pem.h"

enum {
	/* PEM is a third larger than the certificate in it. */
	MAX_CERT_FILE = MAX_CERT_SIZE / 2 * 3,
	MAX_KEY_FILE = 256 * 1024,
};

/* "THUMBPRINT.pem", digits of either case; others are nobody's business. */
bool
certfile_is_name(const char *name)
{
	size_t i;

	for (i = 0; i < THUMBPRINT_SIZE - 1; i++)
		if (!isxdigit((unsigned char)name[i]))
			return false;
	return strcmp(name + i, CERT_SUFFIX) == 0;
}

static struct cert *
first_cert(const struct buf *b, struct err *err)
{
	BIO *bio = ossl_bio_over(b->data, (int)b->len);
	struct pem_block block;
	struct cert *c = NULL;
	enum pem_result r;

	r = pem_next(bio, &block, err);
	if (r == PEM_END)
		err_set(err, ERR_INVALID, "no certificate in it");
	if (r == PEM_BLOCK && strcmp(block.name, "CERTIFICATE") == 0)
		c = cert_from_der(block.data, (size_t)block.len, err);
	else if (r == PEM_BLOCK)
		err_set(err, ERR_INVALID, "no certificate in it but %.40s",
		    block.name);
	pem_block_clear(&block);
	BIO_free(bio);
	return c;
}

/*
 * The file's name is how it is found, so its content has to agree: else one
 * certificate could be passed off as another.
 */
struct cert *
certfile_load(const char *path, const char *thumbprint, struct err *err)
{
	char shown[THUMBPRINT_SHOWN];
	struct buf b = { 0 };
	struct cert *c = NULL;

	if (file_read(&b, path, MAX_CERT_FILE, err))
		c = first_cert(&b, err);
	buf_clear(&b);
	if (c != NULL && strcmp(c->thumbprint, thumbprint) != 0) {
		err_set(err, ERR_INVALID, "the certificate in it has another "
		    "thumbprint than its name says (%s)",
		    thumbprint_show(c->thumbprint, shown));
		cert_free(c);
		c = NULL;
	}
	return c;
}

/*
 * A key is read through no link: a link in a folder of the account could
 * make an administrator's console open what the account may not.
 */
static bool
read_key_file(const char *path, struct buf *b, struct err *err)
{
	struct stat st;
	ssize_t n = 0;
	int fd;

	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
	    O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND :
		    ERR_FAILED, "private key: %s", errno == ENOENT ?
		    "not in the store" : errno == ELOOP ?
		    "is a symbolic link, which is not followed" :
		    strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size > MAX_KEY_FILE) {
		close(fd);
		return err_set(err, ERR_FAILED, "private key: not a file of "
		    "at most %d bytes", MAX_KEY_FILE);
	}
	while (b->len <= MAX_KEY_FILE &&
	    (n = read(fd, buf_room(b, 4096), 4096)) > 0)
		b->len += (size_t)n;
	close(fd);
	if (n < 0 || b->len > MAX_KEY_FILE)
		return err_set(err, ERR_FAILED, "private key: cannot be read");
	return true;
}

struct key *
certfile_load_key(const char *path, const struct cert *c, struct err *err)
{
	struct buf b = { .secret = true };
	struct key *k = NULL;

	if (read_key_file(path, &b, err)) {
		k = key_from_pem(b.data, b.len, NULL, err);
		if (k == NULL && err != NULL)
			err->code = ERR_FAILED;
	}
	buf_clear(&b);
	if (k != NULL && !key_matches(k, c)) {
		key_free(k);
		k = NULL;
		err_set(err, ERR_FAILED,
		    "private key: does not belong to the certificate");
	}
	return k;
}

/*
 * What an administrator writes into an account's folder has to become the
 * account's.  Only a file that is ours and has no second name is handed
 * over: the account can put links into its folder at any moment.
 */
static bool
hand_file(const struct store *s, const char *path, struct err *err)
{
	struct stat dir, st;
	int fd;
	bool ok;

	if (s->account == NULL || geteuid() != 0)
		return true;
	if (stat(s->path, &dir) != 0 || dir.st_uid == 0)
		return true;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == 0 && st.st_nlink == 1 &&
	    fchown(fd, dir.st_uid, dir.st_gid) == 0;
	if (fd >= 0)
		close(fd);
	return ok || err_set(err, ERR_FAILED,
	    "%s: cannot be handed to account %s", path, s->account);
}

static bool
write_file(const struct store *s, const char *path, const struct buf *b,
    mode_t mode, struct err *err)
{
	return file_write(path, b->data, b->len, mode, err) &&
	    hand_file(s, path, err);
}

bool
certfile_write_key(const struct store *s, const char *path, const struct key *k,
    struct err *err)
{
	struct buf b = { .secret = true };
	bool ok;

	ok = key_to_pem(k, &b, err) && write_file(s, path, &b, 0600, err);
	buf_clear(&b);
	return ok;
}

bool
certfile_write(const struct store *s, const char *path, const struct cert *c,
    struct err *err)
{
	struct buf b = { 0 };
	bool ok;

	cert_to_pem(c, &b);
	ok = b.len > 0 ? write_file(s, path, &b, 0644, err) :
	    err_set(err, ERR_FAILED, "certificate: cannot be encoded");
	buf_clear(&b);
	return ok;
}
