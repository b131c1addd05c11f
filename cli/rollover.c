/* SPDX-License-Identifier: ISC */
/* rollover list, plan, complete, end, cancel */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "cli/json.h"
#include "cli/object_arg.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "model/rollovers.h"

/* ---- list ---------------------------------------------------------------- */

static void
say_when(struct table *t, int64_t at)
{
	char text[WHEN_TEXT];

	table_cell(t, at != FIELD_UNSET ? when_date(at, text) : NULL);
}

static json_t *
json_of_cert(const struct rollover_cert *c)
{
	json_t *j;

	if (c->thumbprint == NULL)
		return json_null();
	j = json_object();
	json_put(j, "thumbprint", json_of_text(c->thumbprint));
	json_put(j, "common_name", json_of_text(c->common_name));
	json_put(j, "not_after", json_of_time(c->not_after));
	return j;
}

static json_t *
json_of_item(const struct rollover_item *item)
{
	json_t *j = json_document();
	enum cert_role role;

	json_put(j, "kind", json_of_text(item->kind));
	json_put(j, "name", json_of_text(item->name));
	json_put(j, "field", json_of_text(item->field));
	json_put(j, "usage", json_of_text(usage_info(item->usage)->name));
	json_put(j, "stage", json_of_text(rollover_stage_name(item->stage)));
	for (role = 0; role < CERT_ROLES; role++)
		json_put(j, cert_role_name(role),
		    json_of_cert(&item->certs[role]));
	json_put(j, "next_from", json_of_time(item->from));
	json_put(j, "previous_until", json_of_time(item->until));
	json_put(j, "due", json_of_time(item->due));
	json_put(j, "todo", json_of_text(item->todo));
	json_put(j, "missing", json_of_text(item->missing));
	return j;
}

static const char *
title(const struct rollover_cert *c)
{
	return c->common_name != NULL ? c->common_name : c->thumbprint;
}

static void
print_item(struct out *o, const struct rollover_item *item)
{
	static const char *const words[CERT_ROLES] = {
		[CERT_CURRENT] = "current", [CERT_NEXT] = "next",
		[CERT_PREVIOUS] = "previous",
	};
	struct table t = { .columns = 5 };
	char day[WHEN_TEXT];
	enum cert_role role;

	out_fmt(o, "%s ", item->due != FIELD_UNSET ?
	    when_date(item->due, day) : "-");
	out_fmt(o, "%s: %s ", rollover_stage_name(item->stage), item->kind);
	out_safe(o, item->name);
	out_fmt(o, " %s\n", item->field);
	for (role = 0; role < CERT_ROLES; role++) {
		if (item->certs[role].thumbprint == NULL)
			continue;
		table_cell(&t, " ");
		table_cell(&t, words[role]);
		table_cell(&t, item->certs[role].thumbprint);
		say_when(&t, item->certs[role].not_after);
		table_cell(&t, title(&item->certs[role]));
	}
	table_print(&t, o);
	table_clear(&t);
	out_wrap(o, "    ", item->todo);
}

bool
verb_rollover_list(struct invocation *c, struct err *err)
{
	struct rollovers list = { 0 };
	json_t *array = json_array();
	int64_t at = 0, days = -1;
	bool ok = invocation_at(c, &at, err) &&
	    (!invocation_has(c, OPTION_DAYS) || invocation_number("--days",
	    c->options[OPTION_DAYS], &days, err)) &&
	    rollovers_load(&list, c->model, days, at, err);
	size_t i;

	for (i = 0; ok && i < list.n; i++)
		if (invocation_has(c, OPTION_JSON))
			json_push(array, json_of_item(&list.v[i]));
		else
			print_item(&c->out, &list.v[i]);
	if (ok && invocation_has(c, OPTION_JSON))
		json_print(&c->out, json_incref(array));
	json_decref(array);
	rollovers_clear(&list);
	return ok;
}

/* ---- the steps ----------------------------------------------------------- */

struct step {
	struct object_arg arg;
	struct object *before, *now;
	char *field;		/* of the current certificate */
	int64_t at;
};

static bool
time_option(const struct invocation *c, enum option_id id, int64_t *at,
    struct err *err)
{
	const char *text = c->options[id];

	*at = FIELD_UNSET;
	if (text == NULL || when_parse(text, at))
		return true;
	return err_set(err, ERR_USAGE, "--%s: time as 2026-12-31 23:59 "
	    "expected (%s)", option_rows[id].name, text);
}

/* KIND NAME, then besides `more` arguments a field. */
static bool
step_begin(struct invocation *c, struct step *s, size_t more,
    enum cert_role role, struct err *err)
{
	const char *given;

	memset(s, 0, sizeof(*s));
	if (!object_arg(c, &s->arg, err) || !invocation_at(c, &s->at, err))
		return false;
	if (s->arg.nrest < more || s->arg.nrest > more + 1)
		return err_set(err, ERR_USAGE, "%s: %s, usage: sealport %s "
		    "%s", c->verb->name, s->arg.nrest < more ?
		    "THUMB is missing" : "too many arguments", c->verb->name,
		    c->verb->usage);
	s->before = object_arg_get(c, &s->arg, 0, err);
	if (s->before == NULL)
		return false;
	s->now = object_copy(s->before);
	given = s->arg.nrest > more ? s->arg.rest[0] : NULL;
	s->field = rollover_choose(s->before, c->model, given, role, err);
	return s->field != NULL;
}

/* What remains to be done, for people. */
static bool
say_todo(struct invocation *c, const struct step *s, struct err *err)
{
	const struct rollover_item *item;
	struct rollovers list;
	bool ok;

	if (invocation_has(c, OPTION_JSON) || invocation_has(c,
	    OPTION_WHAT_IF))
		return true;
	ok = rollovers_load(&list, c->model, -1, s->at, err);
	item = ok ? rollovers_find(&list, s->now, s->field) : NULL;
	if (item != NULL)
		out_wrap(&c->out, "", item->todo);
	rollovers_clear(&list);
	return ok;
}

static bool
step_end(struct invocation *c, struct step *s, bool ok, struct err *err)
{
	struct objects before = { &s->before, 1, 1 }, now = { &s->now, 1, 1 };

	ok = ok && edit_objects(c, &before, &now, err) &&
	    say_todo(c, s, err);
	free(s->field);
	object_free(s->now);
	object_free(s->before);
	object_arg_clear(&s->arg);
	return ok;
}

bool
verb_rollover_plan(struct invocation *c, struct err *err)
{
	struct rollover_wish w = { .keep = FIELD_UNSET };
	struct step s;
	int64_t days;
	bool ok = step_begin(c, &s, 1, CERT_CURRENT, err);

	if (ok && !invocation_has(c, OPTION_TAKE_OVER))
		ok = err_set(err, ERR_USAGE, "%s: --take-over TIME is "
		    "missing", c->verb->name);
	ok = ok && time_option(c, OPTION_TAKE_OVER, &w.from, err);
	if (ok && invocation_has(c, OPTION_KEEP)) {
		ok = invocation_number("--keep", c->options[OPTION_KEEP],
		    &days, err);
		if (ok && days > MAX_KEEP_DAYS)
			ok = err_set(err, ERR_USAGE, "--keep: at most %d days "
			    "(%s)", MAX_KEEP_DAYS, c->options[OPTION_KEEP]);
		if (ok)
			w.keep = days * DAY_SECONDS;
	}
	if (ok) {
		w.field = s.field;
		w.thumbprint = s.arg.rest[s.arg.nrest - 1];
		ok = rollover_plan(s.now, c->model, &w, err);
	}
	return step_end(c, &s, ok, err);
}

bool
verb_rollover_complete(struct invocation *c, struct err *err)
{
	struct step s;
	int64_t until = FIELD_UNSET;
	bool ok = step_begin(c, &s, 0, CERT_NEXT, err) &&
	    time_option(c, OPTION_KEEP_UNTIL, &until, err) &&
	    rollover_complete(s.now, c->model, s.field, s.at, until, err);

	return step_end(c, &s, ok, err);
}

bool
verb_rollover_end(struct invocation *c, struct err *err)
{
	struct step s;
	bool ok = step_begin(c, &s, 0, CERT_PREVIOUS, err) &&
	    rollover_end(s.now, c->model, s.field, err);

	return step_end(c, &s, ok, err);
}

bool
verb_rollover_cancel(struct invocation *c, struct err *err)
{
	struct step s;
	bool ok = step_begin(c, &s, 0, CERT_NEXT, err) &&
	    rollover_cancel(s.now, c->model, s.field, err);

	return step_end(c, &s, ok, err);
}
