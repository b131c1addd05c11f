/* SPDX-License-Identifier: ISC */
#include "model/kinds/handler.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/adapter.h"
#include "model/kinds/host.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct handler, member)

const struct choice direction_choices[] = {
	[DIRECTION_RECEIVE] = { "receive", "Receive" },
	[DIRECTION_SEND] = { "send", "Send" },
	{ NULL, NULL },
};

static bool
is_send(const struct object *o)
{
	return ((const struct handler *)o)->direction == DIRECTION_SEND;
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED | FIELD_UNIQUE,
	  .max = 360, AT(object.name), .column = 28,
	  .help = "ADAPTER-DIRECTION@HOST." },
	{ .name = "adapter", .label = "Adapter name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_ONCE,
	  .max = 256, .choices = adapter_choices, .check = adapter_known,
	  .def = "FILE", AT(adapter), .column = 10,
	  .help = "The adapter whose code runs in the host." },
	{ .name = "direction", .label = "Direction", .page = "General",
	  .type = FIELD_CHOICE, .choices = direction_choices,
	  .flags = FIELD_ONCE, .def = "receive", AT(direction), .column = 9,
	  .help = "Whether it receives or sends." },
	{ .name = "host", .label = "Host name", .page = "General",
	  .type = FIELD_REF, .ref = "host",
	  .flags = FIELD_REQUIRED | FIELD_ONCE, .max = 80, AT(host),
	  .column = 20,
	  .help = "Host whose instances run the adapter; their accounts "
	      "decide which Personal store is used." },
	{ .name = "is_default", .label = "Make this the default handler",
	  .page = "General", .type = FIELD_BOOL, .def = "false",
	  .applies = is_send, AT(is_default), .only = "adapter direction",
	  .help = "Preselected in new send ports." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description),
	  .help = "What the handler is for." },
};

static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct handler *h = (struct handler *)o;
	char *name;

	(void)m;
	(void)err;
	if (h->adapter == NULL || h->host == NULL)
		return true;
	name = xasprintf("%s-%s@%s", h->adapter,
	    direction_choices[h->direction].name, h->host);
	str_replace(&o->name, name);
	free(name);
	return true;
}

/* Which hosts may run it: dialogs 10.1, "Host types". */
static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct handler *h = (const struct handler *)now;
	const struct adapter *a = adapter_find(h->adapter);
	const struct adapter_side *side;
	struct host *host;
	bool ok = true;

	(void)before;
	if (a == NULL)
		return true;
	side = h->direction == DIRECTION_SEND ? a->send : a->receive;
	host = (struct host *)model_find(m, "host", h->host, err);
	if (host == NULL)
		return false;
	if (side->size == 0)
		ok = err_set(err, ERR_INVALID, "direction: adapter %s cannot "
		    "%s", a->name, direction_choices[h->direction].name);
	else if (side->isolated != (host->type == HOST_ISOLATED))
		ok = err_set(err, ERR_INVALID, "host: %s-%s runs in %s hosts "
		    "only (%s)", a->name, direction_choices[h->direction].name,
		    side->isolated ? "isolated" : "in-process", h->host);
	if (!ok)
		err_part(err, side->size == 0 ? "direction" : "host");
	object_free((struct object *)host);
	return ok;
}

const struct kind kind_handler = {
	.name = "handler", .label = "Adapter handler",
	.plural = "Adapter Handlers",
	.help = "Says in which host an adapter receives or sends.",
	.table = "handler", .size = sizeof(struct handler),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.derive = derive, .check = check,
};
