/* SPDX-License-Identifier: ISC */
/*
 * For the tests of this room: the sample group with a port, a location and a
 * few certificates more, one host instance at work in it, and messages made
 * by OpenSSL's own S/MIME writer, not by ours.
 */
#ifndef TESTS_ENGINE_WORLD_H
#define TESTS_ENGINE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/cms.h>
#include <openssl/err.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "certstore/store.h"
#include "certstore/trust.h"
#include "engine/receive.h"
#include "engine/send.h"
#include "model/edit.h"
#include "model/kinds/certificate.h"
#include "tests/lib/fixture.h"

#define UNUSED __attribute__((unused))

#define HOST "EdiReceive"
#define LOCATION "Test In"	/* in HOST, pipeline SMIMEReceive */
#define PORT "Test Port"
#define SEND "Test Out"		/* in EdiSend, pipeline SMIMETransmit */
#define SEND_HOST "EdiSend"

/* Bytes that text handling would damage. */
#define BODY "<order>\n\0nul\r\n\0\0nul\rx\n</order>\n\r"
#define BODY_LEN (sizeof(BODY) - 1)

struct minted {
	struct cert *cert;
	struct key *key;
};

struct world {
	struct fixture *f;
	struct snapshot *snapshot;
	struct instance *in;
	struct minted stranger;	/* trusted; no party, not in the store */
	struct minted lost;	/* of party Lost, not in the store */
	struct minted rogue;	/* self-signed */
	struct minted other_ca;	/* trusted, without a revocation list */
	struct minted unlisted;	/* issued by it; party Unlisted */
};

/* ---- certificates -------------------------------------------------------- */

UNUSED static void
must(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

UNUSED static struct minted
mint(const struct world *w, const char *name, const struct minted *by)
{
	struct issue_request r = { .common_name = name,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
		KEY_USAGE_KEY_ENCIPHERMENT, .eku = "emailProtection",
		.not_before = w->f->now - DAY_SECONDS,
		.not_after = w->f->now + 100 * DAY_SECONDS };
	struct issuer issuer = { 0 };
	struct minted m = { 0 };
	struct err err = { 0 };

	if (by != NULL)
		issuer = (struct issuer){ by->cert, by->key };
	must(issue_cert(&r, by != NULL ? &issuer : NULL, &m.cert, &m.key,
	    &err), &err);
	return m;
}

UNUSED static void
minted_clear(struct minted *m)
{
	cert_free(m->cert);
	key_free(m->key);
}

/* The same certificate over another key, which it takes. */
UNUSED static struct minted
mint_over(const struct minted *like, EVP_PKEY *pkey,
    const struct minted *by)
{
	X509 *x509 = X509_dup(like->cert->x509);
	struct err err = { 0 };
	struct minted m;

	assert_non_null(pkey);
	X509_set_pubkey(x509, pkey);
	assert_true(X509_sign(x509, by->key->pkey, EVP_sha256()) > 0);
	m.cert = cert_from_x509(x509, &err);
	must(m.cert != NULL, &err);
	m.key = key_from_pkey(pkey);
	return m;
}

UNUSED static struct minted
sample_pair(const struct world *w, const char *name)
{
	const struct sample_cert *c = sample_find(&w->f->sample, name);

	assert_non_null(c);
	return (struct minted){ c->cert, c->key };
}

UNUSED static void
put(const struct world *w, enum store_id id, const char *account,
    const struct minted *m, bool with_key)
{
	struct err err = { 0 };
	struct store *s = store_open(w->f->settings.stores, id, account,
	    &err);

	assert_non_null(s);
	must(store_add(s, m->cert, with_key ? m->key : NULL, &err), &err);
	store_close(s);
}

/* The file NAME of a store: "THUMBPRINT.key". */
UNUSED static char *
store_file(const struct world *w, enum store_id id, const char *account,
    const char *thumbprint, const char *ending)
{
	struct store *s = store_open(w->f->settings.stores, id, account,
	    NULL);
	char *path;

	assert_non_null(s);
	path = xasprintf("%s/%s.%s", s->path, thumbprint, ending);
	store_close(s);
	return path;
}

/* Known to the group, so that it can be assigned. */
UNUSED static void
publish(const struct world *w, const struct minted *m)
{
	struct object *o = certificate_from_cert(m->cert);
	struct err err = { 0 };

	must(edit_create_one(w->f->model, o, &err), &err);
	object_free(o);
}

UNUSED static void
add_party(const struct world *w, const char *name, const struct minted *m)
{
	char *n = xasprintf("name=%s", name);
	char *c = xasprintf("signature_certificate=%s", m->cert->thumbprint);

	publish(w, m);
	fixture_add(w->f, "party", n, c, NULL);
	free(n);
	free(c);
}

/* ---- the instance -------------------------------------------------------- */

UNUSED static void
world_close(struct world *w)
{
	instance_close(w->in);
	snapshot_free(w->snapshot);
	w->in = NULL;
	w->snapshot = NULL;
}

/* Take notice of everything that was changed. */
UNUSED static void
world_open(struct world *w, const char *host)
{
	struct err err = { 0 };

	world_close(w);
	w->snapshot = snapshot_load(w->f->model, &err);
	must(w->snapshot != NULL, &err);
	w->in = instance_open(w->snapshot, &w->f->settings, host, NULL, &err);
	must(w->in != NULL, &err);
}

UNUSED static int
world_setup(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));
	struct minted ca;
	struct issue_request r = { .common_name = "Other CA", .ca = true,
		.key_usage = KEY_USAGE_CERT_SIGN };
	struct err err = { 0 };

	w->f = fixture_new(true);
	r.not_before = w->f->now - DAY_SECONDS;
	r.not_after = w->f->now + 100 * DAY_SECONDS;
	must(issue_cert(&r, NULL, &w->other_ca.cert, &w->other_ca.key, &err),
	    &err);
	put(w, STORE_ROOT, NULL, &w->other_ca, false);
	ca = sample_pair(w, "ca");
	w->stranger = mint(w, "Stranger", &ca);
	w->lost = mint(w, "Lost", &ca);
	w->rogue = mint(w, "Rogue", NULL);
	w->unlisted = mint(w, "Unlisted", &w->other_ca);
	add_party(w, "Lost", &w->lost);
	add_party(w, "Unlisted", &w->unlisted);
	fixture_add(w->f, "receive-port", "name=" PORT, NULL);
	fixture_add(w->f, "receive-location", "name=" LOCATION,
	    "receive_port=" PORT, "handler=FILE-receive@" HOST,
	    "receive_pipeline=SMIMEReceive", "file.receive_folder=/t/in",
	    NULL);
	fixture_add(w->f, "send-port", "name=" SEND,
	    "handler=FILE-send@" SEND_HOST, "send_pipeline=SMIMETransmit",
	    "file.destination_folder=/t/out", NULL);
	world_open(w, HOST);
	*state = w;
	return 0;
}

UNUSED static int
world_teardown(void **state)
{
	struct world *w = *state;

	world_close(w);
	minted_clear(&w->stranger);
	minted_clear(&w->lost);
	minted_clear(&w->rogue);
	minted_clear(&w->unlisted);
	minted_clear(&w->other_ca);
	fixture_free(w->f);
	free(w);
	return 0;
}

/* Each test begins with the same configuration. */
UNUSED static int
world_reset(void **state)
{
	struct world *w = *state;

	fixture_set(w->f, "receive-port", PORT, "authentication=none", NULL);
	fixture_set(w->f, "receive-location", LOCATION,
	    "receive_pipeline=SMIMEReceive", "handler=FILE-receive@" HOST,
	    "require_encryption=false", "require_signature=false",
	    "maximum_message_size=1000000", "decoder.allow_non_mime=false",
	    "decoder.body_part_index=0", "decoder.body_part_content_type=",
	    "decoder.check_revocation=true",
	    "party_resolution.by_certificate=true",
	    "party_resolution.by_user=true", NULL);
	world_open(w, HOST);
	return 0;
}

/* ---- running ------------------------------------------------------------- */

struct identity {
	const char *user, *tls;
};

UNUSED static const struct identity nobody;

UNUSED static struct receive_result
receive_as(const struct world *w, const struct buf *wire,
    struct identity identity)
{
	struct receive_input input = { .wire = span_of(wire->data,
		    wire->len),
		.windows_user = identity.user,
		.tls_thumbprint = identity.tls, .at = w->f->now };
	struct receive_result r;
	struct err err = { 0 };

	must(receive_run(w->in, LOCATION, &input, &r, &err), &err);
	assert_int_equal(ERR_peek_error(), 0);
	return r;
}

/* What came out, as the bytes of a message. */
UNUSED static const struct buf *
view(const struct spool *s, struct buf *b)
{
	*b = (struct buf){ .data = (unsigned char *)(uintptr_t)s->data,
	    .len = s->len };
	return b;
}
#define VIEW(spool) view(&(spool), &(struct buf){ 0 })

/* As "OUTCOME CODE PARTY" or, processed, "processed PARTY". */
UNUSED static void
check_fate(struct receive_result *r, const char *expected)
{
	char text[256];

	snprintf(text, sizeof(text), "%s%s%s %s", outcome_name(r->outcome),
	    r->fault.failure != FAIL_NONE ? " " : "",
	    r->fault.failure != FAIL_NONE ?
	    failure_info(r->fault.failure)->code : "",
	    r->party != NULL ? r->party : "guest");
	if (strcmp(text, expected) != 0)
		fail_msg("%s instead of %s: %s", text, expected,
		    r->fault.text);
	if (r->outcome != OUTCOME_PROCESSED) {
		assert_int_equal(r->body.len, 0);
		assert_null(r->body.data);
		assert_int_equal(r->part.n, 0);
		assert_true(r->fault.text[0] != '\0');
	}
	assert_true(r->trace.n > 0);
}

/* Takes the message. */
UNUSED static void
expect(const struct world *w, struct buf *wire, const char *expected)
{
	struct receive_result r = receive_as(w, wire, (struct identity){ 0 });

	check_fate(&r, expected);
	receive_result_clear(&r);
	buf_clear(wire);
}

UNUSED static void
check_body(const struct receive_result *r, const void *body, size_t len)
{
	assert_int_equal(r->body.len, len);
	if (len > 0)
		assert_memory_equal(r->body.data, body, len);
}

/* ---- messages ------------------------------------------------------------ */

UNUSED static BIO *
bio_of(const struct buf *b)
{
	BIO *bio = BIO_new_mem_buf(b->len > 0 ? b->data :
	    (unsigned char *)"", (int)b->len);

	assert_non_null(bio);
	return bio;
}

/* The S/MIME message around cms becomes the content of b. */
UNUSED static void
write_smime(struct buf *b, CMS_ContentInfo *cms, BIO *content, unsigned flags)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *data;
	long n;

	assert_non_null(cms);
	assert_int_equal(SMIME_write_CMS(out, cms, content, (int)flags), 1);
	n = BIO_get_mem_data(out, &data);
	buf_reset(b);
	buf_add(b, data, (size_t)n);
	BIO_free(out);
	BIO_free(content);
	CMS_ContentInfo_free(cms);
}

UNUSED static struct buf
bytes(const void *p, size_t n)
{
	struct buf b = { 0 };

	buf_add(&b, p, n);
	return b;
}

UNUSED static struct buf
plain_body(void)
{
	return bytes(BODY, BODY_LEN);
}

/* flags: CMS_DETACHED for clear, CMS_NOCERTS, CMS_NOATTR, CMS_USE_KEYID. */
UNUSED static void
sign_with(struct buf *b, const struct minted *by, unsigned flags)
{
	BIO *content = bio_of(b);

	flags |= CMS_BINARY | CMS_STREAM;
	write_smime(b, CMS_sign(by->cert->x509, by->key->pkey, NULL, content,
	    flags), content, flags);
}

UNUSED static void
encrypt_to(struct buf *b, const struct minted *to, const EVP_CIPHER *cipher,
    unsigned flags)
{
	STACK_OF(X509) *certs = sk_X509_new_null();
	BIO *content = bio_of(b);

	flags |= CMS_BINARY | CMS_STREAM;
	sk_X509_push(certs, to->cert->x509);
	write_smime(b, CMS_encrypt(certs, content, cipher, flags), content,
	    flags);
	sk_X509_free(certs);
}

/* Signed by the partner of the sample, who is party Contoso Ltd. */
UNUSED static struct buf
signed_by(const struct minted *by, unsigned flags)
{
	struct buf b = plain_body();

	sign_with(&b, by, flags);
	return b;
}

UNUSED static struct buf
contoso(const struct world *w, unsigned flags)
{
	struct minted by = sample_pair(w, "contoso-sign");

	return signed_by(&by, flags);
}

UNUSED static struct buf
encrypted_to_us(const struct world *w, const EVP_CIPHER *cipher)
{
	struct minted to = sample_pair(w, "decrypt");
	struct buf b = plain_body();

	encrypt_to(&b, &to, cipher, 0);
	return b;
}

UNUSED static const char *
context(const struct receive_result *r, const char *name)
{
	const char *value = props_get(&r->context, name);

	return value != NULL ? value : "";
}

/* s: sign blob, c: sign clear, e: CBC, g: GCM; outermost last. */
UNUSED static struct buf
wrap(const struct world *w, const char *layers, const struct minted *by)
{
	struct minted us = sample_pair(w, "decrypt");
	struct buf b = plain_body();

	for (; *layers != '\0'; layers++) {
		if (*layers == 'e' || *layers == 'g')
			encrypt_to(&b, &us, *layers == 'g' ?
			    EVP_aes_256_gcm() : EVP_aes_256_cbc(), 0);
		else
			sign_with(&b, by, *layers == 'c' ? CMS_DETACHED : 0);
	}
	return b;
}

/* The DER of a message, broken open, and put together again. */
UNUSED static struct buf
der_of(const struct buf *wire)
{
	BIO *in = bio_of(wire);
	CMS_ContentInfo *cms = SMIME_read_CMS(in, NULL);
	struct buf der = { 0 };
	unsigned char *p;
	int n;

	assert_non_null(cms);
	n = i2d_CMS_ContentInfo(cms, NULL);
	p = buf_room(&der, (size_t)n);
	der.len = (size_t)i2d_CMS_ContentInfo(cms, &p);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	return der;
}

UNUSED static struct buf
binary_message(const struct buf *der)
{
	struct buf b = { 0 };

	buf_adds(&b, "MIME-Version: 1.0\r\nContent-Type: "
	    "application/x-pkcs7-mime\r\nContent-Transfer-Encoding: "
	    "binary\r\n\r\n");
	buf_add(&b, der->data, der->len);
	return b;
}

UNUSED static struct buf
text_message(const char *s)
{
	return bytes(s, strlen(s));
}

/* ---- sending ------------------------------------------------------------- */

/* The port and the group as a test needs them. */
UNUSED static int
send_reset(void **state)
{
	struct world *w = *state;
	char *set;

	world_reset(state);
	fixture_set(w->f, "receive-location", LOCATION,
	    "maximum_message_size=10000000", NULL);
	fixture_set(w->f, "send-port", SEND, "encryption_certificate=",
	    "send_pipeline=SMIMETransmit",
	    "encoder.signature_type=none", "encoder.enable_encryption=false",
	    "encoder.check_revocation=true", "encoder.body_as_attachment=false",
	    "encoder.transfer_encoding=base64",
	    "encoder.add_signing_certificate=true",
	    "encoder.encryption_algorithm=aes-128-cbc", NULL);
	set = xasprintf("signature_certificate=%s",
	    fixture_thumbprint(w->f, "sign"));
	fixture_set(w->f, "group", "Test Group", set, NULL);
	free(set);
	world_open(w, SEND_HOST);
	return 0;
}

UNUSED static struct send_input
input_of(const struct world *w)
{
	return (struct send_input){ .body = span_of(BODY, BODY_LEN),
		.content_type = "text/xml", .file_name = "order.xml",
		.at = w->f->now };
}

UNUSED static struct send_result
send_it(const struct world *w, const struct send_input *input)
{
	struct send_result r;
	struct err err = { 0 };

	must(send_run(w->in, SEND, input, &r, &err), &err);
	assert_int_equal(ERR_peek_error(), 0);
	if (r.outcome != OUTCOME_PROCESSED) {
		assert_int_equal(r.outcome, OUTCOME_SUSPENDED);
		assert_null(r.wire.data);
		assert_true(r.fault.text[0] != '\0');
	}
	return r;
}

/* Code expected, or "" for processed; warnings or "". */
UNUSED static void
expect_send(const struct world *w, const struct send_input *input,
    const char *code, const char *warnings)
{
	struct send_result r = send_it(w, input);
	const char *got = r.outcome == OUTCOME_PROCESSED ? "" :
	    failure_info(r.fault.failure)->code;
	const char *marks = props_get(&r.context, "SMIME.Warnings");

	if (strcmp(got, code) != 0)
		fail_msg("%s instead of %s: %s", got, code, r.fault.text);
	assert_string_equal(marks != NULL ? marks : "", warnings);
	send_result_clear(&r);
}

UNUSED static void
encrypt_for(const struct world *w, const struct minted *m)
{
	char *set = xasprintf("encryption_certificate=%s",
	    m->cert->thumbprint);

	fixture_set(w->f, "send-port", SEND, "encoder.enable_encryption=true",
	    set, NULL);
	free(set);
}

#endif
