/* SPDX-License-Identifier: ISC */
#include "model/audit/waive.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"

static const struct waiver *
find_waiver(const struct audit *a, const struct finding *f)
{
	const struct waiver *w;
	char *name;

	if (f->object == NULL)
		return NULL;
	name = waiver_name(f->rule->id, f->kind, f->object);
	w = (const struct waiver *)snapshot_find(a->snapshot,
	    kind_waiver.name, name);
	free(name);
	return w != NULL && a->at < w->until ? w : NULL;
}

void
waivers_apply(struct audit *a)
{
	const struct waiver *w;
	struct finding *f;

	if (snapshot_all(a->snapshot, kind_waiver.name)->n == 0)
		return;
	for (f = a->v; f < a->v + a->n; f++) {
		if (f->result != AUDIT_FINDING ||
		    (w = find_waiver(a, f)) == NULL)
			continue;
		f->result = AUDIT_WAIVED;
		f->waived_by = xstrdup(w->granted_by);
		f->waived_why = xstrdup(w->reason);
		f->waived_until = w->until;
	}
}

size_t
waiver_uses(const struct audit *a, const struct waiver *w)
{
	const struct finding *f;
	size_t n = 0;

	for (f = a->v; f < a->v + a->n; f++)
		n += f->result == AUDIT_WAIVED &&
		    strcmp(f->rule->id, w->rule) == 0 &&
		    strcmp(f->kind, w->object_kind) == 0 &&
		    strcmp(f->object, w->waived) == 0;
	return n;
}

struct object *
waiver_draft(const struct finding *f, int64_t now)
{
	struct object *o = object_new(&kind_waiver);
	struct waiver *w = (struct waiver *)o;

	w->rule = xstrdup(f->rule->id);
	w->object_kind = xstrdup(f->kind);
	w->waived = xstrdup(f->object);
	w->until = now + (int64_t)WAIVER_DAYS_LOSS * DAY_SECONDS;
	w->until -= w->until % DAY_SECONDS;
	o->name = waiver_name(w->rule, w->object_kind, w->waived);
	return o;
}
