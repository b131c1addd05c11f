/* SPDX-License-Identifier: ISC */
/* A question about a change that says what it does to the audit. */
#ifndef TUI_ASK_EFFECT_H
#define TUI_ASK_EFFECT_H

#include "model/edit_many.h"
#include "tui/ask.h"

/*
 * The effect is added to the question's text.  Where it is a new error, Enter
 * says no.  An edit that would be refused is not asked about: err says why.
 */
bool ask_effect(struct ui *, const struct question *, const struct edit_set *,
    struct err *);

#endif
