/* SPDX-License-Identifier: ISC */
#include "engine/receive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/auth.h"
#include "engine/decoder.h"
#include "engine/pipeline.h"
#include "engine/run.h"
#include "model/kinds/handler.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/receive_port.h"

/* Everything a location refers to. */
struct route {
	const struct receive_location *location;
	const struct receive_port *port;
	const struct pipeline *pipeline;
	const struct handler *handler;
};

static bool
find_route(const struct snapshot *snapshot, const char *location,
    struct route *r, struct err *err)
{
	r->location = run_object(snapshot, &kind_receive_location, location,
	    err);
	if (r->location == NULL)
		return false;
	if ((r->port = run_object(snapshot, &kind_receive_port,
	    r->location->receive_port, err)) == NULL ||
	    (r->pipeline = run_object(snapshot, &kind_pipeline,
	    r->location->receive_pipeline, err)) == NULL ||
	    (r->handler = run_object(snapshot, &kind_handler,
	    r->location->handler, err)) == NULL)
		goto fail;
	return true;
fail:
	err_prefix(err, "receive location %s", location);
	return false;
}

const char *
receive_host(const struct snapshot *snapshot, const char *location,
    struct err *err)
{
	struct route route = { 0 };

	return find_route(snapshot, location, &route, err) ?
	    route.handler->host : NULL;
}

/* ---- step 0: what the adapter knows -------------------------------------- */

static bool
set_identity(const struct receive_input *input, struct props *context,
    struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];

	if (input->windows_user != NULL && *input->windows_user != '\0')
		props_set(context, "BTS.WindowsUser", input->windows_user);
	if (input->tls_thumbprint == NULL || *input->tls_thumbprint == '\0')
		return true;
	if (!thumbprint_parse(input->tls_thumbprint, thumbprint, err))
		return err_prefix(err, "TLS client certificate");
	props_set(context, "BTS.SignatureCertificate", thumbprint);
	return true;
}

static void
set_origin(const struct route *r, struct props *context)
{
	char id[24];

	snprintf(id, sizeof(id), "%lld", (long long)r->port->object.id);
	if (r->location->uri != NULL)
		props_set(context, "InboundTransportLocation",
		    r->location->uri);
	if (r->location->adapter != NULL)
		props_set(context, "InboundTransportType",
		    r->location->adapter);
	props_set(context, "ReceivePortName", r->port->object.name);
	props_set(context, "ReceivePortID", id);
	props_set(context, "ReceiveLocationName", r->location->object.name);
}

/* ---- the stages ---------------------------------------------------------- */

/* What the location demands of the message beyond the decoder. */
static bool
check_required(struct run *run, const struct receive_location *location)
{
	run->component = "";
	if (location->require_encryption && !run->encrypted)
		return run_fail(run, FAIL_REQ_ENCRYPTION,
		    "receive location %s requires encryption",
		    run->owner);
	if (location->require_signature && !run->is_signed)
		return run_fail(run, FAIL_REQ_SIGNATURE,
		    "receive location %s requires a signature", run->owner);
	return true;
}

static bool
check_size(struct run *run)
{
	return run->data.len <= run->max_size || run_fail(run,
	    FAIL_SMIME_LIMIT, "message of %zu bytes, at most %zu allowed",
	    run->data.len, run->max_size);
}

static bool
run_stages(struct run *run, const struct plan *plan,
    const struct receive_location *location)
{
	run->stage = "receive";
	if (!check_size(run))
		return false;
	if (!plan_run(plan, STAGE_DECODE, run) ||
	    (run->parts->count == 0 && !decoder_take_bare(run)) ||
	    !check_required(run, location) ||
	    !plan_run(plan, STAGE_DISASSEMBLE, run) ||
	    !plan_run(plan, STAGE_VALIDATE, run) ||
	    !plan_run(plan, STAGE_RESOLVE_PARTY, run) || !run_own(run))
		return false;
	props_set(run->context, "BTS.SourcePartyID", run->party != NULL ?
	    run->party->object.name : GUEST_PARTY);
	return true;
}

/* ---- the port's authentication, and the hand-over ------------------------ */

static enum auth_situation
situation(const struct run *run, bool ok)
{
	if (ok)
		return run->party != NULL ? AUTH_PARTY : AUTH_GUEST;
	return run->fault->fault == FAULT_SENDER ? AUTH_SENDER_FAULT :
	    AUTH_LOCAL_FAULT;
}

static enum outcome
authenticate(struct run *run, const struct receive_port *port, bool ok)
{
	const struct auth_decision *decision = auth_decide(
	    situation(run, ok), (enum authentication)port->authentication);
	const char *thumbprint = props_get(run->context,
	    "BTS.SignatureCertificate");

	run->stage = "port";
	run->component = "";
	if (decision->failure != FAIL_NONE) {
		run_fail(run, decision->failure,
		    "receive port %s: the sender is no known party",
		    port->object.name);
		if (thumbprint != NULL)
			snprintf(run->fault->thumbprint,
			    sizeof(run->fault->thumbprint), "%s",
			    thumbprint);
	}
	run_trace(run, NULL, "receive port %s, authentication %s: %s",
	    port->object.name,
	    authentication_choices[port->authentication].name,
	    outcome_name(decision->outcome));
	return decision->outcome;
}

/* What a host that is not trusted says of the sender is not stored. */
static void
apply_trust(struct run *run)
{
	const struct host *host = run->instance->host;

	if (host->trusted || run->party == NULL)
		return;
	run->stage = "publish";
	props_set(run->context, "BTS.SourcePartyID", GUEST_PARTY);
	run_trace(run, NULL, "host %s is not authentication trusted: party "
	    "%s is stored as guest", host->object.name,
	    run->party->object.name);
}

static void
hand_over(struct run *run, struct receive_result *result)
{
	apply_trust(run);
	if (run->party != NULL)
		result->party = xstrdup(run->party->object.name);
	run_give(run, &result->body);
}

static bool
prepare(const struct instance *in, const char *location, struct route *route,
    struct plan *plan, struct err *err)
{
	if (!find_route(in->snapshot, location, route, err))
		return false;
	if (strcmp(route->handler->host, in->host->object.name) != 0)
		return err_set(err, ERR_INVALID,
		    "receive location %s: runs in host %s, not in %s",
		    location, route->handler->host, in->host->object.name);
	return plan_make(plan, route->pipeline,
	    &route->location->object.props, err) ||
	    err_prefix(err, "receive location %s", location);
}

/* Nothing of a message is given out before it is processed. */
static void
forget_parts(struct receive_result *result)
{
	props_clear(&result->part);
	part_list_clear(&result->parts);
	spool_clear(&result->contents);
}

bool
receive_run(const struct instance *in, const char *location,
    const struct receive_input *input, struct receive_result *result,
    struct err *err)
{
	struct run run = { .instance = in, .owner_kind = "receive location",
		.owner = location, .at = input->at, .stage = "receive",
		.component = "", .context = &result->context,
		.part = &result->part, .trace = &result->trace,
		.parts = &result->parts,
		.contents = input->contents ? &result->contents : NULL,
		.fault = &result->fault,
		.data = input->wire };
	struct plan plan = { 0 };
	struct route route = { 0 };
	bool ok;

	*result = (struct receive_result){ 0 };
	if (run.data.len == 0)
		run.data = span_of("", 0);
	if (!prepare(in, location, &route, &plan, err))
		return false;
	if (!set_identity(input, &result->context, err)) {
		plan_clear(&plan);
		receive_result_clear(result);
		return false;
	}
	set_origin(&route, &result->context);
	run.group = run_group(in->snapshot);
	run.max_size = (size_t)route.location->maximum_message_size;
	ok = run_stages(&run, &plan, route.location);
	result->outcome = authenticate(&run, route.port, ok);
	if (result->outcome == OUTCOME_PROCESSED)
		hand_over(&run, result);
	else
		forget_parts(result);
	run_clear(&run);
	plan_clear(&plan);
	return true;
}

void
receive_result_clear(struct receive_result *result)
{
	spool_clear(&result->body);
	free(result->party);
	props_clear(&result->context);
	forget_parts(result);
	trace_clear(&result->trace);
	*result = (struct receive_result){ 0 };
}
