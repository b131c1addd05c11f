/* SPDX-License-Identifier: ISC */
/*
 * An open group: the configuration database together with who is asking and
 * what they may do.  Readers get copies; writing goes through edit.h only.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "config/settings.h"
#include "model/kind.h"
#include "model/object.h"

struct db;

enum role {		/* each may do what those before it may */
	ROLE_AUDITOR,	/* read */
	ROLE_OPERATOR,	/* and start, stop, enable, disable ... */
	ROLE_ADMINISTRATOR,
};

struct model {
	struct db *db;
	const struct settings *settings;	/* outlives the model */
	enum role role;
	char *why_read_only;	/* NULL when it may be written */
	char *user;		/* operating-system user */
	char *origin;		/* "computer" or "computer pts/3 10.1.2.3" */
};

/*
 * read_only: asked for by the user.  Falls back to read-only by itself, with
 * why_read_only set, where the role or the file's permissions demand it.
 */
struct model *model_open(const struct settings *, bool read_only,
    struct err *);
/*
 * Make a new group: database, key file, its two applications, the default
 * pipelines, this computer.
 * ERR_EXISTS where the database is there already.
 */
struct model *model_create(const struct settings *, const char *group,
    struct err *);
void model_close(struct model *);

/* ERR_DENIED with the reason unless the user may act as that role. */
bool model_may(const struct model *, enum role, struct err *);

/* One object; ERR_NOT_FOUND names kind and name.  The caller frees. */
struct object *model_get(struct model *, const struct kind *,
    const char *name, struct err *);
struct object *model_get_id(struct model *, const struct kind *, int64_t id,
    struct err *);
/* By kind word; for kind-specific code. */
struct object *model_find(struct model *, const char *kind, const char *name,
    struct err *);
bool model_exists(struct model *, const char *kind, const char *name);
/* The one group object. */
struct object *model_group(struct model *, struct err *);

/* Objects whose member `field` has this text; all where field is NULL. */
struct objects {
	struct object **v;
	size_t n, cap;
};
bool model_select(struct model *, const struct kind *, const char *field,
    const char *value, struct objects *, struct err *);
void objects_clear(struct objects *);

/* Group value if set, else the settings'. */
int64_t model_expiry_warn_days(struct model *);

/* See db_change_mark(). */
bool model_change_mark(struct model *, int64_t *, struct err *);

/* Where a certificate is assigned (view certificate_assignment). */
struct assignment {
	char *kind, *name, *field, *usage;
	char *thumbprint, *common_name;
	int64_t id;		/* of the object */
	enum cert_role role;	/* that field's */
	int64_t at;		/* CERT_NEXT: takes over; CERT_PREVIOUS:
				   accepted until; else FIELD_UNSET */
};
struct assignments {
	struct assignment *v;
	size_t n, cap;
};
/* thumbprint NULL: all.  In all roles: current, next and previous. */
bool model_assignments(struct model *, const char *thumbprint,
    struct assignments *, struct err *);
void assignments_clear(struct assignments *);

#endif
