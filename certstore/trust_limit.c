/* SPDX-License-Identifier: ISC */
/* What the authorities of a chain may issue for, together. */
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "certstore/trust_parts.h"

#define EKU_ANY "2.5.29.37.0"

static bool
has_word(const char *list, const char *word, size_t n)
{
	size_t len;

	for (; *list != '\0'; list += len) {
		list += strspn(list, " ");
		len = strcspn(list, " ");
		if (len == n && memcmp(list, word, n) == 0)
			return true;
	}
	return false;
}

/*
 * What is in both lists; those that have no room are left out.  False: that is
 * all there was.
 */
static bool
narrow(struct verdict *v, const char *eku)
{
	char before[sizeof(v->eku)];
	const char *s;
	size_t n, at = 0;

	memcpy(before, v->eku, sizeof(before));
	v->eku[0] = '\0';
	for (s = eku; *s != '\0'; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n == 0 || at + n + 2 > sizeof(v->eku) ||
		    (v->limited && !has_word(before, s, n)))
			continue;
		at += (size_t)snprintf(v->eku + at, sizeof(v->eku) - at,
		    "%s%.*s", at > 0 ? " " : "", (int)n, s);
	}
	return !v->limited || at < strlen(before);
}

static void
limit_by(struct verdict *v, X509 *x)
{
	struct cert *c;
	char *name;

	X509_up_ref(x);
	c = cert_from_x509(x, NULL);
	if (c != NULL && c->eku != NULL &&
	    !has_word(c->eku, EKU_ANY, strlen(EKU_ANY)) &&
	    narrow(v, c->eku)) {
		name = text_safe(cert_title(c));
		snprintf(v->limited_by, sizeof(v->limited_by), "%.*s",
		    (int)text_fit(name, MAX_NAME_COLUMNS, NULL), name);
		free(name);
		v->limited = true;
	}
	cert_free(c);
}

void
trust_limit(X509_STORE_CTX *ctx, struct verdict *v)
{
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
	int i, n = sk_X509_num(chain);
	X509 *x;

	/* Neither the leaf nor the root. */
	for (i = 1; i < n - 1; i++) {
		x = sk_X509_value(chain, i);
		if ((X509_get_extension_flags(x) & EXFLAG_XKUSAGE) != 0)
			limit_by(v, x);
	}
}

bool
trust_limits(const struct trust *t)
{
	int i, n = sk_X509_num(t->ca);

	for (i = 0; i < n; i++)
		if ((X509_get_extension_flags(sk_X509_value(t->ca, i)) &
		    EXFLAG_XKUSAGE) != 0)
			return true;
	return false;
}
