/* SPDX-License-Identifier: ISC */
/*
 * One certificate as the Certificate dialog shows it (dialogs 11.5): who it
 * is, every field, its chain, where it is used and what it is good for.  The
 * console and `cert show` print the same lines.
 */
#ifndef MODEL_CERT_REPORT_H
#define MODEL_CERT_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "certstore/cert_details.h"
#include "certstore/crl_point.h"
#include "certstore/store.h"
#include "certstore/trust.h"
#include "certstore/usage.h"
#include "model/model.h"

/* Where to look: one store, or (STORE_COUNT) all of this computer's. */
struct cert_where {
	const char *thumbprint;
	enum store_id only;
	const char *account;	/* of the Personal store */
};

/* A certificate that was found. */
struct cert_found {
	struct cert *cert;
	bool in[STORE_COUNT];	/* the stores that hold it */
	size_t n;		/* how many do */
	bool in_group;		/* in none of them: the group's own copy */
	bool key_present, key_works;
	char *key_problem, *key_owner;	/* or NULL */
	mode_t key_mode;
};

/*
 * In the stores, of which one that cannot be opened holds nothing unless it
 * is the only one asked for; then among the group's certificates, unless one
 * store is asked for.  ERR_NOT_FOUND.
 */
bool cert_find(struct cert_found *, struct model *,
    const struct cert_where *, struct err *);
void cert_found_clear(struct cert_found *);
/* "personal (app1), root", or NULL; heap. */
char *cert_found_stores(const struct cert_found *, const char *account);

enum cert_page {
	PAGE_GENERAL,
	PAGE_DETAILS,
	PAGE_PATH,
	PAGE_USED,
	PAGE_GOOD_FOR,
	CERT_PAGES
};

const char *cert_page_label(enum cert_page);	/* "Certification Path" */

struct cert_report {
	struct cert_found found;
	char *stores;		/* or NULL: in none here */
	int64_t at;		/* the time it is judged at */
	struct verdict verdict;
	struct trust_path path;
	struct cert_details details;
	struct assignments assignments;
	struct crl_list crls;	/* stored lists of its issuer */
	struct crl_points points;	/* where it says they are */
	struct {
		bool fits;
		char *why;	/* all that speaks against it */
	} usages[USAGE_COUNT];
};

bool cert_report_load(struct cert_report *, struct model *,
    const struct cert_where *, int64_t at, struct err *);
/* Of a certificate that is in no store yet; it is copied. */
bool cert_report_of(struct cert_report *, struct model *,
    const struct cert *, int64_t at, struct err *);
void cert_report_clear(struct cert_report *);

/* One line of a page; label "": a text of its own, indented so far. */
struct cert_line {
	char *label, *text;
	int indent;
	bool bad;
};

struct cert_lines {
	struct cert_line *v;
	size_t n, cap;
};

void cert_report_lines(const struct cert_report *, enum cert_page,
    struct cert_lines *);
void cert_lines_clear(struct cert_lines *);

#endif
