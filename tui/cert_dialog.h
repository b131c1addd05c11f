/* SPDX-License-Identifier: ISC */
/* The Certificate dialog: pages to read (model/cert_report.h). */
#ifndef TUI_CERT_DIALOG_H
#define TUI_CERT_DIALOG_H

#include "certstore/cert.h"
#include "model/cert_report.h"
#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context cert_dialog_context;

/* A certificate of the stores here or of the group. */
void cert_dialog(struct ui *, const struct cert_where *);
/* One that was published by another computer. */
void cert_dialog_of(struct ui *, const struct cert *);

#endif
