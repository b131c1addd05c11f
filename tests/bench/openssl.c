/* SPDX-License-Identifier: ISC */
/*
 * The openssl command's cms, beside the rows of smime.c for 10 MiB in binary
 * form: sign and encrypt, decrypt and verify.  Times are of the processor,
 * that of starting the programs included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "base/mem.h"
#include "certstore/cert.h"
#include "certstore/key.h"
#include "tests/lib/fixture.h"

#define KIB ((size_t)1024)

static void
die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static void
write_key(const char *name, struct fixture *fixture, const char *pair)
{
	FILE *f = fopen(name, "w");

	if (f == NULL || PEM_write_X509(f,
	    fixture_cert(fixture, pair)->x509) != 1 ||
	    PEM_write_PrivateKey(f,
	    fixture_key(fixture, pair)->pkey, NULL, NULL, 0, NULL, NULL) != 1 ||
	    fclose(f) != 0)
		die(name);
}

/* Processor time of the shell's line and all it starts. */
static double
shell(const char *line)
{
	struct rusage before, r;

	getrusage(RUSAGE_CHILDREN, &before);
	if (system(line) != 0)
		die(line);
	getrusage(RUSAGE_CHILDREN, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec -
	    before.ru_utime.tv_sec - before.ru_stime.tv_sec) +
	    (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec -
	    before.ru_utime.tv_usec - before.ru_stime.tv_usec) / 1e6;
}

int
main(void)
{
	static const struct {
		const char *name, *line;
	} rows[] = {
		{ "encode", "openssl cms -sign -binary -nodetach -outform DER "
		    "-signer sign -in body | openssl cms -encrypt -binary "
		    "-aes-128-cbc -outform DER -out wire key" },
		{ "decode", "openssl cms -decrypt -binary -inform DER -in "
		    "wire -recip key | openssl cms -verify -noverify -binary "
		    "-inform DER -out /dev/null 2>/dev/null" },
	};
	struct fixture *fixture = fixture_new(true);
	size_t i, size = 10 * KIB * KIB;
	unsigned char *body = xcalloc(1, size);
	char folder[] = "/tmp/bench-XXXXXX";
	double took;
	FILE *f;

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		die(folder);
	write_key("key", fixture, "decrypt");
	write_key("sign", fixture, "sign");
	f = fopen("body", "w");
	if (f == NULL || fwrite(body, 1, size, f) != size ||
	    fclose(f) != 0)
		die("body");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		took = shell(rows[i].line);
		printf("%-7s aes-128-cbc  openssl %7zu KiB %9.1f/s %8.1f "
		    "MB/s\n", rows[i].name, size / KIB, 1 / took,
		    (double)size / took / 1e6);
	}
	unlink("body");
	unlink("wire");
	unlink("key");
	unlink("sign");
	if (chdir("/") != 0 || rmdir(folder) != 0)
		die(folder);
	free(body);
	fixture_free(fixture);
	return 0;
}
