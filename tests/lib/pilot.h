/* SPDX-License-Identifier: ISC */
/*
 * The console flown by a test: the real event loop in a thread of its own,
 * which stands still while the test looks, decides and presses the next key.
 * So a test reads from top to bottom, and sees the layers as well as the
 * screen.  Nothing runs at the same time: no locks are needed.
 */
#ifndef TESTS_LIB_PILOT_H
#define TESTS_LIB_PILOT_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/event.h"
#include "tui/ui.h"

struct pilot;

/* NULL, 0: xterm-256color in UTF-8 with colours, 80x24, pinned clock. */
struct pilot_options {
	const char *term;
	const char *locale;
	bool mono;
	int height, width;
	int64_t clock;
};

/* The model stays the caller's.  The first screen is up on return. */
struct pilot *pilot_start(struct model *, const struct pilot_options *);
/* Hangs up, whatever is open. */
void pilot_stop(struct pilot *);

/* Each returns when the console waits for the next event. */
void pilot_event(struct pilot *, const struct event *);
void pilot_key(struct pilot *, int key);
/* "Tab F2 a": as key_label() names them; aborts on any other. */
void pilot_keys(struct pilot *, const char *names);
/* Each character a key; UTF-8. */
void pilot_type(struct pilot *, const char *text);
void pilot_resize(struct pilot *, int width, int height);

/* It has been left; nothing can be sent any more. */
bool pilot_over(const struct pilot *);
struct ui *pilot_ui(struct pilot *);
/* Its layer on top is of that context. */
bool pilot_in(struct pilot *, const struct command_context *);
/* What is seen, until the next event: as screen_dump() writes it. */
const char *pilot_screen(struct pilot *);
void pilot_cursor(struct pilot *, int *row, int *column);

#endif
