/* SPDX-License-Identifier: ISC */
/* A chain link by link, for people to read. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/trust_parts.h"

enum { MAX_LINKS = 64 };	/* more than a chain may have */

/* What was found at one depth; the graver of two faults is kept. */
struct link_fault {
	int error;
	struct trust_date when;
};

struct walk {
	struct link_fault faults[MAX_LINKS];
};

/*
 * Which fault of one certificate is told: its own before that of its list,
 * and one that is revoked before one that cannot be told.
 */
static int
rank(int error)
{
	if (error == X509_V_OK)
		return 0;
	if (trust_fault(error)->state == CERT_REVOCATION_UNKNOWN)
		return 1;
	return trust_is_crl_fault(error) ? 2 : 3;
}

/* Nothing stops the walk. */
static int
on_fault(int ok, X509_STORE_CTX *ctx)
{
	struct walk *w = X509_STORE_CTX_get_app_data(ctx);
	int error = X509_STORE_CTX_get_error(ctx);
	int depth = X509_STORE_CTX_get_error_depth(ctx);
	X509 *x = X509_STORE_CTX_get_current_cert(ctx);
	struct link_fault *f;
	struct cert *c;

	if (ok || w == NULL || depth < 0 || depth >= MAX_LINKS ||
	    trust_no_fault(ctx, error))
		return 1;
	f = &w->faults[depth];
	/* A list found faulty is believed nothing, hence the >=. */
	if (f->error != X509_V_OK && rank(f->error) >= rank(error))
		return 1;
	if (f->error != X509_V_OK && rank(error) == 2)
		return 1;
	f->error = error;
	f->when = (struct trust_date){ 0 };
	if (x == NULL)
		return 1;
	X509_up_ref(x);
	c = cert_from_x509(x, NULL);
	if (c != NULL)
		f->when = trust_fault_when(ctx, error, c);
	cert_free(c);
	return 1;
}

static bool
in_roots(const struct trust *t, X509 *x)
{
	STACK_OF(X509_OBJECT) *all = X509_STORE_get0_objects(t->store);
	int i;

	for (i = 0; i < sk_X509_OBJECT_num(all); i++)
		if (X509_OBJECT_get0_X509(sk_X509_OBJECT_value(all, i)) !=
		    NULL && X509_cmp(X509_OBJECT_get0_X509(
		    sk_X509_OBJECT_value(all, i)), x) == 0)
			return true;
	return false;
}

static void
add_link(struct trust_path *path, const struct trust *t, X509 *x,
    const struct link_fault *f)
{
	struct trust_link *l = &path->v[path->n];
	struct cert *c;

	X509_up_ref(x);
	c = cert_from_x509(x, NULL);
	if (c == NULL)
		return;
	*l = (struct trust_link){ .cert = c, .state = CERT_GOOD,
	    .root = in_roots(t, x) };
	if (f->error != X509_V_OK) {
		l->state = trust_fault(f->error)->state;
		trust_reason(l->reason, sizeof(l->reason), f->error, c,
		    f->when);
	}
	path->n++;
}

/* Extensions that cannot be decoded: OpenSSL would pass over some. */
static void
note_malformed(struct walk *w, const struct cert *c)
{
	if ((X509_get_extension_flags(cert_x509(c)) & EXFLAG_INVALID) != 0 &&
	    w->faults[0].error == X509_V_OK)
		w->faults[0].error = X509_V_ERR_INVALID_EXTENSION;
}

void
trust_path(const struct trust *t, const struct cert *c,
    const struct cert_list *others, int64_t at, unsigned flags,
    struct trust_path *path)
{
	STACK_OF(X509) *untrusted = trust_helpers(t, others), *chain = NULL;
	struct walk w = { .faults = { { .error = X509_V_OK } } };
	X509_STORE_CTX *ctx;
	int i, n;

	ctx = trust_ctx(t, c, untrusted, at, X509_V_FLAG_POLICY_CHECK |
	    ((flags & TRUST_REVOCATION) != 0 ? TRUST_REVOCATION_FLAGS : 0));
	if (ctx != NULL) {
		X509_STORE_CTX_set_app_data(ctx, &w);
		X509_STORE_CTX_set_verify_cb(ctx, on_fault);
		(void)X509_verify_cert(ctx);
		chain = X509_STORE_CTX_get0_chain(ctx);
	}
	note_malformed(&w, c);
	n = chain != NULL ? sk_X509_num(chain) : 0;
	if (n > MAX_LINKS)
		n = MAX_LINKS;
	*path = (struct trust_path){ .v = xcalloc((size_t)n + 1,
	    sizeof(*path->v)) };
	for (i = 0; i < n; i++)
		add_link(path, t, sk_X509_value(chain, i), &w.faults[i]);
	if (n == 0)
		add_link(path, t, cert_x509(c), &(struct link_fault){
		    .error = X509_V_ERR_UNSPECIFIED });
	X509_STORE_CTX_free(ctx);
	sk_X509_free(untrusted);
	ERR_clear_error();
}

void
trust_path_clear(struct trust_path *path)
{
	size_t i;

	for (i = 0; i < path->n; i++)
		cert_free(path->v[i].cert);
	free(path->v);
	memset(path, 0, sizeof(*path));
}
