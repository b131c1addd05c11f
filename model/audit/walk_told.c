/* SPDX-License-Identifier: ISC */
/* Walkers over what computers tell of themselves. */
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "model/audit/rules.h"

const char *
audit_told(const struct audit *a, const char *computer,
    enum fact_topic topic, const char *subject)
{
	return computer_fact(&a->facts->computers, computer, topic, subject);
}

int64_t
audit_told_number(const struct audit *a, const char *computer,
    enum fact_topic topic, const char *subject)
{
	const char *text = audit_told(a, computer, topic, subject);
	char *end = NULL;
	long long n;

	if (text == NULL)
		return -1;
	n = strtoll(text, &end, topic == FACT_MODE ? 8 : 10);
	return end == text || *end != '\0' ? -1 : n;
}

struct audit_subject
audit_computer_subject(const char *computer)
{
	return (struct audit_subject){ .kind = "computer",
	    .object = computer, .computer = computer, .active = true };
}

struct audit_subject
audit_instance_subject(const struct host_instance *i, const char *field)
{
	struct audit_subject s = audit_subject_of(&i->object, field);

	s.computer = i->computer;
	s.account = i->account;
	return s;
}

void
audit_instance_values(const struct host_instance *i,
    struct audit_values *values)
{
	audit_value(values, "host", i->host);
	audit_value(values, "computer", i->computer);
	audit_value(values, "account", i->account);
}

bool
audit_has_told(struct audit *a, const struct audit_rule *rule,
    const char *computer)
{
	struct audit_subject s = audit_computer_subject(computer);

	if (audit_told(a, computer, FACT_TOLD, "") != NULL)
		return true;
	audit_unknown(a, rule, &s, "it has told nothing about its files and "
	    "accounts");
	a->v[a->n - 1].untold = true;
	return false;
}

void
audit_each_instance(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	const struct host_instance *i;
	const struct topology_host *h;
	size_t n;

	for (n = 0; n < t->ninstances; n++) {
		i = t->instances[n];
		h = topology_host(t, i->host);
		if (h != NULL && audit_has_told(a, rule, i->computer))
			rule->instance(a, rule, i, h);
	}
}

static bool
has_instance(const struct topology *t, const char *computer)
{
	size_t i;

	for (i = 0; i < t->ninstances; i++)
		if (strcasecmp(t->instances[i]->computer, computer) == 0)
			return true;
	return false;
}

void
audit_each_computer(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *all = snapshot_all(a->snapshot, "computer");
	size_t i;

	for (i = 0; i < all->n; i++)
		if (has_instance(a->topology, all->v[i]->name) &&
		    audit_has_told(a, rule, all->v[i]->name))
			rule->computer(a, rule, all->v[i]->name);
}
