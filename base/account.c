/* SPDX-License-Identifier: ISC */
#include "base/account.h"

#include <grp.h>
#include <pwd.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"

enum { MAX_GROUPS = 1024, ROOM = 65536, DAY = 86400 };

char *
account_group_name(gid_t gid)
{
	struct group gr, *found = NULL;
	char *room = xmalloc(ROOM), *name;

	if (getgrgid_r(gid, &gr, room, ROOM, &found) == 0 && found != NULL)
		name = xstrdup(gr.gr_name);
	else
		name = xasprintf("gid %ld", (long)gid);
	free(room);
	return name;
}

static char *
groups_of(const char *name, gid_t primary)
{
	gid_t gids[MAX_GROUPS];
	int n = MAX_GROUPS, i;
	struct buf b = { 0 };
	char *group = account_group_name(primary);

	buf_adds(&b, group);
	free(group);
	/* More than fit are cut; no account has so many. */
	if (getgrouplist(name, primary, gids, &n) < 0)
		n = MAX_GROUPS;
	for (i = 0; i < n; i++) {
		if (gids[i] == primary)
			continue;
		group = account_group_name(gids[i]);
		buf_addf(&b, ":%s", group);
		free(group);
	}
	return buf_steal(&b);
}

/* shadow(5); a password that is locked or void is no credential. */
static void
read_shadow(struct account *a, const char *name)
{
	struct spwd sp, *found = NULL;
	char *room = xmalloc(ROOM);

	if (getspnam_r(name, &sp, room, ROOM, &found) == 0 && found != NULL) {
		a->expired = sp.sp_expire >= 0 &&
		    sp.sp_expire <= (long)(time(NULL) / DAY);
		if (sp.sp_pwdp != NULL && strchr("!*", sp.sp_pwdp[0]) == NULL &&
		    sp.sp_lstchg > 0)
			a->credential_set = (int64_t)sp.sp_lstchg * DAY;
	}
	/* It had the hash of a password in it. */
	explicit_bzero(room, ROOM);
	free(room);
}

bool
account_read(struct account *a, const char *name)
{
	struct passwd pw, *found = NULL;
	char *room = xmalloc(ROOM);
	bool ok = getpwnam_r(name, &pw, room, ROOM, &found) == 0 &&
	    found != NULL;

	memset(a, 0, sizeof(*a));
	if (ok) {
		a->uid = pw.pw_uid;
		a->gid = pw.pw_gid;
		a->home = xstrdup(pw.pw_dir);
		a->groups = groups_of(name, pw.pw_gid);
		read_shadow(a, name);
	}
	free(room);
	return ok;
}

void
account_clear(struct account *a)
{
	free(a->home);
	free(a->groups);
	memset(a, 0, sizeof(*a));
}

char *
account_members(const char *name)
{
	struct group gr, *found = NULL;
	char *room = xmalloc(ROOM), **m, *text = NULL;
	struct buf b = { 0 };

	if (getgrnam_r(name, &gr, room, ROOM, &found) == 0 && found != NULL) {
		buf_adds(&b, "");
		for (m = gr.gr_mem; *m != NULL; m++)
			buf_addf(&b, "%s%s", b.len > 0 ? ":" : "", *m);
		text = buf_steal(&b);
	}
	free(room);
	return text;
}

bool
account_listed(const char *list, const char *name)
{
	size_t len = strlen(name), n;

	for (; list != NULL; list = list[n] == ':' ? list + n + 1 : NULL) {
		n = strcspn(list, ":");
		if (n == len && strncmp(list, name, n) == 0)
			return true;
	}
	return false;
}
