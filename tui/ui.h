/* SPDX-License-Identifier: ISC */
/*
 * The console while it runs: a stack of layers over the main view, and the
 * loop that draws them and hands each event to the topmost.  A dialog is
 * opened with ui_modal(), which returns when it is closed, so that commands
 * read from top to bottom: ask for a name, pick a store, write.
 */
#ifndef TUI_UI_H
#define TUI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "model/model.h"
#include "tui/command.h"
#include "tui/screen.h"

struct events;
struct layer;
struct browser;
struct view;

struct layer_ops {
	const struct command_context *context;
	/* Draw, and put the cursor where the focus is. */
	void (*draw)(struct layer *, struct ui *);
	/* A key before the commands see it: typed text.  True: taken. */
	bool (*key)(struct layer *, struct ui *, int key);
	/*
	 * Pasted text, of several lines maybe.  False, or NULL: there is
	 * nothing it could go into.
	 */
	bool (*paste)(struct layer *, struct ui *, const char *text);
	/* Nothing was typed for a while; may be NULL. */
	void (*pause)(struct layer *, struct ui *);
	/* Line above the function bar when there is no message; or NULL. */
	const char *(*hint)(struct layer *, struct ui *);
	/* At the right end of that line, heap; may be NULL. */
	char *(*status)(struct layer *, struct ui *);
	/* The list that the keys of move_commands work on; or NULL. */
	struct view *(*view)(struct layer *);
	/* Name of what commands work on, for questions; or NULL. */
	const char *(*subject)(struct layer *);
};

struct layer {		/* first member of each kind of layer */
	const struct layer_ops *ops;
	struct layer *below;
	bool done;	/* close it */
	bool accepted;	/* with OK, not with Esc */
};

struct ui {
	struct screen *screen;
	struct events *events;
	struct model *model;
	struct layer *top;
	struct browser *browser;	/* the main view */
	char *message;
	enum style message_style;
	int64_t clock;		/* pinned time of the tests, or 0 */
	int next_key;		/* came with the last one, 0: none */
	bool changed;		/* by us: lists and counts are to be renewed */
	bool keep;		/* quitting: unsaved dialogs become drafts */
	bool busy;		/* something is going on beside us */
	bool quit;
	int signal;		/* that ended it, or 0 */
};

/* Smaller than this nothing useful can be shown. */
enum { UI_MIN_HEIGHT = 14, UI_MIN_WIDTH = 60 };

/* True if it was accepted; the layer still belongs to the caller. */
bool ui_modal(struct ui *, struct layer *);
/* Draw, wait for one event, handle it. */
void ui_turn(struct ui *);
void ui_key(struct ui *, int key);

/* Said in the line above the function bar until the next key. */
void ui_say(struct ui *, enum style, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void ui_error(struct ui *, const struct err *);

int64_t ui_now(const struct ui *);
/* Between the title line and the message line. */
struct rect ui_body(const struct ui *);
/* A box of at most that size in the middle of the body. */
struct rect ui_centre(const struct ui *, int height, int width);

/* Commands that only close a layer, for their tables. */
void layer_accept(struct ui *, struct layer *, const struct command *);
void layer_cancel(struct ui *, struct layer *, const struct command *);

#endif
