/* SPDX-License-Identifier: ISC */
#include "engine/guide_message.h"

#include <string.h>

#include "base/when.h"
#include "certstore/issue.h"
#include "engine/cms.h"
#include "engine/mime_write.h"

#define AMOUNT "100.00"
#define BODY "<?xml version=\"1.0\"?>\n<order><text>Self-test of Sealport." \
	"</text><amount>" AMOUNT "</amount></order>\n"

/* ---- the people ---------------------------------------------------------- */

static bool
make_person(struct guide_person *p, const char *name,
    const struct guide_person *by, int64_t at, struct err *err)
{
	struct issue_request r = { .common_name = name,
		.not_before = at - DAY_SECONDS, .not_after = at + DAY_SECONDS,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE |
		KEY_USAGE_KEY_ENCIPHERMENT, .eku = "emailProtection" };
	struct issuer issuer = { 0 };

	if (by != NULL) {
		issuer = (struct issuer){ by->cert, by->key };
	} else {
		r.ca = true;
		r.key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN;
		r.eku = NULL;
	}
	return issue_cert(&r, by != NULL ? &issuer : NULL, &p->cert, &p->key,
	    err) || err_prefix(err, "throw-away key");
}

bool
guide_people_make(struct guide_people *p, int64_t at, struct err *err)
{
	struct issuer issuer;

	memset(p, 0, sizeof(*p));
	if (!make_person(&p->authority, "Throw-away authority", NULL, at,
	    err) || !make_person(&p->partner, "Stand-in for the partner",
	    &p->authority, at, err) ||
	    !make_person(&p->stranger, "Stranger", &p->authority, at, err))
		return false;
	issuer = (struct issuer){ p->authority.cert, p->authority.key };
	p->crl = issue_crl(&issuer, NULL, 0, at - DAY_SECONDS,
	    at + DAY_SECONDS, err);
	return p->crl != NULL;
}

static void
person_clear(struct guide_person *p)
{
	cert_free(p->cert);
	key_free(p->key);
}

void
guide_people_clear(struct guide_people *p)
{
	person_clear(&p->authority);
	person_clear(&p->partner);
	person_clear(&p->stranger);
	crl_free(p->crl);
	memset(p, 0, sizeof(*p));
}

/* ---- the layers: what is in b goes into another one ---------------------- */

static void
take(struct buf *b, struct buf *from)
{
	buf_clear(b);
	*b = *from;
	memset(from, 0, sizeof(*from));
}

static bool
write_body(struct buf *b, struct err *err)
{
	struct mime_body body = { .data = span_of(BODY, sizeof(BODY) - 1),
		.content_type = "text/xml", .file_name = "self-test.xml",
		.encoding = ENCODING_7BIT };
	struct buf tail = { 0 };
	struct sink_buf to = sink_buf(b);
	bool ok;

	ok = mime_write_body(b, &tail, &body, err) &&
	    mime_put_body(&body, &to.sink, err);
	if (ok)
		buf_add(b, tail.data, tail.len);
	buf_clear(&tail);
	return ok;
}

static bool
sign(struct buf *b, const struct guide_message *m, struct err *err)
{
	struct cms_sign_request request = { .cert = m->signer->cert,
		.key = m->signer->key, .digest = DIGEST_SHA256, .at = m->at,
		.add_certificate = true };
	struct buf out = { 0 }, prefix = { 0 }, suffix = { 0 };
	struct buf capabilities = { 0 };
	struct cms_signature s;
	bool ok;

	if (!cms_capabilities(&capabilities, err))
		return false;
	request.capabilities = span_of(capabilities.data, capabilities.len);
	ok = cms_sign(&s, &request, err);
	buf_clear(&capabilities);
	if (!ok)
		return false;
	ok = sink_put(&s.sink, b->data, b->len, err) &&
	    cms_sign_end(&s, &prefix, &suffix, err);
	if (ok) {
		mime_write_pkcs7(&out, "signed-data", false);
		buf_add(&out, prefix.data, prefix.len);
		buf_add(&out, b->data, b->len);
		buf_add(&out, suffix.data, suffix.len);
		take(b, &out);
	}
	cms_sign_clear(&s);
	buf_clear(&prefix);
	buf_clear(&suffix);
	return ok;
}

/* Another amount than was signed. */
static void
tamper(struct buf *b)
{
	unsigned char *at = memmem(b->data, b->len, AMOUNT, strlen(AMOUNT));

	if (at != NULL)
		*at = '9';
}

static bool
encrypt(struct buf *b, const struct cert *recipient, struct err *err)
{
	struct cms_addressees to = { .v = { recipient }, .n = 1 };
	struct cms_encrypt_request request = { .to = &to,
		.algorithm = ALGORITHM_AES256_CBC, .content = b->len };
	struct cms_encryption e = { 0 };
	struct buf out = { 0 };
	struct sink_buf sink = sink_buf(&out);
	bool ok;

	ok = cms_encrypt(&e, &request, err);
	if (ok) {
		mime_write_pkcs7(&out, "enveloped-data", false);
		e.to = &sink.sink;
		ok = cms_encrypt_begin(&e, err) &&
		    sink_put(&e.sink, b->data, b->len, err) &&
		    cms_encrypt_end(&e, err);
	}
	cms_encrypt_clear(&e);
	if (ok)
		take(b, &out);
	buf_clear(&out);
	return ok;
}

bool
guide_message_make(const struct guide_message *m, struct buf *b,
    struct err *err)
{
	struct buf whole = { 0 };

	buf_reset(b);
	if (m->bare) {
		buf_adds(b, BODY);
		return true;
	}
	if (!write_body(b, err) || (m->signer != NULL && !sign(b, m, err)))
		return err_prefix(err, "self-test message");
	if (m->tampered)
		tamper(b);
	if (m->recipient != NULL && !encrypt(b, m->recipient, err))
		return err_prefix(err, "self-test message");
	buf_adds(&whole, "MIME-Version: 1.0\r\n");
	buf_add(&whole, b->data, b->len);
	take(b, &whole);
	return true;
}
