/* SPDX-License-Identifier: ISC */
/* Walkers over the objects themselves, and findings about one of them. */
#include <string.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/kind.h"

void
audit_each_object(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *all = snapshot_all(a->snapshot, rule->kind);
	size_t i;

	for (i = 0; i < all->n; i++)
		rule->object(a, rule, all->v[i]);
}

void
audit_each_location(struct audit *a, const struct audit_rule *rule)
{
	size_t i;

	for (i = 0; i < a->topology->nlocations; i++)
		rule->location(a, rule, &a->topology->locations[i]);
}

void
audit_each_port(struct audit *a, const struct audit_rule *rule)
{
	size_t i;

	for (i = 0; i < a->topology->nports; i++)
		rule->port(a, rule, &a->topology->ports[i]);
}

void
audit_each_transport(struct audit *a, const struct audit_rule *rule)
{
	const struct topology_port *p;
	size_t i;
	int which;

	for (i = 0; i < a->topology->nports; i++) {
		p = &a->topology->ports[i];
		for (which = 0; which < TRANSPORTS; which++)
			if (p->has[which])
				rule->transport(a, rule, p,
				    &p->transports[which]);
	}
}

void
audit_each_host(struct audit *a, const struct audit_rule *rule)
{
	size_t i;

	for (i = 0; i < a->topology->nhosts; i++)
		rule->host(a, rule, &a->topology->hosts[i]);
}

/* ---- findings ----------------------------------------------------------- */

void
audit_judge(struct audit *a, const struct audit_rule *rule,
    const struct object *o, const char *field, bool right)
{
	if (right)
		audit_pass(a);
	else
		audit_object_finding(a, rule, o, field, NULL);
}

static bool
port_is_off(const struct object *o)
{
	return ((const struct send_port *)o)->state == PORT_BOUND;
}

static bool
location_is_off(const struct object *o)
{
	return !((const struct receive_location *)o)->enabled;
}

static bool
instance_is_off(const struct object *o)
{
	return ((const struct host_instance *)o)->disabled;
}

static bool
orchestration_is_off(const struct object *o)
{
	return ((const struct orchestration *)o)->state ==
	    ORCHESTRATION_UNENLISTED;
}

/* The kinds that can be switched off. */
static const struct {
	const struct kind *kind;
	bool (*is_off)(const struct object *);
} switches[] = {
	{ &kind_send_port, port_is_off },
	{ &kind_receive_location, location_is_off },
	{ &kind_host_instance, instance_is_off },
	{ &kind_orchestration, orchestration_is_off },
};

struct audit_subject
audit_subject_of(const struct object *o, const char *field)
{
	struct audit_subject s = { .kind = o->kind->name, .object = o->name,
	    .field = field, .active = true };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(switches); i++)
		if (switches[i].kind == o->kind)
			s.active = !switches[i].is_off(o);
	return s;
}

void
audit_object_finding(struct audit *a, const struct audit_rule *rule,
    const struct object *o, const char *field, struct audit_values *values)
{
	static const char *const names[] = { "object", "port", "loc", "party",
		"host" };
	struct audit_values none = { 0 };
	struct audit_subject s = audit_subject_of(o, field);
	size_t i;

	if (values == NULL)
		values = &none;
	/* Found after what the caller said, which therefore holds. */
	for (i = 0; i < ARRAY_SIZE(names); i++)
		audit_value(values, names[i], o->name);
	audit_finding(a, rule, &s, rule->severity, values);
}
