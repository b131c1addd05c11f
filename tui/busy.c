/* SPDX-License-Identifier: ISC */
#include "tui/busy.h"

#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "base/wrap.h"
#include "tui/browser.h"
#include "tui/event.h"

enum { BOX_WIDTH = 60, BOX_HEIGHT = 5 };

struct busy {
	struct layer layer;
	const struct busy_work *work;
	const struct settings *settings;
	pthread_t thread;
	atomic_bool stop, done;
};

static void *
run(void *arg)
{
	struct busy *b = arg;

	b->work->run(b->work->arg, b->settings, &b->stop);
	atomic_store(&b->done, true);
	return NULL;
}

/* The box stays until the thread has seen it: nothing is left behind. */
static void
give_up(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)c;
	atomic_store(&((struct busy *)layer)->stop, true);
	ui_say(ui, STYLE_WARNING, "giving up ...");
}

static const struct command rows[] = {
	{ .keys = "Esc Ctrl-C q", .name = "give-up", .label = "Give up",
	  .help = "Stop waiting.", .run = give_up },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context busy_context = {
	.name = "waiting",
	.tables = (const struct command_table *const[]){ &table,
	    &common_commands, NULL },
};

static void
draw(struct layer *layer, struct ui *ui)
{
	const struct busy *b = (const struct busy *)layer;
	struct rect r = ui_centre(ui, BOX_HEIGHT, BOX_WIDTH);

	screen_box(ui->screen, &r, b->work->title);
	screen_field(ui->screen, r.row + 1, r.column + 2, r.width - 4,
	    STYLE_NORMAL, b->work->text);
	screen_field(ui->screen, r.row + 3, r.column + 2, r.width - 4,
	    STYLE_NORMAL, "Esc gives up.");
}

static void
pause_(struct layer *layer, struct ui *ui)
{
	struct busy *b = (struct busy *)layer;

	layer->done = atomic_load(&b->done);
	ui->busy = true;
}

static const struct layer_ops ops = {
	.context = &busy_context, .draw = draw, .pause = pause_,
};

bool
busy_run(struct ui *ui, const struct busy_work *work, struct err *err)
{
	struct busy b = { .layer = { .ops = &ops }, .work = work,
	    .settings = ui->model->settings };
	int e;

	if (ui->clock != 0) {
		run(&b);
		return true;
	}
	e = pthread_create(&b.thread, NULL, run, &b);
	if (e != 0)
		return err_set(err, ERR_FAILED, "%s: cannot be started (%s)",
		    work->title, strerror(e));
	ui->busy = true;
	(void)ui_modal(ui, &b.layer);
	/* After a lost line nobody waits any more. */
	atomic_store(&b.stop, true);
	pthread_join(b.thread, NULL);
	ui->busy = browser_audit_runs(ui);
	return true;
}
