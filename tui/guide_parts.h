/* SPDX-License-Identifier: ISC */
/* The windows of the guided setup, for guide*.c only. */
#ifndef TUI_GUIDE_PARTS_H
#define TUI_GUIDE_PARTS_H

#include "engine/guide.h"
#include "engine/guide_plan.h"
#include "engine/guide_test.h"
#include "tui/line.h"
#include "tui/ui.h"
#include "tui/view.h"

/* One task, from its first question to its proof. */
struct tour {
	struct ui *ui;
	struct guide *guide;
	struct guide_plan plan;
	struct effect effect;
	struct guide_proof proof;
};

enum turn {
	TURN_LEAVE,		/* or the line was lost: all is kept */
	TURN_BACK,
	TURN_NEXT,
};

/* Kept on the disk; says why it could not. */
void tour_keep(struct tour *);

/* A question while it is asked. */
struct asking {
	struct layer layer;
	struct tour *tour;
	const struct guide_questions *list;
	const struct guide_question *q;
	size_t at;
	struct guide_choices choices;
	struct view *view;	/* of them */
	struct line line;
	bool typed;		/* there is a line */
	int64_t shown;		/* row of the choice that the line has */
	char *def;
	bool begun;		/* the default was typed or answered once */
	enum turn turn;
};

bool asking_is_set(const struct asking *);
bool asking_is_yes_no(const struct asking *);
const struct guide_choice *asking_selected(const struct asking *);

/* What can be done: guide_keys.c. */
bool asking_key(struct layer *, struct ui *, int key);
bool asking_paste(struct layer *, struct ui *, const char *text);
/* That text, or what stands there, is begun and no answer yet; NULL: not. */
void asking_keep(struct asking *, const char *text);
void asking_keep_typed(struct asking *);

/* One question, until its answer is taken: guide_ask.c. */
enum turn guide_ask(struct tour *, const struct guide_questions *,
    size_t at);

/* Lines to read, wrapped as wide as the window is: guide_page.c. */
struct page_line {
	char *text;
	enum style style;
	int indent;
};

struct page_text {
	struct page_line *v;
	size_t n, cap;
};

/* Takes the text over. */
void page_add(struct page_text *, enum style, int indent, char *text);
void page_addf(struct page_text *, enum style, int indent, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
void page_clear(struct page_text *);

struct page_order {
	const char *title;
	const char *next;	/* what Enter does, in words */
	const char *no_back;	/* why there is no way back, or NULL */
	/* F4 tries a message of the partner's, from a file; or NULL. */
	void (*sample)(struct tour *);
};
enum turn guide_page(struct tour *, const struct page_text *,
    const struct page_order *);
/* What the page that is shown is about. */
const struct tour *guide_page_tour(const struct layer *);

/* What stands on the pages: guide_show.c. */
void guide_show_review(const struct tour *, struct page_text *);
void guide_show_proof(const struct tour *, struct page_text *);
void guide_show_end(const struct tour *, struct page_text *);
void guide_show_answers(const struct tour *, struct page_text *);

#endif
