/* SPDX-License-Identifier: ISC */
#include "model/kinds/send_port.h"

#include "base/mem.h"
#include "model/kinds/handler.h"
#include "model/kinds/pipeline_options.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct send_port, member)

static const struct choice states[] = {
	[PORT_BOUND] = { "bound", "Unenlisted" },
	[PORT_STOPPED] = { "stopped", "Stopped" },
	[PORT_STARTED] = { "started", "Started" },
	{ NULL, NULL },
};

static bool
handler_fits(const struct object *self, const struct object *candidate)
{
	const struct send_port *p = (const struct send_port *)self;
	const struct handler *h = (const struct handler *)candidate;

	return h->direction == DIRECTION_SEND &&
	    str_same(h->adapter, p->adapter);
}

static bool
pipeline_fits(const struct object *self, const struct object *candidate)
{
	(void)self;
	return ((const struct pipeline *)candidate)->direction ==
	    DIRECTION_SEND;
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the send port." },
	{ .name = "state", .label = "State", .page = "General",
	  .type = FIELD_CHOICE, .choices = states, .flags = FIELD_STATE,
	  .def = "bound", AT(state), .column = 10,
	  .help = "Unenlisted: nothing is routed to it. Stopped: messages "
	      "wait. Changed with enlist, start, stop, unenlist." },
	{ .name = "adapter", .label = "Transport type", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  .choices = adapter_choices, .check = adapter_known, .def = "FILE",
	  AT(adapter),
	  .help = "The adapter that sends; it has a page of its own." },
	{ .name = "uri", .label = "URI", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED, .max = 256, AT(uri),
	  .column = 24,
	  .help = "Destination, made of the adapter's fields." },
	{ .name = "handler", .label = "Send handler", .page = "General",
	  .type = FIELD_REF, .ref = "handler", .flags = FIELD_REQUIRED,
	  .max = 360, .fits = handler_fits, AT(handler),
	  .help = "Decides the host, hence whose Personal store signs." },
	{ .name = "send_pipeline", .label = "Send pipeline",
	  .page = "General", .type = FIELD_REF, .ref = "pipeline",
	  .flags = FIELD_REQUIRED, .max = 256, .fits = pipeline_fits,
	  AT(send_pipeline), .column = 16,
	  .help = "Its components have pages of their own; encryption and "
	      "signing are switched on there." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description),
	  .help = "Free text." },
	{ .name = "retry_count", .label = "Retry count",
	  .page = "Transport Advanced Options", .type = FIELD_INT,
	  .min = 0, .max = 1000, .def = "3", AT(retry_count),
	  .help = "How often a failed transmission is tried again before "
	      "the message is suspended." },
	{ .name = "retry_interval", .label = "Retry interval",
	  .page = "Transport Advanced Options", .type = FIELD_INT,
	  .min = 0, .max = 525600, .def = "5", .unit = "minutes",
	  AT(retry_interval),
	  .help = "Wait between two attempts." },
	{ .name = "encryption_certificate", .label = "Thumbprint",
	  .page = "Certificate", .type = FIELD_CERT, .usage = USAGE_ENCRYPT,
	  AT(encryption_certificate),
	  .help = "The partner's public certificate that messages are "
	      "encrypted for; used when Enable encryption is on." },
	{ .name = "encryption_certificate_name", .label = "Common Name",
	  .page = "Certificate", .type = FIELD_TEXT, .flags = FIELD_DERIVED,
	  .names = "encryption_certificate", AT(encryption_certificate_name),
	  .help = "Common name of the encryption certificate." },
};

static void
facets(const struct object *o, struct model *m, struct facets *out)
{
	const struct send_port *p = (const struct send_port *)o;

	transport_facets(p->adapter, true, p->send_pipeline, m, out);
}

static const char *
inherits(const struct object *o)
{
	return ((const struct send_port *)o)->send_pipeline;
}

static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct send_port *p = (struct send_port *)o;

	(void)m;
	return transport_uri(p->adapter, true, &o->props, &p->uri, err);
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct send_port *p = (const struct send_port *)now;
	struct transport t = { .owner = now, .adapter = p->adapter,
	    .handler = p->handler, .pipeline = p->send_pipeline,
	    .pipeline_field = "send_pipeline", .send = true };

	(void)before;
	return transport_check(m, &t, err);
}

static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	(void)m;
	if (((const struct send_port *)o)->state != PORT_BOUND)
		return err_set(err, ERR_IN_USE, "it is enlisted; unenlist it "
		    "first");
	return true;
}

/* Dialogs 1.6, the table of states and verbs. */
static const struct transition transitions[] = {
	{ .verb = "enlist", .label = "Enlist", .field = "state",
	  .from = "bound", .to = "stopped",
	  .help = "Subscribe; messages wait until it is started." },
	{ .verb = "start", .label = "Start", .field = "state",
	  .from = "bound stopped", .to = "started",
	  .help = "Send messages; enlists first." },
	{ .verb = "stop", .label = "Stop", .field = "state",
	  .from = "started", .to = "stopped",
	  .help = "Keep messages waiting." },
	{ .verb = "unenlist", .label = "Unenlist", .field = "state",
	  .from = "stopped started", .to = "bound",
	  .help = "Drop the subscription: nothing is routed to it." },
	{ .verb = NULL },
};

const struct kind kind_send_port = {
	.name = "send-port", .label = "Send port", .plural = "Send Ports",
	.help = "A destination, with its transport, pipeline and the "
	    "partner's certificate.",
	.table = "send_port", .props = "send_port_property",
	.size = sizeof(struct send_port),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.transitions = transitions, .facets = facets, .inherits = inherits,
	.derive = derive, .check = check, .deletable = deletable,
};
