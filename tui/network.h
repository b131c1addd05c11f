/* SPDX-License-Identifier: ISC */
/* Commands of the main view that wait for the network. */
#ifndef TUI_NETWORK_H
#define TUI_NETWORK_H

#include "tui/command.h"

extern const struct command_table network_commands;

#endif
