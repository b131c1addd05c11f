/* SPDX-License-Identifier: ISC */
/*
 * Lists other than those of a kind: what stands below a node, the contents of
 * a store, findings, revisions.  Each comes with what Enter does in it.
 */
#ifndef TUI_VIEWS_H
#define TUI_VIEWS_H

#include "model/history.h"
#include "tui/node.h"

/* overview.c: the nodes below this one, with how many objects they have. */
struct view *overview_open(struct ui *, const struct node *);
void overview_enter(struct ui *, const struct node *,
    const struct view_row *);

/* store_view.c: keys are thumbprints. */
struct view *store_view_open(struct ui *, const struct node *);
void store_view_enter(struct ui *, const struct node *,
    const struct view_row *);

/* crl_view.c: keys are their SHA-1. */
struct view *crl_view_open(struct ui *, const struct node *);
void crl_view_enter(struct ui *, const struct node *,
    const struct view_row *);
/* Take the selected certificate or list out of the store, after asking. */
void store_view_remove(struct ui *, const struct node *,
    const struct view_row *);

/* inventory_view.c: stores as published; what nothing needs any more. */
struct view *inventory_view_open(struct ui *, const struct node *);
void inventory_view_enter(struct ui *, const struct node *,
    const struct view_row *);
struct view *orphan_view_open(struct ui *, const struct node *);
void orphan_view_enter(struct ui *, const struct node *,
    const struct view_row *);
void orphan_view_remove(struct ui *, const struct node *,
    const struct view_row *);

/* audit_view.c: findings of the browser's audit. */
struct view *audit_view_open(struct ui *, const struct node *);
void audit_view_enter(struct ui *, const struct node *,
    const struct view_row *);

/* history_view.c: keys are the numbers of revisions. */
struct view *history_view_open(struct ui *, const struct node *);
void history_view_enter(struct ui *, const struct node *,
    const struct view_row *);
/* A revision in full, for reading; heap. */
char *history_view_text(const struct revision *);

#endif
