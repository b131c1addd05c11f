/* SPDX-License-Identifier: ISC */
/* For whom and by whom a layer is, and which keys here fit. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/store.h"
#include "engine/certcheck.h"
#include "engine/explain_parts.h"

/* ---- whose certificate it is --------------------------------------------- */

/* "host Receive (decrypt), party Contoso (verify)", or NULL. */
static char *
users_of(struct model *m, const char *thumbprint)
{
	struct assignments a = { 0 };
	struct buf b = { 0 };
	size_t i;

	if (m == NULL || !model_assignments(m, thumbprint, &a, NULL))
		return NULL;
	for (i = 0; i < a.n; i++)
		buf_addf(&b, "%s%s %s (%s)", b.len > 0 ? ", " : "",
		    a.v[i].kind, a.v[i].name, a.v[i].usage);
	assignments_clear(&a);
	return b.len > 0 ? buf_steal(&b) : NULL;
}

static void
hold(const struct explainer *x, struct explain_holder *h,
    const struct cert *cert, char *where)
{
	h->cert = cert_copy(cert);
	h->where = where;
	h->users = users_of(x->input->model, cert->thumbprint);
}

/* ---- recipients ---------------------------------------------------------- */

static void
add_recipients(struct explainer *x, struct explain_layer *l,
    const struct cms *cms)
{
	struct cms_recipients all;
	size_t i;

	cms_recipients_read(cms, &all);
	l->recipients = xcalloc(all.n > 0 ? all.n : 1,
	    sizeof(*l->recipients));
	l->nrecipients = all.n;
	for (i = 0; i < all.n; i++) {
		l->recipients[i].facts = all.v[i];
		all.v[i].id = NULL;
	}
	if (all.more)
		explain_mark(x, x->out->n, "many-recipients",
		    "more than %d recipients; the others are not shown",
		    MAX_CMS_RECIPIENTS);
	cms_recipients_clear(&all);
}

void
explain_enveloped(struct explainer *x, struct explain_layer *l,
    struct cms *cms)
{
	l->form = cms->type == CMS_TYPE_AUTH_ENVELOPED ?
	    "authenveloped" : "enveloped";
	l->content = cms->parts.content.len;
	memcpy(l->cipher, cms->cipher, sizeof(l->cipher));
	l->cipher_bits = cms_cipher_bits(cms);
	add_recipients(x, l, cms);
	x->encrypted = true;
}

/* ---- keys ---------------------------------------------------------------- */

/* An encryption, and where what it holds goes to. */
struct opening {
	struct explainer *x;
	struct explain_layer *layer;
	struct cms *cms;
	struct spool *plain;
	struct err *err;	/* set where there is no room */
};

/* One account's certificate that is a recipient: try its key. */
static bool
try_key(struct opening *o, struct explain_recipient *r,
    const struct store *store, const struct cert *cert)
{
	struct err why = { 0 };
	struct key *key = store_get_key(store, cert, &why);
	bool ok = false;

	if (key == NULL) {
		str_replace(&r->key, why.text);
		return false;
	}
	if (cms_cipher(o->cms) == NULL)
		err_set(&why, ERR_INVALID, "the cipher is not accepted");
	else
		ok = cms_decrypt(o->cms, cert, key, o->plain, &why);
	str_replace(&r->key, ok ? "works" : why.text);
	r->opens = ok;
	if (!ok && (why.code == ERR_FULL || why.code == ERR_TOO_LARGE))
		err_set(o->err, why.code, "%s", why.text);
	/* Another key begins anew. */
	if (!ok)
		spool_clear(o->plain);
	key_free(key);
	return ok;
}

/* True once one of the account's keys has opened it. */
static bool
try_store(struct opening *o, const struct store *store)
{
	struct cert_list certs = { 0 };
	struct explain_recipient *r;
	const struct cert *cert;
	bool ok = false;
	size_t i, k;

	if (!store_load(store, &certs, NULL))
		return false;
	for (i = 0; !ok && i < certs.n; i++) {
		cert = certs.v[i];
		for (k = 0; !ok && k < o->layer->nrecipients; k++) {
			r = &o->layer->recipients[k];
			if (!cms_recipient_is(o->cms, k, cert))
				continue;
			if (r->holder.cert == NULL)
				hold(o->x, &r->holder, cert, xasprintf(
				    "Personal of %s", store->account));
			ok = try_key(o, r, store, cert);
		}
	}
	cert_list_clear(&certs);
	return ok;
}

static bool
try_account(struct opening *o, const char *account)
{
	struct store *store = store_open(o->x->input->stores, STORE_PERSONAL,
	    account, NULL);
	bool ok = store != NULL && try_store(o, store);

	store_close(store);
	return ok;
}

/* Whom it is for is also told where the key is elsewhere. */
static void
find_others(struct explainer *x, struct explain_layer *l,
    const struct cms *cms)
{
	struct store *store = store_open(x->input->stores,
	    STORE_OTHER_PEOPLE, NULL, NULL);
	struct cert_list list = { 0 };
	size_t i, k;

	if (store != NULL)
		store_load(store, &list, NULL);
	for (i = 0; i < list.n; i++)
		for (k = 0; k < l->nrecipients; k++)
			if (l->recipients[k].holder.cert == NULL &&
			    cms_recipient_is(cms, k, list.v[i]))
				hold(x, &l->recipients[k].holder, list.v[i],
				    xstrdup("Other People"));
	cert_list_clear(&list);
	store_close(store);
}

bool
explain_open(struct explainer *x, struct explain_layer *l, struct cms *cms,
    struct spool *plain, struct err *err)
{
	struct opening o = { x, l, cms, plain, err };
	char **accounts = NULL;
	size_t n = 0, i;
	bool ok = false;

	if (x->input->stores == NULL)
		return false;
	if (x->input->account != NULL)
		ok = try_account(&o, x->input->account);
	else
		stores_accounts(x->input->stores, &accounts, &n);
	for (i = 0; i < n; i++) {
		if (!ok && i < MAX_EXPLAIN_ACCOUNTS && err->code == ERR_NONE)
			ok = try_account(&o, accounts[i]);
		free(accounts[i]);
	}
	free(accounts);
	if (!ok && err->code == ERR_NONE)
		find_others(x, l, cms);
	return ok;
}

/* ---- signers ------------------------------------------------------------- */

/* Those of the list are held to be there. */
static void
find_among(struct explainer *x, struct explain_layer *l,
    const struct cms *cms, const struct cert_list *list, const char *where)
{
	size_t i, k;

	for (i = 0; i < l->nsigners; i++)
		for (k = 0; l->signers[i].holder.cert == NULL &&
		    k < list->n; k++)
			if (cms_signer_is(cms, i, list->v[k]))
				hold(x, &l->signers[i].holder, list->v[k],
				    xstrdup(where));
}

/* The certificates that came along first, then those of the computer. */
static void
find_signers(struct explainer *x, struct explain_layer *l,
    const struct cms *cms)
{
	struct cert_list list = { 0 };
	struct store *store = NULL;
	size_t i, missing = 0;

	find_among(x, l, cms, &l->certs, "the message");
	for (i = 0; i < l->nsigners; i++)
		missing += l->signers[i].holder.cert == NULL;
	if (missing == 0 || x->input->stores == NULL)
		return;
	store = store_open(x->input->stores, STORE_OTHER_PEOPLE, NULL, NULL);
	if (store != NULL && store_load(store, &list, NULL))
		find_among(x, l, cms, &list, "Other People");
	cert_list_clear(&list);
	store_close(store);
}

void
explain_signed(struct explainer *x, struct explain_layer *l,
    const struct cms *cms)
{
	size_t all = cms_signer_count(cms), i;
	struct cms_signer signer;
	struct err err = { 0 };

	l->form = "signed";
	if (!cms_certs(cms, NULL, &l->certs, &err))
		explain_mark(x, x->out->n, "many-certificates", "%s",
		    err.text);
	l->nsigners = all < MAX_CMS_SIGNERS ? all : MAX_CMS_SIGNERS;
	l->signers = xcalloc(l->nsigners + 1, sizeof(*l->signers));
	for (i = 0; i < l->nsigners; i++) {
		cms_signer_read(cms, i, &signer);
		l->signers[i].id = signer.id;
		signer.id = NULL;
		memcpy(l->signers[i].digest, signer.algorithm,
		    sizeof(signer.algorithm));
		cms_signer_facts(cms, i, &l->signers[i].facts);
		cms_signer_clear(&signer);
	}
	if (all > MAX_CMS_SIGNERS)
		explain_mark(x, x->out->n, "many-signers",
		    "%zu signers, at most %d are accepted", all,
		    MAX_CMS_SIGNERS);
	find_signers(x, l, cms);
}

/* ---- do they fit? -------------------------------------------------------- */

/* One signer's digest and signature over the content digested before. */
static bool
verify_signer(struct explain_signer *s, struct cms *cms, size_t i)
{
	const struct cert *cert = s->holder.cert;
	struct err why = { 0 };

	s->verdict = VERDICT_NONE;
	if (!cms_check_digest(cms, i, &why)) {
		s->verdict = VERDICT_BAD;
	} else if (cert == NULL) {
		err_set(&why, ERR_NOT_FOUND,
		    "the signer's certificate is not at hand");
	} else if (!certcheck_supports(USAGE_VERIFY, cert)) {
		err_set(&why, ERR_FAILED, "%s keys cannot be used for this",
		    cert->key_type);
	} else {
		s->verdict = cms_check_signature(cms, i, cert, &why) ?
		    VERDICT_GOOD : VERDICT_BAD;
	}
	str_replace(&s->why, s->verdict == VERDICT_GOOD ?
	    "the content is as it was signed with this certificate's key" :
	    why.text);
	return s->verdict == VERDICT_GOOD;
}

static bool
verify_form(struct explain_layer *l, struct cms *cms, struct span form)
{
	struct err why = { 0 };
	bool ok = cms_digest(cms, form, &why);
	size_t i, good = 0;

	for (i = 0; i < l->nsigners; i++) {
		if (ok)
			good += verify_signer(&l->signers[i], cms, i);
		else
			str_replace(&l->signers[i].why, why.text);
	}
	return good == l->nsigners;
}

/* The forms are those of the decoder. */
struct span
explain_verify(struct explainer *x, struct explain_layer *l, struct cms *cms,
    struct span content, bool clear)
{
	struct spool crlf = explain_spool(x, false);
	struct span longer = { content.p, content.len + 1, content.paged };
	bool ok = verify_form(l, cms, content);

	if (!ok && clear && content.p[content.len] == '\r' &&
	    verify_form(l, cms, longer))
		return longer;
	if (!ok && clear && smime_canonical(content, &crlf, NULL) &&
	    crlf.data != NULL)
		ok = verify_form(l, cms, spool_span(&crlf));
	/* What is said is of the message as it came. */
	if (!ok && clear)
		verify_form(l, cms, content);
	spool_clear(&crlf);
	return content;
}
