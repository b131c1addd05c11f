/* SPDX-License-Identifier: ISC */
/*
 * Every page of every dialog, at the smallest, the usual and a large size, in
 * UTF-8, ASCII and without colours: each field can be reached and is seen
 * with its label and the cursor, and nothing stands beyond the edges.  And
 * each page stands in tests/tui/screens, where a person can read it.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "tests/lib/dump.h"
#include "tests/lib/sweep.h"
#include "tests/lib/variants.h"
#include "tui/form.h"

/* ---- what is seen ------------------------------------------------------- */

/* The row of the screen as it stands; heap. */
static char *
screen_row(struct sweep *s, int row)
{
	const char *from = pilot_screen(s->p);

	for (; row > 0 && from != NULL; row--)
		from = strchr(from, '\n') + 1;
	return xstrndup(from, strcspn(from, "\n"));
}

/* The cell at that column, as text at the end of what is before it. */
static const char *
cell(const char *row, int column)
{
	int used;

	return row + text_fit(row, column, &used);
}

static bool
is_edge(const char *s)
{
	return text_starts(s, "|") || text_starts(s, "\xe2\x94\x82");
}

/* Where its upper edge ends; the list may go on beyond it. */
static const char *
corner(const char *edge)
{
	const char *at = strstr(edge, "\xe2\x94\x90");

	if (at == NULL)
		at = strstr(edge, "-+");
	assert_non_null(at);
	return at + (*at == '-' ? 1 : 0);
}

/* Left and right edge of the dialog stand in each row. */
static void
check_edges(struct sweep *s)
{
	struct ui *ui = pilot_ui(s->p);
	struct rect body = ui_body(ui);
	int row, top = -1, left = -1, right = -1;
	char *text;
	const char *at;

	for (row = body.row; row < body.row + body.height; row++) {
		text = screen_row(s, row);
		at = strstr(text, "\xe2\x94\x8c");
		if (at == NULL)
			at = strstr(text, "+-");
		if (top < 0 && at != NULL) {
			top = row;
			left = text_width(text) - text_width(at);
			right = text_width(text) - text_width(corner(at));
		}
		if (top >= 0 && row > top) {
			at = cell(text, left);
			/* The lower edge ends it. */
			if (!is_edge(at))
				row = body.row + body.height;
			else if (!is_edge(cell(text, right)))
				fail_msg("the dialog's edge is broken:\n%s",
				    pilot_screen(s->p));
		}
		free(text);
	}
	assert_true(top >= 0);
}

/* Its label in the cursor's row, or above it; cut off with a mark only. */
static bool
shows_label(struct sweep *s, const char *label, int row)
{
	char *text = screen_row(s, row), *part = screen_safe(
	    pilot_ui(s->p)->screen, label);
	size_t n = strlen(part);
	bool seen = strstr(text, part) != NULL;

	/* "Maximum removal retr~" */
	while (!seen && n > 8) {
		part[--n] = '\0';
		seen = strstr(text, part) != NULL;
		if (seen) {
			const char *after = strstr(text, part) + n;

			seen = text_starts(after, "~") ||
			    text_starts(after, "\xe2\x80\xa6");
		}
	}
	free(part);
	free(text);
	return seen;
}

static void
check_focus(struct sweep *s)
{
	struct form *f = sweep_form(s);
	const struct slot *slot = form_focused(f);
	struct rect area = screen_area(pilot_ui(s->p)->screen);
	const char *label;
	int row, column;

	pilot_cursor(s->p, &row, &column);
	if (row <= 0 || row >= area.height - 2 || column <= 0 ||
	    column >= area.width)
		fail_msg("%s: %s: the cursor is not in the dialog:\n%s",
		    f->kind->name, slot != NULL ? slot->name : "-",
		    pilot_screen(s->p));
	if (slot == NULL)
		return;
	label = slot->field != NULL ? slot->field->label : slot->name;
	if (!shows_label(s, label, row) && !shows_label(s, label, row - 1))
		fail_msg("%s: %s: its label is not there:\n%s",
		    f->kind->name, slot->name, pilot_screen(s->p));
}

/* Some script has dumped the page, at this size, of such an object. */
static void
check_file(struct sweep *s)
{
	const struct form *f = sweep_form(s);
	char *name = dump_page(pilot_screen(s->p));
	char *files = xasprintf("tests/tui/screens/pages.%s.*.%s.txt",
	    f->kind->name, name);
	glob_t found = { 0 };

	if (glob(files, 0, NULL, &found) != 0)
		fail_msg("%s: page %s is in no screen; dump it in a script: "
		    "%s", f->kind->name, f->pages[f->page], files);
	globfree(&found);
	free(files);
	free(name);
}

/* Once through each page; every field of it has had the focus. */
static void
look_at(struct sweep *s)
{
	struct form *f = sweep_form(s);
	size_t page, i, fields;
	struct seen seen;
	int tries;

	for (page = 0; page < f->npages; page++) {
		/* The usual size; a smaller one cuts off names. */
		if (screen_area(pilot_ui(s->p)->screen).width == 80)
			check_file(s);
		memset(&seen, 0, sizeof(seen));
		for (i = fields = 0; i < f->slots.n; i++)
			fields += form_on_page(f, &f->slots.v[i]);
		for (tries = 0; seen.n < fields; tries++) {
			check_edges(s);
			check_focus(s);
			if (form_focused(f) != NULL)
				sweep_new(&seen, form_focused(f)->name);
			if (tries == MAX_STEPS)
				fail_msg("%s: page %s is not seen whole",
				    f->kind->name, f->pages[f->page]);
			sweep_step(s);
		}
		while (seen.n > 0)
			free(seen.v[--seen.n]);
		free(seen.v);
		if (f->npages > 1)
			pilot_keys(s->p, "PgDn");
	}
}

static void
look_at_object(struct sweep *s, const struct object *o, struct seen *seen)
{
	struct slots slots = { 0 };
	bool fresh = false;
	size_t i;

	/* One that has a field not seen yet. */
	object_slots(o, s->eyes, &slots);
	for (i = 0; i < slots.n; i++)
		fresh |= sweep_new(seen, slots.v[i].name);
	slots_clear(&slots);
	if (!fresh)
		return;
	sweep_edit(s, o->kind, o->name);
	look_at(s);
	sweep_leave(s);
}

static void
test_looks(void **state)
{
	struct sweep *s = *state;
	struct pilot_options looks[] = {
		{ .height = 24, .width = 80 },
		{ .height = 14, .width = 60, .term = "vt100",
		  .locale = "C" },
		{ .height = 43, .width = 132, .mono = true },
	};
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(looks); i++) {
		looks[i].clock = s->f->now;
		sweep_start(s, &looks[i]);
		for (k = 0; kinds[k] != NULL; k++) {
			sweep_each(s, kinds[k], look_at_object);
			if (kinds[k]->single || kinds[k]->fixed)
				continue;
			sweep_kind(s, kinds[k]);
			pilot_keys(s->p, "n");
			look_at(s);
			sweep_leave(s);
		}
		assert_false(sweep_wrote(s));
	}
}

static int
setup(void **state)
{
	int failed = sweep_setup(state);

	if (failed == 0)
		variants_make_all(((struct sweep *)*state)->f->model);
	return failed;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_looks, sweep_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("looks", tests, setup,
	    sweep_teardown);
}
