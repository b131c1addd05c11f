/* SPDX-License-Identifier: ISC */
/*
 * The three states of send ports and send port groups, and the verbs between
 * them (dialogs 1.6).  PORT_TRANSITIONS puts the verbs into a kind's table.
 */
#ifndef MODEL_KINDS_PORT_STATE_H
#define MODEL_KINDS_PORT_STATE_H

#include <stdbool.h>

#include "base/err.h"
#include "model/kind.h"

enum port_state { PORT_BOUND, PORT_STOPPED, PORT_STARTED };

extern const struct choice port_states[];

/* may_start, may_unenlist: a transition's .check, or NULL. */
#define PORT_TRANSITIONS(may_start, may_unenlist) \
	{ .verb = "enlist", .label = "Enlist", \
	  .done = "enlisted", .activates = true, \
	  .field = "state", \
	  .from = "bound", .to = "stopped", \
	  .help = "Subscribe; messages wait until it is started." }, \
	{ .verb = "start", .label = "Start", \
	  .done = "started", .activates = true, \
	  .field = "state", \
	  .from = "bound stopped", .to = "started", .check = may_start, \
	  .help = "Send messages; enlists first." }, \
	{ .verb = "stop", .label = "Stop", \
	  .done = "stopped", \
	  .field = "state", \
	  .from = "started", .to = "stopped", \
	  .help = "Keep messages waiting." }, \
	{ .verb = "unenlist", .label = "Unenlist", \
	  .done = "unenlisted", \
	  .field = "state", \
	  .from = "stopped started", .to = "bound", .check = may_unenlist, \
	  .help = "Drop the subscription: nothing is routed to it." }, \
	{ .verb = NULL }

/* ERR_IN_USE while it is enlisted. */
bool port_deletable(int state, struct err *);

#endif
