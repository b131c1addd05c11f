/* SPDX-License-Identifier: ISC */
/* A receive location: transport and pipeline (dialogs 7). */
#ifndef MODEL_KINDS_RECEIVE_LOCATION_H
#define MODEL_KINDS_RECEIVE_LOCATION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

struct receive_location {
	struct object object;	/* props: adapter and component options */
	char *receive_port;
	bool enabled;
	bool is_primary;
	char *adapter;		/* name of an adapter: "FILE" */
	char *uri;		/* from the adapter properties */
	char *handler;
	char *receive_pipeline;
	bool require_encryption;
	bool require_signature;
	int64_t maximum_message_size;	/* bytes */
	char *description;
};

extern const struct kind kind_receive_location;

#endif
