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
	bool trusted;		/* belongs into the root store everywhere */
};

/* Fill a new object from a certificate. */
struct object *certificate_from_cert(const struct cert *);

extern const struct kind kind_certificate;

/* In the lists of those that name one: a column of the kind's view. */
#define EXPIRES_FIELD(owner) \
	{ .name = "certificate_expires", .label = "Expires", \
	  .type = FIELD_TIME, .column = 10, \
	  .flags = FIELD_DERIVED | FIELD_VIEW | FIELD_OPTIONAL, \
	  .at = offsetof(struct owner, certificate_expires), \
	  .help = "When its certificate expires, where the group knows it." }

#endif
