/* SPDX-License-Identifier: ISC */
/*
 * The field tables against the dialogs as they are written down in dialogs.h:
 * a row that is lost, or has another label, range, default or mark, shows.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/adapter.h"
#include "model/component.h"
#include "model/kind.h"
#include "model/rollover.h"
#include "tests/model/dialogs.h"

static const char *const types[FIELD_TYPE_COUNT] = {
	[FIELD_TEXT] = "text", [FIELD_MEMO] = "memo", [FIELD_INT] = "int",
	[FIELD_TIME] = "time", [FIELD_BOOL] = "bool",
	[FIELD_CHOICE] = "choice", [FIELD_REF] = "ref", [FIELD_CERT] = "cert",
	[FIELD_ROWS] = "grid", [FIELD_DAYTIME] = "daytime",
	[FIELD_SET] = "set", [FIELD_SECRET] = "secret",
};

static const struct {
	unsigned flag;
	const char *word;
} marks[] = {
	{ FIELD_REQUIRED, "!" },	/* needed */
	{ FIELD_DERIVED, " RO" },
	{ FIELD_ONCE, " once" },
	{ FIELD_STATE, " verbs" },
	{ FIELD_UNIQUE, " unique" },
};

/* "Retry count: int 0-1000 = 3 minutes". */
static void
describe(const struct field *f, struct buf *b)
{
	const struct choice *c;
	size_t i;

	buf_addf(b, "%s: %s", f->label, f->type == FIELD_REF ? f->ref :
	    types[f->type]);
	if (f->type == FIELD_INT)
		buf_addf(b, " %" PRId64 "-%" PRId64, f->min, f->max);
	else if (f->max > 0)
		buf_addf(b, " %" PRId64, f->max);
	for (c = f->choices; c != NULL && c->name != NULL &&
	    f->type == FIELD_CHOICE; c++)
		buf_addf(b, "%s%s", c == f->choices ? " " : "/", c->label);
	for (i = 0; f->type == FIELD_ROWS && i < f->rows->nfields; i++)
		buf_addf(b, "%s%s", i == 0 ? " " : "/",
		    f->rows->fields[i].label);
	if (f->type == FIELD_ROWS && f->rows->beside != NULL)
		buf_addf(b, "/%s", f->rows->beside);
	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (f->flags & marks[i].flag)
			buf_adds(b, marks[i].word);
	if (f->def != NULL)
		buf_addf(b, " = %s", f->def);
	if (f->unit != NULL)
		buf_addf(b, " %s", f->unit);
	buf_adds(b, f->applies != NULL ? " if\n" : "\n");
}

static bool
is_rollover(const struct field *f)
{
	return f->role != CERT_CURRENT ||
	    strstr(f->name, ROLLOVER_FROM) != NULL ||
	    strstr(f->name, ROLLOVER_UNTIL) != NULL;
}

/* ---- all of them -------------------------------------------------------- */

static const struct dialog *
find_dialog(const char *of, const char *page)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dialogs); i++)
		if (strcmp(dialogs[i].of, of) == 0 &&
		    strcmp(dialogs[i].page, page) == 0)
			return &dialogs[i];
	fail_msg("%s: a page more (%s)", of, page);
	return NULL;
}

static bool
is_on(const struct field *f, const char *page)
{
	return strcmp(f->page != NULL ? f->page : "", page) == 0 &&
	    !is_rollover(f);
}

/* Each page of the table; what a kind has without a page is in no dialog. */
static size_t
compare(const char *of, const struct field *fields, size_t n, bool kind)
{
	const struct field *f, *g;
	const struct dialog *d;
	struct buf b = { 0 };
	const char *page;
	size_t pages = 0;

	for (f = fields; f < fields + n; f++) {
		page = f->page != NULL ? f->page : "";
		for (g = fields; g < f && !is_on(g, page); g++)
			;
		if (g < f || (kind && f->page == NULL) || is_rollover(f))
			continue;
		d = find_dialog(of, page);
		buf_reset(&b);
		for (; g < fields + n; g++)
			if (is_on(g, page))
				describe(g, &b);
		if (strcmp((const char *)b.data, d->fields) != 0)
			fail_msg("%s, page \"%s\" is now\n%s", of, page,
			    (const char *)b.data);
		pages++;
	}
	buf_clear(&b);
	return pages;
}

static size_t
compare_side(const char *adapter, const char *side,
    const struct adapter_side *s)
{
	char *of = xasprintf("%s %s", adapter, side);
	size_t pages = s == NULL ? 0 : compare(of, s->fields, s->nfields,
	    false);

	free(of);
	return pages;
}

static void
test_dialogs(void **state)
{
	const struct adapter *a;
	const struct kind *k;
	size_t i, j, pages = 0;

	(void)state;
	for (i = 0; (k = kinds[i]) != NULL; i++) {
		pages += compare(k->name, k->fields, k->nfields, true);
		for (j = 0; j < k->nsettings; j++)
			pages += compare(k->settings[j].prefix,
			    k->settings[j].fields, k->settings[j].nfields,
			    false);
	}
	for (i = 0; components[i] != NULL; i++)
		pages += compare(components[i]->name, components[i]->fields,
		    components[i]->nfields, false);
	for (a = adapters; a->name != NULL; a++)
		pages += compare_side(a->name, "receive", a->receive) +
		    compare_side(a->name, "send", a->send) +
		    compare_side(a->name, "receive handler",
		    a->receive_handler) +
		    compare_side(a->name, "send handler", a->send_handler);
	assert_int_equal(pages, ARRAY_SIZE(dialogs));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dialogs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("dialogs", tests, NULL, NULL);
}
