/* SPDX-License-Identifier: ISC */
#include "cli/assign.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/document.h"
#include "cli/passphrase.h"
#include "model/kind.h"
#include "model/pattern.h"

/* ---- reading ------------------------------------------------------------ */

static struct assign *
find(const struct assigns *list, const char *field)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->v[i].field, field) == 0)
			return &list->v[i];
	return NULL;
}

static void
add(struct assigns *list, const struct assign *a)
{
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = *a;
}

/* Rows may be added and removed one by one; a value is given once. */
static bool
read_word(struct assigns *list, const char *word, struct err *err)
{
	size_t n = strcspn(word, "=");
	struct assign a = { .op = '=' }, *other;

	if (word[n] == '\0' || n == 0)
		return err_set(err, ERR_USAGE, "FIELD=VALUE expected (%s)",
		    word);
	a.text = word + n + 1;
	if (n > 1 && (word[n - 1] == '+' || word[n - 1] == '-'))
		a.op = word[--n];
	a.field = xstrndup(word, n);
	other = find(list, a.field);
	if (other != NULL && (a.op == '=' || other->op == '=')) {
		err_set(err, ERR_USAGE, "field is given twice (%s)", a.field);
		free(a.field);
		return false;
	}
	add(list, &a);
	return true;
}

/* The document's fields before the words, which may add rows to them. */
bool
assigns_read(struct assigns *list, const char *const *words, size_t n,
    const json_t *doc, struct err *err)
{
	struct assigns given = { 0 };
	const struct assign *other;
	const char *key;
	json_t *value;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < n; i++)
		ok = read_word(&given, words[i], err);
	json_object_foreach((json_t *)doc, key, value) {
		other = find(&given, key);
		if (document_is_envelope(key) ||
		    (other != NULL && other->op == '='))
			continue;
		add(list, &(struct assign){ .field = xstrdup(key), .op = '=',
		    .value = value });
	}
	for (i = 0; i < given.n; i++)
		add(list, &given.v[i]);
	free(given.v);
	return ok;
}

void
assigns_clear(struct assigns *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->v[i].field);
		buf_clear(&list->v[i].typed);
	}
	free(list->v);
	memset(list, 0, sizeof(*list));
}

/* ---- rows --------------------------------------------------------------- */

static bool
same_row(const struct rows *a, size_t i, const struct rows *b, size_t j)
{
	size_t k;

	for (k = 0; k < a->width; k++)
		if (strcmp(rows_cell(a, i, k), rows_cell(b, j, k)) != 0)
			return false;
	return true;
}

static bool
change_row(struct rows *now, const struct rows *given, size_t row, char op,
    const char *text, struct err *err)
{
	size_t i;

	if (op == '+') {
		rows_add(now, given->width, (const char *const *)
		    given->cells + row * given->width);
		return true;
	}
	for (i = 0; i < now->n; i++) {
		if (!same_row(now, i, given, row))
			continue;
		rows_remove(now, i);
		return true;
	}
	return err_set(err, ERR_INVALID, "no such row (%s)", text);
}

/* On a copy, so that a row that fails leaves the object as it was. */
static bool
change_rows(const struct assign *a, const struct field *f, struct model *m,
    struct object *o, struct err *err)
{
	struct object *scratch = object_copy(o), *given = object_new(o->kind);
	struct rows *now = (void *)((char *)scratch + f->at);
	struct rows *rows = (void *)((char *)given + f->at);
	bool ok = field_parse(f, given, a->text, err);
	char *text = NULL;
	size_t i;

	for (i = 0; ok && i < rows->n; i++)
		if (!change_row(now, rows, i, a->op, a->text, err))
			ok = err_prefix(err, "%s", a->field);
	if (ok) {
		text = field_text(f, scratch);
		ok = object_set(o, m, a->field, text, err);
	}
	free(text);
	object_free(given);
	object_free(scratch);
	return ok;
}

/* ---- applying ----------------------------------------------------------- */

/* Asked once, however often it is tried and for however many objects. */
static bool
ask_value(struct assign *a, struct err *err)
{
	char *prompt = xasprintf("%s: ", a->field);

	if (!a->asked && !passphrase_typed(&a->typed, prompt, &a->why))
		err_prefix(&a->why, "%s", a->field);
	a->asked = true;
	free(prompt);
	if (a->why.code == ERR_NONE)
		return true;
	*err = a->why;
	return false;
}

/*
 * What a document says of a field: no document has a secret to give, nor what
 * other objects decide on.
 */
static bool
apply_value(const struct assign *a, const struct slot *s, struct model *m,
    struct object *o, struct err *err)
{
	char *text = NULL;
	bool ok;

	if (slot_is_secret(s) && !json_is_string(a->value))
		return true;
	if (s->field != NULL && s->prefix == NULL && o->id == 0 &&
	    pattern_is_own(s->field))
		return true;
	if (document_text(s->field, a->value, &text, err))
		ok = object_set(o, m, a->field, text, err);
	else
		ok = err_prefix(err, "%s", a->field);
	free(text);
	return ok;
}

static bool
apply_slot(struct assign *a, const struct slot *s, struct model *m,
    struct object *o, struct err *err)
{
	const struct field *f = s != NULL ? s->field : NULL;
	const char *text = a->text != NULL ? a->text : "";

	if (a->op != '=' && s != NULL) {
		if (f != NULL && f->type == FIELD_ROWS && s->prefix == NULL)
			return change_rows(a, f, m, o, err);
		return err_set(err, ERR_INVALID, "%s: has no rows (%c=)",
		    a->field, a->op);
	}
	/* What is computed, or has no place yet: when all else is done. */
	if (a->value != NULL && (s == NULL || (f != NULL &&
	    (f->flags & FIELD_DERIVED))))
		return err_set(err, ERR_INVALID, "%s: waits", a->field);
	if (a->value != NULL)
		return apply_value(a, s, m, o, err);
	if (s != NULL && slot_is_secret(s) && strcmp(text, "-") == 0) {
		if (!ask_value(a, err))
			return false;
		text = (const char *)a->typed.data;
	}
	return object_set(o, m, a->field, text, err);
}

static bool
apply_one(struct assign *a, struct model *m, struct object *o,
    struct err *err)
{
	struct slots slots = { 0 };
	bool ok;

	object_slots(o, m, &slots);
	ok = apply_slot(a, slots_find(&slots, a->field), m, o, err);
	slots_clear(&slots);
	return ok;
}

/* Choices that nobody made follow those that were. */
static void
suit(struct assigns *list, struct object *o)
{
	const struct kind *k = o->kind;
	const struct field *f;

	for (f = k->fields; o->id == 0 && f < k->fields + k->nfields; f++) {
		if (find(list, f->name) != NULL)
			continue;
		if (f->offered != NULL)
			object_suit(o, f);
		if (f->suggest != NULL)
			object_take_suggestion(o, f);
	}
}

/* One pass over those that are not done; counts those it did. */
static size_t
apply_pass(struct assigns *list, bool *done, struct model *m,
    struct object *o)
{
	struct err why = { 0 };
	size_t i, n = 0;

	for (i = 0; i < list->n; i++) {
		if (done[i])
			continue;
		err_clear(&why);
		done[i] = apply_one(&list->v[i], m, o, &why);
		n += done[i];
	}
	return n;
}

static bool
has_slot(struct model *m, const struct object *o, const char *name)
{
	struct slots slots = { 0 };
	bool yes;

	object_slots(o, m, &slots);
	yes = slots_find(&slots, name) != NULL;
	slots_clear(&slots);
	return yes;
}

/* What a document says and there was no place for, or is computed. */
static bool
apply_late(struct assign *a, struct model *m, struct object *o,
    struct err *err)
{
	const struct field *f = kind_field(o->kind, a->field);
	bool derived = f != NULL && (f->flags & FIELD_DERIVED);
	bool slot = has_slot(m, o, a->field), ok;
	char *text = NULL;

	if (derived && ((f->flags & FIELD_VIEW) || !slot || (o->id == 0 &&
	    !pattern_needs(m, o, f))))
		return true;
	if (!derived && slot)
		return apply_one(a, m, o, err);
	if (f != NULL && f->type == FIELD_SECRET)
		return true;
	if (!document_text(f, a->value, &text, err))
		return err_prefix(err, "%s", a->field);
	ok = derived ? object_set(o, m, a->field, text, err) :
	    pattern_property(o, m, a->field, text, err);
	free(text);
	return ok;
}

/* Those that are left; counts what is left still. */
static size_t
apply_rest(struct assigns *list, bool *done, struct model *m,
    struct object *o, struct err *err)
{
	struct err this = { 0 };
	size_t i, left = 0;

	err_clear(err);
	for (i = 0; i < list->n; i++) {
		err_clear(&this);
		if (!done[i])
			done[i] = list->v[i].value != NULL ?
			    apply_late(&list->v[i], m, o, &this) :
			    apply_one(&list->v[i], m, o, &this);
		left += !done[i];
		if (!done[i] && err->code == ERR_NONE)
			*err = this;
	}
	return left;
}

bool
assigns_apply(struct assigns *list, struct model *m, struct object *o,
    struct err *err)
{
	struct err first = { 0 };
	bool *done = xcalloc(list->n + 1, sizeof(*done));
	size_t left;

	suit(list, o);
	while (apply_pass(list, done, m, o) > 0)
		suit(list, o);
	left = apply_rest(list, done, m, o, &first);
	free(done);
	if (left == 0)
		return true;
	if (err != NULL)
		*err = first;
	return false;
}
