/* SPDX-License-Identifier: ISC */
/*
 * The rows of the tree at the left: the nodes of node.c, one for each
 * application of the database, and below those that are open what stands
 * below <All Artifacts>.  Of a group of a thousand applications only the
 * names are read.  What is shown is in a static view, whose keys are those of
 * tree_key().
 */
#ifndef TUI_TREE_H
#define TUI_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/model.h"
#include "tui/node.h"
#include "tui/view.h"

struct place {
	const struct node *node;
	char *application;	/* whose objects are listed; NULL: all */
};

struct tree {
	struct place *v;	/* by row of the view */
	size_t n, cap;
	char **open;		/* keys of what is open; others are folded */
	size_t nopen, cap_open;
};

void tree_init(struct tree *);		/* <All Artifacts> is open */
void tree_clear(struct tree *);

/* Read again; the selection stays on its key, or goes to Applications. */
void tree_fill(struct tree *, struct view *, struct model *,
    const char *group);

/* The selected one. */
const struct place *tree_place(const struct tree *, struct view *);

/* "send-port", "send-port/Orders"; heap. */
char *tree_key(const struct node *, const char *application);

/*
 * Open or fold what is selected, or open what the key stands below; false
 * where that is not to be done.  Then the tree has to be filled.
 */
bool tree_open(struct tree *, struct view *);
bool tree_fold(struct tree *, struct view *);
bool tree_reveal(struct tree *, const char *key);

/* Select the row that the selected one stands below. */
void tree_parent(const struct tree *, struct view *);

#endif
