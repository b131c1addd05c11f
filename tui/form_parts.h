/* SPDX-License-Identifier: ISC */
/*
 * The insides of the property dialog, for form.c (commands), form_keys.c,
 * form_state.c (what is being edited), form_save.c, form_draft.c,
 * form_draw.c and form_pages.c only.
 */
#ifndef TUI_FORM_PARTS_H
#define TUI_FORM_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/object.h"
#include "tui/line.h"
#include "tui/ui.h"

enum { MAX_PAGES = 40 };

enum form_part { PART_PAGES, PART_FIELDS, PART_BUTTONS };

/* Text that its field did not take; it stays until it is mended. */
struct rejected {
	char *name;	/* of the slot */
	char *text;	/* "" of a secret */
	char *why;
};

/* What is said below a thumbprint; asked once, not for each key. */
struct cert_note {
	char *thumbprint;
	char *field;		/* what fits one does not fit another */
	char *text;
	enum style style;
};

struct form {
	struct layer layer;
	struct ui *ui;
	const struct kind *kind;
	struct object *before;	/* as stored; of a new one: the defaults */
	struct object *now;
	bool is_new;
	char *told;		/* to be said once it is saved, or NULL */
	char *why_read_only;	/* NULL: it may be changed */
	struct slots slots;
	const char *pages[MAX_PAGES];
	size_t npages;
	size_t page;
	enum form_part part;
	size_t focus;		/* slot; always one of this page, or slots.n */
	size_t button;
	int scroll;		/* rows of the page above the window */
	struct line line;	/* of the focused field, if it is typed into */
	bool typed;		/* the line was changed */
	struct rejected *rejected;
	size_t nrejected, rejected_cap;
	struct cert_note *notes;
	size_t nnotes, notes_cap;
};

/* How a field is edited. */
enum widget {
	WIDGET_LINE,
	WIDGET_BOOL,
	WIDGET_CHOICE,
	WIDGET_GRID,		/* rows and memos: in a window of their own */
};

/* ---- form_state.c ------------------------------------------------------- */

void form_open(struct form *, struct ui *, struct object *, bool is_new);
void form_close(struct form *);
/*
 * What a command line or a draft says the difference to: as stored, or a new
 * object as it is without what the dialog was opened with.  To be freed.
 */
struct object *form_origin(const struct form *);
/* The slots of what it is now; page and focus stay if they still exist. */
void form_refresh(struct form *);

enum widget form_widget(const struct slot *);
bool form_on_page(const struct form *, const struct slot *);
const struct slot *form_focused(const struct form *);	/* or NULL */
/* Why the field cannot be edited, or NULL. */
const char *form_frozen(const struct form *, const struct slot *);
bool form_changed(const struct form *, const struct slot *);
bool form_page_changed(const struct form *, const char *page);
/* Anything that would be lost by closing. */
bool form_unsaved(const struct form *);
struct rejected *form_rejected(const struct form *, const struct slot *);
const struct cert_note *form_cert_note(struct form *, const struct slot *);

/* Take what was typed into the object, or put it aside as rejected. */
void form_leave(struct form *);
void form_focus(struct form *, enum form_part, size_t slot);
/*
 * From a pipeline or transport type to the first field it brings (NULL: to
 * nothing), and from such a field back.
 */
const struct slot *form_counterpart(const struct form *, const struct slot *);
/* The field of that name, on its page; false if there is none. */
bool form_focus_name(struct form *, const char *name);
void form_set_page(struct form *, size_t page);
/* The next (1) or previous (-1) place for the focus; skip: frozen fields. */
void form_step(struct form *, int by, bool skip);
/* As form_leave() would take it: an unfit text is put aside. */
void form_put(struct form *, const struct slot *, const char *text);
/* A value from a list or a checkbox; says why it is not taken. */
bool form_set(struct form *, const struct slot *, const char *text);
/* Give up what was typed and the value: back to default or inherited. */
void form_reset(struct form *, const struct slot *);

/* ---- form_save.c -------------------------------------------------------- */

/* False: it says why, with the cursor on the field at fault. */
bool form_save(struct form *);
/* Another state it started from, and what is made of it; owns both. */
void form_rebase(struct form *, struct object *before, struct object *now);
/* "sealport set send-port Orders retry_count=7"; heap. */
char *form_command_line(const struct form *);

/* ---- form_keys.c -------------------------------------------------------- */

/* Is there a list or a window of its own for the field? */
bool form_can_choose(const struct slot *);
void form_choose(struct form *, const struct slot *);
bool form_key(struct layer *, struct ui *, int key);
bool form_paste(struct layer *, struct ui *, const char *text);

/* ---- form_draft.c ------------------------------------------------------- */

/* Write a draft if the line was lost while something is unsaved. */
void form_keep(struct form *);

/* ---- form.c ------------------------------------------------------------- */

/* form_open() of a dialog that form_run() can show. */
void form_init(struct form *, struct ui *, struct object *, bool is_new);
/* Show it, then close it; the name of what was saved, heap, or NULL. */
char *form_run(struct form *);

/* ---- form_draw.c -------------------------------------------------------- */

extern const char *const form_buttons[];
extern const size_t form_nbuttons;

void form_draw(struct layer *, struct ui *);
/* An option that a port takes from its pipeline unless it sets it itself. */
bool form_of_pipeline(const struct slot *);

/* ---- form_pages.c ------------------------------------------------------- */

int form_pages_width(const struct form *, int room);
void form_draw_pages(struct form *, const struct rect *);

/* ---- form_foot.c -------------------------------------------------------- */

/* What the field may hold, and what holds where it is left alone; heap. */
char *form_allowed(struct form *, const struct slot *, int width);

/*
 * A picked member of a set joins it, or leaves it where it is in already:
 * *value, the member, becomes the set.
 */
void form_toggle(struct form *, const struct slot *, char **value);

#endif
