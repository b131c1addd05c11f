/* SPDX-License-Identifier: ISC */
/*
 * One field of several objects of a kind set alike: what it would change, and
 * doing it as one revision.  Built on edit_many.h.
 */
#ifndef MODEL_EDIT_FIELD_H
#define MODEL_EDIT_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/edit_many.h"
#include "model/model.h"

/* Objects by name; belongs to the caller. */
struct many {
	const struct kind *kind;
	char **names;
	size_t n;
};

/* All of them, in their order; "KIND: no such ..." names one that is gone. */
bool many_read(struct model *, const struct many *, struct objects *,
    struct err *);

struct many_field {
	const char *name;	/* of the slot: "retry_count" */
	const char *value;	/* as typed */
};

/* What there is now, and how many objects have it. */
struct many_group {
	char *old_value;	/* for people; "" for none */
	size_t n;
};

struct many_preview {
	struct many_group *v;
	size_t n, cap;
	size_t same;		/* have the new value already */
	char *new_value;	/* for people */
};

/* What edit_field_all() would do, checked as far as it can be beforehand. */
bool edit_field_preview(struct model *, const struct many *,
    const struct many_field *, struct many_preview *, struct err *);
void many_preview_clear(struct many_preview *);

/*
 * As they are and as they would be, in their order; both lists are to be
 * cleared in any case.
 */
bool edit_field_set(struct model *, const struct many *,
    const struct many_field *, struct objects *lists[2], struct err *);

/* All of them or none; the error names the object at fault. */
bool edit_field_all(struct model *, const struct many *,
    const struct many_field *, struct edit_note *, struct err *);

#endif
