/* SPDX-License-Identifier: ISC */
#include "tui/node.h"

#include "base/mem.h"
#include "tui/form.h"
#include "tui/kind_view.h"
#include "tui/views.h"

static struct view *
kind_open(struct ui *ui, const struct node *n)
{
	struct view *v = kind_view_new(ui->model, node_kind(n));

	v->empty = node_kind(n)->fixed ? "none yet: i imports from a file" :
	    "none yet: n makes one";
	return v;
}

static void
kind_enter(struct ui *ui, const struct node *n, const struct view_row *r)
{
	form_edit(ui, n->kind, r->key, NULL);
}

/* What every node of a kind has in common. */
#define KIND(word) .name = word, .kind = word, .open = kind_open, \
	.enter = kind_enter
#define PARENT(word) .name = word, .open = overview_open, \
	.enter = overview_enter
#define STORE(id) .has_store = true, .store = id, .certificates = true, \
	.slow = true, .open = store_view_open, .enter = store_view_enter

/* Order and words of the original's tree (dialogs 1.1). */
const struct node nodes[] = {
	{ PARENT("group"), .label = "Group", .kind = "group",
	  .help = "Everything of one configuration database. e: properties "
	      "of the group." },
	{ PARENT("applications"), .label = "Applications", .depth = 1,
	  .help = "What messages pass through." },
	{ KIND("send-port-group"), .label = "Send Port Groups", .depth = 2,
	  .help = "Send ports that each get a copy of the same messages." },
	{ KIND("send-port"), .label = "Send Ports", .depth = 2,
	  .help = "Destinations: transport, pipeline and the partner's "
	      "certificate." },
	{ KIND("receive-port"), .label = "Receive Ports", .depth = 2,
	  .help = "Authentication for the locations that belong to them." },
	{ KIND("receive-location"), .label = "Receive Locations", .depth = 2,
	  .help = "Where messages come in: transport and pipeline." },
	{ KIND("pipeline"), .label = "Pipelines", .depth = 2,
	  .help = "Components in stages, with the values ports inherit." },
	{ KIND("party"), .label = "Parties", .depth = 1,
	  .help = "Partners, their aliases and signature certificates." },
	{ KIND("certificate"), .label = "Certificates", .depth = 1,
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
	  .help = "Which certificates their issuers have revoked." },
	{ PARENT("platform"), .label = "Platform Settings", .depth = 1,
	  .help = "Where the work is done." },
	{ KIND("host"), .label = "Hosts", .depth = 2,
	  .help = "Containers of work, each with its decryption "
	      "certificate." },
	{ KIND("host-instance"), .label = "Host Instances", .depth = 2,
	  .help = "A host on one computer, under one account." },
	{ KIND("computer"), .label = "Servers", .depth = 2,
	  .help = "The computers of the group." },
	{ KIND("handler"), .label = "Adapters", .depth = 2,
	  .help = "Adapter handlers: an adapter in one direction in one "
	      "host." },
	{ KIND("affiliate-application"), .label = "Single Sign-On",
	  .depth = 2,
	  .help = "Credentials that ports with single sign-on log on "
	      "with." },
	{ .name = "audit", .label = "Audit", .depth = 1,
	  .open = audit_view_open, .enter = audit_view_enter,
	  .help = "What is missing, expired or unfit, and how to mend it." },
	{ .name = "history", .label = "History", .depth = 1,
	  .open = history_view_open, .enter = history_view_enter,
	  .help = "Every change: who, when, what. u: undo the last one." },
};
const size_t nodes_count = ARRAY_SIZE(nodes);

const struct kind *
node_kind(const struct node *n)
{
	return n->kind != NULL ? kind_find(n->kind) : NULL;
}
