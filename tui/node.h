/* SPDX-License-Identifier: ISC */
/*
 * The tree at the left: one row per node, and what its list is made of.
 *
 * Adding a node = a row in node.c; a new sort of list = a file beside
 * store_view.c and its functions in the row.
 */
#ifndef TUI_NODE_H
#define TUI_NODE_H

#include <stddef.h>

#include "certstore/store.h"
#include "model/kind.h"
#include "tui/ui.h"
#include "tui/view.h"

enum { TREE_WIDTH = 21 };	/* columns; lists have the rest */

struct node {
	const char *name;	/* tells nodes apart */
	const char *label;	/* in the tree; not too wide for it */
	const char *kind;	/* of the objects in the list, or NULL */
	const char *help;
	struct view *(*open)(struct ui *, const struct node *);
	/* Enter on a row of the list. */
	void (*enter)(struct ui *, const struct node *,
	    const struct view_row *);
	int depth;
	enum store_id store;	/* whose content the list shows */
	bool has_store;
	bool slow;		/* read only when one goes into its list */
	bool certificates;	/* the keys of its rows are thumbprints */
};

extern const struct node nodes[];
extern const size_t nodes_count;

const struct kind *node_kind(const struct node *);	/* or NULL */

#endif
