/* SPDX-License-Identifier: ISC */
#include "certstore/crl.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/when.h"
#include "certstore/asn1.h"
#include "certstore/instead.h"
#include "certstore/certfile.h"
#include "certstore/change.h"
#include "certstore/ossl_err.h"
#include "certstore/pem.h"

static const char suffix[] = ".crl.pem";

static bool
read_digest(struct crl *c, struct err *err)
{
	unsigned char *der = NULL;
	int n = i2d_X509_CRL(c->x509, &der);

	if (n > 0 && n <= MAX_CRL_SIZE)
		digest_sha1(der, (size_t)n, c->sha1);
	OPENSSL_free(der);
	return c->sha1[0] != '\0' || err_set(err, ERR_INVALID,
	    "revocation list: too large (limit %d bytes)", MAX_CRL_SIZE);
}

static bool
read_times(struct crl *c, struct err *err)
{
	const ASN1_TIME *next = X509_CRL_get0_nextUpdate(c->x509);

	if (!asn1_when(X509_CRL_get0_lastUpdate(c->x509), &c->this_update))
		return err_set(err, ERR_INVALID,
		    "revocation list: date of issue is not a time");
	if (next != NULL && !asn1_when(next, &c->next_update))
		return err_set(err, ERR_INVALID,
		    "revocation list: date of the next one is not a time");
	return true;
}

struct crl *
crl_from_x509(X509_CRL *x509, struct err *err)
{
	struct crl *c = xcalloc(1, sizeof(*c));
	int n;

	c->x509 = x509;
	if (!read_digest(c, err) || !read_times(c, err)) {
		ERR_clear_error();
		crl_free(c);
		return NULL;
	}
	c->issuer = asn1_name_text(X509_CRL_get_issuer(x509));
	n = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(x509));
	c->revoked = n > 0 ? (size_t)n : 0;
	ERR_clear_error();
	return c;
}

static X509_CRL *
from_der(const void *data, size_t len, struct err *err)
{
	const unsigned char *p = data;
	X509_CRL *x = d2i_X509_CRL(NULL, &p, (long)len);

	if (x == NULL && instead_of_bytes(data, len) != NULL) {
		ERR_clear_error();
		err_set(err, ERR_INVALID, "revocation list: none, but %s",
		    instead_of_bytes(data, len));
	} else if (x == NULL) {
		ossl_err(err, ERR_INVALID, "revocation list: cannot be read");
	} else if ((size_t)(p - (const unsigned char *)data) != len) {
		X509_CRL_free(x);
		x = NULL;
		err_set(err, ERR_INVALID,
		    "revocation list: more bytes behind its end");
	}
	return x;
}

static X509_CRL *
from_pem(const void *data, size_t len, struct err *err)
{
	BIO *bio = ossl_bio_over(data, (int)len);
	X509_CRL *x = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);

	if (x == NULL)
		ossl_err(err, ERR_INVALID, "revocation list: cannot be read");
	BIO_free(bio);
	return x;
}

struct crl *
crl_from_data(const void *data, size_t len, struct err *err)
{
	bool pem = len <= MAX_CRL_PEM && pem_looks(data, len);
	X509_CRL *x;

	if (len > MAX_CRL_SIZE && !pem) {
		err_set(err, ERR_INVALID,
		    "revocation list: too large (limit %d bytes)",
		    MAX_CRL_SIZE);
		return NULL;
	}
	x = pem ? from_pem(data, len, err) : from_der(data, len, err);
	return x != NULL ? crl_from_x509(x, err) : NULL;
}

void
crl_free(struct crl *c)
{
	if (c == NULL)
		return;
	X509_CRL_free(c->x509);
	free(c->issuer);
	free(c);
}

void
crl_to_pem(const struct crl *c, struct buf *b)
{
	BIO *bio = ossl_bio();
	char *data = NULL;
	long n;

	if (PEM_write_bio_X509_CRL(bio, c->x509) == 1) {
		n = BIO_get_mem_data(bio, &data);
		buf_add(b, data, (size_t)n);
	}
	BIO_free(bio);
}

const char *
crl_age(const struct crl *c, int64_t now, char out[static CRL_AGE])
{
	int64_t age = now - c->stored;
	char span[WHEN_TEXT];

	snprintf(out, CRL_AGE, "%s old", when_span(age > 0 ? age : 0, span));
	return out;
}

bool
crl_verify(const struct crl *c, const struct cert *issuer, struct err *err)
{
	EVP_PKEY *pkey = X509_get0_pubkey(cert_x509(issuer));

	if (X509_NAME_cmp(X509_CRL_get_issuer(c->x509),
	    X509_get_subject_name(cert_x509(issuer))) != 0)
		return err_set(err, ERR_INVALID,
		    "revocation list: not issued by %s (%s)",
		    cert_title(issuer), c->issuer);
	if (pkey == NULL || X509_CRL_verify(c->x509, pkey) != 1)
		return ossl_err(err, ERR_INVALID,
		    "revocation list: its signature does not verify");
	return true;
}

/* RFC 5280 5.3.1; the code is the place. */
static const char *const reasons[] = {
	"unspecified", "key compromise", "CA compromise",
	"affiliation changed", "superseded", "cessation of operation",
	"certificate hold", NULL, NULL, "privilege withdrawn",
	"AA compromise",
};

/* The entry of that serial number, or NULL. */
static X509_REVOKED *
entry_of(const struct crl *c, const char *serial)
{
	X509_REVOKED *entry = NULL;
	BIGNUM *n = NULL;
	ASN1_INTEGER *number;

	if (*serial == '\0' || BN_hex2bn(&n, serial) == 0)
		return NULL;
	number = BN_to_ASN1_INTEGER(n, NULL);
	/* 2: on hold before, and released by a delta list. */
	if (number == NULL ||
	    X509_CRL_get0_by_serial(c->x509, &entry, number) != 1)
		entry = NULL;
	ASN1_INTEGER_free(number);
	BN_free(n);
	return entry;
}

bool
crl_revokes(const struct crl *c, const struct cert *cert, int64_t *when,
    const char **why)
{
	X509_REVOKED *entry = entry_of(c, cert->serial);
	ASN1_ENUMERATED *code;
	long n = 0;

	if (entry == NULL)
		return false;
	if (!asn1_when(X509_REVOKED_get0_revocationDate(entry), when))
		*when = c->this_update;
	code = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
	if (code != NULL)
		n = ASN1_ENUMERATED_get(code);
	ASN1_ENUMERATED_free(code);
	if (n < 0 || (size_t)n >= ARRAY_SIZE(reasons) || reasons[n] == NULL)
		n = 0;
	*why = reasons[n];
	ERR_clear_error();
	return true;
}

void
crl_list_add(struct crl_list *l, struct crl *c)
{
	l->v = grow(l->v, l->n, &l->cap, sizeof(struct crl *));
	l->v[l->n++] = c;
}

void
crl_list_clear(struct crl_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		crl_free(l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}

static void
add_extension(struct buf *b, const X509_CRL *x, int nid)
{
	int at = X509_CRL_get_ext_by_NID(x, nid, -1);
	const ASN1_OCTET_STRING *s;

	buf_addc(b, at >= 0 ? '+' : '-');
	if (at < 0)
		return;
	s = X509_EXTENSION_get_data(X509_CRL_get_ext(x, at));
	buf_add(b, ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

/*
 * The file of a list in the store.  An issuer may publish several that stand
 * beside each other: by key, by scope, and deltas (RFC 5280 5.2.1, 5.2.5;
 * of a delta only that it is one counts, not which it builds on).
 */
static char *
file_of(const struct store *s, const struct crl *c)
{
	const X509_NAME *issuer = X509_CRL_get_issuer(c->x509);
	const unsigned char *der = NULL;
	char hash[SHA1_HEX];
	struct buf b = { 0 };
	size_t n = 0;

	if (X509_NAME_get0_der(issuer, &der, &n) == 1)
		buf_add(&b, der, n);
	add_extension(&b, c->x509, NID_authority_key_identifier);
	add_extension(&b, c->x509, NID_issuing_distribution_point);
	buf_addc(&b, X509_CRL_get_ext_by_NID(c->x509, NID_delta_crl, -1) >= 0 ?
	    'd' : 'f');
	digest_sha1(b.data, b.len, hash);
	buf_clear(&b);
	return xasprintf("%s/%s%s", s->path, hash, suffix);
}

static struct crl *
load_file(const char *path, struct err *err)
{
	struct buf b = { 0 };
	struct crl *c = NULL;
	struct stat st;

	if (certfile_read(path, MAX_CRL_PEM, &b, err))
		c = crl_from_data(b.data, b.len, err);
	if (c != NULL && stat(path, &st) == 0)
		c->stored = st.st_mtime;
	buf_clear(&b);
	return c;
}

static bool
is_crl_store(const struct store *s, struct err *err)
{
	return s->id == STORE_CRL || err_set(err, ERR_INVALID,
	    "store %s: holds no revocation lists", store_info(s->id)->name);
}

bool
crl_store_add(const struct store *s, const struct crl *c, struct err *err)
{
	char date[WHEN_TEXT], *path = NULL;
	struct change change = { .dir = -1 };
	struct crl *old = NULL;
	struct buf b = { 0 };
	bool ok = false;

	if (!is_crl_store(s, err) || !store_create(s, err))
		return false;
	/* Nobody may put a newer one there between the look and the write. */
	if (!change_begin(&change, s, err))
		goto out;
	path = file_of(s, c);
	old = load_file(path, NULL);
	if (old != NULL && old->this_update > c->this_update) {
		err_set(err, ERR_EXISTS,
		    "revocation list of %s: a newer one is there already (%s)",
		    c->issuer, when_text(old->this_update, date));
		goto out;
	}
	crl_to_pem(c, &b);
	ok = file_write(path, b.data, b.len, 0644, err);
out:
	change_end(&change);
	buf_clear(&b);
	crl_free(old);
	free(path);
	return ok;
}

static bool
is_crl_name(const char *name)
{
	size_t n = strlen(name), k = sizeof(suffix) - 1;

	return n > k && strcmp(name + n - k, suffix) == 0;
}

/*
 * Calls f for each readable list, until it returns false; f takes the list
 * over.
 */
static bool
each(const struct store *s, bool (*f)(struct crl *, const char *path, void *),
    void *arg, struct err *err)
{
	struct dirent *e;
	struct crl *c;
	char *path;
	bool more = true;
	DIR *dir;

	if (!is_crl_store(s, err))
		return false;
	dir = opendir(s->path);
	if (dir == NULL)
		return err_set(err, ERR_FAILED, "store %s: cannot be opened "
		    "(%s)", s->path, strerror(errno));
	while (more && (e = readdir(dir)) != NULL) {
		if (!is_crl_name(e->d_name))
			continue;
		path = file_join(s->path, e->d_name);
		c = load_file(path, NULL);
		if (c != NULL)
			more = f(c, path, arg);
		free(path);
	}
	closedir(dir);
	return true;
}

static bool
collect(struct crl *c, const char *path, void *list)
{
	(void)path;
	crl_list_add(list, c);
	return true;
}

static int
by_issuer(const void *a, const void *b)
{
	const struct crl *x = *(struct crl *const *)a;
	const struct crl *y = *(struct crl *const *)b;
	int d = strcmp(x->issuer, y->issuer);

	return d != 0 ? d : strcmp(x->sha1, y->sha1);
}

bool
crl_store_load(const struct store *s, struct crl_list *l, struct err *err)
{
	if (!each(s, collect, l, err))
		return false;
	if (l->n > 1)
		qsort(l->v, l->n, sizeof(struct crl *), by_issuer);
	return true;
}

struct search {
	const char *sha1;
	char *path;
};

static bool
match(struct crl *c, const char *path, void *arg)
{
	struct search *s = arg;
	bool found = strcasecmp(c->sha1, s->sha1) == 0;

	if (found)
		s->path = xstrdup(path);
	crl_free(c);
	return !found;
}

bool
crl_store_remove(const struct store *s, const char *sha1, struct err *err)
{
	struct search search = { .sha1 = sha1 };
	struct change change = { .dir = -1 };
	bool ok = false;

	if (!is_crl_store(s, err) || !change_begin(&change, s, err) ||
	    !each(s, match, &search, err))
		goto out;
	if (search.path == NULL) {
		err_set(err, ERR_NOT_FOUND,
		    "revocation list: not in the store (%.64s)", sha1);
		goto out;
	}
	ok = unlink(search.path) == 0;
	if (!ok)
		err_set(err, ERR_FAILED, "%s: cannot be removed (%s)",
		    search.path, strerror(errno));
	else
		(void)file_sync_folder(s->path, NULL);
out:
	change_end(&change);
	free(search.path);
	return ok;
}
