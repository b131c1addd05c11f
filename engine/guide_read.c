/* SPDX-License-Identifier: ISC */
/* A guide's answers from a file, and texts of several lines as one answer. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "engine/guide.h"

#define PEM_BEGIN "-----BEGIN "
#define PEM_END "-----END "

bool
guide_goes_on(const char *text)
{
	return strstr(text, PEM_BEGIN) != NULL &&
	    strstr(text, PEM_END) == NULL;
}

bool
guide_is_pasted(const char *answer)
{
	return text_starts(answer, PEM_BEGIN);
}

/* Line ends as RFC 7468 wants them; blanks are none of the text's own. */
bool
guide_pasted(const char *answer, struct buf *pem, struct err *err)
{
	const char *end = strstr(answer, PEM_END), *p;
	const char *label = answer + strlen(PEM_BEGIN);
	const char *close = strstr(label, "-----");
	size_t n = close != NULL ? (size_t)(close - label) : 0;

	/* Answers are kept in clear. */
	if (close != NULL && memmem(label, n, "PRIVATE", 7) != NULL)
		return err_set(err, ERR_INVALID, "a private key is not to be "
		    "pasted here");
	if (end == NULL || close == NULL || close > end)
		return err_set(err, ERR_INVALID, "pasted text has no end");
	buf_addf(pem, PEM_BEGIN "%.*s-----\n", (int)n, label);
	for (p = close + 5; p < end; p++)
		if (*p == ' ')
			buf_addc(pem, '\n');
		else
			buf_addc(pem, *p);
	buf_addf(pem, "\n" PEM_END "%.*s-----\n", (int)n, label);
	return true;
}

static bool
read_line(struct guide *g, char *line, size_t number, struct err *err)
{
	char *equals = strchr(line, '='), *id, *value;
	bool ok;

	if (equals == NULL)
		return err_set(err, ERR_INVALID, "line %zu: ID=VALUE expected",
		    number);
	*equals = '\0';
	id = text_trim(line);
	value = text_trim(equals + 1);
	if (*id == '\0' || *id == '.' || props_get(&g->answers, id) != NULL)
		ok = err_set(err, ERR_INVALID, "line %zu: %s (%s)", number,
		    *id == '\0' || *id == '.' ? "no question has this id" :
		    "answered twice", id);
	else if (g->answers.n == MAX_GUIDE_ANSWERS)
		ok = err_set(err, ERR_TOO_LARGE, "more than %d answers",
		    MAX_GUIDE_ANSWERS);
	else
		ok = true;
	if (ok)
		props_set(&g->answers, id, value);
	free(id);
	free(value);
	return ok;
}

bool
guide_read(struct guide *g, const char *path, struct err *err)
{
	char *rest, *line;
	struct buf b = { 0 }, whole = { 0 };
	size_t number = 0;	/* counts what is pasted as one */
	bool ok = file_read(&b, path, MAX_GUIDE_FILE, err);

	if (ok && b.len > 0 && memchr(b.data, '\0', b.len) != NULL)
		ok = err_set(err, ERR_INVALID, "%s: text expected", path);
	rest = b.len > 0 ? (char *)b.data : NULL;
	while (ok && (line = strsep(&rest, "\n")) != NULL) {
		number++;
		line[strcspn(line, "\r")] = '\0';
		if (line[strspn(line, " \t")] == '\0' ||
		    line[strspn(line, " \t")] == '#')
			continue;
		buf_reset(&whole);
		buf_adds(&whole, line);
		while (guide_goes_on((char *)whole.data) &&
		    (line = strsep(&rest, "\n")) != NULL) {
			line[strcspn(line, "\r")] = '\0';
			buf_addf(&whole, " %s", line);
		}
		ok = read_line(g, (char *)whole.data, number, err) ||
		    err_prefix(err, "%s", path);
	}
	buf_clear(&whole);
	buf_clear(&b);
	return ok;
}

bool
guide_surplus(const struct guide *g, const struct guide_questions *list,
    struct err *err)
{
	size_t i, j;

	for (i = 0; i < g->answers.n; i++) {
		for (j = 0; j < list->n && strcmp(list->v[j].id,
		    g->answers.v[i].name) != 0; j++)
			;
		if (j == list->n && g->answers.v[i].name[0] != '.')
			return err_set(err, ERR_INVALID, "%s: is not asked "
			    "by what is answered besides (%s)",
			    g->answers.v[i].name, g->answers.v[i].value);
	}
	return true;
}
