/* SPDX-License-Identifier: ISC */
/*
 * One CMS structure (RFC 5652, RFC 5083) in memory, by OpenSSL's CMS API.  The
 * only place of the engine that knows the API.  Content is bytes, never
 * text: no conversion of line ends, whatever is in it.  No function here
 * decides whether a certificate may be used: that comes before, certcheck.h.
 */
#ifndef ENGINE_CMS_H
#define ENGINE_CMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/key.h"
#include "model/component.h"

struct CMS_ContentInfo_st;
struct bio_st;

enum cms_type {
	CMS_TYPE_OTHER,
	CMS_TYPE_SIGNED,
	CMS_TYPE_ENVELOPED,
	CMS_TYPE_AUTH_ENVELOPED,
	CMS_TYPE_COMPRESSED,
};

#define MAX_CMS_SIGNERS 16
#define MAX_CMS_CERTS 100

struct cms {
	struct CMS_ContentInfo_st *ci;
	struct bio_st *content;	/* read, with the digests of the signers */
	enum cms_type type;
	char cipher[64];	/* of enveloped data: name or OID */
	size_t tag;		/* bytes of the authentication tag */
	bool attributes;	/* the content read looks like a signer's */
};

/*
 * Parse BER or DER; white space after it is allowed.  ERR_INVALID.  The bytes
 * are not needed afterwards.
 */
bool cms_parse(struct cms *, const void *, size_t, struct err *);
void cms_clear(struct cms *);

/* ---- encryption ---------------------------------------------------------- */

/* What the rules know of a content cipher (runtime reference, section 11). */
struct cms_cipher {
	const char *name;	/* as OpenSSL names it */
	bool legacy;
	bool integrity;		/* AEAD */
};

/* The row of the structure's cipher, or NULL if it is not accepted. */
const struct cms_cipher *cms_cipher(const struct cms *);

/* Is it encrypted to the certificate (issuer and serial, or key id)? */
bool cms_is_recipient(const struct cms *, const struct cert *);

/*
 * Decrypt with this certificate and its key.  out gets the plain text only
 * after everything, the tag of GCM included, has been confirmed.  Every
 * failure has the same error, whatever its cause.
 */
bool cms_decrypt(struct cms *, const struct cert *, const struct key *,
    struct buf *out, struct err *);

bool cms_encrypt(const void *, size_t, const struct cert *,
    enum encryption_algorithm, struct buf *out, struct err *);

/* ---- signatures ---------------------------------------------------------- */

size_t cms_signer_count(const struct cms *);
/*
 * Certificates that came along; those that cannot be read are left out.
 * Fails if there are more than MAX_CMS_CERTS.
 */
bool cms_certs(const struct cms *, struct cert_list *, struct err *);

enum cms_digest { CMS_DIGEST_GOOD, CMS_DIGEST_LEGACY, CMS_DIGEST_UNKNOWN };

struct cms_signer {
	enum cms_digest digest;
	char algorithm[64];	/* of the digest */
	char *id;		/* "issuer CN=..., serial 12AB" */
};

void cms_signer_read(const struct cms *, size_t i, struct cms_signer *);
void cms_signer_clear(struct cms_signer *);
/* Is it the signer's (issuer and serial, or key id)? */
bool cms_signer_is(const struct cms *, size_t i, const struct cert *);

/* Without content of its own: a detached signature. */
bool cms_is_detached(const struct cms *);

/*
 * Digest the content: that of the structure, or what is given for a detached
 * signature.  May be repeated with other content.  out, unless NULL, gets
 * the content.
 */
bool cms_read_content(struct cms *, const void *detached, size_t,
    struct buf *out, struct err *);
/*
 * The digest is the one in the signed attributes; true where there are none:
 * then only cms_check_signature() can tell.
 */
bool cms_check_digest(struct cms *, size_t i, struct err *);
/* The signature value, with the key of the certificate. */
bool cms_check_signature(struct cms *, size_t i, const struct cert *,
    struct err *);

struct cms_sign_request {
	const void *data;
	size_t len;
	const struct cert *cert;
	const struct key *key;
	int64_t at;		/* signing time */
	bool detached;
	bool add_certificate;
};

/* Appends DER: SHA-256, signing time and capabilities attributes. */
bool cms_sign(const struct cms_sign_request *, struct buf *out, struct err *);

#endif
