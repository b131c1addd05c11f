/* SPDX-License-Identifier: ISC */
/* A pipeline: components in stages, with option values (dialogs 9). */
#ifndef MODEL_KINDS_PIPELINE_H
#define MODEL_KINDS_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"

struct pipeline {
	struct object object;	/* props: its own option values */
	char *application;
	int direction;		/* enum direction */
	struct rows components;	/* stage name, component name */
	char *description;
	bool track_events, track_message_events;
	bool track_before, track_after;
};

/* Does it hold the component ("decoder")? */
bool pipeline_has(const struct pipeline *, const char *component);

extern const struct kind kind_pipeline;

#endif
