/* SPDX-License-Identifier: ISC */
/* Shared by the cms*.c files only. */
#ifndef ENGINE_CMS_UTIL_H
#define ENGINE_CMS_UTIL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "engine/ber.h"
#include "engine/cms.h"

struct CMS_ContentInfo_st;
struct CMS_RecipientInfo_st;
struct CMS_SignerInfo_st;
struct X509_name_st;
struct asn1_object_st;
struct asn1_string_st;
struct evp_cipher_ctx_st;
struct evp_pkey_st;

/* Append the structure's DER. */
bool cms_to_der(const struct CMS_ContentInfo_st *, struct buf *);

/* The structure without its content, as its library context's or NULL's. */
struct CMS_ContentInfo_st *cms_structure(const struct ber_cms *,
    const struct legacy *, struct err *);

/*
 * "key id 0A0B...", or "issuer CN=..., serial 12AB"; each may be NULL.  From
 * the heap.
 */
char *cms_id_text(const struct asn1_string_st *key_id,
    const struct X509_name_st *issuer, const struct asn1_string_st *serial);

/* The algorithm's short name, or its OID where OpenSSL has none. */
void cms_name(const struct asn1_object_st *, char *, size_t);

/* ---- key management (cms_key.c) ------------------------------------------ */

/* Where the key for one certificate stands in the structure. */
struct cms_recipient {
	struct CMS_RecipientInfo_st *ri;	/* NULL: not a recipient */
	int at;			/* among all recipients */
	int key;		/* of key agreement: among its keys */
};

struct cms_recipient cms_find_recipient(const struct cms *,
    const struct cert *);

/* ---- what OpenSSL's CMS cannot ------------------------------------------- */

/*
 * The key of the content, len bytes, for the ways of managing it that
 * cms_key_needed() tells, and for ciphers that are not OpenSSL's: RSA, and
 * ECDH with the curves that EVP knows.  False: no such key; RSA always has
 * one, which is random if there was none (RFC 3218).
 */
bool cms_key(const struct cms *, const struct cms_recipient *,
    const struct key *, unsigned char *cek, size_t len);
bool cms_key_needed(const struct cms_recipient *, const struct cert *);

/* With the cipher's parameters and tag set, ready for the content; or NULL. */
struct evp_cipher_ctx_st *cms_cipher_ctx(const struct cms *,
    const struct cms_recipient *, const struct key *);

/* RFC 8419.  content: where nothing but it was signed. */
bool cms_is_eddsa(const struct evp_pkey_st *);
bool cms_verify_eddsa(struct CMS_SignerInfo_st *, struct evp_pkey_st *,
    struct span content);

#endif
