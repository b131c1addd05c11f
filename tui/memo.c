/* SPDX-License-Identifier: ISC */
#include "tui/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "tui/ask.h"
#include "tui/event.h"
#include "tui/line.h"

enum { BOX_HEIGHT = 18, BOX_WIDTH = 78 };

struct memo {
	struct layer layer;
	const struct memo_text *about;
	struct line text;	/* all lines; its cursor is the cursor */
	struct line here;	/* the cursor's line as it is drawn: scroll */
	size_t top;		/* first line that is shown */
	int height;		/* lines shown when last drawn */
	int column;		/* the cursor wants to be in, or -1 */
};

static struct memo *
memo_of(struct layer *layer)
{
	return (struct memo *)layer;
}

/* ---- lines -------------------------------------------------------------- */

static const char *
all(const struct memo *m)
{
	return line_text(&m->text);
}

static size_t
line_start(const struct memo *m, size_t at)
{
	while (at > 0 && all(m)[at - 1] != '\n')
		at--;
	return at;
}

static size_t
line_end(const struct memo *m, size_t at)
{
	return at + strcspn(all(m) + at, "\n");
}

/* How many lines are above. */
static size_t
line_number(const struct memo *m, size_t at)
{
	size_t n = 0, i;

	for (i = 0; i < at; i++)
		n += all(m)[i] == '\n';
	return n;
}

static int
columns(const struct memo *m, size_t from, size_t to)
{
	char *part = xstrndup(all(m) + from, to - from);
	char *safe = text_safe(part);
	int width = text_width(safe);

	free(part);
	free(safe);
	return width;
}

/* Into the line that begins there, as near to the wanted column as may be. */
static void
go_to_line(struct memo *m, size_t start)
{
	size_t end = line_end(m, start), at = start;

	while (at < end && columns(m, start, line_after(&m->text, at)) <=
	    m->column)
		at = line_after(&m->text, at);
	m->text.cursor = at;
}

static void
move_lines(struct memo *m, int by)
{
	size_t start = line_start(m, m->text.cursor), end;

	if (m->column < 0)
		m->column = columns(m, start, m->text.cursor);
	for (; by < 0 && start > 0; by++)
		start = line_start(m, start - 1);
	for (; by > 0; by--) {
		end = line_end(m, start);
		if (all(m)[end] == '\0')
			break;
		start = end + 1;
	}
	go_to_line(m, start);
}

/* ---- editing ------------------------------------------------------------ */

static bool
may_change(struct memo *m, struct ui *ui)
{
	if (m->about->frozen != NULL)
		ui_say(ui, STYLE_WARNING, "read-only: %s", m->about->frozen);
	return m->about->frozen == NULL;
}

static bool
insert(struct memo *m, struct ui *ui, const char *text, size_t n)
{
	if (m->text.text.len + n > m->about->max) {
		ui_say(ui, STYLE_ERROR, "no room: at most %zu bytes",
		    m->about->max);
		return true;
	}
	line_insert(&m->text, text, n);
	return true;
}

static bool
paste(struct layer *layer, struct ui *ui, const char *text)
{
	return !may_change(memo_of(layer), ui) ||
	    insert(memo_of(layer), ui, text, strlen(text));
}

/* What changes within the line is the line editor's; true: taken. */
static bool
edit(struct memo *m, struct ui *ui, int k)
{
	bool deletes = k == K_BACKSPACE || k == K_DELETE || k == 'D' - '@' ||
	    k == 'W' - '@';
	char c[4];

	if (key_is_text(k) || k == K_ENTER || k == K_TAB) {
		if (!may_change(m, ui))
			return true;
		if (k == K_ENTER || k == K_TAB)
			return insert(m, ui, k == K_ENTER ? "\n" : "\t", 1);
		return insert(m, ui, c, key_utf8(k, c));
	}
	if (deletes)
		return !may_change(m, ui) || line_key(&m->text, k);
	return (k == K_LEFT || k == K_RIGHT) && line_key(&m->text, k);
}

static bool
key(struct layer *layer, struct ui *ui, int k)
{
	struct memo *m = memo_of(layer);

	if (!edit(m, ui, k))
		return false;
	m->column = -1;
	return true;
}

/* ---- drawing ------------------------------------------------------------ */

static void
draw_line(struct memo *m, struct ui *ui, const struct rect *r, size_t start)
{
	size_t end = line_end(m, start), scroll = m->here.scroll;
	char *part = xstrndup(all(m) + start, end - start), *safe;

	if (m->text.cursor >= start && m->text.cursor <= end) {
		line_set(&m->here, part);
		m->here.cursor = m->text.cursor - start;
		m->here.scroll = scroll;
		line_draw(&m->here, ui->screen, r, ui->top == &m->layer);
	} else {
		safe = text_safe(part);
		screen_field(ui->screen, r->row, r->column, r->width,
		    STYLE_NORMAL, safe);
		free(safe);
	}
	free(part);
}

static void
draw_lines(struct memo *m, struct ui *ui, struct rect r)
{
	size_t here = line_number(m, m->text.cursor), start = 0, i;
	int n;

	m->height = r.height;
	if (here < m->top)
		m->top = here;
	if (here >= m->top + (size_t)r.height)
		m->top = here - (size_t)r.height + 1;
	for (i = 0; i < m->top; i++)
		start = line_end(m, start) + 1;
	for (n = r.height, r.height = 1; n > 0; n--, r.row++) {
		draw_line(m, ui, &r, start);
		start = line_end(m, start);
		if (all(m)[start++] == '\0')
			break;
	}
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct memo *m = memo_of(layer);
	struct rect box = ui_centre(ui, BOX_HEIGHT, BOX_WIDTH);
	char *foot = xasprintf("Line %zu of %zu, %zu of %zu bytes",
	    line_number(m, m->text.cursor) + 1,
	    line_number(m, m->text.text.len) + 1, m->text.text.len,
	    m->about->max);

	screen_box(ui->screen, &box, m->about->title);
	draw_lines(m, ui, (struct rect){ box.row + 1, box.column + 2,
	    box.height - 3, box.width - 4 });
	screen_field(ui->screen, box.row + box.height - 2, box.column + 2,
	    box.width - 4, STYLE_GREY, foot);
	free(foot);
}

static const char *
hint(struct layer *layer, struct ui *ui)
{
	(void)layer;
	(void)ui;
	return "Enter: a new line   F2: take the text   Esc: leave it";
}

/* ---- commands ----------------------------------------------------------- */

static void
up(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	move_lines(memo_of(layer), -1);
}

static void
down(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	move_lines(memo_of(layer), 1);
}

static void
page_up(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	move_lines(memo_of(layer), 1 - memo_of(layer)->height);
}

static void
page_down(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	move_lines(memo_of(layer), memo_of(layer)->height - 1);
}

static void
home(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct memo *m = memo_of(layer);

	(void)ui;
	(void)c;
	m->text.cursor = line_start(m, m->text.cursor);
	m->column = -1;
}

static void
end(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct memo *m = memo_of(layer);

	(void)ui;
	(void)c;
	m->text.cursor = line_end(m, m->text.cursor);
	m->column = -1;
}

static void
cancel(struct ui *ui, struct layer *layer, const struct command *c)
{
	const struct memo *m = memo_of(layer);

	if (strcmp(all(m), m->about->initial) == 0 ||
	    ask_sure(ui, "Cancel", "Give up the changes of this text?"))
		layer_cancel(ui, layer, c);
}

static const struct command rows[] = {
	{ .keys = "F2 Ctrl-S", .name = "ok", .label = "OK",
	  .help = "Take the text into the dialog.", .run = layer_accept },
	{ .keys = "Esc Ctrl-C", .name = "cancel", .label = "Cancel",
	  .help = "Leave the text as it was.", .run = cancel },
	{ .keys = "Up Ctrl-P", .name = "up", .help = "One line up.",
	  .run = up },
	{ .keys = "Down Ctrl-N", .name = "down", .help = "One line down.",
	  .run = down },
	{ .keys = "PgUp Ctrl-B", .name = "page-up",
	  .help = "One window up.", .run = page_up },
	{ .keys = "PgDn Ctrl-F", .name = "page-down",
	  .help = "One window down.", .run = page_down },
	{ .keys = "Home Ctrl-A", .name = "home",
	  .help = "To the beginning of the line.", .run = home },
	{ .keys = "End Ctrl-E", .name = "end",
	  .help = "To the end of the line.", .run = end },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context memo_context = {
	.name = "memo",
	.tables = (const struct command_table *const[]){ &table,
	    &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &memo_context, .draw = draw, .key = key, .paste = paste,
	.hint = hint,
};

char *
memo_edit(struct ui *ui, const struct memo_text *about)
{
	struct memo m = { .layer = { .ops = &ops }, .about = about,
	    .column = -1 };
	char *text = NULL;

	line_set(&m.text, about->initial);
	m.text.cursor = 0;
	if (ui_modal(ui, &m.layer) && about->frozen == NULL)
		text = xstrdup(all(&m));
	line_clear(&m.text);
	line_clear(&m.here);
	return text;
}
