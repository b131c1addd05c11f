/* SPDX-License-Identifier: ISC */
/* An adapter in one direction in one host (dialogs 10.1). */
#ifndef MODEL_KINDS_HANDLER_H
#define MODEL_KINDS_HANDLER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

enum direction { DIRECTION_RECEIVE, DIRECTION_SEND };

extern const struct choice direction_choices[];

struct handler {
	struct object object;	/* name: ADAPTER-receive@HOST */
	char *adapter;		/* name of an adapter: "FILE" */
	int direction;
	char *host;
	bool is_default;
	char *description;
};

extern const struct kind kind_handler;

/*
 * What a new port of that adapter starts with: to send, the default handler;
 * to receive, the one on the default host, or the only one.  Heap; NULL: none.
 */
char *handler_suggested(struct model *, const char *adapter, int direction);

#endif
