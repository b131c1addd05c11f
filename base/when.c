/* SPDX-License-Identifier: ISC */
#include "base/when.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

int64_t
when_now(void)
{
	return (int64_t)time(NULL);
}

int64_t
when_monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
broken_down(int64_t t, struct tm *tm, char *buf)
{
	time_t tt = (time_t)t;

	if (gmtime_r(&tt, tm) != NULL)
		return true;
	/* A year that the calendar functions do not take. */
	snprintf(buf, WHEN_TEXT, "%" PRId64, t);
	return false;
}

const char *
when_text(int64_t t, char *buf)
{
	struct tm tm;

	if (broken_down(t, &tm, buf))
		strftime(buf, WHEN_TEXT, "%Y-%m-%d %H:%M:%SZ", &tm);
	return buf;
}

const char *
when_date(int64_t t, char *buf)
{
	struct tm tm;

	if (broken_down(t, &tm, buf))
		strftime(buf, WHEN_TEXT, "%Y-%m-%d", &tm);
	return buf;
}

const char *
when_near(int64_t t, int64_t now, char *buf)
{
	char today[WHEN_TEXT];

	if (strcmp(when_date(t, buf), when_date(now, today)) == 0)
		when_text(t, buf);
	return buf;
}

/*
 * strptime() also takes blanks and shorter numbers: "26-11-21" would be the
 * year 26.
 */
static bool
has_shape(const char *s)
{
	static const char shape[] = "dddd-dd-dd dd:dd:dd";
	size_t i;

	for (i = 0; s[i] != '\0' && shape[i] != '\0'; i++) {
		if (s[i] == 'Z' || (s[i] == 'T' && shape[i] == ' '))
			continue;
		if (shape[i] == 'd' ? !isdigit((unsigned char)s[i]) :
		    s[i] != shape[i])
			return false;
	}
	return true;
}

bool
when_parse(const char *s, int64_t *out)
{
	static const char *const forms[] = {
		"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
		"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S",
	};
	struct tm tm;
	const char *end;
	time_t t;
	size_t i;
	int day;

	for (i = 0; i < ARRAY_SIZE(forms) && has_shape(s); i++) {
		memset(&tm, 0, sizeof(tm));
		end = strptime(s, forms[i], &tm);
		if (end == NULL)
			continue;
		if (*end == 'Z')
			end++;
		if (*end != '\0')
			continue;
		day = tm.tm_mday;
		t = timegm(&tm);
		/* strptime takes 31 February; timegm makes it 3 March. */
		if (tm.tm_mday != day)
			return false;
		*out = (int64_t)t;
		return true;
	}
	return false;
}

const char *
when_span(int64_t s, char *buf)
{
	static const struct { int64_t size; const char *name; } units[] = {
		{ DAY_SECONDS, "day" }, { 3600, "hour" }, { 60, "minute" },
		{ 1, "second" },
	};
	int64_t n;
	size_t i;

	if (s < 0)
		s = s == INT64_MIN ? INT64_MAX : -s;
	for (i = 0; i < ARRAY_SIZE(units) - 1 && s < units[i].size; i++)
		;
	n = s / units[i].size;
	snprintf(buf, WHEN_TEXT, "%" PRId64 " %s%s", n, units[i].name,
	    n == 1 ? "" : "s");
	return buf;
}
