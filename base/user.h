/* SPDX-License-Identifier: ISC */
/* The operating-system user this process acts as, and others by name. */
#ifndef BASE_USER_H
#define BASE_USER_H

#include <stdbool.h>
#include <sys/types.h>

/* Effective user's name, or "uid N"; the caller frees. */
char *user_name(void);

/* Of any user: the name, or "uid N"; the caller frees. */
char *user_name_of(uid_t);
/* False: this computer knows no such user. */
bool user_find(const char *name, uid_t *);

/*
 * Is the process in one of the operating-system groups, whose names are
 * separated by blanks or commas?  Names that do not exist do not count.
 */
bool user_in_groups(const char *names);

bool user_is_root(void);

/* "pts/3 10.1.2.3": terminal and SSH peer, "" without; the caller frees. */
char *user_terminal(void);

#endif
