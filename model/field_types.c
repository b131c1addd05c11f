/* SPDX-License-Identifier: ISC */
/* Times of day, sets of choices, secrets, and every type's range in words. */
#include "model/field_types.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/seal.h"
#include "base/text.h"

/* ---- time of day -------------------------------------------------------- */

/* "HH:MM" or "HH:MM:SS", nothing else. */
static bool
take_daytime(const char *s, int64_t *out)
{
	static const int limits[] = { 24, 60, 60 };
	int64_t n, all = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		if (!isdigit((unsigned char)s[0]) ||
		    !isdigit((unsigned char)s[1]))
			return false;
		n = (s[0] - '0') * 10 + s[1] - '0';
		if (n >= limits[i])
			return false;
		all = all * 60 + n;
		s += 2;
		if (*s == '\0' && i == 1) {
			*out = all * 60;
			return true;
		}
		if (*s != (i < 2 ? ':' : '\0'))
			return false;
		s++;
	}
	*out = all;
	return true;
}

bool
daytime_parse(const struct field *f, void *p, const char *text,
    struct err *err)
{
	if (*text == '\0')
		return field_parse_no_number(f, p, err);
	if (!take_daytime(text, p))
		return err_set(err, ERR_INVALID,
		    "time of day as 23:59:59 expected (%s)", text);
	return true;
}

void
daytime_print(const struct field *f, const void *p, struct buf *b)
{
	int64_t n = *(const int64_t *)p;

	(void)f;
	if (n != FIELD_UNSET)
		buf_addf(b, "%02d:%02d:%02d", (int)(n / 3600),
		    (int)(n / 60 % 60), (int)(n % 60));
}

/* ---- set ---------------------------------------------------------------- */

enum { MAX_SET = 64 };		/* choices a set may have */

/* Marks the choices named in text, which is cut up. */
static bool
mark_set(const struct choice *choices, char *text, bool *marked,
    struct err *err)
{
	char *save = NULL, *word;
	int i;

	for (word = strtok_r(text, ", \t", &save); word != NULL;
	    word = strtok_r(NULL, ", \t", &save)) {
		i = choice_find(choices, word);
		if (i < 0 || i >= MAX_SET)
			return choice_unknown(choices, word, err);
		marked[i] = true;
	}
	return true;
}

/* Each choice once and in the table's order, whatever was typed. */
bool
set_parse(const struct field *f, void *p, const char *text, struct err *err)
{
	bool marked[MAX_SET] = { false };
	char *words = xstrdup(text);
	struct buf b = { 0 };
	bool ok = mark_set(f->choices, words, marked, err);
	int i;

	for (i = 0; ok && f->choices[i].name != NULL; i++)
		if (marked[i])
			buf_addf(&b, "%s%s", b.len > 0 ? "," : "",
			    f->choices[i].name);
	if (ok)
		str_replace(p, b.len > 0 ? (char *)b.data : NULL);
	buf_clear(&b);
	free(words);
	return ok;
}

/* ---- secrets ------------------------------------------------------------ */

bool
secret_check(const struct field *f, const char *text, struct err *err)
{
	size_t max = f->max > 0 ? (size_t)f->max : MAX_FIELD_TEXT;
	const char *s;

	if (strlen(text) > max)
		return err_set(err, ERR_INVALID, "at most %zu bytes (%zu)",
		    max, strlen(text));
	for (s = text; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return err_set(err, ERR_INVALID,
			    "control characters are not allowed");
	return text_is_utf8(text, strlen(text)) ||
	    err_set(err, ERR_INVALID, "not valid UTF-8");
}

/* Nothing of the value in the error: it may be a plain one. */
bool
secret_parse(const struct field *f, void *p, const char *text,
    struct err *err)
{
	(void)f;
	if (*text != '\0' && !seal_is_token(text))
		return err_set(err, ERR_INVALID, "is not sealed");
	str_replace(p, *text != '\0' ? text : NULL);
	return true;
}

void
secret_print(const struct field *f, const void *p, struct buf *b)
{
	(void)f;
	(void)p;
	(void)b;
}

/* ---- in words ----------------------------------------------------------- */

static void
allowed_rows(const struct field *f, struct buf *b)
{
	size_t i;

	buf_adds(b, "rows of ");
	for (i = 0; i < f->rows->nfields; i++)
		buf_addf(b, "%s%s", i > 0 ? "|" : "", f->rows->fields[i].name);
	buf_adds(b, ", each ended by ';'");
}

static void
allowed_int(const struct field *f, struct buf *b)
{
	buf_addf(b, "whole number from %" PRId64 " to %" PRId64, f->min,
	    f->max);
	if (f->unit != NULL)
		buf_addf(b, ", %s", f->unit);
}

static void
allowed_time(const struct field *f, struct buf *b)
{
	(void)f;
	buf_adds(b, "time as 2026-12-31 23:59, UTC");
}

static void
allowed_daytime(const struct field *f, struct buf *b)
{
	(void)f;
	buf_adds(b, "time of day as 23:59:59");
}

static void
allowed_set(const struct field *f, struct buf *b)
{
	buf_adds(b, "any of ");
	choices_list(f->choices, b);
	buf_adds(b, ", separated by ','");
}

static void
allowed_bool(const struct field *f, struct buf *b)
{
	(void)f;
	buf_adds(b, "true or false");
}

static void
allowed_choice(const struct field *f, struct buf *b)
{
	choices_list(f->choices, b);
}

static void
allowed_ref(const struct field *f, struct buf *b)
{
	buf_addf(b, "name of %s %s",
	    strchr("aeiou", f->ref[0]) != NULL ? "an" : "a", f->ref);
}

static void
allowed_cert(const struct field *f, struct buf *b)
{
	buf_addf(b, "thumbprint: 40 hexadecimal digits (%s)",
	    usage_info(f->usage)->name);
}

static int64_t
most_bytes(const struct field *f)
{
	return f->max > 0 ? f->max : MAX_FIELD_TEXT;
}

static void
allowed_secret(const struct field *f, struct buf *b)
{
	buf_addf(b, "at most %" PRId64 " bytes, kept sealed and never shown",
	    most_bytes(f));
}

static void
allowed_text(const struct field *f, struct buf *b)
{
	buf_addf(b, "text, at most %" PRId64 " bytes", most_bytes(f));
	if (f->choices != NULL) {
		buf_adds(b, "; for instance ");
		choices_list(f->choices, b);
	}
}

static void (*const allowed[FIELD_TYPE_COUNT])(const struct field *,
    struct buf *) = {
	[FIELD_TEXT] = allowed_text,
	[FIELD_MEMO] = allowed_text,
	[FIELD_INT] = allowed_int,
	[FIELD_TIME] = allowed_time,
	[FIELD_BOOL] = allowed_bool,
	[FIELD_CHOICE] = allowed_choice,
	[FIELD_REF] = allowed_ref,
	[FIELD_CERT] = allowed_cert,
	[FIELD_ROWS] = allowed_rows,
	[FIELD_DAYTIME] = allowed_daytime,
	[FIELD_SET] = allowed_set,
	[FIELD_SECRET] = allowed_secret,
};

void
field_allowed(const struct field *f, struct buf *b)
{
	allowed[f->type](f, b);
	if (f->flags & FIELD_OPTIONAL)
		buf_adds(b, ", or empty");
}
