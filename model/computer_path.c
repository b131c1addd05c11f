/* SPDX-License-Identifier: ISC */
#include "model/computer_path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/account.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/user.h"
#include "base/when.h"

#define DEVICES "/sys/dev/block"
#define SWAPS "/proc/swaps"
#define MEMORY_MAGIC 0x01021994		/* tmpfs, of statfs(2) */

enum {
	MAX_DEPTH = 8,		/* of devices upon devices */
	MAX_ENTRIES = 10000,	/* of a folder that are looked at */
	MAX_KEY_FILES = 20,	/* of a home that are told */
	HEAD = 64,		/* bytes of a file: where PEM begins */
};

/* ---- a path -------------------------------------------------------------- */

static const char *
kind_of(const struct stat *st)
{
	return S_ISDIR(st->st_mode) ? "folder" : S_ISREG(st->st_mode) ?
	    "file" : S_ISLNK(st->st_mode) ? "link" : "other";
}

void
computer_path_tell(struct computer_facts *f, const char *computer,
    const char *path)
{
	struct stat st;
	char mode[16], *name;

	if (lstat(path, &st) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			computer_facts_add(f, computer, FACT_KIND, path,
			    "missing");
		return;
	}
	computer_facts_add(f, computer, FACT_KIND, path, kind_of(&st));
	if (S_ISLNK(st.st_mode) && stat(path, &st) != 0)
		return;
	snprintf(mode, sizeof(mode), "%04o", (unsigned)st.st_mode & 07777);
	computer_facts_add(f, computer, FACT_MODE, path, mode);
	name = user_name_of(st.st_uid);
	computer_facts_add(f, computer, FACT_OWNER, path, name);
	free(name);
	name = account_group_name(st.st_gid);
	computer_facts_add(f, computer, FACT_GROUP, path, name);
	free(name);
}

static size_t
count_old(const char *path, int64_t now)
{
	DIR *d = opendir(path);
	struct dirent *e;
	struct stat st;
	size_t n = 0, seen = 0;

	while (d != NULL && seen++ < MAX_ENTRIES && (e = readdir(d)) != NULL)
		if (fstatat(dirfd(d), e->d_name, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
		    now - st.st_mtime > DAY_SECONDS)
			n++;
	if (d != NULL)
		closedir(d);
	return n;
}

void
computer_path_tell_room(struct computer_facts *f, const char *computer,
    const char *path, int64_t now)
{
	char text[32];
	struct statvfs v;
	struct statfs fs;
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return;
	if (statvfs(path, &v) == 0) {
		snprintf(text, sizeof(text), "%" PRIu64,
		    (uint64_t)v.f_bavail * v.f_frsize);
		computer_facts_add(f, computer, FACT_FREE, path, text);
	}
	if (access(path, R_OK) == 0) {
		snprintf(text, sizeof(text), "%zu", count_old(path, now));
		computer_facts_add(f, computer, FACT_OLD, path, text);
	}
	computer_facts_add(f, computer, FACT_DEVICE, path,
	    statfs(path, &fs) == 0 && fs.f_type == MEMORY_MAGIC ? "memory" :
	    computer_device(st.st_dev));
}

/* ---- devices ------------------------------------------------------------- */

static bool
read_line(const char *path, char *line, size_t room)
{
	FILE *f = fopen(path, "re");
	bool ok = f != NULL && fgets(line, (int)room, f) != NULL;

	if (f != NULL)
		fclose(f);
	return ok;
}

static const char *judge_device(const char *folder, int depth);

/* What it is made of: it is plain if one of them is. */
static const char *
judge_slaves(const char *folder, int depth)
{
	char *path = xasprintf("%s/slaves", folder), *below;
	DIR *d = opendir(path);
	const char *all = "plain", *one;
	struct dirent *e;
	bool first = true;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		below = xasprintf("%s/%s", path, e->d_name);
		one = judge_device(below, depth + 1);
		free(below);
		if (first || strcmp(one, "plain") == 0)
			all = one;
		first = false;
	}
	if (d != NULL)
		closedir(d);
	free(path);
	return all;
}

static const char *
judge_device(const char *folder, int depth)
{
	char *path = xasprintf("%s/dm/uuid", folder), line[256];
	bool crypt = read_line(path, line, sizeof(line)) &&
	    text_starts(line, "CRYPT-");

	free(path);
	if (crypt)
		return "encrypted";
	return depth < MAX_DEPTH ? judge_slaves(folder, depth) : "plain";
}

const char *
computer_device(dev_t dev)
{
	char *folder = xasprintf(DEVICES "/%u:%u", major(dev), minor(dev));
	const char *found = access(folder, F_OK) == 0 ?
	    judge_device(folder, 0) : NULL;

	free(folder);
	return found;
}

static const char *
judge_swap(const char *path)
{
	struct stat st;

	if (text_starts(path, "/dev/zram"))
		return "memory";
	if (stat(path, &st) != 0)
		return NULL;
	return computer_device(S_ISBLK(st.st_mode) ? st.st_rdev : st.st_dev);
}

/* A line of /proc/swaps begins with the path; the first is a heading. */
const char *
computer_swap(void)
{
	FILE *f = fopen(SWAPS, "re");
	const char *all = "none", *one;
	char line[4352];
	bool heading = true;

	if (f == NULL)
		return NULL;
	for (; fgets(line, sizeof(line), f) != NULL; heading = false) {
		line[strcspn(line, " \t\n")] = '\0';
		if (heading)
			continue;
		one = judge_swap(line);
		if (one == NULL || (all != NULL && strcmp(all, "plain") != 0))
			all = one;
		if (all == NULL)
			break;
	}
	fclose(f);
	return all;
}

/* ---- keys that were left behind ------------------------------------------ */

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcasecmp(name + n - m, end) == 0;
}

static bool
holds_key(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC);
	char head[HEAD + 1];
	struct stat st;
	ssize_t n = -1;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		n = read(fd, head, HEAD);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return false;
	head[n] = '\0';
	n = text_starts(head, "-----BEGIN ") &&
	    strstr(head, "PRIVATE KEY-----") != NULL;
	explicit_bzero(head, sizeof(head));
	return n != 0;
}

void
computer_path_tell_keys(struct computer_facts *f, const char *computer,
    const char *home, const char *account)
{
	int fd = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	size_t seen = 0, told = 0;
	struct dirent *e;
	char *path;

	if (d == NULL && fd >= 0)
		close(fd);
	while (d != NULL && seen++ < MAX_ENTRIES && told < MAX_KEY_FILES &&
	    (e = readdir(d)) != NULL) {
		if (!ends_with(e->d_name, ".p12") &&
		    !ends_with(e->d_name, ".pfx") &&
		    !((ends_with(e->d_name, ".pem") ||
		    ends_with(e->d_name, ".key")) &&
		    holds_key(fd, e->d_name)))
			continue;
		path = xasprintf("%s/%s", home, e->d_name);
		computer_facts_add(f, computer, FACT_KEY_FILE, path, account);
		free(path);
		told++;
	}
	if (d != NULL)
		closedir(d);
}
