/* SPDX-License-Identifier: ISC */
/*
 * Linked into every test program: one that waits for a lock, a child or a
 * pipe that never comes is ended by SIGALRM, which prove(1) reports.
 */
#include <unistd.h>

#define MAX_TEST_SECONDS 600

static void __attribute__((constructor))
bound(void)
{
	alarm(MAX_TEST_SECONDS);
}
