/* SPDX-License-Identifier: ISC */
/*
 * Sign and encrypt, decrypt and verify, through the engine as a port and a
 * location do it, against libcrypto: its own CMS_* calls on memory, and the
 * bare primitives on flat buffers (RSA, cipher and digest, nothing else).
 * All in one process, in turns, so that a machine that slows down slows all
 * of them; times are of the processor.
 *
 * Binary form: body, signed data and enveloped data as they are.  Base64
 * form: each of the three in base64, as the encoder writes it by default.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "base/mem.h"
#include "certstore/store.h"
#include "engine/receive.h"
#include "engine/send.h"
#include "engine/sink.h"
#include "tests/lib/fixture.h"

#define PORT "Fabrikam Remittances"
#define LOCATION "Contoso Orders FILE"
#define KIB ((size_t)1024)
#define MIB (KIB * KIB)
#define GIB (KIB * MIB)

enum { ROUNDS = 3 };

static const struct algorithm {
	const char *name;	/* of the encoder's option */
	const EVP_CIPHER *(*cipher)(void);
	bool aead;
} algorithms[] = {
	{ "aes-128-cbc", EVP_aes_128_cbc, false },
	{ "aes-256-cbc", EVP_aes_256_cbc, false },
	{ "aes-256-gcm", EVP_aes_256_gcm, true },
};

struct bench {
	struct fixture *fixture;
	struct snapshot *snapshot;
	struct temp *files;	/* of bodies and wire: none in memory */
	struct instance *sender, *receiver;
	const struct algorithm *algorithm;
	bool binary;
	struct span body;
	unsigned char *scratch;	/* for flat buffers */
	struct spool wire;	/* as the engine encodes it */
	BIO *cms_wire;		/* as CMS_* does */
	X509 *cert, *sign_cert;
	EVP_PKEY *key, *sign_key;
};

static void
die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static double
now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the engine ---------------------------------------------------------- */

/* The first wire of a row is kept, to be decoded. */
static void
engine_encode(struct bench *b)
{
	struct send_input in = { .body = b->body, .at = b->fixture->now };
	struct send_result r;
	struct sink_spool to = sink_spool(&b->wire);
	struct err err = { 0 };

	if (!send_run(b->sender, PORT, &in, &r, &err))
		die(err.text);
	if (r.outcome != OUTCOME_PROCESSED)
		die(r.fault.text);
	if (b->wire.data == NULL) {
		b->wire = (struct spool){ .folder = b->files,
			.expect = r.wire.len };
		if (!sink_span(&to.sink, spool_span(&r.wire), &err) ||
		    !spool_finish(&b->wire, &err))
			die(err.text);
	}
	send_result_clear(&r);
}

static void
engine_decode(struct bench *b)
{
	struct receive_input in = { .wire = spool_span(&b->wire),
	    .at = b->fixture->now };
	struct receive_result r;
	struct err err = { 0 };

	if (!receive_run(b->receiver, LOCATION, &in, &r, &err))
		die(err.text);
	if (r.outcome != OUTCOME_PROCESSED || r.body.len != b->body.len)
		die(r.fault.text);
	receive_result_clear(&r);
}

/* ---- libcrypto's CMS ----------------------------------------------------- */

/* The bytes of a memory BIO in base64, or as they are, with a header. */
static BIO *
entity(struct bench *b, BIO *in, const char *header)
{
	BIO *out = BIO_new(BIO_s_mem()), *to = out;
	char *p;
	long n = BIO_get_mem_data(in, &p);

	BIO_puts(out, header);
	if (!b->binary)
		to = BIO_push(BIO_new(BIO_f_base64()), out);
	if (BIO_write(to, p, (int)n) != (int)n || BIO_flush(to) != 1)
		die("base64");
	if (to != out)
		BIO_free(to);
	BIO_free(in);
	return out;
}

static BIO *
cms_make(struct bench *b)
{
	BIO *in = entity(b, BIO_new_mem_buf(b->body.p, (int)b->body.len),
	    "Content-Type: application/octet-stream\r\n\r\n");
	BIO *mid = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	STACK_OF(X509) *to = sk_X509_new_null();
	CMS_ContentInfo *s, *e;

	s = CMS_sign(b->sign_cert, b->sign_key, NULL, in, CMS_BINARY);
	if (s == NULL || i2d_CMS_bio(mid, s) != 1)
		die("CMS_sign");
	mid = entity(b, mid, "Content-Type: application/pkcs7-mime\r\n\r\n");
	sk_X509_push(to, b->cert);
	e = CMS_encrypt(to, mid, b->algorithm->cipher(), CMS_BINARY);
	if (e == NULL || i2d_CMS_bio(out, e) != 1)
		die("CMS_encrypt");
	CMS_ContentInfo_free(s);
	CMS_ContentInfo_free(e);
	sk_X509_free(to);
	BIO_free(in);
	BIO_free(mid);
	return entity(b, out, "Content-Type: application/pkcs7-mime\r\n\r\n");
}

static void
cms_encode(struct bench *b)
{
	BIO_free(cms_make(b));
}

/* Behind the header, decoded; a filter in front of it if there is one. */
static BIO *
content_of(struct bench *b, BIO *in, BIO **filter)
{
	char *p, *q;
	long n = BIO_get_mem_data(in, &p);
	BIO *body;

	q = memmem(p, (size_t)n, "\r\n\r\n", 4);
	body = BIO_new_mem_buf(q + 4, (int)(n - (q + 4 - p)));
	*filter = b->binary ? body : BIO_push(BIO_new(BIO_f_base64()), body);
	return *filter;
}

static void
cms_decode(struct bench *b)
{
	BIO *mid = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	BIO *f1, *f2, *f3;
	CMS_ContentInfo *e = d2i_CMS_bio(content_of(b, b->cms_wire, &f1),
	    NULL), *s;
	char chunk[16384];

	if (e == NULL || CMS_decrypt(e, b->key, b->cert, NULL, mid, 0) != 1)
		die("CMS_decrypt");
	s = d2i_CMS_bio(content_of(b, mid, &f2), NULL);
	if (s == NULL || CMS_verify(s, NULL, NULL, NULL, out, CMS_BINARY |
	    CMS_NO_SIGNER_CERT_VERIFY) != 1)
		die("CMS_verify");
	if (!b->binary) {
		content_of(b, out, &f3);
		while (BIO_read(f3, chunk, sizeof(chunk)) > 0)
			;
		BIO_free_all(f3);
	}
	CMS_ContentInfo_free(e);
	CMS_ContentInfo_free(s);
	BIO_free_all(f1);
	BIO_free_all(f2);
	BIO_free(mid);
	BIO_free(out);
}

/* ---- the bare primitives ------------------------------------------------- */

static void
prim_cipher(struct bench *b, const unsigned char *key, int encrypt)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int len;

	if (EVP_CipherInit_ex(c, b->algorithm->cipher(), NULL, key, key + 32,
	    encrypt) != 1 || EVP_CipherUpdate(c, b->scratch, &len, b->body.p,
	    (int)b->body.len) != 1)
		die("cipher");
	EVP_CIPHER_CTX_free(c);
}

static void
prim_encode(struct bench *b)
{
	EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(X509_get0_pubkey(b->cert), NULL);
	unsigned char key[48], md[32], sig[512], wrapped[512];
	size_t n = sizeof(sig), k = sizeof(wrapped);
	EVP_MD_CTX *m = EVP_MD_CTX_new();

	EVP_Digest(b->body.p, b->body.len, md, NULL, EVP_sha256(), NULL);
	if (EVP_DigestSignInit(m, NULL, EVP_sha256(), NULL,
	    b->sign_key) != 1 || EVP_DigestSign(m, sig, &n, md, 32) != 1)
		die("sign");
	RAND_bytes(key, sizeof(key));
	if (EVP_PKEY_encrypt_init(p) != 1 ||
	    EVP_PKEY_encrypt(p, wrapped, &k, key, 32) != 1)
		die("RSA encrypt");
	prim_cipher(b, key, 1);
	EVP_PKEY_CTX_free(p);
	EVP_MD_CTX_free(m);
}

static void
prim_decode(struct bench *b)
{
	static unsigned char wrapped[512], sig[512];
	static size_t nsig, nwrapped;
	unsigned char key[512] = { 0 }, md[32];
	EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(b->key, NULL);
	EVP_MD_CTX *m = EVP_MD_CTX_new();
	size_t n = sizeof(key);

	EVP_Digest(b->body.p, b->body.len, md, NULL, EVP_sha256(), NULL);
	if (nsig == 0) {
		memset(md, 0, sizeof(md));
		nsig = nwrapped = sizeof(sig);
		if (EVP_PKEY_encrypt_init(p) != 1 || EVP_PKEY_encrypt(p,
		    wrapped, &nwrapped, md, 32) != 1 ||
		    EVP_DigestSignInit(m, NULL, EVP_sha256(), NULL,
		    b->sign_key) != 1 ||
		    EVP_DigestSign(m, sig, &nsig, md, 32) != 1)
			die("sign");
		EVP_MD_CTX_reset(m);
	}
	memset(md, 0, sizeof(md));
	if (EVP_PKEY_decrypt_init(p) != 1 ||
	    EVP_PKEY_decrypt(p, key, &n, wrapped, nwrapped) != 1)
		die("RSA decrypt");
	prim_cipher(b, key, 0);
	if (EVP_DigestVerifyInit(m, NULL, EVP_sha256(), NULL,
	    X509_get0_pubkey(b->sign_cert)) != 1 ||
	    EVP_DigestVerify(m, sig, nsig, md, 32) != 1)
		die("verify");
	EVP_PKEY_CTX_free(p);
	EVP_MD_CTX_free(m);
}

/* ---- measuring ----------------------------------------------------------- */

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
batch(void (*f)(struct bench *), struct bench *b, int times)
{
	double start = now(CLOCK_PROCESS_CPUTIME_ID);
	int i;

	for (i = 0; i < times; i++)
		f(b);
	return (now(CLOCK_PROCESS_CPUTIME_ID) - start) / times;
}

/* About a sixth of a second each time. */
static int
times_for(size_t size)
{
	return 2 + (int)(50 * MIB / (size + 128 * KIB));
}

static void
measure(struct bench *b, const char *name, void (*engine)(struct bench *),
    void (*cms)(struct bench *), void (*prim)(struct bench *))
{
	double e, to_cms[ROUNDS], to_prim[ROUNDS], took[ROUNDS];
	int i, times = times_for(b->body.len);

	engine(b);		/* warm */
	prim(b);
	for (i = 0; i < ROUNDS; i++) {
		took[i] = e = batch(engine, b, times);
		to_cms[i] = batch(cms, b, times) / e;
		to_prim[i] = batch(prim, b, times) / e;
	}
	qsort(to_cms, ROUNDS, sizeof(double), by_value);
	qsort(to_prim, ROUNDS, sizeof(double), by_value);
	qsort(took, ROUNDS, sizeof(double), by_value);
	e = took[ROUNDS / 2];
	printf("%-7s %-12s %-7s %7zu KiB %9.1f/s %8.1f MB/s %6.2f of CMS_* "
	    "%5.2f of primitives\n", name, b->algorithm->name, b->binary ?
	    "binary" : "base64", b->body.len / KIB, 1 / e,
	    (double)b->body.len / e / 1e6, to_cms[ROUNDS / 2],
	    to_prim[ROUNDS / 2]);
}

static void
open_instances(struct bench *b)
{
	struct instance_choice any = { 0 };
	struct err err = { 0 };

	instance_close(b->sender);
	instance_close(b->receiver);
	snapshot_free(b->snapshot);
	b->sender = b->receiver = NULL;
	b->snapshot = snapshot_load(b->fixture->model, &err);
	if (b->snapshot != NULL)
		b->sender = instance_open(b->snapshot, &b->fixture->settings,
		    send_host(b->snapshot, PORT, &err), &any, &err);
	if (b->sender != NULL)
		b->receiver = instance_open(b->snapshot,
		    &b->fixture->settings, receive_host(b->snapshot,
		    LOCATION, &err), &any, &err);
	if (b->receiver == NULL)
		die(err.text);
}

static void
configure(struct bench *b, const struct algorithm *algorithm, bool binary)
{
	char set[2][64];

	b->algorithm = algorithm;
	b->binary = binary;
	snprintf(set[0], sizeof(set[0]), "encoder.encryption_algorithm=%s",
	    algorithm->name);
	snprintf(set[1], sizeof(set[1]), "encoder.transfer_encoding=%s",
	    binary ? "binary" : "base64");
	fixture_set(b->fixture, "send-port", PORT, set[0], set[1], NULL);
	open_instances(b);
}

/* Random bytes in a spool, so that small and large are read alike. */
static struct spool
make_body(struct bench *b, size_t size)
{
	struct spool s = { .folder = b->files, .expect = size };
	struct err err = { 0 };
	unsigned char *p;
	size_t n;

	for (; s.len < size; spool_added(&s, n)) {
		n = size - s.len < SPOOL_STEP ? size - s.len : SPOOL_STEP;
		p = spool_room(&s, n, &err);
		if (p == NULL || RAND_bytes(p, (int)n) != 1)
			die(err.text);
	}
	if (!spool_finish(&s, &err))
		die(err.text);
	return s;
}

static void
rows(struct bench *b, size_t size)
{
	struct spool body = make_body(b, size);
	size_t i;

	b->scratch = xmalloc(size + 64);
	b->body = spool_span(&body);
	for (i = 0; i < 2 * ARRAY_SIZE(algorithms); i++) {
		configure(b, &algorithms[i / 2], i % 2 == 0);
		engine_encode(b);
		b->cms_wire = cms_make(b);
		measure(b, "encode", engine_encode, cms_encode, prim_encode);
		measure(b, "decode", engine_decode, cms_decode, prim_decode);
		BIO_free(b->cms_wire);
		spool_clear(&b->wire);
	}
	spool_clear(&body);
	free(b->scratch);
}

/* ---- two threads --------------------------------------------------------- */

static void *
run_both(void *opaque)
{
	struct bench *b = opaque;
	int i;

	for (i = 0; i < times_for(b->body.len); i++) {
		engine_encode(b);
		engine_decode(b);
	}
	return NULL;
}

struct times {
	double wall, processor;
};

static struct times
run_threads(struct bench *b, int threads)
{
	struct times t = { now(CLOCK_MONOTONIC),
		now(CLOCK_PROCESS_CPUTIME_ID) };
	pthread_t id[2];
	int i;

	for (i = 0; i < threads; i++)
		if (pthread_create(&id[i], NULL, run_both, b) != 0)
			die("thread");
	for (i = 0; i < threads; i++)
		pthread_join(id[i], NULL);
	t.wall = now(CLOCK_MONOTONIC) - t.wall;
	t.processor = now(CLOCK_PROCESS_CPUTIME_ID) - t.processor;
	return t;
}

/*
 * By the clock, which says nothing where others use the processors too; and
 * by processor time, which does not know of waiting for one another.
 */
static void
scaling(struct bench *b, size_t size)
{
	struct spool body = make_body(b, size);
	struct times one, two, best = { 0, 0 };
	int i;

	configure(b, &algorithms[0], true);
	b->body = spool_span(&body);
	engine_encode(b);
	run_threads(b, 2);
	for (i = 0; i < ROUNDS; i++) {
		one = run_threads(b, 1);
		two = run_threads(b, 2);
		if (2 * one.wall / two.wall > best.wall)
			best.wall = 2 * one.wall / two.wall;
		if (4 * one.processor / two.processor > best.processor)
			best.processor = 4 * one.processor / two.processor;
	}
	printf("two threads, %zu KiB: %.2f times one by the clock, %.2f by "
	    "processor time (goal 1.90)\n", size / KIB, best.wall,
	    best.processor);
	spool_clear(&b->wire);
	spool_clear(&body);
}

/* ---- memory -------------------------------------------------------------- */

static void
print_peak(const char *what)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	size_t kib = 0;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		(void)sscanf(line, "VmHWM: %zu", &kib);
	if (f != NULL)
		fclose(f);
	printf("peak memory, 1 GiB %s: %.1f MiB (goal 16.0)\n", what,
	    (double)kib / KIB);
}

static void
memory(struct bench *b, bool binary)
{
	struct spool body;

	configure(b, &algorithms[0], binary);
	body = make_body(b, GIB);
	b->body = spool_span(&body);
	engine_encode(b);
	/* Host instances are processes of their own. */
	instance_close(b->sender);
	b->sender = NULL;
	engine_decode(b);
	print_peak(binary ? "binary" : "base64");
}

/* We are our own partner: what the port sends, the location receives. */
static void
open_group(struct bench *b)
{
	const struct cert *us;
	struct err err = { 0 };
	struct store *store;
	char set[80];

	b->files = temp_open("", &err);
	if (b->files == NULL || temp_head_take(b->files) == NULL)
		die(err.text);
	b->fixture = fixture_new(true);
	us = fixture_cert(b->fixture, "decrypt");
	store = store_open(b->fixture->settings.stores, STORE_OTHER_PEOPLE,
	    NULL, &err);
	if (store == NULL || !store_add(store, us, NULL, &err))
		die(err.text);
	store_close(store);
	snprintf(set, sizeof(set), "encryption_certificate=%s",
	    us->thumbprint);
	fixture_set(b->fixture, "send-port", PORT, set, NULL);
	fixture_set(b->fixture, "receive-port", "Contoso Orders",
	    "authentication=none", NULL);
	fixture_set(b->fixture, "receive-location", LOCATION,
	    "maximum_message_size=100000000000", NULL);
	b->cert = us->x509;
	b->key = fixture_key(b->fixture, "decrypt")->pkey;
	b->sign_cert = fixture_cert(b->fixture, "sign")->x509;
	b->sign_key = fixture_key(b->fixture, "sign")->pkey;
	configure(b, &algorithms[0], true);
}

static void
close_group(struct bench *b)
{
	instance_close(b->sender);
	instance_close(b->receiver);
	snapshot_free(b->snapshot);
	fixture_free(b->fixture);
}

/* A process of its own, whose peak is that of nothing else. */
static void
measure_memory(bool binary)
{
	struct bench b = { .binary = binary };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		open_group(&b);
		memory(&b, binary);
		close_group(&b);
		exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		die("memory");
}

int
main(int argc, char **argv)
{
	static const size_t sizes[] = { KIB, 10 * KIB, 100 * KIB, MIB,
		10 * MIB, 100 * MIB };
	struct bench b = { .fixture = NULL };
	size_t most = argc > 1 ? strtoull(argv[1], NULL, 10) : 10 * MIB;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (most >= 100 * MIB) {
		measure_memory(true);
		measure_memory(false);
	}
	open_group(&b);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i] <= most)
			rows(&b, sizes[i]);
	scaling(&b, 10 * KIB);
	scaling(&b, MIB);
	close_group(&b);
	return 0;
}
