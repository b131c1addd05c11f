/* SPDX-License-Identifier: ISC */
#include "model/kinds/receive_port.h"

#include "base/mem.h"
#include "model/kinds/application.h"
#include "model/kinds/receive_location.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct receive_port, member)

const struct choice authentication_choices[] = {
	[AUTH_NONE] = { "none", "No Authentication" },
	[AUTH_DROP] = { "drop", "Drop messages if authentication fails" },
	[AUTH_KEEP] = { "keep", "Keep messages if authentication fails" },
	{ NULL, NULL },
};

static bool
is_two_way(const struct object *o)
{
	return ((const struct receive_port *)o)->two_way;
}

static const struct field location_fields[] = {
	{ .name = "location", .label = "Name", .type = FIELD_REF,
	  .ref = "receive-location", .max = 128, .column = 28 },
	{ .name = "uri", .label = "URI", .type = FIELD_TEXT, .max = 256,
	  .column = 38 },
};

static const struct row_table location_rows = {
	.table = "receive_port_location",
	.fields = location_fields, .nfields = ARRAY_SIZE(location_fields),
	.elsewhere = "each row is a receive location of its own",
};

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the receive port." },
	{ .name = "two_way", .label = "Request-response", .page = "General",
	  .type = FIELD_BOOL, .flags = FIELD_ONCE, .def = "false",
	  AT(two_way), .column = 8,
	  .help = "One-way, or request-response; fixed once created." },
	{ .name = "authentication", .label = "Authentication",
	  .page = "General", .type = FIELD_CHOICE,
	  .choices = authentication_choices, .def = "none",
	  AT(authentication), .column = 22,
	  .help = "What happens to messages whose sender is no known party. "
	      "Drop and Keep need party resolution in the pipeline." },
	{ .name = "route_failed",
	  .label = "Enable routing for failed messages", .page = "General",
	  .type = FIELD_BOOL, .def = "false", AT(route_failed),
	  .help = "Publish failed messages for subscribers instead of "
	      "suspending them." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description),
	  .help = "Free text." },
	APPLICATION_FIELD(receive_port),
	{ .name = "locations", .label = "Receive locations",
	  .page = "Receive Locations", .type = FIELD_ROWS,
	  .flags = FIELD_DERIVED | FIELD_VIEW, .rows = &location_rows,
	  AT(locations),
	  .help = "Where messages of the port arrive, with adapter and "
	      "address; each a receive location with its own dialog." },
	TRACKING_FIELDS(receive_port, is_two_way),
};

/* Its locations go with it: none may be receiving. */
static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	struct objects locations = { 0 };
	bool ok;
	size_t i;

	ok = model_select(m, &kind_receive_location, "receive_port", o->name,
	    &locations, err);
	for (i = 0; ok && i < locations.n; i++)
		if (((const struct receive_location *)
		    locations.v[i])->enabled)
			ok = err_set(err, ERR_IN_USE, "its receive location "
			    "%s is enabled; disable it first",
			    locations.v[i]->name);
	objects_clear(&locations);
	return ok;
}

const struct kind kind_receive_port = {
	.name = "receive-port", .label = "Receive port",
	.plural = "Receive Ports",
	.help = "Groups receive locations under one rule of authentication.",
	.table = "receive_port", .size = sizeof(struct receive_port),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.deletable = deletable,
};
