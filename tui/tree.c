/* SPDX-License-Identifier: ISC */
#include "tui/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/kinds/application.h"
#include "model/list.h"

static void
set_open(struct tree *t, const char *key)
{
	t->open = grow(t->open, t->nopen, &t->cap_open, sizeof(*t->open));
	t->open[t->nopen++] = xstrdup(key);
}

/* Its place in the list of what is open, nopen where it is folded. */
static size_t
find_open(const struct tree *t, const char *key)
{
	size_t i;

	for (i = 0; i < t->nopen && strcmp(t->open[i], key) != 0; i++)
		;
	return i;
}

static bool
is_open(const struct tree *t, const struct node *n, const char *application)
{
	char *key = tree_key(n, application);
	bool yes = find_open(t, key) < t->nopen;

	free(key);
	return yes;
}

void
tree_init(struct tree *t)
{
	memset(t, 0, sizeof(*t));
	set_open(t, "artifacts");
}

static void
clear_places(struct tree *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free(t->v[i].application);
	t->n = 0;
}

void
tree_clear(struct tree *t)
{
	size_t i;

	clear_places(t);
	free(t->v);
	for (i = 0; i < t->nopen; i++)
		free(t->open[i]);
	free(t->open);
}

char *
tree_key(const struct node *n, const char *application)
{
	return application == NULL ? xstrdup(n->name) :
	    xasprintf("%s/%s", n->name, application);
}

/* ---- filling ------------------------------------------------------------ */

struct filling {
	struct tree *tree;
	struct view *view;
	struct model *model;
	const char *group;
	struct list_page applications;
};

/* "+" before what is folded, "-" before what is open. */
static void
add_place(struct filling *f, const struct node *n, const char *application)
{
	struct tree *t = f->tree;
	const char *label = n->depth == 0 ? f->group :
	    n->like != NULL || n->per != NULL ? application : n->label;
	char *key = tree_key(n, application), *text;

	if (n->folds)
		text = xasprintf("%*s%s%s", n->depth - 1, "",
		    is_open(t, n, application) ? "-" : "+", label);
	else
		text = xasprintf("%*s%s", n->depth, "", label);
	t->v = grow(t->v, t->n, &t->cap, sizeof(*t->v));
	t->v[t->n++] = (struct place){ .node = n,
	    .application = xstrdup(application) };
	static_view_add(f->view, key, &(const char *){ text }, STYLE_NORMAL);
	free(text);
	free(key);
}

static void
add_children(struct filling *f, const struct node *parent,
    const char *application)
{
	const struct node *n;

	for (n = node_children(parent); node_is_below(n, parent); n++)
		add_place(f, n, application);
}

/* Once for each object of its .per, as the tree is filled. */
static void
add_each(struct filling *f, const struct node *n)
{
	struct list_page page = { .n = 0 };
	size_t i;

	(void)list_names(f->model, kind_find(n->per), &page, NULL);
	for (i = 0; i < page.n; i++)
		add_place(f, n, page.v[i].name);
	list_page_clear(&page);
}

/* A row of the table: once, or once for each application. */
static void
add_node(struct filling *f, const struct node *n)
{
	const char *name;
	size_t i;

	if (n->per != NULL) {
		add_each(f, n);
		return;
	}
	if (n->like == NULL) {
		add_place(f, n, NULL);
		return;
	}
	for (i = 0; i < f->applications.n; i++) {
		name = f->applications.v[i].name;
		add_place(f, n, name);
		if (is_open(f->tree, n, name))
			add_children(f, n, name);
	}
}

static void
select_again(struct view *v, const char *key)
{
	if (key != NULL && !view_select_key(v, key))
		(void)view_select_key(v, "applications");
}

void
tree_fill(struct tree *t, struct view *v, struct model *m, const char *group)
{
	struct filling f = { .tree = t, .view = v, .model = m,
	    .group = group };
	const struct view_row *r = t->n > 0 ? view_selected(v) : NULL;
	char *key = r != NULL ? xstrdup(r->key) : NULL;
	const struct node *n, *folded = NULL;

	/* Where the names cannot be read, the list says why. */
	(void)list_names(m, &kind_application, &f.applications, NULL);
	clear_places(t);
	static_view_clear(v);
	for (n = nodes; n < nodes + nodes_count; n++) {
		if (folded != NULL && node_is_below(n, folded))
			continue;
		add_node(&f, n);
		folded = n->folds && !is_open(t, n, NULL) ? n : NULL;
	}
	list_page_clear(&f.applications);
	select_again(v, key);
	free(key);
}

/* ---- asking and moving -------------------------------------------------- */

const struct place *
tree_place(const struct tree *t, struct view *v)
{
	const struct view_row *r = view_selected(v);

	return &t->v[r != NULL ? r->index : 0];
}

bool
tree_open(struct tree *t, struct view *v)
{
	const struct place *p = tree_place(t, v);
	char *key;

	if (!p->node->folds || is_open(t, p->node, p->application))
		return false;
	key = tree_key(p->node, p->application);
	set_open(t, key);
	free(key);
	return true;
}

bool
tree_fold(struct tree *t, struct view *v)
{
	const struct place *p = tree_place(t, v);
	char *key = tree_key(p->node, p->application);
	size_t at = find_open(t, key);

	free(key);
	if (!p->node->folds || at == t->nopen)
		return false;
	free(t->open[at]);
	t->open[at] = t->open[--t->nopen];
	return true;
}

/* The node above where the key is of one that is there for each object. */
static const char *
of_each(const char *key)
{
	const struct node *n;

	for (n = nodes; n < nodes + nodes_count; n++)
		if (n->per != NULL && strlen(n->name) == strcspn(key, "/") &&
		    text_starts(key, n->name))
			return n->per;
	return NULL;
}

bool
tree_reveal(struct tree *t, const char *key)
{
	const char *slash = strchr(key, '/');
	char *parent = slash == NULL ? xstrdup("artifacts") :
	    of_each(key) != NULL ? xstrdup(of_each(key)) :
	    xasprintf("application%s", slash);
	bool folded = find_open(t, parent) == t->nopen;

	if (folded)
		set_open(t, parent);
	free(parent);
	return folded;
}

void
tree_parent(const struct tree *t, struct view *v)
{
	int depth = tree_place(t, v)->node->depth;
	int64_t row = v->selected;

	while (row > 0 && t->v[row].node->depth >= depth)
		row--;
	view_select(v, row);
}
