/* SPDX-License-Identifier: ISC */
/* history, undo, rollback */
#include "model/history.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/json.h"
#include "cli/object_arg.h"
#include "cli/verbs.h"

#define VALUE_COLUMNS 60	/* of a value in the text form */

/* A whole number above 0. */
static bool
number_arg(const char *what, const char *text, int64_t *n, struct err *err)
{
	long long value;

	if (!text_to_int(text, &value) || value < 1)
		return err_set(err, ERR_USAGE,
		    "%s: number from 1 expected (%s)", what, text);
	*n = value;
	return true;
}

/* Certificates in PEM and the like are for --json. */
static void
print_value(struct out *o, const char *value)
{
	char *safe = text_safe(value);
	size_t n = text_fit(safe, VALUE_COLUMNS, NULL);

	if (value == NULL)
		out_text(o, "(none)");
	else
		out_fmt(o, "'%.*s'%s", (int)n, safe,
		    safe[n] != '\0' ? "..." : "");
	free(safe);
}

/* The changes of one object stand together. */
static bool
same_object(const struct history_change *a, const struct history_change *b)
{
	return a->object_id == b->object_id && str_same(a->kind, b->kind) &&
	    str_same(a->action, b->action);
}

static void
print_object(struct out *o, const struct history_change *ch)
{
	out_text(o, "    ");
	out_safe(o, ch->action);
	out_text(o, " ");
	out_safe(o, ch->kind);
	out_text(o, " ");
	out_safe(o, ch->object);
	out_text(o, "\n");
}

static void
print_change(struct out *o, const struct history_change *ch)
{
	out_text(o, "        ");
	out_safe(o, ch->field);
	out_text(o, ": ");
	print_value(o, ch->old_value);
	out_text(o, " -> ");
	print_value(o, ch->new_value);
	out_text(o, "\n");
}

static void
print_revision(struct out *o, const struct revision *r)
{
	char *title = revision_title(r);
	size_t i;

	out_safe(o, title);
	out_text(o, "\n");
	free(title);
	for (i = 0; i < r->n; i++) {
		if (i == 0 || !same_object(&r->changes[i - 1],
		    &r->changes[i]))
			print_object(o, &r->changes[i]);
		print_change(o, &r->changes[i]);
	}
}

/* Whole values, and the digest for those who keep it elsewhere. */
static json_t *
json_of_revision(const struct revision *r)
{
	json_t *j = json_object(), *changes = json_array(), *one;
	const struct history_change *ch;

	json_put(j, "id", json_integer(r->id));
	json_put(j, "at", json_of_time(r->at));
	json_put(j, "who", json_of_text(r->who));
	json_put(j, "origin", json_of_text(r->origin));
	json_put(j, "reason", json_of_text(r->reason));
	json_put(j, "undoes", r->undoes != 0 ? json_integer(r->undoes) :
	    json_null());
	json_put(j, "digest", json_of_text(r->digest));
	for (ch = r->changes; ch < r->changes + r->n; ch++) {
		one = json_object();
		json_put(one, "kind", json_of_text(ch->kind));
		json_put(one, "object_id", json_integer(ch->object_id));
		json_put(one, "object", json_of_text(ch->object));
		json_put(one, "action", json_of_text(ch->action));
		json_put(one, "field", json_of_text(ch->field));
		json_put(one, "old_value", json_of_text(ch->old_value));
		json_put(one, "new_value", json_of_text(ch->new_value));
		json_push(changes, one);
	}
	json_put(j, "changes", changes);
	return j;
}

static void
print_revisions(struct invocation *c, const struct revisions *list)
{
	json_t *j;
	size_t i;

	if (!invocation_has(c, OPTION_JSON)) {
		for (i = 0; i < list->n; i++)
			print_revision(&c->out, &list->v[i]);
		return;
	}
	j = json_array();
	for (i = 0; i < list->n; i++)
		json_push(j, json_of_revision(&list->v[i]));
	json_print(&c->out, j);
}

static bool
verify(struct invocation *c, struct err *err)
{
	int64_t count = 0;
	json_t *j;

	if (!history_verify(c->model, &count, err))
		return false;
	if (invocation_has(c, OPTION_JSON)) {
		j = json_object();
		json_put(j, "revisions", json_integer(count));
		json_put(j, "intact", json_true());
		json_print(&c->out, j);
	} else {
		out_fmt(&c->out, "%" PRId64 " revision%s, chain intact\n",
		    count, count == 1 ? "" : "s");
	}
	return true;
}

bool
verb_history(struct invocation *c, struct err *err)
{
	struct history_query q = { 0 };
	struct revisions list = { 0 };
	struct object_arg a = { 0 };
	bool ok = true;

	if (invocation_has(c, OPTION_LIMIT))
		ok = number_arg("--limit", c->options[OPTION_LIMIT],
		    &q.limit, err);
	if (ok && c->nargs > 0)
		ok = object_arg(c, &a, err);
	if (ok && invocation_has(c, OPTION_VERIFY)) {
		ok = verify(c, err);
	} else if (ok) {
		q.kind = a.kind != NULL ? a.kind->name : NULL;
		q.name = a.name;
		ok = history_list(c->model, &q, &list, err);
		if (ok)
			print_revisions(c, &list);
	}
	revisions_clear(&list);
	object_arg_clear(&a);
	return ok;
}

/* Nobody shall believe that an old password is back. */
static void
print_secrets(struct out *o, struct assignments *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		out_safe(o, a->v[i].kind);
		out_text(o, " ");
		out_safe(o, a->v[i].name);
		out_text(o, ": ");
		out_safe(o, a->v[i].field);
		out_text(o, " cannot be taken back; set it again\n");
	}
	assignments_clear(a);
}

bool
verb_undo(struct invocation *c, struct err *err)
{
	struct assignments secrets = { 0 };
	int64_t undone = 0;

	if (!history_undo(c->model, &undone, &secrets, err))
		return false;
	out_fmt(&c->out, "revision %" PRId64 " undone\n", undone);
	print_secrets(&c->out, &secrets);
	return true;
}

bool
verb_rollback(struct invocation *c, struct err *err)
{
	struct assignments secrets = { 0 };
	int64_t revision = 0;

	if (!number_arg("rollback", c->args[0], &revision, err) ||
	    !history_rollback(c->model, revision, &secrets, err))
		return false;
	print_secrets(&c->out, &secrets);
	return true;
}
