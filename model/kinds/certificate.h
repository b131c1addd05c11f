/* SPDX-License-Identifier: ISC */
/* A public certificate known to the group. */
#ifndef MODEL_KINDS_CERTIFICATE_H
#define MODEL_KINDS_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

struct cert;

struct certificate {
	struct object object;	/* name: thumbprint */
	char *common_name;
	char *subject;
	char *issuer;
	char *serial;
	int64_t not_before, not_after;
	char *key_usage;
	char *sha256;
	char *pem;
};

/* Fill a new object from a certificate. */
struct object *certificate_from_cert(const struct cert *);

extern const struct kind kind_certificate;

#endif
