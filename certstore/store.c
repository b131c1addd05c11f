/* SPDX-License-Identifier: ISC */
#include "certstore/store.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "certstore/rights.h"

static const struct store_info stores[STORE_COUNT] = {
	[STORE_OTHER_PEOPLE] = {
		.name = "other-people",
		.label = "Local Computer \\ Other People",
		.holds = "Partners' public certificates: to encrypt to them "
		    "and to verify what they signed.",
	},
	[STORE_PERSONAL] = {
		.name = "personal",
		.label = "Current User \\ Personal",
		.per_account = true,
		.holds = "Own certificates with their private keys: to "
		    "decrypt, to sign and to log on with TLS.",
	},
	[STORE_ROOT] = {
		.name = "root",
		.label = "Trusted Root Certification Authorities",
		.holds = "The certificates of authorities that end a chain "
		    "of trust.",
	},
	[STORE_CA] = {
		.name = "ca",
		.label = "Intermediate Certification Authorities",
		.holds = "Certificates of authorities in the middle of a "
		    "chain; they help to build it and are not trusted.",
	},
	[STORE_CRL] = {
		.name = "crl",
		.label = "Certificate Revocation Lists",
		.holds = "Revocation lists, one per issuer.",
	},
};

const struct store_info *
store_info(enum store_id id)
{
	return &stores[(unsigned)id < STORE_COUNT ? id : STORE_OTHER_PEOPLE];
}

enum store_id
store_find_id(const char *name)
{
	enum store_id id;

	for (id = 0; id < STORE_COUNT; id++)
		if (strcmp(stores[id].name, name) == 0)
			return id;
	return STORE_COUNT;
}

/* ---- naming ------------------------------------------------------------- */

bool
store_account_ok(const char *account, struct err *err)
{
	size_t n = strlen(account), i;

	if (n == 0)
		return err_set(err, ERR_INVALID, "missing");
	if (n > MAX_ACCOUNT)
		return err_set(err, ERR_INVALID,
		    "too long (limit %d bytes)", MAX_ACCOUNT);
	if (strcmp(account, ".") == 0 || strcmp(account, "..") == 0)
		return err_set(err, ERR_INVALID, "not a name (%s)",
		    account);
	for (i = 0; i < n; i++)
		if (account[i] == '/' || iscntrl((unsigned char)account[i]))
			return err_set(err, ERR_INVALID, "'/' or a "
			    "control character in it (%s)", account);
	if (!text_is_utf8(account, n))
		return err_set(err, ERR_INVALID, "not UTF-8");
	return true;
}

/*
 * "DOMAIN\user" is "DOMAIN+user"; so that no two accounts share a folder, a
 * '+' of the name itself is "%2B" and a '%' "%25".
 */
static char *
folder_name(const char *account)
{
	struct buf b = { 0 };
	char *name;

	for (buf_adds(&b, ""); *account != '\0'; account++)
		if (*account == '+' || *account == '%')
			buf_addf(&b, "%%%02X", (unsigned char)*account);
		else
			buf_addc(&b, (char)(*account == '\\' ? '+' :
			    *account));
	name = xstrdup((char *)b.data);
	buf_clear(&b);
	return name;
}

/* The account of a folder; NULL: it is none of ours.  Heap. */
static char *
folder_account(const char *folder)
{
	struct buf b = { 0 };
	const char *s;
	char *name, *back;

	for (s = folder, buf_adds(&b, ""); *s != '\0'; s++)
		if (strncmp(s, "%2B", 3) == 0 || strncmp(s, "%25", 3) == 0) {
			buf_addc(&b, s[2] == 'B' ? '+' : '%');
			s += 2;
		} else {
			buf_addc(&b, (char)(*s == '+' ? '\\' : *s));
		}
	name = buf_steal(&b);
	back = folder_name(name);
	if (*folder == '.' || strcmp(back, folder) != 0 ||
	    !store_account_ok(name, NULL)) {
		free(name);
		name = NULL;
	}
	free(back);
	return name;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
stores_accounts(const char *root, char ***names, size_t *n)
{
	char *path = xasprintf("%s/accounts", root), *name;
	DIR *dir = opendir(path);
	struct dirent *e;
	size_t cap = 0;

	*names = NULL;
	*n = 0;
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		name = folder_account(e->d_name);
		if (name == NULL)
			continue;
		*names = grow(*names, *n, &cap, sizeof(**names));
		(*names)[(*n)++] = name;
	}
	if (dir != NULL)
		closedir(dir);
	if (*n > 1)
		qsort(*names, *n, sizeof(**names), by_name);
	free(path);
}

/*
 * Earlier versions left '+' and '%' as they are.  Such a folder still counts
 * while there is no other, if it is really that account's.
 */
static bool
is_old_folder(const char *path, const char *account)
{
	struct passwd pw, *found = NULL;
	char room[16384];
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
	    getpwnam_r(account, &pw, room, sizeof(room), &found) == 0 &&
	    found != NULL && st.st_uid == pw.pw_uid;
}

static char *
account_path(const char *root, const char *account, const char *store)
{
	char *folder = folder_name(account), *path, *old;
	struct stat st;

	path = xasprintf("%s/accounts/%s/%s", root, folder, store);
	free(folder);
	if (strpbrk(account, "+%") == NULL || lstat(path, &st) == 0)
		return path;
	old = xasprintf("%s/accounts/%s/%s", root, account, store);
	if (strchr(account, '\\') == NULL && is_old_folder(old, account)) {
		free(path);
		return old;
	}
	free(old);
	return path;
}

struct store *
store_open(const char *root, enum store_id id, const char *account,
    struct err *err)
{
	const struct store_info *info = store_info(id);
	struct store *s;

	if ((account != NULL) != info->per_account) {
		err_set(err, ERR_INVALID, "store %s: %s", info->name,
		    info->per_account ? "account missing" :
		    "belongs to the computer, not to an account");
		return NULL;
	}
	if (account != NULL && !store_account_ok(account, err)) {
		err_prefix(err, "account");
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	s->id = id;
	s->account = xstrdup(account);
	if (account == NULL) {
		s->path = xasprintf("%s/computer/%s", root, info->name);
		return s;
	}
	s->path = account_path(root, account, info->name);
	return s;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	free(s->account);
	free(s->path);
	free(s);
}

/* ---- folders ------------------------------------------------------------ */

/*
 * When an administrator prepares the folders of another account, they are
 * handed to it.  An account that this computer does not know keeps nothing:
 * its folder stays root's until it is made by the account itself.
 */
static bool
hand_to_account(const struct store *s, const char *dir, struct err *err)
{
	struct passwd pw, *found = NULL;
	char room[16384];

	if (geteuid() != 0 || s->account == NULL ||
	    getpwnam_r(s->account, &pw, room, sizeof(room), &found) != 0 ||
	    found == NULL)
		return true;
	if (lchown(dir, pw.pw_uid, pw.pw_gid) != 0)
		return err_set(err, ERR_FAILED, "%s: cannot be handed to %s "
		    "(%s)", dir, s->account, strerror(errno));
	return true;
}

/* The last folder made by ourselves, so that its mode holds from the start. */
static bool
make_last(const struct store *s, struct err *err)
{
	const mode_t mode = s->account != NULL ? 0700 : 0755;
	struct stat st;

	if (mkdir(s->path, mode) != 0 && errno == EEXIST)
		return true;	/* somebody else was faster */
	if (stat(s->path, &st) != 0)
		return err_set(err, ERR_FAILED, "store %s: cannot be created "
		    "(%s)", s->path, strerror(errno));
	/* A strict umask must not hide the computer's stores from engines. */
	if (chmod(s->path, mode) != 0)
		return err_set(err, ERR_FAILED, "store %s: cannot set its "
		    "mode (%s)", s->path, strerror(errno));
	return hand_to_account(s, s->path, err);
}

bool
store_create(const struct store *s, struct err *err)
{
	struct rights rights;
	struct stat st;
	char *parent, *slash;
	bool ok;

	if (stat(s->path, &st) == 0)
		return S_ISDIR(st.st_mode) || err_set(err, ERR_FAILED,
		    "store %s: not a folder", s->path);
	parent = xstrdup(s->path);
	slash = strrchr(parent, '/');
	*slash = '\0';
	ok = stat(parent, &st) == 0 || (file_mkdirs(parent, 0755, err) &&
	    hand_to_account(s, parent, err));
	free(parent);
	if (!ok)
		return false;
	ok = rights_assume(&rights, s, err) && make_last(s, err);
	rights_return(&rights);
	return ok;
}

static bool
create_one(const char *root, enum store_id id, const char *account,
    struct err *err)
{
	struct store *s = store_open(root, id, account, err);
	bool ok = s != NULL && store_create(s, err);

	store_close(s);
	return ok;
}

bool
stores_create(const char *root, const char *account, struct err *err)
{
	enum store_id id;

	for (id = 0; id < STORE_COUNT; id++)
		if (!stores[id].per_account &&
		    !create_one(root, id, NULL, err))
			return false;
	return account == NULL ||
	    create_one(root, STORE_PERSONAL, account, err);
}
