/* SPDX-License-Identifier: ISC */
/*
 * A finding of the audit that is accepted for a time: of one rule, about one
 * object, with a reason and an end (audit reference, section 3).  It names its
 * object without holding on to it: of an object that is renamed the finding
 * comes back, which is the safe side.
 */
#ifndef MODEL_KINDS_WAIVER_H
#define MODEL_KINDS_WAIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

enum { WAIVER_DAYS = 366, WAIVER_DAYS_LOSS = 30 };

struct waiver {
	struct object object;	/* "C101 send-port Orders" */
	char *rule;		/* id */
	char *object_kind;
	char *waived;		/* name of the object */
	char *reason;
	int64_t until;
	char *granted_by;	/* who saved it last, or NULL */
	int64_t granted_at;	/* or FIELD_UNSET */
};

extern const struct kind kind_waiver;

/* "RULE KIND OBJECT"; heap. */
char *waiver_name(const char *rule, const char *kind, const char *object);
/*
 * How many days ahead it may end: fewer where messages are lost or leaked
 * meanwhile.
 */
int64_t waiver_days(const char *rule);

#endif
