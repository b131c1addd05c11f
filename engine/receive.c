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
#include "model/kinds/send_port.h"

/* Of a solicit-response port, which has no field for it. */
#define MAX_RESPONSE ((size_t)1024 * 1024 * 1024)

/* A location, or a solicit-response port, which takes a response. */
struct route {
	const char *kind;		/* "receive location" */
	const struct object *owner;
	const struct receive_location *location;	/* NULL: response */
	const struct receive_port *port;		/* NULL: response */
	const char *uri, *adapter;	/* or NULL */
	struct run_way way;
	size_t max_size;
};

static bool
find_location(const struct snapshot *snapshot, const char *name,
    struct route *r, struct err *err)
{
	const struct receive_location *location = run_object(snapshot,
	    &kind_receive_location, name, err);

	if (location == NULL)
		return false;
	*r = (struct route){ .kind = "receive location",
		.owner = &location->object, .location = location,
		.uri = location->uri, .adapter = location->adapter,
		.max_size = (size_t)location->maximum_message_size };
	r->port = run_object(snapshot, &kind_receive_port,
	    location->receive_port, err);
	if (r->port == NULL)
		return err_prefix(err, "receive location %s", name);
	return run_find_way(snapshot, location->receive_pipeline,
	    location->handler, &r->way, err) ||
	    err_prefix(err, "receive location %s", name);
}

static bool
find_port(const struct snapshot *snapshot, const char *name,
    struct route *r, struct err *err)
{
	const struct send_port *port = run_object(snapshot, &kind_send_port,
	    name, err);

	if (port == NULL)
		return false;
	if (!port->two_way)
		return err_set(err, ERR_INVALID, "send port %s: is one-way "
		    "and gets no response", name);
	*r = (struct route){ .kind = "send port", .owner = &port->object,
		.uri = port->uri, .adapter = port->adapter,
		.max_size = MAX_RESPONSE };
	return run_find_way(snapshot, port->receive_pipeline, port->handler,
	    &r->way, err) || err_prefix(err, "send port %s", name);
}

const char *
receive_host(const struct snapshot *snapshot, const char *location,
    struct err *err)
{
	struct route route = { 0 };

	if (!find_location(snapshot, location, &route, err))
		return NULL;
	/* NOLINTNEXTLINE(*-core.NullDereference): found, so it is set. */
	return route.way.handler->host;
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

	if (r->uri != NULL)
		props_set(context, "InboundTransportLocation", r->uri);
	if (r->adapter != NULL)
		props_set(context, "InboundTransportType", r->adapter);
	if (r->location == NULL) {
		props_set(context, "SendPortName", r->owner->name);
		return;
	}
	snprintf(id, sizeof(id), "%lld", (long long)r->port->object.id);
	props_set(context, "ReceivePortName", r->port->object.name);
	props_set(context, "ReceivePortID", id);
	props_set(context, "ReceiveLocationName", r->owner->name);
}

/* ---- the stages ---------------------------------------------------------- */

/* What a location demands of the message beyond the decoder. */
static bool
check_required(struct run *run, const struct receive_location *location)
{
	run->component = "";
	if (location == NULL)
		return true;
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

/* Nobody but the server that was asked can give a response. */
static enum outcome
take_response(struct run *run, bool ok)
{
	enum outcome outcome = ok ? OUTCOME_PROCESSED : OUTCOME_SUSPENDED;

	run->stage = "port";
	run->component = "";
	run_trace(run, NULL, "send port %s, response: %s", run->owner,
	    outcome_name(outcome));
	return outcome;
}

static bool
prepare(const struct instance *in, const char *name, bool response,
    struct route *route, struct plan *plan, struct err *err)
{
	if (!(response ? find_port : find_location)(in->snapshot, name,
	    route, err))
		return false;
	/* NOLINTNEXTLINE(*-core.NullDereference): found, so it is set. */
	if (strcmp(route->way.handler->host, in->host->object.name) != 0)
		return err_set(err, ERR_INVALID,
		    "%s %s: runs in host %s, not in %s", route->kind, name,
		    route->way.handler->host, in->host->object.name);
	return plan_make(plan, route->way.pipeline, &route->owner->props,
	    err) || err_prefix(err, "%s %s", route->kind, name);
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
receive_run(const struct instance *in, const char *name,
    const struct receive_input *input, struct receive_result *result,
    struct err *err)
{
	struct run run = { .instance = in, .owner = name, .at = input->at,
		.stage = "receive", .component = "",
		.context = &result->context,
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
	if (!prepare(in, name, input->response, &route, &plan, err))
		return false;
	if (!set_identity(input, &result->context, err)) {
		plan_clear(&plan);
		receive_result_clear(result);
		return false;
	}
	set_origin(&route, &result->context);
	run.owner_kind = route.kind;
	run.group = run_group(in->snapshot);
	run.max_size = route.max_size;
	ok = run_stages(&run, &plan, route.location);
	result->outcome = input->response ? take_response(&run, ok) :
	    authenticate(&run, route.port, ok);
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
