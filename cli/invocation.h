/* SPDX-License-Identifier: ISC */
/*
 * One run of the program from its command line: verb, options, arguments,
 * settings, the open group.  Verbs and options are table rows; parsing, help
 * and the tests of the manual read these tables.
 */
#ifndef CLI_INVOCATION_H
#define CLI_INVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/out.h"
#include "config/settings.h"
#include "model/model.h"

#define SEALPORT_VERSION "0.1"

enum status {			/* exit codes */
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_SUSPENDED = 3,
	STATUS_DROPPED = 4,
};

enum option_id {
	OPTION_CONFIG, OPTION_DB, OPTION_STORES, OPTION_READ_ONLY,
	OPTION_HELP, OPTION_VERSION,
	OPTION_GLOBALS,		/* every verb takes those before it */
	OPTION_ACCOUNT = OPTION_GLOBALS, OPTION_AGAINST, OPTION_ALL,
	OPTION_ANSWERS, OPTION_ASSIGN, OPTION_AT, OPTION_BEFORE, OPTION_CHAIN,
	OPTION_CLIENT_CERTIFICATE, OPTION_COLUMNS, OPTION_COMPUTER,
	OPTION_CONFIRM_IDENTITY, OPTION_CONTACT, OPTION_CONTENT_TYPE,
	OPTION_CSV, OPTION_DAYS,
	OPTION_DRY_RUN, OPTION_ENCRYPTION_CERTIFICATE, OPTION_FILE_NAME,
	OPTION_FILTER, OPTION_FORCE, OPTION_FORM, OPTION_FROM, OPTION_GROUP,
	OPTION_HOST, OPTION_HTML, OPTION_JSON, OPTION_KEEP,
	OPTION_KEEP_CERTIFICATES, OPTION_KEEP_UNTIL, OPTION_KEY, OPTION_KEYS,
	OPTION_LIMIT, OPTION_LINE, OPTION_LOCATION, OPTION_MANUAL,
	OPTION_NAGIOS, OPTION_NAMES, OPTION_NEW_SINCE, OPTION_OBJECT,
	OPTION_ONLY, OPTION_OUTPUT, OPTION_PARTS, OPTION_PASSPHRASE_FILE,
	OPTION_PORT, OPTION_PROMETHEUS, OPTION_REASON, OPTION_RECORD,
	OPTION_REMOVE_CERTIFICATES, OPTION_REPLACE, OPTION_RULE,
	OPTION_SAMPLE, OPTION_SEVERITY, OPTION_SORT, OPTION_STORE,
	OPTION_TAKE_OVER, OPTION_TLS_CERTIFICATE, OPTION_TRACE, OPTION_USE,
	OPTION_VERIFY, OPTION_WHAT_IF, OPTION_WINDOWS_USER,
	OPTION_COUNT
};

/* For struct verb's list of options. */
#define TAKES(name) (UINT64_C(1) << (OPTION_##name - OPTION_GLOBALS))

_Static_assert(OPTION_COUNT - OPTION_GLOBALS <= 64, "a bit for each");

struct option_row {
	const char *name;	/* without the two dashes */
	const char *value;	/* what follows it, NULL: nothing */
	const char *help;
	bool global;		/* every verb takes it */
};

extern const struct option_row option_rows[OPTION_COUNT];

enum access {			/* what a verb needs open */
	ACCESS_NONE,
	ACCESS_SETTINGS,
	ACCESS_READ,		/* the group; never writes */
	ACCESS_WRITE,
};

struct invocation;

struct verb {
	const char *name;	/* one word or two: "cert import" */
	const char *usage;	/* its arguments */
	const char *help;	/* one sentence */
	const char *more;	/* more sentences, or NULL */
	enum access access;
	uint64_t options;	/* TAKES(...), besides the global ones */
	size_t least, most;	/* arguments */
	bool (*run)(struct invocation *, struct err *);
};

/* Besides the global ones. */
bool verb_takes(const struct verb *, enum option_id);

#define ANY_NUMBER SIZE_MAX

extern const struct verb verb_rows[];	/* name NULL ends */

struct invocation {
	const struct verb *verb;
	const char *word;	/* the verb as typed */
	const char *options[OPTION_COUNT];	/* value, "" or NULL */
	const char **args;	/* without verb and options */
	size_t nargs;
	struct settings settings;
	struct model *model;	/* NULL unless the verb needs it */
	struct out out;
	int status;		/* exit code where the verb did its work */
};

/* Fails with ERR_USAGE. */
bool invocation_parse(struct invocation *, int argc, char **argv, struct err *);
/* Settings and group as the verb needs them, then the verb itself. */
bool invocation_run(struct invocation *, struct err *);
void invocation_clear(struct invocation *);

/* From that file (NULL: where it usually is), then --db and --stores. */
bool invocation_settings(struct invocation *, const char *path, struct err *);

bool invocation_has(const struct invocation *, enum option_id);
/* A whole number from 1 of an option or argument; ERR_USAGE names `what`. */
bool invocation_number(const char *what, const char *text, int64_t *,
    struct err *);
/* --at, else now.  ERR_USAGE if it is no time. */
bool invocation_at(const struct invocation *, int64_t *, struct err *);

#endif
