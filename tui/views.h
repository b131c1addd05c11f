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

/* rollover_view.c: keys are as rollover_view_find() takes them. */
struct view *rollover_view_open(struct ui *, const struct node *);
void rollover_view_enter(struct ui *, const struct node *,
    const struct view_row *);
int64_t rollover_view_count(const struct report *);
/*
 * The object of that row, and the name of its certificate's field (heap);
 * NULL with err where it is gone.
 */
struct object *rollover_view_find(struct ui *, const char *key, char **field,
    struct err *);

/* audit_view.c: findings of the browser's audit. */
int64_t audit_view_count(const struct report *);
/* Of a row; lives until the next audit.  NULL: it is none. */
const struct finding *audit_view_finding(const struct report *,
    const struct view_row *);
struct view *audit_view_open(struct ui *, const struct node *);
void audit_view_enter(struct ui *, const struct node *,
    const struct view_row *);

/* plan_view.c: what is needed where, and what breaks when, of that audit. */
struct view *needs_view_open(struct ui *, const struct node *);
void needs_view_enter(struct ui *, const struct node *,
    const struct view_row *);
/* Glyph and word of a state, never a colour alone; heap. */
char *need_text(enum need_state, bool utf8);
enum style need_style(enum need_state);
struct view *calendar_view_open(struct ui *, const struct node *);
void calendar_view_enter(struct ui *, const struct node *,
    const struct view_row *);

/* matrix_view.c: certificates by computer and account, of that audit. */
struct view *matrix_view_open(struct ui *, const struct node *);
void matrix_view_enter(struct ui *, const struct node *,
    const struct view_row *);

/* history_view.c: keys are the numbers of revisions. */
struct view *history_view_open(struct ui *, const struct node *);
void history_view_enter(struct ui *, const struct node *,
    const struct view_row *);
/* A revision in full, for reading; heap. */
char *history_view_text(const struct revision *);

#endif
