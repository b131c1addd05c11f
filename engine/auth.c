/* SPDX-License-Identifier: ISC */
#include "engine/auth.h"

#include <assert.h>
#include <stddef.h>

#define PROCESS { OUTCOME_PROCESSED, FAIL_NONE }
#define SUSPEND { OUTCOME_SUSPENDED, FAIL_NONE }
#define DROP { OUTCOME_DROPPED, FAIL_NONE }

/*
 * Only what the sender did may cost the message; what we did, or forgot,
 * suspends it whatever the port says.  A drop port must not be floodable
 * through its suspended queue either.
 */
static const struct auth_decision decisions[AUTH_SITUATION_COUNT][3] = {
	[AUTH_PARTY] = {
		[AUTH_NONE] = PROCESS,
		[AUTH_DROP] = PROCESS,
		[AUTH_KEEP] = PROCESS,
	},
	[AUTH_GUEST] = {
		[AUTH_NONE] = PROCESS,
		[AUTH_DROP] = { OUTCOME_DROPPED, FAIL_AUTH_DROPPED },
		[AUTH_KEEP] = { OUTCOME_SUSPENDED, FAIL_AUTH_KEPT },
	},
	[AUTH_SENDER_FAULT] = {
		[AUTH_NONE] = SUSPEND,
		[AUTH_DROP] = DROP,
		[AUTH_KEEP] = SUSPEND,
	},
	[AUTH_LOCAL_FAULT] = {
		[AUTH_NONE] = SUSPEND,
		[AUTH_DROP] = SUSPEND,
		[AUTH_KEEP] = SUSPEND,
	},
};

const struct auth_decision *
auth_decide(enum auth_situation situation, enum authentication port)
{
	assert(situation < AUTH_SITUATION_COUNT && port <= AUTH_KEEP);
	return &decisions[situation][port];
}
