/* SPDX-License-Identifier: ISC */
/* The walk inwards, layer by layer. */
#include "engine/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/decoder.h"
#include "engine/explain_parts.h"

static struct explain_layer *
add_layer(struct explainer *x, const struct mime_entity *e)
{
	struct explanation *out = x->out;
	struct explain_layer *l;

	out->layers = grow(out->layers, out->n, &out->cap,
	    sizeof(*out->layers));
	l = &out->layers[out->n++];
	*l = (struct explain_layer){ .form = "MIME", .bytes = e->all.len,
		.content = e->body.len, .type = xstrdup(e->type) };
	l->smime_type = mime_param_text(&e->params, "smime-type");
	l->encoding = xstrdup(mime_get(&e->header,
	    "Content-Transfer-Encoding"));
	return l;
}

/* There is more inside than can be seen. */
static bool
stop(struct explainer *x, bool damaged, const char *why)
{
	str_replace(&x->out->stopped, why);
	x->out->damaged = damaged;
	return false;
}

/* Damaged or too large, which is an answer; without room there is none. */
static bool
stop_by(struct explainer *x, struct err *err)
{
	if (err->code == ERR_FULL || err->code == ERR_TOO_LARGE)
		return false;
	stop(x, true, err->text);
	err_clear(err);
	return false;
}

static void
take(struct explainer *x, struct spool *s)
{
	struct spool old = x->owned;

	x->owned = *s;
	*s = (struct spool){ .folder = NULL };
	x->data = spool_span(&x->owned);
	spool_clear(&old);
}

struct spool
explain_spool(const struct explainer *x, bool secret)
{
	return (struct spool){ .folder = x->input->temp,
		.secret = secret || x->owned.secret };
}

/* ---- one layer ----------------------------------------------------------- */

/*
 * Each of these makes what the structure encloses the data to look at next;
 * false: the walk ends, with err where there was no room.
 */
typedef bool open_layer(struct explainer *, struct explain_layer *,
    struct cms *, struct spool *der, struct err *);

static bool
open_signed(struct explainer *x, struct explain_layer *l, struct cms *cms,
    struct spool *der, struct err *err)
{
	struct spool gathered = explain_spool(x, false);
	struct span content;

	explain_signed(x, l, cms);
	if (l->nsigners == 0)
		return stop(x, false, "certificates only: there is no "
		    "content");
	if (cms_is_detached(cms))
		return stop(x, false, "a signature without the content that "
		    "was signed");
	if (!cms_content(cms, &gathered, &content, err)) {
		spool_clear(&gathered);
		return stop_by(x, err);
	}
	l->content = content.len;
	explain_verify(x, l, cms, content, false);
	if (gathered.data != NULL)
		take(x, &gathered);
	else if (spool_holds(der, content))
		take(x, der);
	x->data = content;
	return true;
}

static bool
open_enveloped(struct explainer *x, struct explain_layer *l, struct cms *cms,
    struct spool *der, struct err *err)
{
	struct spool plain = explain_spool(x, true);

	(void)der;
	explain_enveloped(x, l, cms);
	if (!explain_open(x, l, cms, &plain, err)) {
		spool_clear(&plain);
		if (err->code != ERR_NONE)
			return false;
		return stop(x, false, "encrypted: what is inside cannot be "
		    "seen without the key");
	}
	take(x, &plain);
	return true;
}

static bool
open_compressed(struct explainer *x, struct explain_layer *l,
    struct cms *cms, struct spool *der, struct err *err)
{
	struct spool gathered = explain_spool(x, false);
	struct spool plain = explain_spool(x, false);
	bool ok;

	(void)der;
	l->form = "compressed";
	l->content = cms->parts.content.len;
	if (!cms->parts.present)
		return stop(x, true, "compressed-data without its content");
	ok = smime_inflate(cms, x->input->max_size, &gathered, &plain, err);
	spool_clear(&gathered);
	if (!ok) {
		spool_clear(&plain);
		return stop_by(x, err);
	}
	take(x, &plain);
	return true;
}

static bool
open_other(struct explainer *x, struct explain_layer *l, struct cms *cms,
    struct spool *der, struct err *err)
{
	(void)cms;
	(void)der;
	(void)err;
	l->form = "CMS";
	return stop(x, true, "CMS content type that S/MIME does not use");
}

static bool
open_cms(struct explainer *x, struct explain_layer *l, struct cms *cms,
    struct spool *der, struct err *err)
{
	static open_layer *const open[] = {
		[CMS_TYPE_OTHER] = open_other,
		[CMS_TYPE_SIGNED] = open_signed,
		[CMS_TYPE_ENVELOPED] = open_enveloped,
		[CMS_TYPE_AUTH_ENVELOPED] = open_enveloped,
		[CMS_TYPE_COMPRESSED] = open_compressed,
	};
	bool ok = open[cms->type](x, l, cms, der, err);

	explain_mark_cms(x, l, cms);
	l->opened = ok;
	return ok;
}

static bool
open_blob(struct explainer *x, const struct mime_entity *e, struct err *err)
{
	struct spool der = explain_spool(x, false);
	struct explain_layer *l = add_layer(x, e);
	struct cms cms = { 0 };
	bool ok = false;

	if (!smime_cms(e, &der, &cms, err)) {
		explain_mark_entity(x, e, NULL);
		stop_by(x, err);
	} else {
		explain_mark_entity(x, e, &cms);
		ok = open_cms(x, l, &cms, &der, err);
	}
	cms_clear(&cms);
	spool_clear(&der);
	return ok;
}

static bool
open_clear(struct explainer *x, const struct mime_entity *e, struct err *err)
{
	struct spool der = explain_spool(x, false);
	struct explain_layer *l = add_layer(x, e);
	struct span part = { .len = 0 };
	struct cms cms = { 0 };
	bool ok = false;

	l->form = "clear-signed";
	if (!smime_clear(e, &part, &der, &cms, err)) {
		stop_by(x, err);
	} else {
		explain_signed(x, l, &cms);
		part = explain_verify(x, l, &cms, part, true);
		explain_mark_cms(x, l, &cms);
		l->form = "clear-signed";
		l->content = part.len;
		l->opened = ok = true;
		x->data = part;
	}
	cms_clear(&cms);
	spool_clear(&der);
	return ok;
}

/* ---- the innermost ------------------------------------------------------- */

static void
read_parts(struct explainer *x, struct span all, bool mime)
{
	struct part_list *parts = &x->out->parts;
	struct err err = { 0 };
	size_t i;

	if (!mime)
		part_list_bare(parts, all);
	else if (!part_list_read(parts, all, &err))
		stop(x, true, err.text);
	for (i = 0; i < parts->n; i++)
		if (parts->v[i].number > 0 &&
		    !part_decode(&parts->v[i], NULL, &err))
			str_replace(&parts->v[i].problem, err.text);
}

static void
end_of_walk(struct explainer *x, const struct mime_entity *e)
{
	struct mime_entity bare = { .type = (char[]){ "" }, .all = x->data,
		.body = x->data };
	struct explain_layer *l = add_layer(x, e != NULL ? e : &bare);

	l->form = e != NULL ? "MIME" : "bare";
	read_parts(x, x->data, e != NULL);
}

/* A CMS structure without a MIME header around it, as files often are. */
static bool
is_bare_cms(struct span data)
{
	struct ber_cms parts;

	return data.len > 0 && data.p[0] == 0x30 &&
	    ber_split(data, &parts, NULL) && parts.type != CMS_TYPE_OTHER;
}

static bool
open_bare_cms(struct explainer *x, struct err *err)
{
	struct mime_entity bare = { .type = (char[]){ "" }, .all = x->data,
		.body = x->data };
	struct spool der = { .len = 0 };
	struct explain_layer *l = add_layer(x, &bare);
	struct cms cms = { 0 };
	bool ok = false;

	if (cms_parse(&cms, x->data, err))
		ok = open_cms(x, l, &cms, &der, err);
	else
		stop_by(x, err);
	cms_clear(&cms);
	return ok;
}

/* Is there an entity?  The outermost needs MIME-Version, as in decoding. */
static bool
is_entity(const struct explainer *x)
{
	return x->out->n > 0 ? mime_is_entity(x->data) :
	    mime_has_version(x->data.p, x->data.len) ||
	    mime_is_entity(x->data);
}

/* Looks at the outermost entity of what is left; true: there is another. */
static bool
step(struct explainer *x, struct err *err)
{
	struct mime_entity e = { 0 };
	bool on = false;

	if (!is_entity(x)) {
		if (is_bare_cms(x->data) && x->out->n < MAX_LAYERS)
			return open_bare_cms(x, err);
		end_of_walk(x, NULL);
		return false;
	}
	if (!mime_parse(&e, x->data, err))
		return stop_by(x, err);
	if (smime_form(&e) == SMIME_NONE)
		end_of_walk(x, &e);
	else if (x->out->n >= MAX_LAYERS)
		stop(x, true, "too many S/MIME layers");
	else if (smime_form(&e) == SMIME_BLOB)
		on = open_blob(x, &e, err);
	else
		on = open_clear(x, &e, err);
	mime_clear(&e);
	return on;
}

bool
explain(const struct explain_input *input, struct explanation *out,
    struct err *err)
{
	struct explainer x = { .input = input, .out = out,
		.data = input->wire };
	struct err problem = { 0 };

	*out = (struct explanation){ .bytes = input->wire.len };
	if (x.data.len == 0)
		x.data = span_of("", 0);
	while (step(&x, &problem))
		;
	if (problem.code == ERR_NONE)
		explain_conclude(&x);
	spool_clear(&x.owned);
	if (problem.code == ERR_NONE)
		return true;
	explanation_clear(out);
	return err_set(err, problem.code, "%s", problem.text);
}

/* ---- giving back --------------------------------------------------------- */

static void
holder_clear(struct explain_holder *h)
{
	cert_free(h->cert);
	free(h->where);
	free(h->users);
}

static void
layer_clear_all(struct explain_layer *l)
{
	size_t i;

	for (i = 0; i < l->nrecipients; i++) {
		free(l->recipients[i].facts.id);
		free(l->recipients[i].key);
		holder_clear(&l->recipients[i].holder);
	}
	for (i = 0; i < l->nsigners; i++) {
		free(l->signers[i].id);
		free(l->signers[i].why);
		holder_clear(&l->signers[i].holder);
	}
	free(l->recipients);
	free(l->signers);
	free(l->type);
	free(l->smime_type);
	free(l->encoding);
	cert_list_clear(&l->certs);
}

void
explanation_clear(struct explanation *out)
{
	size_t i;

	for (i = 0; i < out->n; i++)
		layer_clear_all(&out->layers[i]);
	for (i = 0; i < out->nmarks; i++)
		free(out->marks[i].text);
	for (i = 0; i < out->nneeds; i++)
		free(out->needs[i]);
	free(out->layers);
	free(out->marks);
	free(out->needs);
	free(out->stopped);
	part_list_clear(&out->parts);
	*out = (struct explanation){ 0 };
}
