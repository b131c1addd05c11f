/* SPDX-License-Identifier: ISC */
/* One certificate in words and as JSON: what `cert show` prints. */
#ifndef CLI_CERT_TEXT_H
#define CLI_CERT_TEXT_H

#include "certstore/crl_point.h"
#include "certstore/store.h"
#include "certstore/trust.h"
#include "cli/invocation.h"
#include "model/model.h"

struct cert_report {
	const struct cert *cert;
	char *places;		/* stores it is in, or NULL */
	const struct store_entry *entry;	/* for its key, or NULL */
	struct verdict verdict;
	const char *extra_eku;	/* the group's, or NULL */
	struct assignments assignments;
	struct crl_list crls;	/* stored lists of its issuer */
	struct crl_points points;	/* where it says they are */
};

void cert_report_text(const struct cert_report *, struct out *);
void cert_report_json(const struct cert_report *, struct out *);

#endif
