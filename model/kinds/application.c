/* SPDX-License-Identifier: ISC */
#include "model/kinds/application.h"

#include <string.h>

#include "base/mem.h"
#include "model/artifact.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct application, member)

static const struct choice states[] = {
	[APPLICATION_STOPPED] = { "stopped", "Stopped" },
	[APPLICATION_PARTLY_STARTED] = { "partly-started",
	    "Partially started" },
	[APPLICATION_STARTED] = { "started", "Started" },
	{ NULL, NULL },
};

static bool
is_system(const struct object *o)
{
	return ((const struct application *)o)->is_system;
}

static const struct field row_fields[] = {
	{ .name = "application", .label = "Application", .type = FIELD_REF,
	  .ref = "application", .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, .column = 40 },
};

static const struct row_table reference_rows = {
	.table = "application_reference",
	.fields = row_fields, .nfields = ARRAY_SIZE(row_fields),
};

static const struct row_table dependent_rows = {
	.table = "application_dependent",
	.fields = row_fields, .nfields = ARRAY_SIZE(row_fields),
};

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the application." },
	{ .name = "state", .label = "State", .page = "General",
	  .type = FIELD_CHOICE, .choices = states,
	  .flags = FIELD_DERIVED | FIELD_VIEW, .def = "stopped", AT(state),
	  .column = 17,
	  .help = "Started: all in it that can run does. Stopped: nothing "
	      "does." },
	{ .name = "is_default",
	  .label = "Make this the default application", .page = "General",
	  .type = FIELD_BOOL, .def = "false", AT(is_default), .only = "",
	  .help = "Takes what is made without naming an application. The "
	      "group has one." },
	{ .name = "is_system", .label = "System application",
	  .page = "General", .type = FIELD_BOOL, .flags = FIELD_DERIVED,
	  .def = "false", AT(is_system), .applies = is_system,
	  .help = "Holds the default pipelines; every application refers to "
	      "it." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_MEMO, .max = 1024, AT(description), .column = 30,
	  .help = "What the application is for." },
	{ .name = "references", .label = "This application refers to",
	  .page = "References", .type = FIELD_ROWS, .rows = &reference_rows,
	  AT(references),
	  .help = "Whose pipelines and ports it may use." },
	{ .name = "dependents",
	  .label = "Applications that depend on this one",
	  .page = "References", .type = FIELD_ROWS,
	  .flags = FIELD_DERIVED | FIELD_VIEW, .rows = &dependent_rows,
	  AT(dependents),
	  .help = "Which applications refer to it." },
};

static bool
holds(struct model *m, const char *field, bool *yes, struct err *err)
{
	struct objects holders = { 0 };
	bool ok = model_select(m, &kind_application, field, "true", &holders,
	    err);

	*yes = holders.n > 0;
	objects_clear(&holders);
	return ok;
}

/* A new group makes its system application first, then its default one. */
static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct application *a = (struct application *)o;
	bool has_system, has_default;

	if (o->id != 0)
		return true;
	if (!holds(m, "is_system", &has_system, err) ||
	    !holds(m, "is_default", &has_default, err))
		return false;
	a->is_system = !has_system;
	if (has_system && !has_default)
		a->is_default = true;
	return true;
}

static bool
refuse(struct err *err, const char *field, const char *why)
{
	err_set(err, ERR_INVALID, "%s: %s", field, why);
	return err_part(err, field);
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct application *a = (const struct application *)now;
	const struct application *old = (const struct application *)before;
	size_t i;

	for (i = 0; i < a->references.n; i++)
		if (strcmp(rows_cell(&a->references, i, 0), now->name) == 0)
			return refuse(err, "references",
			    "an application does not refer to itself");
	if (a->is_system && a->is_default)
		return refuse(err, "is_default",
		    "not for the system application");
	if (old == NULL)
		return true;
	if (old->is_system && strcmp(before->name, now->name) != 0)
		return refuse(err, "name",
		    "the system application cannot be renamed");
	if (old->is_default && !a->is_default)
		return refuse(err, "is_default",
		    "make another application the default instead");
	return rows_equal(&old->references, &a->references) ||
	    artifact_check_members(m, a, before->name, err);
}

static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	const struct application *a = (const struct application *)o;

	(void)m;
	if (a->is_default)
		return err_set(err, ERR_IN_USE,
		    "it is the default application of the group");
	if (a->is_system)
		return err_set(err, ERR_IN_USE,
		    "it is the system application");
	return true;
}

/*
 * What is sent to is there before what sends, and nothing comes in before
 * both are.
 */
static const struct member_verb starts[] = {
	{ "send-port", "start" },
	{ "send-port-group", "start" },
	{ "orchestration", "start" },
	{ "receive-location", "enable" },
	{ NULL, NULL },
};

/* The other way round. */
static const struct member_verb disables[] = {
	{ "receive-location", "disable" },
	{ NULL, NULL },
};
static const struct member_verb suspends[] = {
	{ "receive-location", "disable" },
	{ "orchestration", "stop" },
	{ "send-port-group", "stop" },
	{ "send-port", "stop" },
	{ NULL, NULL },
};
static const struct member_verb unenlists[] = {
	{ "receive-location", "disable" },
	{ "orchestration", "unenlist" },
	{ "send-port-group", "unenlist" },
	{ "send-port", "unenlist" },
	{ NULL, NULL },
};

/* It may need what another one does. */
static char *
say_unstarted(struct model *m, const struct object *o)
{
	const struct application *a = (const struct application *)o, *other;
	struct object *found;
	char *remark = NULL;
	size_t i;

	for (i = 0; remark == NULL && i < a->references.n; i++) {
		found = model_get(m, &kind_application,
		    rows_cell(&a->references, i, 0), NULL);
		other = (const struct application *)found;
		if (other != NULL && !other->is_system &&
		    other->state != APPLICATION_STARTED)
			remark = xasprintf("application %s, to which it "
			    "refers, is not started", found->name);
		object_free(found);
	}
	return remark;
}

/* Dialogs 1.9, the two dialogs of starting and stopping. */
static const struct transition transitions[] = {
	{ .verb = "start", .label = "Start",
	  .done = "started", .activates = true,
	  .members = starts,
	  .remark = say_unstarted,
	  .help = "Start its send ports, send port groups and "
	      "orchestrations, enable its receive locations." },
	{ .verb = "stop", .label = "Partial stop",
	  .done = "stopped",
	  .members = disables,
	  .help = "Disable its receive locations; what has been received "
	      "goes on." },
	{ .verb = "stop-suspend", .label = "Partial stop, suspend",
	  .done = "stopped",
	  .members = suspends,
	  .help = "Disable its receive locations, stop its orchestrations, "
	      "send port groups and send ports; messages wait." },
	{ .verb = "stop-full", .label = "Full stop",
	  .done = "stopped",
	  .members = unenlists,
	  .administrators = true,
	  .help = "Disable its receive locations, unenlist its "
	      "orchestrations, send port groups and send ports: nothing is "
	      "routed to them." },
	{ .verb = NULL },
};

const struct kind kind_application = {
	.name = "application", .label = "Application",
	.plural = "Applications",
	.help = "Ports, pipelines and orchestrations that belong together. "
	    "It is deleted when nothing is in it.",
	.table = "application", .view = "application_list",
	.size = sizeof(struct application),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.transitions = transitions,
	.derive = derive, .check = check, .deletable = deletable,
};
