/* SPDX-License-Identifier: ISC */
#include "engine/send.h"

#include <stdlib.h>
#include <string.h>

#include "engine/mime_write.h"
#include "engine/pipeline.h"
#include "engine/run.h"
#include "model/kinds/handler.h"
#include "model/kinds/send_port.h"

struct route {
	const struct send_port *port;
	const struct pipeline *pipeline;
	const struct handler *handler;
};

static bool
find_route(const struct snapshot *snapshot, const char *port,
    struct route *r, struct err *err)
{
	r->port = run_object(snapshot, &kind_send_port, port, err);
	if (r->port == NULL)
		return false;
	if ((r->pipeline = run_object(snapshot, &kind_pipeline,
	    r->port->send_pipeline, err)) == NULL ||
	    (r->handler = run_object(snapshot, &kind_handler,
	    r->port->handler, err)) == NULL)
		goto fail;
	return true;
fail:
	err_prefix(err, "send port %s", port);
	return false;
}

const char *
send_host(const struct snapshot *snapshot, const char *port, struct err *err)
{
	struct route route = { 0 };

	return find_route(snapshot, port, &route, err) ?
	    route.handler->host : NULL;
}

static bool
prepare(const struct instance *in, const char *port,
    const struct send_input *input, struct route *route, struct plan *plan,
    struct err *err)
{
	if (!find_route(in->snapshot, port, route, err))
		return false;
	if (strcmp(route->handler->host, in->host->object.name) != 0)
		return err_set(err, ERR_INVALID,
		    "send port %s: runs in host %s, not in %s", port,
		    route->handler->host, in->host->object.name);
	return (mime_check_names(input->content_type, input->file_name,
	    err) && plan_make(plan, route->pipeline,
	    &route->port->object.props, err)) ||
	    err_prefix(err, "send port %s", port);
}

static bool
run_stages(struct run *run, const struct plan *plan)
{
	return plan_run(plan, STAGE_PRE_ASSEMBLE, run) &&
	    plan_run(plan, STAGE_ASSEMBLE, run) &&
	    plan_run(plan, STAGE_ENCODE, run) && run_own(run);
}

static void
set_recipients(struct run *run, const struct send_port *port)
{
	run->nencryption_certs = rollover_recipients(
	    port->encryption_certificate, &port->rollover, run->at,
	    run->encryption_certs);
	if (run->nencryption_certs > 1 && !port->encrypt_to_both)
		run->nencryption_certs = 1;
}

bool
send_run(const struct instance *in, const char *port,
    const struct send_input *input, struct send_result *result,
    struct err *err)
{
	struct run run = { .instance = in, .owner_kind = "send port",
		.owner = port, .at = input->at, .stage = "send",
		.component = "", .context = &result->context,
		.trace = &result->trace, .fault = &result->fault,
		.data = input->body,
		.input = input };
	struct plan plan = { 0 };
	struct route route = { 0 };

	*result = (struct send_result){ 0 };
	if (run.data.len == 0)
		run.data = span_of("", 0);
	if (!prepare(in, port, input, &route, &plan, err))
		return false;
	run.group = run_group(in->snapshot);
	set_recipients(&run, route.port);
	run.pss = route.port->partner_pss;
	run.oaep = route.port->partner_oaep;
	run.allow_legacy = route.port->allow_legacy;
	if (route.port->uri != NULL)
		props_set(&result->context, "OutboundTransportLocation",
		    route.port->uri);
	props_set(&result->context, "SendPortName", port);
	result->outcome = OUTCOME_SUSPENDED;
	if (run_stages(&run, &plan)) {
		run_set_bool(&run, "SMIME.IsEncrypted", run.encrypted);
		run_set_bool(&run, "SMIME.IsSigned", run.is_signed);
		run_give(&run, &result->wire);
		result->outcome = OUTCOME_PROCESSED;
	}
	run.stage = "port";
	run.component = "";
	run_trace(&run, NULL, "send port %s: %s", port,
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
