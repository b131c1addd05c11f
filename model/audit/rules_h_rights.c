/* SPDX-License-Identifier: ISC */
/* H: what accounts are and may do on their computers, as those tell. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/account.h"
#include "base/mem.h"
#include "base/when.h"
#include "model/audit/rules_h.h"

static void
instance_finding(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, struct audit_values *values)
{
	struct audit_subject s = audit_instance_subject(i, "account");

	audit_instance_values(i, values);
	audit_finding(a, rule, &s, rule->severity, values);
}

/* H210 */
void
rules_h_account(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *told = audit_told(a, i->computer, FACT_ACCOUNT,
	    i->account);
	struct audit_values values = { 0 };

	(void)h;
	if (told == NULL)
		return;
	if (strcmp(told, "usable") == 0) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "reason", told);
	instance_finding(a, rule, i, &values);
}

/* ---- power --------------------------------------------------------------*/

/*
 * Whoever is in one of them becomes root without further ado: by sudo, by a
 * container that has the disk, by the disk itself.
 */
static const char *const powerful[] = {
	"root", "sudo", "wheel", "admin", "docker", "lxd", "disk", "shadow",
};

/* One of the list that is powerful, or NULL. */
static const char *
power_of(const char *groups)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(powerful); i++)
		if (account_listed(groups, powerful[i]))
			return powerful[i];
	return NULL;
}

/* H211 */
void
rules_h_power(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *groups = audit_told(a, i->computer, FACT_GROUPS,
	    i->account);
	int64_t uid = audit_told_number(a, i->computer, FACT_UID, i->account);
	struct audit_values values = { 0 };

	(void)h;
	if (groups == NULL || uid < 0)
		return;		/* H210 */
	if (uid == 0 || power_of(groups) != NULL)
		instance_finding(a, rule, i, &values);
	else
		audit_pass(a);
}

/* H212 */
void
rules_h_member(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *groups = audit_told(a, i->computer, FACT_GROUPS,
	    i->account);
	struct audit_values values = { 0 };

	if (h->host->os_group == NULL || groups == NULL)
		return;
	if (account_listed(groups, h->host->os_group)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "os_group", h->host->os_group);
	instance_finding(a, rule, i, &values);
}

/* Of any host that the account runs on that computer. */
static bool
is_host_group(const struct audit *a, const struct host_instance *i,
    const char *group)
{
	const struct topology *t = a->topology;
	const struct topology_host *h;
	size_t n;

	for (n = 0; n < t->ninstances; n++) {
		if (strcmp(t->instances[n]->account, i->account) != 0)
			continue;
		h = topology_host(t, t->instances[n]->host);
		if (h != NULL && h->host->os_group != NULL &&
		    strcmp(h->host->os_group, group) == 0)
			return true;
	}
	return false;
}

static void
extra_finding(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const char *group)
{
	struct audit_values values = { 0 };
	const char *admins = audit_told(a, i->computer, FACT_ROLE,
	    "administrators");

	audit_value(&values, "right", admins != NULL &&
	    account_listed(admins, group) ? "administration" : "membership");
	audit_values_add(&values, "object", xasprintf("group %s", group));
	instance_finding(a, rule, i, &values);
}

/*
 * H227.  The least an account needs: its own group, those of its hosts, and
 * to read the configuration as an auditor.  Groups that make it root are
 * H211's.
 */
void
rules_h_least(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *groups = audit_told(a, i->computer, FACT_GROUPS,
	    i->account);
	const struct group *g = a->topology->group;
	char *copy, *save = NULL, *name;
	bool primary = true, extra = false;

	(void)h;
	if (groups == NULL)
		return;
	copy = xstrdup(groups);
	for (name = strtok_r(copy, ":", &save); name != NULL;
	    name = strtok_r(NULL, ":", &save), primary = false) {
		if (primary || power_of(name) != NULL ||
		    is_host_group(a, i, name) || (g != NULL &&
		    str_same(g->auditor_group, name)))
			continue;
		extra_finding(a, rule, i, name);
		extra = true;
	}
	free(copy);
	if (!extra)
		audit_pass(a);
}

/* ---- age and origin ------------------------------------------------------*/

/* H218; an account without a password has no credential to grow old. */
void
rules_h_credential(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	int64_t set = audit_told_number(a, i->computer, FACT_CREDENTIAL,
	    i->account), days;
	const struct group *g = a->topology->group;
	struct audit_values values = { 0 };

	(void)h;
	if (set < 0 || g == NULL ||
	    g->credential_max_age_days == FIELD_UNSET)
		return;
	days = (a->at - set) / DAY_SECONDS;
	if (days <= g->credential_max_age_days) {
		audit_pass(a);
		return;
	}
	audit_values_add(&values, "days", xasprintf("%" PRId64, days));
	instance_finding(a, rule, i, &values);
}

/* Is the user one of the administrators that the computer knows? */
static bool
is_administrator(const struct audit *a, const char *computer,
    const char *groups, const char *who)
{
	const struct computer_fact *f;
	const char *of_who;
	size_t n, i;

	if (strcmp(who, "root") == 0)
		return true;
	f = computer_facts_of(&a->facts->computers, computer, FACT_MEMBERS,
	    &n);
	for (i = 0; i < n; i++)
		if (account_listed(groups, f[i].subject) &&
		    account_listed(f[i].value, who))
			return true;
	of_who = audit_told(a, computer, FACT_GROUPS, who);
	for (i = 0; i < n; i++)
		if (of_who != NULL && account_listed(of_who, f[i].subject))
			return true;
	return false;
}

/*
 * H225, by who is an administrator today: who was one at that time nobody
 * knows.
 */
void
rules_h_creator(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *groups = audit_told(a, i->computer, FACT_ROLE,
	    "administrators");
	const struct instance_creation *c = a->facts->creations, *end;
	struct audit_values values = { 0 };

	(void)h;
	if (groups == NULL || *groups == '\0')
		return;		/* everybody is who may write */
	end = c + a->facts->ncreations;
	for (; c < end && c->instance != i->object.id; c++)
		;
	if (c == end)
		return;
	if (is_administrator(a, i->computer, groups, c->who)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "who", c->who);
	audit_value(&values, "right", "being an administrator");
	instance_finding(a, rule, i, &values);
}

/* ---- components ----------------------------------------------------------*/

/* H222: what is not ours, once. */
void
rules_h_components(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *all = snapshot_all(a->snapshot, "pipeline");
	const struct objects *groups = snapshot_all(a->snapshot, "group");
	struct audit_values values = { 0 };
	const struct pipeline *p;
	size_t i, j, n = 0;

	for (i = 0; i < all->n; i++) {
		p = (const struct pipeline *)all->v[i];
		for (j = 0; j < p->components.n; j++)
			n += component_find(rows_cell(&p->components, j,
			    1)) == NULL;
	}
	if (groups->n == 0)
		return;
	if (n == 0) {
		audit_pass(a);
		return;
	}
	audit_values_add(&values, "n", xasprintf("%zu", n));
	audit_object_finding(a, rule, groups->v[0], NULL, &values);
}
