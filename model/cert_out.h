/* SPDX-License-Identifier: ISC */
/*
 * A certificate of this computer or of the group, made into a file for
 * somebody else.  A private key goes with it only where it is asked for and
 * only from a Personal store, and the history tells of it before it leaves;
 * where it cannot, the key stays.
 */
#ifndef MODEL_CERT_OUT_H
#define MODEL_CERT_OUT_H

#include <stdbool.h>

#include "certstore/cert_export.h"
#include "model/cert_report.h"
#include "model/model.h"

struct cert_out {
	struct cert_where where;
	enum cert_form form;
	bool chain;		/* as far as the stores here know it */
	bool key;
	const char *pass;	/* or NULL */
};

/* May this user take that account's key? */
bool cert_out_allowed(struct model *, const struct cert_out *, struct err *);
/*
 * That, and is there a key that works?  Writes nothing: so that nobody is
 * warned of, or asked for a passphrase of, what then cannot leave.
 */
bool cert_out_check(struct model *, const struct cert_out *, struct err *);
/* Appends to out; of a key it has been noted in the history. */
bool cert_out_make(struct model *, const struct cert_out *, struct buf *out,
    struct err *);
/*
 * Write it: never over a file that is there unless force; 0600 where a key
 * is in it, else 0644.
 */
bool cert_out_write(const struct cert_out *, const struct buf *,
    const char *path, bool force, struct err *);

#endif
