/* SPDX-License-Identifier: ISC */
#include "cli/invocation.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "cli/json.h"
#include "cli/verbs.h"
#include "cli/words.h"

bool
verb_takes(const struct verb *v, enum option_id id)
{
	return id >= OPTION_GLOBALS &&
	    (v->options >> (id - OPTION_GLOBALS) & 1) != 0;
}

bool
invocation_has(const struct invocation *c, enum option_id id)
{
	return c->options[id] != NULL;
}

bool
invocation_at(const struct invocation *c, int64_t *at, struct err *err)
{
	*at = when_now();
	if (!invocation_has(c, OPTION_AT) ||
	    when_parse(c->options[OPTION_AT], at))
		return true;
	return err_set(err, ERR_USAGE,
	    "--at: time as 2026-12-31 or 2026-12-31 23:59 expected (%s)",
	    c->options[OPTION_AT]);
}

bool
invocation_number(const char *what, const char *text, int64_t *n,
    struct err *err)
{
	long long value;

	if (!text_to_int(text, &value) || value < 1)
		return err_set(err, ERR_USAGE,
		    "%s: number from 1 expected (%s)", what, text);
	*n = value;
	return true;
}

/* ---- parsing ------------------------------------------------------------ */

static bool
unknown_option(const char *name, struct err *err)
{
	struct words words = { 0 };
	size_t i;

	for (i = 0; i < OPTION_COUNT; i++)
		words_add(&words, option_rows[i].name);
	return words_unknown(&words, "option", name, err);
}

/* The row for the first len bytes of name; OPTION_COUNT if there is none. */
static enum option_id
find_option(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < OPTION_COUNT; i++)
		if (strlen(option_rows[i].name) == len &&
		    memcmp(option_rows[i].name, name, len) == 0)
			break;
	return (enum option_id)i;
}

/*
 * One "--name", "--name=value" or "--name" "value" at argv[*i]; *i is left at
 * the last word used.
 */
static bool
parse_option(struct invocation *c, char **argv, int *i, struct err *err)
{
	/* "-o" is the one short option that takes a value. */
	const char *name = strcmp(argv[*i], "-o") == 0 ? "output" :
	    argv[*i] + 2, *value;
	size_t len = strcspn(name, "=");
	enum option_id id = find_option(name, len);
	const struct option_row *row = &option_rows[id];

	if (id == OPTION_COUNT)
		return unknown_option(name, err);
	value = name[len] == '=' ? name + len + 1 : NULL;
	if (row->value == NULL && value != NULL)
		return err_set(err, ERR_USAGE, "--%s: takes no value (%s)",
		    row->name, value);
	if (row->value == NULL)
		value = "";
	else if (value == NULL)
		value = argv[++*i];
	if (value == NULL)
		return err_set(err, ERR_USAGE, "--%s: %s is missing",
		    row->name, row->value);
	if (invocation_has(c, id))
		return err_set(err, ERR_USAGE, "--%s: given twice (%s)",
		    row->name, value);
	c->options[id] = value;
	return true;
}

/* Options into their table, everything else into args. */
static bool
sort_words(struct invocation *c, int argc, char **argv, struct err *err)
{
	bool plain = false;	/* after "--" */
	int i;

	c->args = xcalloc((size_t)argc + 1, sizeof(*c->args));
	for (i = 1; i < argc; i++) {
		if (plain || argv[i][0] != '-' || argv[i][1] == '\0')
			c->args[c->nargs++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			plain = true;
		else if (strcmp(argv[i], "-h") == 0)
			c->options[OPTION_HELP] = "";
		else if (argv[i][1] != '-' && strcmp(argv[i], "-o") != 0)
			return err_set(err, ERR_USAGE,
			    "option: unknown (%s)", argv[i]);
		else if (!parse_option(c, argv, &i, err))
			return false;
	}
	return true;
}

static bool
check_arguments(const struct invocation *c, struct err *err)
{
	const struct verb *v = c->verb;
	size_t i;

	for (i = 0; i < OPTION_COUNT; i++)
		if (c->options[i] != NULL && !option_rows[i].global &&
		    !verb_takes(v, (enum option_id)i))
			return err_set(err, ERR_USAGE,
			    "%s: takes no such option (--%s)", c->word,
			    option_rows[i].name);
	if (c->nargs < v->least)
		return err_set(err, ERR_USAGE,
		    "%s: argument is missing, usage: sealport %s %s", c->word,
		    c->word, v->usage);
	if (c->nargs > v->most)
		return err_set(err, ERR_USAGE,
		    "%s: unexpected argument (%s)", c->word,
		    c->args[v->most]);
	return true;
}

bool
invocation_parse(struct invocation *c, int argc, char **argv, struct err *err)
{
	size_t used = 0;

	if (!sort_words(c, argc, argv, err))
		return false;
	c->verb = verb_find(c->args, c->nargs, &used);
	/* "sealport cert --help" is about all verbs that begin so. */
	if (c->verb == NULL && invocation_has(c, OPTION_HELP))
		c->verb = verb_find((const char *[]){ "help" }, 1, &used);
	if (c->verb == NULL)
		return verb_unknown(c->args, c->nargs, err);
	c->word = c->verb->name;
	if (invocation_has(c, OPTION_HELP) || invocation_has(c, OPTION_VERSION))
		return true;
	/* Transitions share one row: its name is the word itself. */
	if (used == 1)
		c->word = c->args[0];
	memmove(c->args, c->args + used,
	    (c->nargs - used + 1) * sizeof(*c->args));
	c->nargs -= used;
	return check_arguments(c, err);
}

/* ---- running ------------------------------------------------------------ */

bool
invocation_settings(struct invocation *c, const char *path, struct err *err)
{
	if (!settings_load(&c->settings, path, err))
		return false;
	if (invocation_has(c, OPTION_DB))
		str_replace(&c->settings.database, c->options[OPTION_DB]);
	if (invocation_has(c, OPTION_STORES))
		str_replace(&c->settings.stores, c->options[OPTION_STORES]);
	return true;
}

static void
print_version(struct invocation *c)
{
	json_t *j;

	if (!invocation_has(c, OPTION_JSON)) {
		out_text(&c->out, "sealport " SEALPORT_VERSION "\n");
		return;
	}
	j = json_document();
	json_put(j, "program", json_of_text("sealport"));
	json_put(j, "program_version", json_of_text(SEALPORT_VERSION));
	json_print(&c->out, j);
}

bool
invocation_run(struct invocation *c, struct err *err)
{
	bool read_only = invocation_has(c, OPTION_READ_ONLY) ||
	    c->verb->access == ACCESS_READ;

	if (invocation_has(c, OPTION_VERSION)) {
		print_version(c);
		return true;
	}
	if (invocation_has(c, OPTION_HELP))
		return verb_help(c, err);
	if (c->verb->access >= ACCESS_SETTINGS &&
	    !invocation_settings(c, c->options[OPTION_CONFIG], err))
		return false;
	if (c->verb->access >= ACCESS_READ) {
		c->model = model_open(&c->settings, read_only, err);
		if (c->model == NULL)
			return false;
	}
	return c->verb->run(c, err);
}

void
invocation_clear(struct invocation *c)
{
	model_close(c->model);
	settings_clear(&c->settings);
	out_clear(&c->out);
	free(c->args);
	memset(c, 0, sizeof(*c));
}
