/* SPDX-License-Identifier: ISC */
#include "tui/network.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "engine/connection.h"
#include "model/crl_refresh.h"
#include "model/kinds/send_port.h"
#include "tui/ask.h"
#include "tui/browser_parts.h"
#include "tui/busy.h"

/* ---- revocation lists --------------------------------------------------- */

struct refresh_work {
	struct crl_refresh_options options;
	struct crl_refresh_result result;
	bool read_only, ok;
	struct err err;
};

static void
refresh_run(void *arg, const struct settings *settings,
    const atomic_bool *stop)
{
	struct refresh_work *w = arg;
	struct model *m = model_open(settings, w->read_only, &w->err);

	w->options.stop = stop;
	w->ok = m != NULL && crl_refresh(m, &w->options, &w->result, &w->err);
	model_close(m);
}

static char *
refresh_text(const struct crl_refresh_result *r)
{
	const struct refresh_attempt *a = r->attempts.v;
	char date[WHEN_TEXT];
	struct buf b = { 0 };
	size_t i;

	if (r->points == 0)
		buf_adds(&b, "No certificate in use names a distribution "
		    "point.\n");
	for (i = 0; i < r->attempts.n; i++, a++) {
		buf_addf(&b, "%s: %s\n  %s\n", refresh_word(a->result),
		    a->issuer, a->url);
		if (a->next_update != 0)
			buf_addf(&b, "  next update %s\n",
			    when_text(a->next_update, date));
		if (a->reason != NULL)
			buf_addf(&b, "  %s\n", a->reason);
	}
	if (r->not_recorded != NULL)
		buf_addf(&b, "\nNot recorded in the database: %s\n",
		    r->not_recorded);
	return buf_steal(&b);
}

static bool
on_lists(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	const struct node *n = ((struct browser *)layer)->node;

	(void)ui;
	(void)c;
	return (n->has_store && n->store == STORE_CRL) || err_set(err,
	    ERR_INVALID, "select the node Revocation Lists");
}

/* All, due or not: who asks for it now wants it now. */
static void
fetch_lists(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct refresh_work w = {
		.options = { .force = true, .now = ui_now(ui) },
		.read_only = ui->model->why_read_only != NULL,
	};
	const struct busy_work work = { .title = "Revocation lists",
	    .text = "Fetching revocation lists ...", .run = refresh_run,
	    .arg = &w };
	char *text;

	(void)layer;
	(void)c;
	if (!busy_run(ui, &work, &w.err) || !w.ok) {
		ui_error(ui, &w.err);
	} else {
		text = refresh_text(&w.result);
		show_text(ui, "Revocation lists", text);
		free(text);
	}
	ui->changed = true;
	crl_refresh_result_clear(&w.result);
}

/* ---- test connection ---------------------------------------------------- */

struct connection_work {
	const char *port;
	struct connection_request request;
	struct connection_report report;
	bool ok;
	struct err err;
};

static void
connection_run(void *arg, const struct settings *settings,
    const atomic_bool *stop)
{
	struct connection_work *w = arg;
	struct model *m = model_open(settings, true, &w->err);

	w->request.stop = stop;
	w->ok = m != NULL && connection_of_port(&w->request, m, w->port,
	    &w->err) && connection_test(m, &w->request, &w->report, &w->err);
	model_close(m);
}

static bool
on_port(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = (struct browser *)layer;
	struct connection_request q = { 0 };
	bool ok;

	(void)c;
	if (node_kind(b->node) != &kind_send_port)
		return err_set(err, ERR_INVALID, "select a send port");
	if (view_selected(b->list) == NULL)
		return err_set(err, ERR_NOT_FOUND, "the list is empty");
	ok = connection_of_port(&q, ui->model, view_selected(b->list)->key,
	    err);
	connection_request_clear(&q);
	return ok;
}

static void
test_connection(struct ui *ui, struct layer *layer, const struct command *c)
{
	/* The row goes when the window is resized while we wait. */
	char *port = xstrdup(view_selected(
	    ((struct browser *)layer)->list)->key);
	struct connection_work w = { .port = port,
	    .request = { .now = ui_now(ui) } };
	const struct busy_work work = { .title = "Test connection",
	    .text = "Connecting ...", .run = connection_run, .arg = &w };
	struct buf text = { 0 };

	(void)c;
	if (!busy_run(ui, &work, &w.err) || !w.ok) {
		ui_error(ui, &w.err);
	} else {
		/* Who may only look can test as well. */
		if (ui->model->why_read_only == NULL &&
		    !connection_record(ui->model, port, &w.request,
		    &w.report, &w.err))
			ui_error(ui, &w.err);
		connection_report_text(&w.report, w.request.now, &text);
		show_text(ui, "Test connection", (char *)text.data);
	}
	buf_clear(&text);
	connection_report_clear(&w.report);
	connection_request_clear(&w.request);
	free(port);
}

static const struct command rows[] = {
	{ .section = "Network",
	  .keys = "F", .name = "fetch-lists",
	  .help = "Fetch the revocation lists of all certificates in use.",
	  .available = on_lists, .run = fetch_lists },
	{ .keys = "C", .name = "test-connection",
	  .help = "Connect to the selected send port's server and say what "
	      "it presents and accepts.",
	  .available = on_port, .run = test_connection },
};
const struct command_table network_commands = { rows, ARRAY_SIZE(rows) };
