/* SPDX-License-Identifier: ISC */
#include "config/db_sqlite_err.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

/*
 * "party.name, party.value" or "index 'party_alias_pair'": the columns, or
 * the index's name; last gets the last column, or "".
 */
static char *
unique_names(const char *list, char *last, size_t size)
{
	static const char index[] = "index '";
	struct buf b = { 0 };
	size_t len;

	last[0] = '\0';
	if (text_starts(list, index)) {
		list += sizeof(index) - 1;
		return xstrndup(list, strcspn(list, "'"));
	}
	while (*list != '\0') {
		len = strcspn(list, ".,");
		if (list[len] == '.') {
			list += len + 1;
			continue;
		}
		if (b.len > 0)
			buf_adds(&b, " and ");
		buf_add(&b, list, len);
		if (len < size) {
			memcpy(last, list, len);
			last[len] = '\0';
		}
		list += len;
		list += strspn(list, ", ");
	}
	return buf_steal(&b);
}

static bool
fail_unique(const char *what, struct err *err)
{
	char last[sizeof(err->part)];
	char *names = unique_names(what, last, sizeof(last));

	err_set(err, ERR_EXISTS, strstr(names, " and ") == NULL ?
	    "%s is already used by another one" :
	    "%s are already used together by another one", names);
	if (last[0] != '\0')
		err_part(err, last);
	free(names);
	return false;
}

static bool
fail_not_null(const char *what, struct err *err)
{
	const char *dot = strchr(what, '.');
	const char *column = dot != NULL ? dot + 1 : what;

	err_set(err, ERR_INVALID, "%s is required", column);
	return err_part(err, column);
}

static bool
fail_check(const char *what, struct err *err)
{
	return err_set(err, ERR_INVALID, "not acceptable (%s)", what);
}

static bool
fail_foreign(const char *what, struct err *err)
{
	/* Which of the two it is depends on the statement: db.c knows. */
	return err_set(err, ERR_IN_USE, "others refer to it (%s)", what);
}

/* The schema's triggers stand for constraints; these say so. */
static bool
fail_trigger(const char *what, struct err *err)
{
	static const struct { const char *words; enum err_code code; } are[] = {
		{ "others refer to it", ERR_IN_USE },
		{ "no such", ERR_NOT_FOUND },
		{ "a password must", ERR_INVALID },
		{ "certificate of another", ERR_EXISTS },
	};
	enum err_code code = ERR_DENIED;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(are); i++)
		if (text_starts(what, are[i].words))
			code = are[i].code;
	return err_set(err, code, "%s", what);
}

/* What SQLite says of a constraint: "KIND constraint failed: WHAT". */
static const struct {
	int rc;		/* extended */
	bool (*set)(const char *what, struct err *);
} constraints[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, fail_unique },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, fail_unique },
	{ SQLITE_CONSTRAINT_ROWID, fail_unique },
	{ SQLITE_CONSTRAINT_NOTNULL, fail_not_null },
	{ SQLITE_CONSTRAINT_CHECK, fail_check },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, fail_foreign },
	{ SQLITE_CONSTRAINT_TRIGGER, fail_trigger },
};

static const struct {
	int rc;		/* primary */
	enum err_code code;
	const char *words;
	bool plain;	/* the words say all that SQLite would */
} failures[] = {
	{ SQLITE_BUSY, ERR_BUSY, "database is locked by another program",
	    true },
	{ SQLITE_NOTADB, ERR_INVALID, "not a database", true },
	{ SQLITE_FULL, ERR_FAILED, "no room left for the database", true },
	{ SQLITE_LOCKED, ERR_BUSY, "database is locked", false },
	{ SQLITE_READONLY, ERR_DENIED, "the database may only be read",
	    false },
	{ SQLITE_PERM, ERR_DENIED, "not permitted", false },
	{ SQLITE_CORRUPT, ERR_FAILED, "the database is damaged", false },
	{ SQLITE_CANTOPEN, ERR_FAILED, "cannot open the database", false },
	{ SQLITE_IOERR, ERR_FAILED, "cannot read or write the database",
	    false },
};

static bool
fail_plain(sqlite3 *h, int rc, const char *path, struct err *err)
{
	const char *reason = h != NULL ? sqlite3_errmsg(h) :
	    sqlite3_errstr(rc);
	int system = h != NULL ? sqlite3_system_errno(h) : 0;
	const char *words = "database";
	enum err_code code = ERR_FAILED;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(failures); i++) {
		if (failures[i].rc != (rc & 0xff))
			continue;
		if (failures[i].plain)
			return err_set(err, failures[i].code, "%s: %s", path,
			    failures[i].words);
		words = failures[i].words;
		code = failures[i].code;
	}
	/* errno is kept from any failure; it belongs to these two only. */
	if (system != 0 && ((rc & 0xff) == SQLITE_CANTOPEN ||
	    (rc & 0xff) == SQLITE_IOERR))
		return err_set(err, code, "%s: %s (%s: %s)", path, words,
		    reason, strerror(system));
	return err_set(err, code, "%s: %s (%s)", path, words, reason);
}

bool
sqlite_fail(sqlite3 *h, int rc, const char *path, struct err *err)
{
	static const char mark[] = " constraint failed: ";
	const char *what, *at;
	int extended = h != NULL ? sqlite3_extended_errcode(h) : rc;
	size_t i;

	if ((rc & 0xff) != SQLITE_CONSTRAINT)
		return fail_plain(h, rc, path, err);
	what = sqlite3_errmsg(h);
	at = strstr(what, mark);
	for (i = 0; i < ARRAY_SIZE(constraints); i++)
		if (constraints[i].rc == extended)
			return constraints[i].set(at != NULL ?
			    at + sizeof(mark) - 1 : what, err);
	return err_set(err, ERR_INVALID, "not acceptable (%s)", what);
}
