/* SPDX-License-Identifier: ISC */
/*
 * A message from a file: run through a receive location, its trace stage by
 * stage with the way to the object that has to be mended; and explained.
 * Nothing is delivered anywhere, and content is not shown.
 */
#ifndef TUI_MESSAGE_VIEW_H
#define TUI_MESSAGE_VIEW_H

#include "tui/command.h"

extern const struct command_table message_commands;

/* Asks for the file; then its way through that receive location. */
void message_test(struct ui *, const char *location);

#endif
