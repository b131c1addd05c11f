/* SPDX-License-Identifier: ISC */
#include "tui/rollover_steps.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "model/edit_many.h"
#include "model/kinds/certificate.h"
#include "model/rollovers.h"
#include "tui/ask_effect.h"
#include "tui/cert_info.h"

/* One step while it is made. */
struct step {
	struct ui *ui;
	const char *field;
	struct object *before, *now;
	struct rollover_state was, is;
	struct buf text;	/* what it does */
	struct err err;
};

static void
step_init(struct step *s, struct ui *ui, struct object *o, const char *field)
{
	*s = (struct step){ .ui = ui, .field = field, .before = o,
	    .now = object_copy(o) };
	rollover_read(o, field, &s->was);
}

/* The state after it was made on s->now; then what it does can be said. */
static bool
step_made(struct step *s, bool ok)
{
	if (ok)
		rollover_read(s->now, s->field, &s->is);
	return ok;
}

/* What remains to be done; heap, NULL: nothing. */
static char *
todo_of(struct step *s)
{
	const struct rollover_item *item;
	struct rollovers list = { 0 };
	char *safe = NULL;

	item = rollovers_load(&list, s->ui->model, -1, ui_now(s->ui), NULL) ?
	    rollovers_find(&list, s->before, s->field) : NULL;
	if (item != NULL)
		safe = text_safe(item->todo);
	rollovers_clear(&list);
	return safe;
}

/* To be read at once. */
static void
show_rest(struct step *s)
{
	char *todo = todo_of(s);

	if (todo != NULL)
		show_text(s->ui, "What remains to be done", todo);
	free(todo);
}

/* Ask, save, say; then the step is over. */
static void
step_end(struct step *s, bool made, const struct question *ask,
    const char *done)
{
	const struct edit_set set = { .before = &s->before, .now = &s->now,
	    .n = 1 };
	struct edit_note note = { .reason = ask->title };
	struct question q = *ask;

	q.text = (const char *)s->text.data;
	if (made && ask_effect(s->ui, &q,
	    &(struct pending){ .set = &set }, NULL, &s->err)) {
		if (edit_all(s->ui->model, &set, &note, &s->err)) {
			show_rest(s);
			ui_say(s->ui, STYLE_NORMAL, "%s; u takes it back",
			    done);
		}
		s->ui->changed = true;
	}
	if (s->err.code != ERR_NONE)
		ui_error(s->ui, &s->err);
	rollover_state_clear(&s->was);
	rollover_state_clear(&s->is);
	object_free(s->now);
	buf_clear(&s->text);
}

/* A renewed one often has the same name: its end tells them apart.  Heap. */
static char *
name_of(struct step *s, const char *thumbprint)
{
	struct object *o = model_get(s->ui->model, &kind_certificate,
	    thumbprint, NULL);
	const struct certificate *c = (const struct certificate *)o;
	char *safe = text_safe(c != NULL && c->common_name != NULL ?
	    c->common_name : thumbprint), *text, day[WHEN_TEXT];

	text = c == NULL ? xstrdup(safe) : xasprintf("%s (expires %s)", safe,
	    when_date(c->not_after, day));
	free(safe);
	object_free(o);
	return text;
}

/* Appended, after a blank within a line. */
static void
say_cert(struct step *s, const char *thumbprint, const char *what)
{
	char *name = name_of(s, thumbprint);

	buf_addf(&s->text, "%s%s %s", s->text.len > 0 &&
	    s->text.data[s->text.len - 1] != '\n' ? " " : "", name, what);
	free(name);
}

static void
say_time(struct step *s, const char *what, int64_t at)
{
	char text[WHEN_TEXT];

	buf_addf(&s->text, "%s %s.", what, when_text(at, text));
}

static void
say_object(struct step *s)
{
	const struct field *f = kind_field(s->before->kind, s->field);
	char *name = text_safe(s->before->name);

	buf_addf(&s->text, "%s %s, %s:\n\n", s->before->kind->label, name,
	    usage_info(f->usage)->label);
	free(name);
}

/* ---- planning ------------------------------------------------------------ */

/* A week from now, or before the current one expires. */
static int64_t
suggested_time(struct step *s)
{
	enum { WEEK = 7 * DAY_SECONDS };
	struct object *o = model_get(s->ui->model, &kind_certificate,
	    s->was.current, NULL);
	int64_t now = ui_now(s->ui), at = now + WEEK;

	if (o != NULL && ((struct certificate *)o)->not_after < at)
		at = ((struct certificate *)o)->not_after;
	object_free(o);
	/* At midnight, unless that is past. */
	return at - at % DAY_SECONDS > now ? at - at % DAY_SECONDS :
	    at > now ? at : now;
}

static bool
take_days(void *to, const char *text, struct err *err)
{
	long long days;

	if (!text_to_int(text, &days) || days < 0 || days > MAX_KEEP_DAYS)
		return err_set(err, ERR_INVALID, "whole number from 0 to %d "
		    "expected (%s)", MAX_KEEP_DAYS, text);
	*(int64_t *)to = days * DAY_SECONDS;
	return true;
}

static bool
ask_keep(struct step *s, int64_t *keep)
{
	char initial[24], *answer;

	snprintf(initial, sizeof(initial), "%d", ROLLOVER_KEEP_DAYS);
	answer = ask_until(s->ui, &(struct prompt){ .title = "Days to keep",
	    .text = "For how many days after that shall the certificate that "
	    "is the current one now be kept? Until then it is accepted, and "
	    "stays in the stores.", .initial = initial, .replace = true },
	    take_days, keep);
	free(answer);
	return answer != NULL;
}

static bool
plan(struct step *s)
{
	const struct field *f = kind_field(s->before->kind, s->field);
	struct rollover_wish w = { .field = s->field, .keep = FIELD_UNSET };
	char *picked;
	bool ok;

	picked = cert_info_pick(s->ui, f, s->was.r.next != NULL ?
	    s->was.r.next : "", s->was.current);
	w.thumbprint = picked;
	w.from = s->was.r.next_from != FIELD_UNSET ? s->was.r.next_from :
	    suggested_time(s);
	ok = picked != NULL && ask_time(s->ui, "Roll-over", "When shall it "
	    "take over? Time as 2026-12-31 23:59, UTC. Until then the "
	    "current certificate is used; no restart is needed.", &w.from) &&
	    (s->was.r.previous != NULL || ask_keep(s, &w.keep)) &&
	    rollover_plan(s->now, s->ui->model, &w, &s->err);
	free(picked);
	return ok;
}

void
rollover_step_plan(struct ui *ui, struct object *o, const char *field)
{
	struct step s;
	bool made;

	step_init(&s, ui, o, field);
	made = step_made(&s, plan(&s));
	if (made) {
		say_object(&s);
		say_cert(&s, s.is.r.next, "takes over from");
		say_cert(&s, s.is.current, "on");
		say_time(&s, "", s.is.r.next_from);
		if (s.is.r.previous == NULL)
			say_time(&s, " The current one is kept until",
			    s.is.r.previous_until);
	}
	step_end(&s, made, &(struct question){ .title = "Plan roll-over",
	    .yes = "plan it", .no = "leave it" },
	    "planned");
}

/* ---- completing, ending, cancelling -------------------------------------- */

void
rollover_step_complete(struct ui *ui, struct object *o, const char *field)
{
	struct step s;
	bool made, early;
	char *todo;

	step_init(&s, ui, o, field);
	early = s.was.r.next_from != FIELD_UNSET &&
	    ui_now(ui) < s.was.r.next_from;
	made = step_made(&s, rollover_complete(s.now, ui->model, field,
	    ui_now(ui), FIELD_UNSET, &s.err));
	if (made) {
		say_object(&s);
		say_cert(&s, s.is.current, "becomes the current one.");
		if (early)
			say_time(&s, " It takes over now, not on",
			    s.was.r.next_from);
		if (s.is.r.previous != NULL) {
			say_cert(&s, s.is.r.previous, "is kept");
			say_time(&s, " until", s.is.r.previous_until);
		} else {
			say_cert(&s, s.was.current, "is given up at once.");
		}
		/* The order that never breaks a message. */
		todo = early ? todo_of(&s) : NULL;
		if (todo != NULL)
			buf_addf(&s.text, "\n\nBefore that: %s", todo);
		free(todo);
	}
	step_end(&s, made, &(struct question){ .title = "Complete roll-over",
	    .yes = "complete it", .no = "leave it",
	    .sure = early || s.is.r.previous == NULL }, "completed");
}

void
rollover_step_end(struct ui *ui, struct object *o, const char *field)
{
	struct step s;
	bool made;

	step_init(&s, ui, o, field);
	made = step_made(&s, rollover_end(s.now, ui->model, field, &s.err));
	if (made) {
		say_object(&s);
		say_cert(&s, s.was.r.previous, "is accepted no more;");
		say_time(&s, " it was to be kept until",
		    s.was.r.previous_until);
	}
	step_end(&s, made, &(struct question){ .title = "End roll-over",
	    .yes = "end it", .no = "leave it", .sure = true }, "ended");
}

void
rollover_step_cancel(struct ui *ui, struct object *o, const char *field)
{
	struct step s;
	bool made;

	step_init(&s, ui, o, field);
	made = step_made(&s, rollover_cancel(s.now, ui->model, field,
	    &s.err));
	if (made) {
		say_object(&s);
		say_cert(&s, s.was.r.next, "is not the next one any more;");
		say_cert(&s, s.was.current, "stays the current one.");
		if (ui_now(ui) >= s.was.r.next_from)
			say_time(&s, " The next one has been used since",
			    s.was.r.next_from);
	}
	step_end(&s, made, &(struct question){ .title = "Cancel roll-over",
	    .yes = "cancel it", .no = "leave it", .sure = true },
	    "cancelled");
}
