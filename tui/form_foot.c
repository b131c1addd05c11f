/* SPDX-License-Identifier: ISC */
/* The foot of the dialog: what a field may hold, in the dialog's words. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "tui/form_parts.h"

/* "Encode", not "encode"; a box is on or off. */
static const char *
words_of(const struct field *f, const char *text)
{
	const struct choice *c;

	if (f->type == FIELD_BOOL)
		return strcmp(text, "true") == 0 ? "on" : "off";
	for (c = f->type == FIELD_CHOICE ? f->choices : NULL;
	    c != NULL && c->name != NULL; c++)
		if (strcmp(c->name, text) == 0)
			return c->label != NULL ? c->label : c->name;
	return text;
}

static void
add_bool(const struct form *f, const struct slot *s, struct buf *b)
{
	(void)f;
	(void)s;
	buf_adds(b, "on or off");
}

static void
add_choices(const struct form *f, const struct slot *s, struct buf *b)
{
	const struct choice *c = s->field->offered != NULL ?
	    s->field->offered(f->now) : s->field->choices;
	bool first = true;

	for (; c->name != NULL; c++, first = false)
		buf_addf(b, "%s%s", first ? "" : ", ", c->label != NULL ?
		    c->label : c->name);
}

static void
add_set(const struct form *f, const struct slot *s, struct buf *b)
{
	buf_adds(b, "any of ");
	add_choices(f, s, b);
}

/* Rows among properties are text in their written form. */
static void
add_rows(const struct form *f, const struct slot *s, struct buf *b)
{
	const struct row_table *t = s->field->rows;
	size_t i;

	(void)f;
	if (s->prefix != NULL) {
		field_allowed(s->field, b);
		return;
	}
	buf_adds(b, "a table: ");
	for (i = 0; i < t->nfields; i++)
		buf_addf(b, "%s%s", i > 0 ? ", " : "", t->fields[i].label);
}

static void (*const in_words[FIELD_TYPE_COUNT])(const struct form *,
    const struct slot *, struct buf *) = {
	[FIELD_BOOL] = add_bool,
	[FIELD_CHOICE] = add_choices,
	[FIELD_SET] = add_set,
	[FIELD_ROWS] = add_rows,
};

/* The value that holds where none is set, and whose it is. */
static void
add_own(const struct slot *s, struct buf *b)
{
	bool pipeline = form_of_pipeline(s);

	if (pipeline || s->origin != NULL)
		buf_addf(b, "%s: %s", pipeline ? "pipeline's own" :
		    s->origin, *s->inherited != '\0' ?
		    words_of(s->field, s->inherited) : "empty");
	else if (s->field->def != NULL)
		buf_addf(b, "default %s", words_of(s->field, s->field->def));
	if (s->field->flags & FIELD_REQUIRED)
		buf_addf(b, "%srequired", b->len > 0 ? "; " : "");
}

/* Many choices are cut, so that what holds stands before them. */
static char *
join(const char *may, const char *own, int width)
{
	bool fits = text_width(may) + text_width(own) + 2 <= width;

	return *own == '\0' ? xstrdup(may) :
	    xasprintf("%s; %s", fits ? may : own, fits ? own : may);
}

char *
form_allowed(struct form *f, const struct slot *s, int width)
{
	const struct cert_note *note = s->field != NULL &&
	    s->field->type == FIELD_CERT ? form_cert_note(f, s) : NULL;
	struct buf may = { 0 }, own = { 0 };
	char *text;

	if (s->field == NULL)
		return xstrdup("not known here; kept as it is");
	if (note != NULL && !f->typed)
		return xstrdup(note->text);
	if (slot_is_secret(s) && !slot_is_empty(f->now, s))
		return xstrdup("never shown; typing replaces it, F5 clears "
		    "it");
	buf_adds(&may, "");
	buf_adds(&own, "");
	if (in_words[s->field->type] != NULL)
		in_words[s->field->type](f, s, &may);
	else
		field_allowed(s->field, &may);
	add_own(s, &own);
	text = join((char *)may.data, (char *)own.data, width);
	buf_clear(&may);
	buf_clear(&own);
	return text;
}
