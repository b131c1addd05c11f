/* SPDX-License-Identifier: ISC */
#include "model/field.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/field_types.h"

/* What each type of field can do with its member. */
struct type_ops {
	size_t size;		/* of the member */
	bool is_string;		/* char *: shared compare, copy, release */
	bool blanks;		/* those around it are part of the value */
	bool (*parse)(const struct field *, void *member, const char *,
	    struct err *);
	void (*print)(const struct field *, const void *member, struct buf *);
};

static void *
member(const struct field *f, void *base)
{
	return (char *)base + f->at;
}

static const void *
member_const(const struct field *f, const void *base)
{
	return (const char *)base + f->at;
}

/* ---- text --------------------------------------------------------------- */

bool
field_check_text(const struct field *f, const char *text, struct err *err)
{
	size_t max = f->max > 0 ? (size_t)f->max : MAX_FIELD_TEXT;
	const char *s;

	if (strlen(text) > max)
		return err_set(err, ERR_INVALID, "at most %zu bytes (%zu)",
		    max, strlen(text));
	if (!text_is_utf8(text, strlen(text)))
		return err_set(err, ERR_INVALID, "not valid UTF-8 (%s)",
		    text);
	for (s = text; *s != '\0'; s++) {
		if (f->type == FIELD_MEMO && (*s == '\n' || *s == '\t'))
			continue;
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return err_set(err, ERR_INVALID,
			    "control characters are not allowed (byte 0x%02x)",
			    (unsigned char)*s);
	}
	/* Nor what turns the reading direction, or is not seen at all. */
	if (text_steers(text))
		return err_set(err, ERR_INVALID, "invisible and directional "
		    "characters are not allowed (%s)", text);
	return true;
}

static bool
parse_text(const struct field *f, void *p, const char *text, struct err *err)
{
	if (!field_check_text(f, text, err))
		return false;
	str_replace(p, *text != '\0' ? text : NULL);
	return true;
}

static void
print_text(const struct field *f, const void *p, struct buf *b)
{
	const char *s = *(char *const *)p;

	(void)f;
	if (s != NULL)
		buf_adds(b, s);
}

static bool
parse_cert(const struct field *f, void *p, const char *text, struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];

	(void)f;
	if (*text != '\0' && !thumbprint_parse(text, thumbprint, err))
		return false;
	str_replace(p, *text != '\0' ? thumbprint : NULL);
	return true;
}

/* ---- numbers ------------------------------------------------------------ */

bool
field_parse_no_number(const struct field *f, int64_t *p, struct err *err)
{
	if (!(f->flags & FIELD_OPTIONAL))
		return err_set(err, ERR_INVALID, "a value is needed");
	*p = FIELD_UNSET;
	return true;
}

static bool
parse_int(const struct field *f, void *p, const char *text, struct err *err)
{
	long long n;

	if (*text == '\0')
		return field_parse_no_number(f, p, err);
	if (!text_to_int(text, &n))
		return err_set(err, ERR_INVALID, "whole number expected (%s)",
		    text);
	if (n < f->min || n > f->max)
		return err_set(err, ERR_INVALID,
		    "from %" PRId64 " to %" PRId64 "%s%s (%s)", f->min,
		    f->max, f->unit != NULL ? " " : "",
		    f->unit != NULL ? f->unit : "", text);
	*(int64_t *)p = n;
	return true;
}

static void
print_int(const struct field *f, const void *p, struct buf *b)
{
	int64_t n = *(const int64_t *)p;

	(void)f;
	if (n != FIELD_UNSET)
		buf_addf(b, "%" PRId64, n);
}

static bool
parse_time(const struct field *f, void *p, const char *text, struct err *err)
{
	if (*text == '\0')
		return field_parse_no_number(f, p, err);
	if (!when_parse(text, p))
		return err_set(err, ERR_INVALID,
		    "time as 2026-12-31 23:59 expected (%s)", text);
	return true;
}

static void
print_time(const struct field *f, const void *p, struct buf *b)
{
	int64_t n = *(const int64_t *)p;
	char text[WHEN_TEXT];

	(void)f;
	if (n != FIELD_UNSET)
		buf_adds(b, when_text(n, text));
}

/* ---- bool, choice ------------------------------------------------------- */

static bool
parse_bool(const struct field *f, void *p, const char *text, struct err *err)
{
	static const char *const words[][2] = {
		{ "false", "true" }, { "no", "yes" }, { "off", "on" },
		{ "0", "1" },
	};
	size_t i, v;

	(void)f;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		for (v = 0; v < 2; v++) {
			if (text_same_case(text, words[i][v])) {
				*(bool *)p = v;
				return true;
			}
		}
	}
	return err_set(err, ERR_INVALID, "true or false expected (%s)", text);
}

static void
print_bool(const struct field *f, const void *p, struct buf *b)
{
	(void)f;
	buf_adds(b, *(const bool *)p ? "true" : "false");
}

void
choices_list(const struct choice *choices, struct buf *b)
{
	const struct choice *c;

	for (c = choices; c->name != NULL; c++)
		buf_addf(b, "%s%s", c == choices ? "" : ", ", c->name);
}

int
choice_find(const struct choice *choices, const char *text)
{
	int i;

	for (i = 0; choices[i].name != NULL; i++)
		if (text_same_case(text, choices[i].name) ||
		    text_same_case(text, choices[i].label))
			return i;
	return -1;
}

bool
choice_unknown(const struct choice *choices, const char *text, struct err *err)
{
	struct buf b = { 0 };

	choices_list(choices, &b);
	err_set(err, ERR_INVALID, "one of %s expected (%s)",
	    (const char *)b.data, text);
	buf_clear(&b);
	return false;
}

static bool
parse_choice(const struct field *f, void *p, const char *text,
    struct err *err)
{
	int i = choice_find(f->choices, text);

	if (i < 0)
		return choice_unknown(f->choices, text, err);
	*(int *)p = i;
	return true;
}

static void
print_choice(const struct field *f, const void *p, struct buf *b)
{
	buf_adds(b, f->choices[*(const int *)p].name);
}

/* ---- the table ---------------------------------------------------------- */

static const struct type_ops type_ops[FIELD_TYPE_COUNT] = {
	[FIELD_TEXT] = { .size = sizeof(char *), .is_string = true,
	    .blanks = true, .parse = parse_text, .print = print_text },
	[FIELD_MEMO] = { .size = sizeof(char *), .is_string = true,
	    .blanks = true, .parse = parse_text, .print = print_text },
	[FIELD_REF] = { .size = sizeof(char *), .is_string = true,
	    .blanks = true, .parse = parse_text, .print = print_text },
	[FIELD_CERT] = { .size = sizeof(char *), .is_string = true,
	    .parse = parse_cert, .print = print_text },
	[FIELD_INT] = { .size = sizeof(int64_t),
	    .parse = parse_int, .print = print_int },
	[FIELD_TIME] = { .size = sizeof(int64_t),
	    .parse = parse_time, .print = print_time },
	[FIELD_BOOL] = { .size = sizeof(bool),
	    .parse = parse_bool, .print = print_bool },
	[FIELD_CHOICE] = { .size = sizeof(int),
	    .parse = parse_choice, .print = print_choice },
	[FIELD_ROWS] = { .size = sizeof(struct rows),
	    .parse = rows_parse, .print = rows_print },
	[FIELD_DAYTIME] = { .size = sizeof(int64_t),
	    .parse = daytime_parse, .print = daytime_print },
	[FIELD_SECRET] = { .size = sizeof(char *), .is_string = true,
	    .blanks = true, .parse = secret_parse, .print = secret_print },
	[FIELD_SET] = { .size = sizeof(char *), .is_string = true,
	    .parse = set_parse, .print = print_text },
};

/* ---- the public face ---------------------------------------------------- */

static bool
is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

/* What is told apart by it must not be by what nobody sees. */
static bool
check_outside(const struct field *f, const char *text, struct err *err)
{
	size_t n = strlen(text);

	if (f->type != FIELD_TEXT || !(f->flags & FIELD_UNIQUE) || n == 0 ||
	    (text[0] != ' ' && text[n - 1] != ' '))
		return true;
	return err_set(err, ERR_INVALID, "blanks at its beginning or end are "
	    "not allowed ('%s')", text);
}

static bool
check_given(const struct field *f, const char *text, struct err *err)
{
	if (is_blank(text) && (f->flags & FIELD_REQUIRED))
		return err_set(err, ERR_INVALID, "a value is needed");
	return check_outside(f, text, err) && (f->check == NULL ||
	    *text == '\0' || f->check(f, text, err));
}

/* Text is taken as it is typed; of a number only the digits count. */
bool
field_parse(const struct field *f, void *base, const char *text,
    struct err *err)
{
	char *given = type_ops[f->type].blanks ? xstrdup(text) :
	    text_trim(text);
	bool ok = check_given(f, given, err) &&
	    type_ops[f->type].parse(f, member(f, base), given, err);

	if (!ok) {
		err_prefix(err, "%s", f->name);
		err_part(err, f->name);
	}
	free(given);
	return ok;
}

void
field_print(const struct field *f, const void *base, struct buf *b)
{
	type_ops[f->type].print(f, member_const(f, base), b);
}

char *
field_text(const struct field *f, const void *base)
{
	struct buf b = { 0 };

	field_print(f, base, &b);
	return buf_steal(&b);
}

char *
field_show(const struct field *f, const void *base)
{
	const void *p = member_const(f, base);
	char shown[THUMBPRINT_SHOWN];

	if (f->type == FIELD_CHOICE)
		return xstrdup(f->choices[*(const int *)p].label);
	if (f->type == FIELD_BOOL)
		return xstrdup(*(const bool *)p ? "yes" : "no");
	if (f->type == FIELD_SECRET && field_token(f, base) != NULL)
		return xstrdup(SECRET_SET);
	if (f->type == FIELD_CERT && *(char *const *)p != NULL)
		return xstrdup(thumbprint_show(*(char *const *)p, shown));
	return field_text(f, base);
}

const char *
field_token(const struct field *f, const void *base)
{
	return *(char *const *)member_const(f, base);
}

bool
field_is_empty(const struct field *f, const void *base)
{
	char *s;
	bool empty;

	if (f->type == FIELD_SECRET)
		return field_token(f, base) == NULL;
	s = field_text(f, base);
	empty = *s == '\0';
	free(s);
	return empty;
}

bool
field_equal(const struct field *f, const void *a, const void *b)
{
	const void *p = member_const(f, a), *q = member_const(f, b);

	if (type_ops[f->type].is_string)
		return str_same(*(char *const *)p, *(char *const *)q);
	if (f->type == FIELD_ROWS)
		return rows_equal(p, q);
	return memcmp(p, q, type_ops[f->type].size) == 0;
}

void
field_set_default(const struct field *f, void *base)
{
	bool number = f->type == FIELD_INT || f->type == FIELD_TIME ||
	    f->type == FIELD_DAYTIME;
	bool ok = true;

	if (f->def != NULL)
		ok = field_parse(f, base, f->def, NULL);
	else if (number)
		*(int64_t *)member(f, base) = f->flags & FIELD_OPTIONAL ?
		    FIELD_UNSET : f->min;
	/* A default that its own row refuses is a bug; a test looks too. */
	if (!ok)
		abort();
}

void
field_release(const struct field *f, void *base)
{
	void *p = member(f, base);

	if (type_ops[f->type].is_string)
		str_replace(p, NULL);
	else if (f->type == FIELD_ROWS)
		rows_clear(p);
}

void
field_copy(const struct field *f, void *to, const void *from)
{
	const void *p = member_const(f, from);
	const struct rows *r = p;
	size_t i;

	if (type_ops[f->type].is_string) {
		str_replace(member(f, to), *(char *const *)p);
	} else if (f->type == FIELD_ROWS) {
		rows_clear(member(f, to));
		for (i = 0; i < r->n; i++)
			rows_add(member(f, to), r->width,
			    (const char *const *)&r->cells[i * r->width]);
	} else {
		memcpy(member(f, to), p, type_ops[f->type].size);
	}
}

const struct field *
fields_find(const struct field *fields, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

void
fields_init(const struct field *fields, size_t n, void *base)
{
	size_t i;

	for (i = 0; i < n; i++)
		field_set_default(&fields[i], base);
}

void
fields_clear(const struct field *fields, size_t n, void *base)
{
	size_t i;

	for (i = 0; i < n; i++)
		field_release(&fields[i], base);
}
