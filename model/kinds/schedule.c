/* SPDX-License-Identifier: ISC */
#include "model/kinds/schedule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

const struct choice recurrence_choices[] = {
	[RECUR_NONE] = { "none", "None" },
	[RECUR_DAILY] = { "daily", "Daily" },
	[RECUR_WEEKLY] = { "weekly", "Weekly" },
	[RECUR_MONTH_DAYS] = { "monthly-days", "Monthly, by days" },
	[RECUR_MONTH_ON] = { "monthly-on", "Monthly, by weekdays" },
	{ NULL, NULL },
};

const struct choice weekday_choices[] = {
	{ "monday", "Monday" },
	{ "tuesday", "Tuesday" },
	{ "wednesday", "Wednesday" },
	{ "thursday", "Thursday" },
	{ "friday", "Friday" },
	{ "saturday", "Saturday" },
	{ "sunday", "Sunday" },
	{ NULL, NULL },
};

const struct choice month_choices[] = {
	{ "january", "January" },
	{ "february", "February" },
	{ "march", "March" },
	{ "april", "April" },
	{ "may", "May" },
	{ "june", "June" },
	{ "july", "July" },
	{ "august", "August" },
	{ "september", "September" },
	{ "october", "October" },
	{ "november", "November" },
	{ "december", "December" },
	{ NULL, NULL },
};

const struct choice week_choices[] = {
	{ "first", "First" },
	{ "second", "Second" },
	{ "third", "Third" },
	{ "fourth", "Fourth" },
	{ "last", "Last" },
	{ NULL, NULL },
};

#define DAY(n) { #n, #n }
const struct choice month_day_choices[] = {
	DAY(1), DAY(2), DAY(3), DAY(4), DAY(5),
	DAY(6), DAY(7), DAY(8), DAY(9), DAY(10),
	DAY(11), DAY(12), DAY(13), DAY(14), DAY(15),
	DAY(16), DAY(17), DAY(18), DAY(19), DAY(20),
	DAY(21), DAY(22), DAY(23), DAY(24), DAY(25),
	DAY(26), DAY(27), DAY(28), DAY(29), DAY(30),
	DAY(31),
	{ NULL, NULL },
};

/* The time zone database of the system: a file for each zone. */
#define ZONES "/usr/share/zoneinfo/"

/* No path may hide in the name, and none may lead out of the database. */
static bool
is_zone_name(const char *value)
{
	const char *s;

	for (s = value; isalnum((unsigned char)*s) ||
	    (*s != '\0' && strchr("_+-/", *s) != NULL); s++)
		;
	return *s == '\0' && value[0] != '/';
}

static bool
is_installed(const char *zone)
{
	char *path = xasprintf(ZONES "%s", zone);
	struct stat st;
	bool ok = stat(path, &st) == 0 && S_ISREG(st.st_mode);

	free(path);
	return ok;
}

/* UTC needs no database. */
bool
schedule_check_zone(const struct field *f, const char *value, struct err *err)
{
	(void)f;
	if (value[0] == '\0' || strcmp(value, "UTC") == 0)
		return true;
	if (!is_zone_name(value))
		return err_set(err, ERR_INVALID, "time zone such as "
		    "Europe/Berlin or UTC expected (%s)", value);
	if (!is_installed(value))
		return err_set(err, ERR_INVALID, "no such time zone in "
		    ZONES " (%s)", value);
	return true;
}

static int
recurrence(const struct object *o)
{
	return ((const struct receive_location *)o)->schedule.recurrence;
}

bool
schedule_counts(const struct object *o)
{
	return recurrence(o) == RECUR_DAILY || recurrence(o) == RECUR_WEEKLY;
}

bool
schedule_on_weekdays(const struct object *o)
{
	return recurrence(o) == RECUR_WEEKLY ||
	    recurrence(o) == RECUR_MONTH_ON;
}

bool
schedule_monthly(const struct object *o)
{
	return recurrence(o) == RECUR_MONTH_DAYS ||
	    recurrence(o) == RECUR_MONTH_ON;
}

bool
schedule_on_days(const struct object *o)
{
	return recurrence(o) == RECUR_MONTH_DAYS;
}

bool
schedule_on_week(const struct object *o)
{
	return recurrence(o) == RECUR_MONTH_ON;
}

static bool
refuse(struct err *err, const char *field, const char *why)
{
	err_set(err, ERR_INVALID, "%s: %s", field, why);
	return err_part(err, field);
}

/* What the recurrence counts on must be there. */
static bool
check_recurrence(const struct schedule *s, struct err *err)
{
	bool monthly = s->recurrence == RECUR_MONTH_DAYS ||
	    s->recurrence == RECUR_MONTH_ON;
	bool weekdays = s->recurrence == RECUR_WEEKLY ||
	    s->recurrence == RECUR_MONTH_ON;

	if (s->recurrence != RECUR_NONE && !s->service_window)
		return refuse(err, "recurrence", "needs service_window");
	if (monthly && s->months == NULL)
		return refuse(err, "months", "a value is needed");
	if (s->recurrence == RECUR_MONTH_DAYS && s->month_days == NULL)
		return refuse(err, "month_days", "a value is needed");
	if (weekdays && s->weekdays == NULL)
		return refuse(err, "weekdays", "a value is needed");
	return true;
}

bool
schedule_check(const struct schedule *s, struct err *err)
{
	if (s->start_date != FIELD_UNSET && s->stop_date != FIELD_UNSET &&
	    s->stop_date < s->start_date)
		return refuse(err, "stop_date", "lies before start_date");
	if (s->service_window && s->start_time == s->stop_time)
		return refuse(err, "stop_time", "must differ from start_time");
	return check_recurrence(s, err);
}
