/* SPDX-License-Identifier: ISC */
#include "cli/object_arg.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/thumbprint.h"
#include "cli/document.h"
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

static void
add_name(struct object_arg *a, const char *word)
{
	a->names = xreallocarray(a->names, a->nnames + 1, sizeof(*a->names));
	a->names[a->nnames++] = stored_name(a->kind, word);
	a->name = a->names[0];
}

static void
take_name(struct object_arg *a)
{
	add_name(a, a->rest[0]);
	a->rest++;
	a->nrest--;
}

/* --from, which may give the name as well. */
static bool
read_document(struct invocation *c, struct object_arg *a, struct err *err)
{
	const char *path = c->options[OPTION_FROM];

	if (path == NULL)
		return true;
	a->doc = document_read(path, err);
	if (a->doc == NULL)
		return false;
	if (document_check(a->doc, a->kind, err))
		return true;
	return err_prefix(err, "%s", path);
}

static bool
read_arg(struct invocation *c, bool composes, struct object_arg *a,
    struct err *err)
{
	const char *given;
	bool optional;

	memset(a, 0, sizeof(*a));
	a->kind = kind_arg(c->args[0], err);
	if (a->kind == NULL || !read_document(c, a, err))
		return false;
	given = a->doc != NULL ? document_name(a->doc) : NULL;
	optional = a->kind->single || given != NULL ||
	    (composes && name_is_derived(a->kind));
	a->rest = c->args + 1;
	a->nrest = c->nargs - 1;
	if (optional && (a->nrest == 0 || !is_name(c, a->kind, a->rest[0]))) {
		/* One that is made anew may be composed of other fields now. */
		if (given != NULL && !a->kind->single && !(composes &&
		    name_is_derived(a->kind)))
			add_name(a, given);
		return true;
	}
	if (a->nrest == 0)
		return err_set(err, ERR_USAGE,
		    "%s: NAME is missing, usage: sealport %s %s", c->word,
		    c->word, c->verb->usage);
	take_name(a);
	return true;
}

bool
object_arg(struct invocation *c, struct object_arg *a, struct err *err)
{
	return read_arg(c, false, a, err);
}

bool
object_arg_many(struct invocation *c, struct object_arg *a, struct err *err)
{
	if (!read_arg(c, false, a, err))
		return false;
	while (a->name != NULL && a->nrest > 0 &&
	    strchr(a->rest[0], '=') == NULL)
		take_name(a);
	return true;
}

bool
object_arg_new(struct invocation *c, struct object_arg *a, struct err *err)
{
	return read_arg(c, true, a, err);
}

void
object_arg_clear(struct object_arg *a)
{
	size_t i;

	for (i = 0; i < a->nnames; i++)
		free(a->names[i]);
	free(a->names);
	json_decref(a->doc);
	assigns_clear(&a->assigns);
	memset(a, 0, sizeof(*a));
}

struct object *
object_arg_get(struct invocation *c, const struct object_arg *a, size_t i,
    struct err *err)
{
	if (a->nnames == 0)
		return model_group(c->model, err);
	return model_get(c->model, a->kind, a->names[i], err);
}

bool
object_arg_apply(struct invocation *c, struct object_arg *a,
    struct object *o, struct err *err)
{
	if (!a->has_assigns && !assigns_read(&a->assigns, a->rest, a->nrest,
	    a->doc, err))
		return err_prefix(err, "%s", c->word);
	a->has_assigns = true;
	return assigns_apply(&a->assigns, c->model, o, err);
}
