/* SPDX-License-Identifier: ISC */
/*
 * One X.509 certificate and the facts the house asks about it, read once.
 * Text members are as found in the certificate: they may hold anything, pass
 * them through text_safe() before a terminal sees them.  RFC 5280.
 */
#ifndef CERTSTORE_CERT_H
#define CERTSTORE_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "certstore/thumbprint.h"

struct x509_st;

#define MAX_CERT_SIZE 1048576	/* 1 MiB; a larger file is refused unread */

/* Key usage bits, RFC 5280 4.2.1.3. */
enum {
	KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0,
	KEY_USAGE_NON_REPUDIATION = 1 << 1,
	KEY_USAGE_KEY_ENCIPHERMENT = 1 << 2,
	KEY_USAGE_DATA_ENCIPHERMENT = 1 << 3,
	KEY_USAGE_KEY_AGREEMENT = 1 << 4,
	KEY_USAGE_CERT_SIGN = 1 << 5,
	KEY_USAGE_CRL_SIGN = 1 << 6,
	KEY_USAGE_ENCIPHER_ONLY = 1 << 7,
	KEY_USAGE_DECIPHER_ONLY = 1 << 8,
};

struct cert {
	struct x509_st *x509;	/* NULL: facts only; ask cert_x509() */
	char thumbprint[THUMBPRINT_SIZE];
	char sha256[SHA256_HEX];
	char *common_name;	/* of the subject; never NULL, maybe "" */
	char *subject;		/* RFC 2253 order, UTF-8 */
	char *issuer;
	char *serial;		/* hexadecimal */
	int64_t not_before, not_after;
	bool has_key_usage;	/* the extension is present */
	unsigned key_usage;
	char *eku;		/* dotted OIDs, blank separated; NULL: absent */
	bool is_ca;		/* basicConstraints cA */
	char *key_type;		/* "RSA", "EC", "Ed25519", ... */
	int key_bits;
	int version;		/* 3; 0: a listing did not say, nor below */
	char *signed_with;	/* digest of its signature: "SHA256", or NULL */
	bool has_crl_points;	/* it says where its lists are published */
	unsigned char *der;	/* of one read for its facts, or NULL */
	size_t der_len;
};

/* Takes over the X509 (also on failure). */
struct cert *cert_from_x509(struct x509_st *, struct err *);
/* One DER certificate and nothing behind it. */
struct cert *cert_from_der(const void *, size_t, struct err *);
/* What it uses: into x509 or a new one, which is the caller's; NULL: freed. */
struct x509_st *cert_decode(struct x509_st *, const void *, size_t,
    struct err *);
struct cert *cert_copy(const struct cert *);
void cert_free(struct cert *);

/*
 * The certificate itself, which is decoded now where only the facts were read
 * (cert_facts.h): not to be asked first by two threads at a time.  NULL where
 * the encoding was not kept.
 */
struct x509_st *cert_x509(const struct cert *);

/* Appends the encoding. */
void cert_to_der(const struct cert *, struct buf *);
void cert_to_pem(const struct cert *, struct buf *);

/* "digital signature, key encipherment"; "any (no restriction)". */
void cert_key_usage_text(const struct cert *, struct buf *);
void cert_eku_text(const struct cert *, struct buf *);

/* What people call it: the common name, else the subject. */
const char *cert_title(const struct cert *);

/* A list of certificates that it owns. */
struct cert_list {
	struct cert **v;
	size_t n, cap;
};
void cert_list_add(struct cert_list *, struct cert *);
struct cert *cert_list_find(const struct cert_list *, const char *thumbprint);
void cert_list_clear(struct cert_list *);

#endif
