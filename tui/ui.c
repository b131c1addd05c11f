/* SPDX-License-Identifier: ISC */
#include "tui/ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "base/wrap.h"
#include "tui/event.h"

/* How often to look whether others changed something, and idle work. */
enum { PAUSE_MS = 1000, BUSY_MS = 100 };

/* As much of a message as is shown, and no less of the screen. */
enum { MESSAGE_ROWS = 4 };

/* A step of the wheel in a list. */
enum { WHEEL_ROWS = 3 };

void
ui_say(struct ui *ui, enum style style, const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	va_end(ap);
	free(ui->message);
	ui->message = s;
	ui->message_style = style;
}

void
ui_error(struct ui *ui, const struct err *err)
{
	ui_say(ui, STYLE_ERROR, "%s", err->text);
}

int64_t
ui_now(const struct ui *ui)
{
	return ui->clock != 0 ? ui->clock : when_now();
}

struct rect
ui_body(const struct ui *ui)
{
	struct rect r = screen_area(ui->screen);

	r.row = 1;
	r.height -= 3;
	return r;
}

struct rect
ui_centre(const struct ui *ui, int height, int width)
{
	struct rect r = ui_body(ui);

	if (height < r.height) {
		r.row += (r.height - height) / 2;
		r.height = height;
	}
	if (width < r.width) {
		r.column += (r.width - width) / 2;
		r.width = width;
	}
	return r;
}

void
layer_accept(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	layer->done = layer->accepted = true;
}

void
layer_cancel(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)ui;
	(void)c;
	layer->done = true;
}

/* ---- drawing ------------------------------------------------------------ */

/* A label of the bar is as its key. */
static void
press_label(struct ui *ui, const struct spot *spot, int row, int column)
{
	(void)row;
	(void)column;
	ui_key(ui, (int)spot->number);
}

/*
 * "F1Help F3Edit ...": the first key of each row that has a label; grey is
 * what cannot be done now.
 */
static void
draw_bar(struct ui *ui, struct layer *layer, int row)
{
	const struct command_context *context = layer->ops->context;
	struct rect area = screen_area(ui->screen);
	const struct command_table *const *t;
	const struct command *c;
	char key[K_LABEL];
	int at = 0, need;
	size_t n;

	for (t = context->tables; *t != NULL; t++) {
		for (c = (*t)->v; c < (*t)->v + (*t)->n; c++) {
			if (c->label == NULL)
				continue;
			n = strcspn(c->keys, " ");
			snprintf(key, sizeof(key), "%.*s", (int)n, c->keys);
			need = text_width(key) + text_width(c->label) + 1;
			/* Never half a word; the lower right corner cell
			   scrolls some terminals. */
			if (at + need >= area.width)
				continue;
			screen_spot(ui->screen, &(struct spot){ .press =
			    press_label, .area = { row, at, 1, need - 1 },
			    .number = (size_t)key_parse(key) });
			at += screen_text(ui->screen, row, at, area.width,
			    STYLE_HEAD, key);
			at += screen_text(ui->screen, row, at, area.width,
			    command_shown(ui, layer, c) ? STYLE_BAR :
			    STYLE_GREY, c->label) + 1;
		}
	}
}

static void
draw_layers(struct ui *ui, struct layer *layer)
{
	if (layer == NULL)
		return;
	draw_layers(ui, layer->below);
	/* Nothing below the topmost can be clicked. */
	screen_spots_forget(ui->screen);
	layer->ops->draw(layer, ui);
}

static bool
too_small(const struct ui *ui)
{
	struct rect r = screen_area(ui->screen);

	return r.height < UI_MIN_HEIGHT || r.width < UI_MIN_WIDTH;
}

static void
draw_too_small(struct ui *ui)
{
	struct rect r = screen_area(ui->screen);
	char *line = xasprintf("%dx%d, need %dx%d", r.width, r.height,
	    UI_MIN_WIDTH, UI_MIN_HEIGHT);

	screen_text(ui->screen, 0, 0, r.width, STYLE_HEAD,
	    "window too small");
	screen_text(ui->screen, 1, 0, r.width, STYLE_NORMAL, line);
	screen_text(ui->screen, 2, 0, r.width, STYLE_NORMAL,
	    "nothing is lost");
	screen_text(ui->screen, 3, 0, r.width, STYLE_NORMAL,
	    "q: quit, an open dialog is kept");
	free(line);
}

/* Whole, if need be over the lines above: its end may be what helps. */
static void
draw_message(struct ui *ui, int row, int width)
{
	char *safe = screen_safe(ui->screen, ui->message);
	char *lines[MESSAGE_ROWS];
	const char *rest = safe;
	int n = 0, i;

	for (; n < MESSAGE_ROWS - 1 && text_width(rest) > width &&
	    (lines[n] = wrap_next(&rest, width)) != NULL; n++)
		;
	if (*rest != '\0')
		lines[n++] = xstrdup(rest);
	for (i = 0; i < n; i++) {
		screen_field(ui->screen, row - n + 1 + i, 0, width,
		    ui->message_style, lines[i]);
		free(lines[i]);
	}
	free(safe);
}

/* The message, or else hint and status. */
static void
draw_line(struct ui *ui, int row)
{
	int width = screen_area(ui->screen).width, right = 0;
	const struct layer_ops *ops = ui->top->ops;
	const char *hint;
	char *status;

	if (ui->message != NULL) {
		draw_message(ui, row, width);
		return;
	}
	if (ops->status != NULL) {
		status = ops->status(ui->top, ui);
		right = text_width(status);
		screen_text(ui->screen, row, width - right, right,
		    STYLE_NORMAL, status);
		free(status);
	}
	hint = ops->hint != NULL ? ops->hint(ui->top, ui) : NULL;
	if (hint != NULL)
		screen_field(ui->screen, row, 0, width - right - 1,
		    STYLE_NORMAL, hint);
}

static void
draw(struct ui *ui)
{
	struct rect area = screen_area(ui->screen);

	screen_begin(ui->screen);
	if (too_small(ui)) {
		draw_too_small(ui);
		screen_end(ui->screen);
		return;
	}
	draw_layers(ui, ui->top);
	draw_bar(ui, ui->top, area.height - 1);
	draw_line(ui, area.height - 2);
	screen_end(ui->screen);
}

/* ---- events ------------------------------------------------------------- */

void
ui_key(struct ui *ui, int key)
{
	struct layer *layer = ui->top;
	const struct command *c;

	if (layer->ops->key != NULL && layer->ops->key(layer, ui, key))
		return;
	c = command_find_key(layer->ops->context, key);
	if (c != NULL) {
		command_invoke(ui, layer, c);
	} else if (key >= K_ALT) {
		/*
		 * Over a slow line Esc and the next key come as one.  It goes
		 * to what Esc leaves on top: never to a question that Esc
		 * has just answered.
		 */
		ui->next_key = key - K_ALT;
		ui_key(ui, K_ESC);
	}
}

static void
forget_message(struct ui *ui)
{
	free(ui->message);
	ui->message = NULL;
}

/*
 * What cannot be seen must not be changed; but one can leave, by the keys of
 * the main view.  What is half filled in is kept as when the line is lost.
 */
static void
key_unseen(struct ui *ui, int key)
{
	const struct layer *lowest = ui->top;
	const struct command *c;

	while (lowest->below != NULL)
		lowest = lowest->below;
	c = command_find_key(lowest->ops->context, key);
	if (c != NULL && c->run == layer_cancel)
		ui->quit = ui->keep = true;
}

static void
on_key(struct ui *ui, const struct event *ev)
{
	if (too_small(ui)) {
		key_unseen(ui, ev->key);
		return;
	}
	forget_message(ui);
	ui_key(ui, ev->key);
}

/* Never as keys: what is pasted must not give commands. */
static void
on_paste(struct ui *ui, const struct event *ev)
{
	struct layer *layer = ui->top;

	if (too_small(ui))
		return;
	forget_message(ui);
	if (layer->ops->paste == NULL ||
	    !layer->ops->paste(layer, ui, ev->text))
		ui_say(ui, STYLE_WARNING,
		    "nothing here that the pasted text could go into");
}

/* What is drawn there says what a click does. */
static void
on_click(struct ui *ui, const struct event *ev)
{
	struct spot spots[MAX_SPOTS_AT];
	size_t n = too_small(ui) ? 0 : screen_spots_at(ui->screen, ev->row,
	    ev->column, spots), i;

	if (n > 0)
		forget_message(ui);
	for (i = 0; i < n; i++)
		spots[i].press(ui, &spots[i], ev->row, ev->column);
}

/* The first of the two presses has gone there. */
static void
on_double(struct ui *ui, const struct event *ev)
{
	struct spot spots[MAX_SPOTS_AT];
	size_t n = too_small(ui) ? 0 : screen_spots_at(ui->screen, ev->row,
	    ev->column, spots);

	if (n > 0 && spots[0].opens) {
		forget_message(ui);
		ui_key(ui, K_ENTER);
	}
}

static void
on_wheel(struct ui *ui, const struct event *ev)
{
	int i, n = ui->top->ops->view != NULL ? WHEEL_ROWS : 1;

	if (too_small(ui))
		return;
	forget_message(ui);
	for (i = 0; i < n; i++)
		ui_key(ui, ev->row > 0 ? K_DOWN : K_UP);
}

static void
on_resize(struct ui *ui, const struct event *ev)
{
	screen_resize(ui->screen, ev->height, ev->width);
}

static void
on_pause(struct ui *ui, const struct event *ev)
{
	struct layer *layer;

	(void)ev;
	for (layer = ui->top; layer != NULL; layer = layer->below)
		if (layer->ops->pause != NULL)
			layer->ops->pause(layer, ui);
}

static void
on_hangup(struct ui *ui, const struct event *ev)
{
	ui->quit = true;
	ui->signal = ev->signal;
}

void
ui_turn(struct ui *ui)
{
	static void (*const handlers[])(struct ui *, const struct event *) = {
		[EVENT_KEY] = on_key,
		[EVENT_RESIZE] = on_resize,
		[EVENT_PAUSE] = on_pause,
		[EVENT_PASTE] = on_paste,
		[EVENT_CLICK] = on_click,
		[EVENT_DOUBLE] = on_double,
		[EVENT_WHEEL] = on_wheel,
		[EVENT_HANGUP] = on_hangup,
	};
	struct event ev = { .type = EVENT_KEY, .key = ui->next_key };

	draw(ui);
	ui->next_key = 0;
	if (ev.key == 0)
		events_next(ui->events, ui->screen, ui->busy ? BUSY_MS :
		    PAUSE_MS, &ev);
	handlers[ev.type](ui, &ev);
	/* It may have been a password. */
	if (ev.text != NULL)
		explicit_bzero(ev.text, strlen(ev.text));
	free(ev.text);
}

bool
ui_modal(struct ui *ui, struct layer *layer)
{
	layer->below = ui->top;
	layer->done = layer->accepted = false;
	ui->top = layer;
	while (!layer->done && !ui->quit)
		ui_turn(ui);
	ui->top = layer->below;
	return layer->done && layer->accepted;
}
