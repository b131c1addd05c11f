/* SPDX-License-Identifier: ISC */
#include "cli/object_arg.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/thumbprint.h"
#include "cli/passphrase.h"
#include "cli/verbs.h"
#include "model/kinds/certificate.h"

static char *
stored_name(const struct kind *kind, const char *name)
{
	char thumbprint[THUMBPRINT_SIZE];

	if (kind == &kind_certificate &&
	    thumbprint_parse(name, thumbprint, NULL))
		return xstrdup(thumbprint);
	return xstrdup(name);
}

static bool
name_is_derived(const struct kind *kind)
{
	const struct field *f = fields_find(kind->fields, kind->nfields,
	    "name");

	return f != NULL && f->flags & FIELD_DERIVED;
}

/*
 * Where the name may be left out: is this word one, or already a field?  A
 * pair is told by its '='; what the one object is not called is a field.
 */
static bool
is_name(struct invocation *c, const struct kind *kind, const char *word)
{
	if (kind->single)
		return model_exists(c->model, kind->name, word);
	return strchr(word, '=') == NULL;
}

static bool
read_arg(struct invocation *c, bool composes, struct object_arg *a,
    struct err *err)
{
	bool optional;

	memset(a, 0, sizeof(*a));
	a->kind = kind_arg(c->args[0], err);
	if (a->kind == NULL)
		return false;
	optional = a->kind->single || (composes && name_is_derived(a->kind));
	a->rest = c->args + 1;
	a->nrest = c->nargs - 1;
	if (optional && (a->nrest == 0 || !is_name(c, a->kind, a->rest[0])))
		return true;
	if (a->nrest == 0)
		return err_set(err, ERR_USAGE,
		    "%s: NAME is missing, usage: sealport %s %s", c->word,
		    c->word, c->verb->usage);
	a->name = stored_name(a->kind, a->rest[0]);
	a->rest++;
	a->nrest--;
	return true;
}

bool
object_arg(struct invocation *c, struct object_arg *a, struct err *err)
{
	return read_arg(c, false, a, err);
}

bool
object_arg_new(struct invocation *c, struct object_arg *a, struct err *err)
{
	return read_arg(c, true, a, err);
}

void
object_arg_clear(struct object_arg *a)
{
	free(a->name);
	memset(a, 0, sizeof(*a));
}

struct object *
object_arg_get(struct invocation *c, const struct object_arg *a,
    struct err *err)
{
	if (a->name == NULL)
		return model_group(c->model, err);
	return model_get(c->model, a->kind, a->name, err);
}

/* ---- FIELD=VALUE -------------------------------------------------------- */

/* One FIELD=VALUE on its way into the object. */
struct pair {
	const char *text;
	bool done;
	bool asked;		/* it was NAME=-, and this was given, */
	struct buf typed;
	struct err why;		/* or why not */
};

/* A secret's "-": known to be one only once the object has such a field. */
static bool
is_question(struct invocation *c, const struct object *o, const char *name,
    const char *value)
{
	struct slots slots = { 0 };
	const struct slot *s;
	bool secret;

	if (strcmp(value, "-") != 0)
		return false;
	object_slots(o, c->model, &slots);
	s = slots_find(&slots, name);
	secret = s != NULL && slot_is_secret(s);
	slots_clear(&slots);
	return secret;
}

/* Asked once, however often the pair is tried. */
static bool
ask_value(struct pair *p, const char *name, struct err *err)
{
	char *prompt = xasprintf("%s: ", name);

	if (!p->asked && !passphrase_typed(&p->typed, prompt, &p->why))
		err_prefix(&p->why, "%s", name);
	p->asked = true;
	free(prompt);
	if (p->why.code == ERR_NONE)
		return true;
	*err = p->why;
	return false;
}

static bool
apply_pair(struct invocation *c, struct object *o, struct pair *p,
    struct err *err)
{
	char *name = xstrndup(p->text, strcspn(p->text, "="));
	const char *value = strchr(p->text, '=') + 1;
	bool ok = true;

	if (is_question(c, o, name, value)) {
		ok = ask_value(p, name, err);
		value = (const char *)p->typed.data;
	}
	ok = ok && object_set(o, c->model, name, value, err);
	free(name);
	return ok;
}

/*
 * One pass over the pairs that are not done; counts those it did.  The first
 * failure stays in err.
 */
static size_t
apply_pass(struct invocation *c, struct pair *pairs, size_t npairs,
    struct object *o, struct err *err)
{
	struct err this = { 0 };
	struct pair *p;
	size_t n = 0;

	err_clear(err);
	for (p = pairs; p < pairs + npairs; p++) {
		if (p->done)
			continue;
		p->done = apply_pair(c, o, p, &this);
		n += p->done;
		if (!p->done && err->code == ERR_NONE)
			*err = this;
	}
	return n;
}

/* As with options: of two values neither is the one that was meant. */
static bool
given_once(const struct invocation *c, const struct object_arg *a,
    struct err *err)
{
	size_t i, j, n;

	for (i = 0; i < a->nrest; i++) {
		n = strcspn(a->rest[i], "=") + 1;
		for (j = 0; j < i; j++)
			if (strncmp(a->rest[i], a->rest[j], n) == 0)
				return err_set(err, ERR_USAGE,
				    "%s: field is given twice (%.*s)",
				    c->word, (int)n - 1, a->rest[i]);
	}
	return true;
}

bool
object_arg_apply(struct invocation *c, const struct object_arg *a,
    struct object *o, struct err *err)
{
	struct err first = { 0 };
	size_t i, left = a->nrest, n;
	struct pair *pairs;

	for (i = 0; i < a->nrest; i++)
		if (strchr(a->rest[i], '=') == NULL || a->rest[i][0] == '=')
			return err_set(err, ERR_USAGE,
			    "%s: FIELD=VALUE expected (%s)", c->word,
			    a->rest[i]);
	if (!given_once(c, a, err))
		return false;
	pairs = xcalloc(a->nrest + 1, sizeof(*pairs));
	for (i = 0; i < a->nrest; i++)
		pairs[i].text = a->rest[i];
	do {
		n = apply_pass(c, pairs, a->nrest, o, &first);
		left -= n;
	} while (left > 0 && n > 0);
	for (i = 0; i < a->nrest; i++)
		buf_clear(&pairs[i].typed);
	free(pairs);
	if (left == 0)
		return true;
	if (err != NULL)
		*err = first;
	return false;
}
