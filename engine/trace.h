/* SPDX-License-Identifier: ISC */
/*
 * What each stage of a pipeline saw and did, for people and machines.  A
 * trace is part of the result, not a log: always made, printed on demand.
 */
#ifndef ENGINE_TRACE_H
#define ENGINE_TRACE_H

#include <stddef.h>

struct trace_step {
	const char *stage;	/* "decode", "resolve-party", "port" ... */
	const char *component;	/* "MIME/SMIME decoder", or "" */
	char *text;		/* one sentence; may hold outside bytes */
	char *thumbprint;	/* certificate concerned, or NULL */
	size_t bytes;		/* of the message then; the caller's to set */
};

#define TRACE_TEXT 2048	/* a fault with its code, and its NUL */

struct trace {
	struct trace_step *v;
	size_t n, cap;
};

void trace_add(struct trace *, const char *stage, const char *component,
    const char *thumbprint, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
void trace_clear(struct trace *);

#endif
