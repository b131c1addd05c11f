/* SPDX-License-Identifier: ISC */
#include "tui/node.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/artifact.h"
#include "tui/browser.h"
#include "tui/cert_dialog.h"
#include "tui/form.h"
#include "tui/kind_view.h"
#include "tui/tree.h"
#include "tui/views.h"

static struct view *
kind_open(struct ui *ui, const struct node *n)
{
	struct view *v = kind_view_new(ui->model, node_kind(n));
	const struct field *f = node_owner(n);

	if (f != NULL && browser_owner(ui) != NULL)
		kind_view_only(v, f->name, browser_owner(ui));
	v->empty = node_kind(n)->fixed ? "none yet: i imports from a file" :
	    "none yet: n makes one";
	return v;
}

static void
kind_enter(struct ui *ui, const struct node *n, const struct view_row *r)
{
	form_edit(ui, n->kind, r->key, NULL);
}

/* To its node in the tree. */
static void
application_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	char *key = xasprintf("application/%s", r->key);

	(void)n;
	browser_go(ui, key);
	free(key);
}

/* To its handlers. */
static void
adapter_enter(struct ui *ui, const struct node *n, const struct view_row *r)
{
	char *key = xasprintf("handler/%s", r->key);

	(void)n;
	browser_go(ui, key);
	free(key);
}

/* A certificate is read, not edited: its dialog, not its fields. */
static void
certificate_enter(struct ui *ui, const struct node *n,
    const struct view_row *r)
{
	char *key = xstrdup(r->key);

	(void)n;
	cert_dialog(ui, &(struct cert_where){ .thumbprint = key,
	    .only = STORE_COUNT, .account = ui->model->user });
	free(key);
}

/* What every node of a kind has in common. */
#define KIND(word) .name = word, .kind = word, .open = kind_open, \
	.enter = kind_enter
#define PARENT(word) .name = word, .open = overview_open, \
	.enter = overview_enter
#define STORE(id) .has_store = true, .store = id, .certificates = true, \
	.slow = true, .open = store_view_open, .enter = store_view_enter, \
	.remove = store_view_remove

/* Order and words of the original's tree (dialogs 1.1). */
const struct node nodes[] = {
	{ PARENT("group"), .label = "Group", .kind = "group",
	  .reported = true,
	  .help = "Everything of one configuration database. e: properties "
	      "of the group." },
	{ .name = "applications", .kind = "application", .open = kind_open,
	  .enter = application_enter, .label = "Applications", .depth = 1,
	  .help = "What belongs together. Enter: into one. e: properties. "
	      "S, T: start, stop." },
	{ PARENT("artifacts"), .label = "<All Artifacts>", .depth = 2,
	  .folds = true,
	  .help = "What messages pass through, of all applications." },
	{ KIND("orchestration"), .label = "Orchestrations", .depth = 3,
	  .help = "Subscribers in a host and the ports they are bound to." },
	{ KIND("send-port-group"), .label = "Send Port Groups", .depth = 3,
	  .help = "Send ports that each get a copy of the same messages." },
	{ KIND("send-port"), .label = "Send Ports", .depth = 3,
	  .help = "Destinations: transport, pipeline and the partner's "
	      "certificate." },
	{ KIND("receive-port"), .label = "Receive Ports", .depth = 3,
	  .help = "Authentication for the locations that belong to them." },
	{ KIND("receive-location"), .label = "Receive Locations", .depth = 3,
	  .help = "Where messages come in: transport and pipeline." },
	{ KIND("pipeline"), .label = "Pipelines", .depth = 3,
	  .help = "Components in stages, with the values ports inherit." },
	{ PARENT("application"), .label = "", .depth = 2, .folds = true,
	  .like = "artifacts",
	  .help = "Right, Left: open, fold. e: properties. S, T: start, "
	      "stop." },
	{ KIND("party"), .label = "Parties", .depth = 1,
	  .help = "Partners, their aliases and signature certificates." },
	{ .name = "certificate", .kind = "certificate", .open = kind_open,
	  .enter = certificate_enter, .label = "Certificates", .depth = 1,
	  .certificates = true,
	  .help = "Public certificates known to the group. i: import." },
	{ .name = "store-other-people", .label = "Other People", .depth = 2,
	  STORE(STORE_OTHER_PEOPLE),
	  .help = "Partners' certificates in the store of this computer." },
	{ .name = "store-personal", .label = "Personal", .depth = 2,
	  STORE(STORE_PERSONAL),
	  .help = "Your own certificates with their keys, this account." },
	{ .name = "store-root", .label = "Trusted Roots", .depth = 2,
	  STORE(STORE_ROOT),
	  .help = "Authorities this computer trusts." },
	{ .name = "store-ca", .label = "Intermediate CAs", .depth = 2,
	  STORE(STORE_CA),
	  .help = "Authorities between a root and a certificate." },
	{ .name = "store-crl", .label = "Revocation Lists", .depth = 2,
	  .has_store = true, .store = STORE_CRL, .slow = true,
	  .open = crl_view_open, .enter = crl_view_enter,
	  .remove = store_view_remove,
	  .help = "Which certificates their issuers have revoked." },
	{ .name = "inventories", .label = "Inventories", .depth = 2,
	  .open = inventory_view_open, .enter = inventory_view_enter,
	  .help = "What each computer has told of its stores, and when. P: "
	      "publish here." },
	{ .name = "orphans", .label = "Not Needed", .depth = 2,
	  .slow = true, .open = orphan_view_open, .enter = orphan_view_enter,
	  .remove = orphan_view_remove,
	  .help = "Certificates and keys that nothing needs any more. d: "
	      "remove." },
	{ .name = "rollover", .label = "Roll-over", .depth = 2,
	  .slow = true, .open = rollover_view_open,
	  .enter = rollover_view_enter, .count = rollover_view_count,
	  .help = "Certificates to renew. p: plan, f: complete, z: end, b: "
	      "cancel." },
	{ PARENT("platform"), .label = "Platform Settings", .depth = 1,
	  .help = "Where the work is done." },
	{ KIND("host"), .label = "Hosts", .depth = 2,
	  .help = "Containers of work, each with its decryption "
	      "certificate." },
	{ KIND("host-instance"), .label = "Host Instances", .depth = 2,
	  .help = "A host on one computer, under one account." },
	{ KIND("computer"), .label = "Servers", .depth = 2,
	  .help = "The computers of the group." },
	{ .name = "adapter", .kind = "adapter", .open = kind_open,
	  .enter = adapter_enter, .label = "Adapters", .depth = 2,
	  .folds = true,
	  .help = "How messages come and go. Enter: handlers. e: "
	      "properties." },
	{ KIND("handler"), .label = "", .depth = 3, .per = "adapter",
	  .help = "Adapter handlers: an adapter in one direction in one "
	      "host." },
	{ KIND("affiliate-application"), .label = "Single Sign-On",
	  .depth = 2,
	  .help = "Credentials that ports with single sign-on log on "
	      "with." },
	{ .name = "audit", .label = "Audit", .depth = 1,
	  .open = audit_view_open, .enter = audit_view_enter,
	  .count = audit_view_count, .reported = true,
	  .help = "What is missing, expired or unfit, and how to mend it." },
	{ .name = "needs", .label = "Needed Where", .depth = 2,
	  .open = needs_view_open, .enter = needs_view_enter,
	  .reported = true,
	  .help = "Each certificate that has to be somewhere, and whether it "
	      "is." },
	{ .name = "matrix", .label = "Matrix", .depth = 2,
	  .open = matrix_view_open, .enter = matrix_view_enter,
	  .reported = true,
	  .help = "Certificates by computer and +account. < >: more places. "
	      "Enter: one in words." },
	{ .name = "calendar", .label = "Calendar", .depth = 2,
	  .open = calendar_view_open, .enter = calendar_view_enter,
	  .reported = true,
	  .help = "What breaks when in the next 400 days." },
	{ KIND("waiver"), .label = "Waivers", .depth = 2,
	  .help = "Findings that are accepted for a time, and why." },
	{ .name = "history", .label = "History", .depth = 1,
	  .open = history_view_open, .enter = history_view_enter,
	  .help = "Every change: who, when, what. u: undo the last one." },
};
const size_t nodes_count = ARRAY_SIZE(nodes);

static const struct node *
find_node(const char *name)
{
	const struct node *n = nodes;

	while (strcmp(n->name, name) != 0)
		n++;
	return n;
}

const struct node *
node_children(const struct node *parent)
{
	return (parent->like != NULL ? find_node(parent->like) : parent) + 1;
}

bool
node_is_below(const struct node *n, const struct node *parent)
{
	return n < nodes + nodes_count && n->depth > parent->depth;
}

const struct kind *
node_kind(const struct node *n)
{
	return n->kind != NULL ? kind_find(n->kind) : NULL;
}

const struct field *
node_owner(const struct node *n)
{
	const struct kind *k = node_kind(n);
	const struct field *f;

	if (n->per == NULL)
		return k != NULL ? artifact_field(k) : NULL;
	for (f = k->fields; f->type != FIELD_REF ||
	    strcmp(f->ref, n->per) != 0; f++)
		;
	return f;
}

char *
node_key(struct model *m, const struct node *n, const char *name)
{
	struct object *o = n->per != NULL ? model_get(m, node_kind(n), name,
	    NULL) : NULL;
	char *owner = o != NULL ? field_text(node_owner(n), o) : NULL;
	char *key = tree_key(n, owner);

	free(owner);
	object_free(o);
	return key;
}
