/* SPDX-License-Identifier: ISC */
/*
 * A certificate as a file for somebody else: PEM, DER, PKCS#7 with its chain,
 * PKCS#12 under a passphrase.  A private key leaves encrypted or not at all:
 * PKCS#12, or PKCS#8 in PEM (AES-256, PBKDF2).
 */
#ifndef CERTSTORE_CERT_EXPORT_H
#define CERTSTORE_CERT_EXPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/key.h"

enum cert_form { CERT_PEM, CERT_DER, CERT_PKCS7, CERT_PKCS12, CERT_FORMS };

struct cert_form_info {
	const char *name;	/* "pkcs7" */
	const char *label;	/* "PKCS#7" */
	const char *suffix;	/* ".p7b" */
	bool chain, key;	/* can hold them */
};

const struct cert_form_info *cert_form_info(enum cert_form);
enum cert_form cert_form_find(const char *name);	/* or CERT_FORMS */

struct cert_export {
	enum cert_form form;
	const struct cert *cert;
	const struct cert_list *chain;	/* without cert; or NULL */
	const struct key *key;		/* or NULL */
	const char *pass;	/* for PKCS#12 and for a key; else NULL */
};

/* Appends to out, which should be secret where a key is in it. */
bool cert_export(const struct cert_export *, struct buf *out, struct err *);

#endif
