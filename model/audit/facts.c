/* SPDX-License-Identifier: ISC */
#include "model/audit/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/legacy.h"
#include "config/db.h"
#include "model/inventory.h"

enum { AT, KIND, OBJECT_ID, OBJECT, ACTION, FIELD, OLD, NEW, COLUMNS };

static const char *const columns[COLUMNS] = {
	"at", "kind", "object_id", "object", "action", "field", "old_value",
	"new_value",
};

static char *
text_of(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = db_column(rows, column);

	return v->type == DB_TEXT ? xstrdup(v->text) : NULL;
}

static void
add_change(struct audit_facts *f, const struct db_rows *rows)
{
	f->changes = grow(f->changes, f->nchanges, &f->capchanges,
	    sizeof(*f->changes));
	f->changes[f->nchanges++] = (struct cert_change){
		.at = db_column(rows, AT)->i,
		.kind = text_of(rows, KIND),
		.object_id = db_column(rows, OBJECT_ID)->i,
		.object = text_of(rows, OBJECT),
		.action = text_of(rows, ACTION),
		.field = text_of(rows, FIELD),
		.old_value = text_of(rows, OLD),
		.new_value = text_of(rows, NEW),
	};
}

static bool
load_changes(struct audit_facts *f, struct model *m, struct err *err)
{
	const struct db_query q = { .table = "certificate_history",
	    .columns = columns, .ncolumns = COLUMNS, .order = "id" };
	struct db_rows *rows = db_select(m->db, &q, err);
	int r = -1;

	while (rows != NULL && (r = db_next(rows, err)) == 1)
		add_change(f, rows);
	db_finish(rows);
	return r == 0;
}

static bool
load_creations(struct audit_facts *f, struct model *m, struct err *err)
{
	static const char *const names[] = { "object_id", "at", "who" };
	const struct db_query q = { .table = "host_instance_creation",
	    .columns = names, .ncolumns = ARRAY_SIZE(names), .order = "id" };
	struct db_rows *rows = db_select(m->db, &q, err);
	int r = -1;

	while (rows != NULL && (r = db_next(rows, err)) == 1) {
		f->creations = grow(f->creations, f->ncreations,
		    &f->capcreations, sizeof(*f->creations));
		f->creations[f->ncreations++] = (struct instance_creation){
			.instance = db_column(rows, 0)->i,
			.at = db_column(rows, 1)->i,
			.who = text_of(rows, 2),
		};
	}
	db_finish(rows);
	return r == 0;
}

static bool
has_legacy(void)
{
	struct legacy l = { 0 };
	bool ok = legacy_open(&l);

	if (ok)
		legacy_close(&l);
	return ok;
}

bool
audit_facts_load(struct audit_facts *f, struct model *m, struct err *err)
{
	memset(f, 0, sizeof(*f));
	f->computer = model_computer(m, err);
	f->no_legacy = !has_legacy();
	f->system_roots = m->settings->system_roots != 0;
	if (f->computer != NULL && crl_fetch_load(m, NULL, &f->fetches, err) &&
	    connection_results_load(m, &f->tests, err) &&
	    load_changes(f, m, err) && load_creations(f, m, err) &&
	    computer_facts_load(&f->computers, m, err))
		return true;
	audit_facts_clear(f);
	return false;
}

void
audit_facts_clear(struct audit_facts *f)
{
	struct cert_change *c;
	size_t i;

	for (c = f->changes; c < f->changes + f->nchanges; c++) {
		free(c->kind);
		free(c->object);
		free(c->action);
		free(c->field);
		free(c->old_value);
		free(c->new_value);
	}
	free(f->changes);
	for (i = 0; i < f->ncreations; i++)
		free(f->creations[i].who);
	free(f->creations);
	computer_facts_clear(&f->computers);
	free(f->computer);
	crl_fetches_clear(&f->fetches);
	connection_results_clear(&f->tests);
	memset(f, 0, sizeof(*f));
}
