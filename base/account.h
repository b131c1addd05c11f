/* SPDX-License-Identifier: ISC */
/*
 * An operating-system account and its groups, as this computer knows them.
 * Names of accounts and groups cannot hold a colon: lists are "a:b:c".
 */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct account {
	uid_t uid;
	gid_t gid;
	char *home;
	char *groups;		/* the primary one first; "a:b:c" */
	bool expired;		/* as far as this user may know it */
	int64_t credential_set;	/* when, a day; 0: it has none, or nobody
				   but root may know */
};

/* False: this computer knows no such account, and nothing is to be freed. */
bool account_read(struct account *, const char *name);
void account_clear(struct account *);

/* Who is named in the group; NULL: there is none.  The caller frees. */
char *account_members(const char *group);
/* The group's name, or "gid N"; the caller frees. */
char *account_group_name(gid_t);

/* Is the name one of the list "a:b:c"? */
bool account_listed(const char *list, const char *name);

#endif
