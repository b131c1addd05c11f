/* SPDX-License-Identifier: ISC */
/* Receive from a partner: where its messages arrive. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "engine/guide_own.h"
#include "engine/guide_receive.h"
#include "model/kinds/handler.h"
#include "model/kinds/pipeline.h"

/* ---- transport ----------------------------------------------------------- */

static void
adapter_choices_of(const struct guide_question *q, struct guide_choices *out)
{
	const struct guide_way *w = guide_way_find(q->way);
	const struct adapter *a;

	for (a = adapters; a->name != NULL; a++)
		if (a->receive->size > 0)
			guide_choice_add(out, a->name,
			    xstrdup(a->receive->isolated ?
			    "in an isolated host" : "in an in-process host"),
			    strcmp(a->name, "SOAP") == 0 &&
			    (w->is_signed || w->encrypted) ? xstrdup("M107: "
			    "S/MIME does not work with the SOAP adapter") :
			    NULL);
}

/* ---- host ---------------------------------------------------------------- */

static void
host_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct topology *t = q->guide->topology;
	const char *name;
	struct err err;
	size_t i;

	for (i = 0; i < t->nhosts; i++) {
		name = t->hosts[i].host->object.name;
		err_clear(&err);
		guide_choice_add(out, name, guide_host_text(q->guide,
		    &t->hosts[i]), guide_host_fits(q->guide, q->way, name,
		    &err) ? NULL : xstrdup(err.text));
	}
}

static bool
check_host(const struct guide_question *q, const char *value,
    struct err *err)
{
	if (strlen(value) > 80)
		return err_set(err, ERR_INVALID, "at most 80 bytes");
	return guide_host_fits(q->guide, q->way, value, err);
}

/* Taken by another way? */
static bool
is_taken(const struct guide *g, const char *way, const char *host)
{
	const struct guide_way *w;

	for (w = guide_ways; w->name != NULL; w++)
		if (strcmp(w->name, way) != 0 && guide_has_way(g, w->name) &&
		    guide_is(g, w->name, "host", host))
			return true;
	return false;
}

/* A host of its own: one that is there and only receives, else a new one. */
static char *
host_default(const struct guide_question *q)
{
	const struct guide *g = q->guide;
	const struct topology_host *h;
	const char *label = guide_way_find(q->way)->label;
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < g->topology->nhosts; i++) {
		h = &g->topology->hosts[i];
		if (guide_host_here(g, h) != NULL && h->ports.n == 0 &&
		    !h->host->tracking && !is_taken(g, q->way,
		    h->host->object.name) && guide_host_fits(g, q->way,
		    h->host->object.name, NULL))
			return xstrdup(h->host->object.name);
	}
	buf_adds(&b, "Receive");
	for (; *label != '\0'; label++)
		if (*label != ' ')
			buf_addc(&b, *label);
	for (i = 2; topology_host(g->topology, (char *)b.data) != NULL; i++)
		buf_addf(&b, "%zu", i);
	return buf_steal(&b);
}

static bool
is_new_host(const struct guide_question *q)
{
	return guide_get(q->guide, q->way, "host") != NULL &&
	    guide_host(q->guide, q->way) == NULL &&
	    strcmp(guide_host_maker(q->guide, q->way), q->way) == 0;
}

static bool
check_account(const struct guide_question *q, const char *value,
    struct err *err)
{
	return guide_account_fits(q->guide, q->way, value, err);
}

static char *
account_default(const struct guide_question *q)
{
	return guide_account_fits(q->guide, q->way, q->guide->model->user,
	    NULL) ? xstrdup(q->guide->model->user) : NULL;
}

/* ---- decryption ---------------------------------------------------------- */

/* Has an earlier way of the same host answered it? */
static bool
decrypts_already(const struct guide *g, const char *way)
{
	const struct guide_way *w;

	for (w = guide_ways; strcmp(w->name, way) != 0; w++)
		if (w->encrypted && guide_has_way(g, w->name) &&
		    guide_is(g, w->name, "host", guide_get(g, way, "host")))
			return true;
	return false;
}

static bool
needs_decryption(const struct guide_question *q)
{
	const struct topology_host *h = guide_host(q->guide, q->way);

	return guide_way_find(q->way)->encrypted &&
	    guide_get(q->guide, q->way, "host") != NULL &&
	    (h == NULL || h->host->decryption_certificate == NULL) &&
	    !decrypts_already(q->guide, q->way);
}

/* ---- pipeline ------------------------------------------------------------ */

static bool
is_protected(const struct guide_question *q)
{
	const struct guide_way *w = guide_way_find(q->way);

	return w->is_signed || w->encrypted;
}

static char *
pipeline_problem(const struct guide_question *q, const struct pipeline *p)
{
	bool resolves = pipeline_has(p, "party_resolution");

	if (is_protected(q) != pipeline_has(p, "decoder"))
		return xstrdup(is_protected(q) ? "M105: it has no MIME/SMIME "
		    "decoder" : "plain messages need no MIME/SMIME decoder");
	if (!resolves && !guide_is(q->guide, q->way, "recognised", "none"))
		return xstrdup("A101: it has no party resolution");
	return NULL;
}

static void
pipeline_choices(const struct guide_question *q, struct guide_choices *out)
{
	const struct objects *all = snapshot_all(q->guide->snapshot,
	    "pipeline");
	const struct pipeline *p;
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = (const struct pipeline *)all->v[i];
		if (p->direction == DIRECTION_RECEIVE)
			guide_choice_add(out, p->object.name, p->description !=
			    NULL ? xstrdup(p->description) : NULL,
			    pipeline_problem(q, p));
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
is_signed_way(const struct guide_question *q)
{
	return guide_way_find(q->way)->is_signed;
}

/* ---- authentication ------------------------------------------------------ */

static void
authentication_choices_of(const struct guide_question *q,
    struct guide_choices *out)
{
	bool known = !guide_is(q->guide, q->way, "recognised", "none");
	const char *all = "A101: nothing tells who sent a message, so every "
	    "one would fail";

	guide_choice_add(out, "none", xstrdup(known ? "this partner's are "
	    "processed; a stranger's as well, as guest; bad signatures "
	    "are suspended" : "all are processed, as guest"), NULL);
	guide_choice_add(out, "drop", xstrdup("this partner's are processed; "
	    "a stranger's and bad ones are thrown away without a trace"),
	    known ? NULL : xstrdup(all));
	guide_choice_add(out, "keep", xstrdup("this partner's are processed; "
	    "a stranger's and bad ones are suspended, for you to look at"),
	    known ? NULL : xstrdup(all));
}

static char *
authentication_default(const struct guide_question *q)
{
	return xstrdup(guide_is(q->guide, q->way, "recognised", "none") ?
	    "none" : "drop");
}

/* ---- names --------------------------------------------------------------- */

static char *
port_default(const struct guide_question *q)
{
	const struct guide *g = q->guide;
	char *name = xasprintf("%s %s", guide_get(g, NULL, "party"),
	    guide_way_find(q->way)->label), *base = xstrdup(name);
	int i;

	for (i = 2; snapshot_find(g->snapshot, "receive-port", name) != NULL;
	    i++) {
		free(name);
		name = xasprintf("%s %d", base, i);
	}
	free(base);
	return name;
}

static char *
location_default(const struct guide_question *q)
{
	return xasprintf("%s %s", guide_get(q->guide, q->way, "port"),
	    guide_get(q->guide, q->way, "adapter"));
}

/* q's id is the kind's word without "receive-". */
static bool
check_name(const struct guide_question *q, const char *value,
    struct err *err)
{
	char *kind = xasprintf("receive-%s", q->row->id);
	const struct guide_way *w;
	bool ok = true;

	if (strlen(value) > 128)
		ok = err_set(err, ERR_INVALID, "at most 128 bytes");
	else if (snapshot_find(q->guide->snapshot, kind, value) != NULL)
		ok = err_set(err, ERR_EXISTS, "there is one of that name "
		    "(%s)", value);
	for (w = guide_ways; ok && w->name != NULL; w++)
		if (strcmp(w->name, q->way) != 0 &&
		    guide_has_way(q->guide, w->name) &&
		    guide_is(q->guide, w->name, q->row->id, value))
			ok = err_set(err, ERR_EXISTS, "has that name as well "
			    "(%s.%s)", w->name, q->row->id);
	free(kind);
	return ok;
}

/* ---- schedule and sample ------------------------------------------------- */

static void
schedule_choices(const struct guide_question *q, struct guide_choices *out)
{
	(void)q;
	guide_choice_add(out, "always", xstrdup("until it is disabled again"),
	    NULL);
}

static void
sample_choices(const struct guide_question *q, struct guide_choices *out)
{
	(void)q;
	guide_choice_add(out, GUIDE_NO_SAMPLE, xstrdup("messages are made for "
	    "the test in any case"), NULL);
}

static bool
check_sample(const struct guide_question *q, const char *value,
    struct err *err)
{
	struct buf b = { 0 };
	bool ok;

	(void)q;
	if (strcmp(value, GUIDE_NO_SAMPLE) == 0)
		return true;
	ok = value[0] == '/' ? file_read(&b, value, MAX_GUIDE_SAMPLE, err) :
	    err_set(err, ERR_INVALID, "absolute path of a file expected (%s)",
	    value);
	buf_clear(&b);
	return ok;
}

/* ---- the table ----------------------------------------------------------- */

static const struct guide_row rows[] = {
	{ .id = "adapter", .each = true, .part = "Transport",
	  .text = "By which transport?",
	  .type = GUIDE_CHOICE, .def = "FILE",
	  .choices = adapter_choices_of,
	  .why = "The adapter decides on the kind of host, and whether a "
	      "user can be known." },
	{ .id = "transport", .each = true, .fields = true,
	  .text = "", .why = "" },
	{ .id = "host", .each = true, .part = "Host",
	  .text = "In which host? Any other name makes a new one.",
	  .type = GUIDE_OPEN, .choices = host_choices,
	  .suggest = host_default, .check = check_host,
	  .why = "What shares a host shares its keys and its trust; "
	      "encrypted and unencrypted messages, and orchestrations, are "
	      "kept apart." },
	{ .id = "account", .each = true, .text = "The host is new: which "
	      "account runs it on this computer?", .type = GUIDE_TEXT,
	  .applies = is_new_host, .suggest = account_default,
	  .check = check_account,
	  .why = "Give every host an account of its own; its Personal store "
	      "holds the keys, and others cannot read them." },
	GUIDE_OWN_ROWS("decryption", true, needs_decryption,
	    "Which certificate of ours do partners encrypt to? Or the file "
	    "of one with its key.",
	    "The host's decryption certificate; its key belongs into the "
	    "Personal store of the host's account, and nowhere else."),
	{ .id = "pipeline", .each = true, .part = "Pipeline",
	  .text = "Which receive pipeline?",
	  .type = GUIDE_CHOICE, .choices = pipeline_choices,
	  .suggest = pipeline_default,
	  .why = "Decrypting and verifying need the MIME/SMIME decoder, Drop "
	      "and Keep the party resolution component." },
	{ .id = "check_revocation", .each = true, .text = "Check whether the "
	      "partner's certificate is revoked?", .type = GUIDE_YES_NO,
	  .def = "yes", .applies = is_signed_way,
	  .why = "Signing certificates should be verified against the "
	      "revocation list; while there is none the messages are "
	      "suspended." },
	{ .id = "authentication", .each = true, .text = "What happens to "
	      "messages whose sender is no known party?",
	  .type = GUIDE_CHOICE, .choices = authentication_choices_of,
	  .suggest = authentication_default,
	  .why = "Decide beforehand what happens when a signature cannot be "
	      "validated: Drop protects from floods, Keep lets you look, "
	      "None lets everybody in." },
	{ .id = "external", .each = true, .part = "Port and location",
	  .text = "Do the messages arrive from outside the organisation?",
	  .type = GUIDE_YES_NO,
	  .def = "yes",
	  .why = "The audit judges more strictly what strangers can "
	      "reach." },
	{ .id = "port", .each = true, .text = "Name of the receive port?",
	  .type = GUIDE_TEXT, .suggest = port_default, .check = check_name,
	  .why = "Authentication belongs to the port, so each kind of "
	      "message gets one of its own." },
	{ .id = "location", .each = true, .text = "Name of the receive "
	      "location?", .type = GUIDE_TEXT, .suggest = location_default,
	  .check = check_name,
	  .why = "It is made disabled: nothing arrives there before it has "
	      "been proven." },
	{ .id = "schedule", .each = true, .text = "When is it active? "
	      "always, or `workdays 08:00-18:00', `daily 22:00-04:00'.",
	  .type = GUIDE_OPEN, .def = "always", .assumed = true,
	  .choices = schedule_choices, .check = guide_schedule_check,
	  .why = "A window belongs where somebody agreed on one; outside it "
	      "messages wait with the sender." },
	{ .id = "sample", .each = true, .text = "Is there a message of the "
	      "partner to be tried? Its file, or none.",
	  .type = GUIDE_OPEN, .def = "none", .assumed = true,
	  .choices = sample_choices, .check = check_sample,
	  .why = "Only what the partner's own program has made shows that it "
	      "and we mean the same." },
};

const struct guide_rows guide_location_rows = { rows, ARRAY_SIZE(rows) };
