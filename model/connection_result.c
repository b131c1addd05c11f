/* SPDX-License-Identifier: ISC */
#include "model/connection_result.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/db.h"
#include "model/kinds/send_port.h"

/* How a column is kept in the struct. */
enum form { FORM_TEXT, FORM_TIME, FORM_BOOL };

static const struct column {
	const char *name;
	enum form form;
	size_t at;
} columns[] = {
#define COLUMN(name, form) { #name, form, \
	offsetof(struct connection_result, name) }
	COLUMN(transport, FORM_TEXT),
	COLUMN(computer, FORM_TEXT),
	COLUMN(account, FORM_TEXT),
	COLUMN(at, FORM_TIME),
	COLUMN(uri, FORM_TEXT),
	COLUMN(certificate, FORM_TEXT),
	COLUMN(failure, FORM_TEXT),
	COLUMN(phase, FORM_TEXT),
	COLUMN(reason, FORM_TEXT),
	COLUMN(server_names, FORM_TEXT),
	COLUMN(server_issuer, FORM_TEXT),
	COLUMN(server_trusted, FORM_BOOL),
	COLUMN(name_fits, FORM_BOOL),
	COLUMN(not_after, FORM_TIME),
	COLUMN(protocol, FORM_TEXT),
	COLUMN(cipher, FORM_TEXT),
	COLUMN(client, FORM_TEXT),
	/* Last: of the view only, the table has its id instead. */
	COLUMN(send_port, FORM_TEXT),
#undef COLUMN
};

enum { COLUMNS = ARRAY_SIZE(columns) };

static void
take(struct connection_result *r, const struct column *c,
    const struct db_value *v)
{
	void *to = (char *)r + c->at;

	if (c->form == FORM_TEXT)
		*(char **)to = v->type == DB_TEXT ? xstrdup(v->text) : NULL;
	else if (c->form == FORM_TIME)
		*(int64_t *)to = v->i;
	else
		*(bool *)to = v->i != 0;
}

static struct db_value
give(const struct connection_result *r, const struct column *c)
{
	const void *from = (const char *)r + c->at;

	if (c->form == FORM_TEXT)
		return db_text(*(char *const *)from);
	if (c->form == FORM_BOOL)
		return db_int(*(const bool *)from);
	return *(const int64_t *)from != 0 ?
	    db_int(*(const int64_t *)from) : db_null();
}

struct connection_result *
connection_results_add(struct connection_results *l)
{
	l->v = grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n] = (struct connection_result){ .at = 0 };
	return &l->v[l->n++];
}

bool
connection_results_load(struct model *m, struct connection_results *l,
    struct err *err)
{
	const char *names[COLUMNS];
	const struct db_query q = { .table = "connection_test_result",
	    .columns = names, .ncolumns = COLUMNS, .order = "send_port" };
	struct connection_result *to;
	struct db_rows *rows;
	size_t i;
	int r = -1;

	memset(l, 0, sizeof(*l));
	for (i = 0; i < COLUMNS; i++)
		names[i] = columns[i].name;
	rows = db_select(m->db, &q, err);
	while (rows != NULL && (r = db_next(rows, err)) == 1) {
		to = connection_results_add(l);
		for (i = 0; i < COLUMNS; i++)
			take(to, &columns[i], db_column(rows, i));
	}
	db_finish(rows);
	if (r != 0)
		connection_results_clear(l);
	return r == 0;
}

void
connection_results_clear(struct connection_results *l)
{
	size_t i, c;

	for (i = 0; i < l->n; i++)
		for (c = 0; c < COLUMNS; c++)
			if (columns[c].form == FORM_TEXT)
				free(*(char **)(void *)((char *)&l->v[i] +
				    columns[c].at));
	free(l->v);
	memset(l, 0, sizeof(*l));
}

static bool
replace(struct model *m, const struct connection_result *r, int64_t port,
    struct err *err)
{
	const struct db_cond same[] = {
		{ .column = "send_port_id", .value = db_int(port) },
		{ .column = "transport", .value = db_text(r->transport) },
		{ .column = "computer", .value = db_text(r->computer) },
		{ .column = "account", .value = db_text(r->account) },
	};
	struct db_set set[COLUMNS];
	size_t i;

	for (i = 0; i < COLUMNS - 1; i++)
		set[i] = (struct db_set){ columns[i].name,
		    give(r, &columns[i]) };
	set[i] = (struct db_set){ "send_port_id", db_int(port) };
	return db_delete(m->db, "connection_test", same, ARRAY_SIZE(same),
	    NULL, err) && db_insert(m->db, "connection_test", set, COLUMNS,
	    NULL, err);
}

bool
connection_result_write(struct model *m, const struct connection_result *r,
    struct err *err)
{
	struct object *port;
	bool ok;

	if (m->why_read_only != NULL)
		return err_set(err, ERR_DENIED, "%s", m->why_read_only);
	port = model_get(m, &kind_send_port, r->send_port, err);
	if (port == NULL)
		return false;
	ok = db_begin(m->db, err);
	if (ok) {
		ok = replace(m, r, port->id, err);
		if (!ok)
			db_rollback(m->db);
	}
	object_free(port);
	return ok && db_commit(m->db, err);
}
