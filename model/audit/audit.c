/* SPDX-License-Identifier: ISC */
#include "model/audit/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "config/db.h"
#include "model/audit/chains.h"
#include "model/audit/log.h"
#include "model/audit/rules.h"
#include "model/audit/waive.h"
#include "model/kind.h"
#include "model/kinds/computer.h"
#include "model/kinds/host_instance.h"

const struct audit_rules *const audit_families[] = {
	&audit_rules_a,
	&audit_rules_c1,
	&audit_rules_c2,
	&audit_rules_c2_stores,
	&audit_rules_c3,
	&audit_rules_c4,
	&audit_rules_c5_certs,
	&audit_rules_c5,
	&audit_rules_c5_shared,
	&audit_rules_c5_readers,
	&audit_rules_f,
	&audit_rules_g,
	&audit_rules_h,
	&audit_rules_i,
	&audit_rules_l,
	&audit_rules_m,
	&audit_rules_s,
	&audit_rules_t,
	NULL
};

const char *
severity_name(enum severity s)
{
	static const char *const names[] = {
		[SEVERITY_ERROR] = "error",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ADVICE] = "advice",
	};

	return names[s];
}

const char *
audit_result_name(enum audit_result r)
{
	static const char *const names[AUDIT_RESULTS] = {
		[AUDIT_PASSED] = "passed",
		[AUDIT_FINDING] = "finding",
		[AUDIT_UNKNOWN] = "unknown",
		[AUDIT_WAIVED] = "waived",
	};

	return names[r];
}

const struct audit_rule *
audit_rule_find(const char *id)
{
	const struct audit_rules *const *family;
	size_t i;

	for (family = audit_families; *family != NULL; family++)
		for (i = 0; i < (*family)->n; i++)
			if (strcmp((*family)->v[i].id, id) == 0)
				return &(*family)->v[i];
	return NULL;
}

void
finding_copy(struct finding *to, const struct finding *f)
{
	*to = *f;
	to->kind = xstrdup(f->kind);
	to->object = xstrdup(f->object);
	to->field = xstrdup(f->field);
	to->computer = xstrdup(f->computer);
	to->account = xstrdup(f->account);
	to->thumbprint = xstrdup(f->thumbprint);
	to->text = xstrdup(f->text);
	to->fix = xstrdup(f->fix);
	to->waived_by = xstrdup(f->waived_by);
	to->waived_why = xstrdup(f->waived_why);
}

void
finding_clear(struct finding *f)
{
	free(f->kind);
	free(f->object);
	free(f->field);
	free(f->computer);
	free(f->account);
	free(f->thumbprint);
	free(f->text);
	free(f->fix);
	free(f->waived_by);
	free(f->waived_why);
}

/* ---- answers ------------------------------------------------------------ */

void
audit_pass(struct audit *a)
{
	a->passed++;
}

static struct finding *
new_finding(struct audit *a, const struct audit_rule *rule,
    const struct audit_subject *s)
{
	struct finding *f;

	a->v = grow(a->v, a->n, &a->cap, sizeof(*a->v));
	f = &a->v[a->n++];
	*f = (struct finding){
		.rule = rule, .severity = rule->severity,
		.kind = xstrdup(s->kind), .object = xstrdup(s->object),
		.field = xstrdup(s->field), .computer = xstrdup(s->computer),
		.account = xstrdup(s->account),
		.thumbprint = xstrdup(s->thumbprint),
		.first_seen = FIELD_UNSET,
	};
	return f;
}

void
audit_finding(struct audit *a, const struct audit_rule *rule,
    const struct audit_subject *s, enum severity severity,
    struct audit_values *values)
{
	struct finding *f = new_finding(a, rule, s);
	char *text = audit_expand(rule->text, values);

	f->result = AUDIT_FINDING;
	f->severity = severity;
	if ((!s->active || s->note[0] != '\0') &&
	    severity < SEVERITY_ADVICE)
		f->severity = severity + 1;
	f->text = xasprintf("%s%s%s", text, s->note, s->active ? "" :
	    " (not active)");
	f->fix = audit_expand(rule->fix, values);
	free(text);
	audit_values_clear(values);
}

void
audit_unknown(struct audit *a, const struct audit_rule *rule,
    const struct audit_subject *s, const char *why)
{
	struct finding *f = new_finding(a, rule, s);
	const struct kind *kind = kind_find(s->kind);

	f->result = AUDIT_UNKNOWN;
	f->text = xasprintf("%s %s: cannot be checked: %s.",
	    kind != NULL ? kind->label : s->kind, s->object, why);
	f->fix = xstrdup("Publish the inventory there, or make the "
	    "certificate known to the group.");
}

/* ---- the run ------------------------------------------------------------ */

static int
compare_text(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

/* The order of reports, then whatever else tells two findings apart. */
static int
compare_findings(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int r = strcmp(x->rule->id, y->rule->id);

	if (r == 0)
		r = compare_text(x->object, y->object);
	if (r == 0)
		r = compare_text(x->computer, y->computer);
	if (r == 0)
		r = compare_text(x->account, y->account);
	if (r == 0)
		r = compare_text(x->thumbprint, y->thumbprint);
	if (r == 0)
		r = compare_text(x->kind, y->kind);
	if (r == 0)
		r = compare_text(x->field, y->field);
	return r != 0 ? r : compare_text(x->text, y->text);
}

/* What several subjects lead to is told once: a port's, for two locations. */
static void
drop_repeated(struct audit *a)
{
	struct finding *f, *last = NULL;
	size_t i, n = 0;

	for (i = 0; i < a->n; i++) {
		f = &a->v[i];
		if (last == NULL || compare_findings(last, f) != 0) {
			last = &a->v[n++];
			*last = *f;
			continue;
		}
		finding_clear(f);
	}
	a->n = n;
}

/* ---- what follows from something else ------------------------------------ */

static bool
is_same(const struct finding *f, const struct finding *cause, unsigned same)
{
	if (compare_text(f->kind, cause->kind) != 0)
		return false;
	if ((same & SAME_COMPUTER) != 0 &&
	    compare_text(f->computer, cause->computer) != 0)
		return false;
	if ((same & SAME_ACCOUNT) != 0 &&
	    compare_text(f->account, cause->account) != 0)
		return false;
	return (same & SAME_CERT) == 0 ||
	    compare_text(f->thumbprint, cause->thumbprint) == 0;
}

static int
compare_place(const struct finding *f, const char *id, const char *object)
{
	int r = strcmp(f->rule->id, id);

	return r != 0 ? r : compare_text(f->object, object);
}

/* The first finding of the rule about the object, or where it would stand. */
static const struct finding *
first_of(const struct audit *a, const char *id, const char *object)
{
	size_t from = 0, to = a->n, at;

	while (from < to) {
		at = from + (to - from) / 2;
		if (compare_place(&a->v[at], id, object) < 0)
			from = at + 1;
		else
			to = at;
	}
	return a->v + from;
}

static bool
follows_rule(const struct audit *a, const struct finding *f, const char *id)
{
	const struct finding *cause = first_of(a, id, f->object);

	for (; cause < a->v + a->n &&
	    compare_place(cause, id, f->object) == 0; cause++)
		if (cause->result == AUDIT_FINDING &&
		    is_same(f, cause, f->rule->same))
			return true;
	return false;
}

static bool
follows(const struct audit *a, const struct finding *f)
{
	const char *at = f->rule->follows, *end;
	char id[MAX_RULE_ID + 1];

	if (at == NULL || f->result != AUDIT_FINDING)
		return false;
	for (; *at != '\0'; at = *end != '\0' ? end + 1 : end) {
		end = at + strcspn(at, " ");
		snprintf(id, sizeof(id), "%.*s", (int)(end - at), at);
		if (follows_rule(a, f, id))
			return true;
	}
	return false;
}

/* One root cause gives one headline (reference, section 6). */
static void
drop_following(struct audit *a)
{
	bool *drop = xcalloc(a->n, sizeof(*drop));
	size_t i, n = 0;

	for (i = 0; i < a->n; i++)
		drop[i] = follows(a, &a->v[i]);
	for (i = 0; i < a->n; i++) {
		if (drop[i])
			finding_clear(&a->v[i]);
		else
			a->v[n++] = a->v[i];
	}
	a->n = n;
	free(drop);
}

static const struct audit_facts no_facts;

void
audit_count(struct audit *a)
{
	const struct finding *f;

	memset(a->by_severity, 0, sizeof(a->by_severity));
	a->unknown = a->waived = 0;
	for (f = a->v; f < a->v + a->n; f++) {
		if (f->result == AUDIT_FINDING)
			a->by_severity[f->severity]++;
		a->unknown += f->result == AUDIT_UNKNOWN;
		a->waived += f->result == AUDIT_WAIVED;
	}
}

struct audit *
audit_run(const struct snapshot *s, const struct inventory *inv,
    const struct audit_facts *facts, int64_t at)
{
	struct audit *a = xcalloc(1, sizeof(*a));
	const struct audit_rules *const *family;
	const struct audit_rule *rule;

	a->snapshot = s;
	a->inventory = inv;
	a->facts = facts != NULL ? facts : &no_facts;
	a->at = at;
	a->chains = chains_new(inv, a->facts->system_roots);
	a->topology = topology_new(s);
	requirements_collect(a->topology, at, &a->requirements);
	assigned_collect(s, &a->assigned);
	audit_load_certs(a);
	for (family = audit_families; *family != NULL; family++)
		for (rule = (*family)->v;
		    rule < (*family)->v + (*family)->n; rule++)
			rule->run(a, rule);
	if (a->n > 1)
		qsort(a->v, a->n, sizeof(*a->v), compare_findings);
	drop_repeated(a);
	drop_following(a);
	waivers_apply(a);
	audit_count(a);
	return a;
}

/*
 * What was scanned for this very audit counts as seen at its time, whatever
 * that is: the same audit says the same tomorrow.
 */
static void
date_scans(struct inventory *inv, int64_t now, int64_t at)
{
	size_t i;

	for (i = 0; i < inv->n; i++)
		if (inv->v[i].published >= now)
			inv->v[i].published = at;
}

static bool
same_instances(const struct objects *a, const struct objects *b)
{
	const struct host_instance *x, *y;
	size_t i;

	for (i = 0; a->n == b->n && i < a->n; i++) {
		x = (const struct host_instance *)a->v[i];
		y = (const struct host_instance *)b->v[i];
		if (!str_same(x->computer, y->computer) ||
		    !str_same(x->account, y->account))
			break;
	}
	return a->n == b->n && i == a->n;
}

/* What of the configuration says which stores are looked into here. */
static bool
same_places(const struct snapshot *a, const struct snapshot *b)
{
	const struct objects *x = snapshot_all(a, kind_computer.name);
	const struct objects *y = snapshot_all(b, kind_computer.name);
	size_t i;

	for (i = 0; x->n == y->n && i < x->n; i++)
		if (strcmp(x->v[i]->name, y->v[i]->name) != 0)
			break;
	return x->n == y->n && i == x->n &&
	    same_instances(snapshot_all(a, kind_host_instance.name),
	    snapshot_all(b, kind_host_instance.name));
}

static struct inventory *
read_inventory(struct model *m, const struct inventory *planned, int64_t at,
    struct err *err)
{
	struct inventory *inv = xcalloc(1, sizeof(*inv));
	int64_t now = when_now();

	if (!inventory_current_planned(inv, m, planned, err)) {
		free(inv);
		return NULL;
	}
	date_scans(inv, now, at);
	return inv;
}

static void
free_inventory(struct inventory *inv)
{
	if (inv != NULL)
		inventory_clear(inv);
	free(inv);
}

/* before: whose inventories do as well; planned: in the stores; or NULL. */
static struct audit *
run_on(struct model *m, const struct audit *before,
    const struct inventory *planned, int64_t at, struct err *err)
{
	struct audit_facts *facts = xcalloc(1, sizeof(*facts));
	struct snapshot *s = snapshot_again(m, before != NULL ?
	    before->snapshot : NULL, err);
	struct inventory *own = NULL;
	struct audit *a = NULL;
	bool share = before != NULL && s != NULL &&
	    same_places(before->snapshot, s);

	if (s != NULL && !share)
		own = read_inventory(m, planned, at, err);
	if ((share || own != NULL) && audit_facts_load(facts, m, err)) {
		a = audit_run(s, share ? before->inventory : own, facts, at);
		a->own_snapshot = s;
		a->own_inventory = own;
		a->own_facts = facts;
		if (audit_log_read(a, m, err))
			return a;
		audit_free(a);
		return NULL;
	}
	free(facts);
	snapshot_free(s);
	free_inventory(own);
	return NULL;
}

/* All from one moment of the database. */
static struct audit *
run_frozen(struct model *m, const struct audit *before,
    const struct inventory *planned, int64_t at, struct err *err)
{
	struct audit *a;

	if (!db_freeze(m->db, err))
		return NULL;
	a = run_on(m, before, planned, at, err);
	db_thaw(m->db);
	return a;
}

struct audit *
audit_again(struct model *m, const struct audit *before, int64_t at,
    struct err *err)
{
	return run_frozen(m, before, NULL, at, err);
}

struct audit *
audit_planned(struct model *m, const struct inventory *planned, int64_t at,
    struct err *err)
{
	return run_frozen(m, NULL, planned, at, err);
}

struct audit *
audit_of_model(struct model *m, int64_t at, struct err *err)
{
	return audit_again(m, NULL, at, err);
}

void
audit_free(struct audit *a)
{
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; i < a->n; i++)
		finding_clear(&a->v[i]);
	free(a->v);
	for (i = 0; i < ORDERS; i++)
		free(a->orders[i]);
	audit_free_certs(a);
	assigned_clear(&a->assigned);
	requirements_clear(&a->requirements);
	topology_free(a->topology);
	chains_free(a->chains);
	if (a->own_facts != NULL)
		audit_facts_clear(a->own_facts);
	free(a->own_facts);
	free_inventory(a->own_inventory);
	snapshot_free(a->own_snapshot);
	free(a);
}
