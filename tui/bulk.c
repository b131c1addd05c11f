/* SPDX-License-Identifier: ISC */
#include "tui/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/reference.h"
#include "tui/ask_effect.h"
#include "tui/cert_care.h"
#include "tui/picker.h"
#include "tui/value.h"

/* So many names are said; of more, how many.  So many are looked at. */
enum { NAMES_SHOWN = 8, GROUPS_SHOWN = 5, MAX_ASKED = 500 };

/* "Orders", "7 Send Ports". */
static char *
title_of(const struct many *many)
{
	return many->n == 1 ? text_safe(many->names[0]) :
	    xasprintf("%zu %s", many->n, many->kind->plural);
}

/* What people know it by: of a certificate not its thumbprint.  Heap. */
static char *
name_for_people(struct ui *ui, const struct many *many, size_t i)
{
	const char *name = many->names[i];
	struct object *o = !many->kind->fixed ? NULL :
	    model_get(ui->model, many->kind, name, NULL);
	char *text, *safe;

	if (o == NULL)
		return text_safe(name);
	text = field_text(object_field(o, "common_name"), o);
	safe = text_safe(*text != '\0' ? text : name);
	free(text);
	object_free(o);
	return safe;
}

static void
add_names(struct buf *b, struct ui *ui, const struct many *many)
{
	char *safe;
	size_t i;

	for (i = 0; i < many->n && i < NAMES_SHOWN; i++) {
		safe = name_for_people(ui, many, i);
		buf_addf(b, "\n  %s", safe);
		free(safe);
	}
	if (many->n > NAMES_SHOWN)
		buf_addf(b, "\n  and %zu more", many->n - NAMES_SHOWN);
}

/* ---- delete, state verbs ------------------------------------------------ */

/* "\n  Contoso: party Contoso, send-port Orders"; false: nothing uses it. */
static bool
add_users(struct buf *b, struct ui *ui, const struct many *many, size_t i)
{
	struct assignments a = { 0 };
	char *safe;
	size_t k;
	bool used;

	used = reference_find(ui->model, many->kind, many->names[i], &a,
	    NULL) && a.n > 0;
	for (k = 0; used && b != NULL && k < a.n && k < GROUPS_SHOWN; k++) {
		safe = k == 0 ? name_for_people(ui, many, i) : NULL;
		if (k == 0)
			buf_addf(b, "\n  %s", safe);
		free(safe);
		safe = text_safe(a.v[k].name);
		buf_addf(b, "%s %s %s", k == 0 ? ":" : ",", a.v[k].kind,
		    safe);
		free(safe);
	}
	if (used && b != NULL && a.n > GROUPS_SHOWN)
		buf_addf(b, " and %zu more", a.n - GROUPS_SHOWN);
	assignments_clear(&a);
	return used;
}

/*
 * Certificates that are assigned refuse it, and with them all: which those
 * are is said now, not one by one by each attempt.
 */
static bool
add_used(struct buf *b, struct ui *ui, const struct many *many)
{
	struct buf list = { 0 };
	size_t i, n = 0;

	for (i = 0; i < many->n && i < MAX_ASKED; i++)
		n += add_users(n < NAMES_SHOWN ? &list : NULL, ui, many, i);
	if (n > NAMES_SHOWN)
		buf_addf(&list, "\n  and %zu more", n - NAMES_SHOWN);
	if (n > 0)
		buf_addf(b, "\n\nStill used, so that it will be refused:%s"
		    "%s", (char *)list.data, many->n > 1 ? "\n\nAll:" : "");
	buf_clear(&list);
	return n > 0;
}

/* One is named by what people know it by.  used: it is known to fail. */
static char *
delete_question(struct ui *ui, const struct many *many, bool *used)
{
	struct buf b = { 0 };
	char *name;

	if (many->n > 1) {
		buf_addf(&b, "Delete %zu %s?", many->n,
		    many->kind->plural);
	} else {
		name = name_for_people(ui, many, 0);
		buf_addf(&b, "Delete the %s %s?", many->kind->name, name);
		free(name);
	}
	*used = many->kind->fixed && add_used(&b, ui, many);
	if (many->n > 1)
		add_names(&b, ui, many);
	return buf_steal(&b);
}

/* The key that takes it back is one of the main view. */
static void
say_done(struct ui *ui, const char *what)
{
	bool here = ui->top == (struct layer *)ui->browser;

	ui_say(ui, STYLE_NORMAL, "%s; u %stakes it back", what,
	    here ? "" : "in the main view ");
}

static bool
accept_delete(struct ui *ui, const struct many *many,
    const struct edit_set *set, struct err *err)
{
	bool used, yes;
	char *text = delete_question(ui, many, &used);
	const struct question q = { .title = "Delete", .text = text,
	    .yes = "yes", .no = "no", .sure = true };

	yes = used ? ask(ui, &q) :
	    ask_effect(ui, &q, &(struct pending){ .set = set }, NULL, err);
	free(text);
	return yes;
}

bool
bulk_delete(struct ui *ui, const struct many *many)
{
	struct edit_note note = { .reason = NULL };
	struct leaving leaving = { .remove = false };
	struct objects list = { 0 };
	struct edit_set set = { .n = 0 };
	struct err err = { 0 };
	bool ok = many_read(ui->model, many, &list, &err);

	set.before = list.v;
	set.n = list.n;
	ok = ok && accept_delete(ui, many, &set, &err) &&
	    leaving_before(ui, &list, &leaving, &err) &&
	    edit_all(ui->model, &set, &note, &err);
	if (ok) {
		say_done(ui, "deleted");
		leaving_after(ui, &leaving, &err);
	}
	leaving_clear(&leaving);
	objects_clear(&list);
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	ui->changed = true;
	return ok;
}

/* One verb on its way. */
struct move {
	const struct many *many;
	const char *verb;
	struct edit_note note;
	char *told;		/* what it does to the audit, or NULL */
};

/* What is missing still of the first that misses something, or NULL. */
static char *
remark_of(struct ui *ui, const struct move *m)
{
	const struct many *many = m->many;
	char *remark = NULL, *text;
	size_t i;

	for (i = 0; remark == NULL && i < many->n; i++)
		remark = edit_transition_remark(ui->model, many->kind,
		    many->names[i], m->verb);
	if (remark == NULL || many->n == 1)
		return remark;
	text = xasprintf("%s: %s", many->names[i - 1], remark);
	free(remark);
	return text;
}

/* "start: 3 Send Ports (1 already started); settles C203 Orders" */
static void
say_moved(struct ui *ui, const struct move *m)
{
	char *title = title_of(m->many), *remark = remark_of(ui, m);
	struct buf b = { 0 };
	size_t i, n = 0;

	for (i = 0; i < m->many->n; i++)
		n += m->note.already[i];
	buf_addf(&b, "%s: %s", m->verb, title);
	if (n > 0 && remark == NULL)
		buf_addf(&b, " (%zu already %s)", n,
		    kind_transition(m->many->kind, m->verb)->done);
	if (remark != NULL)
		buf_addf(&b, "; %s", remark);
	else if (m->told != NULL)
		buf_addf(&b, "; %s", m->told);
	ui_say(ui, remark != NULL ? STYLE_WARNING : STYLE_NORMAL, "%s",
	    (const char *)b.data);
	buf_clear(&b);
	free(remark);
	free(title);
}

void
bulk_transit(struct ui *ui, const struct many *many, const char *verb,
    const char *text)
{
	const struct edit_verb v = { .kind = many->kind,
	    .names = many->names, .n = many->n, .verb = verb };
	const struct question q = { .title = verb, .text = text,
	    .yes = verb, .no = "leave it", .sure = text != NULL };
	struct move m = { .many = many, .verb = verb };
	struct err err = { 0 };

	m.note.already = xcalloc(many->n, sizeof(*m.note.already));
	if (ask_effect(ui, &q, &(struct pending){ .verb = &v }, &m.told,
	    &err) && edit_transition_all(ui->model, many->kind, many->names,
	    many->n, verb, &m.note, &err))
		say_moved(ui, &m);
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	ui->changed = true;
	free(m.note.already);
	free(m.told);
}

/* ---- the fields that all of them have ----------------------------------- */

static bool
may_be_set(const struct slot *s)
{
	unsigned flags = s->field != NULL && s->prefix == NULL ?
	    s->field->flags : 0;

	/* What is unique cannot be the same in two; secrets have no preview. */
	return s->page != NULL && !slot_is_secret(s) &&
	    (flags & (FIELD_DERIVED | FIELD_STATE |
	    FIELD_ONCE | FIELD_UNIQUE)) == 0;
}

struct common {
	struct object *first;
	struct slots slots;	/* of the first */
	bool *shared;		/* by slot: all have it */
	char **values;		/* by slot: of all, NULL: they differ */
};

static void
start_common(struct common *c, struct ui *ui)
{
	size_t i;

	object_slots(c->first, ui->model, &c->slots);
	c->shared = xcalloc(c->slots.n + 1, sizeof(*c->shared));
	c->values = xcalloc(c->slots.n + 1, sizeof(*c->values));
	for (i = 0; i < c->slots.n; i++) {
		c->shared[i] = may_be_set(&c->slots.v[i]);
		c->values[i] = slot_get(c->first, &c->slots.v[i]);
	}
}

static void
narrow(struct common *c, struct ui *ui, const struct object *o)
{
	struct slots slots = { 0 };
	const struct slot *s;
	char *value;
	size_t i;

	object_slots(o, ui->model, &slots);
	for (i = 0; i < c->slots.n; i++) {
		s = slots_find(&slots, c->slots.v[i].name);
		if (s == NULL)
			c->shared[i] = false;
		if (!c->shared[i] || c->values[i] == NULL)
			continue;
		value = slot_get(o, s);
		if (strcmp(value, c->values[i]) != 0) {
			free(c->values[i]);
			c->values[i] = NULL;
		}
		free(value);
	}
	slots_clear(&slots);
}

static bool
find_common(struct common *c, struct ui *ui, const struct many *many,
    struct err *err)
{
	struct object *o;
	size_t i;

	for (i = 0; i < many->n; i++) {
		o = model_get(ui->model, many->kind, many->names[i], err);
		if (o == NULL)
			return false;
		if (i == 0) {
			c->first = o;
			start_common(c, ui);
			continue;
		}
		narrow(c, ui, o);
		object_free(o);
	}
	return true;
}

static void
common_clear(struct common *c)
{
	size_t i;

	for (i = 0; i < c->slots.n; i++)
		free(c->values[i]);
	free(c->values);
	free(c->shared);
	slots_clear(&c->slots);
	object_free(c->first);
}

static const struct slot *
pick_slot(struct ui *ui, const struct common *c, const char *title)
{
	static const struct view_column columns[] = {
		{ "Field", 28 }, { "Page", 18 }, { "Now", 26 },
	};
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	struct picker p = { .title = title, .view = v, .heads = true };
	const struct view_row *r;
	const struct slot *s = NULL;
	char *now;
	size_t i;

	for (i = 0; i < c->slots.n; i++) {
		if (!c->shared[i])
			continue;
		s = &c->slots.v[i];
		now = c->values[i] != NULL ? slot_show(c->first, s) :
		    xstrdup("(they differ)");
		static_view_add(v, s->name, (const char *[]){
		    s->field != NULL ? s->field->label : s->name, s->page,
		    now }, STYLE_NORMAL);
		free(now);
	}
	v->empty = "they have no field in common that can be changed";
	r = picker_run(ui, &p, false);
	s = r != NULL ? slots_find(&c->slots, r->key) : NULL;
	view_free(v);
	return s;
}

/* ---- one field of all --------------------------------------------------- */

/* "sealport set send-port A B C retry_count=5". */
static void
add_command(struct buf *b, const struct many *many,
    const struct many_field *f)
{
	bool dashed = false;
	size_t i;

	/* A name may look like an option. */
	for (i = 0; i < many->n; i++)
		dashed = dashed || many->names[i][0] == '-';
	buf_addf(b, "sealport set %s%s", dashed ? "-- " : "",
	    many->kind->name);
	for (i = 0; i < many->n; i++) {
		buf_addc(b, ' ');
		text_shell_word(b, many->names[i]);
	}
	buf_addf(b, " %s=", f->name);
	text_shell_word(b, f->value);
}

static void
add_value(struct buf *b, const char *value)
{
	char *safe = text_safe(value);

	buf_adds(b, *safe != '\0' ? safe : "(empty)");
	free(safe);
}

static char *
preview_text(const struct many *many, const struct many_field *f,
    const struct many_preview *p, const char *label)
{
	struct buf b = { 0 };
	char *title = title_of(many);
	size_t i;

	buf_addf(&b, "%s: %s", title, label);
	for (i = 0; i < p->n && i < GROUPS_SHOWN; i++) {
		buf_adds(&b, i == 0 ? " " : ", ");
		add_value(&b, p->v[i].old_value);
		buf_adds(&b, " -> ");
		add_value(&b, p->new_value);
		if (many->n > 1)
			buf_addf(&b, " (%zu)", p->v[i].n);
	}
	if (p->n > GROUPS_SHOWN)
		buf_addf(&b, " and %zu other values", p->n - GROUPS_SHOWN);
	if (p->same > 0)
		buf_addf(&b, "; %zu already ha%s it", p->same,
		    p->same == 1 ? "s" : "ve");
	buf_adds(&b, "\n\nThe same on the command line:\n");
	add_command(&b, many, f);
	free(title);
	return buf_steal(&b);
}

/* One question: the preview, and what it does to the audit. */
static bool
change_all(struct ui *ui, const struct many *many,
    const struct many_field *f, const char *text, struct err *err)
{
	struct edit_note note = { .reason = NULL };
	struct objects before = { 0 }, now = { 0 };
	struct edit_set set = { .n = 0 };
	bool ok = edit_field_set(ui->model, many, f,
	    (struct objects *[]){ &before, &now }, err);

	set = (struct edit_set){ .before = before.v, .now = now.v,
	    .n = now.n };
	ok = ok && ask_effect(ui, &(struct question){ .title = "Change",
	    .text = text, .yes = "change", .no = "leave it" },
	    &(struct pending){ .set = &set }, NULL, err) &&
	    edit_all(ui->model, &set, &note, err);
	ui->changed = true;
	objects_clear(&before);
	objects_clear(&now);
	return ok;
}

static void
apply(struct ui *ui, const struct many *many, struct many_field *f,
    const char *label)
{
	struct many_preview p = { .n = 0 };
	struct err err = { 0 };
	char *text = NULL;

	if (edit_field_preview(ui->model, many, f, &p, &err)) {
		if (p.n == 0) {
			ui_say(ui, STYLE_NORMAL,
			    "they have that value already");
		} else {
			text = preview_text(many, f, &p, label);
			if (change_all(ui, many, f, text, &err))
				say_done(ui, "changed");
		}
	}
	if (err.code != ERR_NONE)
		ui_error(ui, &err);
	free(text);
	many_preview_clear(&p);
}

static size_t
count_offered(const struct field *f, const struct object *o)
{
	const struct choice *c = f->offered(o);
	size_t n = 0;

	while (c[n].name != NULL)
		n++;
	return n;
}

/*
 * The one that is asked for all: to which least is offered, as what fits it
 * fits the others.  A copy.
 */
static struct object *
spokesman(struct ui *ui, const struct many *many, const struct common *c,
    const struct slot *s)
{
	struct object *best = object_copy(c->first), *o;
	const struct field *f = s->field;
	size_t i;

	for (i = 0; f != NULL && f->offered != NULL && i < many->n; i++) {
		o = model_get(ui->model, many->kind, many->names[i], NULL);
		if (o == NULL || count_offered(f, o) >= count_offered(f, best))
			object_free(o);
		else {
			object_free(best);
			best = o;
		}
	}
	return best;
}

static char *
ask_value(struct ui *ui, const struct many *many, const struct common *c,
    const struct slot *s)
{
	const char *now = c->values[s - c->slots.v];
	struct object *self = spokesman(ui, many, c, s);
	char *value = value_ask(ui, self, s, now != NULL ? now : "");

	object_free(self);
	return value;
}

void
bulk_set(struct ui *ui, const struct many *many)
{
	struct common c = { .first = NULL };
	struct many_field f = { .name = NULL };
	char *title = title_of(many), *heading, *value = NULL;
	const struct slot *s = NULL;
	struct err err = { 0 };

	heading = xasprintf("Change one field of %s", title);
	if (find_common(&c, ui, many, &err))
		s = pick_slot(ui, &c, heading);
	else
		ui_error(ui, &err);
	if (s != NULL)
		value = ask_value(ui, many, &c, s);
	if (value != NULL) {
		f.name = s->name;
		f.value = value;
		apply(ui, many, &f, s->field != NULL ? s->field->label :
		    s->name);
	}
	free(value);
	free(heading);
	free(title);
	common_clear(&c);
}
