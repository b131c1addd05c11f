/* SPDX-License-Identifier: ISC */
/* A send port: transport, pipeline, partner certificate (dialogs 4). */
#ifndef MODEL_KINDS_SEND_PORT_H
#define MODEL_KINDS_SEND_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

enum port_state { PORT_BOUND, PORT_STOPPED, PORT_STARTED };

struct send_port {
	struct object object;	/* props: adapter and component options */
	int state;
	char *adapter;		/* name of an adapter: "FILE" */
	char *uri;
	char *handler;
	char *send_pipeline;
	int64_t retry_count;
	int64_t retry_interval;	/* minutes */
	char *encryption_certificate;
	char *encryption_certificate_name;
	char *description;
};

extern const struct kind kind_send_port;

#endif
