/* SPDX-License-Identifier: ISC */
/*
 * What the console costs on the line: time and bytes to the first full
 * screen, bytes for each cursor move in lists and the tree, and the
 * processor time that keys take in long lists, at 80x24 on a pseudo
 * terminal.  Beside it the pager less(1) on a file, for the machine's pace.
 *
 *	console PROGRAM CONFIG CONFIG-OF-MANY FILE
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * The line is quiet FIRST_MS behind the first screen; what comes later, the
 * counts of the audit, is not part of it.  A key is answered when line and
 * processor have been quiet for QUIET_MS; the audit is done when they are
 * for AUDIT_MS.  Nothing is waited for longer than MOST_MS.
 */
enum { ROUNDS = 9, MOVES = 8, FIRST_MS = 60, QUIET_MS = 15, AUDIT_MS = 700,
	REST_MS = 150, TREE_MOVES = 24, MOST_MS = 60000 };

struct child {
	pid_t pid;
	int fd;
	clockid_t processor;	/* its processor time, all threads */
	double started;
	double last;		/* when the last bytes came */
};

static double
read_ms(clockid_t clock)
{
	struct timespec t = { 0 };

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double
now(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

/* A value beside its goal, and a word where it is missed. */
static const char *
verdict(double value, double goal)
{
	return value <= goal ? "" : "  MISSED";
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
	if (clock_getcpuclockid(c.pid, &c.processor) != 0) {
		perror("processor time");
		exit(1);
	}
	return c;
}

/*
 * Bytes until the line has been quiet for so long and, where it is to be
 * idle, the processor as well.  Twice, because somebody else may have had
 * the processor meanwhile.
 */
static size_t
drain(struct child *c, int quiet, bool idle)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	double worked = read_ms(c->processor), before;
	double end = now() + MOST_MS;
	char buf[65536];
	size_t total = 0;
	ssize_t n;
	int rests = 0;

	while (now() < end && rests < 2) {
		if (poll(&p, 1, quiet) > 0) {
			n = read(c->fd, buf, sizeof(buf));
			if (n <= 0)
				break;
			total += (size_t)n;
			c->last = now();
			rests = 0;
			continue;
		}
		before = worked;
		worked = read_ms(c->processor);
		if (!idle && total > 0)
			break;
		/* It looks for changes by others now and then. */
		rests = idle && worked - before < 0.5 + quiet / 50.0 ?
		    rests + 1 : 0;
	}
	return total;
}

static void
stop(struct child *c, const char *keys)
{
	int status;

	if (write(c->fd, keys, strlen(keys)) < 0)
		kill(c->pid, SIGTERM);
	drain(c, QUIET_MS, true);
	kill(c->pid, SIGTERM);
	waitpid(c->pid, &status, 0);
	close(c->fd);
}

/*
 * The least time in ms to the last byte of the first screen: what the others
 * on the machine add is no part of it.
 */
static double
first_screen(char *const argv[], const char *quit, size_t *bytes)
{
	double ms, least = 0;
	struct child c;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		c = start(argv);
		*bytes = drain(&c, FIRST_MS, false);
		ms = c.last - c.started;
		stop(&c, quit);
		if (i == 0 || ms < least)
			least = ms;
	}
	return least;
}

/* The processor time in ms that the keys take until it rests again. */
static size_t
type(struct child *c, const char *keys, double *ms)
{
	double before = read_ms(c->processor);
	size_t n;

	if (write(c->fd, keys, strlen(keys)) < 0)
		exit(1);
	n = drain(c, QUIET_MS, true);
	*ms = read_ms(c->processor) - before;
	return n;
}

/* A key after the other: the most that one of them takes. */
static double
type_each(struct child *c, const char *keys)
{
	double ms, slowest = 0;

	for (; *keys != '\0'; keys++) {
		type(c, (char[]){ *keys, '\0' }, &ms);
		if (ms > slowest)
			slowest = ms;
	}
	return slowest;
}

static size_t
most_per_move(struct child *c)
{
	size_t most = 0, n;
	double ms;
	int i;

	for (i = 0; i < MOVES; i++) {
		n = type(c, i < MOVES / 2 ? "j" : "k", &ms);
		if (n > most)
			most = n;
	}
	return most;
}

/* ---- with ten thousand of each ------------------------------------------ */

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

static void
print(const char *list, const char *what, double value, double goal,
    const char *unit)
{
	printf("%-18s %-22s %8.1f %s; goal %.0f%s\n", list, what, value, unit,
	    goal, verdict(value, goal));
}

/* A list that the finder leads to by the name of one of its objects. */
static void
measure_list(struct child *c, const char *what, const char *name)
{
	double ms;

	type(c, ":", &ms);
	print(what, "finder, a key", type_each(c, name), 50, "ms");
	type(c, "\r", &ms);
	type(c, "g", &ms);
	print(what, "cursor move", (double)most_per_move(c), 90, "bytes");
	type(c, "G", &ms);
	print(what, "last page", ms, 50, "ms");
	type(c, "g", &ms);
	print(what, "first page", ms, 50, "ms");
	print(what, "another order", type_each(c, "oo"), 50, "ms");
	type(c, "/", &ms);
	print(what, "filter, a key", type_each(c, "099"), 50, "ms");
	type(c, "\033", &ms);
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

	/* The audit's work would be taken for an answer's. */
	drain(&c, AUDIT_MS, true);
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		measure_list(&c, lists[i][0], lists[i][1]);
	print("console", "resident, with audit", (double)resident_kb(c.pid),
	    16384, "kB");
	stop(&c, "q");
}

/* The overview of the group, whose function bar changes with the row. */
static void
measure_overview(char *const argv[])
{
	struct child c = start(argv);
	double ms;

	drain(&c, AUDIT_MS, true);
	type(&c, "\t", &ms);
	print("overview", "cursor move", (double)most_per_move(&c), 90,
	    "bytes");
	stop(&c, "q");
}

/*
 * The tree's cursor down and up again: the key by itself, and the list that
 * follows when the cursor rests.
 */
static void
measure_tree(char *const argv[])
{
	size_t most = 0, list = 0, n;
	struct child c = start(argv);
	int i;

	drain(&c, AUDIT_MS, true);
	for (i = 0; i < TREE_MOVES; i++) {
		if (write(c.fd, i < TREE_MOVES / 2 ? "j" : "k", 1) != 1)
			exit(1);
		n = drain(&c, QUIET_MS, false);
		most = n > most ? n : most;
		n = drain(&c, REST_MS, true);
		list = n > list ? n : list;
	}
	stop(&c, "q");
	print("tree", "cursor move", (double)most, 90, "bytes");
	printf("%-18s %-22s %8zu bytes\n", "tree", "list, once it rests",
	    list);
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

	/* Each number at once, also into a file. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	ms = first_screen(console, "q", &bytes);
	less_ms = first_screen(less, "q", &less_bytes);
	print("console", "first screen", ms, 20, "ms");
	printf("%-18s %-22s %8.1f ms\n", "less", "first screen", less_ms);
	print("console", "first screen", (double)bytes, 4096, "bytes");
	many_ms = first_screen(many, "q", &bytes);
	print("10,000 of each", "first screen", many_ms, 1.5 * ms, "ms");
	measure_overview(console);
	measure_tree(console);
	measure_lists(many);
	return 0;
}
