/* SPDX-License-Identifier: ISC */
/*
 * An orchestration as a named subscriber in a host (dialogs 1.3, 1.6): which
 * ports its logical ports are bound to, and whether it runs.  What it does is
 * not known here, nor what it subscribes to.
 */
#ifndef MODEL_KINDS_ORCHESTRATION_H
#define MODEL_KINDS_ORCHESTRATION_H

#include "model/kind.h"
#include "model/object.h"

enum orchestration_state { ORCHESTRATION_UNENLISTED, ORCHESTRATION_STOPPED,
	ORCHESTRATION_STARTED };

struct orchestration {
	struct object object;
	char *application;
	int state;
	char *host;		/* in-process; NULL until it is chosen */
	struct rows inbound;	/* logical port, receive port or "" */
	struct rows outbound;	/* logical port, send port or "" */
	char *description;
};

extern const struct kind kind_orchestration;

#endif
