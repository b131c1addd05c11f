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
	return cert_info_pick(ui, f, current);
}

/* What is chosen from a list; the rest is typed. */
static char *(*const lists[FIELD_TYPE_COUNT])(struct ui *,
    const struct object *, const struct field *, const char *) = {
	[FIELD_BOOL] = from_choices,
	[FIELD_CHOICE] = from_choices,
	[FIELD_REF] = from_objects,
	[FIELD_CERT] = from_certificates,
};

static bool
fits(struct model *m, const struct object *self, const struct slot *s,
    const char *value, struct err *err)
{
	struct object *copy = object_copy(self);
	bool ok = slot_set(copy, s, m, value, err);

	object_free(copy);
	return ok;
}

static char *
from_line(struct ui *ui, const struct object *self, const struct slot *s,
    const char *current)
{
	char *value = xstrdup(current), *text = NULL;
	struct err err = { 0 };
	struct buf about = { 0 };
	struct prompt p = { .title = s->name };

	if (s->field != NULL) {
		p.title = s->field->label;
		buf_addf(&about, "%s\n", s->field->help);
		field_allowed(s->field, &about);
	}
	buf_adds(&about, "");
	do {
		free(text);
		text = xasprintf("%s%s%s", (const char *)about.data,
		    err.code != ERR_NONE ? "\n\n" : "", err.text);
		p.text = text;
		p.initial = value;
		/* What was typed wrong is mended, not typed again. */
		p.replace = err.code == ERR_NONE;
		err_clear(&err);
		char *typed = ask_line(ui, &p);
		free(value);
		value = typed;
	} while (value != NULL && !fits(ui->model, self, s, value, &err));
	free(text);
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
