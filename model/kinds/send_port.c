/* SPDX-License-Identifier: ISC */
#include "model/kinds/send_port.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/kinds/application.h"
#include "model/kinds/certificate.h"
#include "model/kinds/filter.h"
#include "model/kinds/handler.h"
#include "model/kinds/pipeline_options.h"
#include "model/kinds/send_port_group.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct send_port, member)

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

static bool
backup_handler_fits(const struct object *self, const struct object *candidate)
{
	const struct send_port *p = (const struct send_port *)self;
	const struct handler *h = (const struct handler *)candidate;

	return h->direction == DIRECTION_SEND &&
	    str_same(h->adapter, p->backup_adapter);
}

static bool
response_pipeline_fits(const struct object *self,
    const struct object *candidate)
{
	(void)self;
	return ((const struct pipeline *)candidate)->direction ==
	    DIRECTION_RECEIVE;
}

static bool
is_static(const struct object *o)
{
	return !((const struct send_port *)o)->dynamic;
}

static bool
is_dynamic(const struct object *o)
{
	return ((const struct send_port *)o)->dynamic;
}

static bool
is_two_way(const struct object *o)
{
	return ((const struct send_port *)o)->two_way;
}

/* While there are two; and where it is on, so that this is seen. */
static bool
may_be_both(const struct object *o, const char *slot)
{
	const struct send_port *p = (const struct send_port *)o;

	(void)slot;
	return p->rollover.next != NULL || p->rollover.previous != NULL ||
	    p->encrypt_to_both;
}

static const struct choice *
offered(const struct object *o)
{
	return is_two_way(o) ? adapter_two_way_choices : adapter_choices;
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the send port." },
	{ .name = "two_way", .label = "Solicit-response", .page = "General",
	  .type = FIELD_BOOL, .flags = FIELD_ONCE, .def = "false",
	  AT(two_way),
	  .help = "One-way, or solicit-response; fixed once created." },
	{ .name = "dynamic", .label = "Dynamic", .page = "General",
	  .type = FIELD_BOOL, .flags = FIELD_ONCE, .def = "false",
	  AT(dynamic),
	  .help = "The address comes with each message; fixed once "
	      "created." },
	{ .name = "state", .label = "State", .page = "General",
	  .type = FIELD_CHOICE, .choices = port_states, .flags = FIELD_STATE,
	  .def = "bound", AT(state), .column = 10,
	  .help = "Unenlisted: nothing is routed to it. Stopped: messages "
	      "wait. Changed with enlist, start, stop, unenlist." },
	EXPIRES_FIELD(send_port),
	{ .name = "adapter", .label = "Transport type", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  .choices = adapter_choices, .offered = offered,
	  .check = adapter_named, .def = "FILE",
	  AT(adapter), .column = 9, .applies = is_static,
	  .help = "The adapter that sends; it has a page of its own." },
	{ .name = "uri", .label = "URI", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED, .max = 256, AT(uri),
	  .column = 24, .applies = is_static,
	  .help = "Destination, made of the adapter's fields." },
	{ .name = "handler", .label = "Send handler", .page = "General",
	  .type = FIELD_REF, .ref = "handler", .flags = FIELD_REQUIRED,
	  .max = 360, .fits = handler_fits, AT(handler), .column = 20,
	  .applies = is_static,
	  .help = "Decides the host, hence whose Personal store signs." },
	{ .name = "send_pipeline", .label = "Send pipeline",
	  .page = "General", .type = FIELD_REF, .ref = "pipeline",
	  .flags = FIELD_REQUIRED, .max = 256, .fits = pipeline_fits,
	  AT(send_pipeline), .column = 16,
	  .help = "Its components have pages of their own; encryption and "
	      "signing are switched on there." },
	{ .name = "receive_pipeline", .label = "Receive pipeline",
	  .page = "General", .type = FIELD_REF, .ref = "pipeline",
	  .flags = FIELD_REQUIRED, .max = 256,
	  .fits = response_pipeline_fits, .applies = is_two_way,
	  AT(receive_pipeline),
	  .help = "Runs on the response; its components have pages of their "
	      "own." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description),
	  .help = "Free text." },
	APPLICATION_FIELD(send_port),
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
	{ .name = "priority", .label = "Priority",
	  .page = "Transport Advanced Options", .type = FIELD_INT,
	  .min = 1, .max = 10, .def = "5", AT(priority),
	  .help = "Order in which messages of different ports are taken; 1 "
	      "comes first." },
	{ .name = "ordered_delivery", .label = "Ordered delivery",
	  .page = "Transport Advanced Options", .type = FIELD_BOOL,
	  .def = "false", AT(ordered_delivery),
	  .help = "Messages leave in the order they arrived." },
	{ .name = "stop_on_failure",
	  .label = "Stop sending subsequent messages on current message "
	      "failure",
	  .page = "Transport Advanced Options", .type = FIELD_BOOL,
	  .def = "false", AT(stop_on_failure),
	  .help = "A failure holds up all that follow, not only its "
	      "message. Needs ordered delivery." },
	{ .name = "order_across_locations",
	  .label = "Enforce order across outbound locations",
	  .page = "Transport Advanced Options", .type = FIELD_BOOL,
	  .def = "false", AT(order_across_locations), .applies = is_dynamic,
	  .help = "One order for all addresses of an adapter. Needs ordered "
	      "delivery." },
	{ .name = "route_failed",
	  .label = "Enable routing for failed messages",
	  .page = "Transport Advanced Options", .type = FIELD_BOOL,
	  .def = "false", AT(route_failed),
	  .help = "Publish failed messages for subscribers instead of "
	      "suspending them; the copy is the original message." },
	{ .name = "service_window", .label = "Enable service window",
	  .page = "Transport Advanced Options", .type = FIELD_BOOL,
	  .def = "false",
	  AT(service_window),
	  .help = "Send only between the two times; messages wait "
	      "meanwhile." },
	{ .name = "start_time", .label = "Start time",
	  .page = "Transport Advanced Options", .type = FIELD_DAYTIME,
	  .def = "00:00:00", AT(start_time),
	  .help = "From when the service window is open, local time." },
	{ .name = "stop_time", .label = "Stop time",
	  .page = "Transport Advanced Options", .type = FIELD_DAYTIME,
	  .def = "23:59:59", AT(stop_time),
	  .help = "Until when the service window is open, local time." },
	{ .name = "backup_adapter", .label = "Type",
	  .page = "Backup Transport", .type = FIELD_TEXT, .max = 256,
	  .choices = adapter_choices, .offered = offered,
	  .check = adapter_named, AT(backup_adapter), .applies = is_static,
	  .help = "Used after the primary transport has spent its retries. "
	      "Empty: none." },
	{ .name = "backup_uri", .label = "URI",
	  .page = "Backup Transport", .type = FIELD_TEXT,
	  .flags = FIELD_DERIVED, .max = 256, AT(backup_uri),
	  .applies = is_static,
	  .help = "Its destination, made of the adapter's fields." },
	{ .name = "backup_handler", .label = "Send handler",
	  .page = "Backup Transport", .type = FIELD_REF, .ref = "handler",
	  .max = 360, .fits = backup_handler_fits, AT(backup_handler),
	  .applies = is_static,
	  .help = "May be of another host, whose account then needs the "
	      "certificates too." },
	{ .name = "backup_retry_count", .label = "Retry count",
	  .page = "Backup Transport", .type = FIELD_INT,
	  .min = 0, .max = 1000, .def = "3", AT(backup_retry_count),
	  .applies = is_static,
	  .help = "How often the backup transport tries again." },
	{ .name = "backup_retry_interval", .label = "Retry interval",
	  .page = "Backup Transport", .type = FIELD_INT,
	  .min = 0, .max = 525600, .def = "5", .unit = "minutes",
	  AT(backup_retry_interval), .applies = is_static,
	  .help = "Wait between two attempts of the backup transport." },
	{ .name = "backup_service_window", .label = "Enable service window",
	  .page = "Backup Transport", .type = FIELD_BOOL, .def = "false",
	  AT(backup_service_window),
	  .applies = is_static,
	  .help = "Send only between the two times; messages wait "
	      "meanwhile." },
	{ .name = "backup_start_time", .label = "Start time",
	  .page = "Backup Transport", .type = FIELD_DAYTIME,
	  .def = "00:00:00", AT(backup_start_time),
	  .applies = is_static,
	  .help = "From when the service window is open, local time." },
	{ .name = "backup_stop_time", .label = "Stop time",
	  .page = "Backup Transport", .type = FIELD_DAYTIME,
	  .def = "23:59:59", AT(backup_stop_time),
	  .applies = is_static,
	  .help = "Until when the service window is open, local time." },
	{ .name = "filters", .label = "Filters", .page = "Filters",
	  .type = FIELD_ROWS, .rows = &send_port_filters, AT(filters),
	  .help = "Which messages it subscribes to: groups of rows joined "
	      "by And, with Or between the groups." },
	{ .name = "encryption_certificate", .label = "Thumbprint",
	  .page = "Certificate", .type = FIELD_CERT, .usage = USAGE_ENCRYPT,
	  AT(encryption_certificate),
	  .help = "The partner's public certificate that messages are "
	      "encrypted for; used when Enable encryption is on." },
	{ .name = "encryption_certificate_name", .label = "Common Name",
	  .page = "Certificate", .type = FIELD_TEXT, .flags = FIELD_DERIVED,
	  .names = "encryption_certificate", AT(encryption_certificate_name),
	  .help = "Common name of the encryption certificate." },
	ROLLOVER_FIELDS(send_port, "encryption_certificate", "Certificate",
	    USAGE_ENCRYPT, NULL, ROLLOVER_PARTNER_KEY),
	{ .name = "encrypt_to_both",
	  .label = "Encrypt to both during a roll-over",
	  .page = "Certificate", .type = FIELD_BOOL, .def = "false",
	  AT(encrypt_to_both), .seen = may_be_both,
	  .help = "From when the next certificate takes over until the "
	      "previous one is given up, the partner can read with either "
	      "key." },
	{ .name = "must_encrypt", .label = "Must encrypt",
	  .page = "Certificate", .type = FIELD_BOOL, .def = "false",
	  AT(must_encrypt),
	  .help = "Agreed with the partner: nothing may leave in clear." },
	{ .name = "must_sign", .label = "Must sign",
	  .page = "Certificate", .type = FIELD_BOOL, .def = "false",
	  AT(must_sign),
	  .help = "Agreed with the partner: nothing may leave unsigned." },
	{ .name = "partner_pss", .label = "Partner takes RSASSA-PSS",
	  .page = "Certificate", .type = FIELD_BOOL, .def = "false",
	  AT(partner_pss),
	  .help = "Sign with RSASSA-PSS instead of PKCS #1 v1.5, where the "
	      "group's key is an RSA key." },
	{ .name = "partner_oaep", .label = "Partner takes RSAES-OAEP",
	  .page = "Certificate", .type = FIELD_BOOL, .def = "false",
	  AT(partner_oaep),
	  .help = "Encrypt the content's key with RSAES-OAEP instead of PKCS "
	      "#1 v1.5, where the partner's key is an RSA key." },
	{ .name = "allow_legacy", .label = "Allow legacy algorithms",
	  .page = "Certificate", .type = FIELD_BOOL, .def = "false",
	  AT(allow_legacy),
	  .help = "DES3 and SHA-1 may be chosen for messages of this port, "
	      "which are then marked. Only for a partner that knows no "
	      "better." },
	TRACKING_FIELDS(send_port, is_two_way),
};

static const struct field *
property(const char *name)
{
	return adapter_property(true, name);
}

static void
facets(const struct object *o, struct model *m, struct facets *out)
{
	const struct send_port *p = (const struct send_port *)o;

	transport_facets(p->dynamic ? NULL : p->adapter, true,
	    p->send_pipeline, m, out);
	if (p->two_way)
		transport_facets(NULL, false, p->receive_pipeline, m, out);
	if (!p->dynamic)
		backup_facets(p->backup_adapter, out);
}

static void
parents(const struct object *o, struct parents *out)
{
	const struct send_port *p = (const struct send_port *)o;

	parents_pipeline(out, p->send_pipeline);
	if (p->two_way)
		parents_pipeline(out, p->receive_pipeline);
	if (p->dynamic)
		return;
	parents_handler(out, p->adapter, false, p->handler);
	parents_handler(out, p->backup_adapter, true, p->backup_handler);
}

/* A new port starts with the default handler of its adapter. */
static void
preselect(struct model *m, struct object *o)
{
	struct send_port *p = (struct send_port *)o;
	struct object *chosen = p->handler == NULL ? NULL :
	    model_get(m, &kind_handler, p->handler, NULL);

	if (!p->dynamic && (chosen == NULL || !handler_fits(o, chosen))) {
		free(p->handler);
		p->handler = handler_suggested(m, p->adapter, DIRECTION_SEND);
	}
	object_free(chosen);
}

/* What a port of this kind does not have is empty. */
static void
clear_foreign(struct send_port *p)
{
	if (!p->two_way)
		str_replace(&p->receive_pipeline, NULL);
	if (!p->dynamic)
		return;
	str_replace(&p->adapter, NULL);
	str_replace(&p->uri, NULL);
	str_replace(&p->handler, NULL);
	str_replace(&p->backup_adapter, NULL);
	str_replace(&p->backup_handler, NULL);
}

static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct send_port *p = (struct send_port *)o;
	const struct adapter *backup;
	char *made = NULL;

	clear_foreign(p);
	if (o->id == 0 && p->handler == NULL)
		preselect(m, o);
	if (!transport_uri(p->adapter, true, &o->props, &p->uri, err))
		return false;
	backup = adapter_find(p->backup_adapter);
	if (backup != NULL &&
	    !adapter_backup_uri(backup, &o->props, &made, err))
		return false;
	/* An imported adapter keeps its address. */
	if (backup != NULL || p->backup_adapter == NULL) {
		free(p->backup_uri);
		p->backup_uri = made;
	}
	return true;
}

static bool
refuse(struct err *err, const char *field, const char *why)
{
	err_set(err, ERR_INVALID, "%s: %s", field, why);
	return err_part(err, field);
}

static bool
check_backup(struct model *m, const struct send_port *p, struct err *err)
{
	struct transport t = { .adapter = p->backup_adapter,
	    .handler = p->backup_handler, .send = true };

	if (p->backup_adapter == NULL)
		return p->backup_handler == NULL || refuse(err,
		    "backup_handler", "needs a backup transport type");
	if (p->backup_handler == NULL)
		return refuse(err, "backup_handler", "a value is needed");
	return transport_check_handler(m, &t, "backup_handler", err);
}

/* Boxes that another box or time has to allow. */
static bool
check_options(const struct send_port *p, struct err *err)
{
	if (p->stop_on_failure && !p->ordered_delivery)
		return refuse(err, "stop_on_failure",
		    "needs ordered_delivery");
	if (p->order_across_locations && !p->ordered_delivery)
		return refuse(err, "order_across_locations",
		    "needs ordered_delivery");
	if (p->service_window && p->start_time == p->stop_time)
		return refuse(err, "stop_time", "must differ from start_time");
	if (p->backup_service_window &&
	    p->backup_start_time == p->backup_stop_time)
		return refuse(err, "backup_stop_time",
		    "must differ from backup_start_time");
	return filter_check(&p->filters, err);
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct send_port *p = (const struct send_port *)now;
	struct transport t = { .owner = now, .adapter = p->adapter,
	    .handler = p->handler, .pipeline = p->send_pipeline,
	    .pipeline_field = "send_pipeline", .send = true };
	struct transport response = { .owner = now,
	    .pipeline = p->receive_pipeline,
	    .pipeline_field = "receive_pipeline", .send = false };

	(void)before;
	if (p->two_way &&
	    (!transport_check_two_way(p->adapter, "adapter", true, err) ||
	    !transport_check_two_way(p->backup_adapter, "backup_adapter",
	    true, err)))
		return false;
	if (!p->dynamic && !transport_check_handler(m, &t, "handler", err))
		return false;
	return transport_check_pipeline(m, &t, err) &&
	    (!p->two_way || transport_check_pipeline(m, &response, err)) &&
	    check_backup(m, p, err) && check_options(p, err);
}

static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	(void)m;
	return port_deletable(((const struct send_port *)o)->state, err);
}

static const struct transition transitions[] = {
	PORT_TRANSITIONS(NULL, send_port_group_spares),
};

const struct kind kind_send_port = {
	.name = "send-port", .label = "Send port", .plural = "Send Ports",
	.help = "A destination, with its transport, pipeline and the "
	    "partner's certificate.",
	.table = "send_port", .props = "send_port_property",
	.view = "send_port_list",
	.size = sizeof(struct send_port),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.transitions = transitions, .facets = facets,
	.property = property, .parents = parents, .preselect = preselect,
	.derive = derive, .check = check, .deletable = deletable,
};
