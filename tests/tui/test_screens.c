/* SPDX-License-Identifier: ISC */
/*
 * What a person sees: the real event loop, fed with the keys of a script in
 * tests/tui/scripts, its screens compared with tests/tui/screens/NAME.txt.
 * UPDATE=1 in the environment writes the expectations instead.
 *
 * A script's lines:
 *	locale NAME, term NAME, mono	first: under which terminal
 *	read-only			first: without the right to write
 *	role operator			first: with the right to verbs only
 *	node LABEL, row LABEL		down to that row of the tree, the list
 *	page LABEL			in a dialog, on to that page
 *	pages NAME			each page of the dialog must be
 *					screens/NAME.PAGE.txt, what is below
 *					its end NAME.PAGE.lower.txt
 *	key F3				as key_label() names it
 *	type TEXT			each character a key
 *	paste TEXT			pasted in one piece; \n is a line end
 *	paste-file PATH			the same of a file's content
 *	click ROW COLUMN, double ROW COLUMN, wheel up, wheel down
 *	size WIDTH HEIGHT		the terminal is resized to
 *	pause				nothing is typed for a second
 *	other KIND NAME field=value	somebody else changes that ('_' in NAME
 *					stands for a blank)
 *	added KIND field=value ...	somebody else makes that
 *	deleted KIND NAME		somebody else deletes that
 *	dump NAME			the screen must be screens/NAME.txt
 *	# ...				said to the reader
 *
 * Masked, because they differ each time: times as of the clock
 * ("YYYY-MM-DD hh:mm:ssZ", "YYYY-MM-DD hh:mm", "on YYYY-MM-DD"), sizes of
 * messages that are made anew ("#### bytes)").
 */
#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "tests/lib/dump.h"
#include "tests/lib/screen_group.h"
#include "tui/console.h"

enum { MAX_SCRIPT = 65536, MAX_SCRIPTS = 100, MAX_STEPS = 200 };

/* Through every page of a dialog. */
struct page_walk {
	char *prefix;		/* of the screens' names, or NULL */
	char *first;		/* name of the page it began with, heap */
	char *name;		/* of the screens of this page, heap */
	bool lower;		/* on the way to what is below */
};

struct script {
	struct buf text;
	char *rest;		/* lines not run yet */
	char *type;		/* characters of the current `type` */
	const struct walk *walk;	/* towards a label, or NULL */
	char *label;
	int steps;		/* towards it */
	struct page_walk pages;	/* of the current `pages` */
	char *folder;		/* tests/tui, absolute */
	struct screen_group *group;
	const char *term;
	bool read_only, operator;
	size_t failed;
};

/* ---- screens ------------------------------------------------------------ */

/* "2026-11-21 13:45:10Z" and "2026-11-21 13:45", wherever they stand. */
static void
mask_times(char *s)
{
	static const char shape[] = "dddd-dd-dd dd:dd:ddZ";
	static const char masked[] = "YYYY-MM-DD hh:mm:ssZ";
	size_t i;

	for (; *s != '\0'; s++) {
		for (i = 0; shape[i] != '\0'; i++)
			if (shape[i] == 'd' ? !isdigit((unsigned char)s[i]) :
			    s[i] != shape[i])
				break;
		if (i >= sizeof("dddd-dd-dd dd:dd") - 1)
			memcpy(s, masked, shape[i] == '\0' ?
			    sizeof(masked) - 1 :
			    sizeof("dddd-dd-dd dd:dd") - 1);
	}
}

/* "changed on 2026-11-21": the day of what the script itself did. */
static void
mask_days(char *s)
{
	static const char masked[] = " on YYYY-MM-DD";
	size_t i;

	for (; (s = strstr(s, " on ")) != NULL; s++) {
		for (i = 4; masked[i] != '\0'; i++)
			if (masked[i] == '-' ? s[i] != '-' :
			    !isdigit((unsigned char)s[i]))
				break;
		if (masked[i] == '\0')
			memcpy(s, masked, i);
	}
}

/* "(AES-256-CBC, 1976 bytes)": of keys that are made anew each time. */
static void
mask_sizes(char *s)
{
	char *at = s, *digit;

	while ((at = strstr(at, " bytes)")) != NULL) {
		for (digit = at; digit > s && isdigit((unsigned char)
		    digit[-1]); digit--)
			digit[-1] = '#';
		at++;
	}
}

static void
compare(struct script *s, const struct screen *screen, const char *name)
{
	char *path = xasprintf("%s/screens/%s.txt", s->folder, name);
	struct buf got = { 0 }, want = { 0 };
	struct err err = { 0 };

	screen_dump(screen, &got);
	mask_times((char *)got.data);
	mask_days((char *)got.data);
	mask_sizes((char *)got.data);
	if (getenv("UPDATE") != NULL) {
		if (!file_write(path, got.data, got.len, 0644, &err))
			print_error("%s\n", err.text);
	} else if (!file_read(&want, path, MAX_SCRIPT, &err)) {
		print_error("%s\n", err.text);
		s->failed++;
	} else if (want.len != got.len ||
	    memcmp(want.data, got.data, got.len) != 0) {
		print_error("screen %s: got\n%s\nexpected\n%s\n", name,
		    (char *)got.data, (char *)want.data);
		s->failed++;
	}
	buf_clear(&got);
	buf_clear(&want);
	free(path);
}

/* ---- lines of a script -------------------------------------------------- */

/* Each gives an event or none; what came is in ev->type. */
struct verb {
	const char *name;
	bool (*run)(struct script *, const struct screen *, char *args,
	    struct event *);
};

static bool
run_key(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)screen;
	ev->type = EVENT_KEY;
	ev->key = key_parse(args);
	if (ev->key < 0) {
		print_error("no such key: %s\n", args);
		s->failed++;
	}
	return ev->key >= 0;
}

static bool
run_type(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)screen;
	(void)ev;
	s->type = args;
	return false;
}

static bool
run_paste(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	char *from, *to;

	(void)s;
	(void)screen;
	for (from = to = args; *from != '\0'; from++) {
		if (from[0] == '\\' && from[1] == 'n') {
			*to++ = '\n';
			from++;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	ev->type = EVENT_PASTE;
	ev->text = xstrdup(args);
	return true;
}

static bool
run_paste_file(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	(void)screen;
	if (!file_read(&b, args, MAX_SCRIPT, &err)) {
		print_error("%s\n", err.text);
		s->failed++;
	}
	ev->type = EVENT_PASTE;
	ev->text = buf_steal(&b);
	return true;
}

/* From where it begins, key by key until the label is reached. */
static const struct walk {
	const char *name, *from, *key;
	bool (*is_there)(const char *dump, const char *label);
} walks[] = {
	{ "node", "Home", "Down", dump_at_node },
	{ "row", "Home", "Down", dump_at_row },
	{ "page", NULL, "PgDn", dump_at_page },
};

static void
press(struct event *ev, const char *key)
{
	ev->type = EVENT_KEY;
	ev->key = key_parse(key);
}

/* Is the word one of them?  Then *sent says whether a key came of it. */
static bool
begin_walk(struct script *s, const char *word, char *label, bool *sent,
    struct event *ev)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(walks); i++) {
		if (strcmp(walks[i].name, word) != 0)
			continue;
		s->walk = &walks[i];
		s->label = label;
		s->steps = 0;
		*sent = walks[i].from != NULL;
		if (*sent)
			press(ev, walks[i].from);
		return true;
	}
	return false;
}

static bool
next_step(struct script *s, const struct screen *screen, struct event *ev)
{
	struct buf b = { 0 };
	bool there;

	if (s->walk == NULL)
		return false;
	screen_dump(screen, &b);
	there = s->walk->is_there((const char *)b.data, s->label);
	buf_clear(&b);
	if (there) {
		s->walk = NULL;
		return false;
	}
	if (s->steps++ == MAX_STEPS) {
		print_error("no such %s: %s\n", s->walk->name, s->label);
		s->failed++;
		s->walk = NULL;
		return false;
	}
	press(ev, s->walk->key);
	return true;
}

static bool
run_pages(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)screen;
	(void)ev;
	s->pages.prefix = args;
	s->steps = 0;
	return false;
}

static void
end_pages(struct page_walk *w)
{
	str_replace(&w->first, NULL);
	str_replace(&w->name, NULL);
	w->lower = false;
	w->prefix = NULL;
}

/* A page that has just come: false where it is the first one again. */
static bool
begin_page(struct script *s, const struct screen *screen, char *page)
{
	struct page_walk *w = &s->pages;

	if (w->first != NULL && strcmp(w->first, page) == 0)
		return false;
	if (w->first == NULL)
		w->first = xstrdup(page);
	w->name = xasprintf("%s.%s", w->prefix, page);
	compare(s, screen, w->name);
	return true;
}

static bool
next_page(struct script *s, const struct screen *screen, struct event *ev)
{
	struct page_walk *w = &s->pages;
	struct buf b = { 0 };
	char *page, *lower;
	bool more;

	if (w->prefix == NULL)
		return false;
	screen_dump(screen, &b);
	page = dump_page((const char *)b.data);
	more = dump_has_more((const char *)b.data);
	buf_clear(&b);
	if ((w->name == NULL && !begin_page(s, screen, page)) ||
	    s->steps++ == MAX_STEPS) {
		end_pages(w);
	} else if (more) {
		w->lower = true;
		press(ev, "Down");
	} else {
		lower = xasprintf("%s.lower", w->name);
		if (w->lower)
			compare(s, screen, lower);
		free(lower);
		w->lower = false;
		str_replace(&w->name, NULL);
		press(ev, "PgDn");
	}
	free(page);
	return w->prefix != NULL;
}

static bool
run_size(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)s;
	(void)screen;
	ev->type = EVENT_RESIZE;
	ev->width = (int)strtol(args, &args, 10);
	ev->height = (int)strtol(args, NULL, 10);
	return true;
}

static bool
run_pause(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)s;
	(void)screen;
	(void)args;
	ev->type = EVENT_PAUSE;
	return true;
}

static bool
run_other(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	char *kind = strsep(&args, " "), *name = strsep(&args, " "), *p;

	(void)screen;
	(void)ev;
	for (p = name; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	screen_group_set(s->group, kind, name, args);
	return false;
}

static bool
run_added(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	char *kind = strsep(&args, " ");

	(void)screen;
	(void)ev;
	screen_group_add(s->group, kind, args);
	return false;
}

static bool
run_deleted(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	char *kind = strsep(&args, " ");

	(void)screen;
	(void)ev;
	screen_group_delete(s->group, kind, args);
	return false;
}

static bool
run_dump(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)ev;
	compare(s, screen, args);
	return false;
}

/* The second press, which follows a click. */
static bool
run_double(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)s;
	(void)screen;
	ev->type = EVENT_DOUBLE;
	ev->row = (int)strtol(args, &args, 10);
	ev->column = (int)strtol(args, NULL, 10);
	return true;
}

static bool
run_click(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	run_double(s, screen, args, ev);
	ev->type = EVENT_CLICK;
	return true;
}

static bool
run_wheel(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)s;
	(void)screen;
	ev->type = EVENT_WHEEL;
	ev->row = strcmp(args, "down") == 0 ? 1 : -1;
	return true;
}

static bool
run_nothing(struct script *s, const struct screen *screen, char *args,
    struct event *ev)
{
	(void)s;
	(void)screen;
	(void)args;
	(void)ev;
	return false;
}

static const struct verb verbs[] = {
	{ "key", run_key }, { "pages", run_pages }, { "type", run_type },
	{ "paste", run_paste }, { "paste-file", run_paste_file },
	{ "size", run_size }, { "pause", run_pause }, { "other", run_other },
	{ "added", run_added }, { "deleted", run_deleted },
	{ "click", run_click }, { "double", run_double },
	{ "wheel", run_wheel }, { "dump", run_dump }, { "#", run_nothing },
	{ "", run_nothing },
};

static bool
run_line(struct script *s, const struct screen *screen, char *line,
    struct event *ev)
{
	char *word = strsep(&line, " ");
	bool sent = false;
	size_t i;

	if (begin_walk(s, word, line, &sent, ev))
		return sent;
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		if (strcmp(verbs[i].name, word) == 0)
			return verbs[i].run(s, screen, line, ev);
	print_error("no such line: %s\n", word);
	s->failed++;
	return false;
}

static bool
next_character(struct script *s, struct event *ev)
{
	if (s->type == NULL || *s->type == '\0')
		return false;
	ev->type = EVENT_KEY;
	ev->key = (unsigned char)*s->type++;
	return true;
}

static void
next_event(void *arg, const struct screen *screen, int timeout_ms,
    struct event *ev)
{
	struct script *s = arg;
	char *line;

	(void)timeout_ms;
	while (!next_character(s, ev) && !next_step(s, screen, ev) &&
	    !next_page(s, screen, ev)) {
		line = strsep(&s->rest, "\n");
		if (line == NULL) {
			ev->type = EVENT_HANGUP;
			return;
		}
		if (run_line(s, screen, line, ev))
			return;
	}
}

/* ---- running it --------------------------------------------------------- */

/* The lines before the first event: about the terminal. */
static void
run_head(struct script *s)
{
	char *line;

	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	s->term = "xterm-256color";
	while (s->rest != NULL && strchr("#lmrt\n", *s->rest) != NULL &&
	    !text_starts(s->rest, "type")) {
		line = strsep(&s->rest, "\n");
		if (text_starts(line, "locale "))
			setenv("LC_ALL", line + 7, 1);
		else if (text_starts(line, "term "))
			s->term = line + 5;
		else if (strcmp(line, "mono") == 0)
			setenv("NO_COLOR", "1", 1);
		else if (strcmp(line, "read-only") == 0)
			s->read_only = true;
		else if (strcmp(line, "role operator") == 0)
			s->operator = true;
	}
}

static void
run_console(struct script *s)
{
	struct console_options o = {
		.screen = { .height = 24, .width = 80 },
		.events = { .next = next_event, .arg = s },
		.clock = SCREEN_CLOCK,
	};
	struct err err = { 0 };
	int status = -1;

	o.screen.term = s->term;
	o.screen.out = fopen("/dev/null", "w");
	assert_non_null(o.screen.out);
	if (s->read_only) {
		s->group->model->role = ROLE_AUDITOR;
		str_replace(&s->group->model->why_read_only,
		    "opened with --read-only");
	}
	if (s->operator)
		s->group->model->role = ROLE_OPERATOR;
	if (!console_run_with(s->group->model, &o, &status, &err))
		fail_msg("%s", err.text);
	fclose(o.screen.out);
	assert_int_equal(status, 0);
}

static void
test_script(void **state)
{
	struct script s = { .folder = realpath("tests/tui", NULL) };
	char *path, *data;
	struct err err = { 0 };

	assert_non_null(s.folder);
	path = xasprintf("%s/scripts/%s", s.folder, (char *)*state);
	data = xasprintf("%s/data", s.folder);
	assert_true(file_read(&s.text, path, MAX_SCRIPT, &err));
	s.rest = (char *)s.text.data;
	run_head(&s);
	s.group = screen_group_new(data);
	run_console(&s);
	screen_group_free(s.group);
	buf_clear(&s.text);
	free(path);
	free(data);
	free(s.folder);
	assert_int_equal(s.failed, 0);
}

static int
is_script(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

int
main(void)
{
	struct CMUnitTest tests[MAX_SCRIPTS];
	struct dirent **list = NULL;
	int n, i, failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	n = scandir("tests/tui/scripts", &list, is_script, alphasort);
	assert_true(n > 0 && n <= MAX_SCRIPTS);
	memset(tests, 0, sizeof(tests));
	for (i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){ .name = list[i]->d_name,
		    .test_func = test_script,
		    .initial_state = list[i]->d_name };
	failed = _cmocka_run_group_tests("screens", tests, (size_t)n, NULL,
	    NULL);
	for (i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return failed;
}
