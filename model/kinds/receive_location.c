/* SPDX-License-Identifier: ISC */
#include "model/kinds/receive_location.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/kinds/certificate.h"
#include "model/kinds/handler.h"
#include "model/kinds/pipeline_options.h"
#include "model/kinds/receive_port.h"
#include "model/kinds/schedule.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct receive_location, member)

static bool
handler_fits(const struct object *self, const struct object *candidate)
{
	const struct receive_location *l =
	    (const struct receive_location *)self;
	const struct handler *h = (const struct handler *)candidate;

	return h->direction == DIRECTION_RECEIVE &&
	    str_same(h->adapter, l->adapter);
}

static bool
pipeline_fits(const struct object *self, const struct object *candidate)
{
	(void)self;
	return ((const struct pipeline *)candidate)->direction ==
	    DIRECTION_RECEIVE;
}

static bool
response_pipeline_fits(const struct object *self,
    const struct object *candidate)
{
	(void)self;
	return ((const struct pipeline *)candidate)->direction ==
	    DIRECTION_SEND;
}

static bool
is_two_way(const struct object *o)
{
	return ((const struct receive_location *)o)->two_way;
}

static const struct choice *
offered(const struct object *o)
{
	return is_two_way(o) ? adapter_two_way_choices : adapter_choices;
}

static bool
is_outside(const struct object *o)
{
	const struct adapter *a =
	    adapter_find(((const struct receive_location *)o)->adapter);

	return a != NULL && a->outside;
}

static const struct choice expectations[] = {
	[EXPECT_ANY] = { "any", "Any" },
	[EXPECT_ENCRYPTED] = { "encrypted", "Encrypted" },
	[EXPECT_SIGNED] = { "signed", "Signed" },
	[EXPECT_PLAIN] = { "plain", "Plain" },
	{ NULL, NULL },
};

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 128, AT(object.name), .column = 24,
	  .help = "Name of the receive location." },
	{ .name = "receive_port", .label = "Receive port", .page = "General",
	  .type = FIELD_REF, .ref = "receive-port",
	  .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_OWNER, .max = 256,
	  AT(receive_port), .column = 12,
	  .help = "The port it belongs to, which decides on authentication." },
	{ .name = "two_way", .label = "Request-response", .page = "General",
	  .type = FIELD_BOOL, .flags = FIELD_DERIVED, .def = "false",
	  AT(two_way), .applies = is_two_way,
	  .help = "As its receive port." },
	{ .name = "enabled", .label = "Enabled", .page = "General",
	  .type = FIELD_BOOL, .flags = FIELD_STATE, .def = "false",
	  AT(enabled), .column = 7,
	  .help = "Whether it receives. Changed with enable and disable." },
	EXPIRES_FIELD(receive_location),
	{ .name = "adapter", .label = "Transport type", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  .choices = adapter_choices, .offered = offered,
	  .check = adapter_named, .def = "FILE",
	  AT(adapter), .column = 9,
	  .help = "The adapter that receives; it has a page of its own." },
	{ .name = "uri", .label = "URI", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED | FIELD_UNIQUE,
	  .max = 256, AT(uri), .column = 24,
	  .help = "Address, made of the adapter's fields. Each belongs to "
	      "one location." },
	{ .name = "handler", .label = "Receive handler", .page = "General",
	  .type = FIELD_REF, .ref = "handler", .flags = FIELD_REQUIRED,
	  .max = 360, .fits = handler_fits, AT(handler), .column = 20,
	  .help = "Decides the host, hence whose Personal store decrypts." },
	{ .name = "receive_pipeline", .label = "Receive pipeline",
	  .page = "General", .type = FIELD_REF, .ref = "pipeline",
	  .flags = FIELD_REQUIRED, .max = 256, .fits = pipeline_fits,
	  AT(receive_pipeline), .column = 16,
	  .help = "Its components have pages of their own; a value left "
	      "alone there keeps the pipeline's." },
	{ .name = "send_pipeline", .label = "Send pipeline",
	  .page = "General", .type = FIELD_REF, .ref = "pipeline",
	  .flags = FIELD_REQUIRED, .max = 256,
	  .fits = response_pipeline_fits, .applies = is_two_way,
	  AT(send_pipeline),
	  .help = "Runs on the response; its components have pages of their "
	      "own." },
	{ .name = "is_primary", .label = "Make this the primary location",
	  .page = "General", .type = FIELD_BOOL, .def = "false",
	  AT(is_primary), .only = "receive_port",
	  .help = "Represents the port towards partners. A port's first "
	      "location is primary by itself." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description),
	  .help = "Free text." },
	{ .name = "application", .label = "Application", .page = "General",
	  .type = FIELD_REF, .ref = "application", .flags = FIELD_DERIVED,
	  .max = 256, AT(application),
	  .help = "That of its receive port, with which it moves." },
	SCHEDULE_FIELDS,
	{ .name = "encryption_certificate", .label = "Thumbprint",
	  .page = "Certificate", .type = FIELD_CERT, .usage = USAGE_ENCRYPT,
	  AT(encryption_certificate), .applies = is_two_way,
	  .help = "The partner's public certificate that responses are "
	      "encrypted for." },
	{ .name = "encryption_certificate_name", .label = "Description",
	  .page = "Certificate", .type = FIELD_TEXT, .flags = FIELD_DERIVED,
	  .names = "encryption_certificate", AT(encryption_certificate_name),
	  .applies = is_two_way,
	  .help = "Common name of the encryption certificate." },
	ROLLOVER_FIELDS(receive_location, "encryption_certificate",
	    "Certificate", USAGE_ENCRYPT, is_two_way, ROLLOVER_PARTNER_KEY),
	{ .name = "expects", .label = "Expects", .page = "Protection",
	  .type = FIELD_CHOICE, .choices = expectations, .def = "any",
	  AT(expects),
	  .help = "What partners send here, as agreed; tells the audit what "
	      "is meant." },
	{ .name = "external", .label = "Reached from outside",
	  .page = "Protection", .type = FIELD_BOOL, .def = "false",
	  AT(external), .suggest = is_outside,
	  .help = "Messages arrive from outside the organisation; of a new "
	      "location with HTTP or SOAP it is taken for granted." },
	{ .name = "require_encryption", .label = "Require encryption",
	  .page = "Protection", .type = FIELD_BOOL, .def = "false",
	  AT(require_encryption),
	  .help = "Refuse messages that are not encrypted." },
	{ .name = "require_signature", .label = "Require signature",
	  .page = "Protection", .type = FIELD_BOOL, .def = "false",
	  AT(require_signature),
	  .help = "Refuse messages that are not signed." },
	{ .name = "maximum_message_size", .label = "Maximum message size",
	  .page = "Protection", .type = FIELD_INT, .min = 1,
	  .max = 1099511627776, .def = "67108864", .unit = "bytes",
	  AT(maximum_message_size),
	  .help = "Larger messages are refused, also when only what is "
	      "inside is larger." },
};

static const struct field *
property(const char *name)
{
	return adapter_property(false, name);
}

static void
facets(const struct object *o, struct model *m, struct facets *out)
{
	const struct receive_location *l = (const struct receive_location *)o;

	transport_facets(l->adapter, false, l->receive_pipeline, m, out);
	if (l->two_way)
		transport_facets(NULL, true, l->send_pipeline, m, out);
}

static void
parents(const struct object *o, struct parents *out)
{
	const struct receive_location *l = (const struct receive_location *)o;

	parents_pipeline(out, l->receive_pipeline);
	if (l->two_way)
		parents_pipeline(out, l->send_pipeline);
}

/* One-way or two-way as its port, and in the same application. */
static void
follow(struct model *m, struct object *o)
{
	struct receive_location *l = (struct receive_location *)o;
	struct object *port;

	if (l->receive_port == NULL)
		return;
	port = model_get(m, &kind_receive_port, l->receive_port, NULL);
	if (port != NULL) {
		l->two_way = ((struct receive_port *)port)->two_way;
		str_replace(&l->application,
		    ((struct receive_port *)port)->application);
	}
	object_free(port);
}

/* A new one starts with a handler of its adapter. */
static void
preselect(struct model *m, struct object *o)
{
	struct receive_location *l = (struct receive_location *)o;
	struct object *chosen = l->handler == NULL ? NULL :
	    model_get(m, &kind_handler, l->handler, NULL);

	if (chosen == NULL || !handler_fits(o, chosen)) {
		free(l->handler);
		l->handler = handler_suggested(m, l->adapter,
		    DIRECTION_RECEIVE);
	}
	object_free(chosen);
}

/* The first location of a port is its primary one. */
static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct receive_location *l = (struct receive_location *)o;
	struct objects others = { 0 };

	if (o->id == 0 && l->receive_port != NULL) {
		if (!model_select(m, &kind_receive_location, "receive_port",
		    l->receive_port, &others, err))
			return false;
		if (others.n == 0)
			l->is_primary = true;
		objects_clear(&others);
	}
	follow(m, o);
	if (o->id == 0 && l->handler == NULL)
		preselect(m, o);
	if (!l->two_way) {
		str_replace(&l->send_pipeline, NULL);
		str_replace(&l->encryption_certificate, NULL);
		str_replace(&l->encryption_certificate_name, NULL);
		rollover_clear(&l->rollover);
	}
	return transport_uri(l->adapter, false, &o->props, &l->uri, err);
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct receive_location *l =
	    (const struct receive_location *)now;
	const struct receive_location *old =
	    (const struct receive_location *)before;
	struct transport t = { .owner = now, .adapter = l->adapter,
	    .handler = l->handler, .pipeline = l->receive_pipeline,
	    .pipeline_field = "receive_pipeline", .send = false };
	struct transport response = { .owner = now,
	    .pipeline = l->send_pipeline,
	    .pipeline_field = "send_pipeline", .send = true };

	if (old != NULL && old->is_primary && !l->is_primary) {
		err_set(err, ERR_INVALID, "is_primary: make another location "
		    "of the port the primary one instead");
		return err_part(err, "is_primary");
	}
	if (l->two_way &&
	    !transport_check_two_way(l->adapter, "adapter", false, err))
		return false;
	return transport_check(m, &t, err) &&
	    (!l->two_way || transport_check_pipeline(m, &response, err)) &&
	    schedule_check(&l->schedule, err);
}

static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	const struct receive_location *l = (const struct receive_location *)o;
	struct objects others = { 0 };
	bool ok = true;

	if (l->enabled)
		return err_set(err, ERR_IN_USE, "it is enabled; disable it "
		    "first");
	if (!model_select(m, &kind_receive_location, "receive_port",
	    l->receive_port, &others, err))
		return false;
	if (l->is_primary && others.n > 1)
		ok = err_set(err, ERR_IN_USE, "it is the primary location of "
		    "its port; make another one primary first");
	objects_clear(&others);
	return ok;
}

static const struct transition transitions[] = {
	{ .verb = "enable", .label = "Enable",
	  .done = "enabled", .activates = true,
	  .field = "enabled",
	  .from = "false", .to = "true",
	  .help = "Start receiving." },
	{ .verb = "disable", .label = "Disable",
	  .done = "disabled",
	  .field = "enabled",
	  .from = "true", .to = "false",
	  .help = "Stop receiving." },
	{ .verb = NULL },
};

const struct kind kind_receive_location = {
	.name = "receive-location", .label = "Receive location",
	.plural = "Receive Locations",
	.help = "An address where messages arrive, with its transport and "
	    "pipeline.",
	.table = "receive_location", .props = "receive_location_property",
	.view = "receive_location_list",
	.size = sizeof(struct receive_location),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.transitions = transitions, .facets = facets,
	.property = property, .parents = parents, .follow = follow,
	.preselect = preselect,
	.derive = derive, .check = check, .deletable = deletable,
};
