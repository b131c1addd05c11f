/* SPDX-License-Identifier: ISC */
/*
 * Time.  Inside the program and in the database a time is a number of seconds
 * since 1970-01-01 00:00 UTC; people read and write ISO 8601 in UTC.
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#define WHEN_TEXT 32	/* room for any text made here, with its NUL */
#define DAY_SECONDS 86400

int64_t when_now(void);
/* Milliseconds that no clock change moves: for how long something took. */
int64_t when_monotonic_ms(void);

/* "2026-11-21 12:30:00Z" and "2026-11-21"; buf has WHEN_TEXT bytes. */
const char *when_text(int64_t, char *buf);
const char *when_date(int64_t, char *buf);

/*
 * For "not valid before ...": the date, and the time as well (when_text) on
 * the day that it is at now, where the date alone would puzzle.
 */
const char *when_near(int64_t, int64_t now, char *buf);

/*
 * "2026-11-21", "2026-11-21 12:30", "2026-11-21T12:30:00Z" (the Z and the
 * letter T are optional; always UTC).  False for anything else.
 */
bool when_parse(const char *, int64_t *);

/* "3 days", "5 hours", "12 minutes", "40 seconds": rounded down. */
const char *when_span(int64_t seconds, char *buf);

#endif
