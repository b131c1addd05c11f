/* SPDX-License-Identifier: ISC */
#include "tui/cert_info.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/bundle.h"
#include "certstore/fitness.h"
#include "certstore/store.h"
#include "certstore/thumbprint.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"
#include "model/list.h"
#include "tui/picker.h"

/* ---- looking up --------------------------------------------------------- */

static struct cert *
from_object(const struct object *o)
{
	const struct certificate *c = (const struct certificate *)o;
	struct bundle b = { 0 };
	struct cert *cert = NULL;

	if (c->pem != NULL && bundle_parse(&b, c->pem, strlen(c->pem), NULL,
	    NULL) && b.n > 0)
		cert = cert_copy(b.items[0].cert);
	bundle_clear(&b);
	return cert;
}

/* The store a usage looks in, as this user may see it. */
static struct store *
usage_store(struct ui *ui, enum usage usage, struct err *err)
{
	enum store_id id = usage_info(usage)->store;

	return store_open(ui->model->settings->stores, id,
	    store_info(id)->per_account ? ui->model->user : NULL, err);
}

static struct cert *
look_up(struct ui *ui, const char *thumbprint, enum usage usage)
{
	struct object *o = model_get(ui->model, &kind_certificate,
	    thumbprint, NULL);
	struct cert *cert = NULL;
	struct store *store;

	if (o != NULL) {
		cert = from_object(o);
		object_free(o);
	}
	if (cert != NULL || usage == USAGE_NONE)
		return cert;
	store = usage_store(ui, usage, NULL);
	if (store != NULL)
		cert = store_get(store, thumbprint, NULL);
	store_close(store);
	return cert;
}

/* ---- judging ------------------------------------------------------------ */

/* What certificates are measured by: of the group, read once. */
struct measure {
	enum usage usage;
	char *eku;		/* accepted besides; or NULL */
	int64_t now;
	int64_t warn;		/* seconds left from which on it is late */
	/* To see what authorities leave; NULL: not asked, or no limits. */
	struct trust *trust;
	bool whole;		/* revocation, and how the chain ends */
};

static void
measure_init(struct measure *m, struct ui *ui, enum usage usage)
{
	struct object *o = model_group(ui->model, NULL);

	*m = (struct measure){ .usage = usage, .now = ui_now(ui),
	    .warn = model_expiry_warn_days(ui->model) * DAY_SECONDS };
	if (o != NULL)
		m->eku = xstrdup(((struct group *)o)->extra_eku);
	object_free(o);
}

/* Best first.  What only time keeps out is better than what never fits. */
enum rank { RANK_FITS, RANK_SOON, RANK_EXPIRED, RANK_UNFIT, RANK_COUNT };

/* Everything that takes time: only for lists, which judge many. */
static void
measure_chains(struct measure *m, struct ui *ui)
{
	m->trust = trust_load(ui->model->settings->stores,
	    ui->model->settings->system_roots != 0, NULL);
	if (m->trust != NULL && trust_limits(m->trust))
		return;
	trust_free(m->trust);
	m->trust = NULL;
}

static void
measure_clear(struct measure *m)
{
	trust_free(m->trust);
	free(m->eku);
}

/* Purpose, and what the authorities leave of it. */
static unsigned
unfit(const struct cert *cert, const struct measure *m, struct buf *why)
{
	const struct fitness_question q = { .usage = m->usage, .cert = cert,
	    .extra_eku = m->eku, .at = m->now,
	    .ignore = (unsigned)~(FITNESS_PURPOSE | FITNESS_LIMIT) };
	struct fitness_question above = q;
	struct verdict v = { .state = CERT_GOOD };
	unsigned reasons = fitness(&q, why);

	if (reasons != 0 || m->trust == NULL)
		return reasons;
	trust_judge(m->trust, cert, NULL, m->now, TRUST_CHAIN, &v);
	above.verdict = &v;
	return fitness(&above, why);
}

/*
 * Appends "revoked; ", "an issuer is expired; " where that matters to the
 * usage; false: nothing.
 */
static bool
chain_state(const struct cert *cert, const struct measure *m, struct buf *out)
{
	struct verdict v = { .state = CERT_GOOD };
	const struct fitness_question q = { .usage = m->usage, .cert = cert,
	    .verdict = &v, .at = m->now,
	    .ignore = (unsigned)~(FITNESS_STATE | FITNESS_UNTRUSTED) };

	if (!m->whole || m->usage == USAGE_NONE)
		return false;
	trust_judge(m->trust, cert, NULL, m->now,
	    TRUST_CHAIN | TRUST_REVOCATION, &v);
	if (fitness(&q, NULL) == 0)
		return false;
	buf_addf(out, "%s%s; ", v.thumbprint[0] != '\0' &&
	    strcmp(v.thumbprint, cert->thumbprint) != 0 ? "an issuer is " : "",
	    cert_state_text(v.state));
	return true;
}

/* Appends all that speaks against it. */
static enum rank
judge(const struct cert *cert, const struct measure *m, struct buf *out)
{
	char span[WHEN_TEXT], date[WHEN_TEXT];
	bool refused = chain_state(cert, m, out);
	struct buf why = { 0 };
	enum rank rank = RANK_FITS;
	int64_t now = m->now;

	if (now < cert->not_before) {
		buf_addf(out, "not valid before %s",
		    when_near(cert->not_before, now, date));
		rank = RANK_SOON;
	} else if (now > cert->not_after) {
		buf_addf(out, "EXPIRED %s ago",
		    when_span(now - cert->not_after, span));
		rank = RANK_EXPIRED;
	}
	if (m->usage != USAGE_NONE && unfit(cert, m, &why) != 0) {
		buf_addf(out, "%sdoes not fit: %s", rank != RANK_FITS ?
		    "; " : "", (const char *)why.data);
		rank = RANK_UNFIT;
	}
	if (rank == RANK_FITS)
		buf_addf(out, "valid, %s left",
		    when_span(cert->not_after - now, span));
	buf_clear(&why);
	return refused ? RANK_UNFIT : rank;
}

static enum style
rank_style(enum rank rank, const struct cert *cert, const struct measure *m)
{
	return rank != RANK_FITS ? STYLE_ERROR :
	    cert->not_after - m->now < m->warn ? STYLE_WARNING : STYLE_NORMAL;
}

/* One certificate is worth the whole question; a list of them is not. */
static void
measure_whole(struct measure *m, struct ui *ui)
{
	m->trust = trust_load(ui->model->settings->stores,
	    ui->model->settings->system_roots != 0, NULL);
	m->whole = m->trust != NULL;
}

char *
cert_info_describe(struct ui *ui, const char *thumbprint,
    const struct cert_use *use, enum style *style)
{
	struct cert *cert = look_up(ui, thumbprint, use->usage);
	enum style own = STYLE_WARNING;
	char date[WHEN_TEXT];
	struct buf b = { 0 };
	struct measure m;

	measure_init(&m, ui, use->usage);
	measure_whole(&m, ui);
	*style = cert_place_judge(ui, use, thumbprint, &b);
	if (b.len > 0)
		buf_adds(&b, "; ");
	if (cert == NULL) {
		buf_adds(&b, "not known to the group, not in the store here");
	} else {
		own = rank_style(judge(cert, &m, &b), cert, &m);
		buf_addf(&b, " (%s): %s", when_date(cert->not_after, date),
		    cert_title(cert));
	}
	if (own == STYLE_ERROR || *style == STYLE_NORMAL)
		*style = own;
	cert_free(cert);
	measure_clear(&m);
	return buf_steal(&b);
}

/* ---- choosing ----------------------------------------------------------- */

static const struct view_column columns[] = {
	{ "Common name", 26 }, { "Expires", 10 }, { "State", 20 },
	{ "Where", 8 }, { "Thumbprint", 40 },
};

/* Read from the group so many at a time. */
enum { CHUNK = 200 };

struct candidates {
	struct ui *ui;
	struct measure measure;
	struct view *ranks[RANK_COUNT];	/* one list in the end, the first */
	struct keys stored;	/* thumbprints; of all that are not added */
};

static void
add_candidate(struct candidates *c, const struct cert *cert,
    const char *where)
{
	char date[WHEN_TEXT];
	struct buf b = { 0 };
	enum rank rank;

	rank = judge(cert, &c->measure, &b);
	static_view_add(c->ranks[rank], cert->thumbprint, (const char *[]){
	    cert_title(cert), when_date(cert->not_after, date),
	    (const char *)b.data, where, cert->thumbprint },
	    rank != RANK_FITS ? STYLE_GREY :
	    rank_style(rank, cert, &c->measure));
	buf_clear(&b);
}

static void
add_store(struct candidates *c)
{
	struct store *store = usage_store(c->ui, c->measure.usage, NULL);
	struct cert_list certs = { 0 };
	size_t i;

	if (store != NULL && store_load(store, &certs, NULL))
		for (i = 0; i < certs.n; i++) {
			if (keys_have(&c->stored, certs.v[i]->thumbprint))
				continue;
			add_candidate(c, certs.v[i], "store");
			keys_put(&c->stored, certs.v[i]->thumbprint);
		}
	cert_list_clear(&certs);
	store_close(store);
}

/* What the store holds as well is not shown twice. */
static void
add_known(struct candidates *c, const struct list_row *row)
{
	struct object *o = keys_have(&c->stored, row->name) ? NULL :
	    model_get_id(c->ui->model, &kind_certificate, row->id, NULL);
	struct cert *cert = o != NULL ? from_object(o) : NULL;

	if (cert != NULL)
		add_candidate(c, cert, "group");
	cert_free(cert);
	object_free(o);
}

/*
 * Whether one fits only the certificate itself can tell, so each is looked at,
 * but never all are held at once.
 */
static bool
add_group(struct candidates *c, struct err *err)
{
	struct list_query q = { .kind = &kind_certificate,
	    .order = "common_name", .limit = CHUNK };
	struct list_page page = { .n = 0 };
	int64_t total;
	size_t i;

	do {
		if (!list_read(c->ui->model, &q, &page, err))
			return false;
		for (i = 0; i < page.n; i++)
			add_known(c, &page.v[i]);
		q.offset += CHUNK;
		total = page.total;
		list_page_clear(&page);
	} while (q.offset < total);
	return true;
}

static char *
detail(struct picker *p, const struct view_row *row)
{
	char shown[THUMBPRINT_SHOWN];

	(void)p;
	return xasprintf("%s\n%s", thumbprint_show(row->key, shown),
	    row->cells[2]);
}

/* All candidates in one list, best first; NULL with err. */
static struct view *
rank_all(struct ui *ui, enum usage usage, const char *except,
    struct err *err)
{
	struct candidates c = { .ui = ui };
	struct view *all = NULL;
	int i;

	measure_init(&c.measure, ui, usage);
	measure_chains(&c.measure, ui);
	for (i = 0; i < RANK_COUNT; i++)
		c.ranks[i] = static_view_new(columns, ARRAY_SIZE(columns));
	if (except != NULL)
		keys_put(&c.stored, except);
	add_store(&c);
	if (add_group(&c, err))
		all = c.ranks[0];
	for (i = all != NULL; i < RANK_COUNT; i++) {
		if (all != NULL)
			static_view_append(all, c.ranks[i]);
		view_free(c.ranks[i]);
	}
	keys_clear(&c.stored);
	measure_clear(&c.measure);
	return all;
}

char *
cert_info_pick(struct ui *ui, const struct field *f, const char *current,
    const char *except)
{
	char *title = xasprintf("Certificate for %s",
	    usage_info(f->usage)->label), *picked = NULL;
	struct picker p = { .title = title, .heads = true,
	    .certificates = true, .detail = detail };
	const struct view_row *row;
	struct err err = { 0 };

	p.view = rank_all(ui, f->usage, except, &err);
	if (p.view == NULL) {
		ui_error(ui, &err);
		free(title);
		return NULL;
	}
	p.view->empty = "no certificates: import one on the node Certificates";
	p.view->sorts = true;
	view_select_key(p.view, current);
	row = picker_run(ui, &p, false);
	if (row != NULL)
		picked = xstrdup(row->key);
	view_free(p.view);
	free(title);
	return picked;
}

/* ---- reading ------------------------------------------------------------ */

char *
cert_info_text(const struct cert *c)
{
	char shown[THUMBPRINT_SHOWN], from[WHEN_TEXT], to[WHEN_TEXT];
	struct buf b = { 0 };

	buf_addf(&b, "Subject:     %s\nIssuer:      %s\n", c->subject,
	    c->issuer);
	buf_addf(&b, "Serial:      %s\nValid:       %s to %s\n", c->serial,
	    when_text(c->not_before, from), when_text(c->not_after, to));
	buf_addf(&b, "Key:         %s, %d bits\nKey usage:   ", c->key_type,
	    c->key_bits);
	cert_key_usage_text(c, &b);
	buf_adds(&b, "\nExtended:    ");
	cert_eku_text(c, &b);
	buf_addf(&b, "\nThumbprint:  %s\nSHA-256:     %.32s\n             "
	    "%s\n", thumbprint_show(c->thumbprint, shown), c->sha256,
	    c->sha256 + 32);
	return buf_steal(&b);
}
