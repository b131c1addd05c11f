/* SPDX-License-Identifier: ISC */
/*
 * Messages a second through the engine, as a ratio to libcrypto: to its own
 * CMS_* calls, and to the bare primitives on flat buffers (RSA, cipher and
 * digest, nothing else).  All in one process, in turns, so that a machine
 * that slows down slows all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "base/mem.h"
#include "engine/receive.h"
#include "engine/send.h"
#include "tests/lib/fixture.h"

enum { BODY = 10 * 1024, ROUNDS = 7, BATCH = 60 };

#define PORT "Fabrikam Remittances"
#define LOCATION "Contoso Orders FILE"

struct bench {
	struct fixture *fixture;
	struct snapshot *snapshot;
	struct instance *sender, *receiver;
	unsigned char body[BODY];
	X509 *our_cert, *partner_cert;
	EVP_PKEY *our_key, *sign_key, *partner_key;
	X509 *sign_cert, *partner_sign_cert;
	char *message;		/* as the partner sends it, a MIME entity */
	size_t message_len;
	BIO *der;		/* its CMS */
};

static void
die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the engine --------------------------------------------------------- */

static void
engine_encode(struct bench *b)
{
	struct send_input in = { .body = b->body, .len = BODY,
	    .at = b->fixture->now };
	struct send_result r;
	struct err err = { 0 };

	memset(&r, 0, sizeof(r));
	if (!send_run(b->sender, PORT, &in, &r, &err))
		die(err.text);
	if (r.outcome != OUTCOME_PROCESSED)
		die(r.fault.text);
	send_result_clear(&r);
}

static void
engine_decode(struct bench *b)
{
	struct receive_input in = { .wire = b->message,
	    .len = b->message_len, .at = b->fixture->now };
	struct receive_result r;
	struct err err = { 0 };

	memset(&r, 0, sizeof(r));
	if (!receive_run(b->receiver, LOCATION, &in, &r, &err))
		die(err.text);
	if (r.outcome != OUTCOME_PROCESSED || r.body.len != BODY ||
	    memcmp(r.body.data, b->body, BODY) != 0)
		die(r.fault.text);
	receive_result_clear(&r);
}

/* ---- libcrypto's CMS ---------------------------------------------------- */

static BIO *
cms_make(struct bench *b, X509 *signer, EVP_PKEY *key, X509 *recipient)
{
	BIO *in = BIO_new_mem_buf(b->body, BODY), *mid, *out;
	STACK_OF(X509) *to = sk_X509_new_null();
	CMS_ContentInfo *s, *e;

	mid = BIO_new(BIO_s_mem());
	out = BIO_new(BIO_s_mem());
	s = CMS_sign(signer, key, NULL, in, CMS_BINARY);
	BIO_puts(mid, "Content-Type: application/pkcs7-mime; "
	    "smime-type=signed-data; name=smime.p7m\r\n"
	    "Content-Transfer-Encoding: binary\r\n\r\n");
	i2d_CMS_bio(mid, s);
	sk_X509_push(to, recipient);
	e = CMS_encrypt(to, mid, EVP_aes_128_cbc(), CMS_BINARY);
	if (s == NULL || e == NULL || i2d_CMS_bio(out, e) != 1)
		die("CMS_*");
	CMS_ContentInfo_free(s);
	CMS_ContentInfo_free(e);
	sk_X509_free(to);
	BIO_free(in);
	BIO_free(mid);
	return out;
}

static void
cms_encode(struct bench *b)
{
	BIO *der = cms_make(b, b->sign_cert, b->sign_key, b->partner_cert);
	BIO *b64 = BIO_new(BIO_f_base64()), *out = BIO_new(BIO_s_mem());
	char *p;
	long n = BIO_get_mem_data(der, &p);

	/* The engine's transfer encoding. */
	BIO_push(b64, out);
	BIO_write(b64, p, (int)n);
	if (BIO_flush(b64) != 1)
		die("base64");
	BIO_free_all(b64);
	BIO_free(der);
}

static void
cms_decode(struct bench *b)
{
	char *p, *q;
	long n = BIO_get_mem_data(b->der, &p);
	BIO *in = BIO_new_mem_buf(p, (int)n), *mid = BIO_new(BIO_s_mem());
	BIO *inner, *out = BIO_new(BIO_s_mem());
	CMS_ContentInfo *e = d2i_CMS_bio(in, NULL), *s;

	if (CMS_decrypt(e, b->our_key, b->our_cert, NULL, mid, 0) != 1)
		die("CMS_decrypt");
	n = BIO_get_mem_data(mid, &p);
	q = memmem(p, (size_t)n, "\r\n\r\n", 4);
	inner = BIO_new_mem_buf(q + 4, (int)(n - (q + 4 - p)));
	s = d2i_CMS_bio(inner, NULL);
	if (s == NULL || CMS_verify(s, NULL, NULL, NULL, out,
	    CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
		die("CMS_verify");
	CMS_ContentInfo_free(e);
	CMS_ContentInfo_free(s);
	BIO_free(in);
	BIO_free(mid);
	BIO_free(inner);
	BIO_free(out);
}

/* ---- the bare primitives ------------------------------------------------ */

static void
rsa_encrypt(EVP_PKEY *key, const unsigned char *in, unsigned char *out)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
	size_t n = 512;

	if (EVP_PKEY_encrypt_init(c) != 1 ||
	    EVP_PKEY_encrypt(c, out, &n, in, 16) != 1)
		die("RSA encrypt");
	EVP_PKEY_CTX_free(c);
}

static void
prim_encode(struct bench *b)
{
	static unsigned char out[2 * BODY];
	unsigned char key[32], md[32], sig[512], wrapped[512];
	EVP_MD_CTX *m = EVP_MD_CTX_new();
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	size_t n = sizeof(sig);
	int len;

	EVP_Digest(b->body, BODY, md, NULL, EVP_sha256(), NULL);
	if (EVP_DigestSignInit(m, NULL, EVP_sha256(), NULL,
	    b->sign_key) != 1 || EVP_DigestSign(m, sig, &n, md, 32) != 1)
		die("sign");
	RAND_bytes(key, sizeof(key));
	rsa_encrypt(X509_get0_pubkey(b->partner_cert), key, wrapped);
	EVP_EncryptInit_ex(c, EVP_aes_128_cbc(), NULL, key, key + 16);
	EVP_EncryptUpdate(c, out, &len, b->body, BODY);
	EVP_MD_CTX_free(m);
	EVP_CIPHER_CTX_free(c);
}

static void
prim_decode(struct bench *b)
{
	static unsigned char wrapped[512], sig[512], out[2 * BODY];
	static size_t siglen;
	unsigned char key[512] = { 0 }, md[32];
	EVP_PKEY_CTX *p;
	EVP_MD_CTX *m = EVP_MD_CTX_new();
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	size_t n = sizeof(key);
	int len;

	EVP_Digest(b->body, BODY, md, NULL, EVP_sha256(), NULL);
	if (siglen == 0) {
		siglen = sizeof(sig);
		rsa_encrypt(X509_get0_pubkey(b->our_cert), md, wrapped);
		EVP_DigestSignInit(m, NULL, EVP_sha256(), NULL,
		    b->partner_key);
		EVP_DigestSign(m, sig, &siglen, md, 32);
		EVP_MD_CTX_reset(m);
	}
	p = EVP_PKEY_CTX_new(b->our_key, NULL);
	if (EVP_PKEY_decrypt_init(p) != 1 ||
	    EVP_PKEY_decrypt(p, key, &n, wrapped, 256) != 1)
		die("RSA decrypt");
	EVP_DecryptInit_ex(c, EVP_aes_128_cbc(), NULL, key, key + 16);
	EVP_DecryptUpdate(c, out, &len, b->body, BODY);
	if (EVP_DigestVerifyInit(m, NULL, EVP_sha256(), NULL,
	    X509_get0_pubkey(b->partner_sign_cert)) != 1 ||
	    EVP_DigestVerify(m, sig, siglen, md, 32) != 1)
		die("verify");
	EVP_PKEY_CTX_free(p);
	EVP_MD_CTX_free(m);
	EVP_CIPHER_CTX_free(c);
}

/* ---- measuring ---------------------------------------------------------- */

static double
batch(void (*f)(struct bench *), struct bench *b)
{
	double start = now();
	int i;

	for (i = 0; i < BATCH; i++)
		f(b);
	return (now() - start) / BATCH;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
measure(struct bench *b, const char *name, void (*engine)(struct bench *),
    void (*cms)(struct bench *), void (*prim)(struct bench *))
{
	double e, to_cms[ROUNDS], to_prim[ROUNDS], ms[ROUNDS];
	int i;

	engine(b);		/* warm */
	for (i = 0; i < ROUNDS; i++) {
		e = batch(engine, b);
		to_cms[i] = batch(cms, b) / e;
		to_prim[i] = batch(prim, b) / e;
		ms[i] = e * 1000;
	}
	qsort(to_cms, ROUNDS, sizeof(double), by_value);
	qsort(to_prim, ROUNDS, sizeof(double), by_value);
	qsort(ms, ROUNDS, sizeof(double), by_value);
	printf("%-30s %5.2f of CMS_*, %5.2f of bare primitives "
	    "(%.2f ms a message; goal 0.80)\n", name, to_cms[ROUNDS / 2],
	    to_prim[ROUNDS / 2], ms[ROUNDS / 2]);
}

static EVP_PKEY *
key_of(struct bench *b, const char *name)
{
	return fixture_key(b->fixture, name)->pkey;
}

int
main(void)
{
	static struct bench b;
	struct err err = { 0 };
	char *p;
	long n;

	b.fixture = fixture_new(true);
	RAND_bytes(b.body, BODY);
	b.snapshot = snapshot_load(b.fixture->model, &err);
	if (b.snapshot == NULL)
		die(err.text);
	b.sender = instance_open(b.snapshot, &b.fixture->settings,
	    send_host(b.snapshot, PORT, &err),
	    &(struct instance_choice){ 0 }, &err);
	b.receiver = b.sender == NULL ? NULL : instance_open(b.snapshot,
	    &b.fixture->settings, receive_host(b.snapshot, LOCATION, &err),
	    &(struct instance_choice){ 0 }, &err);
	if (b.receiver == NULL)
		die(err.text);
	b.our_cert = fixture_cert(b.fixture, "decrypt")->x509;
	b.our_key = key_of(&b, "decrypt");
	b.sign_cert = fixture_cert(b.fixture, "sign")->x509;
	b.sign_key = key_of(&b, "sign");
	b.partner_cert = fixture_cert(b.fixture, "fabrikam")->x509;
	b.partner_sign_cert = fixture_cert(b.fixture, "contoso-sign")->x509;
	b.partner_key = key_of(&b, "contoso-sign");
	b.der = cms_make(&b, b.partner_sign_cert, b.partner_key, b.our_cert);
	n = BIO_get_mem_data(b.der, &p);
	b.message = xmalloc((size_t)n + 512);
	b.message_len = (size_t)sprintf(b.message, "MIME-Version: 1.0\r\n"
	    "Content-Type: application/pkcs7-mime; smime-type="
	    "enveloped-data; name=smime.p7m\r\n"
	    "Content-Transfer-Encoding: binary\r\n\r\n");
	memcpy(b.message + b.message_len, p, (size_t)n);
	b.message_len += (size_t)n;
	measure(&b, "encode sign+encrypt, 10 KiB", engine_encode, cms_encode,
	    prim_encode);
	measure(&b, "decode decrypt+verify, 10 KiB", engine_decode,
	    cms_decode, prim_decode);
	BIO_free(b.der);
	free(b.message);
	instance_close(b.sender);
	instance_close(b.receiver);
	snapshot_free(b.snapshot);
	fixture_free(b.fixture);
	return 0;
}
