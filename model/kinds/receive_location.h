/* SPDX-License-Identifier: ISC */
/* A receive location: transport and pipeline (dialogs 7). */
#ifndef MODEL_KINDS_RECEIVE_LOCATION_H
#define MODEL_KINDS_RECEIVE_LOCATION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"
#include "model/rollover.h"

enum expectation { EXPECT_ANY, EXPECT_ENCRYPTED, EXPECT_SIGNED,
	EXPECT_PLAIN };

enum recurrence { RECUR_NONE, RECUR_DAILY, RECUR_WEEKLY, RECUR_MONTH_DAYS,
	RECUR_MONTH_ON };

struct schedule {
	char *time_zone;	/* NULL: the host's */
	bool daylight_saving;
	int64_t start_date, stop_date;		/* or FIELD_UNSET */
	bool service_window;
	int64_t start_time, stop_time;		/* seconds of the day */
	int recurrence;
	int64_t every;		/* days or weeks */
	int64_t from;		/* or FIELD_UNSET */
	char *weekdays, *months, *month_days;	/* sets */
	int week_of_month;
};

struct receive_location {
	struct object object;	/* props: adapter and component options */
	char *receive_port;
	char *application;	/* as its port */
	bool two_way;		/* as its port */
	bool enabled;
	bool is_primary;
	char *adapter;		/* name of an adapter: "FILE" */
	char *uri;		/* from the adapter properties */
	char *handler;
	char *receive_pipeline;
	char *send_pipeline;	/* of the response; two-way only */
	char *encryption_certificate;		/* of the response */
	char *encryption_certificate_name;
	struct rollover rollover;
	struct schedule schedule;
	int expects;
	bool external;		/* reached from outside */
	bool require_encryption;
	bool require_signature;
	int64_t maximum_message_size;	/* bytes */
	char *description;
	int64_t certificate_expires;	/* of its view; or FIELD_UNSET */
};

extern const struct kind kind_receive_location;

#endif
