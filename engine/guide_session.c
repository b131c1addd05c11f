/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "engine/guide.h"

/* The first line, with the time; answers are single lines of text. */
#define MAGIC "sealport guide 1 "

enum { KEY_DIGITS = 16 };

static char *
session_path(const struct guide *g, struct err *err)
{
	const char *database = g->model->settings->database;
	char *dir = file_state_folder(), *path;
	char hex[SHA256_HEX];

	if (dir == NULL) {
		err_set(err, ERR_NOT_FOUND, "guide: no home folder");
		return NULL;
	}
	digest_sha256(database, strlen(database), hex);
	path = xasprintf("%s/guide-%.*s-%s", dir, KEY_DIGITS, hex,
	    g->task->name);
	free(dir);
	return path;
}

bool
guide_session_save(const struct guide *g, struct err *err)
{
	char *path = session_path(g, err), *dir;
	struct buf b = { 0 };
	bool ok = path != NULL;
	size_t i;

	if (!ok)
		return false;
	buf_addf(&b, MAGIC "%" PRId64 "\n", when_now());
	for (i = 0; i < g->answers.n; i++)
		buf_addf(&b, "%s=%s\n", g->answers.v[i].name,
		    g->answers.v[i].value);
	dir = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	ok = file_mkdirs(dir, 0700, err) &&
	    file_write(path, b.data, b.len, 0600, err);
	free(dir);
	free(path);
	buf_clear(&b);
	return ok;
}

static bool
parse(struct guide *g, char *text, int64_t *when)
{
	char *line = strsep(&text, "\n"), *equals;
	long long n;

	if (!text_starts(line, MAGIC) ||
	    !text_to_int(line + strlen(MAGIC), &n))
		return false;
	*when = (int64_t)n;
	while ((line = strsep(&text, "\n")) != NULL && *line != '\0') {
		equals = strchr(line, '=');
		if (equals == NULL || g->answers.n == MAX_GUIDE_ANSWERS)
			return false;
		*equals = '\0';
		props_set(&g->answers, line, equals + 1);
	}
	return true;
}

bool
guide_session_load(struct guide *g, int64_t *when, struct err *err)
{
	char *path = session_path(g, err);
	struct buf b = { 0 };
	bool ok = path != NULL;

	if (ok && access(path, F_OK) != 0)
		ok = err_set(err, ERR_NOT_FOUND, "guide: nothing was kept");
	ok = ok && file_read(&b, path, MAX_GUIDE_FILE, err);
	if (ok && (b.len == 0 || memchr(b.data, '\0', b.len) != NULL ||
	    !parse(g, (char *)b.data, when))) {
		props_clear(&g->answers);
		ok = err_set(err, ERR_INVALID, "%s: cannot be read as the "
		    "answers of a guide", path);
	}
	buf_clear(&b);
	free(path);
	return ok;
}

void
guide_session_remove(const struct guide *g)
{
	char *path = session_path(g, NULL);

	if (path != NULL)
		unlink(path);
	free(path);
}

/* ---- beside the answers -------------------------------------------------- */

/* No question has such an id. */
static char *
typed_name(const struct guide_question *q)
{
	return xasprintf(".typed.%s", q->id);
}

const char *
guide_typed(const struct guide_question *q)
{
	char *name = typed_name(q);
	const char *text = props_get(&q->guide->answers, name);

	free(name);
	return text;
}

void
guide_set_typed(struct guide *g, const struct guide_question *q,
    const char *text)
{
	char *name = typed_name(q);

	if (text == NULL)
		props_unset(&g->answers, name);
	else if (g->answers.n < MAX_GUIDE_ANSWERS &&
	    strlen(text) <= MAX_GUIDE_ANSWER && strchr(text, '\n') == NULL)
		props_set(&g->answers, name, text);
	free(name);
}
