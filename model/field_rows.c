/* SPDX-License-Identifier: ISC */
/* Rows as text: cells joined by '|', each row ended by ';'. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/field_types.h"

/* Nothing but blanks, escaped or not, up to the end of the cell? */
static bool
ends_blank(const char *s)
{
	while (*s == ' ' || (s[0] == '\\' && s[1] == ' '))
		s += *s == ' ' ? 1 : 2;
	return *s == '\0' || *s == '|' || *s == ';';
}

/*
 * The next cell of "a|b|c;d|e|f": appended to b, the character that ended it
 * returned.  A backslash escapes '|', ';' and itself and is plain elsewhere,
 * so that "DOMAIN\user" can be typed as it is.  Blanks around a cell are for
 * the eye ("a | b"); one that belongs to it is escaped as well.
 */
static char
next_cell(const char **s, struct buf *b)
{
	size_t keep = 0;

	buf_adds(b, "");
	while (isspace((unsigned char)**s))
		(*s)++;
	for (; **s != '\0' && **s != '|' && **s != ';'; (*s)++) {
		bool escaped = **s == '\\' && ((*s)[1] == ' ' ?
		    b->len == 0 || ends_blank(*s) : (*s)[1] != '\0' &&
		    strchr("|;\\", (*s)[1]) != NULL);

		*s += escaped;
		buf_addc(b, **s);
		if (escaped || !isspace((unsigned char)**s))
			keep = b->len;
	}
	b->len = keep;
	buf_adds(b, "");
	if (**s == '\0')
		return '\0';
	return *(*s)++;
}

static void
print_cell(const char *s, struct buf *b)
{
	const char *first = s;

	for (; *s != '\0'; s++) {
		bool outer = s == first || s[1] == '\0';

		if (*s == '|' || *s == ';' || (*s == ' ' && outer) ||
		    (*s == '\\' && (s[1] == '\0' ||
		    strchr("|;\\ ", s[1]) != NULL)))
			buf_addc(b, '\\');
		buf_addc(b, *s);
	}
}

/* One cell through its own field row: checked, and normalised by choice. */
static bool
normal_cell(const struct field *f, const char *text, char **out,
    struct err *err)
{
	int i;

	if (*text == '\0' && (f->flags & FIELD_REQUIRED))
		return err_set(err, ERR_INVALID, "%s: a value is needed",
		    f->label);
	if (!field_check_text(f, text, err))
		return err_prefix(err, "%s", f->label);
	if (f->type == FIELD_CHOICE) {
		i = choice_find(f->choices, text);
		if (i < 0) {
			choice_unknown(f->choices, text, err);
			return err_prefix(err, "%s", f->label);
		}
		text = f->choices[i].name;
	}
	if (f->check != NULL && !f->check(f, text, err))
		return err_prefix(err, "%s", f->label);
	*out = xstrdup(text);
	return true;
}

static bool
parse_one_row(const struct row_table *t, const char **s, struct rows *rows,
    struct err *err)
{
	char *cells[16] = { NULL };
	struct buf b = { 0 };
	bool ok = true;
	char end = '|';
	size_t i;

	for (i = 0; ok && i < t->nfields; i++) {
		if (end != '|') {
			ok = err_set(err, ERR_INVALID,
			    "%zu cells a row expected, separated by '|'",
			    t->nfields);
			break;
		}
		buf_reset(&b);
		end = next_cell(s, &b);
		ok = normal_cell(&t->fields[i], (char *)b.data, &cells[i],
		    err);
	}
	if (ok && end == '|')
		ok = err_set(err, ERR_INVALID,
		    "%zu cells a row expected, separated by '|'", t->nfields);
	if (ok)
		rows_add(rows, t->nfields, (const char *const *)cells);
	for (i = 0; i < t->nfields; i++)
		free(cells[i]);
	buf_clear(&b);
	return ok;
}

bool
rows_parse(const struct field *f, void *p, const char *text, struct err *err)
{
	struct rows rows = { 0 };
	const char *s = text;

	while (*s != '\0') {
		if (rows.n == MAX_FIELD_ROWS) {
			rows_clear(&rows);
			return err_set(err, ERR_INVALID, "at most %d rows",
			    MAX_FIELD_ROWS);
		}
		if (!parse_one_row(f->rows, &s, &rows, err)) {
			err_prefix(err, "row %zu", rows.n + 1);
			rows_clear(&rows);
			return false;
		}
		while (*s == ' ' || *s == '\n')
			s++;
	}
	rows_clear(p);
	*(struct rows *)p = rows;
	return true;
}

void
rows_print(const struct field *f, const void *p, struct buf *b)
{
	const struct rows *r = p;
	size_t i, j;

	(void)f;
	for (i = 0; i < r->n; i++) {
		for (j = 0; j < r->width; j++) {
			if (j > 0)
				buf_addc(b, '|');
			print_cell(rows_cell(r, i, j), b);
		}
		buf_addc(b, ';');
	}
}
