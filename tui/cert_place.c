/* SPDX-License-Identifier: ISC */
#include "tui/cert_place.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/requirement.h"
#include "model/inventory.h"
#include "tui/browser.h"
#include "tui/report.h"

/* What is said before the place, the worst first. */
static const struct {
	enum need_state state;
	const char *words;
} faults[] = {
	{ NEED_MISSING, "not on" },
	{ NEED_NO_KEY, "without its key on" },
	{ NEED_BAD_KEY, "its key does not work on" },
	{ NEED_OPEN, "its key is open to others on" },
	{ NEED_UNKNOWN, "not known whether on" },
};

/* Places of one state: the first of them, and how many. */
struct places {
	const struct report_need *first;
	size_t n;
};

struct search {
	struct ui *ui;
	const struct cert_use *use;
	const char *thumbprint;
	struct places by[NEED_STATES];
	struct inventory inventory;
	bool loaded;
	struct requirements draft;	/* where no audit has seen a need */
	struct report_need *drafted;
};

static void
add(struct search *s, const struct report_need *n)
{
	enum need_state state = n->state;
	struct places *p;

	if (strcmp(n->thumbprint, s->thumbprint) != 0) {
		/* What cannot be read leaves all of it unknown. */
		if (!s->loaded)
			inventory_current(&s->inventory, s->ui->model, NULL);
		s->loaded = true;
		state = need_in_store(inventory_find(&s->inventory,
		    n->computer, usage_info(s->use->usage)->store,
		    n->account), s->use->usage, s->thumbprint);
	}
	p = &s->by[state];
	if (p->n++ == 0)
		p->first = n;
}

static void
say(const struct places *p, const char *words, struct buf *b)
{
	buf_addf(b, "%s%s %s", b->len > 0 ? "; " : "", words,
	    p->first->computer);
	if (p->first->account != NULL)
		buf_addf(b, " (%s)", p->first->account);
	if (p->n > 1)
		buf_addf(b, " and %zu more", p->n - 1);
}

/* Is that of the same assignment: itself, or what it follows? */
static bool
concerns(const struct report_need *n, const struct cert_use *use, bool exact)
{
	size_t len = strlen(n->field);

	return use->object != NULL && strcmp(n->kind, use->kind) == 0 &&
	    strcmp(n->object, use->object) == 0 &&
	    strncmp(n->field, use->field, len) == 0 && (exact ?
	    use->field[len] == '\0' : use->field[len] == '_');
}

/* A field that was empty, an object that is new: as if it were saved. */
static void
add_draft(struct search *s)
{
	const struct requirement *r;
	size_t i;

	if (s->use->draft == NULL || !requirements_of_draft(s->ui->model,
	    s->use->draft, ui_now(s->ui), &s->draft, NULL))
		return;
	s->drafted = xcalloc(s->draft.n + 1, sizeof(*s->drafted));
	for (i = 0; i < s->draft.n; i++) {
		r = &s->draft.v[i];
		s->drafted[i] = (struct report_need){ .thumbprint =
		    (char *)"", .computer = r->computer,
		    .account = r->account };
		if (strcmp(r->field, s->use->field) == 0 &&
		    strcmp(r->thumbprint, s->thumbprint) == 0)
			add(s, &s->drafted[i]);
	}
}

enum style
cert_place_judge(struct ui *ui, const struct cert_use *use,
    const char *thumbprint, struct buf *b)
{
	struct search s = { .ui = ui, .use = use, .thumbprint = thumbprint };
	enum style style = STYLE_NORMAL;
	bool exact = false, seen = false;
	const struct report *r;
	const char *why;
	size_t i;

	r = use->object != NULL || use->draft != NULL ?
	    browser_report(ui, &why) : NULL;
	for (i = 0; r != NULL && i < r->nneeds && !exact; i++)
		exact = concerns(&r->needs[i], use, true);
	for (i = 0; r != NULL && i < r->nneeds; i++)
		if (concerns(&r->needs[i], use, exact)) {
			seen = true;
			add(&s, &r->needs[i]);
		}
	if (r != NULL && !seen)
		add_draft(&s);
	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (s.by[faults[i].state].n == 0)
			continue;
		say(&s.by[faults[i].state], faults[i].words, b);
		if (style != STYLE_ERROR)
			style = need_word(faults[i].state)->bad ?
			    STYLE_ERROR : STYLE_WARNING;
	}
	inventory_clear(&s.inventory);
	requirements_clear(&s.draft);
	free(s.drafted);
	return style;
}
