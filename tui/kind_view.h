/* SPDX-License-Identifier: ISC */
/* The objects of one kind as a list, read page by page. */
#ifndef TUI_KIND_VIEW_H
#define TUI_KIND_VIEW_H

#include "model/model.h"
#include "tui/view.h"

/* Keys are the objects' names. */
struct view *kind_view_new(struct model *, const struct kind *);

/* Only those whose field has this value, which is copied. */
void kind_view_only(struct view *, const char *field, const char *value);

#endif
