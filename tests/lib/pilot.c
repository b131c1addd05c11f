/* SPDX-License-Identifier: ISC */
#include "tests/lib/pilot.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/browser.h"

struct pilot {
	struct ui ui;
	pthread_t thread;
	sem_t asks, answered;	/* whose turn it is */
	struct event event;
	bool over;
	FILE *out;
	struct buf screen;
	bool dumped;		/* since the last event */
};

/* ncurses keeps what it would need for the next screen; of all tests. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libncurses\nleak:libtinfo\n";
}

static void
wait_for(sem_t *s)
{
	while (sem_wait(s) != 0)
		;
}

/* ---- the console's side ------------------------------------------------- */

static void
next_event(void *arg, const struct screen *screen, int timeout_ms,
    struct event *ev)
{
	struct pilot *p = arg;

	(void)screen;
	(void)timeout_ms;
	sem_post(&p->asks);
	wait_for(&p->answered);
	*ev = p->event;
}

static void *
run(void *arg)
{
	struct pilot *p = arg;

	browser_run(&p->ui, p->ui.browser);
	p->over = true;
	sem_post(&p->asks);
	return NULL;
}

/* ---- the test's side ---------------------------------------------------- */

/* As console_run_with() does, but with the ui within reach. */
struct pilot *
pilot_start(struct model *m, const struct pilot_options *o)
{
	struct screen_options so = {
		.term = o->term != NULL ? o->term : "xterm-256color",
		.height = o->height > 0 ? o->height : 24,
		.width = o->width > 0 ? o->width : 80,
	};
	struct pilot *p = xcalloc(1, sizeof(*p));
	struct event_source source = { .next = next_event, .arg = p };
	struct err err = { 0 };

	setenv("LC_ALL", o->locale != NULL ? o->locale : "C.UTF-8", 1);
	if (o->mono)
		setenv("NO_COLOR", "1", 1);
	else
		unsetenv("NO_COLOR");
	p->out = so.out = fopen("/dev/null", "w");
	p->ui.model = m;
	p->ui.clock = o->clock;
	p->ui.screen = screen_start(&so, &err);
	if (p->ui.screen == NULL) {
		fprintf(stderr, "pilot: %s\n", err.text);
		abort();
	}
	sem_init(&p->asks, 0, 0);
	sem_init(&p->answered, 0, 0);
	p->ui.events = events_start(&source);
	p->ui.browser = browser_new(&p->ui);
	if (pthread_create(&p->thread, NULL, run, p) != 0)
		abort();
	wait_for(&p->asks);
	return p;
}

void
pilot_stop(struct pilot *p)
{
	if (!p->over)
		pilot_event(p, &(struct event){ .type = EVENT_HANGUP });
	pthread_join(p->thread, NULL);
	browser_free(p->ui.browser);
	events_stop(p->ui.events);
	screen_stop(p->ui.screen);
	sem_destroy(&p->asks);
	sem_destroy(&p->answered);
	fclose(p->out);
	buf_clear(&p->screen);
	free(p->ui.message);
	free(p);
}

void
pilot_event(struct pilot *p, const struct event *ev)
{
	if (p->over) {
		fprintf(stderr, "pilot: the console has ended\n");
		abort();
	}
	p->event = *ev;
	p->dumped = false;
	sem_post(&p->answered);
	wait_for(&p->asks);
}

void
pilot_key(struct pilot *p, int key)
{
	pilot_event(p, &(struct event){ .type = EVENT_KEY, .key = key });
}

void
pilot_keys(struct pilot *p, const char *names)
{
	char *copy = xstrdup(names), *rest = copy, *name;
	int key;

	while ((name = strsep(&rest, " ")) != NULL) {
		key = key_parse(name);
		if (key < 0) {
			fprintf(stderr, "pilot: no such key: %s\n", name);
			abort();
		}
		pilot_key(p, key);
	}
	free(copy);
}

void
pilot_type(struct pilot *p, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	int key, more;

	while (*s != '\0') {
		more = *s < 0x80 ? 0 : *s < 0xe0 ? 1 : *s < 0xf0 ? 2 : 3;
		key = more == 0 ? *s : *s & (0x3f >> more);
		for (s++; more > 0 && *s != '\0'; more--, s++)
			key = key << 6 | (*s & 0x3f);
		pilot_key(p, key);
	}
}

void
pilot_resize(struct pilot *p, int width, int height)
{
	pilot_event(p, &(struct event){ .type = EVENT_RESIZE,
	    .width = width, .height = height });
}

bool
pilot_over(const struct pilot *p)
{
	return p->over;
}

struct ui *
pilot_ui(struct pilot *p)
{
	return &p->ui;
}

bool
pilot_in(struct pilot *p, const struct command_context *context)
{
	return !p->over && p->ui.top->ops->context == context;
}

const char *
pilot_screen(struct pilot *p)
{
	if (!p->dumped) {
		buf_reset(&p->screen);
		screen_dump(p->ui.screen, &p->screen);
		p->dumped = true;
	}
	return (const char *)p->screen.data;
}

void
pilot_cursor(struct pilot *p, int *row, int *column)
{
	screen_where(p->ui.screen, row, column);
}
