/* SPDX-License-Identifier: ISC */
#include "tui/cert_dialog.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/wrap.h"
#include "tui/move.h"
#include "tui/view.h"

enum { BOX_WIDTH = 76, BOX_HEIGHT = 20, LABEL_WIDTH = 14 };

struct dialog {
	struct layer layer;
	const struct cert_report *report;
	enum cert_page page;
	struct view *view;	/* of the page */
	int width;		/* that its lines were broken for */
};

/* ---- the page ----------------------------------------------------------- */

/* Lines of the value, the first behind what stands before it. */
static void
add_wrapped(struct dialog *d, const char *first, const char *text,
    enum style style)
{
	const int indent = text_width(first);
	char *line, *cell;
	bool begun = false;

	do {
		line = wrap_next(&text, d->width - indent);
		cell = begun ? xasprintf("%*s%s", indent, "",
		    line != NULL ? line : "") : xasprintf("%s%s", first,
		    line != NULL ? line : "");
		static_view_add(d->view, "", &(const char *){ cell }, style);
		free(cell);
		free(line);
		begun = true;
	} while (*text != '\0');
}

static void
add_line(struct dialog *d, const struct cert_line *l)
{
	enum style style = l->bad ? STYLE_ERROR : STYLE_NORMAL;
	char *first;

	if (strlen(l->label) > LABEL_WIDTH - 1) {
		add_wrapped(d, "", l->label, STYLE_NORMAL);
		add_wrapped(d, "    ", l->text, style);
		return;
	}
	first = *l->label == '\0' ? xasprintf("%*s", l->indent, "") :
	    xasprintf("%-*s", LABEL_WIDTH, l->label);
	add_wrapped(d, first, l->text, style);
	free(first);
}

static void
fill(struct dialog *d, struct ui *ui)
{
	static const struct view_column column = { "", BOX_WIDTH };
	struct cert_lines lines;
	int room = ui_body(ui).width - 4;
	size_t i;

	view_free(d->view);
	d->view = static_view_new(&column, 1);
	d->view->plain = true;
	/* The box, its margin, and the place of a row's mark. */
	d->width = (room < BOX_WIDTH - 4 ? room : BOX_WIDTH - 4) - 2;
	cert_report_lines(d->report, d->page, &lines);
	for (i = 0; i < lines.n; i++)
		add_line(d, &lines.v[i]);
	cert_lines_clear(&lines);
}

/* ---- drawing ------------------------------------------------------------ */

static void
draw_pages(struct dialog *d, struct ui *ui, const struct rect *r)
{
	enum cert_page p;
	int at = r->column;

	for (p = 0; p < CERT_PAGES; p++) {
		screen_text(ui->screen, r->row, at,
		    r->column + r->width - at, p == d->page ? STYLE_MARK :
		    STYLE_NORMAL, cert_page_label(p));
		at += text_width(cert_page_label(p)) + 2;
	}
}

static void
draw(struct layer *layer, struct ui *ui)
{
	struct dialog *d = (struct dialog *)layer;
	struct rect r = ui_centre(ui, BOX_HEIGHT, BOX_WIDTH);
	char *title = text_safe(cert_title(d->report->found.cert));

	screen_box(ui->screen, &r, title);
	free(title);
	r = (struct rect){ r.row + 1, r.column + 2, r.height - 2,
	    r.width - 4 };
	draw_pages(d, ui, &r);
	screen_horizontal(ui->screen, &r, r.row + 1);
	r.row += 2;
	r.height -= 2;
	view_draw(d->view, ui->screen, &r, false, ui->top == layer);
}

static struct view *
view_of(struct layer *layer)
{
	return ((struct dialog *)layer)->view;
}

static const char *
hint(struct layer *layer, struct ui *ui)
{
	(void)layer;
	(void)ui;
	return "Left and Right: the other pages";
}

/* ---- commands ----------------------------------------------------------- */

static void
turn(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct dialog *d = (struct dialog *)layer;
	int by = strcmp(c->name, "next-page") == 0 ? 1 : CERT_PAGES - 1;

	d->page = (enum cert_page)(((int)d->page + by) % CERT_PAGES);
	fill(d, ui);
}

static const struct command rows[] = {
	{ .keys = "Enter Esc Ctrl-C q", .name = "close", .label = "Close",
	  .help = "Close the dialog.", .run = layer_cancel },
	{ .keys = "Right Tab l", .name = "next-page", .label = "Next",
	  .help = "The next page.", .run = turn },
	{ .keys = "Left Shift-Tab h", .name = "previous-page",
	  .label = "Previous", .help = "The page before.", .run = turn },
};
static const struct command_table table = { rows, ARRAY_SIZE(rows) };

const struct command_context cert_dialog_context = {
	.name = "certificate",
	.tables = (const struct command_table *const[]){ &table,
	    &move_commands, &common_commands, NULL },
};

static const struct layer_ops ops = {
	.context = &cert_dialog_context,
	.draw = draw, .view = view_of, .hint = hint,
};

static void
run(struct ui *ui, struct cert_report *report)
{
	struct dialog d = { .layer = { .ops = &ops }, .report = report };

	fill(&d, ui);
	ui_modal(ui, &d.layer);
	view_free(d.view);
	cert_report_clear(report);
}

void
cert_dialog(struct ui *ui, const struct cert_where *where)
{
	struct cert_report report;
	struct err err = { 0 };

	if (cert_report_load(&report, ui->model, where, ui_now(ui), &err))
		run(ui, &report);
	else
		ui_error(ui, &err);
}

void
cert_dialog_of(struct ui *ui, const struct cert *cert)
{
	struct cert_report report;
	struct err err = { 0 };

	if (cert_report_of(&report, ui->model, cert, ui_now(ui), &err))
		run(ui, &report);
	else
		ui_error(ui, &err);
}
