/* SPDX-License-Identifier: ISC */
/*
 * What the console keeps of an audit, and the audit beside the console: it
 * runs in a thread with a connection of its own, so that keys are never kept
 * waiting, and all its snapshots are given back when it is done.
 */
#ifndef TUI_REPORT_H
#define TUI_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/settings.h"
#include "model/audit/audit.h"
#include "model/audit/calendar.h"
#include "model/audit/matrix.h"
#include "model/model.h"

/* Nobody reads more; the verb `audit` gives all. */
#define MAX_REPORT_FINDINGS 2000
#define MAX_REPORT_PLACES 60	/* columns of the matrix */

/* A certificate that has to be somewhere. */
struct report_need {
	enum need_state state;
	char *title, *thumbprint, *computer;
	char *account;		/* NULL: Other People */
	char *kind, *object, *field;	/* that names it */
};

/* A certificate in every place where some are needed. */
struct report_cert {
	char *title, *thumbprint;
	enum need_state worst;
	unsigned char *states;	/* enum need_state, by place */
};

/* What the audit could not see. */
struct report_gap {
	char *computer, *text;
};

struct report {
	struct finding *v;	/* the worst first */
	size_t n;
	size_t left_out;
	struct report_gap *gaps;
	size_t ngaps, capgaps;
	struct report_need *needs;	/* the worst first */
	size_t nneeds;
	struct report_cert *certs;	/* the worst first */
	size_t ncerts;
	char **places;		/* "EDI-NODE2": its Other People; "+svc-edi":
				   Personal of that account there */
	size_t nplaces;
	bool matrix_cut;	/* there are more of either */
	struct calendar calendar;
	size_t by_severity[3];
	size_t unknown, waived;
	size_t rollovers;	/* running, due or to be ended */
};

/* At once, on this connection. */
struct report *report_of_model(struct model *, int64_t at, struct err *);
void report_free(struct report *);

struct report_job;

/* NULL with err if it cannot be started. settings must outlive the job. */
struct report_job *report_start(const struct settings *, int64_t at,
    struct err *);
bool report_is_done(const struct report_job *);
/* Waits if it is not done yet; frees the job. */
struct report *report_finish(struct report_job *, struct err *);

#endif
