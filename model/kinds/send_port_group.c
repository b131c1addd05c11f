/* SPDX-License-Identifier: ISC */
#include "model/kinds/send_port_group.h"

#include <string.h>

#include "base/mem.h"
#include "model/kinds/application.h"
#include "model/kinds/filter.h"
#include "model/kinds/send_port.h"
#include "model/model.h"
#include "model/reference.h"

#define AT(member) .at = offsetof(struct send_port_group, member)

/* Copies go out at once to fixed addresses, and nobody waits for answers. */
static bool
member_fits(const struct object *self, const struct object *candidate)
{
	const struct send_port *p = (const struct send_port *)candidate;

	(void)self;
	return !p->dynamic && !p->two_way;
}

static const struct field member_fields[] = {
	{ .name = "send_port", .label = "Name", .type = FIELD_REF,
	  .ref = "send-port", .max = 256, .column = 30,
	  .flags = FIELD_REQUIRED | FIELD_UNIQUE, .fits = member_fits,
	  .help = "a static one-way send port is needed" },
};

static const struct row_table members = {
	.table = "send_port_group_member",
	.fields = member_fields, .nfields = ARRAY_SIZE(member_fields),
	.beside = "uri",
};

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the send port group." },
	{ .name = "state", .label = "State", .page = "General",
	  .type = FIELD_CHOICE, .choices = port_states,
	  .flags = FIELD_STATE, .def = "bound", AT(state), .column = 10,
	  .help = "Unenlisted: nothing is routed to it. Stopped: messages "
	      "wait. Changed with enlist, start, stop, unenlist." },
	{ .name = "send_ports", .label = "Send ports", .page = "General",
	  .type = FIELD_ROWS, .rows = &members, AT(send_ports),
	  .help = "Each gets a copy of what is routed to the group and "
	      "encrypts it with its own certificate. Static one-way "
	      "ports." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description), .column = 30,
	  .help = "Free text." },
	APPLICATION_FIELD(send_port_group),
	{ .name = "filters", .label = "Filters", .page = "Filters",
	  .type = FIELD_ROWS, .rows = &send_port_group_filters, AT(filters),
	  .help = "Which messages the group subscribes to: groups of rows "
	      "joined by And, with Or between the groups." },
};

/* Has it an enlisted member, not counting the port of that name? */
static bool
has_enlisted(struct model *m, const struct send_port_group *g,
    const char *without)
{
	struct object *port;
	bool found = false;
	const char *name;
	size_t i;

	for (i = 0; !found && i < g->send_ports.n; i++) {
		name = rows_cell(&g->send_ports, i, 0);
		if (without != NULL && strcmp(name, without) == 0)
			continue;
		port = model_get(m, &kind_send_port, name, NULL);
		found = port != NULL &&
		    ((struct send_port *)port)->state != PORT_BOUND;
		object_free(port);
	}
	return found;
}

bool
send_port_group_spares(struct model *m, const struct object *port,
    struct err *err)
{
	struct assignments users = { 0 };
	const struct send_port_group *g;
	struct object *o;
	bool ok;
	size_t i;

	ok = reference_find(m, port->kind, port->name, &users, err);
	for (i = 0; ok && i < users.n; i++) {
		if (strcmp(users.v[i].kind, kind_send_port_group.name) != 0)
			continue;
		o = model_get(m, &kind_send_port_group, users.v[i].name, err);
		g = (const struct send_port_group *)o;
		ok = o != NULL;
		if (ok && g->state != PORT_BOUND &&
		    !has_enlisted(m, g, port->name))
			ok = err_set(err, ERR_IN_USE, "cannot unenlist: it "
			    "is the last enlisted member of send-port-group "
			    "%s, which is %s", o->name, g->state ==
			    PORT_STARTED ? "started" : "enlisted");
		object_free(o);
	}
	assignments_clear(&users);
	return ok;
}

static bool
may_start(struct model *m, const struct object *o, struct err *err)
{
	return has_enlisted(m, (const struct send_port_group *)o, NULL) ||
	    err_set(err, ERR_INVALID, "cannot start: no member is enlisted; "
	    "enlist or start one of its send ports first");
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct send_port_group *g =
	    (const struct send_port_group *)now;

	(void)before;
	/* Else the rule of start would be got round by taking rows out. */
	if (g->state == PORT_STARTED && !has_enlisted(m, g, NULL)) {
		err_set(err, ERR_INVALID, "send_ports: a started group needs "
		    "an enlisted member");
		return err_part(err, "send_ports");
	}
	return filter_check(&g->filters, err);
}

static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	(void)m;
	return port_deletable(((const struct send_port_group *)o)->state,
	    err);
}

static const struct transition transitions[] = {
	PORT_TRANSITIONS(may_start, NULL),
};

const struct kind kind_send_port_group = {
	.name = "send-port-group", .label = "Send port group",
	.plural = "Send Port Groups",
	.help = "Send ports that each get a copy of the same messages.",
	.table = "send_port_group", .size = sizeof(struct send_port_group),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.transitions = transitions, .check = check, .deletable = deletable,
};
