/* SPDX-License-Identifier: ISC */
/* Commands of the main view that keep the stores in order. */
#include <stdlib.h>

#include "base/mem.h"
#include "tui/browser_parts.h"
#include "tui/cert_care.h"
#include "tui/cert_replace.h"

static void
install_certificates(struct ui *ui, struct layer *layer,
    const struct command *c)
{
	(void)layer;
	(void)c;
	cert_care_sync(ui);
}

static void
repair(struct ui *ui, struct layer *layer, const struct command *c)
{
	(void)layer;
	(void)c;
	cert_care_repair(ui);
}

static bool
has_certificate(struct ui *ui, struct layer *layer, const struct command *c,
    struct err *err)
{
	if (!((struct browser *)layer)->node->certificates)
		return err_set(err, ERR_INVALID, "select a certificate");
	/* Who may only look writes no files either. */
	return browser_may_change(ui, layer, c, err) &&
	    browser_has_row(ui, layer, c, err);
}

static void
export(struct ui *ui, struct layer *layer, const struct command *c)
{
	struct browser *b = (struct browser *)layer;
	/* The row goes when the window is resized while we ask. */
	char *key = xstrdup(view_selected(b->list)->key);

	(void)c;
	cert_care_export(ui, key, b->node->has_store ? b->node->store :
	    STORE_COUNT);
	free(key);
}

static void
replace(struct ui *ui, struct layer *layer, const struct command *c)
{
	char *key = xstrdup(view_selected(((struct browser *)layer)->list)->
	    key);

	(void)c;
	cert_replace(ui, key);
	free(key);
}

static const struct command rows[] = {
	{ .section = "Certificates",
	  .keys = "Y", .name = "install-certificates",
	  .help = "Install the group's certificates on this computer; lists "
	      "them first.",
	  .available = browser_may_change, .run = install_certificates },
	{ .keys = "x", .name = "export",
	  .help = "Write the selected certificate to a file for somebody "
	      "else.",
	  .available = has_certificate, .run = export },
	{ .keys = "W", .name = "replace-certificate",
	  .help = "Assign another certificate wherever the selected one is "
	      "assigned; lists the places first.",
	  .available = has_certificate, .run = replace },
	{ .keys = "K", .name = "repair-keys",
	  .help = "Set owner and mode of the private keys here; lists them "
	      "first.", .run = repair },
};

const struct command_table browser_cert_commands = {
	rows, ARRAY_SIZE(rows)
};
