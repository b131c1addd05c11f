/* SPDX-License-Identifier: ISC */
/* A host on one computer under one account (dialogs 3.4). */
#ifndef MODEL_KINDS_HOST_INSTANCE_H
#define MODEL_KINDS_HOST_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

struct host_instance {
	struct object object;	/* name: HOST@COMPUTER */
	char *host;
	char *computer;
	char *account;
	bool disabled;
};

extern const struct kind kind_host_instance;

#endif
