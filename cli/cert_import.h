/* SPDX-License-Identifier: ISC */
/* The parts of cert import: its source and its document. */
#ifndef CLI_CERT_IMPORT_H
#define CLI_CERT_IMPORT_H

#include "certstore/bundle.h"
#include "cli/invocation.h"
#include "model/import_plan.h"

/*
 * From the file, standard input or a terminal into which it is pasted; asks
 * for a passphrase that is needed, three times.
 */
bool cert_import_read(struct invocation *, struct bundle *, struct err *);

/* One document, of what was found and what became of it. */
void cert_import_json(struct invocation *, const struct import_plan *);

#endif
