/* SPDX-License-Identifier: ISC */
#include "tui/message_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/explain.h"
#include "engine/mend.h"
#include "engine/receive.h"
#include "model/kinds/receive_location.h"
#include "tui/ask.h"
#include "tui/browser_parts.h"
#include "tui/busy.h"
#include "tui/form.h"
#include "tui/picker.h"

#define MAX_EXPLAINED ((size_t)256 * 1024 * 1024)

static char *
ask_file(struct ui *ui, const char *title)
{
	char *path = ask_line(ui, &(struct prompt){ .title = title,
	    .text = "Path of the file that holds the message" });

	if (path != NULL && *path != '\0')
		return path;
	free(path);
	return NULL;
}

/* ---- test message ------------------------------------------------------- */

struct test_work {
	const char *location, *path;
	int64_t at;
	struct receive_result result;
	char *kind, *name;		/* of what is to be mended, or NULL */
	const char *field;
	bool ok;
	struct err err;
};

static void
note_mend(struct test_work *w, const struct snapshot *snapshot)
{
	struct mend mend;

	if (!mend_received(snapshot, w->location, &w->result.fault, &mend))
		return;
	w->kind = xstrdup(mend.kind);
	w->name = xstrdup(mend.name);
	w->field = mend.field;
}

static bool
receive_file(struct test_work *w, const struct instance *in)
{
	const struct receive_location *l = (const void *)snapshot_find(
	    in->snapshot, kind_receive_location.name, w->location);
	struct receive_input input = { .at = w->at };
	struct spool wire = { .folder = in->temp };
	bool ok;

	/* More than is allowed is for the engine to refuse. */
	ok = spool_read(&wire, w->path, (size_t)l->maximum_message_size,
	    &w->err) || w->err.code == ERR_TOO_LARGE;
	if (ok) {
		err_clear(&w->err);
		ok = spool_finish(&wire, &w->err);
	}
	input.wire = spool_span(&wire);
	ok = ok && receive_run(in, w->location, &input, &w->result, &w->err);
	if (ok)
		note_mend(w, in->snapshot);
	spool_clear(&wire);
	return ok;
}

static void
test_run(void *arg, const struct settings *settings, const atomic_bool *stop)
{
	struct test_work *w = arg;
	struct model *m = model_open(settings, true, &w->err);
	struct snapshot *snapshot = m != NULL ?
	    snapshot_load(m, &w->err) : NULL;
	struct instance *in = NULL;
	const char *host;

	(void)stop;
	if (snapshot != NULL) {
		host = receive_host(snapshot, w->location, &w->err);
		in = host != NULL ? instance_open(snapshot, settings, host,
		    NULL, &w->err) : NULL;
	}
	w->ok = in != NULL && receive_file(w, in);
	instance_close(in);
	snapshot_free(snapshot);
	model_close(m);
}

static const struct view_column columns[] = {
	{ "Stage", 13 }, { "Bytes", 9 }, { "What it saw", 200 },
};

/* The outcome first: it is what one wants to know. */
static void
fill(struct view *v, const struct receive_result *r)
{
	const struct trace_step *step;
	const bool good = r->outcome == OUTCOME_PROCESSED;
	char bytes[24], *text;

	text = good ? xasprintf("party %s", r->party != NULL ? r->party :
	    "guest") : xasprintf("%s: %s",
	    failure_info(r->fault.failure)->code, r->fault.text);
	static_view_add(v, "", (const char *[]){ outcome_name(r->outcome),
	    "", text }, good ? STYLE_NORMAL : STYLE_ERROR);
	free(text);
	for (step = r->trace.v; step < r->trace.v + r->trace.n; step++) {
		snprintf(bytes, sizeof(bytes), "%zu", step->bytes);
		static_view_add(v, "", (const char *[]){ step->stage, bytes,
		    step->text }, text_starts(step->text, "warning ") ?
		    STYLE_WARNING : STYLE_NORMAL);
	}
}

static void
add_safe(struct buf *b, const char *label, const char *value)
{
	char *safe;

	if (value == NULL || *value == '\0')
		return;
	safe = text_safe(value);
	buf_addf(b, "%-12s %s\n", label, safe);
	free(safe);
}

static void
add_props(struct buf *b, const struct props *props)
{
	size_t i;

	for (i = 0; i < props->n; i++)
		add_safe(b, props->v[i].name, props->v[i].value);
}

/* All of a row; of the outcome the properties of the message as well. */
static void
show_step(struct ui *ui, const struct test_work *w, size_t index)
{
	const struct receive_result *r = &w->result;
	const struct trace_step *step;
	struct buf b = { 0 };

	if (index == 0) {
		add_safe(&b, "Outcome:", outcome_name(r->outcome));
		if (r->fault.failure != FAIL_NONE) {
			add_safe(&b, "Failure:",
			    failure_info(r->fault.failure)->code);
			add_safe(&b, "Meaning:",
			    failure_info(r->fault.failure)->meaning);
			add_safe(&b, "Text:", r->fault.text);
		}
		add_safe(&b, "Mend it at:", w->kind);
		add_safe(&b, "", w->name);
		buf_addc(&b, '\n');
		add_props(&b, &r->context);
		add_props(&b, &r->part);
	} else {
		step = &r->trace.v[index - 1];
		add_safe(&b, "Stage:", step->stage);
		add_safe(&b, "Component:", step->component);
		add_safe(&b, "Certificate:", step->thumbprint);
		buf_addf(&b, "%-12s %zu\n\n", "Bytes:", step->bytes);
		add_safe(&b, "Saw:", step->text);
	}
	show_text(ui, "Test message", (const char *)b.data);
	buf_clear(&b);
}

/* The lines below the list: where the key leads, and the whole row. */
static char *
detail(struct picker *p, const struct view_row *row)
{
	return xasprintf("%s%s", row->cells[2], p->opens && row->index == 0 ?
	    "\nF3 opens what is to be mended" : "");
}

static void
show_trace(struct ui *ui, const struct test_work *w)
{
	struct picker p = { .title = "Test message", .heads = true,
	    .opens = w->kind != NULL, .detail = detail };
	const struct view_row *row;

	p.view = static_view_new(columns, ARRAY_SIZE(columns));
	fill(p.view, &w->result);
	while ((row = picker_run(ui, &p, false)) != NULL) {
		if (!p.open) {
			show_step(ui, w, row->index);
			continue;
		}
		p.open = false;
		form_edit(ui, w->kind, w->name, w->field);
	}
	view_free(p.view);
}

static bool
on_location(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	struct browser *b = (struct browser *)layer;

	(void)ui;
	(void)c;
	if (node_kind(b->node) != &kind_receive_location)
		return err_set(err, ERR_INVALID, "select a receive location");
	return view_selected(b->list) != NULL ||
	    err_set(err, ERR_NOT_FOUND, "the list is empty");
}

void
message_test(struct ui *ui, const char *location)
{
	char *path = ask_file(ui, "Test message");
	struct test_work w = { .location = location, .path = path,
	    .at = ui_now(ui) };
	const struct busy_work work = { .title = "Test message",
	    .text = "Receiving ...", .run = test_run, .arg = &w };

	if (path != NULL && (!busy_run(ui, &work, &w.err) || !w.ok))
		ui_error(ui, &w.err);
	else if (path != NULL)
		show_trace(ui, &w);
	receive_result_clear(&w.result);
	free(w.kind);
	free(w.name);
	free(path);
}

static void
test_message(struct ui *ui, struct layer *layer, const struct command *c)
{
	/* The row goes when the window is resized while one is asked. */
	char *location = xstrdup(view_selected(
	    ((struct browser *)layer)->list)->key);

	(void)c;
	message_test(ui, location);
	free(location);
}

/* ---- explain ------------------------------------------------------------ */

struct explain_work {
	const char *path;
	int64_t at;
	struct buf text;
	bool ok;
	struct err err;
};

static void
explain_run(void *arg, const struct settings *settings,
    const atomic_bool *stop)
{
	struct explain_work *w = arg;
	struct err none = { 0 };
	struct explain_input input = { .at = w->at,
		.max_size = MAX_EXPLAINED, .stores = settings->stores,
		.temp = temp_open(settings->temp_folder, NULL),
		.model = model_open(settings, true, &none) };
	struct spool wire = { .folder = input.temp };
	struct explanation x = { 0 };

	(void)stop;
	if (spool_read(&wire, w->path, MAX_EXPLAINED, &w->err) &&
	    spool_finish(&wire, &w->err)) {
		input.wire = spool_span(&wire);
		w->ok = explain(&input, &x, &w->err);
	}
	if (w->ok)
		explanation_text(&x, &w->text);
	explanation_clear(&x);
	spool_clear(&wire);
	model_close(input.model);
	temp_close(input.temp);
}

static void
explain_message(struct ui *ui, struct layer *layer, const struct command *c)
{
	char *path = ask_file(ui, "Explain a message");
	struct explain_work w = { .path = path, .at = ui_now(ui) };
	const struct busy_work work = { .title = "Explain a message",
	    .text = "Reading ...", .run = explain_run, .arg = &w };

	(void)layer;
	(void)c;
	if (path != NULL && (!busy_run(ui, &work, &w.err) || !w.ok))
		ui_error(ui, &w.err);
	else if (path != NULL)
		show_text(ui, "Explain a message", (char *)w.text.data);
	buf_clear(&w.text);
	free(path);
}

static const struct command rows[] = {
	{ .section = "Messages",
	  .keys = "t", .name = "test-message",
	  .help = "Run a message from a file through the selected receive "
	      "location and show what each stage saw; delivers nothing.",
	  .available = on_location, .run = test_message },
	{ .keys = "m", .name = "explain-message",
	  .help = "Say what a message in a file is: its layers, recipients, "
	      "signers, parts and weaknesses.",
	  .run = explain_message },
};

const struct command_table message_commands = { rows, ARRAY_SIZE(rows) };
