/* SPDX-License-Identifier: ISC */
/*
 * Fields over structs: one row says everything about a field.  From it come
 * the dialog's widget, parsing and printing, range checks, the SQL column,
 * `get`/`set`, list columns, JSON, the history's diff and the manual.
 *
 * The same rows describe three homes: members of a kind's struct (columns of
 * its table), options of a pipeline component and properties of an adapter
 * (stored as name/value rows, addressed as PREFIX.NAME).
 *
 * Adding a field = a row in the kind's table, a member in its struct, and for
 * a column a step in config/schema.
 */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/usage.h"

struct kind;
struct object;
struct field;

enum field_type {		/* the member at .at is a */
	FIELD_TEXT,		/* char *, NULL for empty; one line */
	FIELD_MEMO,		/* char *, NULL for empty; lines allowed */
	FIELD_INT,		/* int64_t, or FIELD_UNSET */
	FIELD_TIME,		/* int64_t seconds, or FIELD_UNSET */
	FIELD_BOOL,		/* bool */
	FIELD_CHOICE,		/* int, index into .choices */
	FIELD_REF,		/* char *, name of an object of kind .ref */
	FIELD_CERT,		/* char *, normalised thumbprint or NULL */
	FIELD_ROWS,		/* struct rows, cells by .rows */
	FIELD_DAYTIME,		/* int64_t seconds of the day; HH:MM:SS */
	FIELD_SET,		/* char *, names of .choices with ',' between
				   in their order; NULL for none */
	FIELD_SECRET,		/* char *, sealed (base/seal.h), or NULL */
	FIELD_TYPE_COUNT
};

/* What a certificate is in its assignment: rollover.h. */
enum cert_role { CERT_CURRENT, CERT_NEXT, CERT_PREVIOUS, CERT_ROLES };

#define FIELD_UNSET INT64_MIN	/* an optional number without a value */

enum {
	FIELD_REQUIRED = 1 << 0,	/* must not be empty */
	FIELD_ONCE = 1 << 1,	/* set when created, read-only afterwards */
	FIELD_DERIVED = 1 << 2,	/* computed; never set by hand */
	FIELD_STATE = 1 << 3,	/* changed by verbs only */
	FIELD_UNIQUE = 1 << 4,	/* no two objects may share it */
	FIELD_OPTIONAL = 1 << 5,	/* a number that may be left empty */
	FIELD_OWNER = 1 << 6,	/* FIELD_REF: deleted with what it names */
	FIELD_VIEW = 1 << 7,	/* and FIELD_DERIVED: computed by the kind's
				   view, of FIELD_ROWS by theirs; never
				   written, not in the history, no reference */
	FIELD_HERE = 1 << 8,	/* and FIELD_VIEW: not from the database; the
				   kind's .fill has it of where it runs */
};

/* Ends with a row whose name is NULL. */
struct choice {
	const char *name;	/* stored and typed */
	const char *label;	/* shown in dialogs */
};

/* A table inside a field: aliases, components, filters. */
struct rows {
	char **cells;		/* n x width, none NULL */
	size_t n;		/* rows */
	size_t width;		/* cells a row */
	size_t cap;
};

/*
 * Cells are rows of fields too, of which they take .name to .max, .choices,
 * .ref, .column, .check and .fits (self: whose rows they are, to narrow a list
 * that is chosen from; NULL where they are checked); FIELD_UNIQUE: no two rows
 * share the cell; .help: what fits, for errors.
 */
struct row_table {
	const char *table;	/* columns owner_id, position, ...; a view for
				   a FIELD_VIEW, NULL for a FIELD_HERE */
	const struct field *fields;	/* FIELD_TEXT, _CHOICE or _REF */
	size_t nfields;
	const char *elsewhere;	/* FIELD_VIEW: why its rows are not typed:
				   each is an object, whose name and then whose
				   fields called as the cells it holds, and
				   can be made and deleted there; or NULL */
	const char *beside;	/* shown with the rows: that field of what
				   the first cell, a FIELD_REF, names */
	/*
	 * What a cell holds because of those before it ("" for nothing), or
	 * NULL where it is free; only helps who fills in.  NULL: all free.
	 */
	const char *(*fixed)(char *const *cells, size_t cell);
	/*
	 * What a cell is chosen from, by whose rows they are and the cells
	 * before it; heap, a NULL name ends it.  What stands alone there is
	 * taken.  Only helps who fills in.  NULL: as its field says.
	 */
	struct choice *(*offered)(const struct object *self,
	    char *const *cells, size_t cell);
	/* Is the row made by the program and not to be touched?  NULL: none. */
	bool (*automatic)(const struct rows *, size_t row);
	/* All rows in one line of text; appends.  NULL: none. */
	void (*preview)(const struct rows *, struct buf *);
};

struct field {
	const char *name;	/* column, and word on the command line */
	const char *label;	/* as in the dialog */
	const char *page;	/* of the dialog; NULL: not shown there */
	const char *help;	/* one sentence for the foot of the dialog */
	enum field_type type;
	unsigned flags;
	size_t at;		/* offsetof the kind's struct */
	const char *def;	/* default as text, NULL: empty */
	int64_t min, max;	/* FIELD_INT; FIELD_TEXT, _MEMO: max = bytes,
				   0 = MAX_FIELD_TEXT */
	const char *unit;	/* "minutes" */
	const struct choice *choices;	/* FIELD_TEXT: offered, not required */
	/* Those of .choices that fit the object; NULL: all. */
	const struct choice *(*offered)(const struct object *self);
	/* FIELD_BOOL: what the other choices of a new object suggest, and
	   what it holds until somebody chooses.  NULL: the default. */
	bool (*suggest)(const struct object *self);
	const char *ref;	/* FIELD_REF: name of the kind */
	enum usage usage;	/* FIELD_CERT */
	enum cert_role role;	/* FIELD_CERT; the others beside it are named
				   in rollover.h */
	const char *names;	/* FIELD_DERIVED: the common name of the
				   FIELD_CERT of this name */
	const struct row_table *rows;
	const char *only;	/* FIELD_BOOL: true for one object at most of
				   those that share the fields named here,
				   blank separated ("": of all); setting it
				   takes it from the other */
	int column;		/* width in lists, 0: not a list column */
	/* More than type and range can say; value is normalised text. */
	bool (*check)(const struct field *, const char *value, struct err *);
	/* Shown and meaningful only if; NULL: always. */
	bool (*applies)(const struct object *);
	/*
	 * Has it a place in the dialog now?  Unlike .applies it is a field
	 * all the same.  slot: its full name.  NULL: always.
	 */
	bool (*seen)(const struct object *, const char *slot);
	/* FIELD_REF: narrows the candidates; NULL: all of the kind. */
	bool (*fits)(const struct object *self, const struct object *candidate);
};

/*
 * Secrets.  A struct, a property and the database hold nothing but the token
 * that secret.h makes of what was typed, and no text form of an object holds
 * even that: field_text() is "", field_show() is "(set)" or "", a change has
 * the words "set" and "changed", JSON has {"set": true} or null.  `show`
 * leaves secrets out (asked for by name, it prints NAME=- if there is one),
 * so that what it prints can be given to `set` without touching them; `set`
 * takes NAME= to clear, NAME=- to ask.  Tokens are compared and copied, never
 * printed.
 */
#define SECRET_SET "(set)"
#define MAX_FIELD_TEXT 4096
#define MAX_FIELD_ROWS 1000

/* ---- a value in a struct and as text ------------------------------------ */

/*
 * Text as people type it into the struct at base (the object or the options
 * struct .at belongs to).  Checks type, range, length, choice, UTF-8 and
 * .check, not references.  The member is unchanged on failure.
 * Empty text clears.  Booleans: true/false, yes/no, on/off, 1/0.
 * Text is never trimmed; what is unique is refused with blanks around it.
 * Rows: cells joined by '|', rows by ';', those two escaped with '\', and so a
 * blank at the beginning or end of a cell.
 * Secrets: nothing but a token; what people type goes through slot_set().
 */
bool field_parse(const struct field *, void *base, const char *text,
    struct err *);

/*
 * The inverse; appends.  field_parse() takes what it prints; of a secret that
 * is nothing.
 */
void field_print(const struct field *, const void *base, struct buf *);

/* The same as a string of the caller's; "" when empty. */
char *field_text(const struct field *, const void *base);

/* For people: choice labels, thumbprints in groups, times readable. */
char *field_show(const struct field *, const void *base);

/* The token of a FIELD_SECRET, or NULL; it stays the struct's. */
const char *field_token(const struct field *, const void *base);

bool field_is_empty(const struct field *, const void *base);
bool field_equal(const struct field *, const void *a, const void *b);

/* Default value into a zeroed struct. */
void field_set_default(const struct field *, void *base);
void field_copy(const struct field *, void *to, const void *from);
void field_release(const struct field *, void *base);

/* "whole number from 0 to 1000, minutes", "true or false", ... appended. */
void field_allowed(const struct field *, struct buf *);

/* ---- tables of fields --------------------------------------------------- */

const struct field *fields_find(const struct field *, size_t n,
    const char *name);
void fields_init(const struct field *, size_t n, void *base);
void fields_clear(const struct field *, size_t n, void *base);

/* ---- rows --------------------------------------------------------------- */

const char *rows_cell(const struct rows *, size_t row, size_t column);
/* cells: width strings, copied. */
void rows_add(struct rows *, size_t width, const char *const *cells);
void rows_remove(struct rows *, size_t row);
void rows_clear(struct rows *);
bool rows_equal(const struct rows *, const struct rows *);

#endif
