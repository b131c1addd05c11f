/* SPDX-License-Identifier: ISC */
/*
 * Whatever is pressed: keys of every command, text, escape sequences, other
 * sizes, a lost line, and somebody else who changes and deletes meanwhile,
 * all by a dice whose seed is fixed.  After each event
 *
 *	the cursor is on the screen, and not left behind in its first line;
 *	windows do not pile up, and Esc leads out of all of them;
 *	nothing is written that was not said: the database changes only by
 *	    a key that answers a question with yes, saves a dialog, takes a
 *	    row of a list that a command of the main view has opened, or is
 *	    one of the verbs that do not ask.
 *
 * At the end the history fits together.  FUZZ_SECONDS=600 in the environment
 * goes on with other seeds for that long, from FUZZ_SEED on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/edit.h"
#include "model/history.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pilot.h"
#include "tui/ask.h"
#include "tui/browser.h"
#include "tui/conflict.h"
#include "tui/form.h"
#include "tui/form_parts.h"
#include "tui/guide.h"
#include "tui/memo.h"
#include "tui/picker.h"
#include "tui/rows.h"

enum { EVENTS = 2000, MAX_LAYERS = 12, TRAIL = 40, MAX_PEM = 1 << 16 };

struct run {
	uint64_t dice;
	uint64_t seed;
	struct fixture *f;
	struct model *other;	/* a second console's connection */
	struct pilot *p;
	int64_t mark;		/* what it saw of the database last */
	int step;
	int trail[TRAIL];	/* keys, the newest at step % TRAIL */
};

static uint32_t
roll(struct run *r, uint32_t sides)
{
	r->dice ^= r->dice << 13;
	r->dice ^= r->dice >> 7;
	r->dice ^= r->dice << 17;
	return (uint32_t)(r->dice >> 24) % sides;
}

/* ---- what must hold ----------------------------------------------------- */

static void
trouble(struct run *r, const char *what)
{
	struct layer *l;
	char label[K_LABEL];
	int i;

	print_error("%s (seed %llu, event %d)\nwindows:", what,
	    (unsigned long long)r->seed, r->step);
	for (l = pilot_ui(r->p)->top; l != NULL; l = l->below)
		print_error(" %s", l->ops->context->name);
	print_error("\nkeys:");
	for (i = r->step > TRAIL ? r->step - TRAIL + 1 : 1; i <= r->step; i++)
		print_error(" %s", r->trail[i % TRAIL] == 0 ? "-" :
		    key_label(r->trail[i % TRAIL], label));
	print_error("\n%s", pilot_screen(r->p));
	fail_msg("%s", what);
}

static size_t
count_layers(struct run *r)
{
	struct layer *l;
	size_t n = 0;

	for (l = pilot_ui(r->p)->top; l != NULL; l = l->below)
		n++;
	return n;
}

static void
check_screen(struct run *r)
{
	struct rect area = screen_area(pilot_ui(r->p)->screen);
	int row, column;

	if (pilot_over(r->p))
		return;
	pilot_cursor(r->p, &row, &column);
	if (row < 0 || column < 0 || row >= area.height ||
	    column >= area.width)
		trouble(r, "the cursor is not on the screen");
	if (row == 0 && area.height >= UI_MIN_HEIGHT &&
	    area.width >= UI_MIN_WIDTH)
		trouble(r, "no window has the cursor");
	if (count_layers(r) > MAX_LAYERS)
		trouble(r, "windows pile up");
}

static bool
has_name(const struct command *c, const char *names)
{
	const char *s = c != NULL ? strstr(names, c->name) : NULL;
	size_t n = s != NULL ? strlen(c->name) : 0;

	return s != NULL && (s == names || s[-1] == ' ') &&
	    (s[n] == ' ' || s[n] == '\0');
}

/* May this key, in the window it is pressed in, change the database? */
static bool
may_write(struct run *r, int key)
{
	static const char free_verbs[] = "enable start enlist publish";
	static const struct {
		const struct command_context *context;
		const char *commands;
	} table[] = {
		{ &confirm_context, "yes" },
		{ &sure_context, "yes" },
		{ &form_context, "ok apply accept" },
		{ &browser_context, free_verbs },
		{ &picker_context, "choose open" },	/* finder, import */
		{ &conflict_context, "save" },
		{ &guide_context, "next yes" },	/* confirm and enable */
	};
	const struct layer *top = pilot_ui(r->p)->top;
	const struct command_context *c = top->ops->context;
	size_t i;

	/* Esc and a key in one piece: the key meets what Esc has left. */
	if (key >= K_ALT && command_find_key(c, key) == NULL) {
		c = top->below != NULL ? top->below->ops->context : c;
		key -= K_ALT;
	}
	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].context == c && has_name(command_find_key(c,
		    key), table[i].commands))
			return true;
	return false;
}

static bool
was_written(struct run *r)
{
	struct err err = { 0 };
	int64_t mark = 0;
	bool changed;

	if (!model_change_mark(r->other, &mark, &err))
		fail_msg("%s", err.text);
	changed = mark != r->mark;
	r->mark = mark;
	return changed;
}

/* ---- sending ------------------------------------------------------------ */

static void
start(struct run *r)
{
	static const struct pilot_options looks[] = {
		{ .clock = 1 },
		{ .clock = 1, .locale = "C" },
		{ .clock = 1, .mono = true, .height = 60, .width = 200 },
		{ .clock = 1, .term = "vt100", .height = 14, .width = 60 },
	};
	struct pilot_options o = looks[roll(r, ARRAY_SIZE(looks))];

	o.clock = r->f->now;
	r->p = pilot_start(r->f->model, &o);
}

/* "suspend" would be run by Enter, here or in a list that asks for help. */
static bool
suspends(struct run *r)
{
	const struct view_row *row;
	struct layer *l;

	for (l = pilot_ui(r->p)->top; l != NULL; l = l->below) {
		if (l->ops->context != &picker_context)
			continue;
		row = view_selected(l->ops->view(l));
		if (row != NULL && strcmp(row->key, "suspend") == 0)
			return true;
	}
	return false;
}

/* What would stop the test, or write into a file that somebody needs. */
static bool
is_harmful(struct run *r, int key)
{
	int plain = key >= K_ALT ? key - K_ALT : key;

	if (pilot_in(r->p, &picker_context) && plain == K_ENTER)
		return suspends(r);
	return plain == 'Z' - '@' || (plain == '/' &&
	    pilot_in(r->p, &prompt_context));
}

static void
send(struct run *r, const struct event *ev)
{
	bool key = ev->type == EVENT_KEY;
	bool may;

	if (key && is_harmful(r, ev->key))
		return;
	r->step++;
	r->trail[r->step % TRAIL] = key ? ev->key : 0;
	may = key && may_write(r, ev->key);
	pilot_event(r->p, ev);
	check_screen(r);
	if (was_written(r) && !may)
		trouble(r, "changed without being asked to");
	if (!pilot_over(r->p))
		return;
	pilot_stop(r->p);
	start(r);
}

static void
send_key(struct run *r, int key)
{
	send(r, &(struct event){ .type = EVENT_KEY, .key = key });
}

/* ---- kinds of events ---------------------------------------------------- */

/* A key of some command of that context. */
static void
press_command(struct run *r, const struct command_context *context)
{
	const struct command_table *const *t = context->tables;
	const struct command *c;
	char *keys, *rest, *word;
	size_t n = 0;
	int key = -1;

	while (t[n] != NULL)
		n++;
	t += roll(r, (uint32_t)n);
	c = &(*t)->v[roll(r, (uint32_t)(*t)->n)];
	/* The console ends often enough. */
	if (strcmp(c->name, "quit") == 0 && roll(r, 20) > 0)
		return;
	keys = rest = xstrdup(c->keys);
	while ((word = strsep(&rest, " ")) != NULL)
		if (key < 0 || roll(r, 2) == 0)
			key = key_parse(word);
	free(keys);
	send_key(r, key);
}

static void
press_here(struct run *r)
{
	press_command(r, pilot_ui(r->p)->top->ops->context);
}

static void
press_anything(struct run *r)
{
	size_t n = 0;

	while (command_contexts[n] != NULL)
		n++;
	press_command(r, command_contexts[roll(r, (uint32_t)n)]);
}

static void
type_word(struct run *r)
{
	static const char *const words[] = {
		"Contoso", "1", "99999999999999999999", "-1", "25:00", "x|y;z",
		"http", "own.p12", "secret", "A B", "FILE", "true", "jan,feb",
		"0123456789ABCDEF0123456789ABCDEF01234567", "a\\b'c\"d",
		"2026-12-31 23:59", "FILE-send@EdiSend", "1.2.3.4", "text",
		"PassThruReceive", "Europe", "%MessageID%.xml",
	};
	const char *s = words[roll(r, ARRAY_SIZE(words))];

	for (; *s != '\0'; s++)
		send_key(r, *s);
}

static void
press_odd(struct run *r)
{
	static const int odd[] = { 0, 1, 31, 0xd800, 0x202e, 0x300, 0x4e2d,
	    0x1f600, 0x10ffff, 0x5d0, 0xe4, 0xad, 0x200b, K_F0 + 11,
	    K_INSERT, K_DELETE, K_LAST, K_ALT, K_ALT + 27, K_ALT + 126 };

	send_key(r, odd[roll(r, ARRAY_SIZE(odd))]);
}

static void
press_alt(struct run *r)
{
	/* Answers to questions are what must not slip through. */
	static const char keys[] = "ynq:?";

	send_key(r, K_ALT + (roll(r, 2) == 0 ? ' ' + (int)roll(r, 95) :
	    keys[roll(r, sizeof(keys) - 1)]));
}

static void
press_move(struct run *r)
{
	static const int keys[] = { K_DOWN, K_DOWN, K_UP, K_TAB, K_TAB,
	    K_ENTER, K_ENTER, K_ESC, K_PAGE_DOWN, K_PAGE_UP, K_RIGHT, K_LEFT,
	    K_HOME, K_END, ' ', K_BACKSPACE };

	send_key(r, keys[roll(r, ARRAY_SIZE(keys))]);
}

static void
resize(struct run *r)
{
	int small = roll(r, 8) == 0;

	send(r, &(struct event){ .type = EVENT_RESIZE,
	    .width = small ? 1 + (int)roll(r, 60) : 60 + (int)roll(r, 141),
	    .height = small ? 1 + (int)roll(r, 14) :
	    14 + (int)roll(r, 47) });
}

static void
pause_(struct run *r)
{
	send(r, &(struct event){ .type = EVENT_PAUSE });
}

static void
lose_line(struct run *r)
{
	if (roll(r, 20) == 0)
		send(r, &(struct event){ .type = EVENT_HANGUP,
		    .signal = (int)roll(r, 3) });
}

/* Somebody else describes, renames, deletes or takes back. */
static void
meddle(struct run *r)
{
	static const char *const fields[] = { "description", "name",
	    "trusted", "two_way", "retry_count" };
	struct objects all = { 0 };
	struct object *o, *now;
	size_t n = 0;
	char text[16];

	while (kinds[n] != NULL)
		n++;
	model_select(r->other, kinds[roll(r, (uint32_t)n)], NULL, NULL, &all,
	    NULL);
	if (all.n > 0) {
		o = all.v[roll(r, (uint32_t)all.n)];
		now = object_copy(o);
		snprintf(text, sizeof(text), "%u", roll(r, 1000));
		switch (roll(r, 8)) {
		case 0:
			edit_delete_one(r->other, o, NULL);
			break;
		case 1:
			history_undo(r->other, NULL, NULL, NULL);
			break;
		default:
			if (object_set(now, r->other, fields[roll(r,
			    ARRAY_SIZE(fields))], text, NULL))
				edit_update_one(r->other, o, now, NULL);
		}
		object_free(now);
	}
	objects_clear(&all);
	/* Ours does not count, whatever the database makes of it. */
	was_written(r);
	pause_(r);
}

/* Esc out of everything; what is not saved is given up. */
static void
get_out(struct run *r)
{
	size_t tries = 8 * MAX_LAYERS;
	const struct command_context *below;
	struct ui *ui;

	send(r, &(struct event){ .type = EVENT_RESIZE, .width = 80,
	    .height = 24 });
	for (;; tries--) {
		ui = pilot_ui(r->p);
		if (ui->top->below == NULL && !browser_in_list(ui))
			return;
		if (tries == 0)
			trouble(r, "Esc does not lead out");
		/* Asked by Esc: give up the changes in the dialog? */
		below = ui->top->below != NULL ?
		    ui->top->below->ops->context : NULL;
		if (pilot_in(r->p, &sure_context) &&
		    (below == &form_context || below == &memo_context) &&
		    r->trail[r->step % TRAIL] == K_ESC)
			send_key(r, 'y');
		else
			send_key(r, K_ESC);
	}
}

static const struct {
	uint32_t weight;
	void (*run)(struct run *);
} kinds_of_events[] = {
	{ 40, press_here },
	{ 30, press_move },
	{ 8, press_anything },
	{ 6, type_word },
	{ 3, press_alt },
	{ 3, press_odd },
	{ 3, resize },
	{ 4, pause_ },
	{ 1, meddle },
	{ 1, lose_line },
};

static void
one_event(struct run *r)
{
	uint32_t all = 0, at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds_of_events); i++)
		all += kinds_of_events[i].weight;
	at = roll(r, all);
	for (i = 0; at >= kinds_of_events[i].weight; i++)
		at -= kinds_of_events[i].weight;
	kinds_of_events[i].run(r);
}

/* ---- running it --------------------------------------------------------- */

static void
play(struct fixture *f, uint64_t seed, int events)
{
	struct run r = { .dice = seed * UINT64_C(0x9e3779b97f4a7c15) | 1,
	    .seed = seed, .f = f };
	struct err err = { 0 };
	int64_t good = 0;

	r.other = model_open(&f->settings, false, &err);
	if (r.other == NULL)
		fail_msg("%s", err.text);
	str_replace(&r.other->user, "bert");
	was_written(&r);
	start(&r);
	while (r.step < events) {
		one_event(&r);
		if (roll(&r, 200) == 0)
			get_out(&r);
	}
	get_out(&r);
	pilot_stop(r.p);
	if (!history_verify(f->model, &good, &err))
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
	assert_true(good > 0);
	model_close(r.other);
}

/* A certificate to import, at a name without folders. */
static void
add_file(struct fixture *f, const char *from)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	if (!file_read(&b, from, MAX_PEM, &err) || chdir(f->dir) != 0 ||
	    !file_write("own.p12", b.data, b.len, 0600, &err))
		fail_msg("%s", err.text);
	buf_clear(&b);
}

static void
play_fixed(void **state)
{
	play(*state, 1, EVENTS);
	play(*state, 2, EVENTS);
}

static void
play_on(void **state)
{
	const char *seconds = getenv("FUZZ_SECONDS");
	const char *first = getenv("FUZZ_SEED");
	uint64_t seed = first != NULL ? strtoull(first, NULL, 10) : 100;
	time_t end = time(NULL) + atol(seconds);

	/* Longer than any test may take that is not asked to. */
	alarm((unsigned)atol(seconds) + 600);
	for (; time(NULL) < end; seed++) {
		play(*state, seed, EVENTS);
		print_message("# seed %llu\n", (unsigned long long)seed);
	}
}

static int
setup(void **state)
{
	char *from = realpath("tests/tui/data/own.p12", NULL);
	struct fixture *f = fixture_new(true);

	add_file(f, from);
	free(from);
	/* Drafts and guides of this group only. */
	setenv("XDG_STATE_HOME", f->dir, 1);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	int back = chdir("/");

	fixture_free(*state);
	return back;
}

int
main(void)
{
	static const struct CMUnitTest fixed[] = {
		cmocka_unit_test_setup_teardown(play_fixed, setup, teardown),
	}, on[] = {
		cmocka_unit_test_setup_teardown(play_on, setup, teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	if (getenv("FUZZ_SECONDS") != NULL)
		return cmocka_run_group_tests_name("keys", on, NULL, NULL);
	return cmocka_run_group_tests_name("keys", fixed, NULL, NULL);
}
