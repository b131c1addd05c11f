/* SPDX-License-Identifier: ISC */
#include "certstore/rights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Not following a link: the account may have put one in its place. */
static bool
strangers(const char *path, struct stat *st)
{
	return lstat(path, st) == 0 && st->st_uid != 0;
}

/*
 * Who could exchange what is in the folder: the owner of the one above it
 * (ACCOUNT of "ACCOUNT/personal"), else its own.  False: root alone.
 */
static bool
find_owner(const struct store *s, struct stat *st)
{
	char *above = xstrdup(s->path);
	bool found;

	*strrchr(above, '/') = '\0';
	found = strangers(above, st) || strangers(s->path, st);
	free(above);
	return found;
}

/*
 * The file system's view of us alone (and of this thread alone), so that the
 * account cannot send signals meanwhile.  With it go the capabilities that
 * override permissions.  Supplementary groups stay those of root.
 */
bool
rights_assume(struct rights *r, const struct store *s, struct err *err)
{
	struct stat st;

	memset(r, 0, sizeof(*r));
	if (s->account == NULL || geteuid() != 0 || !find_owner(s, &st))
		return true;
	r->changed = true;
	r->gid = (gid_t)setfsgid(st.st_gid);
	r->uid = (uid_t)setfsuid(st.st_uid);
	/* They report no failure; asking for the impossible tells. */
	if ((uid_t)setfsuid((uid_t)-1) == st.st_uid &&
	    (gid_t)setfsgid((gid_t)-1) == st.st_gid)
		return true;
	return err_set(err, ERR_FAILED, "store %s: cannot act as its owner "
	    "(user %lu)", s->path, (unsigned long)st.st_uid);
}

void
rights_return(const struct rights *r)
{
	if (!r->changed)
		return;
	setfsuid(r->uid);
	setfsgid(r->gid);
}
