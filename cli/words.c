/* SPDX-License-Identifier: ISC */
#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#define MAX_LISTED 14		/* more words than that nobody reads */

void
words_add(struct words *w, const char *word)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (strcmp(w->v[i], word) == 0)
			return;
	w->v = grow(w->v, w->n, &w->cap, sizeof(*w->v));
	w->v[w->n++] = word;
}

void
words_clear(struct words *w)
{
	free(w->v);
	memset(w, 0, sizeof(*w));
}

const char *
words_nearest(const struct words *w, const char *word)
{
	size_t best = strlen(word) / 3 + 2, d, i;
	const char *found = NULL;

	for (i = 0; i < w->n; i++) {
		d = text_distance(word, w->v[i]);
		/* All letters different is no similarity. */
		if (d < best && d < strlen(w->v[i])) {
			best = d;
			found = w->v[i];
		}
	}
	return found;
}

/* "one of a, b, c expected", where that is short enough to read. */
static void
expect(const struct words *w, struct buf *b)
{
	size_t i;

	if (w->n > MAX_LISTED) {
		buf_adds(b, "see `sealport help'");
		return;
	}
	buf_adds(b, "one of ");
	for (i = 0; i < w->n; i++)
		buf_addf(b, "%s%s", i > 0 ? ", " : "", w->v[i]);
	buf_adds(b, " expected");
}

bool
words_unknown(struct words *w, const char *what, const char *word,
    struct err *err)
{
	const char *near = word != NULL ? words_nearest(w, word) : NULL;
	struct buf b = { 0 };

	if (near != NULL) {
		err_set(err, ERR_USAGE, "%s: unknown, the nearest is %s (%s)",
		    what, near, word);
	} else {
		expect(w, &b);
		if (word != NULL)
			err_set(err, ERR_USAGE, "%s: unknown, %s (%s)", what,
			    (char *)b.data, word);
		else
			err_set(err, ERR_USAGE, "%s: %s", what,
			    (char *)b.data);
		buf_clear(&b);
	}
	words_clear(w);
	return false;
}
