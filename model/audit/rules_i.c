/* SPDX-License-Identifier: ISC */
/* I: can the audit see what it needs? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/audit/rules.h"
#include "model/kinds/host_instance.h"

/* I101, for each computer that host instances run on. */
static void
run_published(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *computers = snapshot_all(a->snapshot,
	    "computer");
	const struct objects *instances = snapshot_all(a->snapshot,
	    "host-instance");
	const struct host_instance *instance;
	struct audit_values values = { 0 };
	struct audit_subject s;
	char number[32];
	size_t i, j, n;

	for (i = 0; i < computers->n; i++) {
		s = (struct audit_subject){ .kind = "computer",
		    .object = computers->v[i]->name,
		    .computer = computers->v[i]->name };
		for (j = n = 0; j < instances->n; j++) {
			instance = (struct host_instance *)instances->v[j];
			if (strcmp(instance->computer, s.computer) != 0)
				continue;
			s.active |= !instance->disabled;
			n++;
		}
		if (n == 0)
			continue;
		if (inventory_knows(a->inventory, s.computer)) {
			audit_pass(a);
			continue;
		}
		snprintf(number, sizeof(number), "%zu", n);
		audit_value(&values, "computer", s.computer);
		audit_value(&values, "n", number);
		audit_finding(a, rule, &s, rule->severity, &values);
	}
}

/* I102, for each Personal store that an enabled instance looks into. */
static void
run_recent(struct audit *a, const struct audit_rule *rule)
{
	const struct objects *all = snapshot_all(a->snapshot,
	    "host-instance");
	const struct inventory_store *store;
	const struct host_instance *i;
	struct audit_values values = { 0 };
	char span[WHEN_TEXT];
	size_t n;

	for (n = 0; n < all->n; n++) {
		i = (const struct host_instance *)all->v[n];
		store = inventory_find(a->inventory, i->computer,
		    STORE_PERSONAL, i->account);
		if (i->disabled || store == NULL)
			continue;	/* I101 */
		if (store->fresh || a->at - store->published <=
		    a->snapshot->inventory_max_age) {
			audit_pass(a);
			continue;
		}
		audit_value(&values, "computer", i->computer);
		audit_value(&values, "account", i->account);
		audit_value(&values, "age", when_span(a->at -
		    store->published, span));
		audit_finding(a, rule, &(struct audit_subject){
		    .kind = "computer", .object = i->computer,
		    .computer = i->computer, .account = i->account,
		    .active = true }, rule->severity, &values);
	}
}

/* I103, for each store that a requirement names. */
static void
test_opens(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct requirement *r = g->v[0];
	const struct inventory_store *store = inventory_find(a->inventory,
	    r->computer, usage_info(r->usage)->store, r->account);
	struct audit_subject s = g->subject;
	struct audit_values values = { 0 };
	struct audit_group at = *g;
	char *name;

	s.kind = "computer";
	s.object = r->computer;
	s.field = s.thumbprint = NULL;
	at.subject = s;
	if (store == NULL) {
		audit_store(a, rule, &at);	/* says why it is unknown */
		return;
	}
	if (store->problem == NULL) {
		audit_pass(a);
		return;
	}
	name = audit_store_text(r);
	audit_value(&values, "computer", r->computer);
	audit_value(&values, "store", name);
	audit_value(&values, "reason", store->problem);
	audit_finding(a, rule, &s, rule->severity, &values);
	free(name);
}

#define MAX_CLOCK INT64_C(300)	/* seconds */

/* I104 */
static void
test_clock(struct audit *a, const struct audit_rule *rule,
    const char *computer)
{
	const char *told = audit_told(a, computer, FACT_CLOCK, "");
	struct audit_subject s = audit_computer_subject(computer);
	struct audit_values values = { 0 };
	char span[WHEN_TEXT];
	long long off;

	if (told == NULL || !text_to_int(told, &off))
		return;
	if (off >= -MAX_CLOCK && off <= MAX_CLOCK) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "computer", computer);
	audit_value(&values, "delta", when_span(off < 0 ? -off : off, span));
	audit_finding(a, rule, &s, rule->severity, &values);
}

static const struct audit_rule rules[] = {
	{ .id = "I101", .severity = SEVERITY_WARNING, .subject = "computer",
	  .text = "{computer}: no certificate inventory has been reported. "
	      "{n} host instance(s) cannot be checked.",
	  .fix = "Start the host instances (each publishes its own stores) "
	      "or run the inventory command there once per account.",
	  .run = run_published },
	{ .id = "I102", .severity = SEVERITY_WARNING,
	  .subject = "computer, account",
	  .text = "{computer}/{account}: inventory is {age} old; results for "
	      "this account may be out of date.",
	  .fix = "Check that the instance is running and can reach the "
	      "configuration database.",
	  .run = run_recent },
	{ .id = "I103", .severity = SEVERITY_ERROR, .subject = "store",
	  .text = "{computer}: store {store} cannot be opened: {reason}.",
	  .fix = "Create the store (it is created at computer registration) "
	      "or repair its ownership and access rights.",
	  .from = "known-issues-with-certificates-in-biztalk-server, "
	      "how-to-restore-the-certificate-store",
	  .run = audit_each_store, .test = test_opens },
	{ .id = "I104", .severity = SEVERITY_WARNING, .subject = "computer",
	  .text = "{computer}: clock is off by {delta}; validity dates and "
	      "CRL times are judged wrongly there.",
	  .fix = "Synchronise the clock.",
	  .run = audit_each_computer, .computer = test_clock },
};

const struct audit_rules audit_rules_i = { rules, ARRAY_SIZE(rules) };
