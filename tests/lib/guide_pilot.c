/* SPDX-License-Identifier: ISC */
#include "tests/lib/guide_pilot.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "certstore/bundle.h"
#include "model/import.h"
#include "tui/browser.h"
#include "tui/guide.h"
#include "tui/guide_parts.h"

enum { MAX_FILE = 65536 };

#define PASTED "(pasted)"
#define OUR_SIGNATURE "CA88F5C10548986A7A21D0AD2C2182800F6FB636"
#define EXPIRING "F4FE79F9AF03E2D977E86BF79BCEA38CCCEB12A6"

/* All others are answered by Enter. */
static const struct {
	const char *id, *text;
} answers[] = {
	{ "party", "Litware" },
	{ "certificate", PASTED },
	{ "file.destination_folder", "/srv/edi/litware" },
	{ "new", PASTED },
	{ "confirmed", "y" },
	{ "both.file.receive_folder", "/srv/edi/litware" },
	{ "confirm", "y" },
	{ "enable", "y" },
};

static void
need(bool ok, const char *what, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "guide: %s: %s\n", what, err->text);
	abort();
}

/* ---- what there is ------------------------------------------------------- */

static void
import(struct model *m, const char *file, enum store_id store)
{
	struct bundle b = { 0 };
	struct err err = { 0 };

	need(bundle_read(&b, file, "secret", &err), file, &err);
	need(import_item(m, &b.items[0], store, store == STORE_PERSONAL ?
	    m->user : NULL, &err), file, &err);
	bundle_clear(&b);
}

static char *
read_text(const char *path)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	need(file_read(&b, path, MAX_FILE, &err), path, &err);
	return buf_steal(&b);
}

struct guide_pilot *
guide_pilot_new(void)
{
	struct guide_pilot *g = xcalloc(1, sizeof(*g));
	char *data = realpath("tests/tui/data", NULL);

	g->group = screen_group_new(data);
	import(g->group->model, "data/own.p12", STORE_PERSONAL);
	import(g->group->model, "data/litware.pem", STORE_ROOT);
	screen_group_add(g->group, "host",
	    "name=SecureHost os_group=edi trusted=true");
	screen_group_add(g->group, "host-instance",
	    "host=SecureHost computer=SERVER1 account=admin");
	g->certificate = read_text("data/litware.pem");
	free(data);
	return g;
}

void
guide_pilot_prepare_send(struct guide_pilot *g)
{
	import(g->group->model, "data/two-keys.p12", STORE_PERSONAL);
	import(g->group->model, "data/contoso-encryption.pem", STORE_ROOT);
	screen_group_set(g->group, "group", "Woodgrove",
	    "signature_certificate=" OUR_SIGNATURE);
	free(g->certificate);
	g->certificate = read_text("data/contoso-encryption.pem");
	g->task = 1;
}

void
guide_pilot_prepare_rollover(struct guide_pilot *g)
{
	import(g->group->model, "data/expiring.pem", STORE_OTHER_PEOPLE);
	import(g->group->model, "data/renewed.pem", STORE_ROOT);
	screen_group_set(g->group, "party", "Contoso",
	    "signature_certificate=" EXPIRING);
	free(g->certificate);
	g->certificate = read_text("data/renewed.pem");
	g->task = 2;
}

void
guide_pilot_free(struct guide_pilot *g)
{
	if (g->p != NULL)
		pilot_stop(g->p);
	screen_group_free(g->group);
	free(g->certificate);
	free(g);
}

/* ---- losing and beginning ------------------------------------------------ */

void
guide_pilot_start(struct guide_pilot *g)
{
	g->p = pilot_start(g->group->model, &(struct pilot_options){
	    .clock = SCREEN_CLOCK });
}

static void
press(struct guide_pilot *g, int key)
{
	pilot_key(g->p, key);
	g->keys++;
	g->events++;
}

void
guide_pilot_begin(struct guide_pilot *g)
{
	int i;

	press(g, 's');
	for (i = 0; i < g->task; i++)
		press(g, K_DOWN);
	press(g, K_ENTER);
	/* It asks where something was kept. */
	if (guide_pilot_place(g) == GUIDE_AT_BROWSER)
		press(g, K_ENTER);
}

static char *
session_path(void)
{
	glob_t found = { 0 };
	char *path = NULL;

	if (glob("sealport/guide-*", 0, NULL, &found) == 0)
		path = xstrdup(found.gl_pathv[0]);
	globfree(&found);
	return path;
}

void
guide_pilot_lose(struct guide_pilot *g, bool killed)
{
	char *path = session_path();
	struct buf kept = { 0 };
	struct err err = { 0 };

	if (path != NULL)
		need(file_read(&kept, path, MAX_FILE, &err), path, &err);
	pilot_stop(g->p);
	g->p = NULL;
	/* As if it had not been told. */
	if (killed && path != NULL)
		need(file_write(path, kept.data, kept.len, 0600, &err), path,
		    &err);
	free(path);
	path = session_path();
	if (killed && path != NULL && kept.len == 0)
		unlink(path);
	free(path);
	buf_clear(&kept);
}

/* ---- going through ------------------------------------------------------- */

/* Its layer, wherever windows of other kinds lie on it; or NULL. */
static struct asking *
question(struct guide_pilot *g)
{
	return pilot_in(g->p, &guide_context) ?
	    (struct asking *)pilot_ui(g->p)->top : NULL;
}

enum guide_place
guide_pilot_place(struct guide_pilot *g)
{
	static const struct {
		const char *title;
		enum guide_place place;
	} pages[] = {
		{ " Review: ", GUIDE_AT_REVIEW },
		{ " Self-test ", GUIDE_AT_PROOF },
	};
	const struct asking *a = question(g);
	size_t i;

	if (a != NULL)
		return a->q->row->phase == GUIDE_CONFIRM ? GUIDE_AT_CONFIRM :
		    a->q->row->phase == GUIDE_ENABLE ? GUIDE_AT_ENABLE :
		    GUIDE_AT_QUESTION;
	if (!pilot_in(g->p, &guide_page_context))
		return GUIDE_AT_BROWSER;
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		if (strstr(pilot_screen(g->p), pages[i].title) != NULL)
			return pages[i].place;
	return GUIDE_AT_END;
}

static void
paste(struct guide_pilot *g)
{
	pilot_event(g->p, &(struct event){ .type = EVENT_PASTE,
	    .text = xstrdup(g->certificate) });
	g->events++;
}

static const char *
answer_to(const struct asking *a)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answers); i++)
		if (strcmp(answers[i].id, a->q->id) == 0)
			return answers[i].text;
	return NULL;
}

bool
guide_pilot_step(struct guide_pilot *g)
{
	struct asking *a = question(g);
	const char *answer = a != NULL ? answer_to(a) : NULL;
	size_t typed = a != NULL ? strlen(line_text(&a->line)) : 0;

	if (a == NULL && !pilot_in(g->p, &guide_page_context))
		return false;
	if (answer == NULL)
		press(g, K_ENTER);
	else if (strcmp(answer, PASTED) == 0)
		paste(g);
	else if (!a->typed)
		press(g, *answer);
	else if (typed < strlen(answer))
		press(g, answer[typed]);
	else
		press(g, K_ENTER);
	return true;
}

void
guide_pilot_run(struct guide_pilot *g, enum guide_place until, int events)
{
	int end = g->events + events;

	while (guide_pilot_place(g) != until && (events == 0 ||
	    g->events < end))
		if (!guide_pilot_step(g))
			return;
}

/* ---- what is shown ------------------------------------------------------- */

static const struct tour *
tour(struct guide_pilot *g)
{
	return guide_page_tour(pilot_ui(g->p)->top);
}

char *
guide_pilot_commands(struct guide_pilot *g)
{
	struct buf b = { 0 };

	guide_plan_commands(&tour(g)->plan, &b);
	return buf_steal(&b);
}

bool
guide_pilot_passed(struct guide_pilot *g)
{
	return tour(g)->proof.passed;
}
