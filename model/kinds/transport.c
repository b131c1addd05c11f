/* SPDX-License-Identifier: ISC */
#include "model/kinds/transport.h"

#include "base/mem.h"
#include "model/adapter.h"
#include "model/edit.h"
#include "model/edit_raw.h"
#include "model/kinds/handler.h"
#include "model/kinds/host.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct transport_adapter, member)

/*
 * The name is not free: ports say by it which code sends, and an adapter is
 * installed once.
 */
static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED,
	  .max = 256, AT(object.name), .column = 20,
	  .help = "What ports and handlers call it: as the adapter that is "
	      "installed." },
	{ .name = "adapter", .label = "Adapter", .page = "General",
	  .type = FIELD_TEXT,
	  .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_UNIQUE,
	  .max = 256, .choices = adapter_choices, .check = adapter_named,
	  AT(adapter),
	  .help = "The adapter that is installed; fixed once it is created." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_ONCE, .max = 256,
	  AT(description), .column = 40,
	  .help = "What the adapter is for; fixed once it is created." },
};

/* Who types the name alone has said which adapter. */
static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct transport_adapter *a = (struct transport_adapter *)o;

	(void)m;
	(void)err;
	if (a->adapter == NULL)
		str_replace(&a->adapter, o->name);
	if (a->adapter != NULL)
		str_replace(&o->name, a->adapter);
	return true;
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct transport_adapter *a =
	    (const struct transport_adapter *)now;

	(void)m;
	(void)before;
	return adapter_named(NULL, a->adapter, err) ||
	    err_part(err, "adapter");
}

/* ---- what comes with it ------------------------------------------------- */

/* The default host, which is in-process, or NULL: there is no host yet. */
static struct object *
default_host(struct model *m, struct err *err)
{
	struct objects found = { 0 };
	struct object *host = NULL;

	if (model_select(m, &kind_host, "is_default", "true", &found, err) &&
	    found.n > 0) {
		host = found.v[0];
		found.v[0] = NULL;
	}
	objects_clear(&found);
	return host;
}

/* Can it run there?  Of an adapter without a table one cannot tell. */
static bool
is_capable(const struct adapter *a, int direction)
{
	const struct adapter_side *side = a == NULL ? NULL :
	    direction == DIRECTION_SEND ? a->send : a->receive;

	return a == NULL || (side->size > 0 && !side->isolated);
}

static bool
add_handler(struct edit *e, const char *adapter, int direction,
    const char *host, struct err *err)
{
	struct handler *h = (struct handler *)object_new(&kind_handler);
	bool ok;

	str_replace(&h->adapter, adapter);
	str_replace(&h->host, host);
	h->direction = direction;
	ok = edit_save(e, NULL, &h->object, err);
	object_free(&h->object);
	return ok;
}

/* A handler in each direction, as far as it is capable of them. */
static bool
created(struct edit *e, const struct object *o, struct err *err)
{
	struct err why = { 0 };
	struct object *host = default_host(edit_model(e), &why);
	bool ok = true;
	int d;

	if (host == NULL && why.code != ERR_NONE && err != NULL)
		*err = why;
	for (d = DIRECTION_RECEIVE; host != NULL && ok &&
	    d <= DIRECTION_SEND; d++)
		if (is_capable(adapter_find(o->name), d))
			ok = add_handler(e, o->name, d, host->name, err);
	object_free(host);
	return ok && why.code == ERR_NONE;
}

const struct kind kind_adapter = {
	.name = "adapter", .label = "Adapter", .plural = "Adapters",
	.help = "How messages come and go: FILE, HTTP ... Its handlers say in "
	    "which hosts; they are deleted with it.",
	.table = "adapter", .size = sizeof(struct transport_adapter),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.derive = derive, .check = check, .created = created,
};
