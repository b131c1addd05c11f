/* SPDX-License-Identifier: ISC */
/* What the families of rules share: texts, walkers, look-ups. */
#include "model/audit/rules.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/audit/names.h"
#include "model/kind.h"
#include "model/kinds/certificate.h"

/* ---- texts -------------------------------------------------------------- */

void
audit_values_add(struct audit_values *values, const char *name, char *value)
{
	assert(values->n < MAX_AUDIT_VALUES);
	values->v[values->n].name = name;
	values->v[values->n++].value = value;
}

void
audit_value(struct audit_values *values, const char *name, const char *value)
{
	audit_values_add(values, name, xstrdup(value != NULL &&
	    *value != '\0' ? value : "(no name)"));
}

void
audit_names_value(struct audit_values *values, const char *name,
    const struct names *names)
{
	char *text = names_text(names);

	audit_value(values, name, text);
	free(text);
}

void
audit_values_clear(struct audit_values *values)
{
	size_t i;

	for (i = 0; i < values->n; i++)
		free(values->v[i].value);
	values->n = 0;
}

static const char *
value_of(const struct audit_values *values, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < values->n; i++)
		if (strncmp(values->v[i].name, name, len) == 0 &&
		    values->v[i].name[len] == '\0')
			return values->v[i].value;
	return NULL;
}

/* One pass: a value that holds braces itself is not looked at again. */
char *
audit_expand(const char *template, const struct audit_values *values)
{
	const char *s = template, *end, *value;
	struct buf b = { 0 };

	for (; *s != '\0'; s++) {
		if (*s != '{') {
			buf_addc(&b, *s);
			continue;
		}
		end = strchr(s, '}');
		assert(end != NULL);
		value = value_of(values, s + 1, (size_t)(end - s - 1));
		assert(value != NULL);
		buf_adds(&b, value);
		s = end;
	}
	return buf_steal(&b);
}

char *
audit_usages_text(unsigned usages)
{
	static const char *const words[USAGE_COUNT] = {
		[USAGE_ENCRYPT] = "encryption",
		[USAGE_DECRYPT] = "decryption",
		[USAGE_SIGN] = "signing",
		[USAGE_VERIFY] = "signature verification",
		[USAGE_RESOLVE] = "party resolution",
		[USAGE_HTTPS] = "HTTPS client",
		[USAGE_SOAP] = "SOAP client",
	};
	struct buf b = { 0 };
	enum usage u;

	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++) {
		if ((usages & (1u << u)) == 0)
			continue;
		usages &= ~(1u << u);
		if (b.len > 0)
			buf_adds(&b, usages != 0 ? ", " : " and ");
		buf_adds(&b, words[u]);
	}
	return buf_steal(&b);
}

char *
audit_store_text(const struct requirement *r)
{
	const char *label = store_info(usage_info(r->usage)->store)->label;

	if (r->account == NULL)
		return xstrdup(label);
	return xasprintf("%s of %s", label, r->account);
}

/* "Send port Orders, Host Receive": the objects that name the certificate. */
static char *
where_text(const struct audit_group *g)
{
	const struct requirement *r, *last = NULL;
	char *listed[MAX_NAMES];
	struct names names = { 0 };
	const struct kind *kind;
	char *text;
	size_t i, n = 0;

	for (i = 0; i < g->n; i++) {
		r = g->v[i];
		/* One object's requirements on its computers come together. */
		if (last != NULL && r->kind == last->kind &&
		    strcmp(r->object, last->object) == 0)
			continue;
		last = r;
		if (n < MAX_NAMES) {
			kind = kind_find(r->kind);
			listed[n] = xasprintf("%s %s", kind->label,
			    r->object);
			names_add(&names, listed[n++]);
		} else {
			names_add(&names, r->object);
		}
	}
	text = names_text(&names);
	for (i = 0; i < n; i++)
		free(listed[i]);
	return text;
}

/* Who has to be asked for a successor. */
static char *
partner_text(const struct audit_group *g)
{
	const unsigned own = 1u << USAGE_DECRYPT | 1u << USAGE_SIGN;
	struct names names = { 0 };
	size_t i;

	for (i = 0; i < g->n; i++)
		if (g->v[i]->usage == USAGE_VERIFY &&
		    (names.n == 0 || strcmp(g->v[i]->object,
		    names.v[0]) != 0))
			names_add(&names, g->v[i]->object);
	if (names.n > 0)
		return names_text(&names);
	return xstrdup((g->usages & own) != 0 ? "the partners" :
	    "the partner");
}

static void
add_taken(struct audit_values *values, const char *name, char *value)
{
	audit_value(values, name, value);
	free(value);
}

void
audit_group_values(const struct audit_group *g, struct audit_values *values)
{
	const struct requirement *r = g->v[0];
	char shown[THUMBPRINT_SHOWN];
	char *usage = audit_usages_text(g->usages);

	audit_value(values, "cn", r->common_name);
	audit_value(values, "thumb", thumbprint_show(r->thumbprint, shown));
	audit_value(values, "computer", r->computer);
	audit_value(values, "account", r->account);
	audit_value(values, "host", r->host);
	/* One thing under the names that the texts of the reference use. */
	audit_value(values, "object", r->object);
	audit_value(values, "port", r->object);
	audit_value(values, "party", r->object);
	audit_value(values, "ports", r->users);
	audit_value(values, "usage", usage);
	usage[0] = (char)toupper((unsigned char)usage[0]);
	add_taken(values, "Usage", usage);
	add_taken(values, "where", where_text(g));
	add_taken(values, "partner", partner_text(g));
}

/* ---- walkers ------------------------------------------------------------ */

typedef int order_fn(const struct requirement *, const struct requirement *);

struct walk {
	enum requirement_order order;	/* equal: one group */
	bool keys_only;
	bool here;		/* the group is about one computer */
};

static int
compare_null(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

/* The list's own order: every requirement for itself. */
static int
by_place(const struct requirement *a, const struct requirement *b)
{
	return (a > b) - (a < b);
}

static int
by_store(const struct requirement *a, const struct requirement *b)
{
	enum store_id x = usage_info(a->usage)->store;
	enum store_id y = usage_info(b->usage)->store;
	int r = strcmp(a->computer, b->computer);

	if (r == 0)
		r = (x > y) - (x < y);
	return r != 0 ? r : compare_null(a->account, b->account);
}

static int
by_key(const struct requirement *a, const struct requirement *b)
{
	int r = by_store(a, b);

	return r != 0 ? r : strcmp(a->thumbprint, b->thumbprint);
}

static int
by_cert(const struct requirement *a, const struct requirement *b)
{
	return strcmp(a->thumbprint, b->thumbprint);
}

static int
by_cert_here(const struct requirement *a, const struct requirement *b)
{
	int r = strcmp(a->computer, b->computer);

	return r != 0 ? r : strcmp(a->thumbprint, b->thumbprint);
}

static int
by_host_cert(const struct requirement *a, const struct requirement *b)
{
	int r = strcmp(a->host, b->host);

	return r != 0 ? r : strcmp(a->thumbprint, b->thumbprint);
}

static int
by_assignment(const struct requirement *a, const struct requirement *b)
{
	int r = strcmp(a->kind, b->kind);

	if (r == 0)
		r = strcmp(a->object, b->object);
	if (r == 0)
		r = (a->usage > b->usage) - (a->usage < b->usage);
	return r != 0 ? r : strcmp(a->thumbprint, b->thumbprint);
}

static order_fn *const orders[ORDERS] = {
	[BY_PLACE] = by_place,
	[BY_STORE] = by_store,
	[BY_KEY] = by_key,
	[BY_CERT] = by_cert,
	[BY_CERT_HERE] = by_cert_here,
	[BY_HOST_CERT] = by_host_cert,
	[BY_ASSIGNMENT] = by_assignment,
};

static int
compare_requirements(const void *a, const void *b, void *order)
{
	const struct requirement *x = *(struct requirement *const *)a;
	const struct requirement *y = *(struct requirement *const *)b;
	int r = (*(order_fn *const *)order)(x, y);

	return r != 0 ? r : by_place(x, y);
}

/* Sorted once for all the rules that walk so. */
static const struct requirement *const *
in_order(struct audit *a, enum requirement_order which)
{
	const struct requirements *list = &a->requirements;
	const struct requirement **v = a->orders[which];
	order_fn *order = orders[which];
	size_t i;

	if (v != NULL)
		return v;
	v = a->orders[which] = xcalloc(list->n, sizeof(*v));
	for (i = 0; i < list->n; i++)
		v[i] = &list->v[i];
	if (list->n > 0)
		qsort_r(v, list->n, sizeof(*v), compare_requirements, &order);
	return v;
}

static bool
takes(const struct walk *w, const struct audit_rule *rule,
    const struct requirement *r)
{
	return (!w->keys_only || usage_info(r->usage)->needs_key) &&
	    (rule->requirement == NULL ||
	    strcmp(rule->requirement, r->id) == 0) &&
	    (rule->usages == 0 || (rule->usages & 1u << r->usage) != 0);
}

/* Of a roll-over, what takes over later or is only accepted still is not. */
static bool
is_at_work(const struct audit *a, const struct requirement *r)
{
	return r->role == CERT_CURRENT ? r->turn == FIELD_UNSET ||
	    a->at < r->turn : r->role == CERT_NEXT && a->at >= r->turn;
}

static void
add_note(struct audit_subject *s, const struct requirement *r)
{
	char day[WHEN_TEXT];

	static const char *const words[CERT_ROLES] = {
		[CERT_CURRENT] = "replaced since",
		[CERT_NEXT] = "next, from",
		[CERT_PREVIOUS] = "previous, until",
	};

	snprintf(s->note, sizeof(s->note), " (%s %s)", words[r->role],
	    when_date(r->turn, day));
}

static void
walk_group(struct audit *a, const struct audit_rule *rule,
    const struct walk *w, const struct requirement *const *v, size_t n)
{
	struct audit_group g = { .v = v, .n = n, .subject = {
		.kind = v[0]->kind, .object = v[0]->object,
		.field = v[0]->field, .thumbprint = v[0]->thumbprint,
		.computer = w->here ? v[0]->computer : NULL,
		.account = w->here ? v[0]->account : NULL } };
	size_t i;
	bool today = false;

	for (i = 0; i < n; i++) {
		g.usages |= 1u << v[i]->usage;
		g.subject.active |= v[i]->active;
		today |= is_at_work(a, v[i]);
	}
	if (!today)
		add_note(&g.subject, v[0]);
	rule->test(a, rule, &g);
}

static void
walk(struct audit *a, const struct audit_rule *rule, const struct walk *w)
{
	const struct requirement *const *all = in_order(a, w->order);
	size_t i, from, n = 0, total = a->requirements.n;
	const struct requirement **v = xcalloc(total, sizeof(*v));
	order_fn *order = orders[w->order];

	for (i = 0; i < total; i++)
		if (takes(w, rule, all[i]))
			v[n++] = all[i];
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && order(v[from], v[i]) == 0; i++)
			;
		walk_group(a, rule, w, v + from, i - from);
	}
	free(v);
}

void
audit_each_requirement(struct audit *a, const struct audit_rule *rule)
{
	walk(a, rule, &(struct walk){ .order = BY_PLACE, .here = true });
}

void
audit_each_store(struct audit *a, const struct audit_rule *rule)
{
	walk(a, rule, &(struct walk){ .order = BY_STORE, .here = true });
}

void
audit_each_key(struct audit *a, const struct audit_rule *rule)
{
	walk(a, rule, &(struct walk){ .order = BY_KEY, .here = true,
	    .keys_only = true });
}

void
audit_each_cert(struct audit *a, const struct audit_rule *rule)
{
	walk(a, rule, &(struct walk){ .order = BY_CERT });
}

void
audit_each_cert_here(struct audit *a, const struct audit_rule *rule)
{
	walk(a, rule, &(struct walk){ .order = BY_CERT_HERE, .here = true });
}

void
audit_each_host_cert(struct audit *a, const struct audit_rule *rule)
{
	walk(a, rule, &(struct walk){ .order = BY_HOST_CERT });
}

void
audit_each_assignment(struct audit *a, const struct audit_rule *rule)
{
	walk(a, rule, &(struct walk){ .order = BY_ASSIGNMENT });
}

/* ---- look-ups ----------------------------------------------------------- */

const struct inventory_store *
audit_store(struct audit *a, const struct audit_rule *rule,
    const struct audit_group *g)
{
	const struct requirement *r = g->v[0];
	const struct inventory_store *s = inventory_find(a->inventory,
	    r->computer, usage_info(r->usage)->store, r->account);
	char *store, *why;

	if (s != NULL && s->problem == NULL)
		return s;
	store = audit_store_text(r);
	why = xasprintf(s == NULL ?
	    "no inventory of store %s on %s has been published" :
	    "store %s on %s cannot be opened", store, r->computer);
	audit_unknown(a, rule, &g->subject, why);
	free(store);
	free(why);
	return NULL;
}
