/* SPDX-License-Identifier: ISC */
#include "config/settings.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "config/settings_file.h"

#define MAX_COMPUTER 63		/* bytes, as in the database */
#define MAX_GROUPS 1024		/* bytes of a list of group names */
#define MAX_LOCATION 4095	/* bytes of a path or URL */

#define TEXT(field) \
	.name = #field, .type = SETTINGS_STRING, \
	.at = offsetof(struct settings, field)
#define NUMBER(field) \
	.name = #field, .type = SETTINGS_INT, \
	.at = offsetof(struct settings, field)

const struct settings_row settings_rows[] = {
	{ TEXT(database), .min = 1, .max = MAX_LOCATION,
	  .def = "sqlite:/var/lib/sealport/group.db",
	  .help = "Where the group's configuration database is." },
	{ TEXT(stores), .min = 1, .max = MAX_LOCATION,
	  .def = "/var/lib/sealport/stores",
	  .help = "Root folder of this computer's certificate stores." },
	{ TEXT(key_file), .max = MAX_LOCATION, .def = "",
	  .help = "File of the key that passwords are sealed under; empty: "
	      "beside the database file, its name with .key." },
	{ TEXT(temp_folder), .max = MAX_LOCATION, .def = "",
	  .help = "Folder, nobody else's, that messages overflow to; empty: "
	      "files without a name in $TMPDIR or /var/tmp." },
	{ TEXT(computer), .max = MAX_COMPUTER, .def = "",
	  .help = "Name of this computer in the group; empty: its short "
	      "host name." },
	{ TEXT(administrators), .max = MAX_GROUPS, .def = "",
	  .help = "Operating-system groups, separated by blanks, whose "
	      "members may change everything; empty: everybody who may "
	      "write the database." },
	{ TEXT(operators), .max = MAX_GROUPS, .def = "",
	  .help = "Operating-system groups whose members may start, stop "
	      "and enable only." },
	{ TEXT(auditors), .max = MAX_GROUPS, .def = "",
	  .help = "Operating-system groups whose members may only read." },
	{ NUMBER(expiry_warn_days), .min = 0, .max = 3650, .def = "30",
	  .help = "Days before a certificate ends that the audit begins to "
	      "warn." },
	{ NUMBER(crl_max_age_days), .min = 1, .max = 3650, .def = "7",
	  .help = "Days after which the audit calls a revocation list old." },
	{ NUMBER(inventory_max_age_hours), .min = 1, .max = 8760,
	  .def = "24",
	  .help = "Hours after which the audit calls the published "
	      "inventory of a computer's stores old." },
	{ NUMBER(fetch_connect_seconds), .min = 1, .max = 300, .def = "10",
	  .help = "Seconds after which a server of revocation lists that "
	      "does not answer is given up." },
	{ NUMBER(fetch_seconds), .min = 1, .max = 3600, .def = "60",
	  .help = "Seconds that fetching one revocation list may take in "
	      "all." },
	{ NUMBER(connection_seconds), .min = 1, .max = 300, .def = "10",
	  .help = "Seconds that a connection test may take in all." },
	{ NUMBER(system_roots), .min = 0, .max = 1, .def = "0",
	  .help = "1: every chain may end in the operating system's trusted "
	      "roots as well as in those of the root store: of messages, in "
	      "the audit (on each computer), and of TLS servers." },
	{ NUMBER(mouse), .min = 0, .max = 1, .def = "0",
	  .help = "1 or true: the console takes clicks and the wheel; most "
	      "terminals then select text with Shift held only." },
};
const size_t settings_count = ARRAY_SIZE(settings_rows);

static char **
text_at(struct settings *s, const struct settings_row *row)
{
	return (char **)(void *)((char *)s + row->at);
}

static int64_t *
number_at(struct settings *s, const struct settings_row *row)
{
	return (int64_t *)(void *)((char *)s + row->at);
}

void
settings_clear(struct settings *s)
{
	size_t i;

	for (i = 0; i < settings_count; i++)
		if (settings_rows[i].type == SETTINGS_STRING)
			free(*text_at(s, &settings_rows[i]));
	free(s->file);
	memset(s, 0, sizeof(*s));
}

static void
set_defaults(struct settings *s)
{
	const struct settings_row *row;
	long long n;
	bool ok;

	memset(s, 0, sizeof(*s));
	for (row = settings_rows; row < settings_rows + settings_count;
	    row++) {
		if (row->type == SETTINGS_STRING) {
			*text_at(s, row) = xstrdup(row->def);
			continue;
		}
		ok = text_to_int(row->def, &n);
		assert(ok);
		(void)ok;
		*number_at(s, row) = n;
	}
}

/* ---- one setting -------------------------------------------------------- */

static const char *
found_type(const config_setting_t *cs)
{
	static const struct {
		int type;
		const char *words;
	} types[] = {
		{ CONFIG_TYPE_STRING, "text" },
		{ CONFIG_TYPE_INT, "whole number" },
		{ CONFIG_TYPE_INT64, "whole number" },
		{ CONFIG_TYPE_FLOAT, "number with a decimal point" },
		{ CONFIG_TYPE_BOOL, "true or false" },
		{ CONFIG_TYPE_ARRAY, "array" },
		{ CONFIG_TYPE_LIST, "list" },
		{ CONFIG_TYPE_GROUP, "group of settings" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].type == config_setting_type(cs))
			return types[i].words;
	return "nothing";
}

static bool
set_number(struct settings *s, const struct settings_row *row,
    const config_setting_t *cs, struct err *err)
{
	int type = config_setting_type(cs);
	int64_t n;

	/* What is on or off may be written so. */
	if (type == CONFIG_TYPE_BOOL && row->min == 0 && row->max == 1) {
		*number_at(s, row) = config_setting_get_bool(cs);
		return true;
	}
	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return err_set(err, ERR_INVALID,
		    "%s: whole number expected (%s)", row->name,
		    found_type(cs));
	n = config_setting_get_int64(cs);
	if (n < row->min)
		return err_set(err, ERR_INVALID, "%s: at least %" PRId64
		    " (%" PRId64 ")", row->name, row->min, n);
	if (n > row->max)
		return err_set(err, ERR_INVALID, "%s: at most %" PRId64
		    " (%" PRId64 ")", row->name, row->max, n);
	*number_at(s, row) = n;
	return true;
}

/* These become paths, names and words on the screen. */
static bool
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static bool
set_text(struct settings *s, const struct settings_row *row,
    const config_setting_t *cs, struct err *err)
{
	const char *text;
	size_t len;

	if (config_setting_type(cs) != CONFIG_TYPE_STRING)
		return err_set(err, ERR_INVALID, "%s: text expected (%s)",
		    row->name, found_type(cs));
	text = config_setting_get_string(cs);
	len = strlen(text);
	if (len < (size_t)row->min)
		return err_set(err, ERR_INVALID, "%s: must not be empty",
		    row->name);
	if (len > (size_t)row->max)
		return err_set(err, ERR_INVALID, "%s: at most %" PRId64
		    " bytes (%zu)", row->name, row->max, len);
	if (!text_is_utf8(text, len) || has_control(text))
		return err_set(err, ERR_INVALID,
		    "%s: must be UTF-8 without control characters",
		    row->name);
	str_replace(text_at(s, row), text);
	return true;
}

static bool
set_one(struct settings *s, const config_setting_t *cs, struct err *err)
{
	const char *name = config_setting_name(cs);
	const struct settings_row *row;
	bool ok;

	for (row = settings_rows; row < settings_rows + settings_count;
	    row++) {
		if (strcmp(row->name, name) != 0)
			continue;
		ok = row->type == SETTINGS_INT ? set_number(s, row, cs, err) :
		    set_text(s, row, cs, err);
		return ok || err_part(err, row->name);
	}
	err_set(err, ERR_INVALID, "unknown setting (%s)", name);
	return err_part(err, name);
}

/* ---- the file ----------------------------------------------------------- */

/* The scheme of a URL ends with a colon; 0 if there is none. */
static size_t
scheme_length(const char *url)
{
	size_t len = 0;

	while (isalnum((unsigned char)url[len]))
		len++;
	return len > 0 && url[len] == ':' ? len + 1 : 0;
}

/* Put the file's folder before a relative path that starts at `at`. */
static void
make_relative_to(char **value, size_t at, const char *file)
{
	char *dir, *joined, *whole;

	if ((*value)[at] == '/' || (*value)[at] == '\0' ||
	    strchr(file, '/') == NULL)
		return;
	dir = settings_folder(file);
	joined = file_join(strcmp(dir, "/") == 0 ? "" : dir, *value + at);
	whole = xasprintf("%.*s%s", (int)at, *value, joined);
	free(*value);
	*value = whole;
	free(joined);
	free(dir);
}

static void
resolve_paths(struct settings *s)
{
	size_t at = scheme_length(s->database);

	make_relative_to(&s->stores, 0, s->file);
	make_relative_to(&s->key_file, 0, s->file);
	make_relative_to(&s->temp_folder, 0, s->file);
	/* Another product's URL is none of ours. */
	if (at == 0 || text_starts(s->database, "sqlite:"))
		make_relative_to(&s->database, at, s->file);
}

static bool
read_settings(struct settings *s, const char *path, struct err *err)
{
	const config_setting_t *root, *cs;
	config_t cfg;
	char *in;
	int i, n;
	bool ok;

	config_init(&cfg);
	ok = settings_parse(&cfg, path, err);
	root = config_root_setting(&cfg);
	n = ok ? config_setting_length(root) : 0;
	for (i = 0; ok && i < n; i++) {
		cs = config_setting_get_elem(root, (unsigned)i);
		ok = set_one(s, cs, err);
		if (ok)
			continue;
		in = settings_source(config_setting_source_file(cs), path);
		err_prefix(err, "%s:%u", in,
		    (unsigned)config_setting_source_line(cs));
		free(in);
	}
	config_destroy(&cfg);
	if (!ok)
		return false;
	s->file = xstrdup(path);
	resolve_paths(s);
	return true;
}

/* ---- which file, and what it leaves open -------------------------------- */

/* NULL: none.  One that may not be looked at is not the same as none. */
static const char *
choose_file(const char *path)
{
	struct stat st;

	if (path == NULL)
		path = getenv(SETTINGS_ENV);
	if (path != NULL && *path != '\0')
		return path;
	if (stat(SETTINGS_PATH, &st) != 0 && errno == ENOENT)
		return NULL;
	return SETTINGS_PATH;
}

static void
name_computer(struct settings *s)
{
	char name[256] = "";

	if (*s->computer != '\0')
		return;
	if (gethostname(name, sizeof(name) - 1) != 0)
		name[0] = '\0';
	name[strcspn(name, ".")] = '\0';
	name[MAX_COMPUTER] = '\0';
	str_replace(&s->computer, name[0] != '\0' ? name : "localhost");
}

bool
settings_load(struct settings *s, const char *path, struct err *err)
{
	set_defaults(s);
	path = choose_file(path);
	if (path != NULL && !read_settings(s, path, err)) {
		settings_clear(s);
		return false;
	}
	name_computer(s);
	return true;
}
