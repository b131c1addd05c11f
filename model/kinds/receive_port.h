/* SPDX-License-Identifier: ISC */
/* A receive port: authentication for its locations (dialogs 6). */
#ifndef MODEL_KINDS_RECEIVE_PORT_H
#define MODEL_KINDS_RECEIVE_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/kinds/tracking.h"
#include "model/object.h"

enum authentication { AUTH_NONE, AUTH_DROP, AUTH_KEEP };

extern const struct choice authentication_choices[];

struct receive_port {
	struct object object;
	char *application;
	bool two_way;
	int authentication;
	bool route_failed;
	struct tracking tracking;
	struct rows locations;	/* of a view */
	char *description;
};

extern const struct kind kind_receive_port;

#endif
