/* SPDX-License-Identifier: ISC */
/* What keys do in a field of the dialog, and the windows that choose one. */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/bundle.h"
#include "model/model.h"
#include "model/object.h"
#include "tui/cert_info.h"
#include "tui/event.h"
#include "tui/form_parts.h"
#include "tui/memo.h"
#include "tui/picker.h"
#include "tui/rows.h"

/* ---- values from lists -------------------------------------------------- */

static void
edit_memo(struct form *f, const struct slot *s)
{
	char *text = slot_get(f->now, s), *edited;

	edited = memo_edit(f->ui, &(struct memo_text){
	    .title = s->field->label, .initial = text,
	    .max = s->field->max > 0 ? (size_t)s->field->max :
	    MAX_FIELD_TEXT, .frozen = form_frozen(f, s) });
	if (edited != NULL)
		form_set(f, s, edited);
	free(edited);
	free(text);
}

/* Rows that other objects decide on, as they are by now. */
static void
look_again(struct form *f, const struct field *field)
{
	struct object *fresh = field->flags & FIELD_VIEW ? model_get_id(
	    f->ui->model, f->kind, f->before->id, NULL) : NULL;

	if (fresh != NULL) {
		field_copy(field, f->before, fresh);
		field_copy(field, f->now, fresh);
	}
	object_free(fresh);
}

/* On a copy, so that the field's own checks see the rows as text. */
static void
edit_rows(struct form *f, const struct slot *s)
{
	const struct field *field = s->field;	/* setting moves the slots */
	struct object *copy;
	char *text;
	bool ok = false;

	look_again(f, field);
	copy = object_copy(f->now);
	/* What is not taken is mended, not entered again. */
	while (!ok && rows_edit(f->ui, field, copy, form_frozen(f, s))) {
		text = slot_get(copy, s);
		ok = form_set(f, s, text);
		free(text);
	}
	look_again(f, field);
	object_free(copy);
}

/* The choices that fit what the object is now. */
static const struct choice *
offered(const struct form *f, const struct slot *s)
{
	return s->field->offered != NULL ? s->field->offered(f->now) :
	    s->field->choices;
}

/* The list stands on the value in force, be it a default or inherited. */
static char *
pick_value(struct form *f, const struct slot *s)
{
	char *current = slot_is_set(f->now, s) ? slot_get(f->now, s) :
	    xstrdup(s->inherited), *picked = NULL;
	const struct field *field = s->field;

	if (field->choices != NULL)
		picked = pick_choice(f->ui, field->label, offered(f, s),
		    current);
	else if (field->type == FIELD_REF)
		picked = pick_object(f->ui, field, f->now, current);
	else if (field->type == FIELD_CERT)
		picked = cert_info_pick(f->ui, field, current, NULL);
	free(current);
	return picked;
}

bool
form_can_choose(const struct slot *s)
{
	return s->field != NULL && (s->field->choices != NULL ||
	    s->field->type == FIELD_REF || s->field->type == FIELD_CERT ||
	    form_widget(s) == WIDGET_GRID);
}

void
form_choose(struct form *f, const struct slot *s)
{
	char *picked;

	if (s->field->type == FIELD_ROWS && s->prefix == NULL) {
		edit_rows(f, s);
	} else if (s->field->type == FIELD_MEMO) {
		edit_memo(f, s);
	} else if ((picked = pick_value(f, s)) != NULL) {
		if (s->field->type == FIELD_SET)
			form_toggle(f, s, &picked);
		form_set(f, s, picked);
		free(picked);
	}
}

static void
toggle(struct form *f, const struct slot *s)
{
	char *value = slot_get(f->now, s);
	const char *is = slot_is_set(f->now, s) ? value : s->inherited;

	form_set(f, s, strcmp(is, "true") == 0 ? "false" : "true");
	free(value);
}

/* How many choices there are, and which one it is now. */
static int
count_choices(const struct form *f, const struct slot *s, int *at)
{
	const struct choice *c = offered(f, s);
	char *value = slot_get(f->now, s);
	const char *is = slot_is_set(f->now, s) ? value : s->inherited;
	int n = 0;

	*at = 0;
	for (; c[n].name != NULL; n++)
		if (str_same(c[n].name, is))
			*at = n;
	free(value);
	assert(n > 0);
	return n;
}

static void
next_choice(struct form *f, const struct slot *s, int by)
{
	int at, n = count_choices(f, s, &at);

	form_set(f, s, offered(f, s)[(at + by + n) % n].name);
}

/* The next choice after this one whose words begin with the letter, or -1. */
static int
find_letter(const struct form *f, const struct slot *s, int key)
{
	const struct choice *c = offered(f, s);
	const char *words;
	int at, n = count_choices(f, s, &at), i, k;

	for (i = 1; i <= n; i++) {
		k = (at + i) % n;
		words = c[k].label != NULL ? c[k].label : c[k].name;
		if (key < 127 && tolower((unsigned char)words[0]) ==
		    tolower(key))
			return k;
	}
	return -1;
}

/* ---- keys --------------------------------------------------------------- */

/* Typed is what changes the text; moving the cursor in it is not. */
static bool
edit_line(struct form *f, const struct slot *s, int key)
{
	struct buf old = { .secret = f->line.text.secret };
	bool taken;

	buf_adds(&old, line_text(&f->line));
	/* Half an old thumbprint is of no use: paste replaces it. */
	if (!f->typed && key_is_text(key) && s->field != NULL &&
	    s->field->type == FIELD_CERT)
		line_set(&f->line, "");
	taken = line_key(&f->line, key);
	if (strcmp((const char *)old.data, line_text(&f->line)) != 0)
		f->typed = true;
	buf_clear(&old);
	return taken;
}

static bool
key_line(struct form *f, const struct slot *s, int key)
{
	if (form_frozen(f, s) == NULL)
		return edit_line(f, s, key);
	/* Moving in the text shows all of it; nothing else is taken. */
	if (key_is_text(key)) {
		ui_say(f->ui, STYLE_WARNING, "read-only: %s",
		    form_frozen(f, s));
		return true;
	}
	return (key == K_LEFT || key == K_RIGHT || key == K_HOME ||
	    key == K_END) && line_key(&f->line, key);
}

static bool
key_bool(struct form *f, const struct slot *s, int key)
{
	if (key != ' ')
		return false;
	if (form_frozen(f, s) == NULL)
		toggle(f, s);
	else
		ui_say(f->ui, STYLE_WARNING, "read-only: %s",
		    form_frozen(f, s));
	return true;
}

static bool
key_choice(struct form *f, const struct slot *s, int key)
{
	bool step = key == ' ' || key == K_LEFT || key == K_RIGHT;
	int found = -1;

	if (!step && key_is_text(key))
		found = find_letter(f, s, key);
	/* What begins no choice may be a command's key: ? or : */
	if (!step && found < 0)
		return false;
	if (form_frozen(f, s) != NULL)
		ui_say(f->ui, STYLE_WARNING, "read-only: %s",
		    form_frozen(f, s));
	else if (step)
		next_choice(f, s, key == K_LEFT ? -1 : 1);
	else
		form_set(f, s, offered(f, s)[found].name);
	return true;
}

static bool
key_grid(struct form *f, const struct slot *s, int key)
{
	if (key != ' ')
		return false;
	form_choose(f, s);
	return true;
}

bool
form_key(struct layer *layer, struct ui *ui, int k)
{
	static bool (*const widgets[])(struct form *, const struct slot *,
	    int) = {
		[WIDGET_LINE] = key_line, [WIDGET_BOOL] = key_bool,
		[WIDGET_CHOICE] = key_choice, [WIDGET_GRID] = key_grid,
	};
	struct form *f = (struct form *)layer;
	const struct slot *s = form_focused(f);

	(void)ui;
	return s != NULL && widgets[form_widget(s)](f, s, k);
}

/* A certificate itself stands for its thumbprint. */
static bool
paste_cert(struct form *f, const struct slot *s, const char *text)
{
	struct bundle b = { 0 };
	struct err err = { 0 };

	if (!bundle_parse(&b, text, strlen(text), NULL, &err) || b.n == 0) {
		ui_error(f->ui, &err);
	} else {
		form_set(f, s, b.items[0].cert->thumbprint);
		ui_say(f->ui, STYLE_NORMAL, "its thumbprint was taken; the "
		    "certificate itself is imported on the node "
		    "Certificates");
	}
	bundle_clear(&b);
	return true;
}

bool
form_paste(struct layer *layer, struct ui *ui, const char *text)
{
	struct form *f = (struct form *)layer;
	const struct slot *s = form_focused(f);
	bool cert = s != NULL && s->field != NULL &&
	    s->field->type == FIELD_CERT;

	if (s == NULL || form_widget(s) != WIDGET_LINE)
		return false;
	if (form_frozen(f, s) != NULL) {
		ui_say(ui, STYLE_WARNING, "read-only: %s",
		    form_frozen(f, s));
		return true;
	}
	if (cert && strstr(text, "-----BEGIN ") != NULL)
		return paste_cert(f, s, text);
	/* Half an old thumbprint is of no use. */
	if (cert && !f->typed)
		line_set(&f->line, "");
	line_paste(&f->line, text);
	f->typed = true;
	return true;
}
