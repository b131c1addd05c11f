/* SPDX-License-Identifier: ISC */
/*
 * The guided setup in the console: its tasks, a screen for each question, the
 * review, the self-test.  All rules, defaults and texts are the tables' of
 * engine/guide.h; another task or question needs nothing here.  Each answer
 * is kept at once, so that a lost line loses nothing.
 */
#ifndef TUI_GUIDE_H
#define TUI_GUIDE_H

#include "tui/command.h"

extern const struct command_table guide_commands;	/* main view */
/* Say at the start that one was left, if one was. */
void guide_remind(struct ui *);

extern const struct command_context guide_context, guide_page_context;

#endif
