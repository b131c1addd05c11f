/* SPDX-License-Identifier: ISC */
/* What everything with a pipeline shares: its options and their rules. */
#ifndef MODEL_KINDS_PIPELINE_OPTIONS_H
#define MODEL_KINDS_PIPELINE_OPTIONS_H

#include "model/adapter.h"
#include "model/kinds/pipeline.h"

/* Add the option tables of its components. */
/* of: the owner's field that names the pipeline; NULL: the pipeline's own. */
void pipeline_facets(const struct pipeline *, const char *of,
    struct facets *);

/* The same for the pipeline of that name, and the adapter's side before. */
void transport_facets(const char *adapter, bool send, const char *pipeline,
    struct model *, struct facets *);

/*
 * Rules across the effective options of pipeline and owner (may be NULL):
 * ClearSign with encryption cannot be saved (dialogs 9.4).
 */
bool pipeline_options_check(const struct pipeline *, const struct object *owner,
    struct err *);

/*
 * What ports and locations ask of their transport: the handler is of the
 * adapter and direction, the pipeline of the direction, options fit.
 */
struct transport {
	const struct object *owner;
	const char *adapter;
	const char *handler;
	const char *pipeline;
	const char *pipeline_field;
	bool send;
};
bool transport_check(struct model *, const struct transport *, struct err *);

/*
 * Of what is two-way: the adapter can receive a request and answer it, or send
 * one and wait (dialogs 10.1).  One that came with an import, and none, pass.
 */
bool transport_check_two_way(const char *adapter, const char *field,
    bool send, struct err *);

/* Its parts: the handler ("handler" is the field's name); the pipeline. */
bool transport_check_handler(struct model *, const struct transport *,
    const char *field, struct err *);
bool transport_check_pipeline(struct model *, const struct transport *,
    struct err *);

/* Values that are inherited from a pipeline, and from an adapter's handler. */
void parents_pipeline(struct parents *, const char *pipeline);
void parents_handler(struct parents *, const char *adapter, bool backup,
    const char *handler);

/* A backup transport: the send side's table under its own prefix. */
void backup_facets(const char *adapter, struct facets *);

/* Derive the URI member from the adapter's properties. */
bool transport_uri(const char *adapter, bool send, const struct props *,
    char **uri, struct err *);

#endif
