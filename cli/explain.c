/* SPDX-License-Identifier: ISC */
/* explain: what a message is, with or without a group */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/spool.h"
#include "cli/json_cert.h"
#include "cli/parts.h"
#include "cli/verbs.h"
#include "engine/explain.h"

#define MAX_EXPLAIN ((size_t)4 * 1024 * 1024 * 1024)

/* ---- JSON --------------------------------------------------------------- */

static json_t *
json_of_size(size_t n)
{
	return json_integer((json_int_t)n);
}

/* "" is not stated either. */
static json_t *
json_of_word(const char *s)
{
	return json_of_text(s != NULL && *s != '\0' ? s : NULL);
}

static json_t *
json_of_cert(const struct cert *cert)
{
	json_t *j;

	if (cert == NULL)
		return json_null();
	j = json_object();
	json_put(j, "thumbprint", json_of_text(cert->thumbprint));
	json_put(j, "common_name", json_of_text(cert->common_name));
	json_put_cert(j, cert);
	return j;
}

static void
put_holder(json_t *j, const struct explain_holder *h)
{
	json_put(j, "certificate", json_of_cert(h->cert));
	json_put(j, "where", json_of_text(h->where));
	json_put(j, "used_by", json_of_text(h->users));
}

static json_t *
json_of_recipients(const struct explain_layer *l)
{
	json_t *list = json_array(), *j;
	const struct explain_recipient *r;
	size_t i;

	for (i = 0; i < l->nrecipients; i++) {
		r = &l->recipients[i];
		j = json_object();
		json_put(j, "id", json_of_text(r->facts.id));
		json_put(j, "way", json_of_text(r->facts.way));
		json_put(j, "algorithm", json_of_word(r->facts.algorithm));
		json_put(j, "key", json_of_text(r->key));
		json_put(j, "opens", json_boolean(r->opens));
		put_holder(j, &r->holder);
		json_push(list, j);
	}
	return list;
}

static json_t *
json_of_signers(const struct explain_layer *l)
{
	json_t *list = json_array(), *j;
	const struct explain_signer *s;
	size_t i;

	for (i = 0; i < l->nsigners; i++) {
		s = &l->signers[i];
		j = json_object();
		json_put(j, "id", json_of_text(s->id));
		json_put(j, "digest", json_of_word(s->digest));
		json_put(j, "signature", json_of_word(s->facts.signature));
		json_put(j, "attributes", json_boolean(s->facts.attributes));
		json_put(j, "signed_at", s->facts.signed_at != 0 ?
		    json_of_time(s->facts.signed_at) : json_null());
		json_put(j, "verified", s->verdict == VERDICT_NONE ?
		    json_null() : json_boolean(s->verdict == VERDICT_GOOD));
		json_put(j, "why", json_of_text(s->why));
		put_holder(j, &s->holder);
		json_push(list, j);
	}
	return list;
}

static json_t *
json_of_layers(const struct explanation *x)
{
	json_t *list = json_array(), *certs, *j;
	const struct explain_layer *l;
	size_t i;

	for (l = x->layers; l < x->layers + x->n; l++) {
		j = json_object();
		certs = json_array();
		for (i = 0; i < l->certs.n; i++)
			json_push(certs, json_of_cert(l->certs.v[i]));
		json_put(j, "form", json_of_text(l->form));
		json_put(j, "content_type", json_of_word(l->type));
		json_put(j, "smime_type", json_of_text(l->smime_type));
		json_put(j, "encoding", json_of_text(l->encoding));
		json_put(j, "bytes", json_of_size(l->bytes));
		json_put(j, "content_bytes", json_of_size(l->content));
		json_put(j, "cipher", json_of_word(l->cipher));
		json_put(j, "cipher_bits", l->cipher_bits > 0 ?
		    json_integer(l->cipher_bits) : json_null());
		json_put(j, "recipients", json_of_recipients(l));
		json_put(j, "signers", json_of_signers(l));
		json_put(j, "certificates", certs);
		json_put(j, "opened", json_boolean(l->opened));
		json_push(list, j);
	}
	return list;
}

static void
print_json(struct out *o, const struct explanation *x)
{
	json_t *j = json_document(), *marks = json_array(),
	    *needs = json_array(), *mark;
	size_t i;

	for (i = 0; i < x->nmarks; i++) {
		mark = json_object();
		json_put(mark, "word", json_of_text(x->marks[i].word));
		json_put(mark, "text", json_of_text(x->marks[i].text));
		json_put(mark, "layer", x->marks[i].layer > 0 ?
		    json_of_size(x->marks[i].layer) : json_null());
		json_push(marks, mark);
	}
	for (i = 0; i < x->nneeds; i++)
		json_push(needs, json_of_text(x->needs[i]));
	json_put(j, "bytes", json_of_size(x->bytes));
	json_put(j, "layers", json_of_layers(x));
	json_put(j, "parts", json_of_parts(&x->parts));
	json_put(j, "stopped", json_of_text(x->stopped));
	json_put(j, "damaged", json_boolean(x->damaged));
	json_put(j, "weaknesses", marks);
	json_put(j, "needs", needs);
	json_print(o, j);
}

/* ---- the verb ----------------------------------------------------------- */

/*
 * Settings, group and stores where they are there; what is named on the
 * command line has to be.
 */
static bool
find_group(struct invocation *c, struct explain_input *input,
    struct err *err)
{
	bool named = invocation_has(c, OPTION_CONFIG) ||
	    getenv("SEALPORT_CONFIG") != NULL;
	struct err problem = { 0 };

	if (!invocation_settings(c, c->options[OPTION_CONFIG], &problem)) {
		if (named)
			return err_set(err, problem.code, "%s",
			    problem.text);
		return true;
	}
	if (c->settings.stores != NULL &&
	    access(c->settings.stores, X_OK) == 0)
		input->stores = c->settings.stores;
	else if (invocation_has(c, OPTION_STORES))
		return err_set(err, ERR_NOT_FOUND,
		    "stores: cannot be opened (%s)", c->settings.stores);
	c->model = model_open(&c->settings, true, &problem);
	input->model = c->model;
	return c->model != NULL || !invocation_has(c, OPTION_DB) ||
	    err_set(err, problem.code, "%s", problem.text);
}

static bool
read_file(const struct invocation *c, struct spool *s, struct err *err)
{
	return spool_read(s, c->nargs > 0 ? c->args[0] : "-", MAX_EXPLAIN,
	    err) && spool_finish(s, err);
}

bool
verb_explain(struct invocation *c, struct err *err)
{
	struct explain_input input = { .max_size = MAX_EXPLAIN,
		.account = c->options[OPTION_ACCOUNT] };
	struct explanation x = { 0 };
	struct spool wire = { .len = 0 };
	struct buf text = { 0 };
	bool ok;

	if (!invocation_at(c, &input.at, err) || !find_group(c, &input, err))
		return false;
	/* Without a folder what is small can be explained all the same. */
	input.temp = temp_open(c->settings.temp_folder != NULL ?
	    c->settings.temp_folder : "", NULL);
	wire.folder = input.temp;
	ok = read_file(c, &wire, err);
	input.wire = spool_span(&wire);
	ok = ok && explain(&input, &x, err);
	if (ok && invocation_has(c, OPTION_JSON)) {
		print_json(&c->out, &x);
	} else if (ok) {
		explanation_text(&x, &text);
		out_bytes(&c->out, text.data, text.len);
	}
	if (ok && (x.damaged || x.wrong))
		c->status = STATUS_FAILED;
	buf_clear(&text);
	explanation_clear(&x);
	spool_clear(&wire);
	temp_close(input.temp);
	return ok;
}
