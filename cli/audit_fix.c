/* SPDX-License-Identifier: ISC */
/* audit fix: do what is mechanical about mending findings, or show it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "cli/audit.h"
#include "cli/verbs.h"
#include "model/audit/fix.h"

static json_t *
json_of_lines(const char *text)
{
	char *copy = xstrdup(text != NULL ? text : ""), *rest = copy, *line;
	json_t *j = json_array();

	while (*copy != '\0' && (line = strsep(&rest, "\n")) != NULL)
		json_push(j, json_of_text(line));
	free(copy);
	return j;
}

static json_t *
json_of_fix(const struct finding *found, const struct fix *f,
    const struct err *why)
{
	json_t *j = json_object();

	json_put(j, "rule", json_of_text(found->rule->id));
	json_put(j, "kind", json_of_text(found->kind));
	json_put(j, "object", json_of_text(found->object));
	json_put(j, "thumbprint", json_of_text(found->thumbprint));
	json_put(j, "fix", json_of_text(fix_word(found->rule)));
	json_put(j, "changes", json_of_lines(f->text));
	json_put(j, "command", json_of_text(f->command));
	json_put(j, "undo", json_of_lines(f->undo));
	json_put(j, "done", json_boolean(f->done));
	json_put(j, "problem", json_of_text(why->code != ERR_NONE ?
	    why->text : NULL));
	return j;
}

static void
print_lines(struct out *o, const char *before, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		out_text(o, before);
		out_safe(o, line);
		out_text(o, "\n");
	}
	free(copy);
}

static void
print_fix(struct out *o, const struct finding *found, const struct fix *f,
    const struct err *why)
{
	out_fmt(o, "%s ", found->rule->id);
	out_safe(o, found->kind);
	out_text(o, " ");
	out_safe(o, found->object);
	out_fmt(o, ": %s\n", f->done ? "mended" : why->code != ERR_NONE ?
	    "not mended" : "can be mended");
	if (f->text != NULL)
		print_lines(o, "  ", f->text);
	if (why->code != ERR_NONE)
		print_lines(o, "  ", why->text);
	else if (f->undo != NULL)
		print_lines(o, "  To take it back: ", f->undo);
	else
		out_text(o, "  This cannot be taken back.\n");
}

/* Findings about no certificate are none of that one. */
static bool
is_wanted(const struct finding *f, const char *only)
{
	return f->result == AUDIT_FINDING && (only == NULL ||
	    str_same(f->thumbprint, only));
}

/* Of the findings that are left; each is planned after those before it. */
static json_t *
fix_all(struct invocation *c, const struct audit *a, const char *only)
{
	bool dry = invocation_has(c, OPTION_DRY_RUN);
	json_t *list = json_array();
	const struct finding *found;
	struct err why = { 0 };
	struct fix f;

	for (found = a->v; found < a->v + a->n; found++) {
		if (!is_wanted(found, only))
			continue;
		err_clear(&why);
		if (!fix_plan(&f, c->model, found, &why) ||
		    (!dry && !fix_apply(&f, c->model, &why)))
			c->status = STATUS_FAILED;
		json_push(list, json_of_fix(found, &f, &why));
		if (!invocation_has(c, OPTION_JSON))
			print_fix(&c->out, found, &f, &why);
		fix_clear(&f);
	}
	return list;
}

bool
verb_audit_fix(struct invocation *c, struct err *err)
{
	struct audit *a = audit_of_model(c->model, when_now(), err);
	struct audit_filter part = audit_filter_none();
	char *object = NULL, *text = c->nargs > 1 ? xasprintf("%s %s",
	    c->args[1], c->nargs > 2 ? c->args[2] : "") : NULL;
	const char *wanted = c->options[OPTION_ONLY];
	char only[THUMBPRINT_SIZE];
	json_t *list, *j;
	bool ok = a != NULL && (wanted == NULL ||
	    thumbprint_parse(wanted, only, err) || err_prefix(err, "--only"));

	part.rule = c->args[0];
	if (ok && text != NULL) {
		c->options[OPTION_OBJECT] = text;
		ok = audit_read_filter(c, &part, &object, err);
		part.rule = c->args[0];
	}
	if (ok && audit_rule_find(part.rule) == NULL)
		ok = err_set(err, ERR_NOT_FOUND, "rule: no such one (%s)",
		    part.rule);
	ok = ok && audit_narrow(a, &part, err);
	if (ok) {
		list = fix_all(c, a, wanted != NULL ? only : NULL);
		j = json_document();
		if (json_array_size(list) == 0 &&
		    !invocation_has(c, OPTION_JSON))
			out_text(&c->out, "nothing to mend\n");
		json_put(j, "fixes", list);
		if (invocation_has(c, OPTION_JSON))
			json_print(&c->out, json_incref(j));
		json_decref(j);
	}
	c->options[OPTION_OBJECT] = NULL;
	free(object);
	free(text);
	audit_free(a);
	return ok;
}
