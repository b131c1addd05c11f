/* SPDX-License-Identifier: ISC */
/* What it is used for: a use, the certificate for it, the object. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "tui/ask.h"
#include "tui/import_parts.h"
#include "tui/picker.h"

static const struct view_column use_columns[] = { { "", 74 } };
static const struct view_column cert_columns[] = {
	{ "Name", 30 }, { "Expires", 10 }, { "Thumbprint", 40 },
};
static const struct view_column target_columns[] = {
	{ "Object", 32 }, { "Now", 26 }, { "Expires", 10 },
};

/* ---- which of the certificates ------------------------------------------ */

/* The only one that serves, or the one that is chosen; false: none. */
static bool
choose_entry(struct wizard *w, const struct import_use *use, size_t *entry)
{
	struct import_plan *p = &w->plan;
	struct picker pick = { .title = "Which certificate?", .heads = true };
	const struct view_row *row;
	struct err err = { 0 };
	char date[WHEN_TEXT];
	size_t i;

	if (import_plan_choose(p, use, entry, &err))
		return true;
	if (err.code != ERR_CONFLICT) {
		ui_error(w->ui, &err);
		return false;
	}
	pick.view = static_view_new(cert_columns, ARRAY_SIZE(cert_columns));
	for (i = 0; i < p->n; i++)
		if (p->v[i].store != STORE_COUNT &&
		    import_plan_fits(p, i, use->usages[0], NULL))
			static_view_add(pick.view, p->v[i].cert->thumbprint,
			    (const char *[]){ cert_title(p->v[i].cert),
			    when_date(p->v[i].cert->not_after, date),
			    p->v[i].cert->thumbprint }, STYLE_NORMAL);
	row = picker_run(w->ui, &pick, false);
	for (i = 0; row != NULL && i < p->n; i++)
		if (p->v[i].cert != NULL && strcmp(row->key,
		    p->v[i].cert->thumbprint) == 0)
			*entry = i;
	view_free(pick.view);
	return row != NULL;
}

/* ---- which object ------------------------------------------------------- */

static void
add_target(struct wizard *w, struct view *v, const struct import_target *t)
{
	struct cert *now = *t->thumbprint != '\0' ?
	    import_look_up(&w->plan, t->thumbprint) : NULL;
	char *name = xasprintf("%s %s", t->kind, t->name), date[WHEN_TEXT];

	static_view_add(v, t->field, (const char *[]){ name, now != NULL ?
	    cert_title(now) : *t->thumbprint != '\0' ? t->thumbprint :
	    "nothing", now != NULL ? when_date(now->not_after, date) : "" },
	    now != NULL && now->not_after < ui_now(w->ui) ? STYLE_ERROR :
	    STYLE_NORMAL);
	free(name);
	cert_free(now);
}

static void
choose_target(struct wizard *w, const struct import_use *use, size_t entry)
{
	struct picker pick = { .title = use->label, .heads = true };
	struct import_targets t = { 0 };
	const struct view_row *row = NULL;
	struct err err = { 0 };
	size_t i;

	pick.view = static_view_new(target_columns,
	    ARRAY_SIZE(target_columns));
	pick.view->empty = "the group has no object for that yet";
	if (import_targets(w->ui->model, use, &t, &err)) {
		for (i = 0; i < t.n; i++)
			add_target(w, pick.view, &t.v[i]);
		row = picker_run(w->ui, &pick, false);
	}
	if (row != NULL)
		import_plan_assign(&w->plan, entry, &t.v[row->index], &err);
	if (err.code != ERR_NONE)
		ui_error(w->ui, &err);
	view_free(pick.view);
	import_targets_clear(&t);
}

static void
assign(struct wizard *w, const struct import_use *use)
{
	size_t entry = 0;

	if (choose_entry(w, use, &entry))
		choose_target(w, use, entry);
}

/* ---- which use ---------------------------------------------------------- */

#define DONE "done"
#define CLEAR "clear"

/* What has been chosen so far stands above, as part of going on. */
static void
add_done(struct wizard *w, struct view *v)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < w->plan.nassigns; i++) {
		buf_reset(&b);
		import_assign_text(&w->plan, &w->plan.assigns[i], &b);
		static_view_add(v, DONE, &(const char *){ (char *)b.data },
		    STYLE_CHANGED);
	}
	buf_clear(&b);
	static_view_add(v, DONE, &(const char *){ i > 0 ?
	    "Nothing more: go on" : "Nothing now: only store it" },
	    STYLE_NORMAL);
	if (i > 0)
		static_view_add(v, CLEAR, &(const char *){
		    "None of these after all" }, STYLE_NORMAL);
}

#define FOLLOW "follow "

/* Key: its number among the entries, after FOLLOW to let it take over later. */
static void
add_renewal(struct view *v, const char *way, const char *key,
    const struct import_entry *e)
{
	enum { MOST = 3 };
	struct buf b = { 0 };

	buf_addf(&b, "%s the one that %s renews, at ", way,
	    cert_title(e->cert));
	import_places_text(&e->renewed, MOST, &b);
	static_view_add(v, key, &(const char *){ (char *)b.data },
	    STYLE_NORMAL);
	buf_clear(&b);
}

static void
add_renewals(struct wizard *w, struct view *v)
{
	const struct import_entry *e;
	char key[32];
	size_t i;

	for (i = 0; i < w->plan.n; i++) {
		e = &w->plan.v[i];
		if (*e->renews == '\0' || e->store == STORE_COUNT)
			continue;
		snprintf(key, sizeof(key), FOLLOW "%zu", i);
		add_renewal(v, "Follow", key, e);
		add_renewal(v, "Replace", key + strlen(FOLLOW), e);
	}
}

static void
add_uses(struct wizard *w, struct view *v)
{
	const struct import_use *u;
	struct err err = { 0 };
	bool fits;
	char *text;
	size_t entry;

	for (u = import_uses; u->name != NULL; u++) {
		err_clear(&err);
		fits = import_plan_choose(&w->plan, u, &entry, &err) ||
		    err.code == ERR_CONFLICT;
		text = fits ? xasprintf("%s ...", u->label) :
		    xasprintf("%s: %s", u->label, err.text);
		static_view_add(v, u->name, &(const char *){ text },
		    fits ? STYLE_NORMAL : STYLE_GREY);
		free(text);
	}
}

static char *
use_detail(struct picker *p, const struct view_row *row)
{
	const struct import_use *u = import_use_find(row->key);

	(void)p;
	return xasprintf("%s%s%s", row->cells[0], u != NULL ? "\n" : "",
	    u != NULL ? u->help : "");
}

/* Heap: DONE, a use, the number of a renewed one; NULL: back. */
static char *
choose_use(struct wizard *w)
{
	struct picker pick = { .title = "Use it for", .detail = use_detail };
	const struct view_row *row;
	char *key;

	pick.view = static_view_new(use_columns, ARRAY_SIZE(use_columns));
	add_done(w, pick.view);
	add_renewals(w, pick.view);
	add_uses(w, pick.view);
	row = picker_run(w->ui, &pick, false);
	key = row != NULL ? xstrdup(row->key) : NULL;
	view_free(pick.view);
	return key;
}

struct follow {
	struct import_plan *plan;
	size_t entry;
};

static bool
take_over_at(void *to, const char *text, struct err *err)
{
	struct follow *f = to;
	bool ok = ask_time_take(&f->plan->take_over, text, err) &&
	    import_plan_replace(f->plan, f->entry, err);

	f->plan->take_over = 0;
	return ok;
}

static void
follow(struct wizard *w, size_t entry)
{
	enum { WEEK = 7 * DAY_SECONDS };
	struct follow f = { &w->plan, entry };
	int64_t at = ui_now(w->ui) + WEEK;
	char initial[WHEN_TEXT];

	when_text(at - at % DAY_SECONDS, initial);
	free(ask_until(w->ui, &(struct prompt){ .title = "Roll-over",
	    .text = "When shall it take over? Time as 2026-12-31 23:59, UTC. "
	    "Until then the current certificate is used, and it is accepted "
	    "until the roll-over is completed.",
	    .initial = initial, .replace = true }, take_over_at, &f));
}

static void
run_choice(struct wizard *w, const char *key)
{
	const struct import_use *use = import_use_find(key);
	struct err err = { 0 };

	if (use != NULL)
		assign(w, use);
	else if (strcmp(key, CLEAR) == 0)
		import_plan_unassign(&w->plan);
	else if (text_starts(key, FOLLOW))
		follow(w, (size_t)strtoul(key + strlen(FOLLOW), NULL, 10));
	else if (!import_plan_replace(&w->plan,
	    (size_t)strtoul(key, NULL, 10), &err))
		ui_error(w->ui, &err);
}

enum step
import_uses_step(struct wizard *w)
{
	enum step step;
	char *key;

	/* An account may fill its own store without a right to the group. */
	if (!model_may(w->ui->model, ROLE_ADMINISTRATOR, NULL))
		return STEP_NEXT;
	while ((key = choose_use(w)) != NULL && strcmp(key, DONE) != 0) {
		run_choice(w, key);
		free(key);
	}
	step = key != NULL ? STEP_NEXT : STEP_BACK;
	/* Their stores may be changed there. */
	if (step == STEP_BACK)
		import_plan_unassign(&w->plan);
	free(key);
	return step;
}
