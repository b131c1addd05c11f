/* SPDX-License-Identifier: ISC */
/* S: who may change the configuration and open its secrets. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/account.h"
#include "base/mem.h"
#include "model/audit/rules.h"

enum { MAX_ADMINISTRATORS = 5, ALL_WRITE = 02, ALL = 07 };

static bool
is_of_group(const struct audit *a, const char *computer, const char *groups,
    const char *who)
{
	char *copy = xstrdup(groups), *save = NULL, *name;
	const char *members;
	bool found = false;

	for (name = strtok_r(copy, ":", &save); !found && name != NULL;
	    name = strtok_r(NULL, ":", &save)) {
		members = audit_told(a, computer, FACT_MEMBERS, name);
		found = members != NULL && account_listed(members, who);
	}
	free(copy);
	return found;
}

/* The operating-system groups that settings name are one text, "a, b". */
static bool
is_named(const char *names, const char *group)
{
	char *copy = xstrdup(names), *save = NULL, *name;
	bool found = false;

	for (name = copy != NULL ? strtok_r(copy, ", ", &save) : NULL;
	    !found && name != NULL; name = strtok_r(NULL, ", ", &save))
		found = strcmp(name, group) == 0;
	free(copy);
	return found;
}

/* Groups whose members the settings let in, or the account of a host. */
static bool
is_welcome(const struct audit *a, const char *computer, const char *group)
{
	const char *admins = audit_told(a, computer, FACT_ROLE,
	    "administrators");
	const struct group *g = a->topology->group;

	/* Without administrators settled it is for whoever may write. */
	return admins == NULL || *admins == '\0' ||
	    strcmp(group, "root") == 0 || account_listed(admins, group) ||
	    (g != NULL && is_named(g->operator_group, group));
}

struct guarded {
	enum fact_topic topic;	/* what path it is */
	int64_t bits;		/* that nobody else may have */
	const char *where;	/* the placeholder of its path, or NULL */
};

/* Who can get at it, or NULL; the caller frees. */
static char *
intruder(const struct audit *a, const char *computer, const char *path,
    int64_t bits)
{
	int64_t mode = audit_told_number(a, computer, FACT_MODE, path);
	const char *group = audit_told(a, computer, FACT_GROUP, path);
	const char *owner = audit_told(a, computer, FACT_OWNER, path);
	const char *admins = audit_told(a, computer, FACT_ROLE,
	    "administrators");

	if ((mode & bits) != 0)
		return xstrdup("everybody");
	if ((mode >> 3 & bits) != 0 && group != NULL &&
	    !is_welcome(a, computer, group))
		return xasprintf("group %s", group);
	if (owner != NULL && strcmp(owner, "root") != 0 && admins != NULL &&
	    *admins != '\0' && !is_of_group(a, computer, admins, owner))
		return xstrdup(owner);
	return NULL;
}

static void
judge(struct audit *a, const struct audit_rule *rule, const char *computer,
    const struct guarded *g)
{
	const char *path = audit_told(a, computer, g->topic, "");
	struct audit_subject s = audit_computer_subject(computer);
	struct audit_values values = { 0 };
	char *who;

	if (path == NULL || audit_told(a, computer, FACT_MODE, path) == NULL)
		return;
	who = intruder(a, computer, path, g->bits);
	if (who == NULL) {
		audit_pass(a);
		return;
	}
	audit_values_add(&values, "who", who);
	if (g->where != NULL)
		audit_value(&values, g->where, path);
	audit_finding(a, rule, &s, rule->severity, &values);
}

/* S101 */
static void
test_database(struct audit *a, const struct audit_rule *rule,
    const char *computer)
{
	judge(a, rule, computer, &(struct guarded){ FACT_DATABASE, ALL_WRITE,
	    NULL });
}

/* S102 */
static void
test_secret(struct audit *a, const struct audit_rule *rule,
    const char *computer)
{
	judge(a, rule, computer, &(struct guarded){ FACT_SECRET, ALL,
	    "path_label" });
}

/* ---- administrators ------------------------------------------------------*/

struct crowd {
	char **v;		/* owned */
	size_t n, cap;
	struct names services;	/* of them, borrowed */
};

static bool
runs_here(const struct audit *a, const char *computer, const char *account)
{
	const struct topology *t = a->topology;
	size_t i;

	for (i = 0; i < t->ninstances; i++)
		if (strcasecmp(t->instances[i]->computer, computer) == 0 &&
		    strcmp(t->instances[i]->account, account) == 0)
			return true;
	return false;
}

static void
crowd_add(struct crowd *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->v[i], name) == 0)
			return;
	c->v = grow(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n++] = xstrdup(name);
}

static void
crowd_find(struct crowd *c, const struct audit *a, const char *computer)
{
	const char *admins = audit_told(a, computer, FACT_ROLE,
	    "administrators");
	const struct computer_fact *f;
	char *copy, *save, *name;
	size_t n, i;

	f = computer_facts_of(&a->facts->computers, computer, FACT_MEMBERS,
	    &n);
	for (i = 0; i < n; i++) {
		if (admins == NULL || !account_listed(admins, f[i].subject))
			continue;
		copy = xstrdup(f[i].value);
		save = NULL;
		for (name = strtok_r(copy, ":", &save); name != NULL;
		    name = strtok_r(NULL, ":", &save))
			crowd_add(c, name);
		free(copy);
	}
	for (i = 0; i < c->n; i++)
		if (runs_here(a, computer, c->v[i]))
			names_add(&c->services, c->v[i]);
}

/* S104 */
static void
test_crowd(struct audit *a, const struct audit_rule *rule,
    const char *computer)
{
	struct audit_subject s = audit_computer_subject(computer);
	struct audit_values values = { 0 };
	struct crowd c = { 0 };
	struct names names = { 0 };
	size_t i;

	crowd_find(&c, a, computer);
	if (c.n > MAX_ADMINISTRATORS || c.services.n > 0) {
		for (i = 0; i < c.n; i++)
			names_add(&names, c.v[i]);
		audit_values_add(&values, "n", xasprintf("%zu", c.n));
		audit_names_value(&values, "names", c.services.n > 0 ?
		    &c.services : &names);
		audit_finding(a, rule, &s, rule->severity, &values);
	} else if (c.n > 0) {
		audit_pass(a);
	}
	for (i = 0; i < c.n; i++)
		free(c.v[i]);
	free(c.v);
}

static const struct audit_rule rules[] = {
	{ .id = "S101", .severity = SEVERITY_ERROR,
	  .subject = "configuration database",
	  .text = "{who} can change the configuration.",
	  .fix = "Restrict to the administrators' group.",
	  .from = "minimum-security-user-rights",
	  .run = audit_each_computer, .computer = test_database },
	{ .id = "S102", .severity = SEVERITY_ERROR,
	  .subject = "secret store",
	  .text = "Secret store {path_label} is open to {who}.",
	  .fix = "Tighten the rights.",
	  .from = "security-recommendations-for-a-biztalk-server-deployment",
	  .run = audit_each_computer, .computer = test_secret },
	{ .id = "S104", .severity = SEVERITY_ADVICE,
	  .subject = "administrators' group",
	  .text = "{n} administrators, among them {names}.",
	  .fix = "Reduce.",
	  .from = "security-recommendations-for-a-biztalk-server-deployment, "
	      "best-practices-for-managing-windows-groups-and-user-accounts",
	  .run = audit_each_computer, .computer = test_crowd },
};

const struct audit_rules audit_rules_s = { rules, ARRAY_SIZE(rules) };
