/* SPDX-License-Identifier: ISC */
/*
 * What the console costs on the line: time and bytes to the first full
 * screen, and bytes for each cursor move in a list, at 80x24 on a pseudo
 * terminal.  Beside it the pager less(1) on a file, for the machine's pace.
 *
 *	console PROGRAM CONFIG CONFIG-OF-MANY FILE
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * The line is quiet FIRST_MS behind the first screen; what comes later, the
 * counts of the audit, is not part of it.
 */
enum { ROUNDS = 9, MOVES = 8, FIRST_MS = 60, QUIET_MS = 400,
	AUDIT_MS = 6000 };

struct child {
	pid_t pid;
	int fd;
	double started;
	double last;		/* when the last bytes came */
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct child
start(char *const argv[])
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct child c = { .started = now() };

	c.pid = forkpty(&c.fd, NULL, NULL, &size);
	if (c.pid < 0) {
		perror("forkpty");
		exit(1);
	}
	if (c.pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	return c;
}

/* Bytes until the line has been quiet for so long, once it has begun. */
static size_t
drain(struct child *c, int quiet)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	char buf[65536];
	size_t total = 0;
	ssize_t n;

	while (poll(&p, 1, total > 0 ? quiet : QUIET_MS) > 0) {
		n = read(c->fd, buf, sizeof(buf));
		if (n <= 0)
			break;
		total += (size_t)n;
		c->last = now();
	}
	return total;
}

static void
stop(struct child *c, const char *keys)
{
	int status;

	if (write(c->fd, keys, strlen(keys)) < 0)
		kill(c->pid, SIGTERM);
	drain(c, QUIET_MS);
	kill(c->pid, SIGTERM);
	waitpid(c->pid, &status, 0);
	close(c->fd);
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Median time in ms to the last byte of the first screen. */
static double
first_screen(char *const argv[], const char *quit, size_t *bytes)
{
	double ms[ROUNDS];
	struct child c;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		c = start(argv);
		*bytes = drain(&c, FIRST_MS);
		ms[i] = c.last - c.started;
		stop(&c, quit);
	}
	qsort(ms, ROUNDS, sizeof(*ms), by_value);
	return ms[ROUNDS / 2];
}

static size_t
most_per_move(char *const argv[], const char *into_list)
{
	struct child c = start(argv);
	size_t most = 0, n;
	const char *p;
	int i;

	drain(&c, QUIET_MS);
	for (p = into_list; *p != '\0'; p++) {
		if (write(c.fd, p, 1) != 1)
			exit(1);
		drain(&c, QUIET_MS);
	}
	for (i = 0; i < MOVES; i++) {
		if (write(c.fd, i < MOVES / 2 ? "j" : "k", 1) != 1)
			exit(1);
		n = drain(&c, QUIET_MS);
		if (n > most)
			most = n;
	}
	stop(&c, "q");
	return most;
}

/* ---- with ten thousand of each ------------------------------------------ */

static size_t
type(struct child *c, const char *keys, double *ms)
{
	double sent = now();
	size_t n;

	if (write(c->fd, keys, strlen(keys)) < 0)
		exit(1);
	n = drain(c, QUIET_MS);
	*ms = n > 0 ? c->last - sent : 0;
	return n;
}

static long
resident_kb(pid_t pid)
{
	char path[64], line[256];
	long kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	if (f != NULL)
		fclose(f);
	return kb;
}

/* A list that the finder leads to by the name of one of its objects. */
static void
measure_list(struct child *c, const char *what, const char *name)
{
	double ms, slowest = 0, page, order = 0, filter = 0;
	const char *p;

	type(c, ":", &ms);
	for (p = name; *p != '\0'; p++) {
		type(c, (char[]){ *p, '\0' }, &ms);
		if (ms > slowest)
			slowest = ms;
	}
	type(c, "\r", &ms);
	type(c, "g", &ms);
	/* Something that is drawn each time: first and last page. */
	type(c, "G", &page);
	type(c, "oo", &order);
	type(c, "/", &ms);
	for (p = "099"; *p != '\0'; p++) {
		type(c, (char[]){ *p, '\0' }, &ms);
		if (ms > filter)
			filter = ms;
	}
	type(c, "\033", &ms);
	printf("%-18s last page %.1f ms, two orders %.1f ms, filter %.1f ms, "
	    "finder %.1f ms a key; goal 50 ms\n", what, page, order, filter,
	    slowest);
}

static void
measure_lists(char *const argv[])
{
	static const char *const lists[][2] = {
		{ "send ports", "Invoices to 09000" },
		{ "receive locations", "Orders from 09000" },
		{ "parties", "Partner 09000" },
		{ "certificates", "Partner 09000 Sig" },
	};
	struct child c = start(argv);
	size_t i;

	/* The audit's counts would be taken for an answer. */
	drain(&c, AUDIT_MS);
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		measure_list(&c, lists[i][0], lists[i][1]);
	printf("resident memory                %ld kB, the audit's with it; "
	    "goal 16384\n", resident_kb(c.pid));
	stop(&c, "q");
}

/* config: a small group; many: one with ten thousand of each; file: less. */
int
main(int argc, char **argv)
{
	size_t bytes, less_bytes;
	double ms, less_ms, many_ms;

	if (argc != 5)
		return 2;
	char *const console[] = { argv[1], (char[]){ "--config" },
	    argv[2], NULL };
	char *const many[] = { argv[1], (char[]){ "--config" },
	    argv[3], NULL };
	char *const less[] = { (char[]){ "less" }, argv[4], NULL };

	ms = first_screen(console, "q", &bytes);
	less_ms = first_screen(less, "q", &less_bytes);
	printf("console start to first screen  %.1f ms, %.2f of less "
	    "(%.1f ms); goal 20 ms\n", ms, ms / less_ms, less_ms);
	printf("first screen                   %zu bytes (less: %zu); goal "
	    "4096\n", bytes, less_bytes);
	printf("cursor move in a list          %zu bytes at most; goal 90\n",
	    most_per_move(console, "\t"));
	many_ms = first_screen(many, "q", &bytes);
	printf("first screen, 10,000 of each   %.1f ms, %.2f of the small "
	    "group; goal 1.5\n", many_ms, many_ms / ms);
	measure_lists(many);
	return 0;
}
