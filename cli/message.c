/* SPDX-License-Identifier: ISC */
/* decode, encode: one message through a location or a port */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/spool.h"
#include "certstore/thumbprint.h"
#include "cli/json.h"
#include "cli/parts.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "engine/instance.h"
#include "engine/mend.h"
#include "engine/receive.h"
#include "engine/send.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"

static const char *const fault_names[] = {
	[FAULT_SENDER] = "sender",
	[FAULT_LOCAL] = "local",
	[FAULT_TRANSMISSION] = "transmission",
};

static const int outcome_status[] = {
	[OUTCOME_PROCESSED] = STATUS_DONE,
	[OUTCOME_SUSPENDED] = STATUS_SUSPENDED,
	[OUTCOME_DROPPED] = STATUS_DROPPED,
};

/* What both directions have to tell. */
struct fate {
	enum outcome outcome;
	const struct fault *fault;
	const struct trace *trace;
	const struct props *context;
	const struct spool *bytes;	/* for standard output */
	const struct props *part;	/* decode only, else NULL */
	const char *party;		/* decode only */
	const struct part_list *parts;	/* decode only, else NULL */
	struct mend mend;		/* kind NULL: nothing of ours */
	const char *remark;		/* its state would stop it, or NULL */
};

/* ---- reports ------------------------------------------------------------ */

static json_t *
json_of_trace(const struct trace *t)
{
	json_t *list = json_array(), *j;
	size_t i;

	for (i = 0; i < t->n; i++) {
		j = json_object();
		json_put(j, "stage", json_of_text(t->v[i].stage));
		json_put(j, "component", json_of_text(t->v[i].component));
		json_put(j, "text", json_of_text(t->v[i].text));
		json_put(j, "thumbprint", json_of_text(t->v[i].thumbprint));
		json_put(j, "bytes", json_integer(
		    (json_int_t)t->v[i].bytes));
		json_push(list, j);
	}
	return list;
}

static json_t *
json_of_mend(const struct mend *m)
{
	json_t *j;

	if (m->kind == NULL)
		return json_null();
	j = json_object();
	json_put(j, "kind", json_of_text(m->kind));
	json_put(j, "name", json_of_text(m->name));
	json_put(j, "field", json_of_text(m->field));
	return j;
}

static json_t *
json_of_fault(const struct fault *f, const struct mend *mend)
{
	const struct failure_info *info = failure_info(f->failure);
	json_t *j;

	if (f->failure == FAIL_NONE)
		return json_null();
	j = json_object();
	json_put(j, "code", json_of_text(info->code));
	json_put(j, "class", json_of_text(fault_names[f->fault]));
	json_put(j, "meaning", json_of_text(info->meaning));
	json_put(j, "text", json_of_text(f->text));
	json_put(j, "thumbprint", f->thumbprint[0] != '\0' ?
	    json_of_text(f->thumbprint) : json_null());
	json_put(j, "mend", json_of_mend(mend));
	return j;
}

static void
report_json(struct out *o, const struct fate *fate)
{
	json_t *j = json_document();

	json_put(j, "remark", json_of_text(fate->remark));
	json_put(j, "outcome", json_of_text(outcome_name(fate->outcome)));
	json_put(j, "failure", json_of_fault(fate->fault,
	    &fate->mend));
	if (fate->part != NULL) {
		json_put(j, "party", json_of_text(fate->party));
		json_put(j, "part", json_of_props(fate->part));
		json_put(j, "parts", json_of_parts(fate->parts));
	}
	json_put(j, "context", json_of_props(fate->context));
	json_put(j, "bytes", json_integer((json_int_t)fate->bytes->len));
	json_put(j, "trace", json_of_trace(fate->trace));
	json_print(o, j);
}

/* sizes: with --trace. */
static void
report_trace(struct out *o, const struct trace *t, bool sizes)
{
	char shown[THUMBPRINT_SHOWN];
	size_t i;

	for (i = 0; i < t->n; i++) {
		if (sizes)
			out_fmt(o, "%3zu %10zu  ", i + 1, t->v[i].bytes);
		out_safe(o, t->v[i].stage);
		out_text(o, ": ");
		if (t->v[i].component != NULL && t->v[i].component[0] != '\0') {
			out_safe(o, t->v[i].component);
			out_text(o, ": ");
		}
		out_safe(o, t->v[i].text);
		if (t->v[i].thumbprint != NULL && strstr(t->v[i].text,
		    thumbprint_show(t->v[i].thumbprint, shown)) == NULL)
			out_fmt(o, " [%s]", shown);
		out_text(o, "\n");
	}
}

static void
report_props(struct out *o, const char *title, const struct props *props)
{
	size_t i;

	for (i = 0; props != NULL && i < props->n; i++) {
		out_fmt(o, "%s ", title);
		out_safe(o, props->v[i].name);
		out_text(o, ": ");
		out_safe(o, props->v[i].value);
		out_text(o, "\n");
	}
}

static void
report_parts(struct out *o, const struct part_list *parts)
{
	struct buf text = { 0 };
	size_t i;

	for (i = 0; parts != NULL && i < parts->n; i++) {
		if (parts->v[i].number == 0)
			continue;
		buf_reset(&text);
		part_text(&parts->v[i], &text);
		out_fmt(o, "part %zu%s: ", parts->v[i].number,
		    parts->v[i].chosen ? ", the body" : "");
		out_safe(o, (const char *)text.data);
		out_text(o, "\n");
	}
	buf_clear(&text);
}

static void
report_text(struct out *o, const struct fate *fate)
{
	const struct fault *f = fate->fault;

	if (fate->remark != NULL)
		out_fmt(o, "warning: %s; done all the same\n", fate->remark);
	out_fmt(o, "outcome: %s\n", outcome_name(fate->outcome));
	if (f->failure != FAIL_NONE) {
		out_fmt(o, "failure: %s (%s): ",
		    failure_info(f->failure)->code, fault_names[f->fault]);
		out_safe(o, f->text);
		out_text(o, "\n");
	}
	if (fate->mend.kind != NULL) {
		out_fmt(o, "to mend it: %s ", fate->mend.kind);
		out_safe(o, fate->mend.name);
		out_fmt(o, "%s%s\n", fate->mend.field != NULL ? ", " : "",
		    fate->mend.field != NULL ? fate->mend.field : "");
	}
	if (fate->part != NULL) {
		out_text(o, "party: ");
		out_safe(o, fate->party != NULL ? fate->party :
		    "guest (" GUEST_PARTY ")");
		out_text(o, "\n");
	}
}

static void
print_bytes(struct out *o, struct span rest)
{
	struct span piece = { .len = 0 };

	while (span_next(&rest, &piece)) {
		out_bytes(o, piece.p, piece.len);
		if (!out_flush(o, NULL))
			break;
	}
}

/* The report to standard error, the bytes, untouched, to standard output. */
static void
tell(struct invocation *c, const struct fate *fate)
{
	struct out o = { .fd = STDERR_FILENO };

	if (invocation_has(c, OPTION_JSON)) {
		report_json(&o, fate);
	} else {
		report_trace(&o, fate->trace,
		    invocation_has(c, OPTION_TRACE));
		if (invocation_has(c, OPTION_TRACE)) {
			report_props(&o, "message", fate->context);
			report_props(&o, "body part", fate->part);
			report_parts(&o, fate->parts);
		}
		report_text(&o, fate);
	}
	out_flush(&o, NULL);
	out_clear(&o);
	if (fate->outcome == OUTCOME_PROCESSED)
		print_bytes(&c->out, spool_span(fate->bytes));
	c->status = outcome_status[fate->outcome];
}

/* ---- arguments ---------------------------------------------------------- */

/* The object by which it comes or goes, or that of which it is a response. */
static bool
required(const struct invocation *c, enum option_id id,
    enum option_id response, struct err *err)
{
	if (invocation_has(c, id) && invocation_has(c, response))
		return err_set(err, ERR_USAGE, "%s: either --%s or --%s",
		    c->word, option_rows[id].name,
		    option_rows[response].name);
	if (invocation_has(c, id) || invocation_has(c, response))
		return true;
	return err_set(err, ERR_USAGE, "%s: --%s NAME is missing", c->word,
	    option_rows[id].name);
}

/* A location or port by its name, and what of its state would stop it. */
struct owner {
	const struct kind *kind;
	const char *name;
	const char *host;		/* NULL, and err: there is none */
	const char *remark;		/* or NULL */
	size_t max_size;		/* of what it takes */
};

static struct owner
location_owner(const struct snapshot *snap, const char *name,
    struct err *err)
{
	struct owner o = { .kind = &kind_receive_location, .name = name,
		.host = receive_host(snap, name, err) };
	const struct receive_location *l;

	if (o.host == NULL)
		return o;
	l = (const void *)snapshot_find(snap, o.kind->name, name);
	o.max_size = (size_t)l->maximum_message_size;
	if (!l->enabled)
		o.remark = "the receive location is disabled";
	return o;
}

static struct owner
port_owner(const struct snapshot *snap, const char *name, struct err *err)
{
	struct owner o = { .kind = &kind_send_port, .name = name,
		.host = send_host(snap, name, err), .max_size = SIZE_MAX };
	const struct send_port *p;

	if (o.host == NULL)
		return o;
	p = (const void *)snapshot_find(snap, o.kind->name, name);
	if (p->state != PORT_STARTED)
		o.remark = "the send port is not started";
	return o;
}

/* That of the option that is given. */
static struct owner
find_owner(const struct invocation *c, const struct snapshot *snap,
    struct err *err)
{
	return invocation_has(c, OPTION_LOCATION) ?
	    location_owner(snap, c->options[OPTION_LOCATION], err) :
	    port_owner(snap, c->options[OPTION_PORT], err);
}

/* A thumbprint in any spelling; out is "" where the option is not given. */
static bool
thumbprint_option(const struct invocation *c, enum option_id id,
    char out[static THUMBPRINT_SIZE], struct err *err)
{
	out[0] = '\0';
	if (!invocation_has(c, id) ||
	    thumbprint_parse(c->options[id], out, err))
		return true;
	err_prefix(err, "--%s", option_rows[id].name);
	if (err != NULL)
		err->code = ERR_USAGE;
	return false;
}

/* The file, or standard input.  More than max is for the engine to refuse. */
static bool
read_message(const struct invocation *c, size_t max, struct spool *s,
    struct err *err)
{
	if (!spool_read(s, c->nargs > 0 ? c->args[0] : "-", max, err) &&
	    err->code != ERR_TOO_LARGE)
		return false;
	err_clear(err);
	return spool_finish(s, err);
}

/* host NULL: its name could not be found, and err says why. */
static struct instance *
open_instance(const struct invocation *c, const struct snapshot *snap,
    const char *host, struct err *err)
{
	struct instance_choice choice = {
		.computer = c->options[OPTION_COMPUTER],
		.account = c->options[OPTION_ACCOUNT],
	};

	return host == NULL ? NULL :
	    instance_open(snap, &c->settings, host, &choice, err);
}

/* ---- decode ------------------------------------------------------------- */

/* Parts that were asked for and cannot be given. */
static void
warn_parts(struct invocation *c, const struct part_list *parts)
{
	struct err err;
	size_t i;

	for (i = 0; invocation_has(c, OPTION_PARTS) && i < parts->n; i++) {
		if (parts->v[i].problem == NULL)
			continue;
		err_set(&err, ERR_FAILED, "part %zu: not written: %s",
		    parts->v[i].number, parts->v[i].problem);
		result_warn(&err);
		c->status = STATUS_FAILED;
	}
}

static bool
receive_file(struct invocation *c, const struct instance *in,
    const struct owner *owner, struct receive_input *input, struct err *err)
{
	struct receive_result r = { 0 };
	struct spool wire = { .folder = in->temp };
	struct fate fate;
	bool ok;

	ok = read_message(c, owner->max_size, &wire, err);
	input->wire = spool_span(&wire);
	if (ok)
		ok = receive_run(in, owner->name, input, &r, err);
	if (ok && r.outcome == OUTCOME_PROCESSED && input->contents)
		ok = part_files_write(c->options[OPTION_PARTS], &r.parts,
		    spool_span(&r.contents), err);
	if (ok) {
		fate = (struct fate){ .outcome = r.outcome,
		    .fault = &r.fault, .trace = &r.trace,
		    .context = &r.context, .part = &r.part,
		    .party = r.party, .bytes = &r.body,
		    .parts = &r.parts, .remark = owner->remark };
		if (!mend_find(in->snapshot, owner->kind, owner->name,
		    &r.fault, &fate.mend))
			fate.mend.kind = NULL;
		tell(c, &fate);
		warn_parts(c, &r.parts);
	}
	receive_result_clear(&r);
	spool_clear(&wire);
	return ok;
}

bool
verb_decode(struct invocation *c, struct err *err)
{
	struct receive_input input = {
		.response = invocation_has(c, OPTION_PORT),
		.windows_user = c->options[OPTION_WINDOWS_USER] };
	char tls[THUMBPRINT_SIZE];
	struct snapshot *snap = NULL;
	struct instance *in = NULL;
	struct owner owner;
	bool ok;

	if (!required(c, OPTION_LOCATION, OPTION_PORT, err) ||
	    !invocation_at(c, &input.at, err) ||
	    !thumbprint_option(c, OPTION_TLS_CERTIFICATE, tls, err))
		return false;
	input.tls_thumbprint = tls[0] != '\0' ? tls : NULL;
	input.contents = invocation_has(c, OPTION_PARTS);
	snap = snapshot_load(c->model, err);
	if (snap != NULL) {
		owner = find_owner(c, snap, err);
		in = open_instance(c, snap, owner.host, err);
	}
	ok = in != NULL && receive_file(c, in, &owner, &input, err);
	instance_close(in);
	snapshot_free(snap);
	return ok;
}

/* ---- encode ------------------------------------------------------------- */

static bool
send_file(struct invocation *c, const struct instance *in,
    const struct owner *owner, struct send_input *input, struct err *err)
{
	struct send_result r = { 0 };
	struct spool body = { .folder = in->temp, .secret = true };
	struct fate fate;
	bool ok;

	ok = read_message(c, SIZE_MAX, &body, err);
	input->body = spool_span(&body);
	if (ok)
		ok = send_run(in, owner->name, input, &r, err);
	if (ok) {
		fate = (struct fate){ .outcome = r.outcome,
		    .fault = &r.fault, .trace = &r.trace,
		    .context = &r.context, .bytes = &r.wire,
		    .remark = owner->remark };
		if (!mend_find(in->snapshot, owner->kind, owner->name,
		    &r.fault, &fate.mend))
			fate.mend.kind = NULL;
		tell(c, &fate);
	}
	send_result_clear(&r);
	spool_clear(&body);
	return ok;
}

bool
verb_encode(struct invocation *c, struct err *err)
{
	struct send_input input = {
		.response = invocation_has(c, OPTION_LOCATION),
		.content_type = c->options[OPTION_CONTENT_TYPE],
		.file_name = c->options[OPTION_FILE_NAME] };
	char cert[THUMBPRINT_SIZE];
	struct snapshot *snap = NULL;
	struct instance *in = NULL;
	struct owner owner;
	bool ok;

	if (!required(c, OPTION_PORT, OPTION_LOCATION, err) ||
	    !invocation_at(c, &input.at, err) ||
	    !thumbprint_option(c, OPTION_ENCRYPTION_CERTIFICATE, cert, err))
		return false;
	input.encryption_cert = cert[0] != '\0' ? cert : NULL;
	snap = snapshot_load(c->model, err);
	if (snap != NULL) {
		owner = find_owner(c, snap, err);
		in = open_instance(c, snap, owner.host, err);
	}
	ok = in != NULL && send_file(c, in, &owner, &input, err);
	instance_close(in);
	snapshot_free(snap);
	return ok;
}
