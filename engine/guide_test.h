/* SPDX-License-Identifier: ISC */
/*
 * The proof of a guide: messages as the partner would send them, and such as
 * nobody should, through the new locations.  Nobody here has the partner's
 * private key: a throw-away key stands for it, known only to the copy of the
 * configuration that the test runs by.  Nothing is written or stored; what a
 * connection test found is kept by guide_proof_record(), for the audit.
 */
#ifndef ENGINE_GUIDE_TEST_H
#define ENGINE_GUIDE_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "engine/connection.h"
#include "engine/guide.h"
#include "engine/outcome.h"
#include "engine/trace.h"

struct guide_case {
	char *way;		/* its own: outlives the guide */
	const char *title;	/* "signed by a stranger"; borrowed */
	bool stand_in;		/* a throw-away key stands for the partner */
	bool judged;		/* no message went through: text tells */
	bool sent;		/* one of ours: there is no party to find */
	enum outcome expected, outcome;
	char *party;		/* that was found, or NULL */
	char *text;		/* the fault or verdict in words, or NULL */
	const char *code;	/* of the fault, or NULL */
	bool passed;
	struct trace trace;
};

struct guide_proof {
	struct guide_case *v;
	size_t n, cap;
	bool passed;
	bool connected;		/* the port's connection was tested: */
	struct connection_request request;
	struct connection_report report;
};

/*
 * After the plan was written.  False where it could not be tried: no instance
 * of the host on this computer, no key can be made.  Makes RSA keys.
 */
bool guide_prove(const struct guide *, struct guide_proof *, struct err *);
void guide_proof_clear(struct guide_proof *);

/*
 * Keep what its connection test found, passed or not, as connection_record()
 * does; true where there was none.
 */
bool guide_proof_record(const struct guide *, const struct guide_proof *,
    struct err *);

/* For the tasks' files: another case; way is copied, title a literal. */
struct guide_case *guide_proof_add(struct guide_proof *, const char *way,
    const char *title);

#endif
