/* SPDX-License-Identifier: ISC */
#include "engine/mime.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/mime_line.h"

/* Fields that make a header block one of MIME; two of the first are a lie. */
static const struct mime_name {
	const char *name;
	bool once;
} mime_names[] = {
	{ "MIME-Version", true },
	{ "Content-Type", true },
	{ "Content-Transfer-Encoding", true },
	{ "Content-Disposition", false },
	{ "Content-Description", false },
	{ "Content-ID", false },
};

/* Length of the field name the line begins with, or 0 (RFC 5322 2.2). */
static size_t
name_length(struct span line)
{
	size_t n = 0, colon;

	while (n < line.len && line.p[n] > ' ' && line.p[n] < 0x7f &&
	    line.p[n] != ':')
		n++;
	for (colon = n; colon < line.len && mime_is_blank(line.p[colon]); )
		colon++;
	return colon < line.len && line.p[colon] == ':' ? n : 0;
}

bool
mime_has_version(const void *data, size_t len)
{
	static const char name[] = "MIME-Version";
	const unsigned char *p = data, *next;
	const unsigned char *end = p + (len < MAX_MIME_HEADER ? len :
	    MAX_MIME_HEADER);
	const unsigned char *window = p +
	    (len < MIME_VERSION_WINDOW ? len : MIME_VERSION_WINDOW);
	struct span line;

	for (; p < window; p = next) {
		line = mime_line(p, end, &next);
		if (line.len == 0)
			return false;	/* the header ends here */
		if ((size_t)(window - p) >= sizeof(name) - 1 &&
		    name_length(line) == sizeof(name) - 1 &&
		    strncasecmp((const char *)p, name, sizeof(name) - 1) == 0)
			return true;
	}
	return false;
}

const char *
mime_get(const struct mime_fields *fields, const char *name)
{
	size_t i;

	for (i = 0; i < fields->n; i++)
		if (text_same_case(fields->v[i].name, name))
			return fields->v[i].value;
	return NULL;
}

static void
fields_clear_all(struct mime_fields *fields)
{
	size_t i;

	for (i = 0; i < fields->n; i++) {
		free(fields->v[i].name);
		free(fields->v[i].value);
	}
	free(fields->v);
	*fields = (struct mime_fields){ 0 };
}

/* Takes over both strings. */
static void
fields_add(struct mime_fields *fields, char *name, char *value)
{
	fields->v = grow(fields->v, fields->n, &fields->cap,
	    sizeof(*fields->v));
	fields->v[fields->n++] = (struct mime_field){ name, value };
}

/* Control characters have no business in a header; NUL would hide a rest. */
static bool
is_clean(struct span line)
{
	size_t i;

	for (i = 0; i < line.len; i++)
		if ((line.p[i] < ' ' && line.p[i] != '\t') ||
		    line.p[i] == 0x7f)
			return false;
	return true;
}

/* The value of a field that goes on in continuation lines. */
struct fold {
	struct buf value;
	size_t lines;
};

/*
 * A continuation line: appended with one blank (RFC 5322 2.2.3).  Not to the
 * field but to what it will be, or many lines would be copied many times.
 */
static void
unfold(const struct mime_field *field, struct span line, struct fold *fold)
{
	if (fold->lines++ == 0)
		buf_adds(&fold->value, field->value);
	for (; line.len > 0 && mime_is_blank(line.p[0]); line.len--)
		line.p++;
	while (line.len > 0 && mime_is_blank(line.p[line.len - 1]))
		line.len--;
	if (fold->value.len > 0 && line.len > 0)
		buf_addc(&fold->value, ' ');
	buf_add(&fold->value, line.p, line.len);
}

/* The field is complete: no more of it follows. */
static void
settle(struct mime_fields *fields, struct fold *fold)
{
	if (fold->value.len > 0)
		str_replace(&fields->v[fields->n - 1].value,
		    (const char *)fold->value.data);
	buf_reset(&fold->value);
	fold->lines = 0;
}

static bool
read_field(struct mime_fields *fields, struct span line, struct err *err)
{
	size_t n = name_length(line), i;
	char *name, *rest;

	if (n == 0)
		return err_set(err, ERR_INVALID,
		    "header: line without a field name");
	if (fields->n >= MAX_MIME_FIELDS)
		return err_set(err, ERR_DENIED,
		    "header: more than %d fields", MAX_MIME_FIELDS);
	name = xstrndup((const char *)line.p, n);
	for (i = 0; i < ARRAY_SIZE(mime_names); i++) {
		if (mime_names[i].once &&
		    text_same_case(name, mime_names[i].name) &&
		    mime_get(fields, name) != NULL) {
			free(name);
			return err_set(err, ERR_INVALID, "header: %s twice",
			    mime_names[i].name);
		}
	}
	while (line.p[n] != ':')
		n++;
	rest = xstrndup((const char *)line.p + n + 1, line.len - n - 1);
	fields_add(fields, name, text_trim(rest));
	free(rest);
	return true;
}

/* One line of the header: a new field, or more of the last one. */
static bool
read_line(struct mime_fields *fields, struct span line, struct fold *fold,
    struct err *err)
{
	if (!is_clean(line))
		return err_set(err, ERR_INVALID, "header: control character");
	if (mime_is_blank(line.p[0])) {
		if (fields->n == 0 || fold->lines >= MAX_MIME_FIELDS)
			return err_set(err, ERR_INVALID,
			    "header: misplaced continuation line");
		unfold(&fields->v[fields->n - 1], line, fold);
		return true;
	}
	settle(fields, fold);
	return read_field(fields, line, err);
}

/*
 * The header block into fields; *body is where it leaves off.  complete: it
 * must end in an empty line, not with the data.
 */
static bool
read_header(struct mime_fields *fields, struct span all, bool complete,
    const unsigned char **body, struct err *err)
{
	/* Looking one byte beyond what is allowed is enough. */
	const unsigned char *p = all.p, *next, *end = all.p +
	    (all.len <= MAX_MIME_HEADER ? all.len : MAX_MIME_HEADER + 1);
	struct fold fold = { .lines = 0 };
	struct span line;
	bool ok = true, ended = false;

	*body = all.p + all.len;
	for (; ok && !ended && p < end; p = next) {
		line = mime_line(p, end, &next);
		if ((size_t)(next - all.p) > MAX_MIME_HEADER)
			ok = err_set(err, ERR_DENIED,
			    "header: more than %d bytes", MAX_MIME_HEADER);
		else if (line.len > 0)
			ok = read_line(fields, line, &fold, err);
		else
			ended = true;
	}
	if (ended)
		*body = p;
	settle(fields, &fold);
	buf_clear(&fold.value);
	if (ok && complete && !ended)
		ok = err_set(err, ERR_INVALID,
		    "header: no empty line after it");
	return ok;
}

bool
mime_is_entity(struct span all)
{
	struct mime_fields fields = { 0 };
	const unsigned char *body;
	bool found = false;
	size_t i;

	if (all.len == 0 || !read_header(&fields, all, true, &body, NULL)) {
		fields_clear_all(&fields);
		return false;
	}
	for (i = 0; !found && i < ARRAY_SIZE(mime_names); i++)
		found = mime_get(&fields, mime_names[i].name) != NULL;
	fields_clear_all(&fields);
	return found;
}

static bool
parse(struct mime_entity *e, struct span all, bool complete, struct err *err)
{
	const unsigned char *body = all.p;
	const char *type;

	*e = (struct mime_entity){ .all = all };
	if (!read_header(&e->header, all, complete, &body, err))
		goto fail;
	e->body = span_part(all, (size_t)(body - all.p), all.len);
	type = mime_get(&e->header, "Content-Type");
	e->type = type != NULL ? mime_value(type, &e->params, err) :
	    xstrdup("");
	if (e->type == NULL) {
		err_prefix(err, "Content-Type");
		goto fail;
	}
	return true;
fail:
	mime_clear(e);
	return false;
}

bool
mime_parse(struct mime_entity *e, struct span all, struct err *err)
{
	/* The envelope line of a mailbox file is not a field. */
	if (all.len > 5 && memcmp(all.p, "From ", 5) == 0) {
		const unsigned char *next;
		size_t most = all.len < MAX_MIME_HEADER ? all.len :
		    MAX_MIME_HEADER;

		mime_line(all.p, all.p + most, &next);
		if (next[-1] != '\n')
			next = all.p + all.len;
		all = span_part(all, (size_t)(next - all.p), all.len);
	}
	return parse(e, all, true, err);
}

bool
mime_parse_part(struct mime_entity *e, struct span all, struct err *err)
{
	return parse(e, all, false, err);
}

void
mime_clear(struct mime_entity *e)
{
	fields_clear_all(&e->header);
	fields_clear_all(&e->params);
	free(e->type);
	*e = (struct mime_entity){ 0 };
}

bool
mime_type_is(const struct mime_entity *e, const char *type)
{
	size_t n = strlen(type);

	return strncmp(e->type, type, n) == 0 &&
	    (e->type[n] == '\0' || (e->type[n] == '/' && !strchr(type, '/')));
}

/* ---- parameters ---------------------------------------------------------- */

/* White space and comments, which may nest (RFC 5322 3.2.2). */
static const char *
skip_comments(const char *s)
{
	int depth = 0;

	for (; *s != '\0'; s++) {
		if (*s == '(')
			depth++;
		else if (*s == ')' && depth > 0)
			depth--;
		else if (*s == '\\' && depth > 0 && s[1] != '\0')
			s++;
		else if (depth == 0 && !mime_is_blank((unsigned char)*s))
			break;
	}
	return s;
}

/* The quoted string at s without its quotes; *end is behind it, or NULL. */
static char *
quoted(const char *s, const char **end)
{
	struct buf b = { 0 };

	for (s++; *s != '\0' && *s != '"'; s++) {
		if (*s == '\\' && s[1] != '\0')
			s++;
		buf_addc(&b, *s);
	}
	*end = *s == '"' ? s + 1 : NULL;
	return buf_steal(&b);
}

/*
 * A value without quotes runs to the semicolon or a comment: names with
 * blanks in them are not allowed and yet common.
 */
static char *
unquoted(const char *s, const char **end)
{
	char *copy, *value;
	size_t n = strcspn(s, ";(");

	copy = xstrndup(s, n);
	value = text_trim(copy);
	free(copy);
	*end = s + n;
	return value;
}

static char *
lower(const char *s, size_t n)
{
	char *copy = xstrndup(s, n), *p;

	for (p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

static bool
read_param(const char **at, struct mime_fields *params, struct err *err)
{
	const char *s = *at, *end;
	char *name, *value;
	size_t n = strcspn(s, "=; \t(");

	end = skip_comments(s + n);
	if (n == 0 || *end != '=')
		return err_set(err, ERR_INVALID, "parameter without a value");
	name = lower(s, n);
	s = skip_comments(end + 1);
	value = *s == '"' ? quoted(s, &end) : unquoted(s, &end);
	if (end == NULL || params->n >= MAX_MIME_PARAMS ||
	    mime_get(params, name) != NULL) {
		err_set(err, ERR_INVALID, end == NULL ?
		    "parameter %s: quotation not closed" :
		    "parameter %s: twice, or too many", name);
		free(name);
		free(value);
		return false;
	}
	fields_add(params, name, value);
	*at = skip_comments(end);
	return true;
}

char *
mime_value(const char *text, struct mime_fields *params, struct err *err)
{
	const char *s = skip_comments(text);
	size_t n = strcspn(s, "; \t(");
	char *value = lower(s, n);

	s = skip_comments(s + n);
	while (*s == ';') {
		s = skip_comments(s + 1);
		if (*s == '\0' || *s == ';')
			continue;
		if (!read_param(&s, params, err)) {
			free(value);
			return NULL;
		}
	}
	if (*s != '\0') {
		err_set(err, ERR_INVALID, "text after the value");
		free(value);
		return NULL;
	}
	return value;
}
