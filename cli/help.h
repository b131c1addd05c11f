/* SPDX-License-Identifier: ISC */
/* Help made of the tables: on the terminal and as a manual page. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/out.h"
#include "model/field.h"

/* "whole number from 0 to 1000; default 3; required": appended. */
void field_facts(const struct field *, struct buf *);

/* sealport-fields(7) in mdoc: every kind, adapter, component, setting. */
void help_manual(struct out *);

/* The console's keys as text, and as sealport-keys(7). */
void help_keys(struct out *);
void help_keys_manual(struct out *);

/* sealport-json(7): every document that --json prints, key by key. */
void help_json_manual(struct out *);

/* Text in which nothing is markup for the formatter; with a line end. */
void man_text(struct out *, const char *);
void man_line(struct out *, const char *);

#endif
