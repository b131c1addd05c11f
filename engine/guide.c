/* SPDX-License-Identifier: ISC */
#include "engine/guide.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"

/* No question has such an id: it cannot come from a file of answers. */
#define WRITTEN ".revision"

const struct guide_task *const guide_tasks[] = {
	&guide_receive, &guide_send, &guide_rollover, NULL
};

struct guide *
guide_new(struct model *m, const struct guide_task *task, struct err *err)
{
	struct guide *g = xcalloc(1, sizeof(*g));

	g->model = m;
	g->task = task;
	g->at = when_now();
	g->snapshot = snapshot_load(m, err);
	if (g->snapshot == NULL) {
		guide_free(g);
		return NULL;
	}
	g->topology = topology_new(g->snapshot);
	return g;
}

void
guide_free(struct guide *g)
{
	if (g == NULL)
		return;
	if (g->topology != NULL)
		topology_free(g->topology);
	snapshot_free(g->snapshot);
	props_clear(&g->answers);
	props_clear(&g->taken_back);
	free(g);
}

const char *
guide_get(const struct guide *g, const char *way, const char *id)
{
	char *full = way != NULL ? xasprintf("%s.%s", way, id) : NULL;
	const char *value = props_get(&g->answers, full != NULL ? full : id);

	free(full);
	return value;
}

bool
guide_is(const struct guide *g, const char *way, const char *id,
    const char *value)
{
	const char *answer = guide_get(g, way, id);

	return answer != NULL && strcmp(answer, value) == 0;
}

/* ---- the questions ------------------------------------------------------- */

/* Takes the id over; what does not apply is left out. */
static void
add(struct guide_questions *list, struct guide_question q)
{
	if (q.row->applies != NULL && !q.row->applies(&q)) {
		free(q.id);
		return;
	}
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = q;
}

static void
add_fields(struct guide_questions *list, const struct guide *g,
    const struct guide_row *row, const char *way)
{
	const char *prefix = NULL;
	const struct field *fields;
	size_t i, n = 0;

	fields = g->task->fields(g, way, &prefix, &n);
	for (i = 0; i < n; i++) {
		if (fields[i].type == FIELD_SECRET)
			continue;
		add(list, (struct guide_question){ .guide = g, .row = row,
		    .way = way, .field = &fields[i],
		    .optional = (fields[i].flags & FIELD_REQUIRED) == 0,
		    .id = xasprintf("%s%s%s.%s", way != NULL ? way : "",
		    way != NULL ? "." : "", prefix, fields[i].name) });
	}
}

static void
add_row(struct guide_questions *list, const struct guide *g,
    const struct guide_row *row, const char *way)
{
	if (row->fields)
		add_fields(list, g, row, way);
	else
		add(list, (struct guide_question){ .guide = g, .row = row,
		    .way = way, .id = way != NULL ?
		    xasprintf("%s.%s", way, row->id) : xstrdup(row->id) });
}

/* Rows in sequence that are asked for each way are asked way by way. */
static void
add_table(struct guide_questions *list, const struct guide *g,
    const struct guide_rows *t)
{
	const char *ways[MAX_GUIDE_WAYS];
	size_t nways = g->task->ways(g, ways), i, j, end, w;

	for (i = 0; i < t->n; i = end) {
		for (end = i + 1; t->v[i].each && end < t->n &&
		    t->v[end].each; end++)
			;
		if (!t->v[i].each) {
			add_row(list, g, &t->v[i], NULL);
			continue;
		}
		for (w = 0; w < nways; w++)
			for (j = i; j < end; j++)
				add_row(list, g, &t->v[j], ways[w]);
	}
}

void
guide_questions(const struct guide *g, struct guide_questions *list)
{
	const struct guide_rows *const *t;

	for (t = g->task->tables; *t != NULL; t++)
		add_table(list, g, *t);
}

void
guide_questions_clear(struct guide_questions *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		free(list->v[i].id);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

const char *
guide_text(const struct guide_question *q)
{
	return q->field != NULL ? q->field->label : q->row->text;
}

const char *
guide_why(const struct guide_question *q)
{
	return q->field != NULL ? q->field->help : q->row->why;
}

const char *
guide_part(const struct guide_questions *list, size_t at)
{
	for (; at > 0 && list->v[at].row->part == NULL; at--)
		;
	return list->n > 0 ? list->v[at].row->part : NULL;
}

/* ---- choices and defaults ------------------------------------------------ */

void
guide_choice_add(struct guide_choices *list, const char *value, char *text,
    char *refused)
{
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = (struct guide_choice){ xstrdup(value), text,
	    refused };
}

void
guide_choices_clear(struct guide_choices *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->v[i].value);
		free(list->v[i].text);
		free(list->v[i].refused);
	}
	free(list->v);
	memset(list, 0, sizeof(*list));
}

static void
field_choices(const struct field *f, struct guide_choices *out)
{
	const struct choice *c;

	for (c = f->choices; c != NULL && c->name != NULL; c++)
		guide_choice_add(out, c->name,
		    c->label != NULL ? xstrdup(c->label) : NULL, NULL);
	if (f->type == FIELD_BOOL) {
		guide_choice_add(out, "true", xstrdup("yes"), NULL);
		guide_choice_add(out, "false", xstrdup("no"), NULL);
	}
}

void
guide_choices(const struct guide_question *q, struct guide_choices *out)
{
	if (q->field != NULL)
		field_choices(q->field, out);
	else if (q->row->choices != NULL)
		q->row->choices(q, out);
}

char *
guide_default(const struct guide_question *q)
{
	const char *before = props_get(&q->guide->taken_back, q->id);
	char *suggested;

	if (before != NULL)
		return xstrdup(before);
	if (q->field != NULL)
		return xstrdup(q->field->def != NULL ? q->field->def : "");
	suggested = q->row->suggest != NULL ? q->row->suggest(q) : NULL;
	if (suggested != NULL)
		return suggested;
	return xstrdup(q->row->def != NULL ? q->row->def : "");
}

/* ---- answers ------------------------------------------------------------- */

static const struct guide_choice *
find_choice(const struct guide_choices *list, const char *value)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->v[i].value, value) == 0)
			return &list->v[i];
	return NULL;
}

static bool
check_choice(const struct guide_choices *list, const char *value, bool open,
    struct err *err)
{
	const struct guide_choice *c = find_choice(list, value);
	struct buf b = { 0 };
	size_t i;

	if (c != NULL && c->refused != NULL)
		return err_set(err, ERR_INVALID, "%s (%s)", c->refused,
		    value);
	if (c != NULL || open)
		return true;
	for (i = 0; i < list->n; i++)
		if (list->v[i].refused == NULL)
			buf_addf(&b, "%s%s", b.len > 0 ? ", " : "",
			    list->v[i].value);
	err_set(err, ERR_INVALID, "one of: %s (%s)", b.len > 0 ?
	    (const char *)b.data : "nothing there is", value);
	buf_clear(&b);
	return false;
}

static bool
check_set(const struct guide_choices *list, const char *value,
    struct err *err)
{
	char *copy = xstrdup(value), *rest = copy, *word, *trimmed;
	bool ok = true;

	while (ok && (word = strsep(&rest, ",")) != NULL) {
		trimmed = text_trim(word);
		ok = check_choice(list, trimmed, false, err);
		free(trimmed);
	}
	free(copy);
	return ok;
}

/* In the order of the choices, each once; the caller frees. */
static char *
normal_set(const struct guide_choices *list, const char *value)
{
	struct buf out = { 0 };
	char *copy, *rest, *word, *trimmed;
	bool has;
	size_t i;

	for (i = 0; i < list->n; i++) {
		copy = rest = xstrdup(value);
		for (has = false; (word = strsep(&rest, ",")) != NULL;) {
			trimmed = text_trim(word);
			has |= strcmp(trimmed, list->v[i].value) == 0;
			free(trimmed);
		}
		free(copy);
		if (has)
			buf_addf(&out, "%s%s", out.len > 0 ? "," : "",
			    list->v[i].value);
	}
	return buf_steal(&out);
}

static bool
check_field(const struct field *f, const char *value,
    struct err *err)
{
	if (*value == '\0')
		return (f->flags & FIELD_REQUIRED) == 0 ||
		    err_set(err, ERR_INVALID, "a value is needed");
	return f->check == NULL || f->check(f, value, err);
}

static bool
check_yes_no(const char *value, struct err *err)
{
	return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0 ||
	    err_set(err, ERR_INVALID, "yes or no (%s)", value);
}

static bool
check_type(const struct guide_question *q, const char *value,
    struct err *err)
{
	struct guide_choices list = { 0 };
	bool ok = true;

	if (q->field != NULL)
		return check_field(q->field, value, err);
	if (*value == '\0')
		return err_set(err, ERR_INVALID, "an answer is needed");
	if (q->row->type == GUIDE_YES_NO)
		return check_yes_no(value, err);
	guide_choices(q, &list);
	if (q->row->type == GUIDE_SET)
		ok = check_set(&list, value, err);
	else if (q->row->type != GUIDE_TEXT)
		ok = check_choice(&list, value, q->row->type == GUIDE_OPEN,
		    err);
	guide_choices_clear(&list);
	return ok;
}

static bool
check(const struct guide_question *q, const char *value, struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];
	bool ok;

	if (q->row->thumbprint && thumbprint_parse(value, thumbprint, NULL))
		value = thumbprint;
	if (strlen(value) > MAX_GUIDE_ANSWER)
		ok = err_set(err, ERR_INVALID, "at most %d bytes",
		    MAX_GUIDE_ANSWER);
	else if (!text_is_utf8(value, strlen(value)) || text_steers(value) ||
	    strpbrk(value, "\t\n") != NULL)
		ok = err_set(err, ERR_INVALID, "one line of text expected");
	else
		ok = check_type(q, value, err) && (q->row->check == NULL ||
		    q->row->check(q, value, err));
	return ok || err_prefix(err, "%s", q->id);
}

static char *
normal(const struct guide_question *q, const char *value)
{
	struct guide_choices list = { 0 };
	char *out;

	if (q->field != NULL || q->row->type != GUIDE_SET)
		return xstrdup(value);
	guide_choices(q, &list);
	out = normal_set(&list, value);
	guide_choices_clear(&list);
	return out;
}

bool
guide_answer(struct guide *g, const struct guide_question *q,
    const char *value, struct err *err)
{
	char *text;

	if (g->answers.n >= MAX_GUIDE_ANSWERS)
		return err_set(err, ERR_TOO_LARGE, "%s: more than %d answers",
		    q->id, MAX_GUIDE_ANSWERS);
	if (!check(q, value, err))
		return false;
	text = normal(q, value);
	props_set(&g->answers, q->id, text);
	props_unset(&g->taken_back, q->id);
	guide_set_typed(g, q, NULL);
	free(text);
	return true;
}

size_t
guide_next(const struct guide *g, const struct guide_questions *list,
    enum guide_phase phase, struct err *err)
{
	const char *value;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (list->v[i].row->phase != phase)
			continue;
		value = props_get(&g->answers, list->v[i].id);
		if (value == NULL && list->v[i].optional)
			continue;
		if (value == NULL || !check(&list->v[i], value, err))
			return i;
	}
	return list->n;
}

bool
guide_back(struct guide *g, enum guide_phase phase)
{
	struct guide_questions list = { 0 };
	struct err ignored = { 0 };
	const char *value;
	bool found = false;
	size_t i;

	guide_questions(g, &list);
	for (i = guide_next(g, &list, phase, &ignored); i-- > 0 && !found;) {
		value = props_get(&g->answers, list.v[i].id);
		if (value == NULL || list.v[i].row->phase != phase ||
		    list.v[i].optional)
			continue;
		props_set(&g->taken_back, list.v[i].id, value);
		props_unset(&g->answers, list.v[i].id);
		found = true;
	}
	guide_questions_clear(&list);
	return found;
}

/* ---- what was written -------------------------------------------------- */

int64_t
guide_written(const struct guide *g)
{
	const char *text = props_get(&g->answers, WRITTEN);
	long long n;

	return text != NULL && text_to_int(text, &n) ? (int64_t)n : 0;
}

void
guide_set_written(struct guide *g, int64_t revision)
{
	char text[24];

	if (revision == 0) {
		props_unset(&g->answers, WRITTEN);
		return;
	}
	snprintf(text, sizeof(text), "%" PRId64, revision);
	props_set(&g->answers, WRITTEN, text);
}
