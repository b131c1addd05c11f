/* SPDX-License-Identifier: ISC */
/*
 * A group with what every kind refers to, a console on it, and a way with
 * keys to any field of any dialog.  For test_sweep.c and test_looks.c.
 */
#ifndef TESTS_LIB_SWEEP_H
#define TESTS_LIB_SWEEP_H

#include "tests/lib/fixture.h"
#include "tests/lib/pilot.h"
#include "tui/form_parts.h"

enum { MAX_STEPS = 400 };	/* keys until a way is given up */

struct sweep {
	struct fixture *f;
	struct model *eyes;	/* a connection of its own */
	struct pilot *p;
	int64_t mark;
};

struct seen {
	char **v;
	size_t n, cap;
};

/* Fail where no dialog is on top. */
struct form *sweep_form(struct sweep *);
/* The main view, on that kind's node. */
void sweep_kind(struct sweep *, const struct kind *);
/* The properties of that object. */
void sweep_edit(struct sweep *, const struct kind *, const char *name);
/* The next place for the focus, read-only fields included. */
void sweep_step(struct sweep *);
/* In the dialog to that field. */
void sweep_go(struct sweep *, const char *slot);
/* Out of the dialog without saving. */
void sweep_leave(struct sweep *);
/* Has the console changed the database since this was asked last? */
bool sweep_wrote(struct sweep *);

/* False: it has been seen before. */
bool sweep_new(struct seen *, const char *what);
/* Each object of the kind, with what has been seen so far. */
void sweep_each(struct sweep *, const struct kind *,
    void (*look)(struct sweep *, const struct object *, struct seen *));

/* Another console, ending the one before. */
void sweep_start(struct sweep *, const struct pilot_options *);
/* cmocka's: of the group, of each test, of the group. */
int sweep_setup(void **state);
int sweep_again(void **state);
int sweep_teardown(void **state);

#endif
