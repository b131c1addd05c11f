/* SPDX-License-Identifier: ISC */
/*
 * The settings file: what this computer needs to know before it can open the
 * configuration database.  libconfig syntax; one table row per setting.  An
 * unknown key, a wrong type or a value out of range is an error that names
 * file, line and key; nothing is guessed.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SETTINGS_PATH "/etc/sealport/sealport.conf"
#define SETTINGS_ENV "SEALPORT_CONFIG"

struct settings {
	char *file;		/* where it was read, or NULL: defaults only */
	char *database;		/* URL: "sqlite:/var/lib/sealport/group.db" */
	char *stores;		/* root folder of the certificate stores */
	char *key_file;		/* of the secrets' key; "": DATABASE.key */
	char *temp_folder;	/* what messages overflow to; "": temp.h */
	char *computer;		/* this computer; default: its host name */
	char *administrators;	/* names of operating-system groups; "": */
	char *operators;	/* everybody who may write the database */
	char *auditors;
	int64_t expiry_warn_days;	/* 0-3650; used where the group */
	int64_t crl_max_age_days;	/* does not say otherwise */
	int64_t inventory_max_age_hours;
	int64_t fetch_connect_seconds;	/* of a revocation list */
	int64_t fetch_seconds;
	int64_t connection_seconds;	/* of a connection test */
	int64_t system_roots;		/* 1: end chains as the store's */
	int64_t mouse;			/* 1: the console takes clicks */
};

enum settings_type { SETTINGS_STRING, SETTINGS_INT };

struct settings_row {
	const char *name;
	enum settings_type type;
	size_t at;		/* offsetof struct settings */
	const char *def;	/* as text */
	int64_t min, max;	/* the number; of a text its length in bytes */
	const char *help;
};

/* The table, for the manual, the sample file's test and completion. */
extern const struct settings_row settings_rows[];
extern const size_t settings_count;

/* A settings file may have so many bytes. */
#define SETTINGS_MAX_SIZE 1048576	/* 1 MiB */

/*
 * Which file: path if not NULL, else $SEALPORT_CONFIG, else SETTINGS_PATH if
 * it exists, else defaults only.  A file that is named must exist.  Relative
 * paths in it are relative to its folder, so that the two move together.
 *
 * What the struct held is not released; after a failure there is nothing in
 * it.  Errors are "FILE:LINE: KEY: problem (value)", err->part is the key.
 */
bool settings_load(struct settings *, const char *path, struct err *);
void settings_clear(struct settings *);

#endif
