/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/thumbprint.h"
#include "model/artifact.h"
#include "model/edit.h"
#include "tui/cert_info.h"
#include "tui/form_parts.h"

/* ---- what a slot is like ------------------------------------------------ */

enum widget
form_widget(const struct slot *s)
{
	static const enum widget widgets[FIELD_TYPE_COUNT] = {
		[FIELD_BOOL] = WIDGET_BOOL,
		[FIELD_CHOICE] = WIDGET_CHOICE,
		[FIELD_ROWS] = WIDGET_GRID,
		[FIELD_MEMO] = WIDGET_GRID,
	};

	/* Rows among properties are text in their written form. */
	if (s->field == NULL || (s->prefix != NULL &&
	    s->field->type == FIELD_ROWS))
		return WIDGET_LINE;
	return widgets[s->field->type];
}

bool
form_on_page(const struct form *f, const struct slot *s)
{
	return f->npages > 0 && s->page != NULL &&
	    strcmp(s->page, f->pages[f->page]) == 0;
}

const struct slot *
form_focused(const struct form *f)
{
	return f->part == PART_FIELDS && f->focus < f->slots.n ?
	    &f->slots.v[f->focus] : NULL;
}

const char *
form_frozen(const struct form *f, const struct slot *s)
{
	unsigned flags = s->field != NULL && s->prefix == NULL ?
	    s->field->flags : 0;

	if ((flags & FIELD_VIEW) && s->field->type == FIELD_ROWS &&
	    s->field->rows->elsewhere != NULL)
		return s->field->rows->elsewhere;
	if (flags & FIELD_HERE)
		return "as it is here, by the settings file";
	if (flags & FIELD_DERIVED)
		return "computed from other fields";
	if (flags & FIELD_STATE)
		return "changed by commands such as start, stop, enable, "
		    "disable";
	if ((flags & FIELD_ONCE) && !f->is_new)
		return "cannot be changed after creation";
	return f->why_read_only;
}

struct rejected *
form_rejected(const struct form *f, const struct slot *s)
{
	size_t i;

	for (i = 0; i < f->nrejected; i++)
		if (strcmp(f->rejected[i].name, s->name) == 0)
			return &f->rejected[i];
	return NULL;
}

bool
form_changed(const struct form *f, const struct slot *s)
{
	if (form_rejected(f, s) != NULL)
		return true;
	if (f->typed && form_focused(f) == s)
		return true;
	return !slot_same(f->before, f->now, s);
}

bool
form_page_changed(const struct form *f, const char *page)
{
	size_t i;

	for (i = 0; i < f->slots.n; i++)
		if (f->slots.v[i].page != NULL &&
		    strcmp(f->slots.v[i].page, page) == 0 &&
		    form_changed(f, &f->slots.v[i]))
			return true;
	return false;
}

bool
form_unsaved(const struct form *f)
{
	struct changes changes = { 0 };
	bool unsaved;

	object_diff(f->before, f->now, &changes);
	unsaved = changes.n > 0 || f->nrejected > 0 || f->typed;
	changes_clear(&changes);
	return unsaved;
}

const struct cert_note *
form_cert_note(struct form *f, const struct slot *s)
{
	char *thumbprint = slot_get(f->now, s);
	struct cert_note *n;
	size_t i;

	if (*thumbprint == '\0') {
		free(thumbprint);
		return NULL;
	}
	for (i = 0; i < f->nnotes; i++) {
		if (strcmp(f->notes[i].thumbprint, thumbprint) == 0 &&
		    strcmp(f->notes[i].field, s->name) == 0) {
			free(thumbprint);
			return &f->notes[i];
		}
	}
	f->notes = grow(f->notes, f->nnotes, &f->notes_cap,
	    sizeof(*f->notes));
	n = &f->notes[f->nnotes++];
	n->thumbprint = thumbprint;
	n->field = xstrdup(s->name);
	n->text = cert_info_describe(f->ui, thumbprint, &(struct cert_use){
	    .usage = s->field->usage, .kind = f->kind->name,
	    .object = f->is_new ? NULL : f->before->name,
	    .field = s->name, .draft = f->now }, &n->style);
	return n;
}

const struct slot *
form_counterpart(const struct form *f, const struct slot *s)
{
	size_t i;

	if (s->of != NULL)
		return slots_find(&f->slots, s->of);
	for (i = 0; i < f->slots.n; i++)
		if (f->slots.v[i].of != NULL &&
		    strcmp(f->slots.v[i].of, s->name) == 0)
			return &f->slots.v[i];
	return NULL;
}

/* ---- rejected texts ----------------------------------------------------- */

static void
release_rejected(struct rejected *r)
{
	free(r->name);
	free(r->text);
	free(r->why);
}

static void
forget_rejected(struct form *f, const char *name)
{
	size_t i, to = 0;

	for (i = 0; i < f->nrejected; i++) {
		if (strcmp(f->rejected[i].name, name) != 0)
			f->rejected[to++] = f->rejected[i];
		else
			release_rejected(&f->rejected[i]);
	}
	f->nrejected = to;
}

static void
reject(struct form *f, const struct slot *s, const char *text,
    const char *why)
{
	f->rejected = grow(f->rejected, f->nrejected, &f->rejected_cap,
	    sizeof(*f->rejected));
	f->rejected[f->nrejected++] = (struct rejected){
		.name = xstrdup(s->name), .text = xstrdup(text),
		.why = xstrdup(why),
	};
}

/* ---- focus -------------------------------------------------------------- */

/* What the line of a field starts with. */
static char *
line_start(const struct form *f, const struct slot *s)
{
	const struct rejected *r = form_rejected(f, s);
	char shown[THUMBPRINT_SHOWN], *text;

	if (r != NULL)
		return xstrdup(r->text);
	if (!slot_is_set(f->now, s))
		return xstrdup(s->inherited != NULL ? s->inherited : "");
	text = slot_get(f->now, s);
	if (s->field != NULL && s->field->type == FIELD_CERT &&
	    strlen(text) == THUMBPRINT_SIZE - 1) {
		thumbprint_show(text, shown);
		str_replace(&text, shown);
	}
	return text;
}

static void
start_line(struct form *f)
{
	const struct slot *s = form_focused(f);
	char *text;

	f->typed = false;
	/* Before it becomes a line whose text is not cleansed. */
	line_clear(&f->line);
	if (s == NULL || form_widget(s) != WIDGET_LINE)
		return;
	f->line.text.secret = slot_is_secret(s);
	text = line_start(f, s);
	line_set(&f->line, text);
	/* What is longer than the field is read from its beginning. */
	if (form_frozen(f, s) != NULL || (s->field != NULL &&
	    s->field->type == FIELD_CERT))
		f->line.cursor = 0;
	free(text);
}

void
form_focus(struct form *f, enum form_part part, size_t slot)
{
	f->part = part;
	f->focus = slot;
	if (part == PART_FIELDS && slot >= f->slots.n)
		f->part = PART_BUTTONS;
	start_line(f);
}

/* The first (1) or last (-1) slot of the page from `from` on. */
static size_t
slot_of_page(const struct form *f, size_t from, int by)
{
	size_t i;

	for (i = from; i < f->slots.n; i += (size_t)by)
		if (form_on_page(f, &f->slots.v[i]))
			return i;
	return f->slots.n;
}

static size_t
first_editable(const struct form *f)
{
	size_t i;

	for (i = 0; i < f->slots.n; i++)
		if (form_on_page(f, &f->slots.v[i]) &&
		    form_frozen(f, &f->slots.v[i]) == NULL)
			return i;
	return slot_of_page(f, 0, 1);
}

void
form_set_page(struct form *f, size_t page)
{
	enum form_part part = f->part;

	form_leave(f);
	f->page = page;
	f->scroll = 0;
	form_focus(f, part, part == PART_FIELDS ? first_editable(f) :
	    f->slots.n);
}

bool
form_focus_name(struct form *f, const char *name)
{
	const struct slot *s = slots_find(&f->slots, name);
	size_t i;

	if (s == NULL || s->page == NULL)
		return false;
	for (i = 0; i < f->npages; i++)
		if (strcmp(f->pages[i], s->page) == 0)
			f->page = i;
	form_focus(f, PART_FIELDS, (size_t)(s - f->slots.v));
	return true;
}

static void
enter_part(struct form *f, enum form_part part, int by)
{
	if (part == PART_PAGES && f->npages < 2)
		part = by > 0 ? PART_FIELDS : PART_BUTTONS;
	if (part == PART_BUTTONS)
		f->button = by > 0 ? 0 : form_nbuttons - 1;
	form_focus(f, part, part != PART_FIELDS ? f->slots.n :
	    slot_of_page(f, by > 0 ? 0 : f->slots.n - 1, by));
}

/* Where nothing can be changed at all, Tab goes through what is there. */
static bool
skipped(const struct form *f, size_t slot)
{
	const struct slot *s = &f->slots.v[slot];

	return f->why_read_only == NULL && form_frozen(f, s) != NULL &&
	    form_widget(s) != WIDGET_GRID;
}

void
form_step(struct form *f, int by, bool skip)
{
	static const enum form_part next[] = {
		[PART_PAGES] = PART_FIELDS, [PART_FIELDS] = PART_BUTTONS,
		[PART_BUTTONS] = PART_PAGES,
	}, previous[] = {
		[PART_PAGES] = PART_BUTTONS, [PART_FIELDS] = PART_PAGES,
		[PART_BUTTONS] = PART_FIELDS,
	};
	size_t slot;

	form_leave(f);
	if (f->part == PART_FIELDS) {
		slot = f->focus;
		do
			slot = slot_of_page(f, slot + (size_t)by, by);
		while (skip && slot < f->slots.n && skipped(f, slot));
		if (slot < f->slots.n) {
			form_focus(f, PART_FIELDS, slot);
			return;
		}
	}
	if (f->part == PART_BUTTONS &&
	    f->button + (size_t)by < form_nbuttons) {
		f->button += (size_t)by;
		return;
	}
	enter_part(f, by > 0 ? next[f->part] : previous[f->part], by);
}

/* ---- values ------------------------------------------------------------- */

static bool
try_set(struct form *f, const struct slot *s, const char *text,
    struct err *err)
{
	char *name = xstrdup(s->name);
	struct object *was = object_copy(f->now);
	bool ok = slot_set(f->now, s, f->ui->model, text, err);

	if (ok) {
		if (f->is_new)
			object_suggest(f->now, was);
		forget_rejected(f, name);
		form_refresh(f);
	}
	object_free(was);
	free(name);
	return ok;
}

void
form_put(struct form *f, const struct slot *s, const char *text)
{
	struct err err = { 0 };

	if (try_set(f, s, text, &err))
		return;
	forget_rejected(f, s->name);
	/* A password that is not taken is typed again, not mended. */
	reject(f, s, slot_is_secret(s) ? "" : text, err.text);
}

void
form_leave(struct form *f)
{
	const struct slot *s = form_focused(f);

	if (!f->typed || s == NULL)
		return;
	f->typed = false;
	form_put(f, s, line_text(&f->line));
}

bool
form_set(struct form *f, const struct slot *s, const char *text)
{
	struct err err = { 0 };
	bool ok;

	f->typed = false;
	ok = try_set(f, s, text, &err);
	if (!ok)
		ui_error(f->ui, &err);
	start_line(f);
	return ok;
}

void
form_reset(struct form *f, const struct slot *s)
{
	f->typed = false;
	forget_rejected(f, s->name);
	slot_restore(f->now, f->before, s);
	form_refresh(f);
	start_line(f);
}

/* ---- open, close, refresh ----------------------------------------------- */

static void
find_pages(struct form *f)
{
	const char *page;
	size_t i, j;

	f->npages = 0;
	for (i = 0; i < f->slots.n; i++) {
		page = f->slots.v[i].page;
		if (page == NULL || f->npages == MAX_PAGES)
			continue;
		for (j = 0; j < f->npages; j++)
			if (strcmp(f->pages[j], page) == 0)
				break;
		if (j == f->npages)
			f->pages[f->npages++] = page;
	}
}

/* What is not typed in a new object follows what is. */
static void
choose(struct model *m, struct object *o)
{
	const struct kind *k = o->kind;
	const struct field *f;

	for (f = k->fields; f < k->fields + k->nfields; f++)
		object_suit(o, f);
	if (k->preselect != NULL)
		k->preselect(m, o);
}

/* Itself, or what stands above where it has just lost its place. */
static size_t
near(const struct form *f, const struct slot *s)
{
	size_t slot = slot_of_page(f, (size_t)(s - f->slots.v), -1);

	return slot < f->slots.n ? slot : slot_of_page(f, 0, 1);
}

void
form_refresh(struct form *f)
{
	const struct slot *s = form_focused(f);
	char *name = s != NULL ? xstrdup(s->name) : NULL;
	char *page = f->npages > 0 ? xstrdup(f->pages[f->page]) : NULL;
	size_t i;

	slots_clear(&f->slots);
	if (f->kind->follow != NULL)
		f->kind->follow(f->ui->model, f->now);
	if (f->is_new)
		choose(f->ui->model, f->now);
	edit_follow_names(f->ui->model, f->before, f->now);
	object_slots(f->now, f->ui->model, &f->slots);
	find_pages(f);
	f->page = 0;
	for (i = 0; page != NULL && i < f->npages; i++)
		if (strcmp(f->pages[i], page) == 0)
			f->page = i;
	s = name != NULL ? slots_find(&f->slots, name) : NULL;
	if (f->part == PART_FIELDS)
		f->focus = s != NULL ? near(f, s) : slot_of_page(f, 0, 1);
	free(name);
	free(page);
}

void
form_open(struct form *f, struct ui *ui, struct object *o, bool is_new)
{
	struct err err = { 0 };

	f->ui = ui;
	f->kind = o->kind;
	f->before = o;
	/* Where that fails, saving says why. */
	if (is_new)
		(void)artifact_derive(ui->model, o, NULL);
	if (is_new)
		choose(ui->model, o);
	f->now = object_copy(o);
	f->is_new = is_new;
	if (!model_may(ui->model, ROLE_ADMINISTRATOR, &err))
		f->why_read_only = xstrdup(err.text);
	form_refresh(f);
	/* What was filled in at the start nobody has typed. */
	if (is_new) {
		object_free(f->before);
		f->before = object_copy(f->now);
	}
	form_focus(f, PART_FIELDS, first_editable(f));
}

struct object *
form_origin(const struct form *f)
{
	struct object *o;

	if (!f->is_new)
		return object_copy(f->before);
	o = object_new(f->kind);
	(void)artifact_derive(f->ui->model, o, NULL);
	choose(f->ui->model, o);
	return o;
}

void
form_close(struct form *f)
{
	size_t i;

	for (i = 0; i < f->nrejected; i++)
		release_rejected(&f->rejected[i]);
	free(f->rejected);
	for (i = 0; i < f->nnotes; i++) {
		free(f->notes[i].field);
		free(f->notes[i].thumbprint);
		free(f->notes[i].text);
	}
	free(f->notes);
	slots_clear(&f->slots);
	line_clear(&f->line);
	object_free(f->before);
	object_free(f->now);
	free(f->why_read_only);
	free(f->told);
}

static char *
toggle_member(const struct field *f, const char *current, const char *member)
{
	const struct choice *c;
	struct buf b = { 0 };
	size_t n;
	bool in;
	const char *s;

	buf_adds(&b, "");
	for (c = f->choices; c->name != NULL; c++) {
		n = strlen(c->name);
		in = false;
		for (s = current; s != NULL && *s != '\0';
		    s = strchr(s, ','), s += s != NULL)
			if (strncmp(s, c->name, n) == 0 &&
			    (s[n] == ',' || s[n] == '\0'))
				in = true;
		if (in != (strcmp(c->name, member) == 0))
			buf_addf(&b, "%s%s", b.len > 0 ? "," : "", c->name);
	}
	return buf_steal(&b);
}

void
form_toggle(struct form *f, const struct slot *s, char **value)
{
	char *now = slot_get(f->now, s);
	char *set = toggle_member(s->field, now, *value);

	free(now);
	free(*value);
	*value = set;
}
