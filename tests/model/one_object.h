/* SPDX-License-Identifier: ISC */
/*
 * For tests of one kind's rules: its object "P" is created, or changed, from
 * texts as on the command line.  The test defines KIND, the kind's word,
 * before it includes this, after cmocka.h.
 */
#ifndef TESTS_MODEL_ONE_OBJECT_H
#define TESTS_MODEL_ONE_OBJECT_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/edit.h"
#include "tests/lib/fixture.h"

/* Create or change from "name=value" texts, NULL ended. */
static bool
save(struct model *m, const char *const *sets, struct err *err)
{
	struct object *before = model_find(m, KIND, "P", NULL);
	struct object *o = before != NULL ? object_copy(before) :
	    object_new(kind_find(KIND));
	bool ok = true;
	const char *eq;
	char *name;

	for (; ok && *sets != NULL; sets++) {
		eq = strchr(*sets, '=');
		name = xstrndup(*sets, (size_t)(eq - *sets));
		ok = object_set(o, m, name, eq + 1, err);
		free(name);
	}
	ok = ok && (before != NULL ? edit_update_one(m, before, o, err) :
	    edit_create_one(m, o, err));
	object_free(o);
	object_free(before);
	return ok;
}

#define SAVED(f, ...) do { \
	struct err e_ = { 0 }; \
	if (!save((f)->model, (const char *const[]){ __VA_ARGS__, NULL }, \
	    &e_)) \
		fail_msg("%s", e_.text); \
} while (0)

#define REFUSED(f, at, message, ...) do { \
	struct err e_ = { 0 }; \
	assert_false(save((f)->model, \
	    (const char *const[]){ __VA_ARGS__, NULL }, &e_)); \
	assert_string_equal(text_starts(e_.text, KIND " P: ") ? \
	    e_.text + strlen(KIND " P: ") : e_.text, message); \
	assert_string_equal(e_.part, at); \
} while (0)

static void
expect(struct fixture *f, const char *field, const char *want)
{
	struct object *o = model_find(f->model, KIND, "P", NULL);
	struct slots slots = { 0 };
	const struct slot *s;
	char *got;

	assert_non_null(o);
	object_slots(o, f->model, &slots);
	s = slots_find(&slots, field);
	if (s == NULL)
		fail_msg("no field %s", field);
	got = slot_get(o, s);
	assert_string_equal(got, want);
	free(got);
	slots_clear(&slots);
	object_free(o);
}

#endif
