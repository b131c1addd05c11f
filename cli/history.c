/* SPDX-License-Identifier: ISC */
/* history, undo, rollback */
#include "model/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/json.h"
#include "cli/object_arg.h"
#include "cli/verbs.h"

#define VALUE_COLUMNS 60	/* of a value in the text form */
#define DEFAULT_LIMIT 20	/* revisions */
#define MAX_LIMIT 1000000

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

/* Of a revision that touched many objects those asked for are shown. */
static bool
asked_for(const struct history_change *ch, const struct history_query *q)
{
	return (q->kind == NULL || str_same(ch->kind, q->kind)) &&
	    (q->name == NULL || str_same(ch->object, q->name));
}

static void
print_revision(struct out *o, const struct revision *r,
    const struct history_query *q)
{
	const struct history_change *ch, *last = NULL;
	char *title = revision_title(r);

	out_safe(o, title);
	out_text(o, "\n");
	free(title);
	for (ch = r->changes; ch < r->changes + r->n; ch++) {
		if (!asked_for(ch, q))
			continue;
		if (last == NULL || !same_object(last, ch))
			print_object(o, ch);
		print_change(o, ch);
		last = ch;
	}
}

/* Whole values, and the digest for those who keep it elsewhere. */
static json_t *
json_of_revision(const struct revision *r, const struct history_query *q)
{
	json_t *j = json_document(), *changes = json_array(), *one;
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
		if (!asked_for(ch, q))
			continue;
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
print_revisions(struct invocation *c, const struct revisions *list,
    const struct history_query *q)
{
	json_t *j;
	size_t i;

	if (!invocation_has(c, OPTION_JSON)) {
		for (i = 0; i < list->n; i++)
			print_revision(&c->out, &list->v[i], q);
		return;
	}
	j = json_array();
	for (i = 0; i < list->n; i++)
		json_push(j, json_of_revision(&list->v[i], q));
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
		j = json_document();
		json_put(j, "revisions", json_integer(count));
		json_put(j, "intact", json_true());
		json_print(&c->out, j);
	} else {
		out_fmt(&c->out, "%" PRId64 " revision%s, chain intact\n",
		    count, count == 1 ? "" : "s");
	}
	return true;
}

/* One more than is printed is read, to tell whether there are more. */
static bool
print_list(struct invocation *c, struct history_query *q, struct err *err)
{
	struct revisions list = { 0 };
	size_t more = 0;
	bool ok;

	if (q->limit > 0)
		q->limit++;
	ok = history_list(c->model, q, &list, err);
	if (ok && q->limit > 0 && list.n == (size_t)q->limit)
		more = 1;
	list.n -= more;
	if (ok)
		print_revisions(c, &list, q);
	if (more && isatty(c->out.fd) && !invocation_has(c, OPTION_JSON))
		out_fmt(&c->out, "older ones: --before %" PRId64
		    ", or --all\n", list.v[list.n - 1].id);
	list.n += more;
	revisions_clear(&list);
	return ok;
}

/* history REVISION */
static bool
print_one(struct invocation *c, int64_t id, struct err *err)
{
	struct history_query q = { .before = id + 1, .limit = 1 };
	struct revisions list = { 0 };
	bool ok;

	ok = history_list(c->model, &q, &list, err);
	if (ok && (list.n == 0 || list.v[0].id != id))
		ok = err_set(err, ERR_NOT_FOUND,
		    "history: no such revision (%" PRId64 ")", id);
	if (ok)
		print_revisions(c, &list, &q);
	revisions_clear(&list);
	return ok;
}

static bool
read_limits(const struct invocation *c, struct history_query *q,
    struct err *err)
{
	if (!invocation_has(c, OPTION_ALL))
		q->limit = DEFAULT_LIMIT;
	if (invocation_has(c, OPTION_LIMIT) &&
	    !invocation_number("--limit", c->options[OPTION_LIMIT],
	    &q->limit, err))
		return false;
	if (q->limit > MAX_LIMIT)
		q->limit = MAX_LIMIT;
	return !invocation_has(c, OPTION_BEFORE) ||
	    invocation_number("--before", c->options[OPTION_BEFORE],
	    &q->before, err);
}

bool
verb_history(struct invocation *c, struct err *err)
{
	struct history_query q = { 0 };
	struct object_arg a = { 0 };
	long long id;
	bool ok;

	if (invocation_has(c, OPTION_VERIFY))
		return verify(c, err);
	if (!read_limits(c, &q, err))
		return false;
	if (c->nargs == 1 && text_to_int(c->args[0], &id))
		return print_one(c, id, err);
	ok = c->nargs == 0 || object_arg(c, &a, err);
	if (ok) {
		q.kind = a.kind != NULL ? a.kind->name : NULL;
		q.name = a.name;
		ok = print_list(c, &q, err);
	}
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
}

/* What became of undo and rollback; as text only where it tells something. */
static void
say_done(struct invocation *c, const char *what, int64_t revision,
    struct assignments *secrets)
{
	json_t *j, *list = json_array(), *one;
	struct assignment *s;

	if (invocation_has(c, OPTION_JSON)) {
		j = json_document();
		json_put(j, what, json_integer(revision));
		for (s = secrets->v; s < secrets->v + secrets->n; s++) {
			one = json_object();
			json_put(one, "kind", json_of_text(s->kind));
			json_put(one, "name", json_of_text(s->name));
			json_put(one, "field", json_of_text(s->field));
			json_push(list, one);
		}
		json_put(j, "secrets", json_incref(list));
		json_print(&c->out, j);
	} else {
		if (strcmp(what, "undone") == 0)
			out_fmt(&c->out, "revision %" PRId64 " undone\n",
			    revision);
		print_secrets(&c->out, secrets);
	}
	json_decref(list);
	assignments_clear(secrets);
}

bool
verb_undo(struct invocation *c, struct err *err)
{
	struct assignments secrets = { 0 };
	int64_t undone = 0;

	if (!history_undo(c->model, &undone, &secrets, err))
		return false;
	say_done(c, "undone", undone, &secrets);
	return true;
}

bool
verb_rollback(struct invocation *c, struct err *err)
{
	struct assignments secrets = { 0 };
	int64_t revision = 0;

	if (!invocation_number("rollback", c->args[0], &revision, err) ||
	    !history_rollback(c->model, revision, &secrets, err))
		return false;
	say_done(c, "restored", revision, &secrets);
	return true;
}
