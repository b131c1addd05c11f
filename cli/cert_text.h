/* SPDX-License-Identifier: ISC */
/* One certificate in words and as JSON: what `cert show` prints. */
#ifndef CLI_CERT_TEXT_H
#define CLI_CERT_TEXT_H

#include "cli/out.h"
#include "model/cert_report.h"

void cert_report_text(const struct cert_report *, struct out *);
void cert_report_json(const struct cert_report *, struct out *);

#endif
