/* SPDX-License-Identifier: ISC */
#include "model/audit/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/edit.h"
#include "model/history.h"

static int
compare_text(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

/*
 * Is it about the same?  What is wrong with a certificate itself is told once
 * for all that use it: whichever of them comes first is no difference.
 */
static int
compare_subject(const struct finding *x, const struct finding *y)
{
	int r = strcmp(x->rule->id, y->rule->id);

	if (r == 0)
		r = compare_text(x->thumbprint, y->thumbprint);
	if (r != 0 || x->rule->run == audit_each_cert)
		return r;
	r = strcmp(x->kind, y->kind);
	if (r == 0)
		r = compare_text(x->object, y->object);
	if (r == 0)
		r = compare_text(x->field, y->field);
	if (r == 0)
		r = compare_text(x->computer, y->computer);
	return r != 0 ? r : compare_text(x->account, y->account);
}

static int
compare_pointers(const void *a, const void *b)
{
	return compare_subject(*(const struct finding *const *)a,
	    *(const struct finding *const *)b);
}

static const struct finding **
sorted(const struct audit *a)
{
	const struct finding **v = xcalloc(a->n + 1, sizeof(*v));
	size_t i;

	for (i = 0; i < a->n; i++)
		v[i] = &a->v[i];
	qsort(v, a->n, sizeof(*v), compare_pointers);
	return v;
}

static void
add(struct findings *list, const struct finding *f)
{
	if (f->result != AUDIT_FINDING)
		return;
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	list->v[list->n++] = f;
}

struct difference {
	struct findings *added, *settled;
};

/* The same subject before and after. */
static void
weigh(struct difference *e, const struct finding *was,
    const struct finding *is)
{
	bool same = was->result == is->result;

	if (is->result == AUDIT_WAIVED ||
	    (same && is->severity > was->severity))
		add(e->settled, was);
	else if (!same || is->severity < was->severity)
		add(e->added, is);
}

void
findings_compare(const struct audit *before, const struct audit *after,
    struct findings *added, struct findings *settled)
{
	struct difference d = { added, settled };
	const struct finding **a = sorted(before), **b = sorted(after);
	size_t i = 0, j = 0;
	int r;

	while (i < before->n || j < after->n) {
		r = i == before->n ? 1 : j == after->n ? -1 :
		    compare_subject(a[i], b[j]);
		if (r < 0)
			add(settled, a[i++]);
		else if (r > 0)
			add(added, b[j++]);
		else
			weigh(&d, a[i++], b[j++]);
	}
	free(a);
	free(b);
}

size_t
findings_count(const struct findings *list, enum severity severity)
{
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		n += list->v[i]->severity == severity;
	return n;
}

void
findings_clear(struct findings *list)
{
	free(list->v);
	memset(list, 0, sizeof(*list));
}

struct audit *
audit_of_revision(struct model *m, int64_t revision, int64_t at,
    struct err *err)
{
	struct edit *e = edit_begin(m, ROLE_ADMINISTRATOR, NULL, err);
	struct audit *a = NULL;

	if (e == NULL)
		return NULL;
	if (history_revert(e, m, revision, err))
		a = audit_of_model(m, at, err);
	edit_cancel(e);
	return a;
}
