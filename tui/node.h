/* SPDX-License-Identifier: ISC */
/*
 * The tree at the left: one row per node, and what its list is made of.
 *
 * Adding a node = a row in node.c; those below <All Artifacts> stand below
 * each application as well; a new sort of list = a file beside
 * store_view.c and its functions in the row.
 */
#ifndef TUI_NODE_H
#define TUI_NODE_H

#include <stddef.h>

#include "certstore/store.h"
#include "model/kind.h"
#include "tui/report.h"
#include "tui/ui.h"
#include "tui/view.h"

/*
 * Columns of the tree; lists have the rest.  Names of applications may be
 * long, where there is room for them.
 */
enum { TREE_WIDTH = 24, WIDE_TREE = 32, WIDE_SCREEN = 110 };

struct node {
	const char *name;	/* tells nodes apart */
	const char *label;	/* in the tree; not too wide for it */
	const char *kind;	/* of the objects in the list, or NULL */
	const char *help;
	struct view *(*open)(struct ui *, const struct node *);
	/* Enter on a row of the list. */
	void (*enter)(struct ui *, const struct node *,
	    const struct view_row *);
	/* Delete on a row that is no object; or NULL. */
	void (*remove)(struct ui *, const struct node *,
	    const struct view_row *);
	int depth;
	enum store_id store;	/* whose content the list shows */
	bool has_store;
	bool slow;		/* read only when one goes into its list */
	bool certificates;	/* the keys of its rows are thumbprints */
	/* For the overview, of the audit; NULL: none, or the kind's. */
	int64_t (*count)(const struct report *);
	bool reported;		/* its list shows what the audit found */
	bool folds;		/* what stands below it can be hidden */
	/* Once for each object of that kind, which its rows belong to. */
	const char *per;
	/* Once for each application; below it stands what is below that. */
	const char *like;
};

extern const struct node nodes[];
extern const size_t nodes_count;

/* The first below it, or what follows it; for node_is_below(). */
const struct node *node_children(const struct node *parent);
/* In the table, or below what the parent is like. */
bool node_is_below(const struct node *, const struct node *parent);

const struct kind *node_kind(const struct node *);	/* or NULL */
/* By which field its rows belong to an application, or as .per says. */
const struct field *node_owner(const struct node *);	/* or NULL */
/* Where the tree has that object, or its list if it has no node: heap. */
char *node_key(struct model *, const struct node *, const char *name);

#endif
