/* SPDX-License-Identifier: ISC */
/*
 * Artifacts: objects that belong to an application, by a field that refers to
 * one.  They may use those of their own application, of those it refers to
 * and of the system's; which field uses which kind is in the field tables.
 * Edits derive and check through this; others ask for the field only.
 */
#ifndef MODEL_ARTIFACT_H
#define MODEL_ARTIFACT_H

#include <stdbool.h>

#include "base/err.h"
#include "model/kinds/application.h"
#include "model/model.h"

/* The kind's field that names the application, or NULL. */
const struct field *artifact_field(const struct kind *);

/* Before it is stored: it shall belong there, where its kind has the choice. */
void artifact_place(struct object *, const char *application);

/* Its application, or NULL: it belongs to none. */
const char *artifact_application(const struct object *);

/* A new one that names none goes to the default application. */
bool artifact_derive(struct model *, struct object *now, struct err *);

/*
 * What it uses, and who uses it, as far as that has changed.  before NULL:
 * it is new.
 */
bool artifact_check(struct model *, const struct object *before,
    const struct object *now, struct err *);

/*
 * The applications whose artifacts one of that application may use: rows of
 * one cell, the name; for rows_clear().
 */
bool artifact_reach(struct model *, const char *application, struct rows *,
    struct err *);

/*
 * Can all that is in the application be used still, as it refers to others
 * now?  name: under which it is stored.
 */
bool artifact_check_members(struct model *, const struct application *,
    const char *name, struct err *);

#endif
