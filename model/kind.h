/* SPDX-License-Identifier: ISC */
/*
 * A kind of object: its words, its struct, its fields and what only it knows.
 * kinds/NAME.c defines one each; kinds/kinds.c lists them.
 */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/field.h"
#include "model/object.h"

struct model;
struct edit;

/* The verb that one upon many runs on those of a kind. */
struct member_verb {
	const char *kind;	/* has a FIELD_REF to the one; NULL ends */
	const char *verb;	/* of that kind */
};

/*
 * A verb that moves a state field: start, stop, enable ...  Or one that has no
 * state of its own but moves those of its members, all or none.
 */
struct transition {
	const char *verb;	/* "start": on the command line */
	const char *label;	/* "Start": in menus */
	const char *done;	/* "started": what it is then */
	const char *help;
	const char *field;	/* the FIELD_STATE it sets */
	const char *from;	/* values it is available in, blank separated */
	const char *to;
	/* Instead of field, from and to: in this order, where it applies. */
	const struct member_verb *members;
	bool administrators;	/* not for operators */
	bool activates;		/* what it rests on is needed from then on */
	/* More conditions; NULL: none. */
	bool (*check)(struct model *, const struct object *, struct err *);
	/* What is missing still when it is done, heap, or NULL; NULL: never. */
	char *(*remark)(struct model *, const struct object *);
};

/*
 * A table of properties: addressed as PREFIX.NAME, on a page of its own.  Of
 * an adapter without a table: no fields, and a prefix that is the adapter's
 * name in whichever case.
 */
struct facet {
	const char *prefix;
	const char *page;	/* a field of the table with a page of its
				   own: a tab, "HTTP / Proxy" */
	const char *of;		/* the field whose value brings it, or NULL */
	const char *stage;	/* of a component: "Encode"; or NULL */
	bool leaves;		/* its properties go when it does */
	const struct field *fields;
	size_t nfields;
};

struct facets {
	struct facet v[32];
	size_t n;
};

/*
 * Another object whose property values hold where this one has none: its
 * pipelines, its handlers.
 */
struct parent {
	const char *kind;
	const char *name;	/* of the object, or NULL: none is chosen */
	const char *ours;	/* prefix here; NULL: any, the same there */
	const char *theirs;	/* what it is called there */
	const char *origin;	/* for people: "pipeline's own" */
};

struct parents {
	struct parent v[MAX_PARENTS];
	size_t n;
};

struct kind {
	const char *name;	/* "send-port": on the command line */
	const char *label;	/* "Send port" */
	const char *plural;	/* "Send Ports": in the tree */
	const char *help;	/* one sentence */
	const char *table;	/* of the database */
	const char *props;	/* table of its properties, or NULL */
	const char *view;	/* what it is read from: the table with columns
				   for its FIELD_VIEW; NULL: the table */
	size_t size;		/* of its struct */
	const struct field *fields;
	size_t nfields;
	bool single;		/* exactly one exists: no new, no delete */
	bool fixed;		/* made by import only (certificates) */
	const struct transition *transitions;	/* verb NULL ends */

	/* Property tables that each object of the kind has. */
	const struct facet *settings;
	size_t nsettings;
	/*
	 * Property tables that it has by its choices now, after those; m may
	 * be NULL.  NULL: none.
	 */
	void (*facets)(const struct object *, struct model *m,
	    struct facets *);
	/*
	 * The row of the property of that name ("http.password"), whichever
	 * choices the object makes; NULL: text without one.  NULL: no
	 * property of the kind is a secret or a reference.
	 */
	const struct field *(*property)(const char *name);
	/* Whose values are inherited, the first one first.  NULL: none. */
	void (*parents)(const struct object *, struct parents *);
	/*
	 * Bring derived members up to date that decide which fields apply;
	 * runs after each change while the object is edited.  NULL: none.
	 */
	void (*follow)(struct model *, struct object *);
	/*
	 * Choose for a new object what its other choices suggest, where
	 * nothing that fits them is chosen.  NULL: nothing.
	 */
	void (*preselect)(struct model *, struct object *);
	/*
	 * Fill derived fields (composed name, URI) before the checks; once a
	 * derived member would be wrong, fail.
	 */
	bool (*derive)(struct model *, struct object *, struct err *);
	/*
	 * Rules across fields and objects; err->part names the field.
	 * before: the stored state, or NULL when it is created.
	 */
	bool (*check)(struct model *, const struct object *before,
	    const struct object *now, struct err *);
	/* Fill members that are FIELD_HERE, after reading.  NULL: none. */
	void (*fill)(struct model *, struct object *);
	/* Make what comes with a new one, in the same edit.  NULL: nothing. */
	bool (*created)(struct edit *, const struct object *, struct err *);
	/* May it be deleted?  References are tested by the database. */
	bool (*deletable)(struct model *, const struct object *, struct err *);
};

/* All of them in tree order; NULL ends. */
extern const struct kind *const kinds[];
const struct kind *kind_find(const char *name);	/* or NULL */
/* The row of a member or property by its name, or NULL. */
const struct field *kind_field(const struct kind *, const char *name);
/* The kind's verb of that name, or NULL. */
const struct transition *kind_transition(const struct kind *,
    const char *verb);

#endif
