/* SPDX-License-Identifier: ISC */
#include "model/kinds/pipeline_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/component.h"
#include "model/kinds/handler.h"
#include "model/model.h"

static void
add_facet(struct facets *out, const struct facet *f)
{
	if (out->n < ARRAY_SIZE(out->v))
		out->v[out->n++] = *f;
}

void
pipeline_facets(const struct pipeline *p, const char *of, struct facets *out)
{
	const struct component *c;
	size_t i;

	for (i = 0; i < p->components.n; i++) {
		c = component_find(rows_cell(&p->components, i, 1));
		if (c != NULL)
			add_facet(out, &(struct facet){ .prefix = c->name,
			    .page = c->label, .of = of,
			    .stage = stage_choices[c->stage].label,
			    .fields = c->fields, .nfields = c->nfields });
	}
}

void
transport_facets(const char *adapter, bool send, const char *pipeline,
    struct model *m, struct facets *out)
{
	const struct adapter *a = adapter_find(adapter);
	const struct adapter_side *side;
	struct object *p = NULL;

	if (a != NULL) {
		side = send ? a->send : a->receive;
		add_facet(out, &(struct facet){ .prefix = a->prefix,
		    .page = a->name, .of = "adapter", .leaves = true,
		    .fields = side->fields, .nfields = side->nfields });
	} else if (adapter != NULL) {
		add_facet(out, &(struct facet){ .prefix = adapter,
		    .page = adapter, .of = "adapter", .leaves = true });
	}
	if (m != NULL && pipeline != NULL)
		p = model_find(m, "pipeline", pipeline, NULL);
	if (p != NULL)
		pipeline_facets((const struct pipeline *)p, send ?
		    "send_pipeline" : "receive_pipeline", out);
	object_free(p);
}

static void
add_parent(struct parents *out, const struct parent *p)
{
	if (out->n < ARRAY_SIZE(out->v))
		out->v[out->n++] = *p;
}

/* The pipelines of two directions never share a component: any prefix. */
void
parents_pipeline(struct parents *out, const char *pipeline)
{
	add_parent(out, &(struct parent){ .kind = "pipeline",
	    .name = pipeline, .origin = "pipeline's own" });
}

void
parents_handler(struct parents *out, const char *adapter, bool backup,
    const char *handler)
{
	const struct adapter *a = adapter_find(adapter);

	if (a != NULL)
		add_parent(out, &(struct parent){ .kind = "handler",
		    .name = handler, .origin = "handler's",
		    .ours = backup ? a->backup : a->prefix,
		    .theirs = a->prefix });
}

bool
pipeline_options_check(const struct pipeline *p, const struct object *owner,
    struct err *err)
{
	const struct component *c;
	void *options;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < p->components.n; i++) {
		c = component_find(rows_cell(&p->components, i, 1));
		if (c == NULL)
			continue;
		options = xcalloc(1, c->size);
		ok = component_options(c, &p->object.props,
		    owner != NULL ? &owner->props : NULL, options, err);
		if (ok && c->check != NULL)
			ok = c->check(options, owner, err);
		component_options_clear(c, options);
		free(options);
	}
	return ok;
}

void
backup_facets(const char *adapter, struct facets *out)
{
	const struct adapter *a = adapter_find(adapter);

	if (a != NULL && a->backup != NULL)
		add_facet(out, &(struct facet){ .prefix = a->backup,
		    .page = "Backup Transport", .of = "backup_adapter",
		    .leaves = true,
		    .fields = a->send->fields, .nfields = a->send->nfields });
}

bool
transport_check_handler(struct model *m, const struct transport *t,
    const char *field, struct err *err)
{
	struct handler *h;
	int direction = t->send ? DIRECTION_SEND : DIRECTION_RECEIVE;
	bool ok;

	h = (struct handler *)model_find(m, "handler", t->handler, err);
	if (h == NULL)
		return err_part(err, field);
	ok = h->direction == direction && strcmp(h->adapter, t->adapter) == 0;
	if (!ok) {
		err_set(err, ERR_INVALID, "%s: a %s handler of adapter "
		    "%s is needed (%s)", field,
		    direction_choices[direction].name,
		    t->adapter, t->handler);
		err_part(err, field);
	}
	object_free((struct object *)h);
	return ok;
}

bool
transport_check_two_way(const char *adapter, const char *field, bool send,
    struct err *err)
{
	const struct adapter *a = adapter_find(adapter);

	if (a == NULL || a->two_way)
		return true;
	err_set(err, ERR_INVALID, "%s: an adapter capable of %s is needed "
	    "(%s)", field, send ? "solicit-response" : "request-response",
	    a->name);
	return err_part(err, field);
}

bool
transport_check(struct model *m, const struct transport *t, struct err *err)
{
	return transport_check_handler(m, t, "handler", err) &&
	    transport_check_pipeline(m, t, err);
}

bool
transport_check_pipeline(struct model *m, const struct transport *t,
    struct err *err)
{
	int direction = t->send ? DIRECTION_SEND : DIRECTION_RECEIVE;
	struct pipeline *p;
	bool ok;

	p = (struct pipeline *)model_find(m, "pipeline", t->pipeline, err);
	if (p == NULL)
		return err_part(err, t->pipeline_field);
	if (p->direction != direction) {
		err_set(err, ERR_INVALID, "%s: a %s pipeline is needed (%s)",
		    t->pipeline_field, direction_choices[direction].name,
		    t->pipeline);
		ok = err_part(err, t->pipeline_field);
	} else {
		ok = pipeline_options_check(p, t->owner, err);
	}
	object_free((struct object *)p);
	return ok;
}

bool
transport_uri(const char *adapter, bool send, const struct props *props,
    char **uri, struct err *err)
{
	const struct adapter *a = adapter_find(adapter);
	char *made = NULL;

	if (a == NULL)
		return true;	/* an imported adapter keeps its address */
	if (!adapter_uri(a, send, props, &made, err))
		return false;
	free(*uri);
	*uri = made;
	return true;
}
