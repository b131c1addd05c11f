/* SPDX-License-Identifier: ISC */
#include "tui/value.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tui/ask.h"
#include "tui/cert_info.h"
#include "tui/picker.h"

static const struct choice yes_no[] = {
	{ "true", "yes" }, { "false", "no" }, { NULL, NULL },
};

static char *
from_choices(struct ui *ui, const struct object *self,
    const struct field *f, const char *current)
{
	return pick_choice(ui, f->label, f->type == FIELD_BOOL ? yes_no :
	    f->offered != NULL ? f->offered(self) : f->choices, current);
}

static char *
from_objects(struct ui *ui, const struct object *self,
    const struct field *f, const char *current)
{
	return pick_object(ui, f, self, current);
}

static char *
from_certificates(struct ui *ui, const struct object *self,
    const struct field *f, const char *current)
{
	(void)self;
	return cert_info_pick(ui, f, current, NULL);
}

/* What is chosen from a list; the rest is typed. */
static char *(*const lists[FIELD_TYPE_COUNT])(struct ui *,
    const struct object *, const struct field *, const char *) = {
	[FIELD_BOOL] = from_choices,
	[FIELD_CHOICE] = from_choices,
	[FIELD_REF] = from_objects,
	[FIELD_CERT] = from_certificates,
};

/* The field of an object that a text is to fit into. */
struct place {
	struct model *model;
	const struct object *self;
	const struct slot *slot;
};

static bool
fits(void *to, const char *value, struct err *err)
{
	const struct place *place = to;
	struct object *copy = object_copy(place->self);
	bool ok = slot_set(copy, place->slot, place->model, value, err);

	object_free(copy);
	return ok;
}

static char *
from_line(struct ui *ui, const struct object *self, const struct slot *s,
    const char *current)
{
	struct place place = { ui->model, self, s };
	struct prompt p = { .title = s->name, .initial = current,
	    .replace = true };
	struct buf about = { 0 };
	char *value;

	if (s->field != NULL) {
		p.title = s->field->label;
		buf_addf(&about, "%s\n", s->field->help);
		field_allowed(s->field, &about);
	}
	buf_adds(&about, "");
	p.text = (const char *)about.data;
	value = ask_until(ui, &p, fits, &place);
	buf_clear(&about);
	return value;
}

char *
value_ask(struct ui *ui, const struct object *self, const struct slot *s,
    const char *current)
{
	const struct field *f = s->field;

	if (f != NULL && lists[f->type] != NULL)
		return lists[f->type](ui, self, f, current);
	if (f != NULL && f->choices != NULL && f->type == FIELD_TEXT)
		return from_choices(ui, self, f, current);
	return from_line(ui, self, s, current);
}
