/* SPDX-License-Identifier: ISC */
#include "certstore/pkcs12.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/ossl_err.h"
#include "certstore/pbe.h"

/* Bags may hold bags (RFC 7292 4.2.6); nobody needs it this deep. */
enum { MAX_DEPTH = 4 };

static const char what[] = "PKCS#12";

struct walk {
	struct gather *found;
	struct pbe pbe;
	int depth;
};

static int
pass_len(const struct pbe *p)
{
	return p->pass != NULL ? (int)strlen(p->pass) : 0;
}

static bool
mac_fits(struct walk *w, PKCS12 *p12, const char *pass)
{
	w->pbe.pass = pass;
	ERR_clear_error();
	return PKCS12_verify_mac(p12, pass, pass_len(&w->pbe)) == 1;
}

/* "No passphrase" is written in two ways, and both are found in the wild. */
static bool
check_mac(struct walk *w, PKCS12 *p12, struct err *err)
{
	const char *given = w->pbe.pass;
	const ASN1_INTEGER *iter = NULL;
	const X509_ALGOR *mac = NULL;
	int64_t n = 1;

	if (PKCS12_mac_present(p12) != 1)
		return true;
	PKCS12_get0_mac(NULL, &mac, NULL, &iter, p12);
	if (iter != NULL && (ASN1_INTEGER_get_int64(&n, iter) != 1 ||
	    n < 0 || n > MAX_PBE_ITERATIONS))
		n = MAX_PBE_ITERATIONS + 1;
	if (!pbe_take_n(&w->pbe, (long)n, err) || (mac != NULL &&
	    !pbe_take(&w->pbe, mac, err)))
		return false;
	if (given != NULL && given[0] != '\0') {
		if (mac_fits(w, p12, given))
			return true;
	} else if (mac_fits(w, p12, NULL) || mac_fits(w, p12, "")) {
		return true;
	}
	w->pbe.pass = given;
	/* A wrong passphrase leaves "mac verify failure" or nothing. */
	if (ERR_peek_error() != 0 && ERR_GET_REASON(ERR_peek_error()) !=
	    PKCS12_R_MAC_VERIFY_FAILURE)
		return ossl_err(err, ERR_INVALID,
		    "%s: its check sum cannot be computed", what);
	return pbe_failed(&w->pbe, what, err);
}

static bool walk_bags(struct walk *, const STACK_OF(PKCS12_SAFEBAG) *,
    struct err *);

/*
 * A key of a kind that this OpenSSL does not know does not make the
 * certificates beside it unreadable.
 */
static bool
take_key(struct walk *w, const PKCS8_PRIV_KEY_INFO *p8, struct err *err)
{
	EVP_PKEY *pkey = EVP_PKCS82PKEY(p8);

	if (pkey != NULL)
		return gather_key(w->found, key_from_pkey(pkey), err);
	ERR_clear_error();
	w->found->unknown_keys++;
	return true;
}

static bool
key_bag(struct walk *w, const PKCS12_SAFEBAG *bag, struct err *err)
{
	return take_key(w, PKCS12_SAFEBAG_get0_p8inf(bag), err);
}

static bool
shrouded_bag(struct walk *w, const PKCS12_SAFEBAG *bag, struct err *err)
{
	PKCS8_PRIV_KEY_INFO *p8;
	bool ok;

	p8 = pbe_decrypt_key(&w->pbe, PKCS12_SAFEBAG_get0_pkcs8(bag), err);
	if (p8 == NULL)
		return false;
	ok = take_key(w, p8, err);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return ok;
}

/* Certificates of other kinds than X.509 (SDSI) are passed over. */
static bool
cert_bag(struct walk *w, const PKCS12_SAFEBAG *bag, struct err *err)
{
	X509 *x509;

	if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate)
		return true;
	x509 = PKCS12_SAFEBAG_get1_cert(bag);
	if (x509 == NULL)
		return ossl_err(err, ERR_INVALID,
		    "%s: a certificate in it cannot be read", what);
	return gather_x509(w->found, x509, err);
}

static bool
crl_bag(struct walk *w, const PKCS12_SAFEBAG *bag, struct err *err)
{
	X509_CRL *x509;

	if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Crl)
		return true;
	x509 = PKCS12_SAFEBAG_get1_crl(bag);
	if (x509 == NULL)
		return ossl_err(err, ERR_INVALID,
		    "%s: a revocation list in it cannot be read", what);
	return gather_crl(w->found, x509, err);
}

static bool
inner_bags(struct walk *w, const PKCS12_SAFEBAG *bag, struct err *err)
{
	bool ok;

	if (w->depth == MAX_DEPTH)
		return err_set(err, ERR_INVALID,
		    "%s: nested too deep (limit %d)", what, MAX_DEPTH);
	w->depth++;
	ok = walk_bags(w, PKCS12_SAFEBAG_get0_safes(bag), err);
	w->depth--;
	return ok;
}

static const struct {
	int nid;
	bool (*take)(struct walk *, const PKCS12_SAFEBAG *, struct err *);
} bag_kinds[] = {
	{ NID_keyBag, key_bag },
	{ NID_pkcs8ShroudedKeyBag, shrouded_bag },
	{ NID_certBag, cert_bag },
	{ NID_crlBag, crl_bag },
	{ NID_safeContentsBag, inner_bags },
};

static bool
walk_bag(struct walk *w, const PKCS12_SAFEBAG *bag, struct err *err)
{
	int nid = PKCS12_SAFEBAG_get_nid(bag);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bag_kinds); i++)
		if (bag_kinds[i].nid == nid)
			return bag_kinds[i].take(w, bag, err);
	return true;
}

static bool
walk_bags(struct walk *w, const STACK_OF(PKCS12_SAFEBAG) *bags,
    struct err *err)
{
	int i;

	for (i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++)
		if (!walk_bag(w, sk_PKCS12_SAFEBAG_value(bags, i), err))
			return false;
	return true;
}

static STACK_OF(PKCS12_SAFEBAG) *
decrypt_with(struct walk *w, const PKCS7_ENC_CONTENT *e, OSSL_LIB_CTX *ctx)
{
	return PKCS12_item_decrypt_d2i_ex(e->algorithm,
	    ASN1_ITEM_rptr(PKCS12_SAFEBAGS), w->pbe.pass, pass_len(&w->pbe),
	    e->enc_data, 1, ctx, NULL);
}

static STACK_OF(PKCS12_SAFEBAG) *
decrypt(struct walk *w, const PKCS7 *p7, struct err *err)
{
	STACK_OF(PKCS12_SAFEBAG) *bags;
	const PKCS7_ENC_CONTENT *e;
	unsigned long reason;

	if (p7->d.encrypted == NULL || p7->d.encrypted->enc_data == NULL ||
	    p7->d.encrypted->enc_data->enc_data == NULL) {
		err_set(err, ERR_INVALID, "%s: damaged", what);
		return NULL;
	}
	e = p7->d.encrypted->enc_data;
	if (!pbe_take(&w->pbe, e->algorithm, err))
		return NULL;
	bags = decrypt_with(w, e, NULL);
	reason = ERR_peek_error();
	if (bags == NULL && ERR_GET_REASON(reason) == ERR_R_UNSUPPORTED &&
	    pbe_legacy(&w->pbe) != NULL) {
		ERR_clear_error();
		if (!pbe_take(&w->pbe, e->algorithm, err))
			return NULL;
		bags = decrypt_with(w, e, w->pbe.legacy.ctx);
	}
	if (bags == NULL)
		pbe_failed(&w->pbe, what, err);
	return bags;
}

static bool
walk_safe(struct walk *w, PKCS7 *p7, struct err *err)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
	int kind = OBJ_obj2nid(p7->type);
	bool ok;

	if (kind == NID_pkcs7_data) {
		bags = PKCS12_unpack_p7data(p7);
		if (bags == NULL)
			ossl_err(err, ERR_INVALID, "%s: damaged", what);
	} else if (kind == NID_pkcs7_encrypted) {
		bags = decrypt(w, p7, err);
	} else {
		/* Public-key privacy mode: nobody writes it. */
		err_set(err, ERR_INVALID, "%s: a part of it is neither plain "
		    "nor encrypted by passphrase", what);
	}
	if (bags == NULL)
		return false;
	ok = walk_bags(w, bags, err);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	return ok;
}

static bool
walk_safes(struct walk *w, PKCS12 *p12, struct err *err)
{
	STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(p12);
	bool ok = true;
	int i;

	if (safes == NULL)
		return ossl_err(err, ERR_INVALID, "%s: damaged", what);
	for (i = 0; ok && i < sk_PKCS7_num(safes); i++)
		ok = walk_safe(w, sk_PKCS7_value(safes, i), err);
	sk_PKCS7_pop_free(safes, PKCS7_free);
	return ok;
}

bool
pkcs12_gather(struct gather *found, PKCS12 *p12, const char *pass,
    struct err *err)
{
	struct walk w = { .found = found };
	bool ok;

	pbe_init(&w.pbe, pass);
	ok = check_mac(&w, p12, err) && walk_safes(&w, p12, err);
	pbe_clear(&w.pbe);
	ERR_clear_error();
	return ok;
}
