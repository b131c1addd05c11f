/* SPDX-License-Identifier: ISC */
#include "certstore/certfile.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	/* PEM is a third larger than the certificate in it. */
	MAX_CERT_FILE = MAX_CERT_SIZE / 2 * 3,
	MAX_KEY_FILE = 256 * 1024,
	READ_STEP = 4096,
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

/*
 * A file of a store is read through no link, and is no pipe: with either an
 * account could make an administrator's console open what the account may
 * not, or wait for ever.
 */
bool
certfile_read(const char *path, off_t max, struct buf *b, struct err *err)
{
	struct stat st;
	ssize_t n = 0;
	int fd;

	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
	    O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND :
		    ERR_FAILED, "%s", errno == ENOENT ? "not in the store" :
		    errno == ELOOP ? "is a symbolic link, which is not "
		    "followed" : strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > max) {
		close(fd);
		return err_set(err, ERR_FAILED,
		    "not a file of at most %lld bytes", (long long)max);
	}
	/* It may grow meanwhile; then it is cut, and does not parse. */
	while (b->len < (size_t)max &&
	    (n = read(fd, buf_room(b, READ_STEP), READ_STEP)) > 0)
		b->len += (size_t)n;
	if (n < 0)
		err_set(err, ERR_FAILED, "cannot be read (%s)",
		    strerror(errno));
	close(fd);
	return n >= 0;
}

/*
 * The file's name is how it is found, so its content has to agree: else one
 * certificate could be passed off as another.
 */
struct cert *
certfile_load(const char *path, const char *thumbprint,
    const struct cert_reader *reader, struct err *err)
{
	char shown[THUMBPRINT_SHOWN];
	struct buf b = { 0 };
	struct cert *c = NULL;

	if (certfile_read(path, MAX_CERT_FILE, &b, err))
		c = cert_reader_pem(reader, b.data, b.len, err);
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

struct key *
certfile_load_key(const char *path, const struct cert *c, struct err *err)
{
	struct buf b = { .secret = true };
	struct key *k = NULL;

	if (!certfile_read(path, MAX_KEY_FILE, &b, err)) {
		err_prefix(err, "private key");
	} else {
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

char *
certfile_path(const char *folder, const char *thumbprint, const char *suffix)
{
	return xasprintf("%s/%s%s", folder, thumbprint, suffix);
}

bool
certfile_stage_key(struct file_stage *f, const char *path,
    const struct key *k, struct err *err)
{
	struct buf b = { .secret = true };
	bool ok;

	ok = key_to_pem(k, &b, err) && file_stage(f, path, &b, 0600, err);
	buf_clear(&b);
	return ok;
}

bool
certfile_stage(struct file_stage *f, const char *path, const struct cert *c,
    struct err *err)
{
	struct buf b = { 0 };
	bool ok;

	cert_to_pem(c, &b);
	ok = b.len > 0 ? file_stage(f, path, &b, 0644, err) :
	    err_set(err, ERR_FAILED, "certificate: cannot be encoded");
	buf_clear(&b);
	return ok;
}
