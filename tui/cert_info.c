/* SPDX-License-Identifier: ISC */
#include "tui/cert_info.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/bundle.h"
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

/*
 * Dates and purpose, which everybody can judge at once; trust and revocation
 * are the audit's business.  Style says how bad.
 */
static enum style
judge(const struct cert *cert, const struct measure *m, struct buf *out)
{
	char span[WHEN_TEXT], date[WHEN_TEXT], why[256];
	int64_t now = m->now;

	if (now < cert->not_before) {
		buf_addf(out, "not valid before %s",
		    when_date(cert->not_before, date));
		return STYLE_ERROR;
	}
	if (now > cert->not_after) {
		buf_addf(out, "EXPIRED %s ago",
		    when_span(now - cert->not_after, span));
		return STYLE_ERROR;
	}
	if (m->usage != USAGE_NONE &&
	    !usage_fits(m->usage, cert, m->eku, why, sizeof(why))) {
		buf_addf(out, "does not fit: %s", why);
		return STYLE_ERROR;
	}
	buf_addf(out, "valid, %s left",
	    when_span(cert->not_after - now, span));
	return cert->not_after - now < m->warn ? STYLE_WARNING :
	    STYLE_NORMAL;
}

char *
cert_info_describe(struct ui *ui, const char *thumbprint, enum usage usage,
    enum style *style)
{
	struct cert *cert = look_up(ui, thumbprint, usage);
	char date[WHEN_TEXT];
	struct buf b = { 0 };
	struct measure m;

	measure_init(&m, ui, usage);
	if (cert == NULL) {
		*style = STYLE_WARNING;
		buf_adds(&b, "not known to the group, not in the store here");
	} else {
		*style = judge(cert, &m, &b);
		buf_addf(&b, " (%s): %s", when_date(cert->not_after, date),
		    cert_title(cert));
	}
	cert_free(cert);
	free(m.eku);
	return buf_steal(&b);
}

/* ---- choosing ----------------------------------------------------------- */

static const struct view_column columns[] = {
	{ "Common name", 26 }, { "Expires", 10 }, { "State", 20 },
	{ "Where", 8 }, { "Thumbprint", 40 },
};

/* Of more certificates in the group not each is judged beforehand. */
enum { MAX_JUDGED = 300 };

struct candidates {
	struct ui *ui;
	struct measure measure;
	struct view *fit, *others;	/* two passes over one list */
	struct cert_list seen;
};

static void
add_candidate(struct candidates *c, const struct cert *cert,
    const char *where)
{
	char date[WHEN_TEXT];
	struct buf b = { 0 };
	enum style style;

	if (cert_list_find(&c->seen, cert->thumbprint) != NULL)
		return;
	cert_list_add(&c->seen, cert_copy(cert));
	style = judge(cert, &c->measure, &b);
	static_view_add(style == STYLE_ERROR ? c->others : c->fit,
	    cert->thumbprint, (const char *[]){ cert_title(cert),
	    when_date(cert->not_after, date), (const char *)b.data, where,
	    cert->thumbprint }, style == STYLE_ERROR ? STYLE_GREY : style);
	buf_clear(&b);
}

static void
add_store(struct candidates *c)
{
	struct store *store = usage_store(c->ui, c->measure.usage, NULL);
	struct cert_list certs = { 0 };
	size_t i;

	if (store != NULL && store_load(store, &certs, NULL))
		for (i = 0; i < certs.n; i++)
			add_candidate(c, certs.v[i], "store");
	cert_list_clear(&certs);
	store_close(store);
}

static bool
add_group(struct candidates *c, struct err *err)
{
	struct objects all = { 0 };
	struct cert *cert;
	size_t i;

	if (!model_select(c->ui->model, &kind_certificate, NULL, NULL, &all,
	    err))
		return false;
	for (i = 0; i < all.n; i++) {
		cert = from_object(all.v[i]);
		if (cert != NULL)
			add_candidate(c, cert, "group");
		cert_free(cert);
	}
	objects_clear(&all);
	return true;
}

/* ---- too many to look at each ------------------------------------------- */

/*
 * The store's certificates, then the group's page by page in the order of
 * their names; only those that are seen are judged.
 */
struct many_view {
	struct view view;
	struct candidates *c;
	struct view *store;
};

static void
add_from_group(struct many_view *mv, const struct list_row *row)
{
	struct object *o = model_get_id(mv->c->ui->model, &kind_certificate,
	    row->id, NULL);
	struct cert *cert = o != NULL ? from_object(o) : NULL;
	const struct certificate *known = (const struct certificate *)o;
	char date[WHEN_TEXT] = "";
	struct buf b = { 0 };
	enum style style = STYLE_ERROR;

	if (cert != NULL)
		style = judge(cert, &mv->c->measure, &b);
	else
		buf_adds(&b, "cannot be read");
	if (known != NULL)
		when_date(known->not_after, date);
	view_add(&mv->view, row->name, (const char *[]){ known != NULL ?
	    known->common_name : "", date, (const char *)b.data, "group",
	    row->name })->style = style == STYLE_ERROR ? STYLE_GREY : style;
	buf_clear(&b);
	cert_free(cert);
	object_free(o);
}

static struct list_query
group_query(const struct view *v)
{
	return (struct list_query){ .kind = &kind_certificate,
	    .filter = v->filter, .order = "common_name" };
}

static bool
read_many(struct view *v, int64_t offset, int64_t limit, struct err *err)
{
	struct many_view *mv = (struct many_view *)v;
	struct list_query q = group_query(v);
	struct list_page page = { .n = 0 };
	struct view *s = mv->store;
	int64_t first = 0;
	size_t i;

	view_set_filter(s, v->filter);
	if (!view_read(s, offset, limit, err))
		return false;
	for (i = 0; i < s->n; i++)
		view_add(v, s->rows[i].key,
		    (const char *const *)s->rows[i].cells)->style =
		    s->rows[i].style;
	first = offset > s->total ? offset - s->total : 0;
	q.offset = first;
	/* One at least: the page tells how many there are. */
	q.limit = limit > (int64_t)s->n ? limit - (int64_t)s->n : 1;
	if (!list_read(mv->c->ui->model, &q, &page, err))
		return false;
	for (i = 0; i < page.n && (int64_t)v->n < limit; i++)
		add_from_group(mv, &page.v[i]);
	v->total = s->total + page.total;
	list_page_clear(&page);
	return true;
}

static int64_t
find_many(struct view *v, const char *key)
{
	struct many_view *mv = (struct many_view *)v;
	int64_t row = mv->store->ops->find(mv->store, key);
	struct list_query q = group_query(v);

	if (row >= 0)
		return row;
	return list_find(mv->c->ui->model, &q, key, &row, NULL) ?
	    mv->store->total + row : -1;
}

static struct view *
many_view_new(struct candidates *c)
{
	static const struct view_ops ops = {
		.read = read_many, .find = find_many,
	};
	struct many_view *mv = xcalloc(1, sizeof(*mv));

	mv->view.ops = &ops;
	mv->view.stale = true;
	mv->view.sort = -1;
	mv->view.ncolumns = ARRAY_SIZE(columns);
	memcpy(mv->view.columns, columns, sizeof(columns));
	mv->c = c;
	mv->store = c->fit;
	return &mv->view;
}

static char *
detail(struct picker *p, const struct view_row *row)
{
	char shown[THUMBPRINT_SHOWN];

	(void)p;
	return xasprintf("%s\n%s", thumbprint_show(row->key, shown),
	    row->cells[2]);
}

char *
cert_info_pick(struct ui *ui, const struct field *f, const char *current)
{
	const struct list_query all = { .kind = &kind_certificate };
	struct candidates c = { .ui = ui };
	char *title = xasprintf("Certificate for %s",
	    usage_info(f->usage)->label);
	struct picker p = { .title = title, .heads = true,
	    .certificates = true, .detail = detail };
	const struct view_row *row = NULL;
	struct view *paged = NULL;
	struct err err = { 0 };
	char *picked = NULL;
	int64_t known = 0;

	measure_init(&c.measure, ui, f->usage);
	c.fit = static_view_new(columns, ARRAY_SIZE(columns));
	c.fit->empty = "no certificates: import one on the node Certificates";
	c.fit->sorts = true;
	c.others = static_view_new(columns, ARRAY_SIZE(columns));
	add_store(&c);
	if (!list_count(ui->model, &all, &known, &err) ||
	    (known <= MAX_JUDGED && !add_group(&c, &err)))
		ui_error(ui, &err);
	static_view_append(c.fit, c.others);
	if (known > MAX_JUDGED)
		paged = many_view_new(&c);
	p.view = paged != NULL ? paged : c.fit;
	view_select_key(p.view, current);
	row = picker_run(ui, &p, false);
	if (row != NULL)
		picked = xstrdup(row->key);
	cert_list_clear(&c.seen);
	view_free(paged);
	view_free(c.fit);
	view_free(c.others);
	free(c.measure.eku);
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
