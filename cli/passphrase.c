/* SPDX-License-Identifier: ISC */
#include "cli/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

/* A line's end and what follows it do not belong to it. */
static void
keep_first_line(struct buf *b)
{
	b->len = strcspn((char *)b->data, "\r\n");
	b->data[b->len] = '\0';
}

bool
passphrase_read(struct buf *b, const char *path, struct err *err)
{
	b->secret = true;
	if (!file_read(b, path, MAX_PASSPHRASE, err))
		return err_prefix(err, "passphrase");
	buf_adds(b, "");
	keep_first_line(b);
	return true;
}

/* ---- from the terminal -------------------------------------------------- */

static const int fatal_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* Does nothing: that it is there makes read(2) return. */
static void
wake(int sig)
{
	(void)sig;
}

/* Signals interrupt the reading, so that the echo can be put back first. */
static void
catch_signals(struct sigaction old[])
{
	struct sigaction sa = { .sa_handler = wake };
	size_t i;

	sigemptyset(&sa.sa_mask);
	for (i = 0; i < ARRAY_SIZE(fatal_signals); i++)
		sigaction(fatal_signals[i], &sa, &old[i]);
}

static void
release_signals(const struct sigaction old[])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fatal_signals); i++)
		sigaction(fatal_signals[i], &old[i], NULL);
}

static bool
read_line(int fd, struct buf *b, struct err *err)
{
	ssize_t n;

	while (b->len < MAX_PASSPHRASE) {
		n = read(fd, buf_room(b, MAX_PASSPHRASE),
		    MAX_PASSPHRASE - b->len);
		if (n < 0)
			return err_set(err, ERR_FAILED, "passphrase: %s",
			    errno == EINTR ? "interrupted" :
			    strerror(errno));
		b->len += (size_t)n;
		if (n == 0 || b->data[b->len - 1] == '\n')
			break;
	}
	buf_adds(b, "");
	keep_first_line(b);
	return true;
}

/* A paste comes in pieces; a slow line must not cut it between blocks. */
enum { PASTE_PAUSE = 500 };	/* milliseconds */

/* The last line ends a block of PEM and nothing follows it. */
static bool
paste_ends(int fd, const struct buf *b)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = b->len - 1;

	if (b->data[n] != '\n')
		return false;
	while (n > 0 && b->data[n - 1] != '\n')
		n--;
	return b->len - n > 9 && memcmp(b->data + n, "-----END ", 9) == 0 &&
	    poll(&p, 1, PASTE_PAUSE) == 0;
}

static bool
read_paste(int fd, struct buf *b, size_t max, struct err *err)
{
	enum { PIECE = 4096 };	/* what the terminal keeps of a line */
	ssize_t n;

	do {
		n = read(fd, buf_room(b, PIECE), PIECE);
		if (n < 0)
			return err_set(err, ERR_FAILED, "pasted text: %s",
			    errno == EINTR ? "interrupted" :
			    strerror(errno));
		b->len += (size_t)n;
		if (b->len > max)
			return err_set(err, ERR_TOO_LARGE, "pasted text: too "
			    "large (limit %zu bytes)", max);
	} while (n > 0 && !paste_ends(fd, b));
	return true;
}

/* max 0: one line. */
static bool
ask_on(int fd, struct buf *b, const char *prompt, size_t max,
    struct err *err)
{
	struct sigaction old[ARRAY_SIZE(fatal_signals)];
	struct termios was, quiet;
	bool ok;

	if (tcgetattr(fd, &was) != 0)
		return err_set(err, ERR_FAILED, "passphrase: %s",
		    strerror(errno));
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	quiet.c_lflag |= ICANON | ISIG;
	/* Stopped (^Z) without echo would leave the shell without it. */
	quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
	catch_signals(old);
	ok = tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
	if (ok) {
		ok = write(fd, prompt, strlen(prompt)) >= 0 && (max > 0 ?
		    read_paste(fd, b, max, err) : read_line(fd, b, err));
		tcsetattr(fd, TCSAFLUSH, &was);
		if (write(fd, "\n", 1) < 0)
			ok = false;
	}
	release_signals(old);
	return ok;
}

/* Byte by byte: what follows the line is the next one's. */
static bool
next_line(struct buf *b, struct err *err)
{
	ssize_t n;
	char c;

	while ((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n') {
		if (b->len == MAX_PASSPHRASE)
			return err_set(err, ERR_TOO_LARGE, "standard input: "
			    "a line of at most %d bytes expected",
			    MAX_PASSPHRASE);
		if (c == '\0')
			return err_set(err, ERR_INVALID, "standard input: "
			    "control characters are not allowed");
		buf_addc(b, c);
	}
	if (n < 0)
		return err_set(err, ERR_FAILED, "standard input: %s",
		    strerror(errno));
	if (n == 0 && b->len == 0)
		return err_set(err, ERR_INVALID, "standard input: a line "
		    "with the value expected");
	buf_adds(b, "");
	keep_first_line(b);
	return true;
}

bool
passphrase_typed(struct buf *b, const char *prompt, struct err *err)
{
	b->secret = true;
	buf_reset(b);
	if (!isatty(STDIN_FILENO))
		return next_line(b, err);
	if (!isatty(STDERR_FILENO))
		return err_set(err, ERR_FAILED, "there is no terminal to ask "
		    "on; give it on standard input");
	return passphrase_ask(b, prompt, err);
}

bool
passphrase_ask(struct buf *b, const char *prompt, struct err *err)
{
	int fd = -1;
	bool ok;

	b->secret = true;
	/* Nobody would see the question of a job whose errors go to a file. */
	if (isatty(STDERR_FILENO))
		fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_FAILED,
		    "passphrase: is needed, and there is no terminal to ask "
		    "on; use --passphrase-file");
	err_set(err, ERR_FAILED, "passphrase: cannot be read");
	ok = ask_on(fd, b, prompt, 0, err);
	close(fd);
	if (ok)
		err_clear(err);
	return ok;
}

bool
passphrase_pasted(struct buf *b, size_t max, struct err *err)
{
	bool ok;

	b->secret = true;
	err_set(err, ERR_FAILED, "pasted text: cannot be read");
	ok = ask_on(STDIN_FILENO, b, "Paste the PEM text (it is not shown); "
	    "Ctrl-D ends it: ", max, err);
	if (ok)
		err_clear(err);
	return ok;
}
