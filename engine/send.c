/* SPDX-License-Identifier: ISC */
#include "engine/send.h"

#include <stdlib.h>
#include <string.h>

#include "engine/mime_write.h"
#include "engine/pipeline.h"
#include "engine/run.h"
#include "model/kinds/handler.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"

/* A send port, or a two-way receive location, which sends a response. */
struct route {
	const char *kind;		/* "send port" */
	const struct object *owner;
	const struct send_port *port;	/* NULL: a response */
	const char *uri;		/* or NULL */
	const char *encryption_certificate;
	const struct rollover *rollover;
	struct run_way way;
};

static bool
find_port(const struct snapshot *snapshot, const char *name,
    struct route *r, struct err *err)
{
	const struct send_port *port = run_object(snapshot, &kind_send_port,
	    name, err);

	if (port == NULL)
		return false;
	*r = (struct route){ .kind = "send port", .owner = &port->object,
		.port = port, .uri = port->uri,
		.encryption_certificate = port->encryption_certificate,
		.rollover = &port->rollover };
	return run_find_way(snapshot, port->send_pipeline, port->handler,
	    &r->way, err) || err_prefix(err, "send port %s", name);
}

static bool
find_location(const struct snapshot *snapshot, const char *name,
    struct route *r, struct err *err)
{
	const struct receive_location *location = run_object(snapshot,
	    &kind_receive_location, name, err);

	if (location == NULL)
		return false;
	if (!location->two_way)
		return err_set(err, ERR_INVALID, "receive location %s: is "
		    "one-way and sends no response", name);
	*r = (struct route){ .kind = "receive location",
		.owner = &location->object,
		.encryption_certificate = location->encryption_certificate,
		.rollover = &location->rollover };
	return run_find_way(snapshot, location->send_pipeline,
	    location->handler, &r->way, err) ||
	    err_prefix(err, "receive location %s", name);
}

const char *
send_host(const struct snapshot *snapshot, const char *port, struct err *err)
{
	struct route route = { 0 };

	return find_port(snapshot, port, &route, err) ?
	    route.way.handler->host : NULL;
}

static bool
prepare(const struct instance *in, const char *name,
    const struct send_input *input, struct route *route, struct plan *plan,
    struct err *err)
{
	if (!(input->response ? find_location : find_port)(in->snapshot,
	    name, route, err))
		return false;
	/* NOLINTNEXTLINE(*-core.NullDereference): found, so it is set. */
	if (strcmp(route->way.handler->host, in->host->object.name) != 0)
		return err_set(err, ERR_INVALID,
		    "%s %s: runs in host %s, not in %s", route->kind, name,
		    route->way.handler->host, in->host->object.name);
	return (mime_check_names(input->content_type, input->file_name,
	    err) && plan_make(plan, route->way.pipeline, &route->owner->props,
	    err)) || err_prefix(err, "%s %s", route->kind, name);
}

static bool
run_stages(struct run *run, const struct plan *plan)
{
	return plan_run(plan, STAGE_PRE_ASSEMBLE, run) &&
	    plan_run(plan, STAGE_ASSEMBLE, run) &&
	    plan_run(plan, STAGE_ENCODE, run) && run_own(run);
}

/* What the partner takes; of a location nothing is known of that. */
static void
set_partner(struct run *run, const struct route *route)
{
	const struct send_port *port = route->port;

	run->nencryption_certs = rollover_recipients(
	    route->encryption_certificate, route->rollover, run->at,
	    run->encryption_certs);
	if (run->nencryption_certs > 1 &&
	    (port == NULL || !port->encrypt_to_both))
		run->nencryption_certs = 1;
	run->pss = port != NULL && port->partner_pss;
	run->oaep = port != NULL && port->partner_oaep;
	run->allow_legacy = port != NULL && port->allow_legacy;
}

static void
set_origin(const struct route *r, struct props *context)
{
	if (r->uri != NULL)
		props_set(context, "OutboundTransportLocation", r->uri);
	props_set(context, r->port != NULL ? "SendPortName" :
	    "ReceiveLocationName", r->owner->name);
}

bool
send_run(const struct instance *in, const char *name,
    const struct send_input *input, struct send_result *result,
    struct err *err)
{
	struct run run = { .instance = in, .owner = name, .at = input->at,
		.stage = "send", .component = "",
		.context = &result->context, .trace = &result->trace,
		.fault = &result->fault, .data = input->body,
		.input = input };
	struct plan plan = { 0 };
	struct route route = { 0 };

	*result = (struct send_result){ 0 };
	if (run.data.len == 0)
		run.data = span_of("", 0);
	if (!prepare(in, name, input, &route, &plan, err))
		return false;
	run.owner_kind = route.kind;
	run.group = run_group(in->snapshot);
	set_partner(&run, &route);
	set_origin(&route, &result->context);
	result->outcome = OUTCOME_SUSPENDED;
	if (run_stages(&run, &plan)) {
		run_set_bool(&run, "SMIME.IsEncrypted", run.encrypted);
		run_set_bool(&run, "SMIME.IsSigned", run.is_signed);
		run_give(&run, &result->wire);
		result->outcome = OUTCOME_PROCESSED;
	}
	run.stage = "port";
	run.component = "";
	run_trace(&run, NULL, "%s %s%s: %s", route.kind, name,
	    input->response ? ", response" : "",
	    outcome_name(result->outcome));
	run_clear(&run);
	plan_clear(&plan);
	return true;
}

void
send_result_clear(struct send_result *result)
{
	spool_clear(&result->wire);
	props_clear(&result->context);
	trace_clear(&result->trace);
	*result = (struct send_result){ 0 };
}
