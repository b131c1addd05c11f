/* SPDX-License-Identifier: ISC */
/*
 * What happens to the console, one at a time: a key, another size, a pause, a
 * lost line.  Comes from the terminal, or from a script in the tests.
 */
#ifndef TUI_EVENT_H
#define TUI_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct screen;

enum event_type {
	EVENT_KEY,
	EVENT_RESIZE,
	EVENT_PAUSE,	/* nothing for the time that was given */
	EVENT_PASTE,	/* text from the clipboard, as one piece */
	EVENT_CLICK,	/* a cell was pressed */
	EVENT_DOUBLE,	/* and at once again; follows its EVENT_CLICK */
	EVENT_WHEEL,	/* turned: down if row is positive, else up */
	EVENT_HANGUP,	/* the line is lost, or a signal asks to end */
};

/*
 * A key is a Unicode code point (control characters below 32 included), one
 * of these, or K_ALT + the code point of a letter.
 */
enum {
	K_FIRST = 0x110000,
	K_UP = K_FIRST,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_INSERT,
	K_DELETE,
	K_BACKSPACE,
	K_BACK_TAB,
	K_SHIFT_LEFT,
	K_SHIFT_RIGHT,
	K_F0,		/* K_F0 + 1 is F1 */
	K_F_LAST = K_F0 + 12,
	K_LAST,
	K_ALT = 0x200000,
	K_TAB = 9,
	K_ENTER = 13,
	K_ESC = 27,
};

struct event {
	enum event_type type;
	int key;
	int height, width;	/* EVENT_RESIZE; 0: ask the terminal */
	int row, column;	/* EVENT_CLICK, EVENT_DOUBLE */
	int signal;		/* EVENT_HANGUP; 0: end of input */
	char *text;		/* EVENT_PASTE: heap, freed by the receiver;
				   UTF-8, lines ended by '\n' */
};

/* What is pasted beyond that is left out. */
#define MAX_PASTE (1 << 20)

/* NULL functions stand for the terminal. */
struct event_source {
	/* Wait at most that long.  The screen is up to date. */
	void (*next)(void *arg, const struct screen *, int timeout_ms,
	    struct event *);
	void *arg;
};

#define K_LABEL 16

/* "F3", "Enter", "Ctrl-L", "Alt-a", "Space", "a"; returns out. */
const char *key_label(int key, char out[static K_LABEL]);
/* The inverse; -1 for anything else. */
int key_parse(const char *name);
/* A character that goes into a text. */
bool key_is_text(int key);
/* Its UTF-8, at most 4 bytes without a NUL; returns their number. */
size_t key_utf8(int key, char *out);

/*
 * Signals wait while the program works and are seen between two events only,
 * so that nothing is ever left half done.
 */
struct events;
struct events *events_start(const struct event_source *);
void events_stop(struct events *);
void events_next(struct events *, const struct screen *, int timeout_ms,
    struct event *);

#endif
