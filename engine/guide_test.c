/* SPDX-License-Identifier: ISC */
#include "engine/guide_test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct guide_case *
guide_proof_add(struct guide_proof *p, const char *way, const char *title)
{
	p->v = grow(p->v, p->n, &p->cap, sizeof(*p->v));
	p->v[p->n] = (struct guide_case){ .way = xstrdup(way),
	    .title = title };
	return &p->v[p->n++];
}

void
guide_proof_clear(struct guide_proof *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		free(p->v[i].way);
		free(p->v[i].party);
		free(p->v[i].text);
		trace_clear(&p->v[i].trace);
	}
	free(p->v);
	connection_report_clear(&p->report);
	connection_request_clear(&p->request);
	memset(p, 0, sizeof(*p));
}

bool
guide_prove(const struct guide *g, struct guide_proof *proof,
    struct err *err)
{
	bool ok = g->task->prove(g, proof, err);
	size_t i;

	proof->passed = ok && proof->n > 0;
	for (i = 0; i < proof->n; i++)
		proof->passed = proof->passed && proof->v[i].passed;
	return ok || err_prefix(err, "self-test");
}

bool
guide_proof_record(const struct guide *g, const struct guide_proof *p,
    struct err *err)
{
	return !p->connected || connection_record(g->model,
	    guide_get(g, NULL, "port"), &p->request, &p->report, err);
}
