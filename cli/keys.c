/* SPDX-License-Identifier: ISC */
/* The console's keys, from its tables of commands. */
#include <stdio.h>

#include "cli/help.h"
#include "tui/command.h"

static const char keys_head[] =
	".\\\" SPDX-License-Identifier: ISC\n"
	".\\\" Made by \"sealport help --manual --keys\"; do not edit.\n"
	".Dd November 21, 2026\n"
	".Dt SEALPORT-KEYS 7\n"
	".Os\n"
	".Sh NAME\n"
	".Nm sealport-keys\n"
	".Nd keys of the Sealport console\n"
	".Sh DESCRIPTION\n"
	"What each key does in the console of\n"
	".Xr sealport 1 ,\n"
	"and the name by which the palette finds the same command.\n"
	"A key with Alt may be typed as Esc and the key.\n";

static const char keys_tail[] =
	".Sh SEE ALSO\n"
	".Xr sealport 1\n";

/* How one row and one heading look: text and manual page. */
struct style {
	void (*heading)(struct out *, const char *context);
	void (*command)(struct out *, const struct command *);
	void (*end)(struct out *);
};

/* ---- text ---------------------------------------------------------------- */

static void
text_heading(struct out *o, const char *context)
{
	out_fmt(o, "\n%s\n", context);
}

static void
text_command(struct out *o, const struct command *c)
{
	char first[64];

	snprintf(first, sizeof(first), "  %-20s ", c->keys);
	out_wrap(o, first, c->help);
}

static void
text_end(struct out *o)
{
	(void)o;
}

static const struct style as_text = { text_heading, text_command, text_end };

/* ---- manual page --------------------------------------------------------- */

static void
man_heading(struct out *o, const char *context)
{
	out_text(o, ".Ss ");
	man_line(o, context);
	out_text(o, ".Bl -tag -width Ds\n");
}

static void
man_command(struct out *o, const struct command *c)
{
	/* Quoted: a key such as "?" alone would be taken for punctuation. */
	out_text(o, ".It Sy \"");
	man_text(o, c->keys);
	out_fmt(o, "\" Pq Cm %s\n", c->name);
	man_line(o, c->help);
}

static void
man_end(struct out *o)
{
	out_text(o, ".El\n");
}

static const struct style as_manual = { man_heading, man_command, man_end };

/* ---- all of them --------------------------------------------------------- */

static void
print_table(struct out *o, const struct style *style,
    const struct command_table *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		style->command(o, &t->v[i]);
}

/* What holds everywhere stands once, before the rest. */
static void
print_all(struct out *o, const struct style *style)
{
	const struct command_context *const *c;
	const struct command_table *const *t;

	style->heading(o, "everywhere");
	print_table(o, style, &common_commands);
	style->end(o);
	for (c = command_contexts; *c != NULL; c++) {
		style->heading(o, (*c)->name);
		for (t = (*c)->tables; *t != NULL; t++)
			if (*t != &common_commands)
				print_table(o, style, *t);
		style->end(o);
	}
}

void
help_keys(struct out *o)
{
	out_text(o, "Keys of the console\n");
	print_all(o, &as_text);
}

void
help_keys_manual(struct out *o)
{
	out_text(o, keys_head);
	print_all(o, &as_manual);
	out_text(o, keys_tail);
}
