/* SPDX-License-Identifier: ISC */
#include "base/user.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

enum { MAX_GROUPS = 1024, PASSWD_ROOM = 16384 };

/* Audits run in a thread of their own, hence the _r functions. */
char *
user_name_of(uid_t uid)
{
	struct passwd pw, *found = NULL;
	char room[PASSWD_ROOM];

	if (getpwuid_r(uid, &pw, room, sizeof(room), &found) == 0 &&
	    found != NULL)
		return xstrdup(pw.pw_name);
	return xasprintf("uid %ld", (long)uid);
}

char *
user_name(void)
{
	return user_name_of(geteuid());
}

bool
user_find(const char *name, uid_t *uid)
{
	struct passwd pw, *found = NULL;
	char room[PASSWD_ROOM];

	if (getpwnam_r(name, &pw, room, sizeof(room), &found) != 0 ||
	    found == NULL)
		return false;
	*uid = pw.pw_uid;
	return true;
}

bool
user_is_root(void)
{
	return geteuid() == 0;
}

bool
user_in_groups(const char *names)
{
	gid_t gids[MAX_GROUPS];
	int n = getgroups(MAX_GROUPS - 1, gids), i;
	char *copy = xstrdup(names), *save = NULL, *name;
	struct group *gr;
	bool found = false;

	if (n < 0)
		n = 0;
	gids[n++] = getegid();
	for (name = strtok_r(copy, ", ", &save); !found && name != NULL;
	    name = strtok_r(NULL, ", ", &save)) {
		gr = getgrnam(name);
		for (i = 0; gr != NULL && i < n; i++)
			found = found || gids[i] == gr->gr_gid;
	}
	free(copy);
	return found;
}

char *
user_terminal(void)
{
	const char *ssh = getenv("SSH_CONNECTION");
	const char *tty = ttyname(STDIN_FILENO);
	struct buf b = { 0 };

	buf_adds(&b, "");
	if (tty != NULL)
		buf_adds(&b, text_starts(tty, "/dev/") ? tty + 5 : tty);
	if (ssh != NULL && *ssh != '\0')
		buf_addf(&b, "%s%.*s", b.len > 0 ? " " : "",
		    (int)strcspn(ssh, " "), ssh);
	return buf_steal(&b);
}
