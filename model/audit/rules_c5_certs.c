/* SPDX-License-Identifier: ISC */
/* C5: assignments held against each other, and what no assignment names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "certstore/thumbprint.h"
#include "model/audit/assigned.h"
#include "model/audit/rules_c5_history.h"
#include "model/kind.h"
#include "model/kinds/certificate.h"
#include "model/kinds/party.h"

static void
add_thumb(struct audit_values *values, const char *thumbprint)
{
	char shown[THUMBPRINT_SHOWN];

	audit_value(values, "thumb", strlen(thumbprint) ==
	    THUMBPRINT_SIZE - 1 ? thumbprint_show(thumbprint, shown) :
	    thumbprint);
}

/* A finding about an assignment. */
static void
finding(struct audit *a, const struct audit_rule *rule,
    const struct assigned_cert *c, struct audit_values *values)
{
	struct audit_subject s = audit_subject_of(c->object, c->field);

	s.thumbprint = c->thumbprint;
	audit_value(values, "object", c->object->name);
	add_thumb(values, c->thumbprint);
	audit_finding(a, rule, &s, rule->severity, values);
}

/* ---- each assignment ----------------------------------------------------- */

static void
each_assigned(struct audit *a, const struct audit_rule *rule,
    void (*test)(struct audit *, const struct audit_rule *,
    const struct assigned_cert *))
{
	size_t i;

	for (i = 0; i < a->assigned.n; i++)
		test(a, rule, &a->assigned.v[i]);
}

/* Would a store that is not known have to be asked? */
static bool
is_complete(const struct audit *a)
{
	const struct inventory_store *s;
	const struct host_instance *h;
	size_t i;

	for (i = 0; i < a->topology->ninstances; i++) {
		h = a->topology->instances[i];
		s = inventory_find(a->inventory, h->computer,
		    STORE_OTHER_PEOPLE, NULL);
		if (s == NULL || s->problem != NULL)
			return false;
		s = inventory_find(a->inventory, h->computer, STORE_PERSONAL,
		    h->account);
		if (s == NULL || s->problem != NULL)
			return false;
	}
	return true;
}

/* C503 */
static void
test_exists(struct audit *a, const struct audit_rule *rule,
    const struct assigned_cert *c)
{
	struct audit_subject s = audit_subject_of(c->object, c->field);
	struct audit_values values = { 0 };

	/* A requirement tells by itself where it is missing. */
	if (audit_is_required(a, c->thumbprint))
		return;
	s.thumbprint = c->thumbprint;
	if (audit_held_cert(a, c->thumbprint) != NULL) {
		audit_pass(a);
	} else if (!is_complete(a)) {
		audit_unknown(a, rule, &s, "not every store of the group is "
		    "known");
	} else {
		audit_value(&values, "cn", c->name);
		finding(a, rule, c, &values);
	}
}

static void
run_exists(struct audit *a, const struct audit_rule *rule)
{
	each_assigned(a, rule, test_exists);
}

/* C507: what is shown beside the thumbprint. */
static void
test_name(struct audit *a, const struct audit_rule *rule,
    const struct assigned_cert *c)
{
	const struct certificate *known = (const struct certificate *)
	    snapshot_find(a->snapshot, kind_certificate.name, c->thumbprint);
	const struct cert *cert = audit_held_cert(a,
	    c->thumbprint);
	const char *real = cert != NULL ? cert->common_name :
	    known != NULL ? known->common_name : NULL;
	struct audit_values values = { 0 };

	if (c->name == NULL || real == NULL)
		return;
	if (strcmp(c->name, real) == 0) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "cn", c->name);
	audit_value(&values, "real", real);
	finding(a, rule, c, &values);
}

static void
run_name(struct audit *a, const struct audit_rule *rule)
{
	each_assigned(a, rule, test_name);
}

/* C508: only a program other than ours can have written it. */
static void
test_form(struct audit *a, const struct audit_rule *rule,
    const struct assigned_cert *c)
{
	char normal[THUMBPRINT_SIZE];
	struct audit_values values = { 0 };

	if (thumbprint_parse(c->thumbprint, normal, NULL)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "value", c->thumbprint);
	finding(a, rule, c, &values);
}

static void
run_form(struct audit *a, const struct audit_rule *rule)
{
	each_assigned(a, rule, test_form);
}

/* ---- certificates that two have ------------------------------------------ */

/* Each run of assignments of one certificate. */
static void
each_shared(struct audit *a, const struct audit_rule *rule,
    void (*test)(struct audit *, const struct audit_rule *,
    const struct assigned_cert *, size_t))
{
	const struct assigned_certs *all = &a->assigned;
	size_t i, from;

	for (from = 0; from < all->n; from = i) {
		for (i = from + 1; i < all->n && strcmp(all->v[i].thumbprint,
		    all->v[from].thumbprint) == 0; i++)
			;
		test(a, rule, all->v + from, i - from);
	}
}

static bool
is_party(const struct assigned_cert *c)
{
	return c->object->kind == &kind_party;
}

/* C501: the database refuses it; an older one, or a copy, may have it. */
static void
test_parties(struct audit *a, const struct audit_rule *rule,
    const struct assigned_cert *v, size_t n)
{
	const struct assigned_cert *first = NULL;
	struct audit_values values = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		if (!is_party(&v[i]))
			continue;
		if (first == NULL) {
			first = &v[i];
			continue;
		}
		if (first->object == v[i].object)
			continue;
		audit_value(&values, "a", first->object->name);
		audit_value(&values, "b", v[i].object->name);
		finding(a, rule, &v[i], &values);
		return;
	}
	if (first != NULL)
		audit_pass(a);
}

static void
run_parties(struct audit *a, const struct audit_rule *rule)
{
	each_shared(a, rule, test_parties);
}

static bool
has_private_key(const struct audit *a, const char *thumbprint)
{
	size_t n;
	const struct audit_held *h = audit_held(a, thumbprint, &n);

	for (; n > 0; n--, h++)
		if (h->store->store == STORE_PERSONAL && h->item->key_present)
			return true;
	return false;
}

/* C518 */
static void
test_both_sides(struct audit *a, const struct audit_rule *rule,
    const struct assigned_cert *v, size_t n)
{
	const struct assigned_cert *partner = NULL;
	struct audit_values values = { 0 };
	bool own = has_private_key(a, v[0].thumbprint);
	size_t i;

	for (i = 0; i < n; i++) {
		if (usage_info(v[i].usage)->needs_key)
			own = true;
		else if (partner == NULL)
			partner = &v[i];
	}
	if (partner == NULL)
		return;
	if (!own) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "partner", partner->object->name);
	finding(a, rule, partner, &values);
}

static void
run_both_sides(struct audit *a, const struct audit_rule *rule)
{
	each_shared(a, rule, test_both_sides);
}

/* C519: hosts of one trust may share; who differs should not. */
static void
test_hosts(struct audit *a, const struct audit_rule *rule,
    const struct assigned_cert *v, size_t n)
{
	const struct host *first = NULL, *h;
	struct audit_values values = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		if (v[i].usage != USAGE_DECRYPT)
			continue;
		h = (const struct host *)v[i].object;
		if (first == NULL) {
			first = h;
		} else if (h->trusted != first->trusted) {
			audit_value(&values, "a", first->object.name);
			audit_value(&values, "b", h->object.name);
			finding(a, rule, &v[i], &values);
			return;
		}
	}
	if (first != NULL)
		audit_pass(a);
}

static void
run_hosts(struct audit *a, const struct audit_rule *rule)
{
	each_shared(a, rule, test_hosts);
}

/* ---- what is left over --------------------------------------------------- */

/*
 * C502, a certificate that nothing names, is no rule here: every replacement
 * would ask before it is saved.  model/orphan.h finds them.
 */

static bool
account_is_used(const struct audit *a, const struct inventory_store *s)
{
	const struct topology *t = a->topology;
	size_t i;

	for (i = 0; i < t->ninstances; i++)
		if (strcasecmp(t->instances[i]->computer, s->computer) == 0 &&
		    strcmp(t->instances[i]->account, s->account) == 0)
			return true;
	return false;
}

/* C505 */
static void
run_left_over(struct audit *a, const struct audit_rule *rule)
{
	struct audit_values values = { 0 };
	const struct inventory_store *s;
	char n[24];

	for (s = a->inventory->v; s < a->inventory->v + a->inventory->n;
	    s++) {
		if (s->store != STORE_PERSONAL)
			continue;
		if (s->n == 0 || account_is_used(a, s)) {
			audit_pass(a);
			continue;
		}
		snprintf(n, sizeof(n), "%zu", s->n);
		audit_value(&values, "computer", s->computer);
		audit_value(&values, "account", s->account);
		audit_value(&values, "n", n);
		audit_finding(a, rule, &(struct audit_subject){
			.kind = "computer", .object = s->computer,
			.computer = s->computer, .account = s->account,
			.active = true }, rule->severity, &values);
	}
}

static const struct audit_rule rules[] = {
	{ .id = "C501", .severity = SEVERITY_ERROR, .subject = "party",
	  .text = "Parties {a} and {b} use the same signature certificate "
	      "[{thumb}]. Messages signed with it resolve to nobody.",
	  .fix = "Give each party its own certificate.",
	  .from = "how-to-configure-biztalk-server-to-receive-signed-mime-or-"
	      "smime-messages",
	  .run = run_parties },
	{ .id = "C503", .severity = SEVERITY_ERROR, .subject = "assignment",
	  .text = "{object}: certificate [{thumb}] ({cn}) exists in no store "
	      "of any computer.",
	  .fix = "Install it, or clear or correct the assignment "
	      "(mistyped?).",
	  .from = "how-to-assign-a-certificate-to-a-receive-location",
	  .run = run_exists },
	{ .id = "C504", .severity = SEVERITY_WARNING,
	  .subject = "certificate in Other People",
	  .text = "{computer}: certificate {cn} [{thumb}] of the removed "
	      "party {party} is still installed.",
	  .fix = "Delete it from Other People on all computers listed.",
	  .from = "best-practices-for-managing-certificates",
	  .run = rules_c5_removed },
	{ .id = "C505", .severity = SEVERITY_ERROR,
	  .subject = "Personal store",
	  .text = "{computer}: Personal store of {account} still holds {n} "
	      "certificate(s), though no host instance uses it any more.",
	  .fix = "Remove certificates and keys from that store.",
	  .from = "best-practices-for-managing-certificates",
	  .run = run_left_over },
	{ .id = "C507", .severity = SEVERITY_WARNING,
	  .subject = "assignment",
	  .text = "{object}: shows \"{cn}\" but [{thumb}] belongs to "
	      "\"{real}\".",
	  .fix = "Pick the certificate again so that both fields agree.",
	  .run = run_name },
	{ .id = "C508", .severity = SEVERITY_ERROR, .subject = "assignment",
	  .text = "{object}: \"{value}\" is not a thumbprint; 40 hexadecimal "
	      "digits are expected.",
	  .fix = "Enter or pick it again.",
	  .from = "invalid-client-certificate-thumbprint",
	  .run = run_form },
};

static const struct audit_rule shared[] = {
	{ .id = "C518", .severity = SEVERITY_WARNING,
	  .subject = "certificate",
	  .text = "[{thumb}] is used as our own and as {partner}'s "
	      "certificate.",
	  .fix = "Check which is meant. (Legitimate in a loop-back test "
	      "only.)",
	  .from = "certificate-stores-that-biztalk-server-uses",
	  .run = run_both_sides },
	{ .id = "C519", .severity = SEVERITY_ADVICE, .subject = "host",
	  .text = "Hosts {a} and {b} share decryption certificate [{thumb}]; "
	      "both may read messages encrypted to it.",
	  .fix = "Use separate certificates where hosts shall be kept apart.",
	  .from = "authorizing-the-receiver-of-a-message",
	  .run = run_hosts },
};

const struct audit_rules audit_rules_c5_certs = { rules, ARRAY_SIZE(rules) };
const struct audit_rules audit_rules_c5_shared = { shared,
	ARRAY_SIZE(shared) };
