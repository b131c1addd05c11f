/* SPDX-License-Identifier: ISC */
#include "cli/object_arg.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/thumbprint.h"
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

static bool
apply_pair(struct invocation *c, struct object *o, const char *pair,
    struct err *err)
{
	char *name = xstrndup(pair, strcspn(pair, "="));
	bool ok = object_set(o, c->model, name, strchr(pair, '=') + 1, err);

	free(name);
	return ok;
}

/*
 * One pass over the pairs that are not done; counts those it did.  The first
 * failure stays in err.
 */
static size_t
apply_pass(struct invocation *c, const struct object_arg *a, struct object *o,
    bool *done, struct err *err)
{
	struct err this = { 0 };
	size_t i, n = 0;

	err_clear(err);
	for (i = 0; i < a->nrest; i++) {
		if (done[i])
			continue;
		done[i] = apply_pair(c, o, a->rest[i], &this);
		n += done[i];
		if (!done[i] && err->code == ERR_NONE)
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
	bool *done;

	for (i = 0; i < a->nrest; i++)
		if (strchr(a->rest[i], '=') == NULL || a->rest[i][0] == '=')
			return err_set(err, ERR_USAGE,
			    "%s: FIELD=VALUE expected (%s)", c->word,
			    a->rest[i]);
	if (!given_once(c, a, err))
		return false;
	done = xcalloc(a->nrest + 1, sizeof(*done));
	do {
		n = apply_pass(c, a, o, done, &first);
		left -= n;
	} while (left > 0 && n > 0);
	free(done);
	if (left == 0)
		return true;
	if (err != NULL)
		*err = first;
	return false;
}
