/* SPDX-License-Identifier: ISC */
#include "cli/leaving.h"

#include <stdlib.h>
#include <string.h>

#include "model/kinds/host_instance.h"
#include "model/kinds/party.h"

static bool
check_options(const struct invocation *c, const struct kind *kind,
    struct err *err)
{
	bool keep = invocation_has(c, OPTION_KEEP_CERTIFICATES);
	bool remove = invocation_has(c, OPTION_REMOVE_CERTIFICATES);

	if (keep && remove)
		return err_set(err, ERR_USAGE, "delete: either "
		    "--keep-certificates or --remove-certificates");
	if ((keep || remove) && kind != &kind_party &&
	    kind != &kind_host_instance)
		return err_set(err, ERR_USAGE, "delete: %s leaves no "
		    "certificates behind", kind->name);
	return true;
}

/* C506: they may not be forgotten. */
static bool
check_instances(const struct invocation *c, const struct orphans *left,
    struct err *err)
{
	size_t i;

	if (left->n == 0 || invocation_has(c, OPTION_KEEP_CERTIFICATES))
		return true;
	for (i = 0; i < left->n; i++)
		if (left->v[i].reason == ORPHAN_STORE)
			return err_set(err, ERR_USAGE, "delete: nobody knows "
			    "what the Personal store of %s on %s holds, it "
			    "was never published; say --keep-certificates",
			    left->v[i].account, left->v[i].computer);
	if (!invocation_has(c, OPTION_REMOVE_CERTIFICATES))
		return err_set(err, ERR_USAGE, "delete: %zu certificate(s) "
		    "are still in the Personal store of %s on %s; say "
		    "--remove-certificates or --keep-certificates", left->n,
		    left->v[0].account, left->v[0].computer);
	for (i = 0; i < left->n; i++)
		if (!left->v[i].here)
			return err_set(err, ERR_USAGE, "delete: the "
			    "certificates of %s are on %s; remove them "
			    "there, or say --keep-certificates",
			    left->v[i].account, left->v[i].computer);
	return true;
}

bool
leaving_ask(struct invocation *c, const struct kind *kind,
    const struct objects *list, struct orphans *left, struct err *err)
{
	memset(left, 0, sizeof(*left));
	if (!check_options(c, kind, err))
		return false;
	if (invocation_has(c, OPTION_WHAT_IF))
		return true;	/* nothing goes */
	if (kind == &kind_party)
		return invocation_has(c, OPTION_KEEP_CERTIFICATES) ||
		    orphans_of_parties(left, c->model, list, err);
	if (kind == &kind_host_instance)
		return orphans_of_instances(left, c->model, list, err) &&
		    check_instances(c, left, err);
	return true;
}

/* The commands, where the user is to decide or it is elsewhere. */
static void
hint(const struct orphan *o)
{
	char *command = orphan_command(o);
	struct err text = { 0 };

	err_set(&text, ERR_NONE, "hint: nothing needs %s on %s any more: %s",
	    o->title, o->computer, command);
	out_error(&text);
	free(command);
}

bool
leaving_finish(struct invocation *c, const struct orphans *left,
    struct err *err)
{
	bool remove = invocation_has(c, OPTION_REMOVE_CERTIFICATES);
	const struct orphan *o;

	if (invocation_has(c, OPTION_KEEP_CERTIFICATES))
		return true;
	for (o = left->v; o < left->v + left->n; o++)
		if (!remove || !o->here)
			hint(o);
		else if (!orphan_remove(c->model, o, err))
			return err_prefix(err, "deleted, but");
	return true;
}
