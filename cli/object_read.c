/* SPDX-License-Identifier: ISC */
/* show, get */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/json.h"
#include "cli/object_arg.h"
#include "cli/verbs.h"
#include "cli/words.h"

/* ---- show --------------------------------------------------------------- */

/* All slots, or those named. */
static bool
is_wanted(const struct object_arg *a, const char *name)
{
	size_t i;

	for (i = 0; i < a->nrest; i++)
		if (strcmp(a->rest[i], name) == 0)
			return true;
	return a->nrest == 0;
}

static bool
check_wanted(const struct object_arg *a, const struct slots *slots,
    struct err *err)
{
	struct words words = { 0 };
	size_t i, k;

	for (i = 0; i < a->nrest; i++) {
		if (slots_find(slots, a->rest[i]) != NULL)
			continue;
		for (k = 0; k < slots->n; k++)
			words_add(&words, slots->v[k].name);
		return words_unknown(&words, "field", a->rest[i], err);
	}
	return true;
}

/*
 * Secrets are left out, so that giving the rest back does not clear them.
 * The name is the argument that `new` and `set` want before the fields; only
 * the group, which is shown without naming it, shows its own.
 */
static bool
is_shown(const struct object_arg *a, const struct object *o,
    const struct slot *s)
{
	if (!is_wanted(a, s->name) || (a->nrest == 0 && slot_is_secret(s)))
		return false;
	if (a->nrest == 0 && strcmp(s->name, "name") == 0)
		return o->kind->single;
	return a->nrest > 0 || slot_is_set(o, s);
}

/* As text_safe(), but a memo keeps its lines. */
static void
add_safe_lines(struct buf *b, const char *s)
{
	char *line, *safe;
	size_t n;

	for (;; s += n + 1) {
		n = strcspn(s, "\n");
		line = xstrndup(s, n);
		safe = text_safe(line);
		buf_adds(b, safe);
		free(safe);
		free(line);
		if (s[n] == '\0')
			break;
		buf_addc(b, '\n');
	}
}

static void
add_word(struct buf *b, const char *s)
{
	struct buf safe = { 0 };

	/* '' would be right as well, but nothing reads better. */
	add_safe_lines(&safe, s);
	if (safe.len > 0)
		text_shell_word(b, (char *)safe.data);
	buf_clear(&safe);
}

/* NAME=VALUE as one word for a shell. */
static void
show_slot(struct invocation *c, const struct object *o, const struct slot *s,
    const char *separator)
{
	struct buf pair = { 0 };
	char *value = slot_is_secret(s) && !slot_is_empty(o, s) ?
	    xstrdup("-") : slot_get(o, s);

	add_word(&pair, s->name);
	buf_addc(&pair, '=');
	add_word(&pair, value);
	out_text(&c->out, separator);
	out_bytes(&c->out, pair.data, pair.len);
	buf_clear(&pair);
	free(value);
}

static void
show_text(struct invocation *c, const struct object_arg *a,
    const struct object *o, const struct slots *slots)
{
	const char *between = invocation_has(c, OPTION_LINE) ? " " : "\n";
	const char *separator = "";
	size_t i;

	for (i = 0; i < slots->n; i++) {
		if (!is_shown(a, o, &slots->v[i]))
			continue;
		show_slot(c, o, &slots->v[i], separator);
		separator = between;
	}
	out_text(&c->out, "\n");
}

/* The document with the fields asked for only. */
static json_t *
json_wanted(struct invocation *c, const struct object_arg *a,
    const struct object *o)
{
	json_t *all = json_of_object(o, c->model), *some;
	size_t i;

	if (a->nrest == 0)
		return all;
	some = json_document();
	for (i = 0; i < a->nrest; i++)
		json_put(some, a->rest[i],
		    json_incref(json_object_get(all, a->rest[i])));
	json_decref(all);
	return some;
}

static bool
show_object(struct invocation *c, const struct object_arg *a,
    const struct object *o, struct err *err)
{
	struct slots slots = { 0 };
	bool ok;

	object_slots(o, c->model, &slots);
	ok = check_wanted(a, &slots, err);
	if (ok && invocation_has(c, OPTION_JSON))
		json_print(&c->out, json_wanted(c, a, o));
	else if (ok)
		show_text(c, a, o, &slots);
	slots_clear(&slots);
	return ok;
}

bool
verb_show(struct invocation *c, struct err *err)
{
	struct object *o = NULL;
	struct object_arg a;
	bool ok;

	ok = object_arg(c, &a, err);
	if (ok) {
		o = object_arg_get(c, &a, 0, err);
		ok = o != NULL && show_object(c, &a, o, err);
	}
	object_free(o);
	object_arg_clear(&a);
	return ok;
}

/* ---- get ---------------------------------------------------------------- */

static json_t *
json_of_value(const struct invocation *c, const struct object *o,
    const struct slot *s)
{
	json_t *all = json_of_object(o, c->model), *j = json_document();
	json_t *own = json_object_get(all, s->name);
	json_t *effective = json_object_get(json_object_get(all, "effective"),
	    s->name);

	json_put(j, "kind", json_of_text(o->kind->name));
	json_put(j, "name", json_of_text(o->name));
	json_put(j, "field", json_of_text(s->name));
	json_put(j, "value", json_incref(own));
	json_put(j, "effective", json_incref(effective != NULL ? effective :
	    own));
	json_decref(all);
	return j;
}

static void
print_value(struct invocation *c, const struct object *o,
    const struct slot *s)
{
	char *own = slot_is_secret(s) ? xstrdup(slot_is_empty(o, s) ? "" :
	    "-") : slot_is_set(o, s) ? slot_get(o, s) : NULL;
	struct buf b = { 0 };

	if (invocation_has(c, OPTION_JSON)) {
		json_print(&c->out, json_of_value(c, o, s));
	} else {
		add_safe_lines(&b, own != NULL ? own : s->inherited);
		out_bytes(&c->out, b.data, b.len);
		out_text(&c->out, "\n");
	}
	buf_clear(&b);
	free(own);
}

bool
verb_get(struct invocation *c, struct err *err)
{
	struct object *o = NULL;
	struct slots slots = { 0 };
	struct object_arg a;
	bool ok = object_arg(c, &a, err);

	if (ok && a.nrest != 1)
		ok = err_set(err, ERR_USAGE, "get: one FIELD expected, "
		    "usage: sealport get %s", c->verb->usage);
	if (ok) {
		o = object_arg_get(c, &a, 0, err);
		ok = o != NULL;
	}
	if (ok) {
		object_slots(o, c->model, &slots);
		ok = check_wanted(&a, &slots, err);
		if (ok)
			print_value(c, o, slots_find(&slots, a.rest[0]));
		slots_clear(&slots);
	}
	object_free(o);
	object_arg_clear(&a);
	return ok;
}
