/* SPDX-License-Identifier: ISC */
/*
 * What a screen shows, read from the text that screen_dump() makes of it, as
 * a person finds the way; and how the screen of a dialog's page is named:
 * "pages.KIND.VARIANT.PAGE", which test_screens.c writes and test_looks.c
 * looks for.
 */
#ifndef TESTS_LIB_DUMP_H
#define TESTS_LIB_DUMP_H

#include <stdbool.h>

/* Does the row with the cursor show that node of the tree? */
bool dump_at_node(const char *dump, const char *label);
/* Is that row of the list selected? */
bool dump_at_row(const char *dump, const char *label);
/* Is that page of the dialog open? */
bool dump_at_page(const char *dump, const char *label);
/* Of the page that the dialog shows, as page_name() has it; heap. */
char *dump_page(const char *dump);
/* Fields below those that are shown. */
bool dump_has_more(const char *dump);

/* "FILE / Proxy": "file-proxy"; NULL, no list of pages: "only".  Heap. */
char *page_name(const char *page);

#endif
