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

struct node {
	const char *name;	/* tells nodes apart */
	const char *label;	/* in the tree */
	int depth;
	const char *kind;	/* of the objects in the list, or NULL */
	bool has_store;
	enum store_id store;	/* whose content the list shows */
	const char *help;
	bool slow;		/* read only when one goes into its list */
	struct view *(*open)(struct ui *, const struct node *);
	/* Enter on a row of the list. */
	void (*enter)(struct ui *, const struct node *,
	    const struct view_row *);
	/* The row's thumbprint, for nodes of certificates; or NULL. */
	bool certificates;
};

extern const struct node nodes[];
extern const size_t nodes_count;

const struct kind *node_kind(const struct node *);	/* or NULL */

#endif
