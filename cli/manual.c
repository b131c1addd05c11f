/* SPDX-License-Identifier: ISC */
/*
 * sealport-fields(7), made of the tables.  man/sealport-fields.7 holds what
 * this prints; a test compares them.
 */
#include <inttypes.h>

#include "cli/help.h"
#include "config/settings.h"
#include "model/adapter.h"
#include "model/component.h"
#include "model/kind.h"

static const char head[] =
	".\\\" SPDX-License-Identifier: ISC\n"
	".\\\" Made by \"sealport help --manual\"; do not edit.\n"
	".Dd November 21, 2026\n"
	".Dt SEALPORT-FIELDS 7\n"
	".Os\n"
	".Sh NAME\n"
	".Nm sealport-fields\n"
	".Nd fields of the objects of a Sealport group\n"
	".Sh DESCRIPTION\n"
	"The fields of each kind of object, as\n"
	".Xr sealport 1\n"
	"shows and takes them.\n"
	"Adapters and pipeline components bring further fields with a dotted\n"
	"name to the objects that use them.\n"
	"All times are UTC.\n";

static const char tail[] =
	".Sh SEE ALSO\n"
	".Xr sealport 1\n";

void
man_text(struct out *o, const char *s)
{
	if (*s == '.' || *s == '\'')
		out_text(o, "\\&");
	for (; *s != '\0'; s++) {
		if (*s == '\\')
			out_text(o, "\\e");
		else if (*s == '-')
			out_text(o, "\\-");
		else if (*s == '\n')
			out_text(o, " ");
		else
			out_bytes(o, s, 1);
	}
}

void
man_line(struct out *o, const char *s)
{
	man_text(o, s);
	out_text(o, "\n");
}

static void
man_item(struct out *o, const char *prefix, const char *name)
{
	out_fmt(o, ".It Cm %s%s%s\n", prefix, *prefix ? "." : "", name);
}

/* The row says it all: label, values, default, flags, help. */
static void
man_fields(struct out *o, const char *prefix, const struct field *f, size_t n)
{
	struct buf b = { 0 };
	size_t i;

	if (n == 0)
		return;
	out_text(o, ".Bl -tag -width Ds\n");
	for (i = 0; i < n; i++, f++) {
		man_item(o, prefix, f->name);
		buf_reset(&b);
		buf_addf(&b, "%s: ", f->label);
		field_facts(f, &b);
		buf_adds(&b, ".");
		man_line(o, (char *)b.data);
		if (f->help == NULL)
			continue;
		out_text(o, ".br\n");
		man_line(o, f->help);
	}
	out_text(o, ".El\n");
	buf_clear(&b);
}

static void
man_kinds(struct out *o)
{
	const struct kind *k;
	size_t i, j;

	out_text(o, ".Sh KINDS\n");
	for (i = 0; (k = kinds[i]) != NULL; i++) {
		out_text(o, ".Ss ");
		man_text(o, k->name);
		out_text(o, "\n");
		man_line(o, k->help);
		man_fields(o, "", k->fields, k->nfields);
		for (j = 0; j < k->nsettings; j++) {
			out_text(o, ".Pp\n");
			man_line(o, k->settings[j].page);
			man_fields(o, k->settings[j].prefix,
			    k->settings[j].fields, k->settings[j].nfields);
		}
	}
}

static void
man_side(struct out *o, const struct adapter *a,
    const struct adapter_side *side, const char *owners)
{
	if (side == NULL || side->size == 0)
		return;
	out_fmt(o, ".Ss %s, %s\n", a->name, owners);
	man_fields(o, a->prefix, side->fields, side->nfields);
}

static void
man_adapters(struct out *o)
{
	const struct adapter *a;

	out_text(o, ".Sh ADAPTERS\n"
	    "Properties of receive locations, send ports and adapter\n"
	    "handlers by their field\n"
	    ".Cm adapter .\n"
	    "An import may bring adapters that are not listed here; their\n"
	    "properties are kept as they came.\n");
	for (a = adapters; a->name != NULL; a++) {
		man_side(o, a, a->receive, "receive locations");
		man_side(o, a, a->send, "send ports");
		man_side(o, a, a->receive_handler, "receive handlers");
		man_side(o, a, a->send_handler, "send handlers");
	}
}

static void
man_components(struct out *o)
{
	const struct component *p;
	size_t i;

	out_text(o, ".Sh PIPELINE COMPONENTS\n"
	    "Options that a pipeline sets for all who use it, and that a\n"
	    "receive location or send port may set for itself.\n");
	for (i = 0; (p = components[i]) != NULL; i++) {
		if (p->nfields == 0)
			continue;
		out_fmt(o, ".Ss %s\n", p->name);
		man_line(o, p->label);
		man_fields(o, p->name, p->fields, p->nfields);
	}
}

static void
man_settings(struct out *o)
{
	const struct settings_row *r;

	out_text(o, ".Sh SETTINGS\n"
	    "The keys of the settings file of each computer.\n"
	    ".Bl -tag -width Ds\n");
	for (r = settings_rows; r < settings_rows + settings_count; r++) {
		man_item(o, "", r->name);
		if (r->type == SETTINGS_INT)
			out_fmt(o, "Whole number from %" PRId64 " to %" PRId64
			    "; default %s.\n", r->min, r->max, r->def);
		else
			out_fmt(o, "Text; default \"%s\".\n", r->def);
		out_text(o, ".br\n");
		man_line(o, r->help);
	}
	out_text(o, ".El\n");
}

void
help_manual(struct out *o)
{
	out_text(o, head);
	man_kinds(o);
	man_adapters(o);
	man_components(o);
	man_settings(o);
	out_text(o, tail);
}
