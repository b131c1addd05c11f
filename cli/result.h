/* SPDX-License-Identifier: ISC */
/* What a verb that changes something says when it is done: text or JSON. */
#ifndef CLI_RESULT_H
#define CLI_RESULT_H

#include <stdint.h>

#include "cli/invocation.h"
#include "model/kind.h"

/*
 * Of objects: "revision N", or "nothing to change" for 0; before that which of
 * them were where the verb brings them: "send-port A: already started".
 */
struct result {
	const struct kind *kind;
	char *const *names;
	size_t n;
	int64_t revision;
	const bool *already;	/* by name; NULL: not asked */
	const char *done;	/* "started" */
};
void result_objects(struct invocation *, const struct result *);

/* As text: "revision N", or "nothing to change" for 0. */
void result_revision(struct invocation *, int64_t revision);

/* "sealport: warning: TEXT" on standard error. */
void result_warn(const struct err *);

#endif
