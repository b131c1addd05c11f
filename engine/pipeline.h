/* SPDX-License-Identifier: ISC */
/*
 * A pipeline as the engine runs it: its components in the order of the
 * stages, each with its effective options.  Which function a component is, is
 * one row in pipeline.c.
 */
#ifndef ENGINE_PIPELINE_H
#define ENGINE_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "engine/run.h"
#include "model/component.h"
#include "model/kinds/pipeline.h"
#include "model/props.h"

struct plan_step {
	enum stage stage;
	const struct component *component;
	void *options;		/* its struct, ->size bytes */
	bool (*run)(struct run *, const void *options);
};

struct plan {
	struct plan_step *v;
	size_t n, cap;
};

/*
 * Make the plan for one owner (location or port).  Fails on options that
 * cannot be parsed, and on a component of a stage that protects (decode,
 * resolve-party, encode) which is not known here: passing it over would let
 * through what should have been checked.  Components of the other stages
 * work on documents, not on their protection: they leave the message as it
 * is, and the trace says so.
 */
bool plan_make(struct plan *, const struct pipeline *,
    const struct props *own, struct err *);
void plan_clear(struct plan *);

/* Run the steps of one stage.  False: the run ended with a fault. */
bool plan_run(const struct plan *, enum stage, struct run *);

#endif
