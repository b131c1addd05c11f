/* SPDX-License-Identifier: ISC */
#include "tests/lib/variants.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/adapter.h"
#include "model/artifact.h"
#include "model/component.h"
#include "model/edit.h"
#include "model/kinds/application.h"

/* ---- the ground --------------------------------------------------------- */

static void
need(bool ok, const char *what, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "variants: %s: %s\n", what, err->text);
	abort();
}

/* "name=value" texts, NULL ended, as one new object. */
static void
add(struct model *m, const char *kind, ...)
{
	struct object *o = object_new(kind_find(kind));
	struct err err = { 0 };
	const char *set, *eq;
	va_list ap;
	char *name;

	va_start(ap, kind);
	while ((set = va_arg(ap, const char *)) != NULL) {
		eq = strchr(set, '=');
		name = xstrndup(set, (size_t)(eq - set));
		need(object_set(o, m, name, eq + 1, &err), set, &err);
		free(name);
	}
	va_end(ap);
	need(edit_create_one(m, o, &err), kind, &err);
	object_free(o);
}

static void
add_handlers(struct model *m)
{
	const struct adapter *a;
	char *adapter, *host;
	int send;

	for (a = adapters; a->name != NULL; a++) {
		for (send = 0; send < 2; send++) {
			const struct adapter_side *side = send ? a->send :
			    a->receive;

			if (side->size == 0)
				continue;
			adapter = xasprintf("adapter=%s", a->name);
			host = xasprintf("host=%s", side->isolated ?
			    "Isolated" : "Inside");
			add(m, "handler", adapter, send ? "direction=send" :
			    "direction=receive", host, NULL);
			free(adapter);
			free(host);
		}
	}
}

/* Every component that stands in a stage of that direction. */
static void
add_pipeline(struct model *m, const char *name, bool send)
{
	char *direction = xasprintf("direction=%s", send ? "send" :
	    "receive"), *named = xasprintf("name=%s", name);
	struct buf b = { 0 };
	const struct component *c;
	size_t i;

	buf_adds(&b, "components=");
	for (i = 0; (c = components[i]) != NULL; i++)
		if ((c->stage >= STAGE_PRE_ASSEMBLE) == send)
			buf_addf(&b, "%s|%s;", stage_choices[c->stage].name,
			    c->name);
	/* Where every application may use it. */
	add(m, "pipeline", named, direction, "application="
	    APPLICATION_SYSTEM, (char *)b.data, NULL);
	buf_clear(&b);
	free(named);
	free(direction);
}

void
variants_ground(struct model *m)
{
	add(m, "host", "name=Inside", NULL);
	/* Comes first in lists, and nothing is in it yet. */
	add(m, "host", "name=A spare one", NULL);
	add(m, "host", "name=Isolated", "type=isolated", NULL);
	add(m, "computer", "name=GROUND", NULL);
	add_handlers(m);
	add_pipeline(m, "All in", false);
	add_pipeline(m, "All out", true);
	add(m, "receive-port", "name=One way", NULL);
	add(m, "receive-port", "name=Two ways", "two_way=true", NULL);
}

/* ---- objects from texts ------------------------------------------------- */

static void
push(struct variant *v, const char *name, const char *value)
{
	if (v->n == MAX_SETS) {
		fprintf(stderr, "variants: %s: too many texts\n",
		    v->kind->name);
		abort();
	}
	v->sets[v->n].name = xstrdup(name);
	v->sets[v->n++].value = xstrdup(value);
}

static void
variant_clear(struct variant *v)
{
	while (v->n > 0) {
		v->n--;
		free(v->sets[v->n].name);
		free(v->sets[v->n].value);
	}
}

static void
variant_copy(struct variant *to, const struct variant *from)
{
	size_t i;

	*to = (struct variant){ .kind = from->kind };
	for (i = 0; i < from->n; i++)
		push(to, from->sets[i].name, from->sets[i].value);
}

static bool
is_given(const struct variant *v, const char *name)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		if (strcmp(v->sets[i].name, name) == 0)
			return true;
	return false;
}

/* What is not given follows what is, as in a dialog and with `new`. */
static void
suit(struct object *o, const struct variant *v)
{
	const struct field *f = o->kind->fields;
	size_t i;

	for (i = 0; i < o->kind->nfields; i++)
		if (!is_given(v, f[i].name))
			object_suit(o, &f[i]);
}

struct object *
variant_object(struct model *m, const struct variant *v)
{
	struct object *o = v->kind->single ? model_group(m, NULL) :
	    object_new(v->kind);
	struct err err = { 0 };
	size_t i;

	need(artifact_derive(m, o, &err), v->kind->name, &err);
	for (i = 0; i < v->n; i++) {
		need(object_set(o, m, v->sets[i].name, v->sets[i].value,
		    &err), v->kind->name, &err);
		suit(o, v);
	}
	return o;
}

void
variants_clear(struct variants *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		variant_clear(&all->v[i]);
	free(all->v);
	memset(all, 0, sizeof(*all));
}

/* ---- values ------------------------------------------------------------- */

static void
value(struct values *v, const char *text)
{
	if (v->n < MAX_VALUES)
		v->v[v->n++] = xstrdup(text);
}

static void
number(struct values *v, int64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, n);
	value(v, text);
}

static void
repeated(struct values *v, char c, int64_t n)
{
	char *text = xcalloc(1, (size_t)n + 1);

	memset(text, c, (size_t)n);
	value(v, text);
	free(text);
}

/* Objects that the field may name, with one that does not exist. */
static void
references(struct model *m, const struct object *o, const struct field *f,
    struct values *v)
{
	struct objects all = { 0 };
	struct err err = { 0 };
	size_t i;

	need(model_select(m, kind_find(f->ref), NULL, NULL, &all, &err),
	    f->ref, &err);
	/* Those that do not fit here have to be refused. */
	for (i = 0; i < all.n && i < 6; i++)
		value(v, all.v[i]->name);
	for (; i < all.n && f->fits != NULL && v->n < 10; i++)
		if (f->fits(o, all.v[i]))
			value(v, all.v[i]->name);
	objects_clear(&all);
	value(v, "no such one");
}

static void
choices(const struct field *f, struct values *v)
{
	const struct choice *c;

	for (c = f->choices; c->name != NULL; c++)
		value(v, c->name);
}

/* Of some shape that one check or another asks for. */
static const char *const shapes[] = {
	"Sweep#", "/srv/sweep#", "http://host.example/#", "/sweep#",
	"/sweep#/service.asmx", "text/xml", "1.2.3.#", "Europe/Berlin",
	"#", "sweep#@host.example", "*.sweep#", "C:\\sweep#",
	"C201", "computer", "GROUND",
};

/* The shape with a number where it has '#'. */
static char *
shaped(size_t i, int n)
{
	size_t at = strcspn(shapes[i], "#");
	const char *rest = shapes[i] + at;

	return *rest == '\0' ? xstrdup(shapes[i]) :
	    xasprintf("%.*s%d%s", (int)at, shapes[i], n, rest + 1);
}

static void
texts(const struct field *f, struct values *v)
{
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		text = shaped(i, 7);
		value(v, text);
		free(text);
	}
	value(v, "Gr\xc3\xbc\xc3\x9f" "e \xe4\xb8\xad e\xcc\x81 \xd7\xa9 "
	    "\"q\" 'x' |;\\,=%$");
	value(v, "a\xe2\x80\xae" "b");
	value(v, "\xed\xa0\x80");
	repeated(v, 'x', f->max > 0 ? f->max : MAX_FIELD_TEXT);
	repeated(v, 'x', (f->max > 0 ? f->max : MAX_FIELD_TEXT) + 1);
}

void
values_for(struct model *m, const struct object *o, const struct slot *s,
    struct values *v)
{
	static const char thumbprint[] =
	    "0123456789ABCDEF0123456789ABCDEF0123456";
	const struct field *f = s->field;

	v->n = 0;
	switch (f->type) {
	case FIELD_TEXT:
		if (f->choices != NULL)
			choices(f, v);
		texts(f, v);
		break;
	case FIELD_INT:
		number(v, f->min);
		number(v, f->max);
		number(v, f->min - 1);
		number(v, f->max + 1);
		value(v, "abc");
		value(v, "99999999999999999999");
		break;
	case FIELD_TIME:
		value(v, "2026-12-31 23:59");
		value(v, "2026-13-31 23:59");
		value(v, "tomorrow");
		break;
	case FIELD_DAYTIME:
		value(v, "00:00:00");
		value(v, "12:34");
		value(v, "25:00");
		break;
	case FIELD_SECRET:
		value(v, "a secret");
		break;
	case FIELD_BOOL:
		value(v, "true");
		value(v, "false");
		break;
	case FIELD_CHOICE:
		choices(f, v);
		break;
	case FIELD_SET:
		choices(f, v);
		value(v, "nonsense");
		break;
	case FIELD_REF:
		references(m, o, f, v);
		break;
	case FIELD_CERT:
		value(v, "00000000000000000000000000000000000000aa");
		value(v, thumbprint);
		value(v, "no thumbprint");
		break;
	case FIELD_ROWS:
	case FIELD_MEMO:
	case FIELD_TYPE_COUNT:
		break;
	}
	if (f->type != FIELD_BOOL && f->type != FIELD_CHOICE)
		value(v, "");
}

void
values_clear(struct values *v)
{
	while (v->n > 0)
		free(v->v[--v->n]);
}

/* ---- filling what is required ------------------------------------------- */

static bool
fits(struct model *m, const struct object *o, const struct field *f,
    const char *name)
{
	struct object *c;
	bool yes;

	if (f->type != FIELD_REF || f->fits == NULL)
		return true;
	c = model_find(m, f->ref, name, NULL);
	yes = c != NULL && f->fits(o, c);
	object_free(c);
	return yes;
}

static int serial;		/* names and addresses are not shared */

/* The first text it takes together with what is there; false: none. */
static bool
fill_slot(struct model *m, struct variant *v, const struct slot *s)
{
	struct object *o;
	struct values values = { .n = 0 };
	char *name = xstrdup(s->name), *text;
	size_t i, n = s->field->type == FIELD_TEXT &&
	    s->field->choices == NULL ? ARRAY_SIZE(shapes) : 0;
	struct err err = { 0 };
	bool ok = false;

	o = variant_object(m, v);
	if (n == 0)
		values_for(m, o, s, &values);
	for (i = 0; !ok && i < (n > 0 ? n : values.n); i++) {
		text = n > 0 ? shaped(i, ++serial) :
		    xstrdup(values.v[i]);
		memset(&err, 0, sizeof(err));
		ok = fits(m, o, s->field, text) && *text != '\0' &&
		    object_set(o, m, name, text, &err) &&
		    (edit_check(m, NULL, o, &err) ||
		    strcmp(err.part, name) != 0);
		if (ok)
			push(v, name, text);
		free(text);
	}
	object_free(o);
	values_clear(&values);
	free(name);
	return ok;
}

static const struct slot *
missing(const struct object *o, const struct slots *slots)
{
	const struct slot *s;

	for (s = slots->v; s < slots->v + slots->n; s++)
		if (s->field != NULL && s->field->flags & FIELD_REQUIRED &&
		    slot_is_empty(o, s))
			return s;
	return NULL;
}

/* A choice that another box has to allow: look which. */
static bool
allow(struct model *m, struct variant *v, const struct slots *slots,
    const struct err *why)
{
	struct err err;
	const struct slot *s;
	struct object *o;
	bool ok = false;

	for (s = slots->v; !ok && s < slots->v + slots->n; s++) {
		if (s->field == NULL || s->field->type != FIELD_BOOL ||
		    s->field->flags & (FIELD_DERIVED | FIELD_STATE) ||
		    is_given(v, s->name))
			continue;
		memset(&err, 0, sizeof(err));
		o = variant_object(m, v);
		ok = object_set(o, m, s->name, "true", NULL) &&
		    (edit_check(m, NULL, o, &err) ||
		    strcmp(err.part, why->part) != 0);
		if (ok)
			push(v, s->name, "true");
		object_free(o);
	}
	return ok;
}

/* One more text; done: it could be saved as it is. */
static bool
complete_one(struct model *m, struct variant *v, bool *done, struct err *err)
{
	struct slots slots = { 0 };
	struct object *o = variant_object(m, v);
	const struct slot *s;
	bool ok = true;

	object_slots(o, m, &slots);
	s = missing(o, &slots);
	*done = s == NULL && edit_check(m, NULL, o, err);
	if (!*done && s == NULL)
		s = slots_find(&slots, err->part);
	if (!*done)
		ok = s != NULL && (is_given(v, s->name) ?
		    allow(m, v, &slots, err) : fill_slot(m, v, s));
	slots_clear(&slots);
	object_free(o);
	return ok;
}

/* Until it could be saved. */
static bool
complete(struct model *m, struct variant *v, struct err *err)
{
	bool done = false, ok = true;

	while (ok && !done) {
		memset(err, 0, sizeof(*err));
		ok = complete_one(m, v, &done, err);
	}
	return ok;
}

/* ---- finding them ------------------------------------------------------- */

struct seen {
	char **v;
	size_t n, cap;
};

static bool
is_new(struct seen *seen, const char *what)
{
	size_t i;

	for (i = 0; i < seen->n; i++)
		if (strcmp(seen->v[i], what) == 0)
			return false;
	seen->v = grow(seen->v, seen->n, &seen->cap, sizeof(*seen->v));
	seen->v[seen->n++] = xstrdup(what);
	return true;
}

/* A field, or a set of the kind's own fields, that was not there before. */
static bool
brings_new(struct seen *seen, const struct slots *slots)
{
	struct buf own = { 0 };
	bool fresh = false;
	size_t i;

	for (i = 0; i < slots->n; i++) {
		fresh |= is_new(seen, slots->v[i].name);
		if (slots->v[i].prefix == NULL)
			buf_addf(&own, "%s,", slots->v[i].name);
	}
	fresh |= is_new(seen, (const char *)own.data);
	buf_clear(&own);
	return fresh;
}

/* Each value of one field, as a variant where it brings something. */
static void
branch(struct model *m, struct variants *all, size_t from,
    const struct slot *s, struct seen *seen)
{
	struct values values = { .n = 0 };
	struct object *o = variant_object(m, &all->v[from]), *copy;
	struct slots slots;
	struct variant *v;
	size_t i;

	values_for(m, o, s, &values);
	for (i = 0; i < values.n; i++) {
		memset(&slots, 0, sizeof(slots));
		copy = object_copy(o);
		if (fits(m, o, s->field, values.v[i]) &&
		    object_set(copy, m, s->name, values.v[i], NULL)) {
			object_slots(copy, m, &slots);
			if (brings_new(seen, &slots)) {
				all->v = grow(all->v, all->n, &all->cap,
				    sizeof(*all->v));
				v = &all->v[all->n++];
				variant_copy(v, &all->v[from]);
				push(v, s->name, values.v[i]);
			}
			slots_clear(&slots);
		}
		object_free(copy);
	}
	values_clear(&values);
	object_free(o);
}

static bool
is_switch(const struct slot *s)
{
	const struct field *f = s->field;

	return s->prefix == NULL && f != NULL &&
	    !(f->flags & (FIELD_DERIVED | FIELD_STATE)) &&
	    (f->type == FIELD_BOOL || f->type == FIELD_CHOICE ||
	    f->type == FIELD_REF || (f->type == FIELD_TEXT &&
	    f->choices != NULL));
}

void
variants_find(struct model *m, const struct kind *k, struct variants *all)
{
	struct seen seen = { 0 };
	struct slots slots;
	struct object *o;
	size_t i, j;

	all->v = grow(all->v, all->n, &all->cap, sizeof(*all->v));
	all->v[all->n++] = (struct variant){ .kind = k };
	for (i = 0; i < all->n; i++) {
		memset(&slots, 0, sizeof(slots));
		o = variant_object(m, &all->v[i]);
		object_slots(o, m, &slots);
		brings_new(&seen, &slots);
		for (j = 0; !k->single && j < slots.n; j++)
			if (is_switch(&slots.v[j]))
				branch(m, all, i, &slots.v[j], &seen);
		slots_clear(&slots);
		object_free(o);
	}
	/* Not every set of choices need be one that can be saved. */
	for (i = j = 0; i < all->n; i++) {
		struct err err = { 0 };

		if (k->single || complete(m, &all->v[i], &err))
			all->v[j++] = all->v[i];
		else
			variant_clear(&all->v[i]);
		need(j > 0, k->name, &err);
	}
	all->n = j;
	while (seen.n > 0)
		free(seen.v[--seen.n]);
	free(seen.v);
}
