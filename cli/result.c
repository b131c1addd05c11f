/* SPDX-License-Identifier: ISC */
#include "cli/result.h"

#include <inttypes.h>

#include "cli/json.h"

static void
as_json(struct invocation *c, const struct result *r)
{
	json_t *j = json_document(), *names = json_array();
	json_t *already = json_array();
	size_t i;

	for (i = 0; i < r->n; i++) {
		json_push(names, json_of_text(r->names[i]));
		if (r->already != NULL && r->already[i])
			json_push(already, json_of_text(r->names[i]));
	}
	json_put(j, "kind", json_of_text(r->kind->name));
	json_put(j, "names", names);
	json_put(j, "already", already);
	json_put(j, "changed", json_boolean(r->revision != 0));
	json_put(j, "revision", r->revision != 0 ?
	    json_integer(r->revision) : json_null());
	json_print(&c->out, j);
}

void
result_revision(struct invocation *c, int64_t revision)
{
	if (revision == 0)
		out_text(&c->out, "nothing to change\n");
	else
		out_fmt(&c->out, "revision %" PRId64 "\n", revision);
}

static void
print_already(struct invocation *c, const struct result *r)
{
	size_t i;

	for (i = 0; r->already != NULL && i < r->n; i++) {
		if (!r->already[i])
			continue;
		out_fmt(&c->out, "%s ", r->kind->name);
		out_safe(&c->out, r->names[i]);
		out_fmt(&c->out, ": already %s\n", r->done);
	}
}

void
result_objects(struct invocation *c, const struct result *r)
{
	if (invocation_has(c, OPTION_JSON)) {
		as_json(c, r);
		return;
	}
	print_already(c, r);
	result_revision(c, r->revision);
}

void
result_warn(const struct err *err)
{
	struct err warning = *err;

	err_prefix(&warning, "warning");
	out_error(&warning);
}
