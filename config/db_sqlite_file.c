/* SPDX-License-Identifier: ISC */
#include "config/db_sqlite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define NEW_FILE_MODE 0640	/* at most; the umask applies */

bool
sqlite_file_check(const char *path, enum db_mode mode, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND :
		    errno == EACCES ? ERR_DENIED : ERR_FAILED,
		    "%s: cannot open the database (%s)", path,
		    strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID,
		    "%s: not a database, but a %s", path,
		    S_ISDIR(st.st_mode) ? "folder" : "device or pipe");
	if (eaccess(path, R_OK) != 0)
		return err_set(err, ERR_DENIED,
		    "%s: the database may not be read (%s)", path,
		    strerror(errno));
	if (mode != DB_READ && eaccess(path, W_OK) != 0)
		return err_set(err, ERR_DENIED,
		    "%s: the database may only be read (%s)", path,
		    strerror(errno));
	return true;
}

bool
sqlite_file_make(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
	    NEW_FILE_MODE);

	if (fd < 0 && errno != EEXIST)
		return err_set(err, errno == EACCES || errno == EROFS ||
		    errno == EPERM ? ERR_DENIED : ERR_FAILED,
		    "%s: cannot make the database (%s)", path,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	return true;
}

char *
sqlite_file_uri(const char *path)
{
	struct buf b = { 0 };
	char *full = realpath(path, NULL);
	const char *s;

	buf_adds(&b, "file:");
	for (s = full != NULL ? full : path; *s != '\0'; s++) {
		/* What means something in a URI. */
		if (strchr("%?#", *s) != NULL)
			buf_addf(&b, "%%%02X", (unsigned char)*s);
		else
			buf_addc(&b, *s);
	}
	buf_adds(&b, "?immutable=1");
	free(full);
	return buf_steal(&b);
}

bool
sqlite_file_complete(const char *path)
{
	char *wal = xasprintf("%s-wal", path);
	struct stat st;
	bool none;

	none = stat(wal, &st) != 0 ? errno == ENOENT : st.st_size == 0;
	free(wal);
	return none;
}
