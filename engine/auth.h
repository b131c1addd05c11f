/* SPDX-License-Identifier: ISC */
/*
 * Authentication of a receive port: none, drop or keep (runtime reference,
 * section 7).
 */
#ifndef ENGINE_AUTH_H
#define ENGINE_AUTH_H

#include "engine/outcome.h"
#include "model/kinds/receive_port.h"

/* What the pipeline made of the message: the rows of section 7, grouped. */
enum auth_situation {
	AUTH_PARTY,		/* rows 1, 15 and 14 with an identity */
	AUTH_GUEST,		/* rows 2, 3, 4, 13 and 14 without one */
	AUTH_SENDER_FAULT,	/* rows 5, 6, 8, 10, 12, 16 */
	AUTH_LOCAL_FAULT,	/* rows 7, 9, 11 */
	AUTH_SITUATION_COUNT
};

struct auth_decision {
	enum outcome outcome;
	enum failure failure;	/* or FAIL_NONE: as it was */
};

const struct auth_decision *auth_decide(enum auth_situation,
    enum authentication);

#endif
