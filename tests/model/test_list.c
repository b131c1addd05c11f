/* SPDX-License-Identifier: ISC */
/* Lists in each order, where a row stands, and edits of several objects. */
#include "model/edit_field.h"
#include "model/find.h"
#include "model/list.h"
#include "tests/lib/fixture.h"
#include "tests/model/scene.h"

static int
with_sample(void **state)
{
	*state = fixture_new(true);
	return 0;
}

static int
without_sample(void **state)
{
	fixture_free(*state);
	return 0;
}

static struct model *
model_of(void **state)
{
	return ((struct fixture *)*state)->model;
}

/* In pages of two; each row stands where list_find() says. */
static void
check_order(struct model *m, struct list_query *q)
{
	struct list_page page = { .n = 0 };
	struct err err = { 0 };
	int64_t row = -1, total = 1;
	size_t i;

	q->limit = 2;
	for (q->offset = 0; q->offset < total; q->offset += 2) {
		if (!list_read(m, q, &page, &err))
			fail_msg("%s", err.text);
		total = page.total;
		for (i = 0; i < page.n; i++) {
			if (!list_find(m, q, page.v[i].name, &row, &err))
				fail_msg("%s", err.text);
			if (row != q->offset + (int64_t)i)
				fail_msg("%s by %s%s: row %d, found at %d",
				    page.v[i].name, q->order,
				    q->descending ? " down" : "",
				    (int)q->offset + (int)i, (int)row);
		}
		list_page_clear(&page);
	}
}

static void
test_each_order(void **state)
{
	const struct field *fields[MAX_LIST_COLUMNS];
	struct list_query q;
	size_t k, i, n;

	for (k = 0; kinds[k] != NULL; k++) {
		n = list_columns(kinds[k], fields);
		for (i = 0; i < n; i++) {
			q = (struct list_query){ .kind = kinds[k],
			    .order = fields[i]->name };
			check_order(model_of(state), &q);
			q.descending = true;
			check_order(model_of(state), &q);
			q.filter = "o";
			check_order(model_of(state), &q);
		}
	}
}

static void
test_expires(void **state)
{
	struct list_query q = { .kind = kind_find("party"),
	    .order = "certificate_expires", .descending = true, .limit = 1 };
	struct list_page page = { .n = 0 };
	const struct field *fields[MAX_LIST_COLUMNS];
	struct err err = { 0 };
	struct list_query all = { .kind = q.kind };
	int64_t total = 0, row;

	assert_true(list_columns(q.kind, fields) > 1);
	assert_string_equal(fields[1]->name, q.order);
	assert_true(list_read(model_of(state), &q, &page, &err));
	assert_int_equal(strlen(page.v[0].cells[1]), 10);
	assert_true(list_count(model_of(state), &all, &total, &err));
	assert_int_equal(page.total, total);
	list_page_clear(&page);
	q.filter = "no such party";
	assert_true(list_read(model_of(state), &q, &page, &err));
	assert_int_equal(page.total, 0);
	list_page_clear(&page);
	assert_false(list_find(model_of(state), &q, "Fabrikam", &row, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void
check_count(struct model *m, const struct list_query *q)
{
	struct list_page page = { .n = 0 };
	struct err err = { 0 };
	int64_t total = -1;

	assert_true(list_read(m, q, &page, &err));
	assert_true(list_count(m, q, &total, &err));
	if (total != (int64_t)page.n)
		fail_msg("%s, filter %s: %d rows, counted %d", q->kind->name,
		    q->filter != NULL ? q->filter : "none", (int)page.n,
		    (int)total);
	list_page_clear(&page);
}

/* Of the table or of the view that adds columns to it: the same number. */
static void
test_count(void **state)
{
	static const char *const filters[] = { NULL, "o", "start", "nowhere" };
	struct list_query q;
	size_t k, i;

	for (k = 0; kinds[k] != NULL; k++) {
		for (i = 0; i < ARRAY_SIZE(filters); i++) {
			q = (struct list_query){ .kind = kinds[k],
			    .filter = filters[i] };
			check_count(model_of(state), &q);
		}
		q = (struct list_query){ .kind = kinds[k],
		    .field = "application", .value = "Orders" };
		if (kind_field(q.kind, q.field) != NULL)
			check_count(model_of(state), &q);
	}
}

/* What only the view knows is counted there: no application has the word. */
static void
test_count_view(void **state)
{
	struct list_query q = { .kind = kind_find("application"),
	    .filter = "partly" };
	struct err err = { 0 };
	int64_t total = 0;

	assert_true(list_count(model_of(state), &q, &total, &err));
	assert_true(total > 0);
	check_count(model_of(state), &q);
}

/* ---- several at once ---------------------------------------------------- */

static char *ports[] = { (char[]){ "Archive" },
	(char[]){ "Northwind Catalog" }, (char[]){ "Tailspin Statements" } };

static int64_t
newest(struct model *m)
{
	struct history_query q = { .limit = 1 };
	struct revisions list = { 0 };
	int64_t id;

	assert_true(history_list(m, &q, &list, NULL));
	id = list.v[0].id;
	revisions_clear(&list);
	return id;
}

/* By state; of one application; of a kind without states. */
static void
test_states(void **state)
{
	static const struct {
		const char *kind, *field, *value, *want;
	} rows[] = {
		{ "send-port", NULL, NULL,
		    "1 Unenlisted, 1 Stopped, 5 Started" },
		{ "send-port", "application", "Billing",
		    "1 Unenlisted, 1 Started" },
		{ "receive-location", NULL, NULL, "4 Enabled, 1 Disabled" },
		{ "orchestration", NULL, NULL, "1 Started" },
		{ "application", NULL, NULL,
		    "1 Stopped, 2 Partially started, 1 Started" },
		{ "party", NULL, NULL, "" },
	};
	struct buf b = { 0 };
	struct err err = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct list_query q = { .kind = kind_find(rows[i].kind),
		    .field = rows[i].field, .value = rows[i].value };

		buf_reset(&b);
		buf_adds(&b, "");
		if (!list_states(model_of(state), &q, &b, &err))
			fail_msg("%s", err.text);
		assert_string_equal((const char *)b.data, rows[i].want);
	}
	buf_clear(&b);
}

static void
test_set_many(void **state)
{
	struct many many = { kind_find("send-port"), ports, 3 };
	struct many_field f = { "retry_count", "8" };
	struct many_preview p = { .n = 0 };
	struct model *m = model_of(state);
	struct err err = { 0 };
	struct edit_note note = { .reason = NULL };
	int64_t before = newest(m);

	fixture_set(*state, "send-port", "Archive", "retry_count=8", NULL);
	assert_true(edit_field_preview(m, &many, &f, &p, &err));
	assert_int_equal(p.same, 1);
	assert_string_equal(p.new_value, "8");
	assert_int_equal(newest(m), before + 1);
	many_preview_clear(&p);
	assert_true(edit_field_all(m, &many, &f, &note, &err));
	assert_int_equal(note.revision, before + 2);
	assert_value(m, "send-port", "Tailspin Statements", "retry_count",
	    "8");
	assert_true(history_undo(m, NULL, NULL, &err));
	assert_value(m, "send-port", "Northwind Catalog", "retry_count",
	    "3");
	assert_value(m, "send-port", "Archive", "retry_count", "8");
}

static void
test_none_where_one_fails(void **state)
{
	char *names[] = { (char[]){ "Archive" }, (char[]){ "Nobody" } };
	struct many many = { kind_find("send-port"), ports, 3 };
	struct many_field f = { "retry_count", "8" };
	struct many_preview p = { .n = 0 };
	struct model *m = model_of(state);
	struct err err = { 0 };
	struct edit_note note = { .reason = NULL };
	int64_t before = newest(m);

	many.names = names;
	many.n = 2;
	assert_false(edit_field_all(m, &many, &f, &note, &err));
	assert_non_null(strstr(err.text, "Nobody"));
	assert_false(edit_transition_all(m, many.kind, names, 2, "stop",
	    &note, &err));
	many.names = ports;
	many.n = 3;
	f.value = "1001";
	assert_false(edit_field_preview(m, &many, &f, &p, &err));
	assert_non_null(strstr(err.text, "send-port Archive: "));
	many_preview_clear(&p);
	assert_int_equal(newest(m), before);
	assert_true(model_exists(m, "send-port", "Archive"));
}

/* ---- one object's revisions, and one of them taken back ----------------- */

static void
test_take_back(void **state)
{
	struct model *m = model_of(state);
	struct object *o = model_find(m, "send-port", "Archive", NULL);
	struct history_query q = { .kind = "send-port",
	    .object_id = o->id };
	struct revisions list = { 0 };
	struct err err = { 0 };
	int64_t first;

	fixture_set(*state, "send-port", "Archive", "retry_count=7", NULL);
	first = newest(m);
	fixture_set(*state, "send-port", "Archive", "name=Other",
	    "retry_interval=9", NULL);
	fixture_set(*state, "party", "Fabrikam Inc", "description=x", NULL);
	assert_true(history_list(m, &q, &list, &err));
	/* Whatever it was called; made, twice changed. */
	assert_int_equal(list.n, 3);
	assert_int_equal(list.v[1].id, first);
	assert_int_equal(list.v[1].n, 1);
	revisions_clear(&list);
	assert_true(history_undoable(m, &list, &err));
	assert_int_equal(list.v[0].id, first + 2);
	revisions_clear(&list);
	assert_true(history_take_back(m, first, NULL, &err));
	assert_value(m, "send-port", "Other", "retry_count", "3");
	assert_value(m, "send-port", "Other", "retry_interval", "9");
	assert_false(history_take_back(m, first, NULL, &err));
	assert_non_null(strstr(err.text, "taken back already"));
	assert_false(history_take_back(m, first + 3, NULL, &err));
	assert_false(history_take_back(m, 1, NULL, &err));
	assert_false(history_take_back(m, 999, NULL, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	fixture_set(*state, "send-port", "Other", "retry_interval=8", NULL);
	assert_false(history_take_back(m, first + 1, NULL, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	object_free(o);
}

static void
test_finder(void **state)
{
	struct found_list list = { .n = 0 };
	struct err err = { 0 };
	size_t i;

	assert_true(model_find_fuzzy(model_of(state), "northcat", 10, &list,
	    &err));
	assert_true(list.n > 0);
	assert_string_equal(list.v[0].name, "Northwind Catalog");
	for (i = 1; i < list.n; i++)
		assert_true(list.v[i - 1].score >= list.v[i].score);
	found_clear(&list);
	assert_true(model_find_fuzzy(model_of(state), "o", 2, &list, &err));
	assert_int_equal(list.n, 2);
	found_clear(&list);
	/* What means something to the database is a letter like others. */
	assert_true(model_find_fuzzy(model_of(state), "%", 10, &list, &err));
	assert_int_equal(list.n, 0);
	assert_true(model_find_fuzzy(model_of(state), "\\", 10, &list,
	    &err));
	assert_int_equal(list.n, 0);
	found_clear(&list);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each_order, with_sample,
		    without_sample),
		cmocka_unit_test_setup_teardown(test_expires, with_sample,
		    without_sample),
		cmocka_unit_test_setup_teardown(test_count, with_sample,
		    without_sample),
		cmocka_unit_test_setup_teardown(test_count_view, with_sample,
		    without_sample),
		cmocka_unit_test_setup_teardown(test_states, with_sample,
		    without_sample),
		cmocka_unit_test_setup_teardown(test_set_many, with_sample,
		    without_sample),
		cmocka_unit_test_setup_teardown(test_none_where_one_fails,
		    with_sample, without_sample),
		cmocka_unit_test_setup_teardown(test_take_back, with_sample,
		    without_sample),
		cmocka_unit_test_setup_teardown(test_finder, with_sample,
		    without_sample),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("lists", tests, NULL, NULL);
}
