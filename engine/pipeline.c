/* SPDX-License-Identifier: ISC */
#include "engine/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/decoder.h"
#include "engine/encoder.h"
#include "engine/resolve.h"

static const struct implementation {
	const char *component;
	bool (*run)(struct run *, const void *options);
} implementations[] = {
	{ "decoder", decoder_run },
	{ "party_resolution", resolve_run },
	{ "encoder", encoder_run },
};

/* Stages in which an unknown component must not be passed over. */
static const bool protects[STAGE_COUNT] = {
	[STAGE_DECODE] = true,
	[STAGE_RESOLVE_PARTY] = true,
	[STAGE_ENCODE] = true,
};

/* A component for documents: this engine leaves them as they are. */
static bool
pass_through(struct run *run, const void *options)
{
	(void)options;
	run_trace(run, NULL, "not evaluated by this engine: the message "
	    "passes through (%zu bytes)", run->data.len);
	return true;
}

static const struct implementation *
find_implementation(const char *component)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(implementations); i++)
		if (strcmp(implementations[i].component, component) == 0)
			return &implementations[i];
	return NULL;
}

static bool
add_step(struct plan *plan, enum stage stage, const char *name,
    const struct pipeline *pipeline, const struct props *own, struct err *err)
{
	const struct component *component = component_find(name);
	const struct implementation *how = find_implementation(name);
	struct plan_step *step;
	void *options;

	if ((component == NULL || how == NULL) && protects[stage])
		return err_set(err, ERR_INVALID,
		    "pipeline %s: component not available in stage %s (%s)",
		    pipeline->object.name, stage_choices[stage].name, name);
	if (component == NULL)
		return true;
	options = xcalloc(1, component->size);
	if (!component_options(component, &pipeline->object.props, own,
	    options, err)) {
		free(options);
		return err_prefix(err, "pipeline %s",
		    pipeline->object.name);
	}
	plan->v = grow(plan->v, plan->n, &plan->cap, sizeof(*plan->v));
	step = &plan->v[plan->n++];
	*step = (struct plan_step){ stage, component, options,
	    how != NULL ? how->run : pass_through };
	return true;
}

bool
plan_make(struct plan *plan, const struct pipeline *pipeline,
    const struct props *own, struct err *err)
{
	const struct rows *rows = &pipeline->components;
	enum stage stage;
	size_t i;

	*plan = (struct plan){ 0 };
	for (stage = 0; stage < STAGE_COUNT; stage++) {
		for (i = 0; i < rows->n; i++) {
			if (strcmp(rows_cell(rows, i, 0),
			    stage_choices[stage].name) != 0)
				continue;
			if (!add_step(plan, stage, rows_cell(rows, i, 1),
			    pipeline, own, err)) {
				plan_clear(plan);
				return false;
			}
		}
	}
	return true;
}

void
plan_clear(struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n; i++) {
		component_options_clear(plan->v[i].component,
		    plan->v[i].options);
		free(plan->v[i].options);
	}
	free(plan->v);
	*plan = (struct plan){ 0 };
}

bool
plan_run(const struct plan *plan, enum stage stage, struct run *run)
{
	size_t i;

	run->stage = stage_choices[stage].name;
	for (i = 0; i < plan->n; i++) {
		if (plan->v[i].stage != stage)
			continue;
		run->component = plan->v[i].component->label;
		if (!plan->v[i].run(run, plan->v[i].options))
			return false;
	}
	run->component = "";
	return true;
}
