/* SPDX-License-Identifier: ISC */
#include "cli/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/kind.h"
#include "model/model.h"

json_t *
json_of_text(const char *s)
{
	char *safe;
	json_t *j;

	if (s == NULL)
		return json_null();
	if (text_is_utf8(s, strlen(s)))
		return json_string(s);
	safe = text_safe(s);
	j = json_string(safe);
	free(safe);
	return j;
}

json_t *
json_of_time(int64_t t)
{
	char text[WHEN_TEXT], *blank;

	if (t == FIELD_UNSET)
		return json_null();
	when_text(t, text);
	blank = strchr(text, ' ');
	if (blank != NULL)
		*blank = 'T';
	return json_string(text);
}

json_t *
json_of_props(const struct props *p)
{
	json_t *j = json_object();
	size_t i;

	for (i = 0; i < p->n; i++)
		json_put(j, p->v[i].name, json_of_text(p->v[i].value));
	return j;
}

static json_t *
of_rows(const struct field *f, const struct rows *r)
{
	json_t *list = json_array(), *row;
	size_t i, k;

	for (i = 0; i < r->n; i++) {
		row = json_object();
		for (k = 0; k < r->width && k < f->rows->nfields; k++)
			json_put(row, f->rows->fields[k].name,
			    json_of_text(rows_cell(r, i, k)));
		json_push(list, row);
	}
	return list;
}

/* ---- one value, by the type of its field -------------------------------- */

static json_t *
of_int(const char *text, struct model *m)
{
	long long n;

	(void)m;
	return text_to_int(text, &n) ? json_integer(n) : json_of_text(text);
}

static json_t *
of_bool(const char *text, struct model *m)
{
	(void)m;
	return json_boolean(strcmp(text, "true") == 0);
}

static json_t *
of_time(const char *text, struct model *m)
{
	int64_t t;

	(void)m;
	return when_parse(text, &t) ? json_of_time(t) : json_of_text(text);
}

static json_t *
of_set(const char *text, struct model *m)
{
	char *words = xstrdup(text), *save = NULL, *word;
	json_t *list = json_array();

	(void)m;
	for (word = strtok_r(words, ",", &save); word != NULL;
	    word = strtok_r(NULL, ",", &save))
		json_push(list, json_of_text(word));
	free(words);
	return list;
}

json_t *
json_of_certificate(const char *thumbprint, struct model *m)
{
	struct object *o = m != NULL ? model_find(m, "certificate",
	    thumbprint, NULL) : NULL;
	const struct field *f = o != NULL ? object_field(o, "common_name") :
	    NULL;
	char *name = f != NULL ? field_text(f, o) : NULL;
	json_t *j = json_object();

	json_put(j, "thumbprint", json_of_text(thumbprint));
	json_put(j, "common_name", name != NULL && *name != '\0' ?
	    json_of_text(name) : json_null());
	free(name);
	object_free(o);
	return j;
}

/* What is not text in JSON either. */
static json_t *(*const of_type[FIELD_TYPE_COUNT])(const char *,
    struct model *) = {
	[FIELD_INT] = of_int,
	[FIELD_TIME] = of_time,
	[FIELD_BOOL] = of_bool,
	[FIELD_SET] = of_set,
	[FIELD_CERT] = json_of_certificate,
};

static json_t *
of_value(const struct field *f, const char *text, struct model *m)
{
	if (text == NULL || *text == '\0')
		return json_null();
	if (f != NULL && of_type[f->type] != NULL)
		return of_type[f->type](text, m);
	return json_of_text(text);
}

json_t *
json_of_slot(const struct object *o, const struct slot *s, struct model *m)
{
	const struct field *f = s->field;
	json_t *j = NULL;
	char *text;

	if (s->prefix == NULL && f != NULL && f->type == FIELD_ROWS)
		return of_rows(f, (const void *)((const char *)o + f->at));
	/* That there is one may be known, and nothing else. */
	if (slot_is_secret(s)) {
		if (!slot_is_empty(o, s))
			json_put(j = json_object(), "set", json_true());
		return j != NULL ? j : json_null();
	}
	/* An object's name is its name, of certificates as well. */
	if (strcmp(s->name, "name") == 0)
		return json_of_text(o->name);
	if (!slot_is_set(o, s))
		return json_null();
	text = slot_get(o, s);
	j = of_value(f, text, m);
	free(text);
	return j;
}

/* ---- objects ------------------------------------------------------------ */

/* What holds for a property: its own value or the inherited one. */
static json_t *
of_effective(const struct object *o, const struct slot *s, struct model *m)
{
	if (slot_is_set(o, s) || slot_is_secret(s))
		return json_of_slot(o, s, m);
	return of_value(s->field, s->inherited, m);
}

json_t *
json_document(void)
{
	json_t *j = json_object();

	json_put(j, "format", json_integer(JSON_FORMAT));
	return j;
}

json_t *
json_of_object(const struct object *o, struct model *m)
{
	json_t *j = json_document(), *effective = json_object();
	struct slots slots = { 0 };
	const struct slot *s;

	json_put(j, "kind", json_of_text(o->kind->name));
	json_put(j, "id", json_integer(o->id));
	json_put(j, "version", json_integer(o->version));
	json_put(j, "name", json_of_text(o->name));
	object_slots(o, m, &slots);
	for (s = slots.v; s < slots.v + slots.n; s++) {
		json_put(j, s->name, json_of_slot(o, s, m));
		if (s->inherited != NULL)
			json_put(effective, s->name, of_effective(o, s, m));
	}
	json_put(j, "effective", effective);
	slots_clear(&slots);
	return j;
}

/* ---- building and printing ---------------------------------------------- */

/*
 * A NULL value is out of memory or text that json_of_text() should have
 * mended; either way the document must not be printed without it.
 */
void
json_put(json_t *object, const char *key, json_t *value)
{
	char *safe = text_safe(key);

	if (json_object_set_new(object, safe, value) != 0)
		abort();
	free(safe);
}

void
json_push(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		abort();
}

/*
 * ASCII only: a terminal sees no control character, which JSON leaves alone
 * beyond the first 32.  DEL is ASCII and stands in strings only.
 */
void
json_print(struct out *o, json_t *j)
{
	char *text = json_dumps(j, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	const char *s = text;
	size_t n;

	if (text == NULL)
		abort();
	for (; *s != '\0'; s += n) {
		n = strcspn(s, "\x7f");
		out_bytes(o, s, n);
		if (s[n] == '\0')
			break;
		out_text(o, "\\u007f");
		n++;
	}
	out_text(o, "\n");
	free(text);
	json_decref(j);
}
