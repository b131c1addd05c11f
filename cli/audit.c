/* SPDX-License-Identifier: ISC */
/* The verb audit: which part of it, as of when, and in which form. */
#include "cli/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "certstore/thumbprint.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/audit/filter.h"
#include "model/audit/log.h"

/* ---- which part --------------------------------------------------------- */

static bool
read_severity(const char *text, enum severity *out, struct err *err)
{
	struct words words = { 0 };
	int s;

	for (s = SEVERITY_ERROR; s <= SEVERITY_ADVICE; s++) {
		if (strcmp(severity_name((enum severity)s), text) == 0) {
			*out = (enum severity)s;
			words_clear(&words);
			return true;
		}
		words_add(&words, severity_name((enum severity)s));
	}
	return words_unknown(&words, "--severity", text, err);
}

/* "send-port Orders in"; the one group needs no name.  *text is cut. */
static bool
read_object(struct invocation *c, char *text, struct audit_filter *f,
    char **name, struct err *err)
{
	size_t n = strcspn(text, " ");
	bool more = text[n] != '\0';
	char thumbprint[THUMBPRINT_SIZE];
	struct object *group;
	const struct kind *k;

	text[n] = '\0';
	k = kind_arg(text, err);
	if (k == NULL)
		return err_prefix(err, "--object");
	f->kind = k->name;
	if (k->single) {
		group = model_group(c->model, err);
		*name = xstrdup(group != NULL ? group->name : NULL);
		object_free(group);
		return *name != NULL;
	}
	if (!more)
		return err_set(err, ERR_USAGE,
		    "--object: \"KIND NAME\" expected (%s)", text);
	*name = xstrdup(k->fixed && thumbprint_parse(text + n + 1,
	    thumbprint, NULL) ? thumbprint : text + n + 1);
	return true;
}

bool
audit_read_filter(struct invocation *c, struct audit_filter *f,
    char **object, struct err *err)
{
	char *text = xstrdup(c->options[OPTION_OBJECT]);
	const char *since = c->options[OPTION_NEW_SINCE];
	bool ok = true;

	*f = audit_filter_none();
	*object = NULL;
	f->only_new = invocation_has(c, OPTION_RECORD);
	f->host = c->options[OPTION_HOST];
	f->rule = c->options[OPTION_RULE];
	if (since != NULL && !when_parse(since, &f->new_since))
		ok = err_set(err, ERR_USAGE, "--new-since: time as 2026-12-31 "
		    "or 2026-12-31 23:59 expected (%s)", since);
	if (ok && c->options[OPTION_SEVERITY] != NULL)
		ok = read_severity(c->options[OPTION_SEVERITY], &f->severity,
		    err);
	if (ok && text != NULL)
		ok = read_object(c, text, f, object, err);
	f->object = *object;
	free(text);
	return ok;
}

/* ---- the verb ----------------------------------------------------------- */

/* Recording writes, which looking does not. */
static bool
open_writable(struct invocation *c, struct err *err)
{
	if (invocation_has(c, OPTION_RECORD) && invocation_has(c, OPTION_AT))
		return err_set(err, ERR_USAGE,
		    "--record: only as of now, not with --at");
	model_close(c->model);
	c->model = model_open(&c->settings, invocation_has(c,
	    OPTION_READ_ONLY), err);
	return c->model != NULL;
}

/* A revision of the history, or the file of an earlier report. */
static struct audit *
load_other(struct invocation *c, int64_t at, struct err *err)
{
	const char *against = c->options[OPTION_AGAINST];
	int64_t revision;

	if (strspn(against, "0123456789") != strlen(against))
		return audit_of_file(against, err);
	return invocation_number("--against", against, &revision, err) ?
	    audit_of_revision(c->model, revision, at, err) : NULL;
}

static const struct {
	enum option_id option;
	void (*print)(struct out *, const struct audit_report *);
} forms[] = {		/* the first that is asked for */
	{ OPTION_JSON, audit_print_json },
	{ OPTION_CSV, audit_print_csv },
	{ OPTION_HTML, audit_print_html },
	{ OPTION_PROMETHEUS, audit_print_prometheus },
	{ OPTION_NAGIOS, audit_print_nagios },
	{ OPTION_RECORD, audit_print_new },
	{ OPTION_GLOBALS, audit_print_text },
};

/*
 * What is printed decides: errors among it are a failure; of a record those
 * that are new, of a comparison those that are worse.
 */
static int
status_of(const struct invocation *c, const struct audit_report *r)
{
	if (invocation_has(c, OPTION_NAGIOS))
		return audit_nagios_status(r);
	if (invocation_has(c, OPTION_PROMETHEUS))
		return STATUS_DONE;
	if (r->against != NULL)
		return findings_count(&r->worse, SEVERITY_ERROR) > 0 ?
		    STATUS_FAILED : STATUS_DONE;
	return r->audit->by_severity[SEVERITY_ERROR] > 0 ? STATUS_FAILED :
	    STATUS_DONE;
}

static void
print(struct invocation *c, struct audit_report *r)
{
	size_t i = 0;

	while (forms[i].option != OPTION_GLOBALS &&
	    !invocation_has(c, forms[i].option))
		i++;
	gaps_find(r->audit, &r->gaps);
	forms[i].print(&c->out, r);
	gaps_clear(&r->gaps);
	c->status = status_of(c, r);
}

/* "host Receive", "send-port Orders"; NULL: it is the whole.  Heap. */
static char *
part_name(const struct audit_filter *f)
{
	const char *kind = f->kind != NULL ? f->kind : "host";
	const char *name = f->kind != NULL ? f->object : f->host;

	return name != NULL ? xasprintf("%s %s", kind, name) : NULL;
}

static bool
report(struct invocation *c, struct audit *a, const char *group,
    struct err *err)
{
	struct audit_report r = { .audit = a, .group = group,
	    .against = c->options[OPTION_AGAINST] };
	struct audit *other = NULL;
	struct audit_filter part;
	char *object = NULL, *name = NULL;
	bool ok = true;

	if (invocation_has(c, OPTION_RECORD))
		ok = audit_log_write(a, c->model, &r.settled, err);
	ok = ok && audit_read_filter(c, &part, &object, err) &&
	    audit_narrow(a, &part, err) &&
	    needs_of_part(a, &part, &r.needs, err);
	if (ok)
		r.part = name = part_name(&part);
	if (ok && r.against != NULL) {
		other = load_other(c, a->at, err);
		ok = other != NULL && (other->snapshot == NULL ||
		    audit_narrow(other, &part, err));
	}
	if (ok && other != NULL)
		findings_compare(other, a, &r.worse, &r.better);
	ok = ok && crl_fetch_load(c->model, NULL, &r.crls, err);
	if (ok)
		print(c, &r);
	crl_fetches_clear(&r.crls);
	findings_clear(&r.worse);
	findings_clear(&r.better);
	needs_clear(&r.needs);
	free(object);
	free(name);
	audit_free(other);
	return ok;
}

/* Recording writes, and so does going back to a revision for a moment. */
static bool
needs_writing(const struct invocation *c)
{
	const char *against = c->options[OPTION_AGAINST];

	return invocation_has(c, OPTION_RECORD) || (against != NULL &&
	    strspn(against, "0123456789") == strlen(against));
}

bool
verb_audit(struct invocation *c, struct err *err)
{
	bool ok;
	struct object *group = NULL;
	struct audit *a = NULL;
	int64_t at;

	if (!invocation_at(c, &at, err) ||
	    (needs_writing(c) && !open_writable(c, err)))
		return false;
	group = model_group(c->model, err);
	if (group != NULL)
		a = audit_of_model(c->model, at, err);
	ok = a != NULL && report(c, a, group->name, err);
	audit_free(a);
	object_free(group);
	return ok;
}
