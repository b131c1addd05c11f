/* SPDX-License-Identifier: ISC */
#include "certstore/crl_check.h"

#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/when.h"

bool
crl_check_kind(const struct crl *c, struct err *err)
{
	static const int known[] = { NID_issuing_distribution_point,
	    NID_authority_key_identifier, NID_crl_number };
	X509_EXTENSION *e;
	size_t k;
	int i, nid;

	if (X509_CRL_get_ext_by_NID(c->x509, NID_delta_crl, -1) >= 0)
		return err_set(err, ERR_INVALID, "revocation list: a delta "
		    "list; only complete lists can be used (%s)", c->issuer);
	for (i = 0; i < X509_CRL_get_ext_count(c->x509); i++) {
		e = X509_CRL_get_ext(c->x509, i);
		if (!X509_EXTENSION_get_critical(e))
			continue;
		nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
		for (k = 0; k < ARRAY_SIZE(known) && known[k] != nid; k++)
			;
		if (k == ARRAY_SIZE(known))
			return err_set(err, ERR_INVALID, "revocation list: "
			    "an unknown critical part (%s)", c->issuer);
	}
	return true;
}

bool
crl_check_dates(const struct crl *c, int64_t now, struct err *err)
{
	char date[WHEN_TEXT];

	if (c->this_update > now)
		return err_set(err, ERR_INVALID, "revocation list: not yet "
		    "valid (%s)", when_text(c->this_update, date));
	if (c->next_update != 0 && c->next_update < now)
		return err_set(err, ERR_INVALID, "revocation list: ran out "
		    "(%s)", when_text(c->next_update, date));
	return true;
}

static bool
load(const char *root, enum store_id id, struct cert_list *l, struct err *err)
{
	struct store *s = store_open(root, id, NULL, err);
	bool ok = s != NULL;

	/* One that is not there yet is empty. */
	if (ok && access(s->path, F_OK) == 0)
		ok = store_load(s, l, err);
	store_close(s);
	return ok;
}

bool
crl_authorities(const char *root, struct cert_list *l, struct err *err)
{
	return load(root, STORE_ROOT, l, err) && load(root, STORE_CA, l, err);
}

bool
crl_check_signature(const struct crl *c, const struct cert_list *l,
    struct err *err)
{
	const X509_NAME *issuer = X509_CRL_get_issuer(c->x509);
	const struct cert *a;
	bool named = false, may = false;
	size_t i;

	for (i = 0; i < l->n; i++) {
		a = l->v[i];
		if (X509_NAME_cmp(issuer,
		    X509_get_subject_name(cert_x509(a))) != 0)
			continue;
		named = true;
		if (a->has_key_usage && !(a->key_usage & KEY_USAGE_CRL_SIGN))
			continue;
		may = true;
		if (crl_verify(c, a, err)) {
			err_clear(err);
			return true;
		}
	}
	if (!named)
		return err_set(err, ERR_NOT_FOUND, "revocation list: its "
		    "issuer's certificate is in neither root nor ca store "
		    "(%s)", c->issuer);
	return may ? false : err_set(err, ERR_INVALID, "revocation list: its "
	    "issuer may not sign lists (%s)", c->issuer);
}

void
crl_list_judge(struct crl_list *l, const char *root)
{
	struct cert_list authorities = { 0 };
	size_t i;

	/* Authorities that cannot be read have signed nothing. */
	if (l->n > 0)
		(void)crl_authorities(root, &authorities, NULL);
	for (i = 0; i < l->n; i++)
		l->v[i]->unverified = !crl_check_signature(l->v[i],
		    &authorities, NULL);
	cert_list_clear(&authorities);
}

/* One that does not verify may claim any date. */
void
crl_drop_forged(const struct store *s, const struct crl_list *l,
    const struct cert_list *authorities, const struct crl *fresh)
{
	const struct crl *c;
	size_t i;

	for (i = 0; i < l->n; i++) {
		c = l->v[i];
		if (strcmp(c->issuer, fresh->issuer) == 0 &&
		    c->this_update > fresh->this_update &&
		    !crl_check_signature(c, authorities, NULL))
			(void)crl_store_remove(s, c->sha1, NULL);
	}
}
