/* SPDX-License-Identifier: ISC */
/*
 * A send port group: each message routed to it goes, as a copy, to all its
 * member ports (dialogs 5).  Its verbs leave the members as they are.
 */
#ifndef MODEL_KINDS_SEND_PORT_GROUP_H
#define MODEL_KINDS_SEND_PORT_GROUP_H

#include "model/kind.h"
#include "model/kinds/port_state.h"
#include "model/object.h"

struct send_port_group {
	struct object object;
	char *application;
	int state;		/* enum port_state */
	struct rows send_ports;	/* one cell: the name of a send port */
	struct rows filters;	/* cells as in filter.h */
	char *description;
};

extern const struct kind kind_send_port_group;

/*
 * A port is about to leave its subscription: ERR_IN_USE where an enlisted or
 * started group would be left without an enlisted member.
 */
bool send_port_group_spares(struct model *, const struct object *port,
    struct err *);

#endif
