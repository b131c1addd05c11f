/* SPDX-License-Identifier: ISC */
#include "cli/document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/json.h"
#include "model/kind.h"

/* ---- reading ------------------------------------------------------------ */

/* Before the parser, which would recurse; what is no JSON is its to tell. */
static bool
check_depth(const char *s, struct err *err)
{
	bool quoted = false;
	int depth = 0;

	for (; *s != '\0'; s++) {
		if (quoted && *s == '\\' && s[1] != '\0')
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (!quoted && (*s == '{' || *s == '['))
			depth++;
		else if (!quoted && (*s == '}' || *s == ']'))
			depth--;
		if (depth > MAX_DOCUMENT_DEPTH)
			return err_set(err, ERR_INVALID,
			    "nested too deeply (limit %d)",
			    MAX_DOCUMENT_DEPTH);
	}
	return true;
}

static json_t *
parse(const struct buf *b, struct err *err)
{
	const char *text = (const char *)b->data;
	json_error_t why;
	json_t *j;

	if (memchr(text, '\0', b->len) != NULL) {
		err_set(err, ERR_INVALID, "a NUL byte in it");
		return NULL;
	}
	if (!text_is_utf8(text, b->len)) {
		err_set(err, ERR_INVALID, "not UTF-8");
		return NULL;
	}
	if (!check_depth(text, err))
		return NULL;
	j = json_loadb(text, b->len, JSON_REJECT_DUPLICATES, &why);
	if (j == NULL) {
		err_set(err, ERR_INVALID, "line %d: not JSON (%s)", why.line,
		    why.text);
	} else if (!json_is_object(j)) {
		err_set(err, ERR_INVALID, "one JSON object expected");
		json_decref(j);
		j = NULL;
	}
	return j;
}

json_t *
document_read(const char *path, struct err *err)
{
	struct buf b = { .secret = true };
	json_t *j = NULL;

	if (file_read(&b, path, MAX_DOCUMENT, err)) {
		j = parse(&b, err);
		if (j == NULL)
			err_prefix(err, "%s", strcmp(path, "-") == 0 ?
			    "standard input" : path);
	}
	buf_clear(&b);
	return j;
}

/* ---- the envelope ------------------------------------------------------- */

bool
document_is_envelope(const char *key)
{
	static const char *const keys[] = { "format", "kind", "id", "version",
	    "name", "effective" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

bool
document_check(const json_t *doc, const struct kind *kind, struct err *err)
{
	const json_t *format = json_object_get(doc, "format");
	const json_t *of = json_object_get(doc, "kind");
	const json_t *name = json_object_get(doc, "name");

	if (format != NULL && (!json_is_integer(format) ||
	    json_integer_value(format) != JSON_FORMAT))
		return err_set(err, ERR_INVALID,
		    "format: only %d is known here", JSON_FORMAT);
	if (of != NULL && (!json_is_string(of) ||
	    strcmp(json_string_value(of), kind->name) != 0))
		return err_set(err, ERR_INVALID,
		    "kind: the document is about another one, not %s (%s)",
		    kind->name, json_is_string(of) ? json_string_value(of) :
		    "no text");
	if (name != NULL && !json_is_string(name))
		return err_set(err, ERR_INVALID, "name: text expected");
	return true;
}

bool
document_is_current(const json_t *doc, const struct object *o, struct err *err)
{
	const json_t *id = json_object_get(doc, "id");
	const json_t *version = json_object_get(doc, "version");

	if (!json_is_integer(id) || json_integer_value(id) != o->id ||
	    !json_is_integer(version) ||
	    json_integer_value(version) == o->version)
		return true;
	return err_set(err, ERR_CONFLICT, "version: it has been changed since "
	    "the document was made (%" JSON_INTEGER_FORMAT
	    ", now %" PRId64 ")", json_integer_value(version), o->version);
}

const char *
document_name(const json_t *doc)
{
	return json_string_value(json_object_get(doc, "name"));
}

/* ---- values ------------------------------------------------------------- */

static bool
wrong_type(const char *expected, struct err *err)
{
	return err_set(err, ERR_INVALID, "%s expected", expected);
}

/* Text, a whole number, a boolean or null. */
static bool
scalar(const json_t *value, char **text, struct err *err)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		*text = xstrdup(json_string_value(value));
		return true;
	case JSON_INTEGER:
		*text = xasprintf("%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		*text = xstrdup(json_is_true(value) ? "true" : "false");
		return true;
	case JSON_NULL:
		*text = xstrdup("");
		return true;
	case JSON_REAL:
		return wrong_type("whole number", err);
	case JSON_OBJECT:
	case JSON_ARRAY:
		break;
	}
	return wrong_type("one value", err);
}

/* The cells of one row, in the order of the table; NULL where it failed. */
static bool
take_row(const struct row_table *t, const json_t *row, struct rows *rows,
    struct err *err)
{
	char **cells = xcalloc(t->nfields, sizeof(*cells));
	const struct field *f;
	const char *key;
	json_t *cell;
	bool ok = json_is_object(row) || wrong_type("object", err);
	size_t i;

	json_object_foreach((json_t *)row, key, cell) {
		f = fields_find(t->fields, t->nfields, key);
		if (ok && f == NULL)
			ok = err_set(err, ERR_INVALID,
			    "no such column (%s)", key);
		if (ok && !scalar(cell, &cells[f - t->fields], err))
			ok = err_prefix(err, "%s", key);
	}
	for (i = 0; i < t->nfields; i++)
		if (cells[i] == NULL)
			cells[i] = xstrdup("");
	if (ok)
		rows_add(rows, t->nfields, (const char *const *)cells);
	for (i = 0; i < t->nfields; i++)
		free(cells[i]);
	free(cells);
	return ok;
}

static bool
of_rows(const struct field *f, const json_t *list, char **text,
    struct err *err)
{
	char *base = xcalloc(1, f->at + sizeof(struct rows));
	struct rows rows = { 0 };
	bool ok = json_array_size(list) <= MAX_FIELD_ROWS ||
	    err_set(err, ERR_TOO_LARGE, "too many rows (limit %d)",
	    MAX_FIELD_ROWS);
	size_t i;

	for (i = 0; ok && i < json_array_size(list); i++)
		if (!take_row(f->rows, json_array_get(list, i), &rows, err))
			ok = err_prefix(err, "row %zu", i + 1);
	if (ok) {
		memcpy(base + f->at, &rows, sizeof(rows));
		*text = field_text(f, base);
	}
	rows_clear(&rows);
	free(base);
	return ok;
}

static bool
of_set(const json_t *list, char **text, struct err *err)
{
	struct buf b = { 0 };
	const json_t *word;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < json_array_size(list); i++) {
		word = json_array_get(list, i);
		ok = json_is_string(word) || wrong_type("array of texts", err);
		if (ok)
			buf_addf(&b, "%s%s", i > 0 ? "," : "",
			    json_string_value(word));
	}
	buf_adds(&b, "");
	if (ok)
		*text = xstrdup((char *)b.data);
	buf_clear(&b);
	return ok;
}

bool
document_text(const struct field *f, const json_t *value, char **text,
    struct err *err)
{
	enum field_type type = f != NULL ? f->type : FIELD_TEXT;

	*text = NULL;
	if (type == FIELD_ROWS && json_is_array(value))
		return of_rows(f, value, text, err);
	if (type == FIELD_SET && json_is_array(value))
		return of_set(value, text, err);
	/* The common name beside it is for people. */
	if (type == FIELD_CERT && json_is_object(value))
		value = json_object_get(value, "thumbprint");
	if (value == NULL)
		return err_set(err, ERR_INVALID, "thumbprint is missing");
	if (json_is_boolean(value) && type != FIELD_BOOL)
		return wrong_type("text or number, not a boolean,", err);
	return scalar(value, text, err);
}
