/* SPDX-License-Identifier: ISC */
/*
 * Receive locations: when they are active (dialogs 7.2).  The rows stand in
 * a file of their own as they are many; SCHEDULE_FIELDS puts them into the
 * kind's table.
 */
#ifndef MODEL_KINDS_SCHEDULE_H
#define MODEL_KINDS_SCHEDULE_H

#include <stdbool.h>

#include "base/err.h"
#include "model/field.h"
#include "model/kinds/receive_location.h"

extern const struct choice recurrence_choices[];	/* enum recurrence */
extern const struct choice weekday_choices[], month_choices[];
extern const struct choice month_day_choices[], week_choices[];

/* A .check: empty, UTC, or a zone that this computer's database has. */
bool schedule_check_zone(const struct field *, const char *, struct err *);
/* Which fields a recurrence has. */
bool schedule_counts(const struct object *);
bool schedule_on_weekdays(const struct object *);
bool schedule_monthly(const struct object *);
bool schedule_on_days(const struct object *);
bool schedule_on_week(const struct object *);

/* Dates, window and recurrence fit together; part names the field. */
bool schedule_check(const struct schedule *, struct err *);

#define SCHEDULE(member) .page = "Schedule", \
	.at = offsetof(struct receive_location, schedule.member)

#define SCHEDULE_FIELDS \
	{ .name = "time_zone", .label = "Time zone", .type = FIELD_TEXT, \
	  .max = 64, .check = schedule_check_zone, SCHEDULE(time_zone), \
	  .help = "Zone of all dates and times here, such as " \
	      "Europe/Berlin. Empty: the zone of the computer." }, \
	{ .name = "daylight_saving", \
	  .label = "Automatically adjust for daylight saving time", \
	  .type = FIELD_BOOL, .def = "true", SCHEDULE(daylight_saving), \
	  .help = "Whether the times follow the zone's summer time." }, \
	{ .name = "start_date", .label = "Start date", .type = FIELD_TIME, \
	  .flags = FIELD_OPTIONAL, SCHEDULE(start_date), \
	  .help = "Not active before. Empty: no limit." }, \
	{ .name = "stop_date", .label = "Stop date", .type = FIELD_TIME, \
	  .flags = FIELD_OPTIONAL, SCHEDULE(stop_date), \
	  .help = "Not active after. Empty: until it is disabled." }, \
	{ .name = "service_window", .label = "Enable service window", \
	  .type = FIELD_BOOL, .def = "false", SCHEDULE(service_window), \
	  .help = "Receive only between the two times." }, \
	{ .name = "start_time", .label = "Start time", \
	  .type = FIELD_DAYTIME, .def = "00:00:00", SCHEDULE(start_time), \
	  .help = "From when the service window is open." }, \
	{ .name = "stop_time", .label = "Stop time", \
	  .type = FIELD_DAYTIME, .def = "23:59:59", SCHEDULE(stop_time), \
	  .help = "Until when the service window is open." }, \
	{ .name = "recurrence", .label = "Recurrence", \
	  .type = FIELD_CHOICE, .choices = recurrence_choices, \
	  .def = "none", SCHEDULE(recurrence), \
	  .help = "On which days it is active. Needs the service " \
	      "window." }, \
	{ .name = "recurrence_every", .label = "Every", \
	  .type = FIELD_INT, .min = 1, .max = 999, .def = "1", \
	  .unit = "days or weeks", SCHEDULE(every), \
	  .applies = schedule_counts, \
	  .help = "Each day or week, each second, and so on." }, \
	{ .name = "recurrence_from", .label = "From", .type = FIELD_TIME, \
	  .flags = FIELD_OPTIONAL, SCHEDULE(from), \
	  .applies = schedule_counts, \
	  .help = "Day, or week of the day, that counting starts with." }, \
	{ .name = "months", .label = "Months", .type = FIELD_SET, \
	  .choices = month_choices, SCHEDULE(months), \
	  .applies = schedule_monthly, \
	  .help = "Months in which it is active." }, \
	{ .name = "month_days", .label = "Days", .type = FIELD_SET, \
	  .choices = month_day_choices, SCHEDULE(month_days), \
	  .applies = schedule_on_days, \
	  .help = "Days of the month on which it is active." }, \
	{ .name = "week_of_month", .label = "On the", \
	  .type = FIELD_CHOICE, .choices = week_choices, .def = "first", \
	  SCHEDULE(week_of_month), .applies = schedule_on_week, \
	  .help = "Which of these weekdays of the month." }, \
	{ .name = "weekdays", .label = "Weekdays", .type = FIELD_SET, \
	  .choices = weekday_choices, SCHEDULE(weekdays), \
	  .applies = schedule_on_weekdays, \
	  .help = "Days of the week on which it is active." }

#endif
