/* SPDX-License-Identifier: ISC */
#include "tui/event.h"

#include <curses.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/when.h"

/* Names of keys, and what ncurses calls them. */
static const struct {
	const char *name;
	int key;
	int code;	/* of ncurses, 0: none */
} key_rows[] = {
	{ "Up", K_UP, KEY_UP },
	{ "Down", K_DOWN, KEY_DOWN },
	{ "Left", K_LEFT, KEY_LEFT },
	{ "Right", K_RIGHT, KEY_RIGHT },
	{ "Home", K_HOME, KEY_HOME },
	{ "Home", K_HOME, KEY_FIND },
	{ "End", K_END, KEY_END },
	{ "End", K_END, KEY_SELECT },
	{ "PgUp", K_PAGE_UP, KEY_PPAGE },
	{ "PgDn", K_PAGE_DOWN, KEY_NPAGE },
	{ "Insert", K_INSERT, KEY_IC },
	{ "Delete", K_DELETE, KEY_DC },
	{ "Backspace", K_BACKSPACE, KEY_BACKSPACE },
	{ "Shift-Tab", K_BACK_TAB, KEY_BTAB },
	{ "Shift-Left", K_SHIFT_LEFT, KEY_SLEFT },
	{ "Shift-Right", K_SHIFT_RIGHT, KEY_SRIGHT },
	{ "Tab", K_TAB, 0 },
	{ "Enter", K_ENTER, KEY_ENTER },
	{ "Esc", K_ESC, 0 },
	{ "Space", ' ', 0 },
};

/*
 * Brackets around pasted text, which terminals send once screen.c has asked
 * for it; codes that ncurses has no use for.
 */
enum { PASTE_BEGIN = KEY_MAX + 1, PASTE_END, PASTE_WAIT_MS = 2000 };

enum { DOUBLE_MS = 400 };

/* ---- names -------------------------------------------------------------- */

size_t
key_utf8(int key, char *out)
{
	uint32_t c = (uint32_t)key;
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, i;

	if (n == 1) {
		out[0] = (char)c;
		return 1;
	}
	for (i = n; i > 1; i--, c >>= 6)
		out[i - 1] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)((0xf00 >> n & 0xf0) | c);
	return n;
}

const char *
key_label(int key, char out[static K_LABEL])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(key_rows); i++) {
		if (key_rows[i].key == key) {
			snprintf(out, K_LABEL, "%s", key_rows[i].name);
			return out;
		}
	}
	if (key > K_F0 && key <= K_F_LAST)
		snprintf(out, K_LABEL, "F%d", key - K_F0);
	else if (key >= K_ALT && key < K_ALT + 127)
		snprintf(out, K_LABEL, "Alt-%c", key - K_ALT);
	else if (key >= 0 && key < 32)
		snprintf(out, K_LABEL, "Ctrl-%c", key + '@');
	else if (key_is_text(key))
		out[key_utf8(key, out)] = '\0';
	else
		snprintf(out, K_LABEL, "?");
	return out;
}

/* The code point that begins the text. */
static int
first_code_point(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	int key = *u < 0x80 ? *u : *u < 0xe0 ? *u & 0x1f :
	    *u < 0xf0 ? *u & 0x0f : *u & 0x07;

	while (*u != '\0' && (*++u & 0xc0) == 0x80 && key < K_FIRST)
		key = key << 6 | (*u & 0x3f);
	return key;
}

/* The only key that may have this name. */
static int
key_guess(const char *name)
{
	char c, more;
	size_t i;
	int f;

	for (i = 0; i < ARRAY_SIZE(key_rows); i++)
		if (strcmp(key_rows[i].name, name) == 0)
			return key_rows[i].key;
	if (sscanf(name, "F%2d%c", &f, &more) == 1)
		return K_F0 + f;
	if (sscanf(name, "Alt-%c%c", &c, &more) == 1)
		return K_ALT + (unsigned char)c;
	if (sscanf(name, "Ctrl-%c%c", &c, &more) == 1)
		return (unsigned char)c - '@';
	return first_code_point(name);
}

int
key_parse(const char *name)
{
	char text[K_LABEL];
	int key = key_guess(name);

	return strcmp(key_label(key, text), name) == 0 ? key : -1;
}

bool
key_is_text(int key)
{
	return key >= 32 && key < K_FIRST && !(key >= 127 && key < 160);
}

/* ---- the terminal ------------------------------------------------------- */

static const int caught[] = { SIGHUP, SIGTERM, SIGINT };

/* The only thing a signal handler may touch. */
static volatile sig_atomic_t got_signal;

static void
on_signal(int number)
{
	got_signal = number;
}

struct events {
	struct event_source source;
	sigset_t before;	/* mask outside the console: while waiting */
	struct sigaction old[ARRAY_SIZE(caught)];
	int waiting;		/* a key read with the last one, or -1 */
	struct event click;	/* the last one, */
	int64_t clicked;	/* monotonic ms; 0: none that counts */
};

struct events *
events_start(const struct event_source *source)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct events *e = xcalloc(1, sizeof(*e));
	sigset_t block;
	size_t i;

	if (source != NULL)
		e->source = *source;
	e->waiting = -1;
	if (e->source.next != NULL)
		return e;
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
	got_signal = 0;
	sigemptyset(&block);
	sigaddset(&block, SIGWINCH);
	for (i = 0; i < ARRAY_SIZE(caught); i++)
		sigaddset(&block, caught[i]);
	sigprocmask(SIG_BLOCK, &block, &e->before);
	for (i = 0; i < ARRAY_SIZE(caught); i++)
		sigaction(caught[i], &sa, &e->old[i]);
	return e;
}

void
events_stop(struct events *e)
{
	size_t i;

	if (e == NULL)
		return;
	if (e->source.next == NULL) {
		sigprocmask(SIG_SETMASK, &e->before, NULL);
		for (i = 0; i < ARRAY_SIZE(caught); i++)
			sigaction(caught[i], &e->old[i], NULL);
	}
	free(e);
}

/* A key of ours for one of ncurses; -1 for what we have no use for. */
static int
translate(int code)
{
	size_t i;

	if (code > KEY_F0 && code <= KEY_F(12))
		return K_F0 + (code - KEY_F0);
	for (i = 0; i < ARRAY_SIZE(key_rows); i++)
		if (key_rows[i].code != 0 && key_rows[i].code == code)
			return key_rows[i].key;
	return -1;
}

/* Esc and a letter that came with it in one piece: Alt. */
static int
after_escape(struct events *e)
{
	wint_t c = 0;
	int got = get_wch(&c);

	if (got == OK && c > ' ' && c < 127)
		return K_ALT + (int)c;
	if (got == OK)
		e->waiting = (int)c;
	return K_ESC;
}

/*
 * One piece of what is pasted; false: its end.  A terminal that loses the
 * closing bracket does not take the keyboard away for ever.
 */
static bool
paste_next(wint_t *c, bool *is_code)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	int got = get_wch(c);

	if (got == ERR && poll(&in, 1, PASTE_WAIT_MS) > 0)
		got = get_wch(c);
	*is_code = got == KEY_CODE_YES;
	return got != ERR && !(*is_code && *c == PASTE_END);
}

/* Pasted keys are no commands: only characters and line ends count. */
static char *
read_paste(void)
{
	struct buf b = { 0 };
	char utf8[4];
	bool is_code = false, after_return = false;
	wint_t c = 0;

	buf_adds(&b, "");
	while (paste_next(&c, &is_code)) {
		if (is_code || b.len > MAX_PASTE - sizeof(utf8))
			continue;
		if (c == '\r' || (c == '\n' && !after_return))
			buf_addc(&b, '\n');
		else if (c == '\t' || key_is_text((int)c))
			buf_add(&b, utf8, key_utf8((int)c, utf8));
		after_return = c == '\r';
	}
	return buf_steal(&b);
}

/* A second press of the same cell, soon enough, opens what the first chose. */
static bool
is_double(struct events *e, const struct event *ev)
{
	int64_t now = when_monotonic_ms();
	bool yes = e->clicked != 0 && now - e->clicked <= DOUBLE_MS &&
	    e->click.row == ev->row && e->click.column == ev->column;

	e->click = *ev;
	e->clicked = yes ? 0 : now;
	return yes;
}

/* False: what the mouse did is of no use here. */
static bool
read_mouse(struct events *e, struct event *ev)
{
	MEVENT m;

	if (getmouse(&m) != OK)
		return false;
	ev->row = m.y;
	ev->column = m.x;
	if (m.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
		ev->type = EVENT_WHEEL;
		ev->row = m.bstate & BUTTON5_PRESSED ? 1 : -1;
	} else if (m.bstate & BUTTON1_PRESSED) {
		ev->type = is_double(e, ev) ? EVENT_DOUBLE : EVENT_CLICK;
	}
	return ev->type != EVENT_KEY;
}

/* False: nothing more to read. */
static bool
read_key(struct events *e, struct event *ev)
{
	wint_t c = 0;
	int got;

	if (e->waiting >= 0) {
		ev->key = e->waiting;
		e->waiting = -1;
		return true;
	}
	do {
		got = get_wch(&c);
		if (got == ERR)
			return false;
		if (got == KEY_CODE_YES)
			ev->key = translate((int)c);
		else
			ev->key = c == 127 || c == 8 ? K_BACKSPACE :
			    c == '\n' ? K_ENTER :
			    c == K_ESC ? after_escape(e) : (int)c;
		if (got == KEY_CODE_YES && c == KEY_RESIZE)
			ev->type = EVENT_RESIZE;
		if (got == KEY_CODE_YES && c == KEY_MOUSE)
			(void)read_mouse(e, ev);
		if (got == KEY_CODE_YES && c == PASTE_BEGIN) {
			ev->type = EVENT_PASTE;
			ev->text = read_paste();
		}
	} while (ev->key < 0 && ev->type == EVENT_KEY);
	return true;
}

/* poll() says there is input, but it is the end. */
static bool
at_end(const struct pollfd *in)
{
	int waiting = 0;

	if (in->revents & POLLIN)
		return ioctl(in->fd, FIONREAD, &waiting) != 0 || waiting == 0;
	return (in->revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

static void
hang_up(struct event *ev, int number)
{
	ev->type = EVENT_HANGUP;
	ev->signal = number;
}

static void
from_terminal(struct events *e, int timeout_ms, struct event *ev)
{
	struct timespec wait = { .tv_sec = timeout_ms / 1000,
	    .tv_nsec = timeout_ms % 1000 * 1000000L };
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t open = e->before;
	int n;

	if (read_key(e, ev))
		return;
	/* Blocked before we came, they would never end a wait. */
	sigdelset(&open, SIGWINCH);
	n = ppoll(&in, 1, &wait, &open);
	if (got_signal != 0)
		hang_up(ev, got_signal);
	else if (n > 0 && at_end(&in))
		hang_up(ev, SIGHUP);
	else if (!read_key(e, ev))
		ev->type = EVENT_PAUSE;
}

void
events_next(struct events *e, const struct screen *s, int timeout_ms,
    struct event *ev)
{
	memset(ev, 0, sizeof(*ev));
	ev->type = EVENT_KEY;
	if (e->source.next != NULL)
		e->source.next(e->source.arg, s, timeout_ms, ev);
	else
		from_terminal(e, timeout_ms, ev);
}
