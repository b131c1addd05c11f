/* SPDX-License-Identifier: ISC */
#include "tui/report.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/rollovers.h"

/* 0-2: severities, 3: could not be answered. */
static size_t
rank(const struct finding *f)
{
	return f->result == AUDIT_UNKNOWN ? 3 : f->severity;
}

static struct finding
copy_finding(const struct finding *f)
{
	return (struct finding){
		.rule = f->rule, .result = f->result,
		.severity = f->severity, .kind = xstrdup(f->kind),
		.object = xstrdup(f->object), .field = xstrdup(f->field),
		.computer = xstrdup(f->computer),
		.account = xstrdup(f->account),
		.thumbprint = xstrdup(f->thumbprint),
		.text = xstrdup(f->text), .fix = xstrdup(f->fix),
	};
}

static struct report *
report_new(const struct audit *a)
{
	struct report *r = xcalloc(1, sizeof(*r));
	size_t want = a->n < MAX_REPORT_FINDINGS ? a->n :
	    MAX_REPORT_FINDINGS, worst, i;

	r->v = xcalloc(want, sizeof(*r->v));
	for (worst = 0; worst <= 3; worst++)
		for (i = 0; i < a->n && r->n < want; i++)
			if (rank(&a->v[i]) == worst)
				r->v[r->n++] = copy_finding(&a->v[i]);
	r->left_out = a->n - want;
	r->unknown = a->unknown;
	memcpy(r->by_severity, a->by_severity, sizeof(r->by_severity));
	return r;
}

void
report_free(struct report *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->n; i++) {
		free(r->v[i].kind);
		free(r->v[i].object);
		free(r->v[i].field);
		free(r->v[i].computer);
		free(r->v[i].account);
		free(r->v[i].thumbprint);
		free(r->v[i].text);
		free(r->v[i].fix);
	}
	free(r->v);
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
