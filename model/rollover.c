/* SPDX-License-Identifier: ISC */
#include "model/rollover.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "config/db.h"
#include "model/kind.h"
#include "model/kinds/party.h"
#include "model/model.h"

/* ---- which one, when ----------------------------------------------------- */

const char *
rollover_effective(const char *current, const struct rollover *r,
    int64_t now)
{
	return current != NULL && r->next != NULL &&
	    r->next_from != FIELD_UNSET && now >= r->next_from ? r->next :
	    current;
}

static bool
keeps_previous(const struct rollover *r, int64_t now)
{
	return r->previous != NULL && r->previous_until != FIELD_UNSET &&
	    now < r->previous_until;
}

size_t
rollover_accepted(const char *current, const struct rollover *r,
    int64_t now, const char *out[CERT_ROLES])
{
	const char *effective = rollover_effective(current, r, now);
	size_t n = 0;

	if (effective != NULL)
		out[n++] = effective;
	if (effective != NULL && effective != current)
		out[n++] = current;
	else if (r->next != NULL)
		out[n++] = r->next;
	if (keeps_previous(r, now))
		out[n++] = r->previous;
	return n;
}

size_t
rollover_recipients(const char *current, const struct rollover *r,
    int64_t now, const char *out[CERT_ROLES])
{
	const char *effective = rollover_effective(current, r, now);
	size_t n = 0;

	if (effective == NULL)
		return 0;
	out[n++] = effective;
	if (effective != current)
		out[n++] = current;
	else if (keeps_previous(r, now))
		out[n++] = r->previous;
	return n;
}

/* ---- of any object ------------------------------------------------------- */

static const struct {
	const char *name, *suffix;
} roles[CERT_ROLES] = {
	[CERT_CURRENT] = { "current", "" },
	[CERT_NEXT] = { "next", ROLLOVER_NEXT },
	[CERT_PREVIOUS] = { "previous", ROLLOVER_PREVIOUS },
};

const char *
cert_role_name(enum cert_role role)
{
	return roles[role].name;
}

char *
rollover_field(const char *field, enum cert_role from, enum cert_role to)
{
	size_t cut = strlen(roles[from].suffix), n = strlen(field);

	return xasprintf("%.*s%s", (int)(n > cut ? n - cut : 0), field,
	    roles[to].suffix);
}

/* A member or a property: as field_print() has it, "" for none; heap. */
static char *
read_text(const struct object *o, const char *field, const char *suffix)
{
	char *name = xasprintf("%s%s", field, suffix), *text;
	const struct field *f = object_field(o, name);

	text = f != NULL ? field_text(f, o) :
	    xstrdup(props_get(&o->props, name));
	free(name);
	if (text != NULL && *text == '\0') {
		free(text);
		text = NULL;
	}
	return text;
}

static int64_t
read_time(const struct object *o, const char *field, const char *suffix)
{
	char *text = read_text(o, field, suffix);
	int64_t at = FIELD_UNSET;

	if (text != NULL && !when_parse(text, &at))
		at = FIELD_UNSET;
	free(text);
	return at;
}

void
rollover_read(const struct object *o, const char *field,
    struct rollover_state *s)
{
	*s = (struct rollover_state){
		.current = read_text(o, field, ""),
		.r = {
			.next = read_text(o, field, ROLLOVER_NEXT),
			.next_from = read_time(o, field, ROLLOVER_FROM),
			.previous = read_text(o, field, ROLLOVER_PREVIOUS),
			.previous_until = read_time(o, field, ROLLOVER_UNTIL),
		},
	};
}

void
rollover_clear(struct rollover *r)
{
	str_replace(&r->next, NULL);
	str_replace(&r->previous, NULL);
	r->next_from = r->previous_until = FIELD_UNSET;
}

void
rollover_state_clear(struct rollover_state *s)
{
	free(s->current);
	s->current = NULL;
	rollover_clear(&s->r);
}

/* ---- in the dialog ------------------------------------------------------- */

static bool
ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n > k && strcmp(name + n - k, suffix) == 0;
}

static bool
is_set(const struct object *o, const char *field, const char *suffix)
{
	char *text = read_text(o, field, suffix);
	bool set = text != NULL;

	free(text);
	return set;
}

bool
rollover_seen(const struct object *o, const char *slot)
{
	static const struct {
		const char *suffix, *beside;
	} rows[] = {
		{ ROLLOVER_FROM, ROLLOVER_NEXT },
		{ ROLLOVER_PREVIOUS, ROLLOVER_UNTIL },
		{ ROLLOVER_UNTIL, ROLLOVER_PREVIOUS },
	};
	size_t i = 0;
	char *field;
	bool seen;

	while (i < ARRAY_SIZE(rows) && !ends_in(slot, rows[i].suffix))
		i++;
	if (i == ARRAY_SIZE(rows))
		return true;
	field = xstrndup(slot, strlen(slot) - strlen(rows[i].suffix));
	seen = is_set(o, field, rows[i].suffix) ||
	    is_set(o, field, rows[i].beside);
	free(field);
	return seen;
}

/* ---- checks -------------------------------------------------------------- */

static bool
refuse(const char *field, const char *suffix, struct err *err,
    const char *why)
{
	char *name = xasprintf("%s%s", field, suffix);

	err_set(err, ERR_INVALID, "%s: %s", name, why);
	err_part(err, name);
	free(name);
	return false;
}

/* What one assignment must be in itself. */
static bool
check_state(const char *field, const struct rollover_state *s,
    struct err *err)
{
	const struct rollover *r = &s->r;
	bool from = r->next_from != FIELD_UNSET;
	bool until = r->previous_until != FIELD_UNSET;

	if (r->next != NULL && s->current == NULL)
		return refuse(field, ROLLOVER_NEXT, err, "there is no "
		    "certificate to roll over from; assign it at once");
	if (r->next != NULL && strcmp(r->next, s->current) == 0)
		return refuse(field, ROLLOVER_NEXT, err, "is the current "
		    "certificate already; cancel or complete the roll-over");
	if (r->next != NULL && !from)
		return refuse(field, ROLLOVER_FROM, err, "the time at which "
		    "the next certificate takes over is needed");
	if (r->next == NULL && from)
		return refuse(field, ROLLOVER_FROM, err, "there is no next "
		    "certificate that could take over");
	if (r->previous != NULL && (str_same(r->previous, s->current) ||
	    str_same(r->previous, r->next)))
		return refuse(field, ROLLOVER_PREVIOUS, err, "is the current "
		    "or the next certificate as well");
	if (r->previous != NULL && !until)
		return refuse(field, ROLLOVER_UNTIL, err, "the time until "
		    "which the previous certificate is accepted is needed");
	if (r->previous == NULL && r->next == NULL && until)
		return refuse(field, ROLLOVER_UNTIL, err, "there is no "
		    "previous certificate that could be accepted");
	return true;
}

/*
 * A signature must tell who sent a message: no certificate of a party, of
 * whichever role, is one of another party.
 */
static bool
check_alone(struct model *m, const struct object *now, const char *field,
    const char *thumbprint, struct err *err)
{
	static const char *const columns[] = { "party", "role" };
	const struct db_cond conds[] = {
		{ "thumbprint", DB_EQ, db_text(thumbprint), false },
		{ "party_id", DB_NE, db_int(now->id), false },
	};
	const struct db_query q = { .table = "party_certificate",
	    .columns = columns, .ncolumns = ARRAY_SIZE(columns),
	    .conds = conds, .nconds = ARRAY_SIZE(conds), .order = "party" };
	struct db_rows *r;
	int got;

	if (thumbprint == NULL)
		return true;
	r = db_select(m->db, &q, err);
	if (r == NULL)
		return false;
	got = db_next(r, err);
	if (got > 0) {
		err_set(err, ERR_EXISTS, "%s: is already the %s certificate "
		    "of party %s (%s)", field, db_column(r, 1)->text,
		    db_column(r, 0)->text, thumbprint);
		err_part(err, field);
	}
	db_finish(r);
	return got == 0;
}

static bool
check_party(struct model *m, const struct object *now, const char *field,
    const struct rollover_state *s, struct err *err)
{
	const char *const thumbprints[CERT_ROLES] = {
		[CERT_CURRENT] = s->current, [CERT_NEXT] = s->r.next,
		[CERT_PREVIOUS] = s->r.previous,
	};
	enum cert_role role;
	bool ok = true;
	char *name;

	for (role = 0; ok && role < CERT_ROLES; role++) {
		name = rollover_field(field, CERT_CURRENT, role);
		ok = check_alone(m, now, name, thumbprints[role], err);
		free(name);
	}
	return ok;
}

static bool
same(const struct rollover_state *a, const struct rollover_state *b)
{
	return str_same(a->current, b->current) &&
	    str_same(a->r.next, b->r.next) &&
	    str_same(a->r.previous, b->r.previous) &&
	    a->r.next_from == b->r.next_from &&
	    a->r.previous_until == b->r.previous_until;
}

static bool
check_one(struct model *m, const struct object *stored,
    const struct object *now, const char *field, struct err *err)
{
	struct rollover_state s, old = { 0 };
	bool ok;

	rollover_read(now, field, &s);
	if (stored != NULL)
		rollover_read(stored, field, &old);
	ok = (stored != NULL && same(&old, &s)) ||
	    (check_state(field, &s, err) && (now->kind != &kind_party ||
	    check_party(m, now, field, &s, err)));
	rollover_state_clear(&old);
	rollover_state_clear(&s);
	return ok;
}

bool
rollover_check(struct model *m, const struct object *stored,
    const struct object *now, struct err *err)
{
	static const char *const suffixes[] = { ROLLOVER_FROM,
	    ROLLOVER_UNTIL, ROLLOVER_NEXT, ROLLOVER_PREVIOUS };
	const struct kind *k = now->kind;
	const struct field *f;
	const struct prop *p;
	char *name;
	bool ok = true;
	size_t i;

	for (f = k->fields; ok && f < k->fields + k->nfields; f++)
		if (f->type == FIELD_CERT && f->role == CERT_NEXT) {
			name = rollover_field(f->name, CERT_NEXT,
			    CERT_CURRENT);
			ok = check_one(m, stored, now, name, err);
			free(name);
		}
	/* Of properties only those are there that are set. */
	for (p = now->props.v; ok && p < now->props.v + now->props.n; p++)
		for (i = 0; ok && i < ARRAY_SIZE(suffixes); i++) {
			if (!ends_in(p->name, suffixes[i]) ||
			    kind_field(k, p->name) == NULL)
				continue;
			name = xstrndup(p->name, strlen(p->name) -
			    strlen(suffixes[i]));
			ok = check_one(m, stored, now, name, err);
			free(name);
		}
	return ok;
}
