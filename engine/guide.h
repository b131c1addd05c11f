/* SPDX-License-Identifier: ISC */
/*
 * Guided setup: a task is one table of questions, and what the user has
 * answered so far is a list of texts by the questions' ids.  Which question
 * comes next is a function of these texts and of the group, so that Back,
 * keeping and resuming need nothing of their own.
 *
 * Nothing here writes to the group, prints or asks: command line and console
 * put the questions, guide_plan.h makes objects of the answers, guide_test.h
 * proves them.
 */
#ifndef ENGINE_GUIDE_H
#define ENGINE_GUIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/usage.h"
#include "model/audit/topology.h"
#include "model/model.h"
#include "model/props.h"

#define MAX_GUIDE_ANSWER 12288	/* bytes of one: a pasted certificate */
#define MAX_GUIDE_ANSWERS 200
#define MAX_GUIDE_FILE 65536	/* of a file of answers */
enum { MAX_GUIDE_WAYS = 4 };

struct guide;
struct guide_plan;
struct guide_proof;
struct guide_question;

enum guide_type {
	GUIDE_TEXT,
	GUIDE_CHOICE,		/* one of the choices */
	GUIDE_OPEN,		/* one of them, or a text of one's own */
	GUIDE_SET,		/* some of them, ',' between */
	GUIDE_YES_NO,
};

/* Before the review; when everything has been shown; after the self-test. */
enum guide_phase { GUIDE_ASK, GUIDE_CONFIRM, GUIDE_ENABLE };

struct guide_choice {
	char *value;
	char *text;		/* what it means, here and now; or NULL */
	char *refused;		/* why it cannot be chosen, or NULL */
};

struct guide_choices {
	struct guide_choice *v;
	size_t n, cap;
};

/* A row of a task's table. */
struct guide_row {
	const char *id;
	const char *text;	/* the question */
	const char *why;	/* the recommendation behind it, a sentence */
	const char *part;	/* heading from here on; NULL: as before */
	enum guide_type type;
	enum guide_phase phase;
	bool each;		/* once for each way of the task: WAY.ID */
	bool fields;		/* stands for those of an adapter */
	bool thumbprint;	/* in whichever spelling */
	bool assumed;		/* a file without it means the default */
	const char *def;	/* or NULL: none, or that of suggest */
	char *(*suggest)(const struct guide_question *);	/* heap, NULL */
	bool (*applies)(const struct guide_question *);	/* NULL: always */
	void (*choices)(const struct guide_question *,
	    struct guide_choices *);
	bool (*check)(const struct guide_question *, const char *value,
	    struct err *);
};

struct guide_rows {
	const struct guide_row *v;
	size_t n;
};

/* A row as it is asked. */
struct guide_question {
	const struct guide *guide;
	const struct guide_row *row;
	const char *way;		/* or NULL */
	const struct field *field;	/* of an adapter, or NULL */
	char *id;
	bool optional;			/* answered if one likes, never asked */
};

struct guide_questions {
	struct guide_question *v;
	size_t n, cap;
};

struct guide_task {
	const char *name;	/* "receive" */
	const char *label;
	const struct guide_rows *const *tables;	/* in turn; NULL ends */
	enum usage partner;	/* of the partner's certificate */
	/* The ways that the answers so far speak of; their number. */
	size_t (*ways)(const struct guide *,
	    const char *ways[MAX_GUIDE_WAYS]);
	/* The table that stands in for a row with .fields, for that way. */
	const struct field *(*fields)(const struct guide *, const char *way,
	    const char **prefix, size_t *n);
	/* Behind the functions of guide_plan.h and guide_test.h. */
	bool (*plan)(const struct guide *, struct guide_plan *,
	    struct err *);
	int64_t (*find_revision)(const struct guide *);
	bool (*prove)(const struct guide *, struct guide_proof *,
	    struct err *);
	bool (*enable)(const struct guide *, int64_t *revision,
	    struct err *);	/* NULL: there is nothing to enable */
};

extern const struct guide_task guide_receive, guide_send,
    guide_rollover;
extern const struct guide_task *const guide_tasks[];	/* NULL ends */

struct guide {
	struct model *model;
	const struct guide_task *task;
	struct snapshot *snapshot;	/* of when it was begun */
	struct topology *topology;
	struct props answers;
	struct props taken_back;	/* offered again as the default */
	int64_t at;
};

/* The model must outlive it. */
struct guide *guide_new(struct model *, const struct guide_task *,
    struct err *);
void guide_free(struct guide *);

/* All that apply by the answers so far, in their order. */
void guide_questions(const struct guide *, struct guide_questions *);
void guide_questions_clear(struct guide_questions *);

/*
 * The first question of the phase that has no answer or, then with err set,
 * one that is not acceptable (any more): its place among the questions, or
 * their number when there is none.
 */
size_t guide_next(const struct guide *, const struct guide_questions *,
    enum guide_phase, struct err *);

/* Keeps the answer; ERR_INVALID "ID: problem (value)". */
bool guide_answer(struct guide *, const struct guide_question *,
    const char *value, struct err *);
/* Takes the last answer of the phase back; false: there is none. */
bool guide_back(struct guide *, enum guide_phase);

/* What there is to choose from, and what an empty answer stands for. */
void guide_choices(const struct guide_question *, struct guide_choices *);
void guide_choices_clear(struct guide_choices *);
void guide_choice_add(struct guide_choices *, const char *value, char *text,
    char *refused);		/* takes both texts over */
char *guide_default(const struct guide_question *);	/* "" for none */
/* The words of the question and the reason for it. */
const char *guide_text(const struct guide_question *);
const char *guide_why(const struct guide_question *);
/* Heading of the part that question stands in, or NULL. */
const char *guide_part(const struct guide_questions *, size_t at);

/* The answer to WAY.ID (way NULL: ID), or NULL; guide_is: "yes". */
const char *guide_get(const struct guide *, const char *way, const char *id);
bool guide_is(const struct guide *, const char *way, const char *id,
    const char *value);

/*
 * Answers from a file, ID=VALUE a line, '#' before a remark.  They are judged
 * where they are asked for.  An answer nobody asks for is what
 * guide_surplus() names, once nothing is left to be asked.
 */
bool guide_read(struct guide *, const char *path, struct err *);
bool guide_surplus(const struct guide *, const struct guide_questions *,
    struct err *);

/*
 * A certificate may be pasted: PEM, its lines joined by blanks.  goes_on: the
 * END line is still to come.  pasted: it becomes PEM again.
 */
bool guide_goes_on(const char *text);
bool guide_is_pasted(const char *answer);
bool guide_pasted(const char *answer, struct buf *pem, struct err *);

/* ---- kept while the line drops: guide_session.c -------------------------- */

/*
 * In the folder of the user's drafts, 0600, one for each task and group.
 * load: ERR_NOT_FOUND where there is none.
 */
bool guide_session_save(const struct guide *, struct err *);
bool guide_session_load(struct guide *, int64_t *when, struct err *);
void guide_session_remove(const struct guide *);

/*
 * What was half typed when it was left: kept with the answers until the
 * question is answered.  NULL, for the text too: there is none.
 */
const char *guide_typed(const struct guide_question *);
void guide_set_typed(struct guide *, const struct guide_question *,
    const char *text);

/* Revision that the answers have become, or 0; kept with them. */
int64_t guide_written(const struct guide *);
void guide_set_written(struct guide *, int64_t revision);	/* 0: none */

#endif
