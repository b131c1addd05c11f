/* SPDX-License-Identifier: ISC */
/*
 * Every dialog there is, page by page and field by field, with keys only.
 * Nothing here knows a kind or a field: from the tables come the variants of
 * each kind (sets of fields that its choices bring in), legal and illegal
 * texts for each field, and from the model what has to become of them.
 */
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
#include "model/edit.h"
#include "tests/lib/sweep.h"
#include "tests/lib/variants.h"
#include "tui/ask.h"
#include "tui/browser.h"
#include "tui/form.h"
#include "tui/memo.h"
#include "tui/picker.h"
#include "tui/rows.h"

enum { MAX_TYPED = 130, MAX_TAKEN = 2, MAX_REFUSED = 2,
	SAME = 24 };

/* ---- entering values ---------------------------------------------------- */

static void
choose_from_list(struct sweep *s, const char *value)
{
	struct ui *ui = pilot_ui(s->p);
	const struct view_row *row;
	int tries;

	pilot_keys(s->p, "Ctrl-O");
	assert_true(pilot_in(s->p, &picker_context));
	pilot_keys(s->p, "Home");
	for (tries = 0; tries < MAX_STEPS; tries++) {
		row = view_selected(ui->top->ops->view(ui->top));
		if (row != NULL && strcmp(row->key, value) == 0)
			break;
		pilot_keys(s->p, "Down");
	}
	pilot_keys(s->p, "Enter");
}

/* The text into the focused field, as its widget wants it. */
static void
enter(struct sweep *s, const char *text)
{
	struct form *f = sweep_form(s);
	const struct slot *slot = form_focused(f);
	char *is;
	int i;

	switch (form_widget(slot)) {
	case WIDGET_BOOL:
		/* Twice where it is so already but not set here. */
		for (i = 0; i < 2; i++) {
			is = slot_get(f->now, slot);
			if (strcmp(is, text) != 0)
				pilot_keys(s->p, "Space");
			free(is);
			slot = form_focused(f);
		}
		break;
	case WIDGET_CHOICE:
		choose_from_list(s, text);
		break;
	case WIDGET_LINE:
		pilot_keys(s->p, "End Ctrl-U");
		pilot_type(s->p, text);
		break;
	case WIDGET_GRID:
		break;
	}
}

/* ---- saving, and what became of it -------------------------------------- */

/* As it is in the database now; by id, since it may have another name. */
static struct object *
stored(struct sweep *s, const struct object *o)
{
	struct err err = { 0 };
	struct object *now = model_get_id(s->eyes, o->kind, o->id, &err);

	if (now == NULL)
		fail_msg("%s", err.text);
	return now;
}

static char *
get(struct sweep *s, const struct object *o, const char *name)
{
	struct slots slots = { 0 };
	const struct slot *slot;
	char *text;

	object_slots(o, s->eyes, &slots);
	slot = slots_find(&slots, name);
	text = slot != NULL ? slot_get(o, slot) : NULL;
	slots_clear(&slots);
	return text;
}

/* What is given in want is stored in got. */
static void
assert_same(struct sweep *s, const struct object *got,
    const struct object *want, const char *slot)
{
	char *a = get(s, got, slot), *b = get(s, want, slot);

	if (a != NULL && b != NULL && strcmp(a, b) != 0)
		fail_msg("%s: %s is stored as %s, not as %s",
		    got->kind->name, slot, a, b);
	free(a);
	free(b);
}

static void
assert_unchanged(struct sweep *s, const struct object *before)
{
	struct object *now = stored(s, before);
	struct changes d = { 0 };

	object_diff(before, now, &d);
	if (d.n > 0)
		fail_msg("%s: %s has become %s", before->kind->name,
		    d.v[0].field, d.v[0].new_value);
	changes_clear(&d);
	object_free(now);
}

/* The dialog is still there, on the field at fault, and says what it is. */
static void
assert_refused(struct sweep *s, const struct err *why, const char *value)
{
	struct form *f = sweep_form(s);
	const struct slot *at = form_focused(f);
	const struct slot *bad = slots_find(&f->slots, why->part);
	const char *said = pilot_ui(s->p)->message;

	if (bad != NULL && bad->page != NULL && at != bad)
		fail_msg("%s %s=%s: the cursor is on %s (%s)",
		    f->kind->name, why->part, value, at != NULL ? at->name :
		    "a button", why->text);
	if (said == NULL)
		fail_msg("%s %s=%s: nothing is said", f->kind->name,
		    why->part, value);
	if (bad != NULL && bad->field != NULL && bad->page != NULL &&
	    strstr(said, bad->field->name) == NULL &&
	    strstr(said, bad->field->label) == NULL)
		fail_msg("%s %s=%s: not named in: %s", f->kind->name,
		    why->part, value, said);
	assert_false(sweep_wrote(s));
}

/* The audit may have something to say to it; then it asks. */
static void
save(struct sweep *s, const char *key)
{
	pilot_keys(s->p, key);
	if (pilot_in(s->p, &confirm_context))
		pilot_keys(s->p, "y");
}

/* One value into one field, OK, and what the model says to the same. */
static void
try_value(struct sweep *s, const struct object *before, const char *slot,
    const char *value)
{
	struct object *now = object_copy(before), *after;
	struct err err = { 0 };
	bool ok = object_set(now, s->eyes, slot, value, &err) &&
	    edit_check(s->eyes, before, now, &err);

	sweep_edit(s, before->kind, before->name);
	sweep_go(s, slot);
	enter(s, value);
	sweep_wrote(s);
	save(s, "F2");
	if (!ok) {
		assert_refused(s, &err, value);
		sweep_leave(s);
	} else {
		if (!pilot_in(s->p, &browser_context))
			fail_msg("%s %s=%s is not taken:\n%s",
			    before->kind->name, slot, value,
			    pilot_screen(s->p));
		after = stored(s, before);
		assert_same(s, after, now, slot);
		object_free(after);
		if (sweep_wrote(s))
			pilot_keys(s->p, "u y");
	}
	assert_unchanged(s, before);
	object_free(now);
}

/* ---- every field -------------------------------------------------------- */

/* Typing thousands of characters shows no more than a hundred. */
static bool
is_short(const char *value)
{
	return strlen(value) <= MAX_TYPED;
}

static bool
can_be_typed(const struct slot *s)
{
	return s->field != NULL && s->page != NULL && !slot_is_secret(s) &&
	    form_widget(s) != WIDGET_GRID && !(s->prefix == NULL &&
	    s->field->flags & (FIELD_DERIVED | FIELD_STATE | FIELD_ONCE));
}

/* Whether the model takes it; why not, where it does not. */
static bool
is_legal(struct sweep *s, const struct object *o, const struct slot *slot,
    const char *value, struct err *why)
{
	struct object *now = object_copy(o);
	bool ok = object_set(now, s->eyes, slot->name, value, why) &&
	    edit_check(s->eyes, o, now, why);

	object_free(now);
	return ok;
}

/* The first few that are taken, and that are refused for other reasons. */
static void
sweep_slot(struct sweep *s, const struct object *o, const struct slot *slot)
{
	struct values values;
	struct err err, last = { 0 };
	size_t i, taken = 0, refused = 0;

	values_for(s->eyes, o, slot, &values);
	for (i = 0; i < values.n; i++) {
		memset(&err, 0, sizeof(err));
		if (!is_short(values.v[i]))
			continue;
		if (is_legal(s, o, slot, values.v[i], &err)) {
			if (taken++ < MAX_TAKEN)
				try_value(s, o, slot->name, values.v[i]);
		} else if (strncmp(err.text, last.text, SAME) != 0 &&
		    refused++ < MAX_REFUSED) {
			try_value(s, o, slot->name, values.v[i]);
			last = err;
		}
	}
	if (taken == 0)
		fail_msg("%s: %s takes nothing", o->kind->name, slot->name);
	values_clear(&values);
}

/* Of those fields only that no object before has had. */
static void
sweep_object(struct sweep *s, const struct object *o, struct seen *seen)
{
	struct slots slots = { 0 };
	const struct slot *slot;
	char row[32];

	object_slots(o, s->eyes, &slots);
	for (slot = slots.v; slot < slots.v + slots.n; slot++) {
		if (!can_be_typed(slot))
			continue;
		/* By its row: a backup transport has those of the first. */
		snprintf(row, sizeof(row), "%p", (const void *)slot->field);
		if (sweep_new(seen, row))
			sweep_slot(s, o, slot);
	}
	slots_clear(&slots);
}

static void
test_values(void **state)
{
	struct sweep *s = *state;
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (!kinds[i]->fixed)
			sweep_each(s, kinds[i], sweep_object);
}

/* ---- new ones ----------------------------------------------------------- */

static void
make(struct sweep *s, const struct variant *v)
{
	const struct view_row *row;
	struct object *want = variant_object(s->eyes, v), *got;
	struct ui *ui = pilot_ui(s->p);
	struct err err = { 0 };
	size_t i;

	sweep_kind(s, v->kind);
	pilot_keys(s->p, "n");
	assert_true(sweep_form(s)->is_new);
	for (i = 0; i < v->n; i++) {
		sweep_go(s, v->sets[i].name);
		enter(s, v->sets[i].value);
	}
	save(s, "Ctrl-S");
	if (!pilot_in(s->p, &browser_context))
		fail_msg("%s is not made:\n%s", v->kind->name,
		    pilot_screen(s->p));
	/* The list stands on what was made. */
	row = view_selected(ui->top->ops->view(ui->top));
	assert_non_null(row);
	got = model_get(s->eyes, v->kind, row->key, &err);
	if (got == NULL)
		fail_msg("%s", err.text);
	for (i = 0; i < v->n; i++)
		assert_same(s, got, want, v->sets[i].name);
	object_free(got);
	object_free(want);
}

/* Nothing is given: it says what is missing, and Esc leaves nothing. */
static void
make_nothing(struct sweep *s, const struct kind *k)
{
	sweep_kind(s, k);
	sweep_wrote(s);
	pilot_keys(s->p, "n F2");
	if (!pilot_in(s->p, &form_context) ||
	    pilot_ui(s->p)->message == NULL)
		fail_msg("an empty %s is taken:\n%s", k->name,
		    pilot_screen(s->p));
	sweep_leave(s);
	assert_false(sweep_wrote(s));
}

static void
test_new(void **state)
{
	struct sweep *s = *state;
	size_t i, j;

	for (i = 0; kinds[i] != NULL; i++) {
		struct variants all = { 0 };

		if (kinds[i]->fixed || kinds[i]->single)
			continue;
		make_nothing(s, kinds[i]);
		variants_find(s->eyes, kinds[i], &all);
		for (j = 0; j < all.n; j++)
			make(s, &all.v[j]);
		variants_clear(&all);
	}
}

/* ---- tables inside a field ---------------------------------------------- */

/* All cells of a new row with that text, or what the list has first. */
static void
add_row(struct sweep *s, const char *text)
{
	pilot_keys(s->p, "n");
	while (!pilot_in(s->p, &rows_context)) {
		if (pilot_in(s->p, &prompt_context)) {
			pilot_keys(s->p, "Ctrl-U");
			pilot_type(s->p, text);
		}
		pilot_keys(s->p, "Enter");
	}
}

/*
 * In a window of its own: rows, or a text of several lines.  With an empty
 * cell the table is refused or taken, by its own rows.
 */
static void
sweep_grid(struct sweep *s, const struct object *o, const char *name,
    const char *text)
{
	struct object *after;
	char *was = get(s, o, name), *in_form, *is;
	bool same, refused;

	sweep_edit(s, o->kind, o->name);
	sweep_go(s, name);
	pilot_keys(s->p, "Enter");
	if (pilot_in(s->p, &memo_context))
		pilot_type(s->p, text);
	else if (pilot_in(s->p, &rows_context))
		add_row(s, text);
	else
		fail_msg("%s: %s does not open:\n%s", o->kind->name, name,
		    pilot_screen(s->p));
	save(s, "F2");
	/* Refused rows stay to be mended; then they are given up. */
	refused = pilot_in(s->p, &rows_context);
	if (refused) {
		assert_non_null(pilot_ui(s->p)->message);
		pilot_keys(s->p, "Esc");
		if (pilot_in(s->p, &confirm_context))
			pilot_keys(s->p, "y");
	}
	in_form = get(s, sweep_form(s)->now, name);
	same = strcmp(in_form, was) == 0;
	if (same && *text != '\0' && !refused &&
	    pilot_ui(s->p)->message == NULL)
		fail_msg("%s %s: nothing is said", o->kind->name, name);
	save(s, "F2");
	if (pilot_in(s->p, &form_context)) {
		assert_non_null(pilot_ui(s->p)->message);
		sweep_leave(s);
		assert_unchanged(s, o);
	} else {
		after = stored(s, o);
		is = get(s, after, name);
		assert_string_equal(is, in_form);
		free(is);
		object_free(after);
		if (!same)
			pilot_keys(s->p, "u y");
		assert_unchanged(s, o);
	}
	free(in_form);
	free(was);
}

static void
sweep_grids(struct sweep *s, const struct object *o, struct seen *seen)
{
	struct slots slots = { 0 };
	const struct slot *slot;

	object_slots(o, s->eyes, &slots);
	for (slot = slots.v; slot < slots.v + slots.n; slot++) {
		if (slot->field == NULL || slot->page == NULL ||
		    form_widget(slot) != WIDGET_GRID ||
		    slot->field->flags & (FIELD_DERIVED | FIELD_STATE) ||
		    !sweep_new(seen, slot->name))
			continue;
		sweep_grid(s, o, slot->name, "Sweep");
		sweep_grid(s, o, slot->name, "a|b;c\\d e\xcc\x81");
		sweep_grid(s, o, slot->name, "");
	}
	slots_clear(&slots);
}

static void
test_rows(void **state)
{
	struct sweep *s = *state;
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (!kinds[i]->fixed)
			sweep_each(s, kinds[i], sweep_grids);
}

/* ---- Esc and a key in one piece ----------------------------------------- */

/* Alt-y at a question is Esc: no.  The y comes too late for it. */
static void
test_escape_and_key(void **state)
{
	struct sweep *s = *state;

	sweep_kind(s, kind_find("party"));
	pilot_keys(s->p, "Tab d");
	assert_true(pilot_in(s->p, &sure_context));
	sweep_wrote(s);
	pilot_keys(s->p, "Alt-y");
	assert_true(pilot_in(s->p, &browser_context));
	assert_false(sweep_wrote(s));
}

int
main(void)
{
	/* In this order: the first makes what the others look at. */
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_new, sweep_again),
		cmocka_unit_test_setup(test_values, sweep_again),
		cmocka_unit_test_setup(test_rows, sweep_again),
		cmocka_unit_test_setup(test_escape_and_key, sweep_again),
		};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("sweep", tests,
	    sweep_setup, sweep_teardown);
}
