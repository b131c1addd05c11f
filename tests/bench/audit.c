/* SPDX-License-Identifier: ISC */
/*
 * What an audit costs: 10,000 send ports that encrypt, in 50 hosts on 20
 * computers, with 20,000 certificates in the group and in the inventories of
 * the computers.  Processor time and memory are those of the whole program.
 * Beside it openssl verify(1), called for some of the certificates: it tells
 * of each only whether its chain holds, and has to be called for each.
 *
 *	audit PROGRAM CONFIG DATABASE	(a sample group, which is filled)
 */
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "config/settings.h"
#include "model/audit/audit.h"

enum { ROUNDS = 3, CERTS = 20000, PORTS = 10000, VERIFIED = 50 };

static const char places[] =
"BEGIN;"
"CREATE TEMP TABLE n (i INTEGER PRIMARY KEY);"
"WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c"
"    WHERE i < 49) INSERT INTO n SELECT i FROM c;"
"INSERT INTO computer (name) SELECT printf('c%02d', i) FROM n WHERE i < 20;"
"INSERT INTO host (name, os_group) SELECT printf('h%02d', i), 'edi' FROM n;"
"INSERT INTO host_instance (name, host, computer, account)"
"    SELECT printf('h%02d@c%02d', i, i % 20), printf('h%02d', i),"
"    printf('c%02d', i % 20), 'edi' FROM n;"
"INSERT INTO handler (name, adapter, direction, host)"
"    SELECT printf('FILE-send@h%02d', i), 'FILE', 'send',"
"    printf('h%02d', i) FROM n;"
"INSERT INTO inventory (computer, store, published)"
"    SELECT printf('c%02d', i), 'other-people', strftime('%s', 'now')"
"    FROM n WHERE i < 20;";

/* ?1 number, ?2 thumbprint, ?3 name, ?4 PEM; a port where it is below ?5. */
static const char *const each[] = {
	"INSERT INTO certificate (name, common_name, subject, issuer, serial,"
	"    not_before, not_after, key_usage, sha256, pem)"
	"    SELECT ?2, ?3, 'CN=' || ?3, issuer, ?1, not_before, not_after,"
	"    key_usage, sha256, ?4 FROM certificate LIMIT 1",
	"INSERT INTO inventory_entry (inventory_id, thumbprint, key_present,"
	"    key_works, pem) SELECT id, ?2, 0, 0, ?4 FROM inventory"
	"    WHERE computer = printf('c%02d', ?1 % 50 % 20)"
	"    AND store = 'other-people'",
	"INSERT INTO send_port (name, adapter, uri, handler, send_pipeline,"
	"    state, application, encryption_certificate,"
	"    encryption_certificate_name) SELECT ?3, 'FILE',"
	"    printf('/srv/edi/out/%05d/%%MessageID%%.p7m', ?1),"
	"    printf('FILE-send@h%02d', ?1 % 50), 'SMIMETransmit', 'started',"
	"    application, ?2, ?3 FROM (SELECT * FROM send_port LIMIT 1)"
	"    WHERE ?1 < ?5",
};

static const char rest[] =
"INSERT INTO send_port_property (owner_id, name, value)"
"    SELECT id, 'encoder.enable_encryption', 'true' FROM send_port"
"    WHERE name LIKE 'Partner %';"
"COMMIT; ANALYZE;";

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static void
insert(sqlite3 *db, sqlite3_stmt *s, int number, const struct cert *c)
{
	struct buf pem = { 0 };

	cert_to_pem(c, &pem);
	sqlite3_bind_int(s, 1, number);
	sqlite3_bind_text(s, 2, c->thumbprint, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 3, c->common_name, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 4, (char *)pem.data, (int)pem.len,
	    SQLITE_STATIC);
	/* Not every statement has it. */
	(void)sqlite3_bind_int(s, 5, PORTS);
	must(sqlite3_step(s) == SQLITE_DONE, sqlite3_errmsg(db));
	sqlite3_reset(s);
	buf_clear(&pem);
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

	snprintf(text, sizeof(text), "Partner %05d", number);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	    (unsigned char *)text, -1, -1, 0);
	X509_set_subject_name(x, name);
	ASN1_INTEGER_set(X509_get_serialNumber(x), number + 1);
	X509_sign(x, by, EVP_sha256());
	X509_NAME_free(name);
	c = cert_from_x509(x, &err);
	must(c != NULL, err.text);
	return c;
}

static void
fill(const char *path, const struct cert *pattern, EVP_PKEY *by)
{
	sqlite3_stmt *s[ARRAY_SIZE(each)];
	sqlite3 *db = NULL;
	struct cert *c;
	size_t j;
	int i;

	must(sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db, places,
	    NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
	for (j = 0; j < ARRAY_SIZE(each); j++)
		must(sqlite3_prepare_v2(db, each[j], -1, &s[j], NULL) ==
		    SQLITE_OK, sqlite3_errmsg(db));
	for (i = 0; i < CERTS; i++) {
		c = another(pattern, by, i);
		for (j = 0; j < ARRAY_SIZE(each); j++)
			insert(db, s[j], i, c);
		cert_free(c);
	}
	for (j = 0; j < ARRAY_SIZE(each); j++)
		sqlite3_finalize(s[j]);
	must(sqlite3_exec(db, rest, NULL, NULL, NULL) == SQLITE_OK,
	    sqlite3_errmsg(db));
	sqlite3_close(db);
}

static double
seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* What a program takes; its exit status may tell of findings. */
static struct rusage
run(char *const argv[])
{
	struct rusage used;
	pid_t pid = fork();
	int status, null;

	if (pid == 0) {
		null = open("/dev/null", O_WRONLY);
		must(dup2(null, 1) == 1 && dup2(null, 2) == 2, "/dev/null");
		execvp(argv[0], argv);
		_exit(127);
	}
	must(pid > 0 && wait4(pid, &status, 0, &used) == pid &&
	    WIFEXITED(status) && WEXITSTATUS(status) <= 2, argv[0]);
	return used;
}

static double
processor(const struct rusage *used)
{
	return seconds(&used->ru_utime) + seconds(&used->ru_stime);
}

/* A file of one certificate beside the database. */
static char *
write_cert(const char *database, const struct cert *c)
{
	char *path = xasprintf("%s.pem", database);
	FILE *f = fopen(path, "w");

	must(f != NULL && PEM_write_X509(f, c->x509) == 1 && fclose(f) == 0,
	    path);
	return path;
}

/* Processor time of openssl verify for one certificate. */
static double
verify(const char *database, const struct cert *c)
{
	char *path = write_cert(database, c);
	char *const argv[] = { (char[]){ "openssl" }, (char[]){ "verify" },
		(char[]){ "-partial_chain" }, (char[]){ "-trusted" }, path,
		path, NULL };
	struct rusage used;
	double took = 0;
	int i;

	for (i = 0; i < VERIFIED; i++) {
		used = run(argv);
		took += processor(&used);
	}
	unlink(path);
	free(path);
	return took / VERIFIED;
}

static const char *
verdict(bool good)
{
	return good ? "" : "  MISSED";
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A port is changed, behind an audit; the next one is what it would be. */
static void
measure_again(const char *config, const char *database)
{
	struct settings settings;
	struct audit *before, *after;
	struct err err = { 0 };
	struct model *m = NULL;
	sqlite3 *db = NULL;
	double took;

	must(settings_load(&settings, config, &err), err.text);
	m = model_open(&settings, true, &err);
	must(m != NULL, err.text);
	before = audit_of_model(m, when_now(), &err);
	must(before != NULL, err.text);
	must(sqlite3_open(database, &db) == SQLITE_OK && sqlite3_exec(db,
	    "UPDATE send_port SET state = 'stopped', version = version + 1 "
	    "WHERE name = 'Partner 00099'", NULL, NULL, NULL) == SQLITE_OK,
	    sqlite3_errmsg(db));
	sqlite3_close(db);
	took = now();
	after = audit_again(m, before, before->at, &err);
	took = now() - took;
	must(after != NULL, err.text);
	printf("audit again, one port changed: %.0f ms of processor; goal "
	    "100%s\n", took * 1e3, verdict(took <= 0.1));
	audit_free(after);
	audit_free(before);
	model_close(m);
	settings_clear(&settings);
}

static double
measure(char *const argv[])
{
	struct rusage used = { .ru_maxrss = 0 };
	double took, least = 0;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		used = run(argv);
		took = processor(&used);
		if (i == 0 || took < least)
			least = took;
	}
	printf("audit of %d assignments, %d certificates: %.2f s of processor; "
	    "goal 1%s\n", PORTS, CERTS, least, verdict(least <= 1));
	printf("audit: %ld MB; goal 100%s\n", used.ru_maxrss / 1024,
	    verdict(used.ru_maxrss / 1024 <= 100));
	return least;
}

int
main(int argc, char **argv)
{
	struct issue_request r = {
		.common_name = "Pattern", .eku = "emailProtection",
		.not_before = when_now(),
		.not_after = when_now() + 365 * DAY_SECONDS,
		.key_usage = KEY_USAGE_KEY_ENCIPHERMENT,
	};
	EVP_PKEY *by = EVP_EC_gen("P-256");
	struct cert *pattern;
	struct err err = { 0 };
	struct key *key;
	double took, other;

	if (argc != 4)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	char *const program[] = { argv[1], (char[]){ "--config" }, argv[2],
		(char[]){ "audit" }, NULL };

	must(issue_cert(&r, NULL, &pattern, &key, &err), err.text);
	fill(argv[3], pattern, by);
	took = measure(program);
	measure_again(argv[2], argv[3]);
	other = verify(argv[3], pattern) * CERTS;
	printf("openssl verify for each certificate: %.1f s of processor, "
	    "%.1f times as long; goal 20%s\n", other, other / took,
	    verdict(other / took >= 20));
	cert_free(pattern);
	key_free(key);
	EVP_PKEY_free(by);
	return 0;
}
