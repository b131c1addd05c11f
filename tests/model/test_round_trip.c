/* SPDX-License-Identifier: ISC */
/*
 * Every column of every kind: text into the struct, through the database's
 * form, and back to the same text.
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
#include "model/kind.h"
#include "model/storage.h"

/* A text of the field's type that differs from its default. */
static void
sample_text(const struct field *f, char *out, size_t size)
{
	static const char *const texts[FIELD_TYPE_COUNT] = {
		[FIELD_TEXT] = "t\xc3\xa4xt", [FIELD_MEMO] = "two\nlines",
		[FIELD_REF] = "an object", [FIELD_BOOL] = "true",
		[FIELD_TIME] = "2026-12-31 23:59:00Z",
		[FIELD_DAYTIME] = "13:14:15",
		[FIELD_SECRET] = "sealed:1:AAAA",
		[FIELD_CERT] = "0123456789ABCDEF0123456789ABCDEF01234567",
	};
	int n;

	if (texts[f->type] != NULL)
		snprintf(out, size, "%s", texts[f->type]);
	else if (f->type == FIELD_INT)
		snprintf(out, size, "%lld", (long long)f->max);
	else if (f->type == FIELD_CHOICE || f->type == FIELD_SET) {
		for (n = 0; f->choices[n + 1].name != NULL; n++)
			;
		snprintf(out, size, "%s", f->choices[n].name);
	}
}

static void
round_trip(const struct kind *k, const struct field *row)
{
	struct object *from = object_new(k), *to = object_new(k);
	struct field plain = *row;
	struct db_value value;
	struct err err = { 0 };
	char text[128] = "", *hold = NULL, *back;

	/* Kind-specific checks have tests of their own. */
	plain.check = NULL;
	sample_text(row, text, sizeof(text));
	if (!field_parse(&plain, from, text, &err))
		fail_msg("%s: %s", k->name, err.text);
	value = storage_value(&plain, from, &hold);
	if (!storage_take(&plain, to, &value, &err))
		fail_msg("%s: %s", k->name, err.text);
	back = row->type == FIELD_SECRET ? xstrdup(field_token(row, to)) :
	    field_text(&plain, to);
	if (strcmp(back, text) != 0 || !field_equal(&plain, from, to))
		fail_msg("%s.%s: %s became %s", k->name, row->name, text,
		    back);
	free(back);
	free(hold);
	object_free(from);
	object_free(to);
}

static void
test_columns(void **state)
{
	size_t i, j, n = 0;

	(void)state;
	for (i = 0; kinds[i] != NULL; i++) {
		for (j = 0; j < kinds[i]->nfields; j++) {
			if (kinds[i]->fields[j].type == FIELD_ROWS)
				continue;	/* tables of their own */
			round_trip(kinds[i], &kinds[i]->fields[j]);
			n++;
		}
	}
	assert_true(n > 100);
}

/* An optional number that is not there stays so. */
static void
test_empty(void **state)
{
	const struct field *f;
	struct db_value value;
	struct object *o;
	char *hold;
	size_t i, j;

	(void)state;
	for (i = 0; kinds[i] != NULL; i++) {
		for (j = 0; j < kinds[i]->nfields; j++) {
			f = &kinds[i]->fields[j];
			/* Required as well: it only begins empty. */
			if (!(f->flags & FIELD_OPTIONAL) ||
			    (f->flags & FIELD_REQUIRED))
				continue;
			o = object_new(kinds[i]);
			hold = NULL;
			assert_true(field_parse(f, o, "", NULL));
			value = storage_value(f, o, &hold);
			assert_int_equal(value.type, DB_NULL);
			assert_true(storage_take(f, o, &value, NULL));
			assert_true(field_is_empty(f, o));
			free(hold);
			object_free(o);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_empty),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
