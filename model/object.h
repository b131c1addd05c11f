/* SPDX-License-Identifier: ISC */
/*
 * One object of the group: a kind's struct, which begins with struct object.
 * Generic code (database, dialogs, command line, history) works on struct
 * object and the kind's fields; code that knows the kind casts with
 * object_as().
 */
#ifndef MODEL_OBJECT_H
#define MODEL_OBJECT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/field.h"
#include "model/props.h"

struct object {
	const struct kind *kind;
	int64_t id;		/* 0: not stored yet */
	int64_t version;	/* what the database held when it was read */
	char *name;
	struct props props;
};

/* A new one with the defaults of its fields. */
struct object *object_new(const struct kind *);
struct object *object_copy(const struct object *);
void object_free(struct object *);

/* ---- slots: every field an object has, of whichever home ---------------- */

/*
 * A property without a row in any table has field NULL: shown and edited as
 * plain text.
 */
struct slot {
	const struct field *field;
	const char *prefix;	/* NULL: a member of the struct */
	const char *page;
	char *tab;		/* page, where it is composed; or NULL */
	const char *of;		/* the field whose value brings it, or NULL */
	const char *stage;	/* of the component it belongs to, or NULL */
	char *name;		/* as typed: "retry_count", "file.file_mask" */
	const char *inherited;	/* what holds where nothing is set, as text;
				   NULL for members */
	const char *origin;	/* whose value that is; NULL: the default */
};

enum { MAX_PARENTS = 4 };

struct slots {
	struct slot *v;
	size_t n, cap;
	struct object *parents[MAX_PARENTS];	/* keep inherited alive */
};

struct model;

/*
 * All slots of the object as it is now, in dialog order: fields that do not
 * apply left out, adapter and component tables that its choices bring in.
 * m may be NULL: then nothing is inherited from another object.
 */
void object_slots(const struct object *, struct model *m, struct slots *);
void slots_clear(struct slots *);
const struct slot *slots_find(const struct slots *, const char *name);

/* Values through a slot.  slot_get: "" when empty; the caller frees. */
char *slot_get(const struct object *, const struct slot *);
/* For people; what is inherited where nothing is set. */
char *slot_show(const struct object *, const struct slot *);
/* m seals secrets and may be NULL where none is set. */
bool slot_set(struct object *, const struct slot *, struct model *m,
    const char *text, struct err *);
bool slot_is_secret(const struct slot *);
/* Neither a value of its own nor an inherited one. */
bool slot_is_empty(const struct object *, const struct slot *);
/* The same value in both, secrets as well. */
bool slot_same(const struct object *, const struct object *,
    const struct slot *);
/* A property that is set here, not inherited. */
bool slot_is_set(const struct object *, const struct slot *);
/* Back to the default, or to what is inherited. */
void slot_reset(struct object *, const struct slot *);
/*
 * The same; a required member without a default gets what is stored, as it
 * could not stay empty.  Secrets are cleared.
 */
void slot_restore(struct object *, const struct object *stored,
    const struct slot *);

/*
 * Of a new object: where it holds a choice that is not offered to it as it is
 * now, it gets the first that is.
 */
void object_suit(struct object *, const struct field *);

/*
 * A new object's fields with a suggestion: those that held what was suggested
 * by the choices of was follow those of now.
 */
void object_suggest(struct object *now, const struct object *was);
/* One of them, whatever it holds. */
void object_take_suggestion(struct object *, const struct field *);

/*
 * Set by name, as the command line does: "retry_count", "file.file_mask".
 * Unknown names say so and list the nearest; read-only ones refuse a value
 * that differs.
 */
bool object_set(struct object *, struct model *, const char *name,
    const char *text, struct err *);

/* Members only, by field name, or NULL. */
const struct field *object_field(const struct object *, const char *name);

/* ---- secrets: rules in field.h ------------------------------------------ */

/* A member, or a property that any choice of the kind brings in. */
bool object_is_secret(const struct kind *, const char *name);
/* Its token, or NULL; it stays the object's. */
const char *object_token(const struct object *, const char *name);
/* NULL clears. */
void object_set_token(struct object *, const char *name, const char *token);

/* Names and texts that differ between two states of one object. */
struct change {
	char *field;		/* "retry_count", "decoder.body_part_index" */
	char *old_value;	/* NULL: none */
	char *new_value;
	bool secret;		/* "set", "changed" or NULL: ask the objects */
};

struct changes {
	struct change *v;
	size_t n, cap;
};

/* Either side may be NULL: creation, deletion. */
void object_diff(const struct object *from, const struct object *to,
    struct changes *);
void changes_clear(struct changes *);
/* Make that member or property what it is in the other object. */
void object_take(struct object *to, const struct object *from,
    const char *name);

#endif
