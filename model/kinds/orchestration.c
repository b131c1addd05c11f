/* SPDX-License-Identifier: ISC */
#include "model/kinds/orchestration.h"

#include "base/mem.h"
#include "model/kinds/application.h"
#include "model/kinds/host.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct orchestration, member)

static const struct choice states[] = {
	[ORCHESTRATION_UNENLISTED] = { "unenlisted", "Unenlisted" },
	[ORCHESTRATION_STOPPED] = { "stopped", "Enlisted (stopped)" },
	[ORCHESTRATION_STARTED] = { "started", "Started" },
	{ NULL, NULL },
};

static bool
host_fits(const struct object *self, const struct object *candidate)
{
	(void)self;
	return ((const struct host *)candidate)->type == HOST_IN_PROCESS;
}

enum { CELL_NAME, CELL_PORT, CELLS };

#define PORT_NAME { .name = "name", .label = "Logical port", \
	.type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE, \
	.max = 256, .column = 24 }

static const struct field inbound_fields[CELLS] = {
	[CELL_NAME] = PORT_NAME,
	[CELL_PORT] = { .name = "receive_port", .label = "Receive port",
	  .type = FIELD_REF, .ref = "receive-port", .max = 256,
	  .column = 24 },
};

static const struct field outbound_fields[CELLS] = {
	[CELL_NAME] = PORT_NAME,
	[CELL_PORT] = { .name = "send_port", .label = "Send port",
	  .type = FIELD_REF, .ref = "send-port", .max = 256, .column = 24 },
};

static const struct row_table inbound_rows = {
	.table = "orchestration_inbound",
	.fields = inbound_fields, .nfields = CELLS,
};

static const struct row_table outbound_rows = {
	.table = "orchestration_outbound",
	.fields = outbound_fields, .nfields = CELLS,
};

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the orchestration." },
	APPLICATION_FIELD(orchestration),
	{ .name = "state", .label = "State", .page = "General",
	  .type = FIELD_CHOICE, .choices = states, .flags = FIELD_STATE,
	  .def = "unenlisted", AT(state), .column = 18,
	  .help = "Unenlisted: nothing is routed to it. Enlisted: messages "
	      "wait. Changed with enlist, start, stop, unenlist." },
	{ .name = "host", .label = "Host", .page = "General",
	  .type = FIELD_REF, .ref = "host", .max = 80, .fits = host_fits,
	  AT(host), .column = 20,
	  .help = "The in-process host that runs it; has to be chosen before "
	      "it is enlisted." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description),
	  .help = "Free text." },
	{ .name = "inbound", .label = "Inbound logical ports",
	  .page = "Bindings", .type = FIELD_ROWS, .rows = &inbound_rows,
	  AT(inbound),
	  .help = "The receive port that each of its receiving ports is "
	      "bound to." },
	{ .name = "outbound", .label = "Outbound logical ports",
	  .page = "Bindings", .type = FIELD_ROWS, .rows = &outbound_rows,
	  AT(outbound),
	  .help = "The send port that each of its sending ports is bound "
	      "to." },
};

static bool
check_bound(const struct rows *rows, const char *field, struct err *err)
{
	size_t i;

	for (i = 0; i < rows->n; i++) {
		if (*rows_cell(rows, i, CELL_PORT) != '\0')
			continue;
		err_set(err, ERR_INVALID, "%s: the logical port is not bound "
		    "(%s)", field, rows_cell(rows, i, CELL_NAME));
		return err_part(err, field);
	}
	return true;
}

/* What enlisting needs. */
static bool
check_complete(const struct orchestration *o, struct err *err)
{
	if (o->host == NULL) {
		err_set(err, ERR_INVALID, "host: none is chosen");
		return err_part(err, "host");
	}
	return check_bound(&o->inbound, "inbound", err) &&
	    check_bound(&o->outbound, "outbound", err);
}

static bool
may_enlist(struct model *m, const struct object *o, struct err *err)
{
	(void)m;
	return check_complete((const struct orchestration *)o, err);
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct orchestration *o = (const struct orchestration *)now;
	struct object *host;
	bool ok;

	(void)before;
	if (o->host != NULL) {
		host = model_get(m, &kind_host, o->host, err);
		if (host == NULL)
			return err_part(err, "host");
		ok = host_fits(now, host);
		object_free(host);
		if (!ok) {
			err_set(err, ERR_INVALID, "host: an in-process host "
			    "is needed (%s)", o->host);
			return err_part(err, "host");
		}
	}
	return o->state == ORCHESTRATION_UNENLISTED || check_complete(o, err);
}

static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	(void)m;
	if (((const struct orchestration *)o)->state !=
	    ORCHESTRATION_UNENLISTED)
		return err_set(err, ERR_IN_USE, "it is enlisted; unenlist it "
		    "first");
	return true;
}

static const struct transition transitions[] = {
	{ .verb = "enlist", .label = "Enlist",
	  .done = "enlisted", .activates = true,
	  .field = "state",
	  .from = "unenlisted", .to = "stopped", .check = may_enlist,
	  .help = "Subscribe; messages wait until it is started." },
	{ .verb = "start", .label = "Start",
	  .done = "started", .activates = true,
	  .field = "state",
	  .from = "unenlisted stopped", .to = "started", .check = may_enlist,
	  .help = "Run; enlists first." },
	{ .verb = "stop", .label = "Stop",
	  .done = "stopped",
	  .field = "state",
	  .from = "started", .to = "stopped",
	  .help = "Keep messages waiting." },
	{ .verb = "unenlist", .label = "Unenlist",
	  .done = "unenlisted",
	  .field = "state",
	  .from = "stopped started", .to = "unenlisted",
	  .help = "Drop the subscription: nothing is routed to it." },
	{ .verb = NULL },
};

const struct kind kind_orchestration = {
	.name = "orchestration", .label = "Orchestration",
	.plural = "Orchestrations",
	.help = "A subscriber in a host, known by its name and the ports it "
	    "is bound to.",
	.table = "orchestration", .size = sizeof(struct orchestration),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.transitions = transitions, .check = check, .deletable = deletable,
};
