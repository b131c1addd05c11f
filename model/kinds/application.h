/* SPDX-License-Identifier: ISC */
/*
 * An application: ports, pipelines and orchestrations that belong together
 * (dialogs 1.9).  Its verbs start and stop all of them.  The group has one
 * default application and one of the system, which all others refer to
 * without saying so.
 */
#ifndef MODEL_KINDS_APPLICATION_H
#define MODEL_KINDS_APPLICATION_H

#include <stdbool.h>

#include "model/kind.h"
#include "model/object.h"

enum application_state { APPLICATION_STOPPED, APPLICATION_PARTLY_STARTED,
	APPLICATION_STARTED };

struct application {
	struct object object;
	bool is_default;
	bool is_system;
	int state;		/* of what is in it */
	char *description;
	struct rows references;	/* one cell: an application */
	struct rows dependents;	/* the same: who refers to it */
};

/* The row of a kind whose objects belong to one; its member is application. */
#define APPLICATION_FIELD(kind) \
	{ .name = "application", .label = "Application", .page = "General", \
	  .type = FIELD_REF, .ref = "application", .flags = FIELD_REQUIRED, \
	  .max = 256, .at = offsetof(struct kind, application), \
	  .help = "The application it belongs to. Empty when it is made: " \
	      "the group's default application." }

/*
 * Names that a new group's applications have, as binding files refer to the
 * first one.
 */
#define APPLICATION_SYSTEM "BizTalk.System"
#define APPLICATION_DEFAULT "BizTalk Application 1"

extern const struct kind kind_application;

#endif
