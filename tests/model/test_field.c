/* SPDX-License-Identifier: ISC */
/* Field tables: every row is complete and takes what it prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/adapter.h"
#include "model/component.h"
#include "model/kind.h"
#include "model/object.h"

#define MAX_SETTINGS 512	/* room for the values of one settings table */

struct table {
	const char *name;
	const struct field *fields;
	size_t n, size;
};

static void
add_side(struct table *out, size_t *n, const struct adapter *a,
    const struct adapter_side *side)
{
	if (side != NULL)
		out[(*n)++] = (struct table){ a->name, side->fields,
		    side->nfields, side->size };
}

/* Every table of fields there is. */
static size_t
all_tables(struct table *out)
{
	const struct facet *t;
	const struct component *c;
	const struct adapter *a;
	size_t n = 0, i, j;

	for (i = 0; kinds[i] != NULL; i++) {
		out[n++] = (struct table){ kinds[i]->name, kinds[i]->fields,
		    kinds[i]->nfields, kinds[i]->size };
		for (j = 0; j < kinds[i]->nsettings; j++) {
			t = &kinds[i]->settings[j];
			out[n++] = (struct table){ t->prefix, t->fields,
			    t->nfields, MAX_SETTINGS };
		}
	}
	for (i = 0; (c = components[i]) != NULL; i++)
		out[n++] = (struct table){ c->name, c->fields, c->nfields,
		    c->size };
	for (a = adapters; a->name != NULL; a++) {
		add_side(out, &n, a, a->receive);
		add_side(out, &n, a, a->send);
		add_side(out, &n, a, a->receive_handler);
		add_side(out, &n, a, a->send_handler);
	}
	return n;
}

static void
check_row(const struct table *t, const struct field *f)
{
	char *base = xcalloc(1, t->size), *text;
	struct err err = { 0 };

	if (f->label == NULL || f->help == NULL || f->label[0] == '\0' ||
	    f->help[strlen(f->help) - 1] != '.')
		fail_msg("%s.%s: label, or help that ends with '.'", t->name,
		    f->name);
	if (f->type == FIELD_CHOICE && f->choices == NULL)
		fail_msg("%s.%s: choices", t->name, f->name);
	if (f->type == FIELD_REF && kind_find(f->ref) == NULL)
		fail_msg("%s.%s: kind %s", t->name, f->name, f->ref);
	if (f->type == FIELD_INT && f->max <= f->min)
		fail_msg("%s.%s: range", t->name, f->name);
	field_set_default(f, base);
	text = field_text(f, base);
	if (*text != '\0' && !field_parse(f, base, text, &err))
		fail_msg("%s.%s: %s", t->name, f->name, err.text);
	if (*text == '\0' && !(f->flags & (FIELD_REQUIRED | FIELD_OPTIONAL |
	    FIELD_DERIVED)) && (f->type == FIELD_INT) && f->def == NULL)
		fail_msg("%s.%s: needs a default", t->name, f->name);
	free(text);
	field_release(f, base);
	free(base);
}

static void
test_rows_complete(void **state)
{
	struct table tables[64];
	size_t n = all_tables(tables), i, j, k;

	(void)state;
	for (i = 0; i < n; i++) {
		for (j = 0; j < tables[i].n; j++) {
			check_row(&tables[i], &tables[i].fields[j]);
			for (k = 0; k < j; k++)
				assert_string_not_equal(
				    tables[i].fields[j].name,
				    tables[i].fields[k].name);
		}
	}
}

/* Field tables and SQL columns, held against each other. */
static void
test_columns(void **state)
{
	struct err err = { 0 };
	struct db *db;
	char path[] = "/tmp/sealport-field-XXXXXX", *file, **names, *cmd;
	size_t i, j, n;
	const struct field *f;

	(void)state;
	assert_non_null(mkdtemp(path));
	file = xasprintf("%s/group.db", path);
	db = db_open(file, DB_CREATE, &err);
	assert_non_null(db);
	for (i = 0; kinds[i] != NULL; i++) {
		assert_true(db_columns(db, kinds[i]->table, &names, &n,
		    &err));
		for (j = 0; j < n; j++) {
			f = fields_find(kinds[i]->fields, kinds[i]->nfields,
			    names[j]);
			if (f == NULL && strcmp(names[j], "id") != 0 &&
			    strcmp(names[j], "version") != 0)
				fail_msg("%s.%s has no field row",
				    kinds[i]->table, names[j]);
		}
		for (f = kinds[i]->fields;
		    f < kinds[i]->fields + kinds[i]->nfields; f++) {
			for (j = 0; j < n; j++)
				if (strcmp(names[j], f->name) == 0)
					break;
			if (f->type != FIELD_ROWS && j == n &&
			    !(f->flags & FIELD_VIEW))
				fail_msg("%s has no column %s",
				    kinds[i]->table, f->name);
		}
		for (j = 0; j < n; j++)
			free(names[j]);
		free(names);
	}
	db_close(db);
	cmd = xasprintf("rm -r %s", path);
	assert_int_equal(system(cmd), 0);
	free(cmd);
	free(file);
}

static void
assert_parse(const char *kind, const char *field, const char *in,
    const char *out)
{
	struct object *o = object_new(kind_find(kind));
	const struct field *f = object_field(o, field);
	struct err err = { 0 };
	char *text;

	if (!field_parse(f, o, in, &err))
		fail_msg("%s", err.text);
	text = field_text(f, o);
	assert_string_equal(text, out);
	free(text);
	object_free(o);
}

static void
assert_refused(const char *kind, const char *field, const char *in,
    const char *message)
{
	struct object *o = object_new(kind_find(kind));
	const struct field *f = object_field(o, field);
	struct err err = { 0 };
	char *before = field_text(f, o), *after;

	assert_false(field_parse(f, o, in, &err));
	assert_string_equal(err.text, message);
	assert_string_equal(err.part, field);
	after = field_text(f, o);
	assert_string_equal(before, after);
	free(before);
	free(after);
	object_free(o);
}

static void
test_values(void **state)
{
	(void)state;
	assert_parse("send-port", "retry_count", " 1000 ", "1000");
	assert_refused("send-port", "retry_count", "1001",
	    "retry_count: from 0 to 1000 (1001)");
	assert_refused("send-port", "retry_count", "",
	    "retry_count: a value is needed");
	assert_refused("send-port", "retry_interval", "9999999",
	    "retry_interval: from 0 to 525600 minutes (9999999)");
	assert_parse("group", "expiry_warn_days", "", "");
	assert_parse("group", "expiry_warn_days", "14", "14");
	assert_parse("host", "trusted", "Yes", "true");
	assert_refused("host", "trusted", "maybe",
	    "trusted: true or false expected (maybe)");
	assert_parse("host", "type", "ISOLATED", "isolated");
	assert_refused("host", "type", "virtual",
	    "type: one of in-process, isolated expected (virtual)");
	assert_refused("host", "name", "a\033[2Jb", "name: control "
	    "characters are not allowed (byte 0x1b)");
	assert_refused("host", "name", "rtl\xe2\x80\xae", "name: invisible "
	    "and directional characters are not allowed (rtl\xe2\x80\xae)");
	assert_refused("host", "name", "\xff", "name: not valid UTF-8 (\xff)");
	assert_refused("computer", "name", "no blanks", "name: letters, "
	    "digits, '-', '_' and '.' expected (no blanks)");
	assert_parse("group", "signature_certificate",
	    "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67",
	    "0123456789ABCDEF0123456789ABCDEF01234567");
	assert_refused("host-instance", "account", "..",
	    "account: not a name (..)");
}

static void
test_aliases(void **state)
{
	(void)state;
	assert_parse("party", "aliases", "", "");
	assert_parse("party", "aliases", "WindowsUser|WindowsUser|A\\b",
	    "WindowsUser|WindowsUser|A\\b;");
	assert_parse("party", "aliases", "a|b|c; d|e|f",
	    "a|b|c;d|e|f;");
	assert_parse("party", "aliases", " a | b | c c ; d | e|f",
	    "a|b|c c;d|e|f;");
	assert_parse("party", "aliases", "a|b|x\\|y\\;z\\\\;",
	    "a|b|x\\|y\\;z\\\\;");
	assert_refused("party", "aliases", "a|b",
	    "aliases: row 1: 3 cells a row expected, separated by '|'");
	assert_refused("party", "aliases", "a|b|c;a|b|c|d", "aliases: row 2: "
	    "3 cells a row expected, separated by '|'");
	assert_refused("party", "aliases", "a||c",
	    "aliases: row 1: Qualifier: a value is needed");
}

static void
test_options(void **state)
{
	const struct component *c = component_find("encoder");
	struct props pipeline = { 0 }, port = { 0 };
	struct encoder_options e;
	struct err err = { 0 };

	(void)state;
	props_set(&pipeline, "encoder.enable_encryption", "true");
	props_set(&pipeline, "encoder.transfer_encoding", "binary");
	props_set(&port, "encoder.transfer_encoding", "base64");
	assert_true(component_options(c, &pipeline, &port, &e, &err));
	assert_true(e.enable_encryption);
	assert_int_equal(e.transfer_encoding, ENCODING_BASE64);
	assert_true(e.check_revocation);	/* nobody said otherwise */
	component_options_clear(c, &e);
	props_set(&port, "encoder.signature_type", "scribble");
	assert_false(component_options(c, &pipeline, &port, &e, &err));
	assert_string_equal(err.text, "encoder: signature_type: one of none, "
	    "clear, blob expected (scribble)");
	props_clear(&pipeline);
	props_clear(&port);
}

static void
test_unknown_properties(void **state)
{
	struct object *o = object_new(kind_find("send-port")), *copy;
	struct slots slots = { 0 };
	const struct slot *s;
	struct err err = { 0 };
	char *text;

	(void)state;
	/* What an import brought is kept, shown and editable as text. */
	props_set(&o->props, "mq.QueueManager", "QM1");
	copy = object_copy(o);
	object_slots(copy, NULL, &slots);
	s = slots_find(&slots, "mq.QueueManager");
	assert_non_null(s);
	assert_null(s->field);
	text = slot_get(copy, s);
	assert_string_equal(text, "QM1");
	free(text);
	assert_true(slot_set(copy, s, NULL, "QM2", &err));
	assert_string_equal(props_get(&copy->props, "mq.QueueManager"),
	    "QM2");
	slots_clear(&slots);
	object_free(o);
	object_free(copy);
}

/* ---- blanks ------------------------------------------------------------- */

static const struct field name_field = { .name = "name", .label = "Name",
	.type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE };
static const struct field text_field = { .name = "text", .label = "Text",
	.type = FIELD_TEXT };
static const struct field cell_fields[] = {
	{ .name = "a", .label = "A", .type = FIELD_TEXT },
	{ .name = "b", .label = "B", .type = FIELD_TEXT },
};
static const struct row_table cell_table = { .table = "t",
	.fields = cell_fields, .nfields = 2 };
static const struct field rows_field = { .name = "rows", .label = "Rows",
	.type = FIELD_ROWS, .rows = &cell_table };

/* Text is as it was typed, or it is refused. */
static void
test_blanks(void **state)
{
	static const char *const bad[] = { " a", "a ", " ", "   ", " a b " };
	char *text = NULL;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&err, 0, sizeof(err));
		assert_false(field_parse(&name_field, &text, bad[i], &err));
		assert_true(strstr(err.text, "blanks at its") != NULL ||
		    strstr(err.text, "a value is needed") != NULL);
		assert_null(text);
		assert_true(field_parse(&text_field, &text, bad[i], &err));
		assert_string_equal(text, bad[i]);
		field_release(&text_field, &text);
	}
	assert_true(field_parse(&name_field, &text, "a  b", NULL));
	assert_string_equal(text, "a  b");
	field_release(&name_field, &text);
}

/* Around cells they are for the eye; those inside come back. */
static void
test_blank_cells(void **state)
{
	static const struct { const char *text, *a, *b; } rows[] = {
		{ " a | b ;", "a", "b" },
		{ "\\ a|b\\ ;", " a", "b " },
		{ "\\ |\\ \\ ;", " ", "  " },
		{ "DOMAIN\\ user|x\\y", "DOMAIN\\ user", "x\\y" },
		{ "a b|c", "a b", "c" },
	};
	static const char *const cells[] = { "", " ", "  ", "   ", " a", "a ",
		"\\", "\\ ", " \\", "\\ a", "a\\ ", "a \\ b", "|", " ; ",
		"\\|", "\\\\ ", "a  " };
	struct rows r = { 0 }, back = { 0 };
	char *text;
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(field_parse(&rows_field, &r, rows[i].text, NULL));
		assert_string_equal(rows_cell(&r, 0, 0), rows[i].a);
		assert_string_equal(rows_cell(&r, 0, 1), rows[i].b);
	}
	rows_clear(&r);
	for (i = 0; i < ARRAY_SIZE(cells); i++)
		for (j = 0; j < ARRAY_SIZE(cells); j++)
			rows_add(&r, 2, (const char *[]){ cells[i],
			    cells[j] });
	text = field_text(&rows_field, &r);
	assert_true(field_parse(&rows_field, &back, text, NULL));
	assert_true(rows_equal(&r, &back));
	free(text);
	rows_clear(&r);
	rows_clear(&back);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_complete),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_blank_cells),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_unknown_properties),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
