/* SPDX-License-Identifier: ISC */
/*
 * One CMS structure (RFC 5652, RFC 5083), by OpenSSL's CMS API: the only place
 * of the engine that knows it.  OpenSSL gets the structure only (ber.h); the
 * content is put into its digests and ciphers step by step, so that neither
 * size nor form of the content costs memory.  Content is bytes, never text:
 * no conversion of line ends, whatever is in it.  No function here decides
 * whether a certificate may be used: that comes before, certcheck.h.
 */
#ifndef ENGINE_CMS_H
#define ENGINE_CMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "certstore/cert.h"
#include "certstore/key.h"
#include "certstore/legacy.h"
#include "engine/ber.h"
#include "engine/sink.h"
#include "model/component.h"

struct CMS_ContentInfo_st;
struct bio_st;
struct evp_cipher_ctx_st;
struct known;

#define MAX_CMS_SIGNERS 16
#define MAX_CMS_CERTS 100
#define CMS_NAME_SIZE 64	/* of an algorithm */

struct cms {
	struct CMS_ContentInfo_st *ci;	/* without content; signed and
					   enveloped only, else NULL */
	struct bio_st *digests;	/* of the signers, after cms_digest() */
	enum cms_type type;
	struct ber_cms parts;
	char cipher[CMS_NAME_SIZE];	/* of enveloped data: name or OID */
	size_t tag;		/* bytes of the authentication tag */
	struct legacy legacy;	/* after cms_cipher_ready() of an old one */
	bool attributes;	/* the content read looks like a signer's */
	struct span content;	/* that was digested, until it is gone */
};

/*
 * Parse BER or DER; white space after it is allowed.  ERR_INVALID, ERR_DENIED
 * beyond a limit.  The bytes must outlive it.
 */
bool cms_parse(struct cms *, struct span, struct err *);
void cms_clear(struct cms *);

/* Without content of its own: a detached signature. */
bool cms_is_detached(const struct cms *);

/*
 * The content in one run.  Where it is not, it is put together in the spool,
 * which is finished.  Errors are those of the spool.
 */
bool cms_content(const struct cms *, struct spool *, struct span *content,
    struct err *);

/* ---- encryption ---------------------------------------------------------- */

/* What the rules know of a content cipher (runtime reference, section 11). */
struct cms_cipher {
	const char *name;	/* as OpenSSL names it */
	const char *oid;	/* where its CMS does not know it */
	bool legacy;
	bool integrity;		/* AEAD */
	bool offered;		/* as a capability of ours */
	bool provider;		/* of OpenSSL's legacy provider */
	size_t tag;		/* bytes it must have; 0: as usual */
};

/* In the order of preference; NULL behind the last. */
const struct cms_cipher *cms_cipher_at(size_t i);
/* The row of the structure's cipher, or NULL if it is not accepted. */
const struct cms_cipher *cms_cipher(const struct cms *);
/* Before cms_decrypt(); false: its provider is not installed. */
bool cms_cipher_ready(struct cms *, const struct cms_cipher *);

/* Is it encrypted to the certificate (issuer and serial, or key id)? */
bool cms_is_recipient(const struct cms *, const struct cert *);

/*
 * Can the content's key be had in the way in which it is encrypted for the
 * certificate, which is a recipient?  name gets the algorithm in question.
 */
bool cms_key_supported(const struct cms *, const struct cert *,
    char name[CMS_NAME_SIZE]);

/*
 * Decrypt with this certificate and its key.  out, which is finished, may be
 * used only after success: then everything, the tag of GCM included, has been
 * confirmed.  Every failure is ERR_INVALID with the same text, whatever its
 * cause, except those of the spool.
 */
bool cms_decrypt(struct cms *, const struct cert *, const struct key *,
    struct spool *out, struct err *);

/* An encryption in the making: the content is put into the sink. */
struct cms_encryption {
	struct sink sink;
	struct sink *to;	/* set by the caller: gets the structure */
	size_t length;		/* of the structure */
	/* its own */
	struct CMS_ContentInfo_st *ci;
	struct bio_st *chain;
	struct evp_cipher_ctx_st *ctx;
	bool aead;
	struct buf prefix;
	unsigned char *out;
	size_t room;
};

enum { MAX_CMS_ADDRESSEES = 3 };	/* that we ever write */

struct cms_addressees {
	const struct cert *v[MAX_CMS_ADDRESSEES];
	size_t n;
};

struct cms_encrypt_request {
	const struct cms_addressees *to;
	enum encryption_algorithm algorithm;	/* not the group's */
	bool oaep;		/* RSA keys: RSAES-OAEP, SHA-256 */
	size_t content;		/* bytes that will be put, exactly */
};

bool cms_encrypt(struct cms_encryption *, const struct cms_encrypt_request *,
    struct err *);
/* Before the content, and behind it. */
bool cms_encrypt_begin(struct cms_encryption *, struct err *);
bool cms_encrypt_end(struct cms_encryption *, struct err *);
void cms_encrypt_clear(struct cms_encryption *);

/* ---- signatures ---------------------------------------------------------- */

size_t cms_signer_count(const struct cms *);
/*
 * Certificates that came along; those that cannot be read are left out.
 * Fails if there are more than MAX_CMS_CERTS.  known, or NULL: known.h.
 */
bool cms_certs(const struct cms *, struct known *, struct cert_list *,
    struct err *);

enum cms_digest { CMS_DIGEST_GOOD, CMS_DIGEST_LEGACY, CMS_DIGEST_UNKNOWN };

struct cms_signer {
	enum cms_digest digest;
	char algorithm[CMS_NAME_SIZE];	/* of the digest */
	char *id;		/* "issuer CN=..., serial 12AB" */
};

void cms_signer_read(const struct cms *, size_t i, struct cms_signer *);
void cms_signer_clear(struct cms_signer *);
/* Is it the signer's (issuer and serial, or key id)? */
bool cms_signer_is(const struct cms *, size_t i, const struct cert *);

/*
 * Digest the content, which must stay where it is until the signatures have
 * been checked.  May be repeated with other content.
 */
bool cms_digest(struct cms *, struct span content, struct err *);
/*
 * The digest is the one in the signed attributes; true where there are none:
 * then only cms_check_signature() can tell.
 */
bool cms_check_digest(struct cms *, size_t i, struct err *);
/* The signature value, with the key of the certificate. */
bool cms_check_signature(struct cms *, size_t i, const struct cert *,
    struct err *);

struct cms_sign_request {
	const struct cert *cert;
	const struct key *key;
	enum digest_algorithm digest;
	bool pss;		/* RSA keys: RSASSA-PSS */
	int64_t at;		/* signing time */
	struct span capabilities;	/* cms_capabilities() */
	bool detached;
	bool add_certificate;
};

/*
 * Append what we can read, best first (RFC 8551 2.5.2), as it is signed: the
 * same in all messages.
 */
bool cms_capabilities(struct buf *, struct err *);

/* A signature in the making: the content is put into the sink. */
struct cms_signature {
	struct sink sink;
	size_t n;		/* bytes put */
	/* its own */
	struct CMS_ContentInfo_st *ci;
	struct bio_st *digests;
	bool detached;
};

/* With signing time and capabilities attributes. */
bool cms_sign(struct cms_signature *, const struct cms_sign_request *,
    struct err *);
/*
 * Append what the structure has before the content, and behind it; of a
 * detached signature all is in prefix.
 */
bool cms_sign_end(struct cms_signature *, struct buf *prefix,
    struct buf *suffix, struct err *);
void cms_sign_clear(struct cms_signature *);

#endif
