/* SPDX-License-Identifier: ISC */
#include "tui/finder.h"

#include <stdlib.h>
#include <string.h>

#include "base/fuzzy.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/find.h"
#include "tui/browser.h"
#include "tui/form.h"
#include "tui/node.h"
#include "tui/picker.h"
#include "tui/ui.h"

enum { MAX_FOUND = 300 };

/* Fewer stand in nearly every text. */
enum { MIN_HELP_LETTERS = 3 };

/* A row: a command, a node of the tree, or an object. */
struct hit {
	const struct command *command;
	const struct node *node;
	const struct found *found;
	char *why;		/* it cannot run now; or NULL */
	int score;
	size_t number;		/* as it came */
};

struct finder_view {
	struct view view;
	struct ui *ui;
	struct layer *layer;	/* below; NULL: objects only */
	struct hit *v;
	size_t n, cap;
	struct found_list found;
};

static const struct view_column columns[] = {
	{ "Name", 34 }, { "Kind", 16 }, { "Keys", 20 },
};

static void
forget(struct finder_view *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		free(f->v[i].why);
	f->n = 0;
	found_clear(&f->found);
}

static struct hit *
add_hit(struct finder_view *f)
{
	f->v = grow(f->v, f->n, &f->cap, sizeof(*f->v));
	f->v[f->n] = (struct hit){ .number = f->n };
	return &f->v[f->n++];
}

/* By its name, or else by what is said about it. */
static int
score_of(const char *name, const char *help, const char *letters)
{
	int score = fuzzy_score(name, letters);

	return score < 0 && strlen(letters) >= MIN_HELP_LETTERS &&
	    text_has_case(help, letters) ? 0 : score;
}

static void
add_commands(struct finder_view *f, const char *letters)
{
	const struct command_table *const *t;
	const struct command *c;
	struct err err = { 0 };
	struct hit *h;
	int score;

	for (t = f->layer->ops->context->tables; *t != NULL; t++) {
		for (c = (*t)->v; c < (*t)->v + (*t)->n; c++) {
			score = score_of(c->name, c->help, letters);
			if (score < 0)
				continue;
			h = add_hit(f);
			h->command = c;
			h->score = score;
			if (c->available != NULL && !c->available(f->ui,
			    f->layer, c, &err))
				h->why = xstrdup(err.text);
		}
	}
}

/* Applications, which have nodes of their own, are found as objects. */
static void
add_nodes(struct finder_view *f, const char *letters)
{
	const struct node *n;
	struct hit *h;
	int score;

	for (n = nodes; n < nodes + nodes_count; n++) {
		score = n->like != NULL ? -1 :
		    score_of(n->label, n->help, letters);
		if (score < 0)
			continue;
		h = add_hit(f);
		h->node = n;
		h->score = score;
	}
}

static void
add_objects(struct finder_view *f)
{
	struct hit *h;
	size_t i;

	for (i = 0; i < f->found.n; i++) {
		h = add_hit(f);
		h->found = &f->found.v[i];
		h->score = h->found->score;
	}
}

/* Best first, else as they came: commands, nodes, objects. */
static int
by_score(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

/* In the browser one can go elsewhere; in a dialog one cannot. */
static bool
look(struct finder_view *f, const char *letters, struct err *err)
{
	bool ok = true;

	forget(f);
	if (f->layer != NULL)
		add_commands(f, letters);
	if (f->layer == (struct layer *)f->ui->browser)
		add_nodes(f, letters);
	if (f->layer == NULL || f->layer == (struct layer *)f->ui->browser) {
		ok = model_find_fuzzy(f->ui->model, letters, MAX_FOUND,
		    &f->found, err);
		add_objects(f);
	}
	if (*letters != '\0' && f->n > 0)
		qsort(f->v, f->n, sizeof(*f->v), by_score);
	return ok;
}

static bool
read_hits(struct view *v, int64_t offset, int64_t limit, struct err *err)
{
	struct finder_view *f = (struct finder_view *)v;
	const struct hit *h;
	struct view_row *r;
	int64_t at;

	if (v->stale && !look(f, v->filter != NULL ? v->filter : "", err))
		return false;
	v->total = (int64_t)f->n;
	for (at = offset; at < v->total && at < offset + limit; at++) {
		h = &f->v[at];
		r = h->command != NULL ?
		    view_add(v, h->command->name, (const char *[]){
		    h->command->name, "command", h->command->keys }) :
		    h->node != NULL ?
		    view_add(v, h->node->name, (const char *[]){
		    h->node->label, "in the tree", "" }) :
		    view_add(v, h->found->name, (const char *[]){
		    h->found->title, h->found->kind->label, "" });
		r->index = (size_t)at;
		r->style = h->why != NULL ? STYLE_GREY : STYLE_NORMAL;
	}
	return true;
}

static void
free_hits(struct view *v)
{
	struct finder_view *f = (struct finder_view *)v;

	forget(f);
	free(f->v);
}

static struct view *
finder_view_new(struct ui *ui, struct layer *layer)
{
	static const struct view_ops ops = {
		.read = read_hits, .free = free_hits,
	};
	struct finder_view *f = xcalloc(1, sizeof(*f));

	f->view.ops = &ops;
	f->view.stale = true;
	f->view.ncolumns = ARRAY_SIZE(columns);
	memcpy(f->view.columns, columns, sizeof(columns));
	f->view.empty = "nothing has these letters";
	f->ui = ui;
	f->layer = layer;
	return &f->view;
}

static const struct hit *
hit_of(const struct view *v, const struct view_row *r)
{
	return &((const struct finder_view *)v)->v[r->index];
}

static char *
detail(struct picker *p, const struct view_row *r)
{
	const struct hit *h = hit_of(p->view, r);

	if (h->node != NULL)
		return xasprintf("%s\nEnter goes there.", h->node->help);
	if (h->command == NULL)
		return xasprintf("%s\nEnter goes to it, F3 opens it.",
		    h->found->title);
	return h->why == NULL ? xstrdup(h->command->help) :
	    xasprintf("%s\nNot now: %s.", h->command->help, h->why);
}

/* The node whose list the objects of that kind are in. */
static void
go_to(struct ui *ui, const struct kind *k, const char *name, bool open)
{
	const struct node *n;
	char *key;

	for (n = nodes; n < nodes + nodes_count; n++)
		if (node_kind(n) == k)
			break;
	if (n == nodes + nodes_count)
		return;
	key = node_key(ui->model, n, name);
	browser_show(ui, key, name);
	free(key);
	if (open)
		form_edit(ui, k->name, name, NULL);
}

/* Not above another list, or help and lists would pile up without end. */
bool
finder_may_run(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	(void)ui;
	(void)c;
	return layer->ops->context != &picker_context ||
	    err_set(err, ERR_INVALID, "close this list first");
}

void
finder_run(struct ui *ui, struct layer *layer, const struct command *c)
{
	char *title = xasprintf("Find: %s", layer->ops->context->name);
	struct picker p = { .title = title, .heads = true, .detail = detail,
	    .opens = true };
	const struct command *chosen = NULL;
	const struct node *node = NULL;
	const struct kind *kind = NULL;
	const struct view_row *row;
	const struct hit *h;
	char *name = NULL;

	(void)c;
	p.view = finder_view_new(ui, layer);
	row = picker_run(ui, &p, true);
	if (row != NULL) {
		h = hit_of(p.view, row);
		chosen = h->command;
		node = h->node;
		if (h->found != NULL) {
			kind = h->found->kind;
			name = xstrdup(h->found->name);
		}
	}
	view_free(p.view);
	free(title);
	if (chosen != NULL)
		command_invoke(ui, layer, chosen);
	else if (node != NULL)
		browser_go(ui, node->name);
	else if (kind != NULL)
		go_to(ui, kind, name, p.open);
	free(name);
}

bool
finder_object(struct ui *ui, const char *title, const struct kind **kind,
    char **name)
{
	struct picker p = { .title = title, .heads = true };
	const struct view_row *row;

	*name = NULL;
	p.view = finder_view_new(ui, NULL);
	p.view->empty = "some letters of a name find it";
	row = picker_run(ui, &p, true);
	if (row != NULL) {
		*kind = hit_of(p.view, row)->found->kind;
		*name = xstrdup(hit_of(p.view, row)->found->name);
	}
	view_free(p.view);
	return *name != NULL;
}
