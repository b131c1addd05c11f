/* SPDX-License-Identifier: ISC */
/* What this computer tells of itself. */
#include "model/computer_fact.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/account.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/user.h"
#include "base/when.h"
#include "config/db.h"
#include "model/computer_path.h"
#include "model/inventory.h"
#include "model/kinds/host.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"
#include "model/secret.h"

#define SHARED "/var/tmp"	/* base/temp.h, where nothing is set */

struct scan {
	struct computer_facts *f;
	struct model *m;
	char *computer;
	char *self;		/* who looks */
	int64_t now;
};

static void
tell(const struct scan *s, enum fact_topic topic, const char *subject,
    const char *value)
{
	computer_facts_add(s->f, s->computer, topic, subject, value);
}

static void
tell_number(const struct scan *s, enum fact_topic topic, const char *subject,
    int64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, n);
	tell(s, topic, subject, text);
}

/* ---- the database and who may change it ---------------------------------*/

/*
 * The clock by which the database's file is dated: that of the server that
 * keeps it, where several computers share the folder.
 */
static void
tell_clock(const struct scan *s, const char *database)
{
	char *path = xasprintf("%s.clock-XXXXXX", database);
	int fd = mkstemp(path);
	struct stat st;

	if (fd >= 0) {
		if (fstat(fd, &st) == 0)
			tell_number(s, FACT_CLOCK, "",
			    (int64_t)time(NULL) - (int64_t)st.st_mtime);
		unlink(path);
		close(fd);
	}
	free(path);
}

/* "a, b" of the settings to "a:b", and each group's members. */
static void
tell_administrators(const struct scan *s)
{
	char *copy = xstrdup(s->m->settings->administrators), *save = NULL;
	char *name, *members;
	struct buf b = { 0 };

	buf_adds(&b, "");
	for (name = copy != NULL ? strtok_r(copy, ", ", &save) : NULL;
	    name != NULL; name = strtok_r(NULL, ", ", &save)) {
		buf_addf(&b, "%s%s", b.len > 0 ? ":" : "", name);
		members = account_members(name);
		tell(s, FACT_MEMBERS, name, members);
		free(members);
	}
	tell(s, FACT_ROLE, "administrators", (const char *)b.data);
	buf_clear(&b);
	free(copy);
}

static void
tell_database(const struct scan *s)
{
	const char *path = db_path(s->m->db);
	char *key = secret_key_path(s->m->settings, path);

	tell(s, FACT_DATABASE, "", path);
	computer_path_tell(s->f, s->computer, path);
	tell_clock(s, path);
	tell(s, FACT_SECRET, "", key);
	if (key != NULL)
		computer_path_tell(s->f, s->computer, key);
	free(key);
	tell_administrators(s);
	tell(s, FACT_SWAP, "", computer_swap());
}

/* ---- accounts ------------------------------------------------------------ */

/*
 * What settings say holds for all accounts that run by them: root tells it
 * of all, another one of itself.
 */
static void
tell_temp(const struct scan *s, const char *account)
{
	const char *path = s->m->settings->temp_folder;

	if (!user_is_root() && strcmp(account, s->self) != 0)
		return;
	if (path == NULL || *path == '\0')
		path = SHARED;
	tell(s, FACT_TEMP, account, path);
}

static void
tell_account(const struct scan *s, const char *name)
{
	struct account a;

	tell_temp(s, name);
	if (!account_read(&a, name)) {
		tell(s, FACT_ACCOUNT, name, "it does not exist");
		return;
	}
	tell(s, FACT_ACCOUNT, name, a.expired ? "it has expired" : "usable");
	tell_number(s, FACT_UID, name, a.uid);
	tell(s, FACT_GROUPS, name, a.groups);
	if (a.credential_set != 0)
		tell_number(s, FACT_CREDENTIAL, name, a.credential_set);
	computer_path_tell_keys(s->f, s->computer, a.home, name);
	account_clear(&a);
}

static bool
tell_accounts(const struct scan *s, struct err *err)
{
	struct objects all = { 0 };
	bool ok = model_select(s->m, &kind_host_instance, "computer",
	    s->computer, &all, err);
	const char *name;
	size_t i, j;

	for (i = 0; ok && i < all.n; i++) {
		name = ((struct host_instance *)all.v[i])->account;
		for (j = 0; j < i; j++)
			if (str_same(name,
			    ((struct host_instance *)all.v[j])->account))
				break;
		if (name != NULL && j == i)
			tell_account(s, name);
	}
	objects_clear(&all);
	return ok;
}

/* ---- folders ------------------------------------------------------------- */

static void
tell_folder(const struct scan *s, const struct object *o,
    const char *property)
{
	const char *path = props_get(&o->props, property);

	/* Another system's paths are for bindings, not for us. */
	if (path != NULL && path[0] == '/')
		computer_path_tell(s->f, s->computer, path);
}

static bool
tell_folders(const struct scan *s, const struct kind *kind,
    const char *property, struct err *err)
{
	struct objects all = { 0 };
	bool ok = model_select(s->m, kind, NULL, NULL, &all, err);
	size_t i;

	for (i = 0; ok && i < all.n; i++)
		tell_folder(s, all.v[i], property);
	objects_clear(&all);
	return ok;
}

static void
tell_temp_folder(const struct scan *s)
{
	const char *path = s->m->settings->temp_folder;

	if (path == NULL || *path == '\0')
		path = SHARED;
	computer_path_tell(s->f, s->computer, path);
	computer_path_tell_room(s->f, s->computer, path, s->now);
}

bool
computer_facts_scan(struct computer_facts *f, struct model *m,
    struct err *err)
{
	struct scan s = { .f = f, .m = m, .now = when_now(),
	    .computer = model_computer(m, err), .self = user_name() };
	bool ok = s.computer != NULL;

	memset(f, 0, sizeof(*f));
	if (ok) {
		tell(&s, FACT_TOLD, "", s.self);
		tell_database(&s);
		tell_temp_folder(&s);
		ok = tell_accounts(&s, err) &&
		    tell_folders(&s, &kind_receive_location,
		    "file.receive_folder", err) &&
		    tell_folders(&s, &kind_send_port,
		    "file.destination_folder", err);
		computer_facts_sort(f);
	}
	if (!ok)
		computer_facts_clear(f);
	free(s.computer);
	free(s.self);
	return ok || err_prefix(err, "computer facts");
}
