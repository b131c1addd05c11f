/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes receiving from end to end, with keys: a group with one location and
 * a certificate that is recipient, signer and root.  The first byte says what
 * the rest is: a message as it came, or what is inside an encryption, a
 * signature or both, where no fuzzer would get by itself.  Whatever comes in,
 * there is one outcome, and nothing is given out unless it was processed.
 * The message is explained as well, to lines that are safe on a terminal.
 *
 * tests/fuzz/keys/own.pem was made for this and is of no other use.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/bundle.h"
#include "certstore/store.h"
#include "engine/explain.h"
#include "engine/mend.h"
#include "engine/receive.h"
#include "model/edit.h"
#include "model/kinds/certificate.h"
#include "tests/lib/fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define FUZZ_CLOCK INT64_C(1800000000)
#define FUZZ_MAX_SIZE "200000"

/* Made once: a group takes longer than a message. */
static struct {
	struct fixture *f;
	struct bundle own;
	struct snapshot *snapshot;
	struct instance *in;
} fuzzed;

static void
fuzz_end(void)
{
	instance_close(fuzzed.in);
	snapshot_free(fuzzed.snapshot);
	bundle_clear(&fuzzed.own);
	fixture_free(fuzzed.f);
	memset(&fuzzed, 0, sizeof(fuzzed));
}

static void
fuzz_store(enum store_id id, bool with_key)
{
	struct store *s = store_open(fuzzed.f->settings.stores, id,
	    id == STORE_PERSONAL ? fuzzed.f->model->user : NULL, NULL);
	struct err err = { 0 };

	assert(s != NULL);
	if (!store_add(s, fuzzed.own.items[0].cert, with_key ?
	    fuzzed.own.items[0].key : NULL, &err))
		abort();
	store_close(s);
}

static void
fuzz_objects(struct fixture *f)
{
	const char *thumbprint = fuzzed.own.items[0].cert->thumbprint;
	char *decrypt = xasprintf("decryption_certificate=%s", thumbprint);
	char *verify = xasprintf("signature_certificate=%s", thumbprint);
	char *account = xasprintf("account=%s", f->model->user);
	struct object *o = certificate_from_cert(fuzzed.own.items[0].cert);

	edit_create_one(f->model, o, NULL);
	object_free(o);
	fixture_add(f, "host", "name=Host", "trusted=true", decrypt, NULL);
	fixture_add(f, "host-instance", "host=Host",
	    "computer=" FIXTURE_COMPUTER, account, NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=receive",
	    "host=Host", NULL);
	fixture_add(f, "party", "name=Party", verify, NULL);
	fixture_add(f, "receive-port", "name=Port", NULL);
	fixture_add(f, "receive-location", "name=In", "receive_port=Port",
	    "handler=FILE-receive@Host", "receive_pipeline=SMIMEReceive",
	    "file.receive_folder=/t/in", "decoder.check_revocation=false",
	    "maximum_message_size=" FUZZ_MAX_SIZE, NULL);
	free(decrypt);
	free(verify);
	free(account);
}

static void
fuzz_begin(void)
{
	struct err err = { 0 };

	if (fuzzed.f != NULL)
		return;
	fuzzed.f = fixture_new(false);
	if (!bundle_read(&fuzzed.own, "tests/fuzz/keys/own.pem", NULL, &err))
		abort();
	fuzz_store(STORE_PERSONAL, true);
	fuzz_store(STORE_OTHER_PEOPLE, false);
	fuzz_store(STORE_ROOT, false);
	fuzz_objects(fuzzed.f);
	fuzzed.snapshot = snapshot_load(fuzzed.f->model, &err);
	if (fuzzed.snapshot != NULL)
		fuzzed.in = instance_open(fuzzed.snapshot,
		    &fuzzed.f->settings, "Host", NULL, &err);
	if (fuzzed.in == NULL)
		abort();
	atexit(fuzz_end);
}

/* ---- wrapping ------------------------------------------------------------ */

/* What OpenSSL makes of a structure around the bytes, as a message. */
static void
fuzz_wrap(struct buf *b, bool sign)
{
	const struct cert *cert = fuzzed.own.items[0].cert;
	BIO *content = BIO_new_mem_buf(b->len > 0 ? (char *)b->data : "",
	    (int)b->len), *out = BIO_new(BIO_s_mem());
	STACK_OF(X509) *to = sk_X509_new_null();
	CMS_ContentInfo *cms;
	char *data;
	long n;

	sk_X509_push(to, cert->x509);
	cms = sign ? CMS_sign(cert->x509, fuzzed.own.items[0].key->pkey,
	    NULL, content, CMS_BINARY) : CMS_encrypt(to, content,
	    EVP_aes_128_gcm(), CMS_BINARY);
	assert(cms != NULL && i2d_CMS_bio(out, cms) == 1);
	n = BIO_get_mem_data(out, &data);
	buf_reset(b);
	buf_adds(b, "MIME-Version: 1.0\nContent-Type: "
	    "application/pkcs7-mime\nContent-Transfer-Encoding: "
	    "binary\n\n");
	buf_add(b, data, (size_t)n);
	CMS_ContentInfo_free(cms);
	sk_X509_free(to);
	BIO_free(content);
	BIO_free(out);
}

/* ---- the two ------------------------------------------------------------- */

static void
fuzz_receive(struct span wire)
{
	struct receive_input input = { .wire = wire, .at = FUZZ_CLOCK,
		.contents = true };
	struct receive_result r;
	struct mend mend;
	struct err err = { 0 };
	const struct part *p;

	if (!receive_run(fuzzed.in, "In", &input, &r, &err))
		abort();
	assert(r.trace.n > 0);
	if (r.outcome == OUTCOME_PROCESSED) {
		assert(r.parts.count > 0);
		for (p = r.parts.v; p < r.parts.v + r.parts.n; p++)
			assert(p->number == 0 ||
			    p->at + p->size <= r.contents.len);
	} else {
		assert(r.fault.failure != FAIL_NONE);
		assert(r.body.len == 0 && r.contents.len == 0);
		assert(r.part.n == 0 && r.parts.n == 0);
		mend_received(fuzzed.snapshot, "In", &r.fault, &mend);
	}
	receive_result_clear(&r);
	assert(ERR_peek_error() == 0);
}

static void
fuzz_explain(struct span wire)
{
	struct explain_input input = { .wire = wire, .at = FUZZ_CLOCK,
		.max_size = 200000, .stores = fuzzed.f->settings.stores,
		.model = fuzzed.f->model };
	struct explanation x;
	struct buf text = { 0 };
	struct err err = { 0 };
	char *line, *safe;

	if (explain(&input, &x, &err)) {
		assert(x.n > 0 || x.stopped != NULL);
		explanation_text(&x, &text);
		for (line = strtok((char *)text.data, "\n"); line != NULL;
		    line = strtok(NULL, "\n")) {
			safe = text_safe(line);
			assert(strcmp(safe, line) == 0);
			free(safe);
		}
		explanation_clear(&x);
	}
	buf_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf message = { 0 };

	if (n < 1)
		return 0;
	fuzz_begin();
	buf_add(&message, data + 1, n - 1);
	if (data[0] == 's' || data[0] == 'b')
		fuzz_wrap(&message, true);
	if (data[0] == 'e' || data[0] == 'b')
		fuzz_wrap(&message, false);
	fuzz_receive(span_of(message.data, message.len));
	fuzz_explain(span_of(message.data, message.len));
	buf_clear(&message);
	return 0;
}
