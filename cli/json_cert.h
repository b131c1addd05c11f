/* SPDX-License-Identifier: ISC */
/*
 * What documents tell of a certificate, under the same keys wherever one is
 * described.  Its thumbprint and name are the document's own.
 */
#ifndef CLI_JSON_CERT_H
#define CLI_JSON_CERT_H

#include "certstore/cert.h"
#include "cli/json.h"

/* Whose it is, of whom, its validity and its kind of key. */
void json_put_cert(json_t *, const struct cert *);
/* SHA-256, key usage and extended key usage in words. */
void json_put_cert_purpose(json_t *, const struct cert *);

#endif
