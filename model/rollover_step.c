/* SPDX-License-Identifier: ISC */
/* The steps of a roll-over, made on an object that is saved afterwards. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/fitness.h"
#include "certstore/thumbprint.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"
#include "model/rollovers.h"


/* ---- which assignment ---------------------------------------------------- */

static const char *
held(const struct rollover_state *s, enum cert_role role)
{
	return role == CERT_NEXT ? s->r.next : role == CERT_PREVIOUS ?
	    s->r.previous : s->current;
}

static bool
is_assignment(const struct slot *s)
{
	return s->field != NULL && s->field->type == FIELD_CERT &&
	    s->field->role == CERT_CURRENT && !(s->field->flags & FIELD_ONCE);
}

/* What speaks against each: words for one that has none of that role. */
static const char *const nothing[CERT_ROLES] = {
	[CERT_CURRENT] = "no certificate is assigned to roll over",
	[CERT_NEXT] = "no roll-over is planned",
	[CERT_PREVIOUS] = "no previous certificate is kept",
};

static bool
fail_choice(const struct object *o, enum cert_role role, const char *list,
    size_t n, struct err *err)
{
	if (*list == '\0')
		return err_set(err, ERR_INVALID, "%s %s: has no certificate "
		    "fields", o->kind->name, o->name);
	if (n == 0)
		return err_set(err, ERR_INVALID, "%s %s: %s (%s)",
		    o->kind->name, o->name, nothing[role], list);
	return err_set(err, ERR_CONFLICT, "%s %s: more than one certificate, "
	    "name the field (%s)", o->kind->name, o->name, list);
}

void
rollover_fields(const struct object *o, struct model *m, enum cert_role role,
    struct rows *out)
{
	struct slots slots = { 0 };
	struct rollover_state state;
	const struct slot *s;

	object_slots(o, m, &slots);
	for (s = slots.v; s < slots.v + slots.n; s++) {
		if (!is_assignment(s))
			continue;
		rollover_read(o, s->name, &state);
		if (held(&state, role) != NULL)
			rows_add(out, 1, &(const char *){ s->name });
		rollover_state_clear(&state);
	}
	slots_clear(&slots);
}

char *
rollover_choose(const struct object *o, struct model *m, const char *given,
    enum cert_role role, struct err *err)
{
	struct slots slots = { 0 };
	struct rollover_state state;
	struct buf list = { 0 };
	const struct slot *s;
	char *found = NULL;
	size_t n = 0;
	bool fits;

	object_slots(o, m, &slots);
	for (s = slots.v; s < slots.v + slots.n; s++) {
		if (!is_assignment(s))
			continue;
		buf_addf(&list, "%s%s", list.len > 0 ? ", " : "", s->name);
		rollover_read(o, s->name, &state);
		fits = held(&state, role) != NULL && (given == NULL ||
		    strcmp(given, s->name) == 0);
		rollover_state_clear(&state);
		if (fits && n++ == 0)
			found = xstrdup(s->name);
	}
	buf_adds(&list, "");
	if (n != 1) {
		free(found);
		found = NULL;
		if (given != NULL && strstr((char *)list.data, given) == NULL)
			err_set(err, ERR_INVALID, "%s %s: no field for a "
			    "certificate (%s); there are: %s", o->kind->name,
			    o->name, given, (char *)list.data);
		else
			fail_choice(o, role, given != NULL ? given :
			    (char *)list.data, n, err);
	}
	buf_clear(&list);
	slots_clear(&slots);
	return found;
}

/* ---- changing an object -------------------------------------------------- */

static bool
put(struct object *o, struct model *m, const char *field, const char *suffix,
    const char *text, struct err *err)
{
	char *name = xasprintf("%s%s", field, suffix);
	bool ok = object_set(o, m, name, text != NULL ? text : "", err);

	free(name);
	return ok || err_prefix(err, "%s %s", o->kind->name, o->name);
}

static bool
put_time(struct object *o, struct model *m, const char *field,
    const char *suffix, int64_t at, struct err *err)
{
	char text[WHEN_TEXT];

	return put(o, m, field, suffix, at != FIELD_UNSET ?
	    when_text(at, text) : NULL, err);
}

/* ---- planning ------------------------------------------------------------ */

static bool
check_cert(const struct object *o, struct model *m, const struct cert *cert,
    const struct rollover_wish *w, struct err *err)
{
	const enum usage usage = kind_field(o->kind, w->field)->usage;
	struct object *group = model_group(m, NULL);
	struct trust *trust = trust_load(m->settings->stores,
	    m->settings->system_roots != 0, NULL);
	struct verdict v = { .state = CERT_GOOD };
	struct buf why = { 0 };
	bool fits;

	if (trust != NULL)
		trust_judge(trust, cert, NULL, when_now(), TRUST_CHAIN |
		    TRUST_REVOCATION, &v);
	fits = fitness(&(struct fitness_question){ .usage = usage,
	    .cert = cert, .extra_eku = group != NULL ?
	    ((struct group *)group)->extra_eku : NULL, .verdict = &v,
	    .at = w->from, .later = true, .ignore = FITNESS_UNTRUSTED },
	    &why) == 0;
	if (!fits)
		err_set(err, ERR_INVALID, "%s %s: %s does not fit %s: %s",
		    o->kind->name, o->name, cert_title(cert),
		    usage_info(usage)->purpose, (const char *)why.data);
	buf_clear(&why);
	trust_free(trust);
	object_free(group);
	return fits;
}

static bool
check_known(const struct object *o, struct model *m,
    const struct rollover_wish *w, const char *thumbprint, struct err *err)
{
	struct object *known = model_get(m, &kind_certificate, thumbprint,
	    NULL);
	struct cert *cert = known == NULL ? NULL : inventory_read_pem(
	    ((struct certificate *)known)->pem, thumbprint, NULL);
	bool ok;

	if (cert == NULL)
		ok = err_set(err, ERR_NOT_FOUND, "%s %s: the group knows no "
		    "such certificate, import it first (%s)", o->kind->name,
		    o->name, thumbprint);
	else
		ok = check_cert(o, m, cert, w, err);
	cert_free(cert);
	object_free(known);
	return ok;
}

bool
rollover_plan(struct object *o, struct model *m,
    const struct rollover_wish *w, struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];
	struct rollover_state s;
	bool ok;

	if (!thumbprint_parse(w->thumbprint, thumbprint, err) ||
	    !check_known(o, m, w, thumbprint, err))
		return false;
	rollover_read(o, w->field, &s);
	if (w->keep != FIELD_UNSET && s.r.previous != NULL)
		ok = err_set(err, ERR_INVALID, "%s %s: the last roll-over is "
		    "not ended, say how long to keep when this one is "
		    "completed (%s)", o->kind->name, o->name, w->field);
	else
		ok = put(o, m, w->field, ROLLOVER_NEXT, thumbprint, err) &&
		    put_time(o, m, w->field, ROLLOVER_FROM, w->from, err) &&
		    (w->keep == FIELD_UNSET || put_time(o, m, w->field,
		    ROLLOVER_UNTIL, w->from + w->keep, err));
	rollover_state_clear(&s);
	return ok;
}

/* ---- completing, ending, cancelling -------------------------------------- */

bool
rollover_complete(struct object *o, struct model *m, const char *field,
    int64_t at, int64_t keep_until, struct err *err)
{
	struct rollover_state s;
	bool ok, keep;

	rollover_read(o, field, &s);
	if (keep_until == FIELD_UNSET)
		keep_until = s.r.previous == NULL &&
		    s.r.previous_until != FIELD_UNSET ? s.r.previous_until :
		    at + (int64_t)ROLLOVER_KEEP_DAYS * DAY_SECONDS;
	keep = keep_until > at;
	ok = s.r.next != NULL || err_set(err, ERR_INVALID, "%s %s: %s (%s)",
	    o->kind->name, o->name, nothing[CERT_NEXT], field);
	ok = ok && put(o, m, field, "", s.r.next, err) &&
	    put(o, m, field, ROLLOVER_NEXT, NULL, err) &&
	    put(o, m, field, ROLLOVER_FROM, NULL, err) &&
	    put(o, m, field, ROLLOVER_PREVIOUS, keep ? s.current : NULL,
	    err) &&
	    put_time(o, m, field, ROLLOVER_UNTIL, keep ? keep_until :
	    FIELD_UNSET, err);
	rollover_state_clear(&s);
	return ok;
}

bool
rollover_end(struct object *o, struct model *m, const char *field,
    struct err *err)
{
	return put(o, m, field, ROLLOVER_PREVIOUS, NULL, err) &&
	    put(o, m, field, ROLLOVER_UNTIL, NULL, err);
}

bool
rollover_cancel(struct object *o, struct model *m, const char *field,
    struct err *err)
{
	struct rollover_state s;
	bool ok;

	rollover_read(o, field, &s);
	ok = put(o, m, field, ROLLOVER_NEXT, NULL, err) &&
	    put(o, m, field, ROLLOVER_FROM, NULL, err) &&
	    (s.r.previous != NULL ||
	    put(o, m, field, ROLLOVER_UNTIL, NULL, err));
	rollover_state_clear(&s);
	return ok;
}
