/* SPDX-License-Identifier: ISC */
/* guide sheet */
#include <string.h>

#include "base/buf.h"
#include "cli/json.h"
#include "cli/verbs.h"
#include "engine/guide_sheet.h"

bool
verb_guide_sheet(struct invocation *c, struct err *err)
{
	struct sheet_order o = { .kind = c->args[0], .name = c->args[1],
		.party = c->nargs > 2 ? c->args[2] : NULL,
		.contact = c->options[OPTION_CONTACT] };
	struct buf text = { 0 };
	char *rest, *line;
	json_t *j;
	bool ok = invocation_at(c, &o.at, err) &&
	    guide_sheet(c->model, &o, &text, err);

	if (ok && invocation_has(c, OPTION_JSON)) {
		j = json_document();
		json_put(j, "kind", json_of_text(o.kind));
		json_put(j, "name", json_of_text(o.name));
		json_put(j, "party", json_of_text(o.party));
		json_put(j, "text", json_of_text((char *)text.data));
		json_print(&c->out, j);
	} else if (ok) {
		rest = (char *)text.data;
		while ((line = strsep(&rest, "\n")) != NULL &&
		    (*line != '\0' || rest != NULL)) {
			out_safe(&c->out, line);
			out_text(&c->out, "\n");
		}
	}
	buf_clear(&text);
	return ok;
}
