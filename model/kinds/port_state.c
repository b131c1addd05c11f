/* SPDX-License-Identifier: ISC */
#include "model/kinds/port_state.h"

const struct choice port_states[] = {
	[PORT_BOUND] = { "bound", "Unenlisted" },
	[PORT_STOPPED] = { "stopped", "Stopped" },
	[PORT_STARTED] = { "started", "Started" },
	{ NULL, NULL },
};

bool
port_deletable(int state, struct err *err)
{
	return state == PORT_BOUND || err_set(err, ERR_IN_USE,
	    "it is enlisted; unenlist it first");
}
