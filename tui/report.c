/* SPDX-License-Identifier: ISC */
#include "tui/report.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/audit/gaps.h"
#include "model/rollovers.h"

enum { RANK_UNKNOWN = 3, RANK_WAIVED, RANKS };

/* The severities, then what could not be answered, and what is accepted. */
static size_t
rank(const struct finding *f)
{
	return f->result == AUDIT_UNKNOWN ? RANK_UNKNOWN :
	    f->result == AUDIT_WAIVED ? RANK_WAIVED : (size_t)f->severity;
}

/* Of places that stand together the first says which computer it is. */
static void
copy_places(struct report *r, const struct matrix *m)
{
	const struct matrix_place *p;
	size_t i;

	r->nplaces = m->nplaces < MAX_REPORT_PLACES ? m->nplaces :
	    MAX_REPORT_PLACES;
	r->places = xcalloc(r->nplaces + 1, sizeof(*r->places));
	for (i = 0; i < r->nplaces; i++) {
		p = &m->places[i];
		r->places[i] = p->account == NULL ? xstrdup(p->computer) :
		    xasprintf("%s+%s", i > 0 && strcmp(p[-1].computer,
		    p->computer) == 0 ? "" : p->computer, p->account);
	}
}

static enum need_state
worst_of(const struct matrix *m, size_t cert)
{
	enum need_state worst = NEED_NONE;
	size_t p;

	for (p = 0; p < m->nplaces; p++)
		if (matrix_cell(m, cert, p) > worst)
			worst = matrix_cell(m, cert, p);
	return worst;
}

static void
copy_cert(struct report *r, const struct matrix *m, size_t cert)
{
	struct report_cert *c = &r->certs[r->ncerts++];
	size_t p;

	c->title = xstrdup(m->certs[cert].title);
	c->thumbprint = xstrdup(m->certs[cert].thumbprint);
	c->worst = worst_of(m, cert);
	c->states = xcalloc(r->nplaces + 1, 1);
	for (p = 0; p < r->nplaces; p++)
		c->states[p] = (unsigned char)matrix_cell(m, cert, p);
}

static void
copy_matrix(struct report *r, const struct needs *needs)
{
	struct matrix m;
	size_t i, max;
	int worst;

	matrix_make(needs, &m);
	copy_places(r, &m);
	max = m.ncerts < MAX_REPORT_FINDINGS ? m.ncerts :
	    MAX_REPORT_FINDINGS;
	r->certs = xcalloc(max + 1, sizeof(*r->certs));
	for (worst = NEED_STATES - 1; worst > NEED_NONE; worst--)
		for (i = 0; i < m.ncerts && r->ncerts < max; i++)
			if ((int)worst_of(&m, i) == worst)
				copy_cert(r, &m, i);
	r->matrix_cut = max < m.ncerts || r->nplaces < m.nplaces;
	matrix_clear(&m);
}

static void
free_matrix(struct report *r)
{
	size_t i;

	for (i = 0; i < r->ncerts; i++) {
		free(r->certs[i].title);
		free(r->certs[i].thumbprint);
		free(r->certs[i].states);
	}
	for (i = 0; i < r->nplaces; i++)
		free(r->places[i]);
	free(r->certs);
	free(r->places);
}

static void
copy_needs(struct report *r, const struct audit *a)
{
	const struct need *n;
	struct needs all;
	size_t i;
	int worst;

	needs_collect(a, NULL, &all);
	copy_matrix(r, &all);
	r->needs = xcalloc(all.n < MAX_REPORT_FINDINGS ? all.n :
	    MAX_REPORT_FINDINGS, sizeof(*r->needs));
	for (worst = NEED_STATES - 1; worst > NEED_NONE; worst--)
		for (i = 0; i < all.n && r->nneeds < MAX_REPORT_FINDINGS;
		    i++) {
			n = &all.v[i];
			if ((int)n->state != worst)
				continue;
			r->needs[r->nneeds++] = (struct report_need){
				.state = n->state,
				.title = xstrdup(need_title(n)),
				.thumbprint = xstrdup(n->r->thumbprint),
				.computer = xstrdup(n->r->computer),
				.account = xstrdup(n->r->account),
				.kind = xstrdup(n->r->kind),
				.object = xstrdup(n->r->object),
				.field = xstrdup(n->r->field) };
		}
	needs_clear(&all);
}

static void
free_needs(struct report *r)
{
	struct report_need *n;

	for (n = r->needs; n < r->needs + r->nneeds; n++) {
		free(n->title);
		free(n->thumbprint);
		free(n->computer);
		free(n->account);
		free(n->kind);
		free(n->object);
		free(n->field);
	}
	free(r->needs);
}

/* Takes text over. */
static void
add_gap(struct report *r, const char *computer, char *text)
{
	r->gaps = grow(r->gaps, r->ngaps, &r->capgaps, sizeof(*r->gaps));
	r->gaps[r->ngaps++] = (struct report_gap){ xstrdup(computer), text };
}

/* How complete it is. */
static void
copy_gaps(struct report *r, const struct audit *a)
{
	struct gaps all;
	size_t i;

	gaps_find(a, &all);
	for (i = 0; i < all.n && i < MAX_REPORT_FINDINGS; i++)
		add_gap(r, all.v[i].computer, gap_line(&all.v[i]));
	for (i = 0; i < all.nuntold && i < MAX_REPORT_FINDINGS; i++)
		add_gap(r, all.untold[i].computer,
		    untold_line(&all.untold[i]));
	gaps_clear(&all);
}

static void
free_gaps(struct report *r)
{
	size_t i;

	for (i = 0; i < r->ngaps; i++) {
		free(r->gaps[i].computer);
		free(r->gaps[i].text);
	}
	free(r->gaps);
}

static struct report *
report_new(const struct audit *a)
{
	struct report *r = xcalloc(1, sizeof(*r));
	size_t want = a->n < MAX_REPORT_FINDINGS ? a->n :
	    MAX_REPORT_FINDINGS, worst, i;

	r->v = xcalloc(want, sizeof(*r->v));
	for (worst = 0; worst < RANKS; worst++)
		for (i = 0; i < a->n && r->n < want; i++)
			if (rank(&a->v[i]) == worst && !a->v[i].untold)
				finding_copy(&r->v[r->n++], &a->v[i]);
	copy_gaps(r, a);
	for (i = 0; i < a->n; i++)
		r->left_out += !a->v[i].untold;
	r->left_out -= r->n;
	copy_needs(r, a);
	calendar_make(a, CALENDAR_DAYS, &r->calendar);
	r->unknown = a->unknown;
	r->waived = a->waived;
	memcpy(r->by_severity, a->by_severity, sizeof(r->by_severity));
	return r;
}

void
report_free(struct report *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->n; i++)
		finding_clear(&r->v[i]);
	free(r->v);
	free_gaps(r);
	free_needs(r);
	free_matrix(r);
	calendar_clear(&r->calendar);
	free(r);
}

struct report *
report_of_model(struct model *m, int64_t at, struct err *err)
{
	struct audit *a = audit_of_model(m, at, err);
	struct report *r = a != NULL ? report_new(a) : NULL;

	if (r != NULL && !rollovers_count(&r->rollovers, m, a->snapshot, at,
	    err)) {
		report_free(r);
		r = NULL;
	}
	audit_free(a);
	return r;
}

/* ---- beside the console ------------------------------------------------ */

struct report_job {
	pthread_t thread;
	const struct settings *settings;
	int64_t at;
	struct report *report;
	struct err err;
	atomic_bool done;
};

static void *
run(void *arg)
{
	struct report_job *job = arg;
	struct model *m = model_open(job->settings, true, &job->err);

	if (m != NULL)
		job->report = report_of_model(m, job->at, &job->err);
	model_close(m);
#ifdef __GLIBC__
	/* A snapshot of a large group would stay with us otherwise. */
	malloc_trim(0);
#endif
	atomic_store(&job->done, true);
	return NULL;
}

struct report_job *
report_start(const struct settings *settings, int64_t at, struct err *err)
{
	struct report_job *job = xcalloc(1, sizeof(*job));
	int e;

	job->settings = settings;
	job->at = at;
	e = pthread_create(&job->thread, NULL, run, job);
	if (e == 0)
		return job;
	free(job);
	err_set(err, ERR_FAILED, "audit: cannot be started (%s)",
	    strerror(e));
	return NULL;
}

bool
report_is_done(const struct report_job *job)
{
	return atomic_load(&job->done);
}

struct report *
report_finish(struct report_job *job, struct err *err)
{
	struct report *r;

	if (job == NULL)
		return NULL;
	pthread_join(job->thread, NULL);
	r = job->report;
	if (r == NULL && err != NULL)
		*err = job->err;
	free(job);
	return r;
}
