/* SPDX-License-Identifier: ISC */
/*
 * Put another certificate in the place of one wherever that is assigned: which
 * one is chosen from a list, what it changes is shown, then it is asked.
 */
#ifndef TUI_CERT_REPLACE_H
#define TUI_CERT_REPLACE_H

#include "tui/ui.h"

void cert_replace(struct ui *, const char *thumbprint);

#endif
