/* SPDX-License-Identifier: ISC */
#include "tests/lib/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/object.h"
#include "tests/lib/variants.h"
#include "tui/ask.h"
#include "tui/browser_parts.h"
#include "tui/form.h"

/* ---- finding the way ---------------------------------------------------- */

struct form *
sweep_form(struct sweep *s)
{
	if (!pilot_in(s->p, &form_context))
		fail_msg("no dialog is open, but %s:\n%s", pilot_ui(s->p)->
		    top->ops->context->name, pilot_screen(s->p));
	return (struct form *)pilot_ui(s->p)->top;
}

/*
 * All of them, not those of one application; of what stands below something
 * else, as handlers below their adapter, the first that come.
 */
static bool
lists_kind(const struct browser *b, const struct kind *k)
{
	return node_kind(b->node) == k && (b->application == NULL ||
	    strcmp(b->node->per, "application") != 0);
}

/* Down the tree to the next list of the kind, what is folded opened. */
static void
next_list(struct sweep *s, const struct kind *k)
{
	struct browser *b = pilot_ui(s->p)->browser;
	size_t steps = MAX_STEPS;

	do {
		if (b->node->folds) {
			pilot_keys(s->p, "Right");
			if (b->in_list)		/* it was open */
				pilot_keys(s->p, "Left");
		}
		if (steps-- == 0)
			fail_msg("%s is not in the tree", k->name);
		pilot_keys(s->p, "Down");
	} while (!lists_kind(b, k));
}

void
sweep_kind(struct sweep *s, const struct kind *k)
{
	struct browser *b = pilot_ui(s->p)->browser;

	pilot_keys(s->p, "Esc Esc Esc F5");
	if (lists_kind(b, k))
		return;
	pilot_keys(s->p, "Home");
	if (!lists_kind(b, k))
		next_list(s, k);
}

/* In the list, to the row; false where it is not in it. */
static bool
find_row(struct sweep *s, const char *name)
{
	struct ui *ui = pilot_ui(s->p);
	const struct view_row *row;
	struct view *list;
	int64_t at;

	pilot_keys(s->p, "Tab Home");
	list = ui->top->ops->view(ui->top);
	do {
		row = view_selected(list);
		if (row == NULL || strcmp(row->key, name) == 0)
			return row != NULL;
		at = list->selected;
		pilot_keys(s->p, "Down");
	} while (list->selected != at);
	return false;
}

void
sweep_edit(struct sweep *s, const struct kind *k, const char *name)
{
	sweep_kind(s, k);
	while (!k->single && !find_row(s, name)) {
		pilot_keys(s->p, "Tab");
		next_list(s, k);
	}
	pilot_keys(s->p, "e");
	assert_string_equal(sweep_form(s)->before->name, name);
}

/* Tab passes over what cannot be edited, the arrow does not. */
void
sweep_step(struct sweep *s)
{
	pilot_keys(s->p, sweep_form(s)->part == PART_FIELDS ? "Down" : "Tab");
}

void
sweep_go(struct sweep *s, const char *name)
{
	struct form *f = sweep_form(s);
	const struct slot *slot, *at;
	const char *page;
	int tries;

	/* What was typed last may bring it in as soon as it is left. */
	if (f->typed)
		pilot_keys(s->p, "Tab");
	slot = slots_find(&f->slots, name);
	if (slot == NULL || slot->page == NULL)
		fail_msg("%s: no %s in its dialog:\n%s", f->kind->name, name,
		    pilot_screen(s->p));
	page = slot->page;
	for (tries = 0; strcmp(f->pages[f->page], page) != 0; tries++) {
		assert_true(tries < MAX_PAGES);
		pilot_keys(s->p, "PgDn");
	}
	for (tries = 0; tries < MAX_STEPS; tries++) {
		at = form_focused(f);
		if (at != NULL && strcmp(at->name, name) == 0)
			return;
		sweep_step(s);
	}
	fail_msg("%s: the keys do not lead to %s", f->kind->name, name);
}

/* Out of the dialog without saving. */
void
sweep_leave(struct sweep *s)
{
	pilot_keys(s->p, "Esc");
	if (pilot_in(s->p, &sure_context))
		pilot_keys(s->p, "y");
	if (!pilot_in(s->p, &browser_context))
		fail_msg("Esc does not close:\n%s", pilot_screen(s->p));
}

bool
sweep_wrote(struct sweep *s)
{
	int64_t last = s->mark;

	assert_true(model_change_mark(s->eyes, &s->mark, NULL));
	return s->mark != last;
}

bool
sweep_new(struct seen *seen, const char *what)
{
	size_t i;

	for (i = 0; i < seen->n; i++)
		if (strcmp(seen->v[i], what) == 0)
			return false;
	seen->v = grow(seen->v, seen->n, &seen->cap, sizeof(*seen->v));
	seen->v[seen->n++] = xstrdup(what);
	return true;
}

void
sweep_each(struct sweep *s, const struct kind *k,
    void (*look)(struct sweep *, const struct object *, struct seen *))
{
	struct objects all = { 0 };
	struct seen seen = { 0 };
	struct err err = { 0 };
	size_t i;

	if (!model_select(s->eyes, k, NULL, NULL, &all, &err))
		fail_msg("%s", err.text);
	for (i = 0; i < all.n; i++)
		look(s, all.v[i], &seen);
	objects_clear(&all);
	while (seen.n > 0)
		free(seen.v[--seen.n]);
	free(seen.v);
}

void
sweep_start(struct sweep *s, const struct pilot_options *o)
{
	if (s->p != NULL)
		pilot_stop(s->p);
	s->p = pilot_start(s->f->model, o);
	sweep_wrote(s);
}

int
sweep_setup(void **state)
{
	struct sweep *s = xcalloc(1, sizeof(*s));
	struct err err = { 0 };

	s->f = fixture_new(false);
	variants_ground(s->f->model);
	s->eyes = model_open(&s->f->settings, false, &err);
	*state = s;
	return s->eyes != NULL ? 0 : -1;
}

/* A console of its own for each, whatever the last one left open. */
int
sweep_again(void **state)
{
	struct sweep *s = *state;

	sweep_start(s, &(struct pilot_options){ .clock = s->f->now });
	return 0;
}

int
sweep_teardown(void **state)
{
	struct sweep *s = *state;

	pilot_stop(s->p);
	model_close(s->eyes);
	fixture_free(s->f);
	free(s);
	return 0;
}
