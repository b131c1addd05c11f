/* SPDX-License-Identifier: ISC */
/* Short conversations: a question, a line of text, something to read. */
#ifndef TUI_ASK_H
#define TUI_ASK_H

#include <stdbool.h>

#include "tui/command.h"
#include "tui/ui.h"

extern const struct command_context confirm_context;
extern const struct command_context sure_context;
extern const struct command_context prompt_context;
extern const struct command_context message_context;

/* Yes or no; the text is wrapped. */
bool ask_yes(struct ui *, const char *title, const char *text);
/* For what destroys something: Enter is not enough, it says no. */
bool ask_sure(struct ui *, const char *title, const char *text);

/* The same in words of one's own: "save" and "back". */
struct question {
	const char *title, *text;
	const char *yes, *no;
	bool sure;		/* Enter says no */
};
bool ask(struct ui *, const struct question *);

/*
 * One line; NULL where it was cancelled.  hidden: shown as stars, kept in
 * cleansed memory up to here; the caller cleanses the result.
 */
struct prompt {
	const char *title;
	const char *text;	/* what is asked for, wrapped */
	const char *initial;	/* or NULL */
	bool replace;		/* what is typed first takes its place */
	bool hidden;
	/*
	 * If not NULL: pasted text that has this in it is the answer as it
	 * is, with all its lines.
	 */
	const char *whole;
};
char *ask_line(struct ui *, const struct prompt *);
/*
 * Until take() takes it, or it is cancelled; why it did not is said below.
 * What was typed wrong is mended, not typed again.
 */
char *ask_until(struct ui *, const struct prompt *,
    bool (*take)(void *to, const char *text, struct err *), void *to);
/* A time, UTC; *at is offered.  False: cancelled. */
bool ask_time(struct ui *, const char *title, const char *text, int64_t *at);
/* For ask_until() of one's own: into an int64_t. */
bool ask_time_take(void *at, const char *text, struct err *);

/* Something to read; lines are wrapped, '\n' ends one. */
void show_text(struct ui *, const char *title, const char *text);
/* Columns of its lines now, for text that is laid out beforehand. */
int show_text_width(const struct ui *);

#endif
