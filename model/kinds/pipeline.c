/* SPDX-License-Identifier: ISC */
#include "model/kinds/pipeline.h"

#include <string.h>

#include "base/mem.h"
#include "model/component.h"
#include "model/kinds/application.h"
#include "model/kinds/handler.h"
#include "model/kinds/pipeline_options.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct pipeline, member)

static bool
check_component(const struct field *f, const char *value, struct err *err)
{
	struct buf names = { 0 };
	size_t i;

	(void)f;
	if (component_find(value) != NULL)
		return true;
	for (i = 0; components[i] != NULL; i++)
		buf_addf(&names, "%s%s", i == 0 ? "" : ", ",
		    components[i]->name);
	err_set(err, ERR_INVALID, "one of %s expected (%s)",
	    (const char *)names.data, value);
	buf_clear(&names);
	return false;
}

static const struct field row_fields[] = {
	{ .name = "stage", .label = "Stage", .type = FIELD_CHOICE,
	  .choices = stage_choices, .flags = FIELD_REQUIRED, .column = 14 },
	{ .name = "component", .label = "Component", .type = FIELD_TEXT,
	  .flags = FIELD_REQUIRED, .max = 256, .check = check_component,
	  .column = 24 },
};

static bool
is_send(const struct component *c)
{
	return c->stage >= STAGE_PRE_ASSEMBLE;
}

/* Stages of the direction that something is known for, then what. */
static struct choice *
offered(const struct object *self, char *const *cells, size_t cell)
{
	const struct pipeline *p = (const struct pipeline *)self;
	struct choice *list = NULL;
	const struct choice *stage;
	const struct component *c;
	size_t n = 0, cap = 0, i;

	for (i = 0; components[i] != NULL; i++) {
		c = components[i];
		stage = &stage_choices[c->stage];
		if (is_send(c) != (p->direction == DIRECTION_SEND) ||
		    (cell == 0 ? n > 0 && list[n - 1].name == stage->name :
		    strcmp(stage->name, cells[0]) != 0))
			continue;
		list = grow(list, n, &cap, sizeof(*list));
		list[n++] = cell == 0 ? *stage :
		    (struct choice){ c->name, c->label };
	}
	list = grow(list, n, &cap, sizeof(*list));
	list[n] = (struct choice){ NULL, NULL };
	return list;
}

static const struct row_table component_rows = {
	.table = "pipeline_component", .offered = offered,
	.fields = row_fields, .nfields = ARRAY_SIZE(row_fields),
};

#define TRACK(word, member, title, text) \
	{ .name = word, .label = title, .page = "Tracking", \
	  .type = FIELD_BOOL, .def = "false", AT(member), .help = text }

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_UNIQUE,
	  .max = 256, AT(object.name), .column = 24,
	  .help = "Name of the pipeline." },
	{ .name = "direction", .label = "Direction", .page = "General",
	  .type = FIELD_CHOICE, .choices = direction_choices,
	  .flags = FIELD_ONCE, .def = "receive", AT(direction), .column = 9,
	  .help = "Receive pipelines decode, send pipelines encode." },
	{ .name = "components", .label = "Components", .page = "General",
	  .type = FIELD_ROWS, .rows = &component_rows, AT(components),
	  .help = "Components by stage, in the order they run." },
	{ .name = "description", .label = "Description", .page = "General",
	  .type = FIELD_TEXT, .max = 256, AT(description), .column = 30,
	  .help = "What the pipeline is for." },
	APPLICATION_FIELD(pipeline),
	TRACK("track_events", track_events, "Port start and end events",
	    "When a message enters the pipeline and leaves it."),
	TRACK("track_message_events", track_message_events,
	    "Message send and receive events",
	    "Each message that comes and goes. Needs port start and end "
	    "events."),
	TRACK("track_before", track_before,
	    "Messages before pipeline processing",
	    "Keep messages as they come. Needs message send and receive "
	    "events."),
	TRACK("track_after", track_after,
	    "Messages after pipeline processing",
	    "Keep messages as they leave. Needs message send and receive "
	    "events."),
};

bool
pipeline_has(const struct pipeline *p, const char *component)
{
	size_t i;

	for (i = 0; i < p->components.n; i++)
		if (strcmp(rows_cell(&p->components, i, 1), component) == 0)
			return true;
	return false;
}

static void
facets(const struct object *o, struct model *m, struct facets *out)
{
	(void)m;
	pipeline_facets((const struct pipeline *)o, NULL, out);
}

/* A component stands in its own stage, once, on its own side. */
static bool
check_rows(const struct pipeline *p, struct err *err)
{
	const struct component *c;
	const char *stage, *name;
	size_t i, j;

	for (i = 0; i < p->components.n; i++) {
		stage = rows_cell(&p->components, i, 0);
		name = rows_cell(&p->components, i, 1);
		c = component_find(name);
		if (c == NULL)
			continue;
		if (strcmp(stage, stage_choices[c->stage].name) != 0)
			return err_set(err, ERR_INVALID, "components: %s "
			    "belongs into stage %s (%s)", name,
			    stage_choices[c->stage].name, stage);
		if (is_send(c) != (p->direction == DIRECTION_SEND))
			return err_set(err, ERR_INVALID, "components: %s is "
			    "not for %s pipelines", name,
			    direction_choices[p->direction].name);
		for (j = 0; j < i; j++)
			if (strcmp(rows_cell(&p->components, j, 1), name) == 0)
				return err_set(err, ERR_INVALID, "components: "
				    "%s stands in it twice", name);
	}
	return true;
}

/* Each box needs the one above it. */
static bool
check_tracking(const struct pipeline *p, struct err *err)
{
	const char *field = p->track_message_events && !p->track_events ?
	    "track_message_events" : p->track_message_events ? NULL :
	    p->track_before ? "track_before" :
	    p->track_after ? "track_after" : NULL;

	if (field == NULL)
		return true;
	err_set(err, ERR_INVALID, "%s: needs %s", field,
	    p->track_message_events ? "track_events" :
	    "track_message_events");
	return err_part(err, field);
}

/* The values that its ports and locations inherit must fit theirs. */
static bool
check_users(struct model *m, const struct pipeline *p, const char *name,
    struct err *err)
{
	bool send = p->direction == DIRECTION_SEND;
	const struct kind *k = send ? &kind_send_port : &kind_receive_location;
	struct objects users = { 0 };
	bool ok;
	size_t i;

	ok = model_select(m, k, send ? "send_pipeline" : "receive_pipeline",
	    name, &users, err);
	for (i = 0; ok && i < users.n; i++)
		ok = pipeline_options_check(p, users.v[i], err) ||
		    err_prefix(err, "%s %s", k->name, users.v[i]->name);
	objects_clear(&users);
	return ok;
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct pipeline *p = (const struct pipeline *)now;

	if (!check_rows(p, err))
		return err_part(err, "components");
	return check_tracking(p, err) &&
	    pipeline_options_check(p, NULL, err) && (before == NULL ||
	    check_users(m, p, before->name, err));
}

const struct kind kind_pipeline = {
	.name = "pipeline", .label = "Pipeline", .plural = "Pipelines",
	.help = "Components in stages that a message passes through.",
	.table = "pipeline", .props = "pipeline_property",
	.size = sizeof(struct pipeline),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.facets = facets, .check = check,
};
