/* SPDX-License-Identifier: ISC */
/* The group: one database, one signature certificate (dialogs 2). */
#ifndef MODEL_KINDS_GROUP_H
#define MODEL_KINDS_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"
#include "model/rollover.h"

struct group {
	struct object object;
	char *signature_certificate;
	char *signature_certificate_name;
	struct rollover rollover;
	int64_t message_batch_threshold;	/* bytes */
	int64_t large_message_size;		/* bytes */
	int64_t counters_refresh_interval;	/* seconds */
	bool tracking;
	bool import_tracking;
	bool location_fault_tolerance;
	int64_t location_retry_interval;	/* seconds */
	int64_t refresh_interval;	/* seconds */
	char *server, *database;	/* where it is kept */
	char *administrator_group;	/* of the operating system */
	char *operator_group, *auditor_group;
	struct rows databases;	/* database, server */
	char *extra_eku;
	int encryption_algorithm;
	int64_t expiry_warn_days;	/* or FIELD_UNSET */
	int64_t crl_max_age_days;	/* or FIELD_UNSET */
	int64_t credential_max_age_days;	/* or FIELD_UNSET */
	int64_t threat_model_date;	/* when; or FIELD_UNSET */
	char *threat_model_note;
};

extern const struct kind kind_group;

#endif
