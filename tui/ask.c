/* SPDX-License-Identifier: ISC */
#include "tui/ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "tui/event.h"
#include "tui/line.h"
#include "tui/move.h"
#include "tui/view.h"
#include "base/wrap.h"

enum { BOX_WIDTH = 72, TEXT_WIDTH = BOX_WIDTH - 4, READ_HEIGHT = 20,
	PROMPT_HEIGHT = 10 };

int
show_text_width(const struct ui *ui)
{
	int width = ui_body(ui).width - 4;

	return width < TEXT_WIDTH ? width : TEXT_WIDTH;
}

static struct view *
wrapped(struct ui *ui, const char *text)
{
	static const struct view_column column = { "", TEXT_WIDTH };
	struct view *v = static_view_new(&column, 1);
	int width = show_text_width(ui);
	char *line;

	v->plain = true;
	while ((line = wrap_next(&text, width)) != NULL) {
		static_view_add(v, "", &(const char *){ line },
		    STYLE_NORMAL);
		free(line);
	}
	return v;
}

/* ---- reading ------------------------------------------------------------ */

struct message {
	struct layer layer;
	const char *title;
	const char *answers;	/* below the text, always seen; or NULL */
	struct view *view;
};

/* What is asked about does not end at the edge. */
static const char more_below[] = "PgDn: the rest";

static struct view *
message_view(struct layer *layer)
{
	return ((struct message *)layer)->view;
}

static void
message_draw(struct layer *layer, struct ui *ui)
{
	struct message *m = (struct message *)layer;
	int foot = m->answers != NULL ? 2 : 0;
	int lines = (int)static_view_count(m->view) + 2 + foot;
	struct rect r = ui_centre(ui, lines < READ_HEIGHT ? lines :
	    READ_HEIGHT, BOX_WIDTH);
	const int more = (int)strlen(more_below);

	screen_box(ui->screen, &r, m->title);
	if (foot > 0 && lines > r.height)
		screen_text(ui->screen, r.row + r.height - 2,
		    r.column + r.width - 2 - more, more, STYLE_NORMAL,
		    more_below);
	if (foot > 0)
		screen_text(ui->screen, r.row + r.height - 2, r.column + 2,
		    r.width - 4, STYLE_NORMAL, m->answers);
	r = (struct rect){ r.row + 1, r.column + 1, r.height - 2 - foot,
	    r.width - 2 };
	view_draw(m->view, ui->screen, &r, false, ui->top == layer);
}

static const struct command message_rows[] = {
	{ .keys = "Enter Esc Ctrl-C q", .name = "close", .label = "Close",
	  .help = "Close the window.", .run = layer_cancel },
};
static const struct command_table message_table = {
	message_rows, ARRAY_SIZE(message_rows)
};

const struct command_context message_context = {
	.name = "text",
	.tables = (const struct command_table *const[]){ &message_table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops message_ops = {
	.context = &message_context,
	.draw = message_draw, .view = message_view,
};

static const struct command confirm_rows[] = {
	{ .keys = "y Enter", .name = "yes", .label = "Yes",
	  .help = "Do it.", .run = layer_accept },
	{ .keys = "n Esc Ctrl-C q", .name = "no", .label = "No",
	  .help = "Leave everything as it is.", .run = layer_cancel },
};
static const struct command_table confirm_table = {
	confirm_rows, ARRAY_SIZE(confirm_rows)
};

const struct command_context confirm_context = {
	.name = "question",
	.tables = (const struct command_table *const[]){ &confirm_table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops confirm_ops = {
	.context = &confirm_context,
	.draw = message_draw, .view = message_view,
};

static const struct command sure_rows[] = {
	{ .keys = "y", .name = "yes", .label = "Yes",
	  .help = "Do it.", .run = layer_accept },
	{ .keys = "n Enter Esc Ctrl-C q", .name = "no", .label = "No",
	  .help = "Leave everything as it is.", .run = layer_cancel },
};
static const struct command_table sure_table = {
	sure_rows, ARRAY_SIZE(sure_rows)
};

const struct command_context sure_context = {
	.name = "serious question",
	.tables = (const struct command_table *const[]){ &sure_table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops sure_ops = {
	.context = &sure_context,
	.draw = message_draw, .view = message_view,
};

static bool
run_message(struct ui *ui, struct message *m, const char *text)
{
	bool yes;

	m->view = wrapped(ui, text);
	yes = ui_modal(ui, &m->layer);
	view_free(m->view);
	return yes;
}

void
show_text(struct ui *ui, const char *title, const char *text)
{
	run_message(ui, &(struct message){ .layer = { .ops = &message_ops },
	    .title = title }, text);
}

/* Which answer Enter gives is said, never to be guessed. */
bool
ask(struct ui *ui, const struct question *q)
{
	char *answers = xasprintf("y%s: %s   n%s: %s",
	    q->sure ? "" : ", Enter", q->yes, q->sure ? ", Enter" : "",
	    q->no);
	struct message m = { .title = q->title, .answers = answers,
	    .layer = { .ops = q->sure ? &sure_ops : &confirm_ops } };
	bool yes = run_message(ui, &m, q->text);

	free(answers);
	return yes;
}

bool
ask_yes(struct ui *ui, const char *title, const char *text)
{
	return ask(ui, &(struct question){ .title = title, .text = text,
	    .yes = "yes", .no = "no" });
}

bool
ask_sure(struct ui *ui, const char *title, const char *text)
{
	return ask(ui, &(struct question){ .title = title, .text = text,
	    .yes = "yes", .no = "no", .sure = true });
}

/* ---- one line ----------------------------------------------------------- */

struct prompt_layer {
	struct layer layer;
	const struct prompt *prompt;
	struct view *view;
	struct line line;
	char *pasted;		/* the answer, instead of the line */
};

static void
prompt_draw(struct layer *layer, struct ui *ui)
{
	struct prompt_layer *p = (struct prompt_layer *)layer;
	int lines = (int)static_view_count(p->view);
	struct rect r = ui_centre(ui, lines + 4 < PROMPT_HEIGHT ? lines + 4 :
	    PROMPT_HEIGHT, BOX_WIDTH), inside;

	screen_box(ui->screen, &r, p->prompt->title);
	inside = (struct rect){ r.row + 1, r.column + 1, r.height - 4,
	    r.width - 2 };
	view_draw(p->view, ui->screen, &inside, false, false);
	inside = (struct rect){ r.row + r.height - 2, r.column + 2, 1,
	    r.width - 4 };
	line_draw(&p->line, ui->screen, &inside, ui->top == layer);
}

static bool
prompt_key(struct layer *layer, struct ui *ui, int key)
{
	(void)ui;
	return line_key(&((struct prompt_layer *)layer)->line, key);
}

static bool
prompt_paste(struct layer *layer, struct ui *ui, const char *text)
{
	struct prompt_layer *p = (struct prompt_layer *)layer;

	(void)ui;
	if (p->prompt->whole == NULL || strstr(text, p->prompt->whole) ==
	    NULL) {
		line_paste(&p->line, text);
		return true;
	}
	p->pasted = xstrdup(text);
	layer->done = layer->accepted = true;
	return true;
}

static const struct command prompt_rows[] = {
	{ .keys = "Enter", .name = "accept", .label = "OK",
	  .help = "Take the line.", .run = layer_accept },
	{ .keys = "Esc Ctrl-C", .name = "cancel", .label = "Cancel",
	  .help = "Close without an answer.", .run = layer_cancel },
};
static const struct command_table prompt_table = {
	prompt_rows, ARRAY_SIZE(prompt_rows)
};

const struct command_context prompt_context = {
	.name = "line",
	.tables = (const struct command_table *const[]){ &prompt_table,
	    &common_commands, NULL },
};

static const char *
prompt_hint(struct layer *layer, struct ui *ui)
{
	(void)ui;
	return ((struct prompt_layer *)layer)->line.selected ?
	    "type to replace it; arrows and Backspace edit it" : NULL;
}

static const struct layer_ops prompt_ops = {
	.context = &prompt_context, .hint = prompt_hint,
	.draw = prompt_draw, .key = prompt_key, .paste = prompt_paste,
};

char *
ask_line(struct ui *ui, const struct prompt *prompt)
{
	struct prompt_layer p = { .layer = { .ops = &prompt_ops },
	    .prompt = prompt, .line = { .text = { .secret = prompt->hidden } }
	};
	char *answer = NULL;

	p.view = wrapped(ui, prompt->text);
	line_set(&p.line, prompt->initial != NULL ? prompt->initial : "");
	if (prompt->replace)
		line_select(&p.line);
	if (ui_modal(ui, &p.layer))
		answer = p.pasted != NULL ? p.pasted :
		    xstrdup(line_text(&p.line));
	line_clear(&p.line);
	view_free(p.view);
	return answer;
}

char *
ask_until(struct ui *ui, const struct prompt *prompt,
    bool (*take)(void *, const char *, struct err *), void *to)
{
	struct prompt p = *prompt;
	char *value = NULL, *typed, *text = NULL;
	struct err err = { 0 };

	for (;;) {
		typed = ask_line(ui, &p);
		free(value);
		free(text);
		value = typed;
		err_clear(&err);
		if (value == NULL || take(to, value, &err))
			return value;
		text = xasprintf("%s\n\n%s", prompt->text, err.text);
		p.text = text;
		p.initial = value;
		p.replace = false;
	}
}

bool
ask_time_take(void *to, const char *text, struct err *err)
{
	return when_parse(text, to) || err_set(err, ERR_INVALID,
	    "time as 2026-12-31 23:59 expected (%s)", text);
}

bool
ask_time(struct ui *ui, const char *title, const char *text, int64_t *at)
{
	char initial[WHEN_TEXT], *answer;

	when_text(*at, initial);
	answer = ask_until(ui, &(struct prompt){ .title = title, .text = text,
	    .initial = initial, .replace = true }, ask_time_take, at);
	free(answer);
	return answer != NULL;
}
