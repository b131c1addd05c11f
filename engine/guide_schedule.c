/* SPDX-License-Identifier: ISC */
/* Receive from a partner: a service window in one answer. */
#include <stdio.h>
#include <string.h>

#include "engine/guide_plan.h"
#include "engine/guide_receive.h"

struct window {
	bool workdays;
	char from[8], to[8];	/* "08:00" */
};

static bool
is_time(const char *t)
{
	unsigned h, m;
	char rest;

	return strlen(t) == 5 && strspn(t, "0123456789:") == 5 &&
	    sscanf(t, "%2u:%2u%c", &h, &m, &rest) == 2 && h < 24 && m < 60;
}

/* "workdays 08:00-18:00" */
static bool
parse(const char *text, struct window *w)
{
	char days[16], rest;

	if (sscanf(text, "%15s %5[0-9:]-%5[0-9:]%c", days, w->from, w->to,
	    &rest) != 3)
		return false;
	w->workdays = strcmp(days, "workdays") == 0;
	return (w->workdays || strcmp(days, "daily") == 0) &&
	    is_time(w->from) && is_time(w->to) &&
	    strcmp(w->from, w->to) != 0;
}

bool
guide_schedule_check(const struct guide_question *q, const char *value,
    struct err *err)
{
	struct window w;

	(void)q;
	return strcmp(value, "always") == 0 || parse(value, &w) ||
	    err_set(err, ERR_INVALID, "always, or workdays or daily with two "
	    "times such as 08:00-18:00 (%s)", value);
}

void
guide_schedule_set(const char *answer, struct guide_step *s)
{
	struct window w;

	if (answer == NULL || !parse(answer, &w))
		return;
	guide_step_set(s, "service_window", "true");
	guide_step_set(s, "start_time", w.from);
	guide_step_set(s, "stop_time", w.to);
	if (!w.workdays)
		return;
	guide_step_set(s, "recurrence", "weekly");
	guide_step_set(s, "weekdays",
	    "monday,tuesday,wednesday,thursday,friday");
}
