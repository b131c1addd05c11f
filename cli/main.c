/* SPDX-License-Identifier: ISC */
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/invocation.h"

static int
status_of(const struct invocation *c, bool ok, const struct err *err)
{
	if (ok)
		return c->status;
	return err->code == ERR_USAGE ? STATUS_USAGE : STATUS_FAILED;
}

int
main(int argc, char **argv)
{
	struct invocation c = { .out.fd = STDOUT_FILENO };
	struct err err = { 0 };
	int status;
	bool ok;

	setlocale(LC_ALL, "");
	/*
	 * Files get their modes where they are made; the folders above the
	 * stores must stay open to the accounts that hosts run under.
	 */
	umask(022);
	/* A reader that leaves early must not stop a verb half way. */
	signal(SIGPIPE, SIG_IGN);
	ok = invocation_parse(&c, argc, argv, &err) && invocation_run(&c, &err);
	status = status_of(&c, ok, &err);
	if (!ok)
		out_error(&err);
	err_clear(&err);
	if (!out_flush(&c.out, &err)) {
		out_error(&err);
		status = STATUS_FAILED;
	}
	invocation_clear(&c);
	return status;
}
