/* SPDX-License-Identifier: ISC */
/* The list: which roll-overs there are and what remains to be done. */
#include "model/rollovers.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "config/db.h"
#include "model/audit/names.h"
#include "model/audit/requirement.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/party.h"
#include "model/kinds/send_port.h"

const char *
rollover_stage_name(enum rollover_stage stage)
{
	static const char *const names[ROLLOVER_STAGES] = {
		[ROLLOVER_DUE] = "due", [ROLLOVER_PLANNED] = "planned",
		[ROLLOVER_RUNNING] = "running", [ROLLOVER_KEPT] = "kept",
		[ROLLOVER_OVER] = "over",
	};

	return names[stage];
}

/* ---- what remains to be done, in words ----------------------------------- */

#define COMPLETE_CONFIRMED "The new certificate is in use. Complete the " \
	"roll-over when the partner has confirmed that it works."
#define END "The time of the previous certificate is up: end the " \
	"roll-over, then remove the certificate from the stores."

static const char *const todo[USAGE_COUNT][ROLLOVER_STAGES] = {
	[USAGE_ENCRYPT] = {
		[ROLLOVER_DUE] = "Ask the partner for its next certificate, "
		    "install it in Other People wherever messages are sent "
		    "(R1), and plan the roll-over.",
		[ROLLOVER_PLANNED] = "Install it in Other People wherever "
		    "messages are sent (R1), and have the partner confirm "
		    "that it decrypts with the new key when it takes over.",
		[ROLLOVER_RUNNING] = COMPLETE_CONFIRMED,
		[ROLLOVER_KEPT] = "Nothing: messages are encrypted for the "
		    "new certificate.",
		[ROLLOVER_OVER] = END,
	},
	[USAGE_DECRYPT] = {
		[ROLLOVER_DUE] = "Obtain our next certificate, install it "
		    "with its key in the Personal store of each instance's "
		    "account (R2), and plan the roll-over.",
		[ROLLOVER_PLANNED] = "Install the new key in the Personal "
		    "store of each instance's account (R2) first, then send "
		    "the certificate to the partners: they may use it at "
		    "once.",
		[ROLLOVER_RUNNING] = "Both keys decrypt. Complete the "
		    "roll-over when no partner uses the old certificate any "
		    "more.",
		[ROLLOVER_KEPT] = "Nothing: what still comes for the old key "
		    "is decrypted.",
		[ROLLOVER_OVER] = END " Keep its key as long as stored "
		    "messages need it.",
	},
	[USAGE_SIGN] = {
		[ROLLOVER_DUE] = "Obtain our next certificate, install it "
		    "with its key in the Personal store of each account that "
		    "signs (R3), send it to the partners, and plan the "
		    "roll-over.",
		[ROLLOVER_PLANNED] = "Install the new key in the Personal "
		    "store of each account that signs (R3), and send the "
		    "certificate to every partner: each must have it before "
		    "it takes over.",
		[ROLLOVER_RUNNING] = "The new certificate signs. Complete "
		    "the roll-over; the old key is needed no more.",
		[ROLLOVER_KEPT] = "Nothing: only partners still verify with "
		    "the old certificate.",
		[ROLLOVER_OVER] = END,
	},
	[USAGE_VERIFY] = {
		[ROLLOVER_DUE] = "Ask the partner for its next certificate, "
		    "install it in Other People wherever messages are "
		    "verified (R4), and plan the roll-over.",
		[ROLLOVER_PLANNED] = "Install it in Other People wherever "
		    "messages are verified (R4). The party is recognised by "
		    "either.",
		[ROLLOVER_RUNNING] = "The party is recognised by either. "
		    "Complete the roll-over when it signs with the new "
		    "certificate only.",
		[ROLLOVER_KEPT] = "Nothing: the party is still recognised by "
		    "the old certificate.",
		[ROLLOVER_OVER] = END,
	},
	[USAGE_HTTPS] = {
		[ROLLOVER_DUE] = "Obtain our next client certificate, "
		    "install it with its key in the Personal store of each "
		    "account that sends (R6), and plan the roll-over.",
		[ROLLOVER_PLANNED] = "Install the new key in the Personal "
		    "store of each account that sends (R6), have the server "
		    "accept the certificate, and test the connection with "
		    "it, before it takes over.",
		[ROLLOVER_RUNNING] = COMPLETE_CONFIRMED,
		[ROLLOVER_KEPT] = "Nothing: the new certificate is shown.",
		[ROLLOVER_OVER] = END,
	},
	[USAGE_SOAP] = {
		[ROLLOVER_DUE] = "Obtain our next client certificate, "
		    "install it with its key in the Personal store of each "
		    "account that sends (R7), and plan the roll-over.",
		[ROLLOVER_PLANNED] = "Install the new key in the Personal "
		    "store of each account that sends (R7), have the server "
		    "accept the certificate, and test the connection with "
		    "it, before it takes over.",
		[ROLLOVER_RUNNING] = COMPLETE_CONFIRMED,
		[ROLLOVER_KEPT] = "Nothing: the new certificate is shown.",
		[ROLLOVER_OVER] = END,
	},
};

/* ---- collecting ---------------------------------------------------------- */

struct search {
	struct rollovers *out;
	struct model *model;
	int64_t at, days;
	const struct snapshot *snapshot;
	struct snapshot *own_snapshot;
	struct inventory inventory;
	struct topology *topology;
	struct requirements needed;
};

static void
item_clear(struct rollover_item *item)
{
	enum cert_role role;

	for (role = 0; role < CERT_ROLES; role++) {
		free(item->certs[role].thumbprint);
		free(item->certs[role].common_name);
	}
	free(item->kind);
	free(item->name);
	free(item->field);
	free(item->todo);
	free(item->missing);
}

void
rollovers_clear(struct rollovers *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		item_clear(&list->v[i]);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

/* The assignment that one of its certificates belongs to; made if need be. */
static struct rollover_item *
item_of(struct rollovers *list, const struct assignment *a)
{
	char *field = rollover_field(a->field, a->role, CERT_CURRENT);
	struct rollover_item *item;
	size_t i;

	/* Those of one object come together. */
	for (i = list->n; i-- > 0 && list->v[i].id == a->id &&
	    strcmp(list->v[i].kind, a->kind) == 0;)
		if (strcmp(list->v[i].field, field) == 0) {
			free(field);
			return &list->v[i];
		}
	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	item = &list->v[list->n++];
	*item = (struct rollover_item){ .kind = xstrdup(a->kind),
	    .name = xstrdup(a->name), .field = field,
	    .usage = usage_find(a->usage), .from = FIELD_UNSET,
	    .until = FIELD_UNSET, .id = a->id };
	return item;
}

static void
take(struct search *s, const struct assignment *a)
{
	struct rollover_item *item = item_of(s->out, a);
	struct rollover_cert *c = &item->certs[a->role];
	const struct certificate *known = (const struct certificate *)
	    snapshot_find(s->snapshot, kind_certificate.name, a->thumbprint);

	c->thumbprint = xstrdup(a->thumbprint);
	c->common_name = xstrdup(known != NULL && known->common_name != NULL ?
	    known->common_name : a->common_name);
	c->not_after = known != NULL ? known->not_after : FIELD_UNSET;
	if (a->role == CERT_NEXT)
		item->from = a->at;
	else if (a->role == CERT_PREVIOUS)
		item->until = a->at;
}

/* ---- judging ------------------------------------------------------------- */

/* A party may want to know earlier, or later, than the group. */
static int64_t
notice(const struct search *s, const struct rollover_item *item)
{
	const struct party *p;

	if (s->days >= 0)
		return s->days;
	p = item->usage != USAGE_VERIFY ? NULL : (const struct party *)
	    snapshot_find(s->snapshot, kind_party.name, item->name);
	return p != NULL && p->expiry_notice_days != FIELD_UNSET ?
	    p->expiry_notice_days : s->snapshot->expiry_warn_days;
}

/* False: nothing to be done. */
static bool
judge(const struct search *s, struct rollover_item *item)
{
	int64_t ends = item->certs[CERT_CURRENT].not_after;

	if (item->certs[CERT_NEXT].thumbprint != NULL) {
		item->stage = s->at < item->from ? ROLLOVER_PLANNED :
		    ROLLOVER_RUNNING;
		item->due = item->stage == ROLLOVER_PLANNED ? item->from :
		    ends;
		return true;
	}
	/* A new one that runs out matters more than the rest of the old. */
	if (ends != FIELD_UNSET &&
	    ends - s->at <= notice(s, item) * DAY_SECONDS) {
		item->stage = ROLLOVER_DUE;
		item->due = ends;
		return true;
	}
	if (item->certs[CERT_PREVIOUS].thumbprint == NULL)
		return false;
	item->stage = s->at < item->until ? ROLLOVER_KEPT : ROLLOVER_OVER;
	item->due = item->until;
	return true;
}

/* Does that store hold it, with a key that works where one is needed? */
static bool
is_there(const struct inventory *inv, const struct requirement *r)
{
	const struct inventory_store *store = inventory_find(inv,
	    r->computer, usage_info(r->usage)->store, r->account);
	const struct inventory_item *item;

	if (store == NULL)
		return false;
	item = inventory_item(store, r->thumbprint);
	return item != NULL && (!usage_info(r->usage)->needs_key ||
	    item->key_works);
}

static void
say_missing(const struct search *s, struct rollover_item *item)
{
	const char *next = item->certs[CERT_NEXT].thumbprint;
	const struct requirement *r;
	struct buf b = { 0 };
	char *place;
	size_t i;

	for (i = 0; next != NULL && i < s->needed.n; i++) {
		r = &s->needed.v[i];
		if (r->role != CERT_NEXT || strcmp(r->thumbprint, next) != 0 ||
		    strcmp(r->kind, item->kind) != 0 ||
		    strcmp(r->object, item->name) != 0 ||
		    is_there(&s->inventory, r))
			continue;
		place = r->account != NULL ? xasprintf("%s (%s)",
		    r->computer, r->account) : xstrdup(r->computer);
		/* Two hosts may share an account. */
		if (b.len == 0 || strstr((const char *)b.data, place) ==
		    NULL)
			buf_addf(&b, "%s%s", b.len > 0 ? ", " : "", place);
		free(place);
	}
	item->missing = b.len > 0 ? buf_steal(&b) : NULL;
}

/* Since when the certificate exists that partners are to get. */
static int64_t
made(const struct search *s, const struct rollover_item *item)
{
	const char *next = item->certs[CERT_NEXT].thumbprint;
	const struct certificate *c = next == NULL ? NULL :
	    (const struct certificate *)snapshot_find(s->snapshot,
	    kind_certificate.name, next);

	return c != NULL ? c->not_before : INT64_MAX;
}

static bool
lists_port(const struct party *p, const char *port)
{
	size_t i;

	for (i = 0; i < p->send_ports.n; i++)
		if (strcmp(rows_cell(&p->send_ports, i, 0), port) == 0)
			return true;
	return false;
}

/*
 * With whom something remains to be done: whose port it is, or who was not
 * sent our certificate since it was made.
 */
static void
say_partners(const struct search *s, const struct rollover_item *item,
    struct buf *b)
{
	const struct objects *all = snapshot_all(s->snapshot,
	    kind_party.name);
	bool ours = item->usage == USAGE_SIGN || item->usage == USAGE_DECRYPT;
	struct names names = { .n = 0 };
	int64_t since = made(s, item);
	const struct party *p;
	char *text;
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = (const struct party *)all->v[i];
		if (ours ? p->our_certificate_sent == FIELD_UNSET ||
		    p->our_certificate_sent < since :
		    strcmp(item->kind, kind_send_port.name) == 0 &&
		    lists_port(p, item->name))
			names_add(&names, p->object.name);
	}
	if (names.n == 0)
		return;
	text = names_text(&names);
	if (ours && since != INT64_MAX)
		buf_addf(b, " Not noted as sent to: %s.", text);
	else
		buf_addf(b, " Partner%s: %s.", names.n == 1 ? "" : "s", text);
	free(text);
}

static void
describe(const struct search *s, struct rollover_item *item)
{
	char day[WHEN_TEXT];
	struct buf b = { 0 };

	say_missing(s, item);
	buf_adds(&b, todo[item->usage][item->stage]);
	if (item->stage < ROLLOVER_KEPT)
		say_partners(s, item, &b);
	if (item->missing != NULL)
		buf_addf(&b, " Not seen yet on: %s.", item->missing);
	if (item->stage < ROLLOVER_KEPT &&
	    item->certs[CERT_PREVIOUS].thumbprint != NULL)
		buf_addf(&b, s->at < item->until ? " The previous one is "
		    "still accepted until %s." : " The previous one is not "
		    "accepted since %s: end it.", when_date(item->until,
		    day));
	item->todo = buf_steal(&b);
}

static int
by_due(const void *a, const void *b)
{
	const struct rollover_item *x = a, *y = b;
	int r;

	/* Nothing known: last. */
	if (x->due != y->due)
		return x->due == FIELD_UNSET ? 1 : y->due == FIELD_UNSET ?
		    -1 : x->due < y->due ? -1 : 1;
	r = strcmp(x->kind, y->kind);
	if (r == 0)
		r = strcmp(x->name, y->name);
	return r != 0 ? r : strcmp(x->field, y->field);
}

/* Only those that something is to be done about stay. */
static void
sift(struct search *s, bool in_words)
{
	struct rollovers *list = s->out;
	size_t i, n = 0;

	for (i = 0; i < list->n; i++) {
		if (!judge(s, &list->v[i])) {
			item_clear(&list->v[i]);
			continue;
		}
		if (in_words)
			describe(s, &list->v[i]);
		list->v[n++] = list->v[i];
	}
	list->n = n;
	if (n > 1)
		qsort(list->v, n, sizeof(*list->v), by_due);
}

static bool
look_around(struct search *s, struct assignments *all, struct err *err)
{
	bool ok;

	/* All from one moment of the database. */
	if (!db_freeze(s->model->db, err))
		return false;
	s->snapshot = s->own_snapshot = snapshot_load(s->model, err);
	ok = s->snapshot != NULL && inventory_current(&s->inventory,
	    s->model, err) && model_assignments(s->model, NULL, all, err);
	db_thaw(s->model->db);
	if (!ok)
		return false;
	s->topology = topology_new(s->snapshot);
	requirements_collect(s->topology, s->at, &s->needed);
	return true;
}

bool
rollovers_load(struct rollovers *out, struct model *m, int64_t days,
    int64_t at, struct err *err)
{
	struct search s = { .out = out, .model = m, .at = at, .days = days };
	struct assignments all = { 0 };
	bool ok;
	size_t i;

	memset(out, 0, sizeof(*out));
	ok = look_around(&s, &all, err);
	for (i = 0; ok && i < all.n; i++)
		take(&s, &all.v[i]);
	if (ok)
		sift(&s, true);
	assignments_clear(&all);
	requirements_clear(&s.needed);
	topology_free(s.topology);
	inventory_clear(&s.inventory);
	snapshot_free(s.own_snapshot);
	return ok;
}

bool
rollovers_count(size_t *n, struct model *m, const struct snapshot *snapshot,
    int64_t at, struct err *err)
{
	struct rollovers list = { 0 };
	struct search s = { .out = &list, .model = m, .at = at, .days = -1,
	    .snapshot = snapshot };
	struct assignments all = { 0 };
	bool ok = model_assignments(m, NULL, &all, err);
	size_t i;

	for (i = 0; ok && i < all.n; i++)
		take(&s, &all.v[i]);
	sift(&s, false);
	*n = list.n;
	assignments_clear(&all);
	rollovers_clear(&list);
	return ok;
}

const struct rollover_item *
rollovers_find(const struct rollovers *list, const struct object *o,
    const char *field)
{
	const struct rollover_item *item;

	for (item = list->v; item < list->v + list->n; item++)
		if (item->id == o->id &&
		    strcmp(item->kind, o->kind->name) == 0 &&
		    strcmp(item->field, field) == 0)
			return item;
	return NULL;
}
