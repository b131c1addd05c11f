/* SPDX-License-Identifier: ISC */
#include "certstore/cert.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/cert_facts.h"
#include "certstore/ossl_err.h"

static const char no_restriction[] = "any (no restriction)";

/* In the order of the bits, so the texts come out as RFC 5280 lists them. */
static const struct {
	unsigned bit;
	const char *word;
} key_usage_words[] = {
	{ KEY_USAGE_DIGITAL_SIGNATURE, "digital signature" },
	{ KEY_USAGE_NON_REPUDIATION, "non-repudiation" },
	{ KEY_USAGE_KEY_ENCIPHERMENT, "key encipherment" },
	{ KEY_USAGE_DATA_ENCIPHERMENT, "data encipherment" },
	{ KEY_USAGE_KEY_AGREEMENT, "key agreement" },
	{ KEY_USAGE_CERT_SIGN, "certificate signing" },
	{ KEY_USAGE_CRL_SIGN, "CRL signing" },
	{ KEY_USAGE_ENCIPHER_ONLY, "encipher only" },
	{ KEY_USAGE_DECIPHER_ONLY, "decipher only" },
};

static const struct {
	const char *oid, *word;
} eku_words[] = {
	{ "1.3.6.1.5.5.7.3.1", "TLS server" },
	{ "1.3.6.1.5.5.7.3.2", "TLS client" },
	{ "1.3.6.1.5.5.7.3.3", "code signing" },
	{ "1.3.6.1.5.5.7.3.4", "secure mail" },
	{ "1.3.6.1.5.5.7.3.8", "time stamping" },
	{ "1.3.6.1.5.5.7.3.9", "OCSP signing" },
	{ "1.3.6.1.4.1.311.10.3.4", "file encryption" },
	{ "1.3.6.1.4.1.311.10.3.12", "document signing" },
	{ "1.3.6.1.4.1.311.20.2.2", "smart card logon" },
	{ "1.3.6.1.5.5.7.3.36", "document signing" },
	{ "2.5.29.37.0", "any" },
};

struct cert *
cert_from_x509(X509 *x509, struct err *err)
{
	struct cert *c;

	/* Fills OpenSSL's own cache now, before threads share the object. */
	(void)X509_check_purpose(x509, -1, 0);
	c = cert_facts(x509, err);
	if (c == NULL)
		X509_free(x509);
	else
		c->x509 = x509;
	return c;
}

X509 *
cert_decode(X509 *x509, const void *data, size_t len, struct err *err)
{
	const unsigned char *p = data;
	size_t rest;

	/* It frees what it was given where it fails. */
	if (len > MAX_CERT_SIZE) {
		X509_free(x509);
		err_set(err, ERR_INVALID,
		    "certificate: too large (limit %d bytes)", MAX_CERT_SIZE);
		return NULL;
	}
	x509 = d2i_X509(&x509, &p, (long)len);
	if (x509 == NULL) {
		ossl_err(err, ERR_INVALID, "certificate: cannot be read");
		return NULL;
	}
	rest = len - (size_t)(p - (const unsigned char *)data);
	if (rest == 0)
		return x509;
	X509_free(x509);
	err_set(err, ERR_INVALID, "certificate: %zu more bytes behind its "
	    "end", rest);
	return NULL;
}

struct cert *
cert_from_der(const void *data, size_t len, struct err *err)
{
	X509 *x509 = cert_decode(NULL, data, len, err);

	return x509 != NULL ? cert_from_x509(x509, err) : NULL;
}

X509 *
cert_x509(const struct cert *c)
{
	struct cert *late = (struct cert *)c;	/* none is ever const */

	if (c->x509 == NULL && c->der != NULL) {
		late->x509 = cert_decode(NULL, c->der, c->der_len, NULL);
		if (c->x509 != NULL)
			(void)X509_check_purpose(c->x509, -1, 0);
		ERR_clear_error();
	}
	return c->x509;
}

struct cert *
cert_copy(const struct cert *from)
{
	struct cert *c = xmemdup(from, sizeof(*from));

	if (from->x509 != NULL)
		X509_up_ref(from->x509);
	c->common_name = xstrdup(from->common_name);
	c->subject = xstrdup(from->subject);
	c->issuer = xstrdup(from->issuer);
	c->serial = xstrdup(from->serial);
	c->eku = xstrdup(from->eku);
	c->key_type = xstrdup(from->key_type);
	c->signed_with = xstrdup(from->signed_with);
	if (from->der != NULL)
		c->der = xmemdup(from->der, from->der_len);
	return c;
}

void
cert_free(struct cert *c)
{
	if (c == NULL)
		return;
	X509_free(c->x509);
	free(c->common_name);
	free(c->subject);
	free(c->issuer);
	free(c->serial);
	free(c->eku);
	free(c->key_type);
	free(c->signed_with);
	free(c->der);
	free(c);
}

void
cert_to_der(const struct cert *c, struct buf *b)
{
	X509 *x509 = cert_x509(c);
	int n = i2d_X509(x509, NULL);
	unsigned char *p;

	if (n <= 0)
		return;
	p = buf_room(b, (size_t)n);
	i2d_X509(x509, &p);
	b->len += (size_t)n;
	b->data[b->len] = '\0';
}

void
cert_to_pem(const struct cert *c, struct buf *b)
{
	BIO *bio = ossl_bio();
	char *data = NULL;
	long n;

	if (PEM_write_bio_X509(bio, cert_x509(c)) == 1) {
		n = BIO_get_mem_data(bio, &data);
		buf_add(b, data, (size_t)n);
	}
	BIO_free(bio);
}

void
cert_key_usage_text(const struct cert *c, struct buf *b)
{
	const char *sep = "";
	size_t i;

	if (!c->has_key_usage) {
		buf_adds(b, no_restriction);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(key_usage_words); i++) {
		if ((c->key_usage & key_usage_words[i].bit) == 0)
			continue;
		buf_addf(b, "%s%s", sep, key_usage_words[i].word);
		sep = ", ";
	}
	if (*sep == '\0')
		buf_adds(b, "none");
}

static void
add_eku_word(struct buf *b, const char *oid, size_t n)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(eku_words); i++) {
		if (strlen(eku_words[i].oid) == n &&
		    memcmp(eku_words[i].oid, oid, n) == 0) {
			buf_adds(b, eku_words[i].word);
			return;
		}
	}
	buf_add(b, oid, n);
}

void
cert_eku_text(const struct cert *c, struct buf *b)
{
	const char *s = c->eku, *sep = "";
	size_t n;

	if (s == NULL) {
		buf_adds(b, no_restriction);
		return;
	}
	for (; *s != '\0'; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == 0)
			break;
		buf_adds(b, sep);
		add_eku_word(b, s, n);
		sep = ", ";
	}
	if (*sep == '\0')
		buf_adds(b, "none");
}

const char *
cert_title(const struct cert *c)
{
	return c->common_name[0] != '\0' ? c->common_name : c->subject;
}

void
cert_list_add(struct cert_list *l, struct cert *c)
{
	l->v = grow(l->v, l->n, &l->cap, sizeof(struct cert *));
	l->v[l->n++] = c;
}

struct cert *
cert_list_find(const struct cert_list *l, const char *thumbprint)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i]->thumbprint, thumbprint) == 0)
			return l->v[i];
	return NULL;
}

void
cert_list_clear(struct cert_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		cert_free(l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}
