/* SPDX-License-Identifier: ISC */
/*
 * Certificates by computer and account, of the browser's audit: a word and a
 * glyph in each cell.  The certificate's column stays while one goes on.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "tui/browser.h"
#include "tui/form.h"
#include "tui/part.h"
#include "tui/views.h"

enum { TITLE = 20, CELL = 12 };

static void
add_row(struct view *v, const struct report *r, const struct report_cert *c,
    bool utf8)
{
	char *cells[MAX_REPORT_PLACES + 1];
	size_t p;

	cells[0] = c->title;
	for (p = 0; p < r->nplaces; p++)
		cells[p + 1] = need_text((enum need_state)c->states[p], utf8);
	static_view_add(v, c->thumbprint, (const char *const *)cells,
	    need_style(c->worst));
	for (p = 0; p < r->nplaces; p++)
		free(cells[p + 1]);
}

struct view *
matrix_view_open(struct ui *ui, const struct node *n)
{
	static const struct view_column title = { "Certificate", TITLE };
	struct view *v = static_view_new(&title, 1);
	const char *why = NULL;
	const struct report *r = browser_report(ui, &why);
	size_t i;

	(void)n;
	v->sorts = true;
	v->fixed = true;
	v->empty = r != NULL ? "no certificate is needed anywhere" : why;
	if (r == NULL)
		return v;
	for (i = 0; i < r->nplaces; i++)
		view_add_column(v, r->places[i], CELL);
	for (i = 0; i < r->ncerts; i++)
		add_row(v, r, &r->certs[i], screen_utf8(ui->screen));
	if (r->matrix_cut)
		static_view_add(v, "", (const char *const *)(const char
		    *[MAX_REPORT_PLACES + 1]){ "more: audit matrix" },
		    STYLE_GREY);
	return v;
}

void
matrix_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *row)
{
	struct part_target to = { .kind = NULL };
	char *thumbprint = xstrdup(row->key);

	(void)n;
	if (*thumbprint != '\0' && part_show(ui, "certificate", thumbprint,
	    &to))
		form_edit_with(ui, to.kind, to.object, to.field, to.value);
	part_target_clear(&to);
	free(thumbprint);
}
