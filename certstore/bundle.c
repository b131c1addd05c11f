/* SPDX-License-Identifier: ISC */
#include "certstore/bundle.h"

#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "certstore/gather.h"
#include "certstore/instead.h"
#include "certstore/ossl_err.h"
#include "certstore/pbe.h"
#include "certstore/pem.h"
#include "certstore/pkcs12.h"

static bool
trailing(const char *what, size_t rest, struct err *err)
{
	return err_set(err, ERR_INVALID, "%s: %zu more bytes behind its end",
	    what, rest);
}

/* The sets of a signed message; certificates of a kind not known are out. */
static bool
take_sets(struct gather *g, const STACK_OF(X509) *certs,
    const STACK_OF(X509_CRL) *crls, struct err *err)
{
	X509_CRL *crl;
	X509 *x;
	int i;

	for (i = 0; i < sk_X509_num(certs); i++) {
		x = sk_X509_value(certs, i);
		X509_up_ref(x);
		if (!gather_x509(g, x, err))
			return false;
	}
	for (i = 0; i < sk_X509_CRL_num(crls); i++) {
		crl = sk_X509_CRL_value(crls, i);
		X509_CRL_up_ref(crl);
		if (!gather_crl(g, crl, err))
			return false;
	}
	return true;
}

/* What PKCS#7 1.5 cannot describe but CMS can (RFC 5652 5.2.1). */
static bool
take_cms(struct gather *g, const unsigned char *data, size_t n,
    struct err *err)
{
	const unsigned char *p = data;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)n);
	STACK_OF(X509_CRL) *crls;
	STACK_OF(X509) *certs;
	bool ok;

	if (cms == NULL)
		return ossl_err(err, ERR_INVALID, "PKCS#7: cannot be read");
	if (p != data + n) {
		CMS_ContentInfo_free(cms);
		return trailing("PKCS#7", (size_t)(data + n - p), err);
	}
	certs = CMS_get1_certs(cms);
	crls = CMS_get1_crls(cms);
	ok = take_sets(g, certs, crls, err);
	sk_X509_pop_free(certs, X509_free);
	sk_X509_CRL_pop_free(crls, X509_CRL_free);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return ok;
}

static bool
take_pkcs7(struct gather *g, const unsigned char *data, size_t n,
    struct err *err)
{
	const unsigned char *p = data;
	PKCS7 *p7 = d2i_PKCS7(NULL, &p, (long)n);
	int kind;
	bool ok;

	if (p7 == NULL) {
		ERR_clear_error();
		return take_cms(g, data, n, err);
	}
	kind = OBJ_obj2nid(p7->type);
	if (p != data + n)
		ok = trailing("PKCS#7", (size_t)(data + n - p), err);
	else if (p7->d.ptr == NULL)
		ok = err_set(err, ERR_INVALID, "PKCS#7: empty");
	else if (kind == NID_pkcs7_signed)
		ok = take_sets(g, p7->d.sign->cert, p7->d.sign->crl, err);
	else if (kind == NID_pkcs7_signedAndEnveloped)
		ok = take_sets(g, p7->d.signed_and_enveloped->cert,
		    p7->d.signed_and_enveloped->crl, err);
	else
		ok = err_set(err, ERR_INVALID,
		    "PKCS#7: holds no certificates (%s)", kind == NID_undef ?
		    "unknown content" : OBJ_nid2ln(kind));
	PKCS7_free(p7);
	ERR_clear_error();
	return ok;
}

/* ---- PEM ---------------------------------------------------------------- */

static bool
pem_cert(struct gather *g, const struct pem_block *b, struct err *err)
{
	X509 *x = cert_decode(NULL, b->data, (size_t)b->len, err);

	return x != NULL && gather_x509(g, x, err);
}

/*
 * OpenSSL's own form: its remarks on trust behind the certificate are left
 * behind, here trust comes from the store alone.
 */
static bool
pem_trusted(struct gather *g, const struct pem_block *b, struct err *err)
{
	const unsigned char *p = b->data;
	X509 *x = d2i_X509(NULL, &p, b->len);

	if (x == NULL)
		return ossl_err(err, ERR_INVALID,
		    "certificate: cannot be read");
	return gather_x509(g, x, err);
}

static bool
pem_crl(struct gather *g, const struct pem_block *b, struct err *err)
{
	const unsigned char *p = b->data;
	X509_CRL *x = d2i_X509_CRL(NULL, &p, b->len);

	if (x == NULL)
		return ossl_err(err, ERR_INVALID,
		    "revocation list: cannot be read");
	if (p != b->data + b->len) {
		X509_CRL_free(x);
		return trailing("revocation list",
		    (size_t)(b->data + b->len - p), err);
	}
	return gather_crl(g, x, err);
}

static bool
pem_pkcs7(struct gather *g, const struct pem_block *b, struct err *err)
{
	return take_pkcs7(g, b->data, (size_t)b->len, err);
}

static const struct {
	const char *name;
	bool (*take)(struct gather *, const struct pem_block *, struct err *);
} pem_kinds[] = {
	{ "CERTIFICATE", pem_cert },
	{ "X509 CERTIFICATE", pem_cert },
	{ "TRUSTED CERTIFICATE", pem_trusted },
	{ "X509 CRL", pem_crl },
	{ "PKCS7", pem_pkcs7 },
	{ "PKCS #7 SIGNED DATA", pem_pkcs7 },
	{ "CMS", pem_pkcs7 },
};

static bool
take_block(struct gather *g, struct pem_block *b, struct pbe *pbe,
    char *other, struct err *err)
{
	struct key *k;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pem_kinds); i++)
		if (strcmp(pem_kinds[i].name, b->name) == 0)
			return pem_kinds[i].take(g, b, err);
	if (pem_is_key(b)) {
		k = pem_key(b, pbe, err);
		return k != NULL && gather_key(g, k, err);
	}
	if (other[0] == '\0')
		strncat(other, b->name, 60);
	return true;
}

static bool
parse_pem(struct gather *g, const struct buf *text, const char *pass,
    struct err *err)
{
	BIO *bio = ossl_bio_over(text->data, (int)text->len);
	enum pem_result r = PEM_DAMAGED;
	struct pem_block b;
	char other[64] = "";
	struct pbe pbe;
	bool ok = true;
	int n = 0;

	pbe_init(&pbe, pass);
	while (ok && (r = pem_next(bio, &b, err)) == PEM_BLOCK) {
		n++;
		ok = take_block(g, &b, &pbe, other, err) ||
		    err_prefix(err, "PEM block %d", n);
		pem_block_clear(&b);
	}
	pbe_clear(&pbe);
	BIO_free(bio);
	if (!ok || r == PEM_DAMAGED)
		return false;
	if (g->certs.n + g->crls.n + g->n_keys == 0 && other[0] != '\0')
		return err_set(err, ERR_INVALID,
		    "no certificate in it, but %s", instead_of_pem(other));
	return true;
}

/* ---- DER ---------------------------------------------------------------- */

/* 1: it is that and is taken; 0: it is something else; -1: err is set. */
typedef int der_form(struct gather *, const unsigned char *, size_t,
    const char *pass, struct err *);

static int
outcome(bool ok)
{
	return ok ? 1 : -1;
}

static int
der_cert(struct gather *g, const unsigned char *data, size_t n,
    const char *pass, struct err *err)
{
	const unsigned char *p = data;
	X509 *x = d2i_X509(NULL, &p, (long)n);

	(void)pass;
	if (x == NULL)
		return 0;
	if (p != data + n) {
		X509_free(x);
		return outcome(trailing("certificate",
		    (size_t)(data + n - p), err));
	}
	if (n > MAX_CERT_SIZE) {
		X509_free(x);
		return outcome(err_set(err, ERR_INVALID, "certificate: too "
		    "large (limit %d bytes)", MAX_CERT_SIZE));
	}
	return outcome(gather_x509(g, x, err));
}

static int
der_crl(struct gather *g, const unsigned char *data, size_t n,
    const char *pass, struct err *err)
{
	const unsigned char *p = data;
	X509_CRL *x = d2i_X509_CRL(NULL, &p, (long)n);

	(void)pass;
	if (x == NULL)
		return 0;
	if (p != data + n) {
		X509_CRL_free(x);
		return outcome(trailing("revocation list",
		    (size_t)(data + n - p), err));
	}
	return outcome(gather_crl(g, x, err));
}

static int
der_pkcs12(struct gather *g, const unsigned char *data, size_t n,
    const char *pass, struct err *err)
{
	const unsigned char *p = data;
	PKCS12 *p12 = d2i_PKCS12(NULL, &p, (long)n);
	bool ok;

	if (p12 == NULL)
		return 0;
	ERR_clear_error();
	ok = p == data + n ? pkcs12_gather(g, p12, pass, err) :
	    trailing("PKCS#12", (size_t)(data + n - p), err);
	PKCS12_free(p12);
	return outcome(ok);
}

static int
der_pkcs7(struct gather *g, const unsigned char *data, size_t n,
    const char *pass, struct err *err)
{
	const unsigned char *p = data;
	ASN1_OBJECT *type = NULL;
	long len;
	int tag, class;

	(void)pass;
	/* A sequence that begins with an OID: ContentInfo, RFC 5652 3. */
	if ((ASN1_get_object(&p, &len, &tag, &class, (long)n) & 0x80) != 0)
		return 0;
	type = d2i_ASN1_OBJECT(NULL, &p, (long)(data + n - p));
	if (type == NULL)
		return 0;
	ASN1_OBJECT_free(type);
	return outcome(take_pkcs7(g, data, n, err));
}

static int
der_key(struct gather *g, const unsigned char *data, size_t n,
    const char *pass, struct err *err)
{
	const unsigned char *p = data;
	EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &p, (long)n);

	(void)pass;
	if (pkey == NULL)
		return 0;
	if (p != data + n) {
		EVP_PKEY_free(pkey);
		return outcome(trailing("private key",
		    (size_t)(data + n - p), err));
	}
	return outcome(gather_key(g, key_from_pkey(pkey), err));
}

/* EncryptedPrivateKeyInfo, RFC 5958. */
static int
der_locked_key(struct gather *g, const unsigned char *data, size_t n,
    const char *pass, struct err *err)
{
	const unsigned char *p = data;
	X509_SIG *locked = d2i_X509_SIG(NULL, &p, (long)n);
	PKCS8_PRIV_KEY_INFO *info;
	EVP_PKEY *pkey = NULL;
	struct pbe pbe;

	if (locked == NULL)
		return 0;
	pbe_init(&pbe, pass);
	info = pbe_decrypt_key(&pbe, locked, err);
	pbe_clear(&pbe);
	X509_SIG_free(locked);
	if (info == NULL)
		return -1;
	pkey = EVP_PKCS82PKEY(info);
	PKCS8_PRIV_KEY_INFO_free(info);
	if (pkey == NULL)
		return outcome(ossl_err(err, ERR_INVALID,
		    "private key: cannot be read"));
	return outcome(gather_key(g, key_from_pkey(pkey), err));
}

static const struct {
	const char *name;
	der_form *take;
} der_forms[] = {
	{ "DER certificate", der_cert },
	{ "DER revocation list", der_crl },
	{ "PKCS#12", der_pkcs12 },
	{ "PKCS#7", der_pkcs7 },
	{ "DER private key", der_key },
	{ "DER private key, encrypted", der_locked_key },
};

/* Why nothing could be made of bytes that begin like DER. */
static bool
not_known(const unsigned char *data, size_t n, struct err *err)
{
	const unsigned char *p = data;
	X509 *x;
	long len = 0;
	int tag, class, r;

	r = ASN1_get_object(&p, &len, &tag, &class, (long)n);
	ERR_clear_error();
	/* It sets p and len all the same where that reaches over the end. */
	if ((r & 0x80) != 0 && len > 0 &&
	    (size_t)len > n - (size_t)(p - data))
		return err_set(err, ERR_INVALID, "truncated (%zu of %zu "
		    "bytes)", n, (size_t)(p - data) + (size_t)len);
	if (instead_of_bytes(data, n) != NULL)
		return err_set(err, ERR_INVALID, "no certificate in it, but "
		    "%s", instead_of_bytes(data, n));
	p = data;
	x = d2i_X509(NULL, &p, (long)n);
	X509_free(x);
	return ossl_err(err, ERR_INVALID, "damaged, or neither certificate, "
	    "revocation list, PKCS#7 nor PKCS#12");
}

static bool
parse_der(struct bundle *b, struct gather *g, const unsigned char *data,
    size_t n, const char *pass, struct err *err)
{
	size_t i;
	int r;

	for (i = 0; i < ARRAY_SIZE(der_forms); i++) {
		b->form = der_forms[i].name;
		r = der_forms[i].take(g, data, n, pass, err);
		ERR_clear_error();
		if (r != 0)
			return r > 0;
	}
	return not_known(data, n, err);
}

/* ---- together ----------------------------------------------------------- */

static void
add_item(struct bundle *b, struct cert *c)
{
	b->items = grow(b->items, b->n, &b->cap, sizeof(*b->items));
	b->items[b->n++] = (struct bundle_item){ .cert = c };
}

/* A renewed certificate may share its key with the one before it. */
static bool
hand_out(struct bundle *b, const struct key *k)
{
	struct bundle_item *item;
	bool used = false;
	size_t i;

	for (i = 0; i < b->n; i++) {
		item = &b->items[i];
		if (item->key != NULL || !key_matches(k, item->cert))
			continue;
		EVP_PKEY_up_ref(k->pkey);
		item->key = key_from_pkey(k->pkey);
		used = true;
	}
	return used;
}

/* The same key twice is no stray key, though its certificate has one. */
static bool
fits_any(const struct bundle *b, const struct key *k)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (key_matches(k, b->items[i].cert))
			return true;
	return false;
}

static void
put_together(struct bundle *b, struct gather *g)
{
	size_t i;

	for (i = 0; i < g->certs.n; i++)
		add_item(b, g->certs.v[i]);
	g->certs.n = 0;
	b->stray_keys = g->unknown_keys;
	b->strays = xcalloc(g->n_keys + 1, sizeof(struct key *));
	for (i = 0; i < g->n_keys; i++) {
		if (hand_out(b, g->keys[i]) || fits_any(b, g->keys[i]))
			continue;
		b->stray_keys++;
		b->strays[b->nstrays++] = g->keys[i];
		g->keys[i] = NULL;
	}
	b->crls = g->crls;
	memset(&g->crls, 0, sizeof(g->crls));
}

bool
bundle_adopt(struct bundle *b, const struct cert *c)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (strcmp(b->items[i].cert->thumbprint, c->thumbprint) == 0)
			return false;
	for (i = 0; i < b->nstrays; i++) {
		if (!key_matches(b->strays[i], c))
			continue;
		if (!fits_any(b, b->strays[i]))
			b->stray_keys--;
		add_item(b, cert_copy(c));
		return hand_out(b, b->strays[i]);
	}
	return false;
}

static bool
is_text(const unsigned char *p, size_t n)
{
	return memchr(p, '\0', n) == NULL && text_is_utf8((const char *)p, n);
}

static bool
parse_any(struct bundle *b, struct gather *g, const void *data, size_t n,
    const char *pass, struct err *err)
{
	const unsigned char *p = data;
	struct buf text = { .secret = true };
	bool ok;

	if (n == 0)
		return err_set(err, ERR_INVALID, "empty");
	if (n > MAX_BUNDLE_SIZE)
		return err_set(err, ERR_INVALID,
		    "too large (limit %d bytes)", MAX_BUNDLE_SIZE);
	pem_tidy(data, n, &text);
	if (text.len > 0 && pem_looks(text.data, text.len)) {
		b->form = "PEM";
		ok = parse_pem(g, &text, pass, err);
	} else if (p[0] == (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED)) {
		ok = parse_der(b, g, p, n, pass, err);
	} else if (instead_of_bytes(p, n) != NULL) {
		ok = err_set(err, ERR_INVALID, "no certificate in it, but "
		    "%s", instead_of_bytes(p, n));
	} else {
		ok = err_set(err, ERR_INVALID, is_text(p, n) ?
		    "text; no certificate found in it" :
		    "neither PEM nor DER; no certificate found in it");
	}
	buf_clear(&text);
	return ok;
}

bool
bundle_parse(struct bundle *b, const void *data, size_t n, const char *pass,
    struct err *err)
{
	struct gather g = { 0 };
	bool ok;

	memset(b, 0, sizeof(*b));
	b->form = "";
	ok = parse_any(b, &g, data, n, pass, err);
	if (ok && g.certs.n + g.crls.n + g.n_keys + g.unknown_keys == 0)
		ok = err_set(err, ERR_INVALID, "%s; no certificate found in it",
		    b->form);
	if (ok)
		put_together(b, &g);
	gather_clear(&g);
	ERR_clear_error();
	return ok;
}

bool
bundle_read(struct bundle *b, const char *path, const char *pass,
    struct err *err)
{
	struct buf data = { .secret = true };
	bool ok;

	memset(b, 0, sizeof(*b));
	b->form = "";
	ok = file_read(&data, path, MAX_BUNDLE_SIZE, err);
	if (ok && !bundle_parse(b, data.data, data.len, pass, err))
		ok = err_prefix(err, "%s", strcmp(path, "-") == 0 ?
		    "standard input" : path);
	buf_clear(&data);
	return ok;
}

void
bundle_clear(struct bundle *b)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		cert_free(b->items[i].cert);
		key_free(b->items[i].key);
	}
	free(b->items);
	for (i = 0; i < b->nstrays; i++)
		key_free(b->strays[i]);
	free(b->strays);
	crl_list_clear(&b->crls);
	memset(b, 0, sizeof(*b));
}

enum store_id
bundle_item_store(const struct bundle_item *item)
{
	int self_signed;

	if (item->key != NULL)
		return STORE_PERSONAL;
	if (!item->cert->is_ca)
		return STORE_OTHER_PEOPLE;
	self_signed = X509_self_signed(cert_x509(item->cert), 1);
	ERR_clear_error();
	return self_signed == 1 ? STORE_ROOT : STORE_CA;
}
