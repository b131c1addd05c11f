/* SPDX-License-Identifier: ISC */
#include "tui/form.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "certstore/bundle.h"
#include "model/object.h"
#include "tui/ask.h"
#include "tui/cert_info.h"
#include "tui/event.h"
#include "tui/form_parts.h"
#include "tui/memo.h"
#include "tui/picker.h"
#include "tui/rows.h"

static struct form *
form_of(struct layer *layer)
{
	return (struct form *)layer;
}

/* ---- the command line --------------------------------------------------- */

static void
show_command(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct prompt p = { .title = "Command line", .initial = "" };
	struct err err = { 0 };
	char *line, *text, *path;

	(void)c;
	form_leave(form_of(layer));
	line = form_command_line(form_of(layer));
	text = xasprintf("%s\n\nWrite it into a file? Its path, or Esc:",
	    line);
	p.text = text;
	path = ask_line(ui, &p);
	free(text);
	text = xasprintf("%s\n", line);
	if (path == NULL || *path == '\0')
		ui_say(ui, STYLE_NORMAL, "not written");
	else if (file_write(path, text, strlen(text), 0600, &err))
		ui_say(ui, STYLE_NORMAL, "written to %s", path);
	else
		ui_error(ui, &err);
	free(path);
	free(text);
	free(line);
}

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

/* On a copy, so that the field's own checks see the rows as text. */
static void
edit_rows(struct form *f, const struct slot *s)
{
	struct object *copy = object_copy(f->now);
	struct rows *rows = (struct rows *)((char *)copy + s->field->at);
	char *text;

	if (rows_edit(f->ui, s->field->label, s->field->rows, rows,
	    form_frozen(f, s))) {
		text = slot_get(copy, s);
		form_set(f, s, text);
		free(text);
	}
	object_free(copy);
}

static char *
pick_value(struct form *f, const struct slot *s)
{
	char *current = slot_get(f->now, s), *picked = NULL;
	const struct field *field = s->field;

	if (field->choices != NULL)
		picked = pick_choice(f->ui, field->label, field->choices,
		    current);
	else if (field->type == FIELD_REF)
		picked = pick_object(f->ui, field, f->now, current);
	else if (field->type == FIELD_CERT)
		picked = cert_info_pick(f->ui, field, current);
	free(current);
	return picked;
}

static bool
can_choose(const struct slot *s)
{
	return s->field != NULL && (s->field->choices != NULL ||
	    s->field->type == FIELD_REF || s->field->type == FIELD_CERT ||
	    form_widget(s) == WIDGET_GRID);
}

static void
choose_value(struct form *f, const struct slot *s)
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
	const struct choice *c = s->field->choices;
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

	form_set(f, s, s->field->choices[(at + by + n) % n].name);
}

/* The next choice after this one whose words begin with the letter, or -1. */
static int
find_letter(const struct form *f, const struct slot *s, int key)
{
	const struct choice *c = s->field->choices;
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
		form_set(f, s, s->field->choices[found].name);
	return true;
}

static bool
key_grid(struct form *f, const struct slot *s, int key)
{
	if (key != ' ')
		return false;
	choose_value(f, s);
	return true;
}

static bool
key(struct layer *layer, struct ui *ui, int k)
{
	static bool (*const widgets[])(struct form *, const struct slot *,
	    int) = {
		[WIDGET_LINE] = key_line, [WIDGET_BOOL] = key_bool,
		[WIDGET_CHOICE] = key_choice, [WIDGET_GRID] = key_grid,
	};
	struct form *f = form_of(layer);
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

static bool
paste(struct layer *layer, struct ui *ui, const char *text)
{
	struct form *f = form_of(layer);
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

/* ---- commands ----------------------------------------------------------- */

static void
say_saved(struct form *f)
{
	bool more = f->told != NULL && *f->told != '\0';

	ui_say(f->ui, STYLE_NORMAL, "saved: %s %s%s%s", f->kind->label,
	    f->before->name != NULL ? f->before->name : "",
	    more ? "; " : "", more ? f->told : "");
}

static void
ok(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct form *f = form_of(layer);

	form_leave(f);
	if (!f->is_new && !form_unsaved(f))
		layer_cancel(ui, layer, c);
	else if (form_save(f))
		layer_accept(ui, layer, c);
}

static void
apply(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct form *f = form_of(layer);

	(void)ui;
	(void)c;
	if (form_save(f)) {
		form_focus(f, f->part, f->focus);
		say_saved(form_of(layer));
	}
}

static void
cancel(struct ui *ui, struct layer *layer, const struct command *c)
{
	if (!form_unsaved(form_of(layer)) ||
	    ask_sure(ui, "Cancel", "Give up the changes in this dialog?"))
		layer_cancel(ui, layer, c);
}

static bool
can_choose_now(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct slot *s = form_focused(form_of(layer));

	(void)ui;
	(void)c;
	if (s == NULL || !can_choose(s))
		return err_set(err, ERR_INVALID,
		    "this field has nothing to choose from");
	if (form_widget(s) != WIDGET_GRID &&
	    form_frozen(form_of(layer), s) != NULL)
		return err_set(err, ERR_DENIED, "%s",
		    form_frozen(form_of(layer), s));
	return true;
}

static void
choose(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	choose_value(form_of(layer), form_focused(form_of(layer)));
}

static bool
can_reset(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct slot *s = form_focused(form_of(layer));

	(void)ui;
	(void)c;
	if (s == NULL)
		return err_set(err, ERR_INVALID, "no field is selected");
	if (form_frozen(form_of(layer), s) != NULL)
		return err_set(err, ERR_DENIED, "%s",
		    form_frozen(form_of(layer), s));
	return true;
}

static void
reset(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	form_reset(form_of(layer), form_focused(form_of(layer)));
}

static void
press_button(struct ui *ui, struct layer *layer, const struct command *c)
{
	static void (*const presses[])(struct ui *, struct layer *,
	    const struct command *) = { ok, cancel, apply };

	presses[form_of(layer)->button](ui, layer, c);
}

/* A list where there is one, else what Enter does in a dialog. */
static void
enter(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct form *f = form_of(layer);

	if (f->part == PART_PAGES ||
	    (f->typed && can_choose(form_focused(f))))
		form_step(f, 1);
	else if (f->part == PART_BUTTONS)
		press_button(ui, layer, c);
	else if (can_choose_now(ui, layer, c, NULL))
		choose(ui, layer, c);
	else
		ok(ui, layer, c);
}

static void
turn_page(struct form *f, int by)
{
	if (f->npages > 1)
		form_set_page(f, (f->page + f->npages + (size_t)by) %
		    f->npages);
}

static void
next_page(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	turn_page(form_of(layer), 1);
}

static void
previous_page(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	turn_page(form_of(layer), -1);
}

static void
next(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	form_step(form_of(layer), 1);
}

static void
previous(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	form_step(form_of(layer), -1);
}

/* In the list of pages the arrows turn the pages. */
static void
down(struct ui *ui, struct layer *layer, const struct command *c)
{
	(form_of(layer)->part == PART_PAGES ? next_page : next)(ui, layer,
	    c);
}

static void
up(struct ui *ui, struct layer *layer, const struct command *c)
{
	(form_of(layer)->part == PART_PAGES ? previous_page : previous)(ui,
	    layer, c);
}

static const struct command rows[] = {
	{ .keys = "F2 Ctrl-S", .name = "ok", .label = "OK",
	  .help = "Save and close.", .run = ok },
	{ .keys = "F3 Ctrl-Y Alt-a", .name = "apply", .label = "Apply",
	  .help = "Save and stay.", .run = apply },
	{ .keys = "F4 Ctrl-O", .name = "choose", .label = "Choose",
	  .help = "Open the list that the field is chosen from.",
	  .available = can_choose_now, .run = choose },
	{ .keys = "F5 Ctrl-R", .name = "reset", .label = "Reset",
	  .help = "The field's default, or what it inherits.",
	  .available = can_reset, .run = reset },
	{ .keys = "F6 Ctrl-X", .name = "command-line", .label = "Command",
	  .help = "The command line that would do the same.",
	  .run = show_command },
	{ .keys = "Esc Ctrl-C", .name = "cancel", .label = "Cancel",
	  .help = "Close; asks if something was changed.", .run = cancel },
	{ .keys = "Enter", .name = "accept",
	  .help = "Open the field's list; without one: save and close.",
	  .run = enter },
	{ .keys = "Tab", .name = "next",
	  .help = "The next field, then the buttons, then the pages.",
	  .run = next },
	{ .keys = "Shift-Tab", .name = "previous",
	  .help = "The previous field.", .run = previous },
	{ .keys = "Down Ctrl-N", .name = "down", .help = "One field down.",
	  .run = down },
	{ .keys = "Up Ctrl-P", .name = "up", .help = "One field up.",
	  .run = up },
	{ .keys = "PgDn Ctrl-F", .name = "next-page",
	  .help = "The next page.", .run = next_page },
	{ .keys = "PgUp Ctrl-B", .name = "previous-page",
	  .help = "The previous page.", .run = previous_page },
	{ .keys = "Right", .name = "right",
	  .help = "From the pages to the fields; the next button.",
	  .run = next },
	{ .keys = "Left", .name = "left",
	  .help = "The previous button; back to the pages.",
	  .run = previous },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context form_context = {
	.name = "properties",
	.tables = (const struct command_table *const[]){ &table,
	    &common_commands, NULL },
};

static const char *
hint(struct layer *layer, struct ui *ui)
{
	const struct form *f = form_of(layer);
	const struct slot *s = form_focused(f);

	(void)ui;
	if (s == NULL)
		return f->part == PART_PAGES ? "Up/Down: page   Tab: fields" :
		    "Enter: press the button";
	if (form_widget(s) == WIDGET_GRID)
		return "Enter: open the table";
	if (form_frozen(f, s) != NULL)
		return "Enter: save and close   Tab: next field";
	if (form_widget(s) == WIDGET_BOOL)
		return "Space: switch on or off   Enter: save and close";
	if (form_widget(s) == WIDGET_CHOICE)
		return "Enter: list   Space: next   a letter: what begins "
		    "with it";
	if (can_choose(s))
		return f->typed ? "Enter: next field" :
		    "Enter: choose from a list";
	return "Enter: save and close   Tab: next field";
}

static const struct layer_ops ops = {
	.context = &form_context,
	.draw = form_draw, .key = key, .paste = paste, .hint = hint,
};

/* ---- the public face ---------------------------------------------------- */

void
form_init(struct form *f, struct ui *ui, struct object *o, bool is_new)
{
	*f = (struct form){ .layer = { .ops = &ops } };
	form_open(f, ui, o, is_new);
}

char *
form_run(struct form *f)
{
	bool was_new = f->is_new, accepted = ui_modal(f->ui, &f->layer);
	char *name = NULL;

	form_keep(f);
	/* What was made with Apply is there even if it ends with Cancel. */
	if (accepted || (was_new && !f->is_new)) {
		name = xstrdup(f->before->name);
		say_saved(f);
	}
	form_close(f);
	return name;
}

void
form_edit(struct ui *ui, const char *kind, const char *name,
    const char *field)
{
	const struct kind *k = kind_find(kind);
	struct err err = { 0 };
	struct object *o = k != NULL ? k->single ?
	    model_group(ui->model, &err) :
	    model_get(ui->model, k, name, &err) : NULL;
	struct form f;

	if (o == NULL) {
		ui_error(ui, &err);
		return;
	}
	form_init(&f, ui, o, false);
	if (field != NULL)
		form_focus_name(&f, field);
	free(form_run(&f));
}

char *
form_new(struct ui *ui, const struct kind *kind)
{
	struct form f;

	form_init(&f, ui, object_new(kind), true);
	return form_run(&f);
}
