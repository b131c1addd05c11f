/* SPDX-License-Identifier: ISC */
/*
 * The error that travels up the house: one line of text for a person, a code
 * for the program, and the part at fault so that a form can go there.
 *
 * A function that can fail takes a struct err * last, sets it where it fails
 * and returns false or NULL; callers prefix their own object on the way up, so
 * that the text reads "send port Orders: retry count: at most 1000 (5000)".
 * Texts are lower case, "object: problem (value)", without a full stop.  They
 * may hold bytes from outside: whoever prints them uses text_safe().
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_NONE,
	ERR_FAILED,	/* it was tried and did not work */
	ERR_INVALID,	/* the value given is not acceptable */
	ERR_USAGE,	/* the command line is not acceptable */
	ERR_NOT_FOUND,
	ERR_EXISTS,
	ERR_CONFLICT,	/* somebody else changed the object meanwhile */
	ERR_IN_USE,	/* others refer to the object */
	ERR_DENIED,	/* not permitted to this user, or read-only */
	ERR_TOO_LARGE,	/* more than a stated limit */
	ERR_BUSY,	/* locked by another program; try again */
	ERR_FULL,	/* no room for temporary files, or none to use */
};

#define ERR_TEXT 512	/* room for the text, with its NUL */

struct err {
	enum err_code code;
	char part[64];		/* name of the field or row at fault, or "" */
	char text[ERR_TEXT];
};

/*
 * Set code and text; an error already there is replaced.  A NULL err is
 * allowed and ignored.  Always returns false, for "return err_set(...)".
 */
bool err_set(struct err *, enum err_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "PREFIX: " before the text, cutting the end if it gets too long. */
bool err_prefix(struct err *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Name the part at fault, unless a deeper one is named.  Returns false. */
bool err_part(struct err *, const char *part);

void err_clear(struct err *);

#endif
