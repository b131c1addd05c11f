/* SPDX-License-Identifier: ISC */
/* Certificates that are renewed or have to be: what is to be done, by when. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "model/rollovers.h"
#include "tui/ask.h"
#include "tui/form.h"
#include "tui/views.h"

static const struct view_column columns[] = {
	{ "Due", 10 }, { "Stage", 7 }, { "Object", 24 }, { "Current", 24 },
	{ "Next", 24 }, { "Usage", 7 }, { "To be done", 200 },
};

static const char *
title_of(const struct rollover_cert *c)
{
	return c->common_name != NULL && *c->common_name != '\0' ?
	    c->common_name : c->thumbprint != NULL ? c->thumbprint : "";
}

/* Late, to be done, waiting; the stage says it in words. */
static enum style
style_of(const struct rollover_item *item, int64_t now)
{
	if (item->stage == ROLLOVER_KEPT)
		return STYLE_NORMAL;
	if (item->due != FIELD_UNSET && item->due <= now)
		return STYLE_ERROR;
	return item->stage == ROLLOVER_PLANNED && item->missing == NULL ?
	    STYLE_NORMAL : STYLE_WARNING;
}

static char *
key_of(const struct rollover_item *item)
{
	return xasprintf("%s/%" PRId64 "/%s", item->kind, item->id,
	    item->field);
}

static void
add_item(struct view *v, const struct rollover_item *item, int64_t now)
{
	char *key = key_of(item), day[WHEN_TEXT];
	char *object = xasprintf("%s %s", item->kind, item->name);

	static_view_add(v, key, (const char *[]){
	    item->due != FIELD_UNSET ? when_date(item->due, day) : "",
	    rollover_stage_name(item->stage), object,
	    title_of(&item->certs[CERT_CURRENT]),
	    title_of(&item->certs[CERT_NEXT]),
	    usage_info(item->usage)->name, item->todo },
	    style_of(item, now));
	free(object);
	free(key);
}

struct view *
rollover_view_open(struct ui *ui, const struct node *n)
{
	struct view *v = static_view_new(columns, ARRAY_SIZE(columns));
	struct rollovers list = { 0 };
	size_t i;

	(void)n;
	v->sorts = true;
	v->empty = "nothing is due; p on an object plans a roll-over";
	if (rollovers_load(&list, ui->model, -1, ui_now(ui), &v->err))
		for (i = 0; i < list.n; i++)
			add_item(v, &list.v[i], ui_now(ui));
	rollovers_clear(&list);
	return v;
}

int64_t
rollover_view_count(const struct report *r)
{
	return (int64_t)r->rollovers;
}

struct object *
rollover_view_find(struct ui *ui, const char *key, char **field,
    struct err *err)
{
	char *copy = xstrdup(key), *rest = copy;
	const struct kind *kind = kind_find(strsep(&rest, "/"));
	const char *id = strsep(&rest, "/");
	struct object *o = NULL;

	*field = NULL;
	if (kind != NULL && rest != NULL)
		o = model_get_id(ui->model, kind, strtoll(id, NULL, 10),
		    err);
	if (o != NULL)
		*field = xstrdup(rest);
	free(copy);
	return o;
}

/* ---- one of them --------------------------------------------------------- */

static void
add_line(struct buf *b, const char *label, const char *value)
{
	char *safe = text_safe(value);

	buf_addf(b, "%-11s %s\n", label, safe);
	free(safe);
}

static void
add_time(struct buf *b, const char *label, int64_t at)
{
	char text[WHEN_TEXT];

	if (at != FIELD_UNSET)
		add_line(b, label, when_text(at, text));
}

static void
add_cert(struct buf *b, const char *label, const struct rollover_cert *c)
{
	char day[WHEN_TEXT], shown[THUMBPRINT_SHOWN], *text;

	if (c->thumbprint == NULL)
		return;
	text = c->not_after == FIELD_UNSET ?
	    xasprintf("%s, not known to the group", title_of(c)) :
	    xasprintf("%s, expires %s", title_of(c),
	    when_date(c->not_after, day));
	add_line(b, label, text);
	add_line(b, "", thumbprint_show(c->thumbprint, shown));
	free(text);
}

static char *
text_of(const struct rollover_item *item)
{
	char *object = xasprintf("%s %s, %s", item->kind, item->name,
	    item->field), *todo = text_safe(item->todo);
	struct buf b = { 0 };

	add_line(&b, "Object:", object);
	add_line(&b, "Usage:", usage_info(item->usage)->label);
	add_line(&b, "Stage:", rollover_stage_name(item->stage));
	add_cert(&b, "Current:", &item->certs[CERT_CURRENT]);
	add_cert(&b, "Next:", &item->certs[CERT_NEXT]);
	add_time(&b, "Takes over:", item->from);
	add_cert(&b, "Previous:", &item->certs[CERT_PREVIOUS]);
	add_time(&b, "Kept until:", item->until);
	add_time(&b, "Due:", item->due);
	buf_addf(&b, "\n%s\n\nGo to the object?", todo);
	free(todo);
	free(object);
	return buf_steal(&b);
}

static const struct rollover_item *
find_item(const struct rollovers *list, const char *key)
{
	size_t i;
	char *k;
	bool same;

	for (i = 0; i < list->n; i++) {
		k = key_of(&list->v[i]);
		same = strcmp(k, key) == 0;
		free(k);
		if (same)
			return &list->v[i];
	}
	return NULL;
}

void
rollover_view_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	const struct rollover_item *item;
	struct rollovers list = { 0 };
	struct err err = { 0 };
	char *text;

	(void)n;
	item = rollovers_load(&list, ui->model, -1, ui_now(ui), &err) ?
	    find_item(&list, r->key) : NULL;
	if (item != NULL) {
		text = text_of(item);
		if (ask_yes(ui, "Roll-over", text))
			form_edit(ui, item->kind, item->name, item->field);
		free(text);
	} else {
		if (err.code == ERR_NONE)
			err_set(&err, ERR_NOT_FOUND,
			    "nothing is to be done there any more");
		ui_error(ui, &err);
		ui->changed = true;
	}
	rollovers_clear(&list);
}
