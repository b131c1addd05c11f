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
	  .type = FIELD_REF, .ref = "adapter",
	  .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_OWNER, .max = 256,
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

/* The first send handler of an adapter is its default. */
static bool
find_default(struct model *m, struct handler *h, struct err *err)
{
	struct objects all = { 0 };
	const struct handler *other;
	bool ok, found = false;
	size_t i;

	ok = model_select(m, &kind_handler, "adapter", h->adapter, &all, err);
	for (i = 0; i < all.n; i++) {
		other = (const struct handler *)all.v[i];
		found |= other->direction == DIRECTION_SEND &&
		    other->is_default;
	}
	h->is_default |= ok && !found;
	objects_clear(&all);
	return ok;
}

/*
 * Which hosts may run it: dialogs 10.1, "Host types".  Adapters that are not
 * known here receive in either; sending is never isolated.
 */
static bool
check_host(const struct handler *h, const struct host *host, struct err *err)
{
	const struct adapter *a = adapter_find(h->adapter);
	const struct adapter_side *side = NULL;
	bool send = h->direction == DIRECTION_SEND, isolated;

	if (a != NULL)
		side = send ? a->send : a->receive;
	else if (!send)
		return true;
	if (side != NULL && side->size == 0) {
		err_set(err, ERR_INVALID, "direction: adapter %s cannot %s",
		    a->name, direction_choices[h->direction].name);
		return err_part(err, "direction");
	}
	isolated = side != NULL && side->isolated;
	if (isolated == (host->type == HOST_ISOLATED))
		return true;
	err_set(err, ERR_INVALID, "host: %s-%s runs in %s hosts only (%s)",
	    h->adapter, direction_choices[h->direction].name,
	    isolated ? "isolated" : "in-process", h->host);
	return err_part(err, "host");
}

/* The default host, or the only one of another type that may run it. */
static char *
suggested_host(struct model *m, const struct handler *h)
{
	struct objects all = { 0 };
	const struct host *host, *only = NULL, *best = NULL;
	size_t i, n = 0;
	char *name;

	(void)model_select(m, &kind_host, NULL, NULL, &all, NULL);
	for (i = 0; i < all.n; i++) {
		host = (const struct host *)all.v[i];
		if (!check_host(h, host, NULL))
			continue;
		if (host->is_default)
			best = host;
		if (host->type == HOST_ISOLATED)
			only = n++ == 0 ? host : NULL;
	}
	if (best == NULL)
		best = only;
	name = best != NULL ? xstrdup(best->object.name) : NULL;
	objects_clear(&all);
	return name;
}

/* A new one runs in the default host of the group, where it may. */
static void
preselect(struct model *m, struct object *o)
{
	struct handler *h = (struct handler *)o;
	struct object *chosen = h->host == NULL ? NULL :
	    model_get(m, &kind_host, h->host, NULL);

	if (chosen == NULL || !check_host(h, (struct host *)chosen, NULL)) {
		free(h->host);
		h->host = suggested_host(m, h);
	}
	object_free(chosen);
}

static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct handler *h = (struct handler *)o;
	char *name;

	if (o->id == 0 && h->host == NULL)
		preselect(m, o);
	if (h->adapter == NULL || h->host == NULL)
		return true;
	if (o->id == 0 && h->direction == DIRECTION_SEND &&
	    !find_default(m, h, err))
		return false;
	name = xasprintf("%s-%s@%s", h->adapter,
	    direction_choices[h->direction].name, h->host);
	str_replace(&o->name, name);
	free(name);
	return true;
}

/* What the adapter holds for all its ports in that host. */
static void
facets(const struct object *o, struct model *m, struct facets *out)
{
	const struct handler *h = (const struct handler *)o;
	const struct adapter *a = adapter_find(h->adapter);
	const struct adapter_side *side = a == NULL ? NULL :
	    h->direction == DIRECTION_SEND ? a->send_handler :
	    a->receive_handler;

	(void)m;
	if (side != NULL)
		out->v[out->n++] = (struct facet){ .prefix = a->prefix,
		    .page = a->name, .leaves = true,
		    .fields = side->fields,
		    .nfields = side->nfields };
}

static const struct field *
property(const char *name)
{
	return adapter_handler_property(name);
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct handler *h = (const struct handler *)now;
	const struct adapter *a = adapter_find(h->adapter);
	struct object *host;
	bool send = h->direction == DIRECTION_SEND, ok;

	(void)before;
	if (h->is_default && !send) {
		err_set(err, ERR_INVALID, "is_default: only a send handler "
		    "can be the default");
		return err_part(err, "is_default");
	}
	host = model_find(m, "host", h->host, err);
	if (host == NULL)
		return false;
	ok = check_host(h, (const struct host *)host, err) && (a == NULL ||
	    adapter_handler_check(a, send, &now->props, err));
	object_free(host);
	return ok;
}

static bool
is_default_host(struct model *m, const char *name)
{
	struct object *o = model_find(m, "host", name, NULL);
	bool yes = o != NULL && ((struct host *)o)->is_default;

	object_free(o);
	return yes;
}

char *
handler_suggested(struct model *m, const char *adapter, int direction)
{
	struct objects all = { 0 };
	const struct handler *h, *only = NULL, *best = NULL;
	size_t i, n = 0;
	char *name;

	if (adapter == NULL || !model_select(m, &kind_handler, "adapter",
	    adapter, &all, NULL))
		return NULL;
	for (i = 0; i < all.n; i++) {
		h = (const struct handler *)all.v[i];
		if (h->direction != direction)
			continue;
		only = n++ == 0 && direction == DIRECTION_RECEIVE ? h : NULL;
		if (direction == DIRECTION_SEND ? h->is_default :
		    is_default_host(m, h->host))
			best = h;
	}
	if (best == NULL)
		best = only;
	name = best != NULL ? xstrdup(best->object.name) : NULL;
	objects_clear(&all);
	return name;
}

const struct kind kind_handler = {
	.name = "handler", .label = "Adapter handler",
	.plural = "Adapter Handlers",
	.help = "Says in which host an adapter receives or sends.",
	.table = "handler", .props = "handler_property",
	.size = sizeof(struct handler),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.facets = facets, .property = property, .preselect = preselect,
	.derive = derive, .check = check,
};
