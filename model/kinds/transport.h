/* SPDX-License-Identifier: ISC */
/*
 * An adapter of the group (dialogs 10.1).  What adapters can do is not here
 * but in model/adapter.h; one without a table there comes with an import.
 */
#ifndef MODEL_KINDS_TRANSPORT_H
#define MODEL_KINDS_TRANSPORT_H

#include "model/kind.h"
#include "model/object.h"

struct transport_adapter {
	struct object object;	/* name: what ports and handlers call it */
	char *adapter;		/* the one installed, which is called so */
	char *description;
};

extern const struct kind kind_adapter;

#endif
