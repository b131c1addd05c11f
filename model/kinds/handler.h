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

#endif
