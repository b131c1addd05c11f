/* SPDX-License-Identifier: ISC */
/*
 * Every field of every kind, adapter and component: what its row promises
 * holds in the struct, in the database and back.  Values come from the rows:
 * bounds, longest texts, words in other scripts, everything that separates.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "config/db.h"
#include "model/edit.h"
#include "model/history.h"
#include "model/storage.h"
#include "tests/lib/fixture.h"
#include "tests/lib/variants.h"

enum { MAX_MANUAL = 1 << 20 };

/* ---- each field of each variant ----------------------------------------- */

struct walk {
	struct fixture *f;
	size_t saved, refused;
	void (*look)(struct walk *, const struct object *,
	    const struct slot *);
};

static void
look_at_slots(struct walk *w, const struct object *o,
    const struct field **seen, size_t *nseen)
{
	struct slots slots = { 0 };
	const struct slot *s;
	size_t i;

	object_slots(o, w->f->model, &slots);
	for (s = slots.v; s < slots.v + slots.n; s++) {
		for (i = 0; i < *nseen && seen[i] != s->field; i++)
			;
		if (s->field == NULL || i < *nseen)
			continue;
		assert_true(*nseen < 1000);
		seen[(*nseen)++] = s->field;
		w->look(w, o, s);
	}
	slots_clear(&slots);
}

/* What is stored and what could be, until each row has been looked at. */
static void
each_slot(struct walk *w)
{
	const struct field *seen[1000];
	struct objects all;
	struct err err = { 0 };
	size_t k, i, n;

	for (k = 0; kinds[k] != NULL; k++) {
		memset(&all, 0, sizeof(all));
		if (!model_select(w->f->model, kinds[k], NULL, NULL, &all,
		    &err))
			fail_msg("%s", err.text);
		for (i = n = 0; i < all.n; i++)
			look_at_slots(w, all.v[i], seen, &n);
		objects_clear(&all);
	}
}

/* ---- text -> object -> database -> text --------------------------------- */

static char *
get(struct model *m, const struct object *o, const char *name)
{
	struct slots slots = { 0 };
	const struct slot *s;
	char *text;

	object_slots(o, m, &slots);
	s = slots_find(&slots, name);
	text = s != NULL ? slot_get(o, s) : NULL;
	slots_clear(&slots);
	return text;
}

/* Taken: it comes back from the database as it went in, and goes in again. */
static void
round_trip(struct walk *w, const struct object *o, const char *name,
    const char *value)
{
	struct model *m = w->f->model;
	struct object *now = object_copy(o), *back;
	struct err err = { 0 };
	char *in, *out;

	if (!object_set(now, m, name, value, &err) ||
	    !edit_update_one(m, o, now, &err)) {
		if (err.text[0] == '\0')
			fail_msg("%s %s=%s: refused without a reason",
			    o->kind->name, name, value);
		w->refused++;
		object_free(now);
		return;
	}
	w->saved++;
	in = get(m, now, name);
	back = model_get_id(m, o->kind, o->id, &err);
	assert_non_null(back);
	out = get(m, back, name);
	if ((in == NULL) != (out == NULL) ||
	    (in != NULL && strcmp(in, out) != 0))
		fail_msg("%s %s: %s has become %s", o->kind->name, name, in,
		    out);
	if (out != NULL && *out != '\0' && !object_set(back, m, name, out,
	    &err))
		fail_msg("%s %s: does not take what it prints: %s",
		    o->kind->name, name, err.text);
	object_free(back);
	object_free(now);
	free(in);
	free(out);
	/* Saved without a difference there is nothing to take back. */
	back = model_get_id(m, o->kind, o->id, &err);
	if (back->version != o->version && !history_undo(m, NULL, NULL, &err))
		fail_msg("%s %s: %s", o->kind->name, name, err.text);
	object_free(back);
}

static void
add_rows(struct values *v, const struct field *f)
{
	static const char *const cells[] = { "a", "\\|\\;\\\\",
	    "\xe4\xb8\xad e\xcc\x81 \xd7\xa9", "\"q\" 'x' , = %", "" };
	struct buf b = { 0 };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cells); i++) {
		buf_reset(&b);
		for (j = 0; j < f->rows->nfields; j++)
			buf_addf(&b, "%s%s", j > 0 ? "|" : "",
			    f->rows->fields[j].choices != NULL ?
			    f->rows->fields[j].choices[0].name : cells[i]);
		buf_addc(&b, ';');
		v->v[v->n++] = xstrdup((const char *)b.data);
	}
	buf_clear(&b);
}

static void
trip_slot(struct walk *w, const struct object *o, const struct slot *s)
{
	struct values v;
	struct object *fresh;
	char *name = xstrdup(s->name);
	size_t i;

	/* No undo brings a secret back: they have tests of their own. */
	if (o->kind->fixed || slot_is_secret(s) ||
	    s->field->flags & (FIELD_DERIVED | FIELD_STATE))
		goto out;
	values_for(w->f->model, o, s, &v);
	if (s->field->type == FIELD_MEMO) {
		v.v[v.n++] = xstrdup("two\nlines\n\n\tand \"more\"");
		v.v[v.n++] = xstrdup(" leading and trailing ");
	}
	if (s->field->type == FIELD_ROWS)
		add_rows(&v, s->field);
	for (i = 0; i < v.n; i++) {
		/* Its version has grown with the last one. */
		fresh = model_get_id(w->f->model, o->kind, o->id, NULL);
		assert_non_null(fresh);
		round_trip(w, fresh, name, v.v[i]);
		object_free(fresh);
	}
	values_clear(&v);
out:
	free(name);
}

static void
test_round_trip(void **state)
{
	struct walk w = { .f = *state, .look = trip_slot };
	struct err err = { 0 };
	int64_t good = 0;

	each_slot(&w);
	/* Neither all nor nothing. */
	assert_true(w.saved > 100 && w.refused > 100);
	if (!history_verify(w.f->model, &good, &err))
		fail_msg("%s", err.text);
}

/* ---- rows --------------------------------------------------------------- */

static void
check_choices(const struct field *f)
{
	const struct choice *a, *b;

	for (a = f->choices; a != NULL && a->name != NULL; a++) {
		if (a->label == NULL)
			fail_msg("%s: %s has no label", f->name, a->name);
		for (b = f->choices; b < a; b++)
			if (text_same_case(a->name, b->name) ||
			    text_same_case(a->label, b->label))
				fail_msg("%s: two choices are %s", f->name,
				    a->name);
	}
}

static void
row_slot(struct walk *w, const struct object *o, const struct slot *s)
{
	const struct field *f = s->field;

	(void)w;
	if (f->label == NULL || *f->label == '\0' || f->help == NULL ||
	    f->help[0] == '\0' || f->help[strlen(f->help) - 1] != '.')
		fail_msg("%s %s: label, or help that ends with a period",
		    o->kind->name, s->name);
	if (s->page == NULL && f->seen == NULL && f->column == 0 &&
	    !(f->flags & FIELD_DERIVED) && !o->kind->fixed)
		fail_msg("%s %s: stands nowhere", o->kind->name, s->name);
	if (strpbrk(f->name, " .=|;,-") != NULL)
		fail_msg("%s: not a name for the command line", s->name);
	check_choices(f);
}

static void
test_rows(void **state)
{
	struct walk w = { .f = *state, .look = row_slot };

	each_slot(&w);
}

/* Two rows of one name are one too many, whatever conditions they have. */
static void
test_names(void **state)
{
	struct fixture *f = *state;
	struct objects all;
	struct slots slots;
	size_t k, o, i, j;

	for (k = 0; kinds[k] != NULL; k++) {
		for (i = 0; i < kinds[k]->nfields; i++)
			for (j = 0; j < i; j++)
				assert_string_not_equal(
				    kinds[k]->fields[i].name,
				    kinds[k]->fields[j].name);
		memset(&all, 0, sizeof(all));
		assert_true(model_select(f->model, kinds[k], NULL, NULL,
		    &all, NULL));
		for (o = 0; o < all.n; o++) {
			memset(&slots, 0, sizeof(slots));
			object_slots(all.v[o], f->model, &slots);
			for (i = 0; i < slots.n; i++)
				for (j = 0; j < i; j++)
					assert_string_not_equal(
					    slots.v[i].name, slots.v[j].name);
			slots_clear(&slots);
		}
		objects_clear(&all);
	}
}

/* ---- the manual --------------------------------------------------------- */

static struct buf manual;

static void
manual_slot(struct walk *w, const struct object *o, const struct slot *s)
{
	(void)w;
	if (strstr((const char *)manual.data, s->field->name) == NULL)
		fail_msg("%s %s: not in sealport-fields(7)", o->kind->name,
		    s->name);
}

static void
test_manual(void **state)
{
	struct walk w = { .f = *state, .look = manual_slot };
	struct err err = { 0 };

	if (!file_read(&manual, "man/sealport-fields.7", MAX_MANUAL, &err))
		fail_msg("%s", err.text);
	each_slot(&w);
	buf_clear(&manual);
}

/* ---- the database defends itself ---------------------------------------- */

/* Straight into the column, past every check of ours. */
static bool
database_takes(struct model *m, const struct object *o,
    const struct field *f, struct db_value v)
{
	const struct db_set set = { f->name, v };
	const struct db_cond cond = { .column = "id", .op = DB_EQ,
	    .value = db_int(o->id) };
	struct err err = { 0 };
	bool ok;

	assert_true(db_begin(m->db, &err));
	ok = db_update(m->db, o->kind->table, &set, 1, &cond, 1, NULL, &err);
	db_rollback(m->db);
	return ok;
}

static void
refuse(struct model *m, const struct object *o, const struct field *f,
    struct db_value v)
{
	if (database_takes(m, o, f, v))
		fail_msg("%s.%s: the database takes %" PRId64 "%s",
		    o->kind->table, f->name, v.type == DB_INT ? v.i : 0,
		    v.type == DB_TEXT ? v.text : "");
}

static void
guard_slot(struct walk *w, const struct object *o, const struct slot *s)
{
	const struct field *f = s->field;
	struct model *m = w->f->model;

	/* Properties are rows of text; their bounds are the tables' alone. */
	if (s->prefix != NULL)
		return;
	if (f->type == FIELD_INT) {
		assert_true(database_takes(m, o, f, db_int(f->min)));
		assert_true(database_takes(m, o, f, db_int(f->max)));
		refuse(m, o, f, db_int(f->min - 1));
		refuse(m, o, f, db_int(f->max + 1));
	}
	if (f->type == FIELD_DAYTIME) {
		assert_true(database_takes(m, o, f, db_int(86399)));
		refuse(m, o, f, db_int(-1));
		refuse(m, o, f, db_int(86400));
	}
	if (f->type == FIELD_BOOL)
		refuse(m, o, f, db_int(2));
	if (f->type == FIELD_CHOICE)
		refuse(m, o, f, db_text("no such choice"));
	if (f->type == FIELD_CERT)
		refuse(m, o, f, db_text("0123"));
	if (f->type == FIELD_REF)
		refuse(m, o, f, db_text("no such one"));
	/* An object that is taken back comes without its secrets. */
	if (f->flags & FIELD_REQUIRED && f->applies == NULL &&
	    !slot_is_secret(s))
		refuse(m, o, f, db_null());
}

static void
test_database(void **state)
{
	struct walk w = { .f = *state, .look = guard_slot };

	each_slot(&w);
}

/* Of each kind its variants, so that every field is in some object. */
static int
setup(void **state)
{
	struct fixture *f = fixture_new(true);

	variants_ground(f->model);
	variants_make_all(f->model);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_database),
		cmocka_unit_test(test_round_trip),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("every field", tests, setup,
	    teardown);
}
