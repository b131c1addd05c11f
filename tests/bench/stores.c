/* SPDX-License-Identifier: ISC */
/*
 * Large stores: importing 1,000 certificates, listing 10,000, the first time
 * and when the listing is remembered.  Compared with "openssl storeutl
 * -text" over the same in one file: "openssl x509" reads a single one.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "certstore/store.h"

enum { FIRST = 1000, ALL = 10000 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
must(bool ok, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "bench: %s\n", err->text);
	exit(1);
}

/* Like the pattern but for name and number; that is quick to make. */
static struct cert *
another(const struct cert *pattern, EVP_PKEY *by, int number)
{
	X509 *x = X509_dup(pattern->x509);
	X509_NAME *name = X509_NAME_new();
	struct err err = { 0 };
	struct cert *c;
	char text[32];

	snprintf(text, sizeof(text), "Partner %d", number);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	    (unsigned char *)text, -1, -1, 0);
	X509_set_subject_name(x, name);
	ASN1_INTEGER_set(X509_get_serialNumber(x), number + 1);
	X509_sign(x, by, EVP_sha256());
	X509_NAME_free(name);
	c = cert_from_x509(x, &err);
	must(c != NULL, &err);
	return c;
}

static struct store_addition *
make_all(void)
{
	struct store_addition *v = xcalloc(ALL, sizeof(*v));
	struct issue_request r = {
		.common_name = "Pattern", .email = "edi@example.com",
		.eku = "emailProtection", .not_before = when_now(),
		.not_after = when_now() + 365 * DAY_SECONDS,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
		    KEY_USAGE_KEY_ENCIPHERMENT,
	};
	EVP_PKEY *by = EVP_EC_gen("P-256");
	struct err err = { 0 };
	struct cert *pattern;
	struct key *key;
	int i;

	must(issue_cert(&r, NULL, &pattern, &key, &err), &err);
	for (i = 0; i < ALL; i++)
		v[i].cert = another(pattern, by, i);
	cert_free(pattern);
	key_free(key);
	EVP_PKEY_free(by);
	return v;
}

static void
add(const struct store *s, struct store_addition *v, size_t n)
{
	struct err err = { 0 };
	size_t i;

	must(store_add_all(s, v, n, &err), &err);
	for (i = 0; i < n; i++)
		must(v[i].added, &v[i].err);
}

static double
list(const struct store *s)
{
	struct store_listing l = { 0 };
	struct err err = { 0 };
	double start = now(), took;

	must(store_list(s, false, &l, &err) && l.n == ALL, &err);
	took = now() - start;
	store_listing_clear(&l);
	return took;
}

/* The same certificates in one file, so that no start of a program counts. */
static double
openssl(const char *dir, const struct store *s)
{
	char *join = xasprintf("find %s -name '*.pem' -exec cat {} + "
	    ">%s/all.pem", s->path, dir);
	char *print = xasprintf("openssl storeutl -noout -text -certs "
	    "%s/all.pem >/dev/null", dir);
	double start;
	bool ok;

	ok = system(join) == 0;
	start = now();
	ok = ok && system(print) == 0;
	free(join);
	free(print);
	return ok ? now() - start : 0;
}

static const char *
verdict(bool good)
{
	return good ? "" : "  MISSED";
}

int
main(void)
{
	char dir[] = "/tmp/sealport-bench.XXXXXX", *clean;
	struct store_addition *v;
	double first, again, other, start;
	struct err err = { 0 };
	struct store *s;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	v = make_all();
	if (mkdtemp(dir) == NULL)
		return 1;
	s = store_open(dir, STORE_OTHER_PEOPLE, NULL, &err);
	must(s != NULL, &err);
	start = now();
	add(s, v, FIRST);
	start = now() - start;
	printf("stores: %d certificates imported in %.2f s; goal 5%s\n", FIRST,
	    start, verdict(start <= 5));
	add(s, v + FIRST, ALL - FIRST);
	sleep(4);	/* younger ones are not remembered */
	first = list(s);
	again = list(s);
	other = openssl(dir, s);
	printf("stores: %d certificates listed in %.0f ms; goal 100%s "
	    "(the first time %.0f ms)\n", ALL, again * 1e3,
	    verdict(again <= 0.1), first * 1e3);
	printf("stores: openssl prints them in %.0f ms, %.1f times as long\n",
	    other * 1e3, other / again);
	for (i = 0; i < ALL; i++)
		cert_free((struct cert *)(uintptr_t)v[i].cert);
	free(v);
	store_close(s);
	clean = xasprintf("rm -rf %s", dir);
	i = (size_t)system(clean);
	free(clean);
	return i == 0 ? 0 : 1;
}
