/* SPDX-License-Identifier: ISC */
/* H: what the accounts of host instances serve. */
#include "model/audit/rules_h.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* An instance and its host, sorted by account. */
struct service {
	const struct host_instance *instance;
	const struct host *host;
};

static int
compare_services(const void *a, const void *b)
{
	const struct service *x = a, *y = b;
	int r = strcmp(x->instance->account, y->instance->account);

	return r != 0 ? r : strcmp(x->instance->object.name,
	    y->instance->object.name);
}

typedef void account_fn(struct audit *, const struct audit_rule *,
    const struct service *, size_t n);

static void
each_account(struct audit *a, const struct audit_rule *rule, account_fn *test)
{
	const struct topology *t = a->topology;
	struct service *v = xcalloc(t->ninstances, sizeof(*v));
	const struct topology_host *h;
	size_t i, from, n = 0;

	for (i = 0; i < t->ninstances; i++) {
		h = topology_host(t, t->instances[i]->host);
		if (h != NULL && t->instances[i]->account != NULL)
			v[n++] = (struct service){ t->instances[i], h->host };
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_services);
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && strcmp(v[i].instance->account,
		    v[from].instance->account) == 0; i++)
			;
		test(a, rule, v + from, i - from);
	}
	free(v);
}

/* About the account; told at its first instance, active if one of them is. */
static void
account_finding(struct audit *a, const struct audit_rule *rule,
    const struct service *v, size_t n, struct audit_values *values)
{
	struct audit_subject s = audit_subject_of(&v->instance->object,
	    "account");
	size_t i;

	for (i = 0; i < n; i++)
		s.active |= !v[i].instance->disabled;
	s.account = v->instance->account;
	audit_value(values, "account", s.account);
	audit_finding(a, rule, &s, rule->severity, values);
}

/* Each host once; instances of one stand together. */
static size_t
hosts_of(const struct service *v, size_t n, struct names *names)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (i == 0 || v[i].host != v[i - 1].host)
			names_add(names, v[i].host->object.name);
	return names->n;
}

/* H201 */
static void
shared(struct audit *a, const struct audit_rule *rule,
    const struct service *v, size_t n)
{
	struct audit_values values = { 0 };
	struct names names = { 0 };

	if (hosts_of(v, n, &names) < 2) {
		audit_pass(a);
		return;
	}
	audit_names_value(&values, "hosts", &names);
	account_finding(a, rule, v, n, &values);
}

void
rules_h_shared(struct audit *a, const struct audit_rule *rule)
{
	each_account(a, rule, shared);
}

/* H202 */
static void
mixed_trust(struct audit *a, const struct audit_rule *rule,
    const struct service *v, size_t n)
{
	const struct host *trusted = NULL, *other = NULL;
	struct audit_values values = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		if (v[i].host->trusted)
			trusted = v[i].host;
		else
			other = v[i].host;
	}
	if (trusted == NULL || other == NULL) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "a", trusted->object.name);
	audit_value(&values, "b", other->object.name);
	account_finding(a, rule, v, n, &values);
}

void
rules_h_mixed_trust(struct audit *a, const struct audit_rule *rule)
{
	each_account(a, rule, mixed_trust);
}

/* H226 */
static void
tracking_account(struct audit *a, const struct audit_rule *rule,
    const struct service *v, size_t n)
{
	struct audit_values values = { 0 };
	struct names names = { 0 };
	bool tracks = false;
	size_t i;

	for (i = 0; i < n; i++) {
		tracks |= v[i].host->tracking;
		if (!v[i].host->tracking && (i == 0 ||
		    v[i].host != v[i - 1].host))
			names_add(&names, v[i].host->object.name);
	}
	if (!tracks)
		return;
	if (names.n == 0) {
		audit_pass(a);
		return;
	}
	audit_names_value(&values, "what", &names);
	account_finding(a, rule, v, n, &values);
}

void
rules_h_tracking(struct audit *a, const struct audit_rule *rule)
{
	each_account(a, rule, tracking_account);
}
