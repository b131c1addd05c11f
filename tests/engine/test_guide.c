/* SPDX-License-Identifier: ISC */
/* The mechanism of guides: questions as a function of the answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "certstore/store.h"
#include "engine/guide.h"
#include "engine/guide_plan.h"
#include "model/edit.h"
#include "tests/lib/fixture.h"

struct world {
	struct fixture *f;
	struct guide *g;
};

static int
setup_group(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));

	w->f = fixture_new(true);
	assert_int_equal(setenv("XDG_STATE_HOME", w->f->settings.stores, 1),
	    0);
	*state = w;
	return 0;
}

static int
teardown_group(void **state)
{
	struct world *w = *state;

	fixture_free(w->f);
	free(w);
	return 0;
}

static int
setup(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };

	w->g = guide_new(w->f->model, &guide_receive, &err);
	assert_non_null(w->g);
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	guide_session_remove(w->g);
	guide_free(w->g);
	return 0;
}

/* The id of what is asked next; the caller's. */
static char *
next(const struct guide *g)
{
	struct guide_questions list = { 0 };
	struct err err = { 0 };
	size_t i;
	char *id;

	guide_questions(g, &list);
	i = guide_next(g, &list, GUIDE_ASK, &err);
	id = xstrdup(i < list.n ? list.v[i].id : "");
	guide_questions_clear(&list);
	return id;
}

static void
expect_next(const struct guide *g, const char *expected)
{
	char *id = next(g);

	assert_string_equal(id, expected);
	free(id);
}

/* Answers what is asked next; false with err. */
static bool
answer(struct guide *g, const char *value, struct err *err)
{
	struct guide_questions list = { 0 };
	struct err ignored = { 0 };
	size_t i;
	bool ok;

	guide_questions(g, &list);
	i = guide_next(g, &list, GUIDE_ASK, &ignored);
	assert_true(i < list.n);
	ok = guide_answer(g, &list.v[i], value, err);
	guide_questions_clear(&list);
	return ok;
}

static void
give(struct guide *g, const char *value)
{
	struct err err = { 0 };

	if (!answer(g, value, &err))
		fail_msg("%s", err.text);
}

static void
refuse(struct guide *g, const char *value, const char *why)
{
	struct err err = { 0 };

	assert_false(answer(g, value, &err));
	if (strstr(err.text, why) == NULL)
		fail_msg("%s instead of %s", err.text, why);
}

/* Rows of a task; every question has words and a reason. */
static size_t
check_rows(const struct guide_task *task)
{
	const struct guide_rows *const *t;
	const struct guide_row *r;
	size_t i, n = 0;

	for (t = task->tables; *t != NULL; t++)
		for (i = 0; i < (*t)->n; i++, n++) {
			r = &(*t)->v[i];
			assert_true(r->id[0] != '\0' && r->id[0] != '.');
			assert_null(strpbrk(r->id, ". ="));
			if (r->fields)
				continue;
			assert_true(strlen(r->text) > 10);
			assert_true(strlen(r->why) > 20);
			assert_int_equal(r->choices != NULL,
			    r->type == GUIDE_CHOICE || r->type == GUIDE_OPEN ||
			    r->type == GUIDE_SET);
			/* What a file may leave out has a default. */
			assert_true(!r->assumed || r->def != NULL);
		}
	return n;
}

static void
test_table(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; guide_tasks[i] != NULL; i++)
		assert_true(check_rows(guide_tasks[i]) > 6);
	assert_true(i > 1);
}

static void
test_back(void **state)
{
	struct guide *g = ((struct world *)*state)->g;
	struct guide_questions list = { 0 };
	char *def;

	expect_next(g, "party");
	assert_false(guide_back(g, GUIDE_ASK));
	give(g, "Wingtip");
	give(g, "both, plain");
	assert_string_equal(guide_get(g, NULL, "sends"), "plain,both");
	expect_next(g, "plain.recognised");
	give(g, "none");
	expect_next(g, "both.recognised");
	give(g, "user");
	assert_true(guide_back(g, GUIDE_ASK));
	expect_next(g, "both.recognised");
	assert_null(guide_get(g, "both", "recognised"));
	guide_questions(g, &list);
	def = guide_default(&list.v[3]);
	assert_string_equal(list.v[3].id, "both.recognised");
	assert_string_equal(def, "user");
	free(def);
	guide_questions_clear(&list);
	assert_true(guide_back(g, GUIDE_ASK));
	assert_true(guide_back(g, GUIDE_ASK));
	expect_next(g, "sends");
	/* What was asked for another way only is not asked any more. */
	give(g, "plain");
	give(g, "none");
	expect_next(g, "plain.adapter");
}

/* An answer that an earlier one makes impossible is asked again. */
static void
test_overtaken(void **state)
{
	struct guide *g = ((struct world *)*state)->g;

	give(g, "Wingtip");
	give(g, "signed");
	give(g, "none");
	expect_next(g, "certificate");
	give(g, "attached");
	expect_next(g, "attaches");
	props_set(&g->answers, "signed.recognised", "certificate");
	expect_next(g, "certificate");
	refuse(g, "attached", "certificate: the party is recognised");
}

static void
test_refused(void **state)
{
	struct guide *g = ((struct world *)*state)->g;
	char *longest = xcalloc(1, MAX_GUIDE_ANSWER + 2);

	memset(longest, 'x', MAX_GUIDE_ANSWER + 1);
	refuse(g, longest, "party: at most 12288 bytes");
	longest[200] = '\0';
	refuse(g, longest, "party: at most 100 bytes");
	free(longest);
	refuse(g, "", "party: an answer is needed");
	refuse(g, "a\033[2Jb", "party: one line");
	refuse(g, "a\nb", "party: one line");
	refuse(g, "\xff", "party: one line");
	give(g, "Wingtip");
	refuse(g, "all", "sends: one of: plain, signed, encrypted, both");
	refuse(g, "plain,,signed", "sends: one of");
	give(g, "plain");
	refuse(g, "certificate", "nothing in these messages is signed");
}

static void
test_session(void **state)
{
	struct world *w = *state;
	struct guide *g = w->g, *other;
	struct err err = { 0 };
	struct stat st;
	int64_t when = 0;
	char *path;

	assert_false(guide_session_load(g, &when, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	give(g, "Wing = tip");
	guide_set_written(g, 7);
	assert_true(guide_session_save(g, &err));
	other = guide_new(w->f->model, &guide_receive, &err);
	assert_true(guide_session_load(other, &when, &err));
	assert_true(when > 0);
	assert_string_equal(guide_get(other, NULL, "party"), "Wing = tip");
	assert_int_equal(guide_written(other), 7);
	expect_next(other, "sends");
	guide_session_remove(other);
	guide_free(other);
	assert_false(guide_session_load(g, &when, &err));

	/* Its folder is the user's alone, and so is the file. */
	path = xasprintf("%s/sealport", w->f->settings.stores);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	free(path);
}

/* A line of a file of answers. */
static void
set(struct guide *g, const char *id, const char *value)
{
	props_set(&g->answers, id, value);
}

static size_t
files_in(struct world *w, enum store_id id, const char *account)
{
	struct store_listing list = { 0 };
	struct err err = { 0 };
	struct store *s = store_open(w->f->settings.stores, id, account,
	    &err);
	size_t n;

	assert_non_null(s);
	assert_true(store_list(s, false, &list, &err));
	n = list.n;
	store_listing_clear(&list);
	store_close(s);
	return n;
}

/* What was stored is taken out again when the revision is refused. */
static void
test_half_done(void **state)
{
	struct world *w = *state;
	struct guide *g = w->g;
	struct guide_plan plan = { 0 };
	struct err err = { 0 };
	struct object *o;
	int64_t revision = 0;
	const char *account = w->f->model->user;
	size_t before;

	set(g, "party", "Litware");
	set(g, "sends", "encrypted");
	set(g, "encrypted.recognised", "none");
	set(g, "needs_party", "yes");
	set(g, "encrypted.adapter", "FILE");
	set(g, "encrypted.file.receive_folder", "/srv/in");
	set(g, "encrypted.file.file_mask", "*.p7m");
	set(g, "encrypted.host", "Litware");
	set(g, "encrypted.account", account);
	set(g, "encrypted.decryption", "self-signed");
	set(g, "encrypted.decryption_name", "Litware");
	set(g, "encrypted.pipeline", "SMIMEReceive");
	set(g, "encrypted.authentication", "none");
	set(g, "encrypted.external", "no");
	set(g, "encrypted.port", "Litware");
	set(g, "encrypted.location", "Litware");
	if (!guide_plan_make(g, &plan, &err))
		fail_msg("%s", err.text);
	assert_int_equal(plan.nkeys, 1);
	before = files_in(w, STORE_PERSONAL, account);

	/* Somebody else is faster. */
	o = object_new(kind_find("receive-port"));
	assert_true(object_set(o, w->f->model, "name", "Litware", &err));
	assert_true(edit_create_one(w->f->model, o, &err));
	assert_false(guide_plan_write(g, &plan, &revision, &err));
	assert_non_null(strstr(err.text, "receive-port Litware"));
	assert_int_equal(files_in(w, STORE_PERSONAL, account), before);

	assert_true(edit_delete_one(w->f->model, o, &err));
	if (!guide_plan_write(g, &plan, &revision, &err))
		fail_msg("%s", err.text);
	assert_true(revision > 0);
	assert_int_equal(files_in(w, STORE_PERSONAL, account), before + 1);
	object_free(o);
	guide_plan_clear(&plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test_setup_teardown(test_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_overtaken, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_session, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_half_done, setup,
		    teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
