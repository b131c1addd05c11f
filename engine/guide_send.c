/* SPDX-License-Identifier: ISC */
/* Send to a partner: the questions. */
#include "engine/guide_send.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/store.h"
#include "engine/guide_own.h"
#include "engine/guide_planning.h"
#include "model/import_plan.h"
#include "model/kinds/handler.h"
#include "model/kinds/pipeline.h"

/* ---- what the answers say ------------------------------------------------ */

const struct guide_way *
guide_send_way(const struct guide *g)
{
	const char *name = guide_get(g, NULL, "protection");

	return name != NULL ? guide_way_find(name) : NULL;
}

bool
guide_send_signs(const struct guide *g)
{
	const struct guide_way *w = guide_send_way(g);

	return w != NULL && w->is_signed;
}

bool
guide_send_encrypts(const struct guide *g)
{
	const struct guide_way *w = guide_send_way(g);

	return w != NULL && w->encrypted;
}

const struct adapter *
guide_send_backup(const struct guide *g)
{
	return adapter_find(guide_get(g, NULL, "backup"));
}

bool
guide_send_lacks_key(const struct guide *g)
{
	const struct group *group = g->topology->group;
	const char *account = guide_account(g, NULL);
	struct store_entry entry = { 0 };
	struct store *s;
	bool lacks;

	if (group == NULL || group->signature_certificate == NULL)
		return true;
	if (account == NULL)
		return false;	/* elsewhere: the audit will know */
	s = store_open(g->model->settings->stores, STORE_PERSONAL, account,
	    NULL);
	lacks = s == NULL || !store_look(s, group->signature_certificate,
	    &entry, NULL) || !entry.key_present;
	store_entry_clear(&entry);
	store_close(s);
	return lacks;
}

static bool
signs(const struct guide_question *q)
{
	return guide_send_signs(q->guide);
}

static bool
encrypts(const struct guide_question *q)
{
	return guide_send_encrypts(q->guide);
}

static bool
protects(const struct guide_question *q)
{
	return signs(q) || encrypts(q);
}

/* ---- protection ---------------------------------------------------------- */

static void
protection_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct guide_way *w;

	(void)q;
	for (w = guide_ways; w->name != NULL; w++)
		guide_choice_add(out, w->name, xstrdup(w->said), NULL);
}

static bool
is_ours(const struct guide *g, const char *thumbprint)
{
	size_t i;

	if (g->topology->group != NULL && str_same(thumbprint,
	    g->topology->group->signature_certificate))
		return true;
	for (i = 0; i < g->topology->nhosts; i++)
		if (str_same(thumbprint, g->topology->hosts[i].host->
		    decryption_certificate))
			return true;
	return false;
}

static void
certificate_choices(const struct guide_question *q,
    struct guide_choices *out)
{
	const struct objects *all = snapshot_all(q->guide->snapshot,
	    "certificate");
	struct cert *c;
	size_t i;

	for (i = 0; i < all->n; i++) {
		c = guide_known_cert(q->guide, all->v[i]->name);
		if (c != NULL && !c->is_ca && !is_ours(q->guide,
		    c->thumbprint) && guide_cert_fits(q->guide, c,
		    USAGE_ENCRYPT, NULL))
			guide_choice_add(out, c->thumbprint,
			    xstrdup(cert_title(c)), NULL);
		cert_free(c);
	}
}

static bool
check_certificate(const struct guide_question *q, const char *value,
    struct err *err)
{
	struct cert *c = guide_certificate(q->guide, value, err);
	bool ok = c != NULL && guide_cert_fits(q->guide, c, USAGE_ENCRYPT,
	    err);

	if (ok && is_ours(q->guide, c->thumbprint))
		ok = err_set(err, ERR_INVALID, "it is our own, not the "
		    "partner's (%s)", c->thumbprint);
	cert_free(c);
	return ok;
}

static void
algorithm_choices_of(const struct guide_question *q,
    struct guide_choices *out)
{
	(void)q;
	guide_choice_add(out, "aes-256-gcm", xstrdup("best, also against "
	    "changes on the way; partners of 2019 or later (RFC 8551)"),
	    NULL);
	guide_choice_add(out, "aes-256-cbc", xstrdup("most partners"), NULL);
	guide_choice_add(out, "aes-128-cbc", xstrdup("every partner since "
	    "2004"), NULL);
	guide_choice_add(out, "des3", xstrdup("only one that knows no better; "
	    "marked as legacy"), NULL);
}

static void
digest_choices_of(const struct guide_question *q, struct guide_choices *out)
{
	(void)q;
	guide_choice_add(out, "sha-256", xstrdup("every partner since 2010"),
	    NULL);
	guide_choice_add(out, "sha-384", NULL, NULL);
	guide_choice_add(out, "sha-512", NULL, NULL);
	guide_choice_add(out, "sha-1", xstrdup("only one that knows no "
	    "better; marked as legacy"), NULL);
}

/* ---- transport ----------------------------------------------------------- */

static void
add_adapters(const struct guide *g, struct guide_choices *out)
{
	const struct adapter *a;
	bool protects_it = guide_send_signs(g) || guide_send_encrypts(g);

	for (a = adapters; a->name != NULL; a++)
		if (a->send->size > 0)
			guide_choice_add(out, a->name, NULL,
			    strcmp(a->name, "SOAP") == 0 && protects_it ?
			    xstrdup("M107: S/MIME does not work with the SOAP "
			    "adapter") : NULL);
}

static void
adapter_choices_of(const struct guide_question *q, struct guide_choices *out)
{
	add_adapters(q->guide, out);
}

static void
backup_choices(const struct guide_question *q, struct guide_choices *out)
{
	guide_choice_add(out, GUIDE_NO_BACKUP, xstrdup("messages wait, and "
	    "are suspended after the last attempt"), NULL);
	add_adapters(q->guide, out);
}

static bool
by_web(const struct guide_question *q)
{
	const struct adapter *a = guide_adapter(q->guide, NULL);

	return a != NULL && strcmp(a->name, "FILE") != 0;
}

static bool
shows_client(const struct guide_question *q)
{
	return by_web(q) && guide_is(q->guide, NULL, "client_asked", "yes");
}

/* ---- host ---------------------------------------------------------------- */

static bool
host_fits(const struct guide *g, const struct topology_host *h,
    struct err *err)
{
	const struct adapter *a = guide_adapter(g, NULL);

	if (a != NULL && a->send->isolated != (h->host->type ==
	    HOST_ISOLATED))
		return err_set(err, ERR_INVALID, "%s sends from %s hosts only",
		    a->name, a->send->isolated ? "isolated" : "in-process");
	if (h->host->tracking)
		return err_set(err, ERR_INVALID, "H204: a tracking host "
		    "should do nothing else (%s)", h->host->object.name);
	return true;
}

static void
host_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct topology *t = q->guide->topology;
	struct err err;
	size_t i;

	for (i = 0; i < t->nhosts; i++) {
		err_clear(&err);
		guide_choice_add(out, t->hosts[i].host->object.name,
		    guide_host_text(q->guide, &t->hosts[i]),
		    host_fits(q->guide, &t->hosts[i], &err) ? NULL :
		    xstrdup(err.text));
	}
}

static bool
check_host(const struct guide_question *q, const char *value,
    struct err *err)
{
	const struct topology_host *h = topology_host(q->guide->topology,
	    value);

	if (strlen(value) > 80)
		return err_set(err, ERR_INVALID, "at most 80 bytes");
	return h == NULL || host_fits(q->guide, h, err);
}

/* One that receives nothing and runs here; NULL: there is none. */
static const char *
host_that(const struct guide_question *q, bool sends)
{
	const struct topology *t = q->guide->topology;
	const struct topology_host *h;
	size_t i;

	for (i = 0; i < t->nhosts; i++) {
		h = &t->hosts[i];
		if ((h->ports.n > 0) == sends && h->locations.n == 0 &&
		    h->orchestrations.n == 0 && guide_host_here(q->guide,
		    h) != NULL && host_fits(q->guide, h, NULL))
			return h->host->object.name;
	}
	return NULL;
}

/* One that only sends already, or does nothing yet, else a new one. */
static char *
host_default(const struct guide_question *q)
{
	const struct topology *t = q->guide->topology;
	const char *found = host_that(q, true);
	char *name;
	int n;

	if (found == NULL)
		found = host_that(q, false);
	if (found != NULL)
		return xstrdup(found);
	name = xstrdup("Send");
	for (n = 2; topology_host(t, name) != NULL; n++) {
		free(name);
		name = xasprintf("Send%d", n);
	}
	return name;
}

static bool
is_new_host(const struct guide_question *q)
{
	return guide_get(q->guide, NULL, "host") != NULL &&
	    guide_host(q->guide, NULL) == NULL;
}

static bool
check_account(const struct guide_question *q, const char *value,
    struct err *err)
{
	return import_account_ok(value, err) && guide_trust_fits(q->guide,
	    value, false, err);
}

static char *
account_default(const struct guide_question *q)
{
	const char *user = q->guide->model->user;

	return check_account(q, user, NULL) ? xstrdup(user) : NULL;
}

/* ---- our signature ------------------------------------------------------- */

static bool
needs_signature(const struct guide_question *q)
{
	return signs(q) && guide_get(q->guide, NULL, "host") != NULL &&
	    guide_send_lacks_key(q->guide);
}

/* ---- pipeline, retries, name --------------------------------------------- */

static void
pipeline_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct objects *all = snapshot_all(q->guide->snapshot,
	    "pipeline");
	const struct pipeline *p;
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = (const struct pipeline *)all->v[i];
		if (p->direction == DIRECTION_SEND)
			guide_choice_add(out, p->object.name, p->description !=
			    NULL ? xstrdup(p->description) : NULL,
			    protects(q) && !pipeline_has(p, "encoder") ?
			    xstrdup("M106: it has no MIME/SMIME encoder") :
			    !protects(q) && pipeline_has(p, "encoder") ?
			    xstrdup("plain messages need no MIME/SMIME "
			    "encoder") : NULL);
	}
}

static char *
pipeline_default(const struct guide_question *q)
{
	struct guide_choices list = { 0 };
	char *first = NULL;
	size_t i;

	pipeline_choices(q, &list);
	for (i = 0; i < list.n && first == NULL; i++)
		if (list.v[i].refused == NULL)
			first = xstrdup(list.v[i].value);
	guide_choices_clear(&list);
	return first;
}

static bool
check_number(const struct guide_question *q, const char *value,
    struct err *err)
{
	const struct field *f = kind_field(&kind_send_port, q->row->id);
	long long n;

	return (text_to_int(value, &n) && n >= f->min && n <= f->max) ||
	    err_set(err, ERR_INVALID, "a number from %lld to %lld (%s)",
	    (long long)f->min, (long long)f->max, value);
}

static char *
port_default(const struct guide_question *q)
{
	const char *party = guide_get(q->guide, NULL, "party");
	char *name = xstrdup(party);
	int i;

	for (i = 2; snapshot_find(q->guide->snapshot, "send-port", name) !=
	    NULL; i++) {
		free(name);
		name = xasprintf("%s %d", party, i);
	}
	return name;
}

static bool
check_port(const struct guide_question *q, const char *value,
    struct err *err)
{
	if (strlen(value) > 128)
		return err_set(err, ERR_INVALID, "at most 128 bytes");
	return guide_written(q->guide) != 0 || snapshot_find(q->guide->
	    snapshot, "send-port", value) == NULL || err_set(err, ERR_EXISTS,
	    "there is one of that name (%s)", value);
}

/* ---- the task ------------------------------------------------------------ */

static size_t
ways(const struct guide *g, const char *out[MAX_GUIDE_WAYS])
{
	if (guide_send_backup(g) == NULL)
		return 0;
	out[0] = GUIDE_BACKUP;
	return 1;
}

static const struct field *
transport_fields(const struct guide *g, const char *way, const char **prefix,
    size_t *n)
{
	const struct adapter *a = way != NULL ? guide_send_backup(g) :
	    guide_adapter(g, NULL);

	*n = a != NULL ? a->send->nfields : 0;
	*prefix = a != NULL ? a->prefix : NULL;
	return a != NULL ? a->send->fields : NULL;
}

static const struct guide_row rows[] = {
	{ .id = "party", .part = "Partner",
	  .text = "Which partner: a known party, or a new name?",
	  .type = GUIDE_OPEN, .choices = guide_party_choices,
	  .check = guide_party_check,
	  .why = "A party is how the group knows a partner; its certificates "
	      "come and go together with it." },
	{ .id = "protection", .part = "Protection",
	  .text = "How are messages to it protected?",
	  .type = GUIDE_CHOICE, .def = "both", .choices = protection_choices,
	  .why = "Signed, the partner knows that they are ours and whole; "
	      "encrypted, that nobody else has read them." },
	{ .id = "certificate", .text = "The partner's encryption certificate: "
	      "a file, pasted, or a thumbprint?", .type = GUIDE_OPEN,
	  .applies = encrypts, .choices = certificate_choices,
	  .check = check_certificate, .thumbprint = true,
	  .why = "Only its key can read what is encrypted for it; compare "
	      "the fingerprint by telephone." },
	{ .id = "algorithm", .text = "The best encryption that the partner "
	      "can take?", .type = GUIDE_CHOICE, .def = "aes-256-cbc",
	  .applies = encrypts, .choices = algorithm_choices_of,
	  .why = "What the partner cannot read is lost on it; what is weaker "
	      "than it can take is a gift to others." },
	{ .id = "digest", .text = "Which digest for signatures?",
	  .type = GUIDE_CHOICE, .def = "sha-256", .applies = signs,
	  .choices = digest_choices_of,
	  .why = "SHA-1 signatures can be forged." },
	{ .id = "padding", .text = "Does the partner take RSASSA-PSS and "
	      "RSAES-OAEP?", .type = GUIDE_YES_NO, .def = "no",
	  .applies = protects, .assumed = true,
	  .why = "Newer ways to use RSA keys, safer than PKCS #1 v1.5, which "
	      "old programs do not know." },
	{ .id = "attaches", .text = "Does our certificate go with each "
	      "message?", .type = GUIDE_YES_NO, .def = "yes",
	  .applies = signs, .assumed = true,
	  .why = "Then the partner need not have it installed to verify." },
	{ .id = "check_revocation", .text = "Check before each message "
	      "whether certificates are revoked?", .type = GUIDE_YES_NO,
	  .def = "yes", .applies = protects,
	  .why = "Nothing should be encrypted for a stolen key; while there "
	      "is no revocation list messages are suspended." },
	{ .id = "adapter", .part = "Transport",
	  .text = "By which transport?",
	  .type = GUIDE_CHOICE, .def = "FILE", .choices = adapter_choices_of,
	  .why = "HTTPS also hides who sends to whom, and the server can ask "
	      "for a client certificate." },
	{ .id = "transport", .fields = true, .text = "", .why = "" },
	{ .id = "host", .part = "Host",
	  .text = "From which host? Any other name makes a new one.",
	  .type = GUIDE_OPEN, .choices = host_choices,
	  .suggest = host_default, .check = check_host,
	  .why = "Its account has to hold the key of our signature; sending "
	      "is best kept apart from receiving." },
	{ .id = "account", .text = "The host is new: which account runs it "
	      "on this computer?", .type = GUIDE_TEXT,
	  .applies = is_new_host, .suggest = account_default,
	  .check = check_account,
	  .why = "Give every host an account of its own; its Personal store "
	      "holds the keys, and others cannot read them." },
	GUIDE_OWN_ROWS("signature", false, needs_signature,
	    "With which certificate of ours do we sign? Or the file of one "
	    "with its key.",
	    "The group has one for all; its key belongs into the Personal "
	    "store of each account that sends."),
	{ .id = "client_asked", .text = "Does the server ask for a client "
	      "certificate?", .type = GUIDE_YES_NO, .def = "no",
	  .applies = by_web, .assumed = true,
	  .why = "It tells the server who we are before any message." },
	GUIDE_OWN_ROWS("client", false, shows_client,
	    "Which certificate of ours do we show? Or the file of one with "
	    "its key.",
	    "The server's administrator has to accept it first."),
	{ .id = "pipeline", .part = "Send port",
	  .text = "Which send pipeline?",
	  .type = GUIDE_CHOICE, .choices = pipeline_choices,
	  .suggest = pipeline_default,
	  .why = "Signing and encrypting need the MIME/SMIME encoder." },
	{ .id = "retry_count", .text = "How often is a failed transmission "
	      "tried again?", .type = GUIDE_TEXT, .def = "3",
	  .check = check_number, .assumed = true,
	  .why = "After the last attempt the backup transport is used, or "
	      "the message is suspended." },
	{ .id = "retry_interval", .text = "How many minutes apart?",
	  .type = GUIDE_TEXT, .def = "5", .check = check_number,
	  .assumed = true,
	  .why = "Long enough for a restart of the other side." },
	{ .id = "backup", .text = "By which other transport when that "
	      "fails?", .type = GUIDE_CHOICE, .def = GUIDE_NO_BACKUP,
	  .choices = backup_choices, .assumed = true,
	  .why = "A second way keeps messages moving; it must protect them "
	      "as well as the first." },
	{ .id = "backup_transport", .each = true, .fields = true,
	  .text = "", .why = "" },
	{ .id = "test", .text = "Test the connection to the server?",
	  .type = GUIDE_YES_NO, .def = "yes", .applies = by_web,
	  .assumed = true,
	  .why = "Nothing is sent; what the server shows, asks for and "
	      "accepts is known before the first message." },
	{ .id = "port", .text = "Name of the send port?", .type = GUIDE_TEXT,
	  .suggest = port_default, .check = check_port,
	  .why = "It is made unenlisted: nothing is routed to it before it "
	      "has been proven." },
};

static const struct guide_row final_rows[] = {
	{ .id = "confirm", .phase = GUIDE_CONFIRM, .part = "Review",
	  .text = "Make these changes?", .type = GUIDE_YES_NO, .def = "no",
	  .why = "They become one revision, which one undo takes back." },
	{ .id = "enable", .phase = GUIDE_ENABLE, .part = "Enable",
	  .text = "Start it now?",
	  .type = GUIDE_YES_NO, .def = "no",
	  .why = "A port should send only after it has been proven." },
};

static const struct guide_rows send_rows = { rows, ARRAY_SIZE(rows) };
static const struct guide_rows last_rows = { final_rows,
	ARRAY_SIZE(final_rows) };

static const struct guide_rows *const tables[] = {
	&send_rows, &guide_planning_rows, &last_rows, NULL,
};

static int64_t
find_revision(const struct guide *g)
{
	return guide_revision_of(g, "send-port", guide_get(g, NULL, "port"));
}

static bool
start(const struct guide *g, int64_t *revision, struct err *err)
{
	char *name = xstrdup(guide_get(g, NULL, "port"));
	struct edit_note note = { 0 };
	bool ok = edit_transition_all(g->model, &kind_send_port, &name, 1,
	    "start", &note, err);

	if (ok)
		*revision = note.revision;
	free(name);
	return ok;
}

const struct guide_task guide_send = {
	.name = "send", .label = "Send to a partner",
	.partner = USAGE_ENCRYPT,
	.tables = tables, .ways = ways, .fields = transport_fields,
	.plan = guide_send_plan, .find_revision = find_revision,
	.prove = guide_send_prove, .enable = start,
};
