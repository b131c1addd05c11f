/* SPDX-License-Identifier: ISC */
/* help: of verbs from their table, of kinds from their fields */
#include "cli/help.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/catalog.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/adapter.h"
#include "model/component.h"

#define HELP_INDENT "        "

void
field_facts(const struct field *f, struct buf *b)
{
	static const struct { unsigned flag; const char *words; } notes[] = {
		{ FIELD_REQUIRED, "required" },
		{ FIELD_ONCE, "set when created, then fixed" },
		{ FIELD_DERIVED, "computed" },
		{ FIELD_STATE, "changed by verbs" },
		{ FIELD_UNIQUE, "unique" },
	};
	size_t i;

	field_allowed(f, b);
	if (f->rows != NULL)
		buf_adds(b, "; a |, ; or \\ in a cell has a \\ before it");
	if (f->def != NULL && *f->def != '\0')
		buf_addf(b, "; default %s", f->def);
	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if (f->flags & notes[i].flag)
			buf_addf(b, "; %s", notes[i].words);
	buf_adds(b, "");
}

/* ---- all verbs ---------------------------------------------------------- */

/* Verbs that kinds bring along; one line for each kind that has it. */
static void
help_transition(struct out *o, const char *verb)
{
	const struct transition *t;
	size_t i;

	for (i = 0; kinds[i] != NULL; i++) {
		for (t = kinds[i]->transitions; t != NULL && t->verb != NULL;
		    t++) {
			if (strcmp(t->verb, verb) != 0)
				continue;
			out_fmt(o, "  %s %s NAME ...\n", verb, kinds[i]->name);
			out_wrap(o, HELP_INDENT, t->help);
		}
	}
}

static void
help_option(struct out *o, const struct option_row *row)
{
	out_fmt(o, "  --%s%s%s\n", row->name, row->value != NULL ? " " : "",
	    row->value != NULL ? row->value : "");
	out_wrap(o, HELP_INDENT, row->help);
}

static void
help_kinds(struct out *o)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		buf_addf(&b, "%s%s", i > 0 ? ", " : "", kinds[i]->name);
	buf_adds(&b, ".");
	out_text(o, "\nKinds\n");
	out_wrap(o, "  ", (char *)b.data);
	buf_clear(&b);
}

static void
help_all(struct out *o)
{
	struct words words = { 0 };
	const struct verb *v;
	size_t i;

	out_text(o, "usage: sealport [OPTION ...] [VERB ...]\n\n"
	    "Without a verb: the console; without a terminal an overview "
	    "as text.\n\nVerbs\n");
	for (v = verb_rows; v->name != NULL; v++) {
		out_fmt(o, "  %s%s%s\n", v->name, *v->usage ? " " : "",
		    v->usage);
		out_wrap(o, HELP_INDENT, v->help);
	}
	transition_words(&words);
	for (i = 0; i < words.n; i++)
		help_transition(o, words.v[i]);
	words_clear(&words);
	out_text(o, "\nOptions of every verb\n");
	for (i = 0; i < OPTION_COUNT; i++)
		if (option_rows[i].global)
			help_option(o, &option_rows[i]);
	help_kinds(o);
	out_text(o, "\n`sealport help list' explains a verb and its options, "
	    "`sealport help host' the\nfields of a kind.\n");
}

/* ---- one verb ----------------------------------------------------------- */

static void
help_verb(struct out *o, const struct verb *v)
{
	size_t i;

	out_fmt(o, "usage: sealport %s%s%s%s\n\n", v->name,
	    v->options != 0 ? " [OPTION ...]" : "", *v->usage ? " " : "",
	    v->usage);
	out_wrap(o, "", v->help);
	if (v->more != NULL)
		out_wrap(o, "", v->more);
	if (v->options != 0)
		out_text(o, "\nOptions\n");
	for (i = 0; i < OPTION_COUNT; i++)
		if (verb_takes(v, (enum option_id)i))
			help_option(o, &option_rows[i]);
}

/* ---- fields ------------------------------------------------------------- */

/* prefix: of adapters and components, "" for members of a kind. */
static void
help_fields(struct out *o, const char *prefix, const struct field *f,
    size_t n)
{
	struct buf facts = { 0 };
	size_t i;

	for (i = 0; i < n; i++, f++) {
		out_fmt(o, "  %s%s%s  (%s)\n", prefix, *prefix ? "." : "",
		    f->name, f->label);
		buf_reset(&facts);
		field_facts(f, &facts);
		out_wrap(o, HELP_INDENT, (char *)facts.data);
		if (f->help != NULL)
			out_wrap(o, HELP_INDENT, f->help);
	}
	buf_clear(&facts);
}

static bool
help_kind(struct out *o, const char *name)
{
	const struct kind *k = kind_find(name);
	size_t i;

	if (k == NULL)
		return false;
	out_fmt(o, "%s: %s\n", k->name, k->label);
	out_wrap(o, "", k->help);
	out_text(o, "\nFields\n");
	help_fields(o, "", k->fields, k->nfields);
	for (i = 0; i < k->nsettings; i++) {
		out_fmt(o, "\n%s\n", k->settings[i].page);
		help_fields(o, k->settings[i].prefix, k->settings[i].fields,
		    k->settings[i].nfields);
	}
	if (k->facets != NULL)
		out_text(o, "\nIts adapter and the components of its "
		    "pipeline bring more: `sealport help FILE',\n`sealport "
		    "help decoder' and so on.\n");
	return true;
}

static void
help_side(struct out *o, const struct adapter *a,
    const struct adapter_side *side, const char *owners)
{
	if (side == NULL || side->size == 0)
		return;
	out_fmt(o, "\nProperties of %s\n", owners);
	help_fields(o, a->prefix, side->fields, side->nfields);
}

static bool
help_adapter(struct out *o, const char *name)
{
	const struct adapter *a = adapters;

	while (a->name != NULL && !text_same_case(a->name, name))
		a++;
	if (a->name == NULL)
		return false;
	out_fmt(o, "%s: adapter\n", a->name);
	help_side(o, a, a->receive, "receive locations");
	help_side(o, a, a->send, "send ports");
	help_side(o, a, a->receive_handler, "receive handlers");
	help_side(o, a, a->send_handler, "send handlers");
	return true;
}

static bool
help_component(struct out *o, const char *name)
{
	const struct component *p = component_find(name);

	if (p == NULL)
		return false;
	out_fmt(o, "%s: %s, pipeline component\n\nOptions\n", p->name,
	    p->label);
	help_fields(o, p->name, p->fields, p->nfields);
	return true;
}

/* ---- one field ---------------------------------------------------------- */

/* A field of that name, wherever it occurs; of one kind, or NULL: any. */
static bool
help_field(struct out *o, const struct kind *kind, const char *name)
{
	struct catalog all;
	const struct catalog_row *row;
	struct buf facts = { 0 };
	size_t n = 0;

	catalog_init(&all);
	for (row = all.v; row < all.v + all.n; row++) {
		if (strcmp(row->name, name) != 0 || !catalog_fits(row, kind))
			continue;
		out_fmt(o, "%s%s%s: %s  (%s)\n", n++ > 0 ? "\n" : "",
		    row->owner, row->where, row->name, row->field->label);
		buf_reset(&facts);
		field_facts(row->field, &facts);
		out_wrap(o, HELP_INDENT, (char *)facts.data);
		if (row->field->help != NULL)
			out_wrap(o, HELP_INDENT, row->field->help);
	}
	catalog_clear(&all);
	buf_clear(&facts);
	return n > 0;
}

static bool
unknown_field(const struct kind *kind, const char *name, struct err *err)
{
	struct words words = { 0 };
	struct catalog all;
	size_t i;

	catalog_init(&all);
	for (i = 0; i < all.n; i++)
		if (catalog_fits(&all.v[i], kind))
			words_add(&words, all.v[i].name);
	words_unknown(&words, kind->name, name, err);
	catalog_clear(&all);
	return false;
}

/* ---- which -------------------------------------------------------------- */

/* Everything that help could have been asked about. */
static bool
unknown_topic(const char *word, struct err *err)
{
	struct words words = { 0 };
	const struct verb *v;
	struct catalog all;
	size_t i;

	catalog_init(&all);
	for (v = verb_rows; v->name != NULL; v++)
		words_add(&words, v->name);
	transition_words(&words);
	for (i = 0; kinds[i] != NULL; i++)
		words_add(&words, kinds[i]->name);
	for (i = 0; adapters[i].name != NULL; i++)
		words_add(&words, adapters[i].name);
	for (i = 0; components[i] != NULL; i++)
		words_add(&words, components[i]->name);
	for (i = 0; i < all.n; i++)
		words_add(&words, all.v[i].name);
	words_unknown(&words, "help", word, err);
	catalog_clear(&all);
	return false;
}

/* "cert": all verbs that begin so. */
static bool
help_family(struct out *o, const char *word)
{
	size_t len = strlen(word), n = 0;
	const struct verb *v;

	for (v = verb_rows; v->name != NULL; v++) {
		if (strncmp(v->name, word, len) != 0 || v->name[len] != ' ')
			continue;
		out_text(o, n++ > 0 ? "\n" : "");
		help_verb(o, v);
	}
	return n > 0;
}

/* Without a topic: which page the options ask for. */
static void
(*help_page(const struct invocation *c))(struct out *)
{
	bool keys = invocation_has(c, OPTION_KEYS);

	if (invocation_has(c, OPTION_MANUAL) && invocation_has(c, OPTION_JSON))
		return help_json_manual;
	if (invocation_has(c, OPTION_MANUAL))
		return keys ? help_keys_manual : help_manual;
	return keys ? help_keys : help_all;
}

bool
verb_help(struct invocation *c, struct err *err)
{
	const struct kind *kind;
	const struct verb *v;
	size_t used;

	if (c->nargs == 0) {
		help_page(c)(&c->out);
		return true;
	}
	kind = c->nargs > 1 ? kind_find(c->args[0]) : NULL;
	if (kind != NULL)
		return help_field(&c->out, kind, c->args[1]) ||
		    unknown_field(kind, c->args[1], err);
	v = verb_find(c->args, c->nargs, &used);
	if (v != NULL && v->run == verb_transition)
		help_transition(&c->out, c->args[0]);
	else if (v != NULL)
		help_verb(&c->out, v);
	else if (!help_family(&c->out, c->args[0]) &&
	    !help_kind(&c->out, c->args[0]) &&
	    !help_adapter(&c->out, c->args[0]) &&
	    !help_component(&c->out, c->args[0]) &&
	    !help_field(&c->out, NULL, c->args[0]))
		return unknown_topic(c->args[0], err);
	return true;
}
