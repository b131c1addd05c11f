/* SPDX-License-Identifier: ISC */
/*
 * An audit in the forms that it is printed in, for `audit` and the overview;
 * what an edit does to one.
 */
#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

#include "cli/invocation.h"
#include "cli/json.h"
#include "cli/out.h"
#include "model/audit/audit.h"
#include "model/audit/effect.h"
#include "model/audit/filter.h"
#include "model/audit/gaps.h"
#include "model/audit/matrix.h"
#include "model/crl_fetch.h"

/* What the verb prints. */
struct audit_report {
	const struct audit *audit;
	const char *group;	/* its name */
	const char *part;	/* whose certificates are listed: "host
				   Receive"; NULL: of all */
	struct needs needs;	/* of that part */
	struct gaps gaps;	/* what could not be seen */
	struct crl_fetches crls;
	size_t settled;		/* gone since the last record */
	/* Since what; NULL: nothing is compared. */
	const char *against;
	struct findings worse, better;
};

void audit_print_text(struct out *, const struct audit_report *);
void audit_print_json(struct out *, const struct audit_report *);
void audit_print_csv(struct out *, const struct audit_report *);
/* One page with everything in it, without scripts, to be printed. */
void audit_print_html(struct out *, const struct audit_report *);
/* Text exposition format, for a textfile collector. */
void audit_print_prometheus(struct out *, const struct audit_report *);
/* A line for each finding, which are those that are new, and a last one. */
void audit_print_new(struct out *, const struct audit_report *);
/* One line; the exit status is audit_nagios_status(). */
void audit_print_nagios(struct out *, const struct audit_report *);
int audit_nagios_status(const struct audit_report *);

/*
 * The findings of an earlier report as JSON, as far as they are needed to be
 * compared; for audit_free().
 */
struct audit *audit_of_file(const char *path, struct err *);

/*
 * What --host, --object, --rule, --severity and --new-since say, as a filter
 * that borrows from the invocation; *object is for free(), afterwards.
 */
bool audit_read_filter(struct invocation *, struct audit_filter *,
    char **object, struct err *);

/* Every certificate that the part needs, with its state there. */
void audit_print_needs(struct out *, const struct needs *, const char *part);
json_t *json_of_needs(const struct needs *);
struct calendar;
json_t *json_of_calendar(const struct calendar *);

/* A document without the name of the group. */
json_t *json_of_audit(const struct audit *);

/* A line for each finding that is new and each that is settled. */
void audit_print_effect(struct out *, const struct effect *);
json_t *json_of_findings(const struct findings *);

#endif
