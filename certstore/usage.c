/* SPDX-License-Identifier: ISC */
#include "certstore/usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/trust.h"

static const struct usage_info usages[USAGE_COUNT] = {
	[USAGE_NONE] = { .id = "", .name = "none", .label = "None",
	    .store = STORE_OTHER_PEOPLE },
	[USAGE_ENCRYPT] = { .id = "U1", .name = "encrypt",
	    .purpose = "to encrypt",
	    .label = "Encryption (sending)", .store = STORE_OTHER_PEOPLE },
	[USAGE_DECRYPT] = { .id = "U2", .name = "decrypt",
	    .purpose = "to decrypt",
	    .label = "Decryption (receiving)", .store = STORE_PERSONAL,
	    .needs_key = true },
	[USAGE_SIGN] = { .id = "U3", .name = "sign",
	    .purpose = "to sign",
	    .label = "Signature (sending)", .store = STORE_PERSONAL,
	    .needs_key = true },
	[USAGE_VERIFY] = { .id = "U4", .name = "verify",
	    .purpose = "to verify",
	    .label = "Signature verification (receiving)",
	    .store = STORE_OTHER_PEOPLE },
	[USAGE_RESOLVE] = { .id = "U5", .name = "resolve",
	    .purpose = "to resolve",
	    .label = "Party resolution (receiving)",
	    .store = STORE_OTHER_PEOPLE },
	[USAGE_HTTPS] = { .id = "U6", .name = "https",
	    .purpose = "as HTTPS client certificate",
	    .label = "HTTPS client (sending)", .store = STORE_PERSONAL,
	    .needs_key = true },
	[USAGE_SOAP] = { .id = "U7", .name = "soap",
	    .purpose = "as SOAP client certificate",
	    .label = "SOAP client (sending)", .store = STORE_PERSONAL,
	    .needs_key = true },
};

/* What a kind of key can do at all. */
enum key_class {
	CLASS_UNKNOWN,
	CLASS_RSA,		/* signs and transports keys */
	CLASS_EC,		/* signs and agrees on keys */
	CLASS_SIGN,		/* signs only */
	CLASS_AGREE,		/* agrees on keys only */
	CLASS_COUNT
};

static const struct {
	const char *key_type;
	enum key_class class;
} classes[] = {
	{ "RSA", CLASS_RSA },
	{ "EC", CLASS_EC },
	{ "RSA-PSS", CLASS_SIGN },
	{ "DSA", CLASS_SIGN },
	{ "Ed25519", CLASS_SIGN },
	{ "Ed448", CLASS_SIGN },
	{ "X25519", CLASS_AGREE },
	{ "X448", CLASS_AGREE },
	{ "DH", CLASS_AGREE },
};

enum {
	KU_TRANSPORT = KEY_USAGE_KEY_ENCIPHERMENT |
	    KEY_USAGE_DATA_ENCIPHERMENT,
	KU_SIGN = KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_NON_REPUDIATION,
	KU_TLS = KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_KEY_AGREEMENT,
};

#define EKU_ANY "2.5.29.37.0"
#define EKU_MAIL "1.3.6.1.5.5.7.3.4"
#define EKU_TLS_CLIENT "1.3.6.1.5.5.7.3.2"

/*
 * The purpose test of the runtime reference, section 4.  One of the bits of
 * the class must be in the key usage; no bits: such a key cannot do it.  The
 * list of EKUs accepted besides is for partners' S/MIME certificates that
 * carry only TLS purposes, hence not for the TLS client itself.
 */
struct purpose {
	unsigned bits[CLASS_COUNT];
	const char *job;	/* in words, for the reason */
	const char *eku;	/* accepted OIDs, blank separated */
	const char *eku_words;
	bool extra;		/* the group's list counts too */
};

static const struct purpose encrypting = {
	.job = "encryption",
	.bits = {
		[CLASS_RSA] = KU_TRANSPORT,
		[CLASS_EC] = KEY_USAGE_KEY_AGREEMENT,
		[CLASS_AGREE] = KEY_USAGE_KEY_AGREEMENT,
	},
	.eku = EKU_MAIL " " EKU_ANY, .eku_words = "secure mail",
	.extra = true,
};

static const struct purpose signing = {
	.job = "signatures",
	.bits = {
		[CLASS_RSA] = KU_SIGN,
		[CLASS_EC] = KU_SIGN,
		[CLASS_SIGN] = KU_SIGN,
	},
	.eku = EKU_MAIL " " EKU_ANY, .eku_words = "secure mail",
	.extra = true,
};

static const struct purpose tls_client = {
	.job = "TLS client authentication",
	.bits = {
		[CLASS_RSA] = KU_TLS,
		[CLASS_EC] = KU_TLS,
		[CLASS_SIGN] = KU_TLS,
	},
	.eku = EKU_TLS_CLIENT " " EKU_ANY, .eku_words = "TLS client",
};

/* Party resolution compares thumbprints: any certificate serves. */
static const struct purpose *const purposes[USAGE_COUNT] = {
	[USAGE_ENCRYPT] = &encrypting,
	[USAGE_DECRYPT] = &encrypting,
	[USAGE_SIGN] = &signing,
	[USAGE_VERIFY] = &signing,
	[USAGE_HTTPS] = &tls_client,
	[USAGE_SOAP] = &tls_client,
};

const struct usage_info *
usage_info(enum usage u)
{
	return &usages[(unsigned)u < USAGE_COUNT ? u : USAGE_NONE];
}

enum usage
usage_find(const char *name)
{
	enum usage u;

	for (u = USAGE_NONE + 1; u < USAGE_COUNT; u++)
		if (strcmp(usages[u].name, name) == 0)
			return u;
	return USAGE_NONE;
}

static enum key_class
class_of(const struct cert *c)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (strcmp(classes[i].key_type, c->key_type) == 0)
			return classes[i].class;
	return CLASS_UNKNOWN;
}

/* Is the word of n bytes one of the list (blanks or commas between)? */
static bool
listed(const char *list, const char *word, size_t n)
{
	size_t len;

	for (; list != NULL && *list != '\0'; list += len) {
		list += strspn(list, " ,\t\r\n");
		len = strcspn(list, " ,\t\r\n");
		if (len == n && len > 0 && memcmp(list, word, n) == 0)
			return true;
	}
	return false;
}

static bool
eku_fits(const struct purpose *p, const char *eku, const char *extra)
{
	const char *s = eku;
	size_t n;

	if (s == NULL)
		return true;
	for (; *s != '\0'; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (listed(p->eku, s, n) || (p->extra && listed(extra, s, n)))
			return true;
	}
	return false;
}

/* "key encipherment or data encipherment" */
static void
needed_text(unsigned bits, struct buf *b)
{
	struct cert only = { .has_key_usage = true };
	const char *sep = "";
	unsigned bit;

	for (bit = 1; bit <= KEY_USAGE_DECIPHER_ONLY; bit <<= 1) {
		if ((bits & bit) == 0)
			continue;
		only.key_usage = bit;
		buf_adds(b, sep);
		cert_key_usage_text(&only, b);
		sep = " or ";
	}
}

static bool
refuse(struct buf *b, char *why, size_t size)
{
	if (why != NULL && size > 0)
		snprintf(why, size, "%s", (const char *)b->data);
	buf_clear(b);
	return false;
}

bool
usage_fits(enum usage u, const struct cert *c, const char *extra_eku,
    char *why, size_t size)
{
	const struct purpose *p = (unsigned)u < USAGE_COUNT ? purposes[u] :
	    NULL;
	struct buf b = { 0 };
	unsigned bits;

	if (why != NULL && size > 0)
		why[0] = '\0';
	if (p == NULL)
		return true;
	bits = p->bits[class_of(c)];
	if (bits == 0) {
		buf_addf(&b, "key type %s cannot be used for %s", c->key_type,
		    p->job);
		return refuse(&b, why, size);
	}
	if (c->has_key_usage && (c->key_usage & bits) == 0) {
		buf_adds(&b, "key usage is ");
		cert_key_usage_text(c, &b);
		buf_adds(&b, "; ");
		needed_text(bits, &b);
		buf_adds(&b, " needed");
		return refuse(&b, why, size);
	}
	if (!eku_fits(p, c->eku, extra_eku)) {
		buf_adds(&b, "extended key usage is ");
		cert_eku_text(c, &b);
		buf_addf(&b, "; %s needed", p->eku_words);
		return refuse(&b, why, size);
	}
	return true;
}

bool
usage_chain_fits(enum usage u, const struct verdict *v, const char *extra_eku,
    char *why, size_t size)
{
	const struct purpose *p = (unsigned)u < USAGE_COUNT ? purposes[u] :
	    NULL;
	struct cert only = { .eku = NULL };
	struct buf b = { 0 };

	if (why != NULL && size > 0)
		why[0] = '\0';
	if (p == NULL || u == USAGE_DECRYPT || !v->limited ||
	    eku_fits(p, v->eku, extra_eku))
		return true;
	only.eku = xstrdup(v->eku);
	buf_addf(&b, "its authority %s may issue for ", v->limited_by);
	if (v->eku[0] == '\0')
		buf_adds(&b, "no common extended key usage");
	else
		cert_eku_text(&only, &b);
	buf_addf(&b, " only; %s needed", p->eku_words);
	free(only.eku);
	return refuse(&b, why, size);
}
