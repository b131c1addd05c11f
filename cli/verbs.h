/* SPDX-License-Identifier: ISC */
/* The functions of the verbs; verbs.c has the table. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "cli/invocation.h"
#include "model/kind.h"

/* The row for a word or two (most specific first), or NULL; used: how many. */
const struct verb *verb_find(const char *const *words, size_t n,
    size_t *used);
/* No such verb; names the nearest.  Always false. */
bool verb_unknown(const char *const *words, size_t n, struct err *);

/* A kind by its word; ERR_USAGE names the nearest. */
const struct kind *kind_arg(const char *word, struct err *);
/* Every verb that some kind has as a transition, once. */
struct words;
void transition_words(struct words *);

bool verb_console(struct invocation *, struct err *);
bool verb_overview(struct invocation *, struct err *);
bool verb_init(struct invocation *, struct err *);
bool verb_list(struct invocation *, struct err *);
bool verb_get(struct invocation *, struct err *);
bool verb_completion(struct invocation *, struct err *);
bool verb_show(struct invocation *, struct err *);
bool verb_new(struct invocation *, struct err *);
bool verb_set(struct invocation *, struct err *);
bool verb_delete(struct invocation *, struct err *);
bool verb_transition(struct invocation *, struct err *);
bool verb_cert_import(struct invocation *, struct err *);
bool verb_cert_list(struct invocation *, struct err *);
bool verb_cert_show(struct invocation *, struct err *);
bool verb_cert_replace(struct invocation *, struct err *);
bool verb_cert_remove(struct invocation *, struct err *);
bool verb_cert_refresh(struct invocation *, struct err *);
bool verb_cert_test_connection(struct invocation *, struct err *);
bool verb_cert_export(struct invocation *, struct err *);
bool verb_cert_sync(struct invocation *, struct err *);
bool verb_cert_repair(struct invocation *, struct err *);
bool verb_cert_orphans(struct invocation *, struct err *);
bool verb_rollover_list(struct invocation *, struct err *);
bool verb_rollover_plan(struct invocation *, struct err *);
bool verb_rollover_complete(struct invocation *, struct err *);
bool verb_rollover_end(struct invocation *, struct err *);
bool verb_rollover_cancel(struct invocation *, struct err *);
bool verb_guide_receive(struct invocation *, struct err *);
bool verb_guide_send(struct invocation *, struct err *);
bool verb_guide_rollover(struct invocation *, struct err *);
bool verb_guide_sheet(struct invocation *, struct err *);
bool verb_decode(struct invocation *, struct err *);
bool verb_encode(struct invocation *, struct err *);
bool verb_explain(struct invocation *, struct err *);
bool verb_audit(struct invocation *, struct err *);
bool verb_audit_matrix(struct invocation *, struct err *);
bool verb_audit_fix(struct invocation *, struct err *);
bool verb_audit_calendar(struct invocation *, struct err *);
bool verb_inventory_publish(struct invocation *, struct err *);
bool verb_inventory_list(struct invocation *, struct err *);
bool verb_inventory_show(struct invocation *, struct err *);
bool verb_history(struct invocation *, struct err *);
bool verb_undo(struct invocation *, struct err *);
bool verb_rollback(struct invocation *, struct err *);
bool verb_help(struct invocation *, struct err *);

#endif
