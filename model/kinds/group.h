/* SPDX-License-Identifier: ISC */
/* The group: one database, one signature certificate (dialogs 2). */
#ifndef MODEL_KINDS_GROUP_H
#define MODEL_KINDS_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

struct group {
	struct object object;
	char *signature_certificate;
	char *signature_certificate_name;
	int64_t refresh_interval;	/* seconds */
	char *extra_eku;
	int64_t expiry_warn_days;	/* or FIELD_UNSET */
	int64_t crl_max_age_days;	/* or FIELD_UNSET */
};

extern const struct kind kind_group;

#endif
