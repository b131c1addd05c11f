/* SPDX-License-Identifier: ISC */
#include "tui/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/object.h"
#include "tui/ask.h"
#include "tui/form_parts.h"
#include "tui/part.h"

static struct form *
form_of(struct layer *layer)
{
	return (struct form *)layer;
}

/* ---- the command line --------------------------------------------------- */

/*
 * Shown, not written anywhere: what is in a dialog may be anybody's text, and
 * the console may be all that an account is let into.
 */
static void
show_command(struct ui *ui, struct layer *layer, const struct command *c)
{
	char *line;

	(void)c;
	form_leave(form_of(layer));
	line = form_command_line(form_of(layer));
	show_text(ui, "Command line", line);
	free(line);
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
	if (s == NULL || !form_can_choose(s))
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
	form_choose(form_of(layer), form_focused(form_of(layer)));
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

static bool
can_configure(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct slot *s = form_focused(form_of(layer));

	(void)ui;
	(void)c;
	if (s == NULL || form_counterpart(form_of(layer), s) == NULL)
		return err_set(err, ERR_INVALID, "for a pipeline or transport "
		    "type that has something to configure");
	return true;
}

static void
configure(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct form *f = form_of(layer);
	const struct slot *to;
	char *name;

	(void)ui;
	(void)c;
	form_leave(f);
	to = form_focused(f) != NULL ?
	    form_counterpart(f, form_focused(f)) : NULL;
	if (to == NULL)
		return;
	name = xstrdup(to->name);
	f->scroll = 0;
	form_focus_name(f, name);
	free(name);
}

static bool
can_open(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct form *f = form_of(layer);
	const struct slot *s = form_focused(f);
	char *value;
	bool ok;

	(void)ui;
	(void)c;
	if (s == NULL || s->field == NULL || s->field->type != FIELD_REF)
		return err_set(err, ERR_INVALID,
		    "this field names no other object");
	value = slot_get(f->now, s);
	ok = *value != '\0' && form_rejected(f, s) == NULL;
	free(value);
	return ok || err_set(err, ERR_NOT_FOUND, "the field is empty");
}

/* The dialog of what the field names, over this one. */
static void
open_reference(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct form *f = form_of(layer);
	const char *kind = form_focused(f)->field->ref;
	char *name;

	form_leave(f);
	if (!can_open(ui, layer, c, NULL))
		return;
	name = slot_get(f->now, form_focused(f));
	form_edit(ui, kind, name, NULL);
	free(name);
	form_refresh(f);
}

/* To the field, and what it is to hold; false if it is not there. */
static bool
go_to(struct form *f, const char *field, const char *value)
{
	if (field == NULL || !form_focus_name(f, field))
		return false;
	return value == NULL || form_set(f, form_focused(f), value);
}

/*
 * What the audit says of the object as it is stored; from there to the field,
 * here or in the dialog of what is at fault.
 */
static void
show_audit(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct form *f = form_of(layer);
	struct part_target to = { .kind = NULL };

	(void)c;
	form_leave(f);
	if (part_show(ui, f->kind->name, f->before->name, &to)) {
		if (strcmp(to.kind, f->kind->name) == 0 &&
		    strcmp(to.object, f->before->name) == 0)
			go_to(f, to.field, to.value);
		else
			form_edit_with(ui, to.kind, to.object, to.field,
			    to.value);
	}
	part_target_clear(&to);
	form_refresh(f);
}

static bool
can_audit(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return !form_of(layer)->is_new ||
	    err_set(err, ERR_INVALID, "it is not saved yet");
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
	    (f->typed && form_can_choose(form_focused(f))))
		form_step(f, 1, true);
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
	form_step(form_of(layer), 1, true);
}

static void
previous(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	form_step(form_of(layer), -1, true);
}

/*
 * In the list of pages the arrows turn the pages.  In the fields they also
 * stop where nothing can be typed, so that all of it can be read.
 */
static void
down(struct ui *ui, struct layer *layer, const struct command *c)
{
	if (form_of(layer)->part == PART_PAGES)
		next_page(ui, layer, c);
	else
		form_step(form_of(layer), 1, false);
}

static void
up(struct ui *ui, struct layer *layer, const struct command *c)
{
	if (form_of(layer)->part == PART_PAGES)
		previous_page(ui, layer, c);
	else
		form_step(form_of(layer), -1, false);
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
	  .help = "The field's default, or what it inherits; what is "
	      "stored where it needs a value and has neither.",
	  .available = can_reset, .run = reset },
	{ .keys = "F6 Ctrl-X", .name = "command-line", .label = "Command",
	  .help = "The command line that would do the same.",
	  .run = show_command },
	{ .keys = "F7 Ctrl-T Alt-c", .name = "configure", .label = "Config",
	  .help = "Configure the pipeline or the transport; the same key goes "
	      "back.", .available = can_configure, .run = configure },
	{ .keys = "F8 Ctrl-V", .name = "open", .label = "Open",
	  .help = "The properties of the object that the field names.",
	  .available = can_open, .run = open_reference },
	{ .keys = "F9 Ctrl-E Alt-f", .name = "object-audit",
	  .help = "What the audit says of this object; from a finding to its "
	      "field.", .available = can_audit, .run = show_audit },
	{ .keys = "Esc Ctrl-C", .name = "cancel", .label = "Cancel",
	  .help = "Close; asks if something was changed.", .run = cancel },
	{ .keys = "Enter", .name = "accept",
	  .help = "Open the field's list; without one: save and close.",
	  .run = enter },
	{ .keys = "Tab", .name = "next",
	  .help = "The next field that can be changed, then the buttons, then "
	      "the pages.",
	  .run = next },
	{ .keys = "Shift-Tab", .name = "previous",
	  .help = "The previous field that can be changed.",
	  .run = previous },
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
		return f->part == PART_PAGES ?
		    "Up/Down: page   Tab: fields   F9: audit" :
		    "Enter: press the button";
	if (s->of == NULL && form_counterpart(f, s) != NULL)
		return "Enter: choose from a list   F7: configure it";
	if (form_widget(s) == WIDGET_GRID)
		return s->field->type == FIELD_MEMO ?
		    "Enter: open the text" : "Enter: open the table";
	if (form_frozen(f, s) != NULL)
		return "Enter: save and close   Tab: next field";
	if (form_widget(s) == WIDGET_BOOL)
		return "Space: switch on or off   Enter: save and close";
	if (form_widget(s) == WIDGET_CHOICE)
		return "Enter: list   Space: next   a letter: what begins "
		    "with it";
	if (form_can_choose(s))
		return f->typed ? "Enter: next field" :
		    "Enter: choose from a list";
	return "Enter: save and close   Tab: next field";
}

static const struct layer_ops ops = {
	.context = &form_context,
	.draw = form_draw, .key = form_key, .paste = form_paste, .hint = hint,
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
	form_edit_with(ui, kind, name, field, NULL);
}

void
form_edit_with(struct ui *ui, const char *kind, const char *name,
    const char *field, const char *value)
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
	go_to(&f, field, value);
	free(form_run(&f));
}

char *
form_new(struct ui *ui, struct object *draft)
{
	struct form f;

	form_init(&f, ui, draft, true);
	return form_run(&f);
}
