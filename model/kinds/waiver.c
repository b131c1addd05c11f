/* SPDX-License-Identifier: ISC */
#include "model/kinds/waiver.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/audit/audit.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct waiver, member)

/* What messages are lost or leaked by. */
static const char *const loss_rules[] = {
	"A101", "A102", "A103", "C101", "C102", "C103", "C106", "C107",
	"C108", "C109", "C110", "C511", "C512", "C513", "H202",
};

static bool
check_rule(const struct field *f, const char *value, struct err *err)
{
	(void)f;
	return audit_rule_find(value) != NULL || err_set(err, ERR_INVALID,
	    "id of a rule such as C101 expected (%s)", value);
}

static bool
check_kind(const struct field *f, const char *value, struct err *err)
{
	(void)f;
	return kind_find(value) != NULL || err_set(err, ERR_INVALID,
	    "kind of object such as send-port expected (%s)", value);
}

static bool
is_granted(const struct object *o)
{
	return ((const struct waiver *)o)->granted_by != NULL;
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED | FIELD_UNIQUE,
	  .max = 400, AT(object.name), .column = 30,
	  .help = "RULE KIND OBJECT: what is accepted." },
	{ .name = "rule", .label = "Rule", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_ONCE,
	  .max = 8, .check = check_rule, AT(rule),
	  .help = "Id of the rule whose finding is accepted, such as C101." },
	{ .name = "object_kind", .label = "Kind of object",
	  .page = "General", .type = FIELD_TEXT,
	  .flags = FIELD_REQUIRED | FIELD_ONCE, .max = 32,
	  .check = check_kind, AT(object_kind),
	  .help = "Kind of the object that the finding is about, such as "
	      "send-port." },
	{ .name = "object", .label = "Object", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_ONCE,
	  .max = 360, AT(waived),
	  .help = "Name of the object. Once it is called otherwise, the "
	      "finding is back." },
	{ .name = "reason", .label = "Reason", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 512,
	  AT(reason), .column = 30,
	  .help = "Why the finding is accepted; every report has it." },
	{ .name = "until", .label = "Until", .page = "General",
	  .type = FIELD_TIME, .flags = FIELD_REQUIRED | FIELD_OPTIONAL,
	  AT(until),
	  .column = 20,
	  .help = "The finding counts again from then on, UTC. At most 12 "
	      "months ahead; 30 days where messages are lost or leaked." },
	{ .name = "granted_by", .label = "Granted by", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED | FIELD_VIEW,
	  AT(granted_by), .applies = is_granted, .column = 12,
	  .help = "Who saved it last, as the history has it." },
	{ .name = "granted_at", .label = "Granted at", .page = "General",
	  .type = FIELD_TIME,
	  .flags = FIELD_DERIVED | FIELD_VIEW | FIELD_OPTIONAL,
	  AT(granted_at), .applies = is_granted,
	  .help = "When that was." },
};

char *
waiver_name(const char *rule, const char *kind, const char *object)
{
	return xasprintf("%s %s %s", rule, kind, object);
}

int64_t
waiver_days(const char *rule)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(loss_rules); i++)
		if (strcmp(loss_rules[i], rule) == 0)
			return WAIVER_DAYS_LOSS;
	return WAIVER_DAYS;
}

static bool
derive(struct model *m, struct object *o, struct err *err)
{
	const struct waiver *w = (const struct waiver *)o;

	if (w->rule == NULL || w->object_kind == NULL || w->waived == NULL)
		return true;	/* reported as a required field */
	free(o->name);
	o->name = waiver_name(w->rule, w->object_kind, w->waived);
	/* It may outlive its object, but not begin without. */
	if (o->id != 0 || model_exists(m, w->object_kind, w->waived))
		return true;
	err_set(err, ERR_NOT_FOUND, "object: no such %s (%s)",
	    w->object_kind, w->waived);
	return err_part(err, "object");
}

/*
 * An end that is past harms nobody, and undo may bring one back: only one
 * that is too far away is refused.
 */
static bool
check_until(const struct waiver *w, struct err *err)
{
	int64_t days = waiver_days(w->rule);
	char last[WHEN_TEXT];
	int64_t limit = when_now() + days * DAY_SECONDS;

	if (w->until <= limit)
		return true;
	err_set(err, ERR_INVALID, "until: rule %s is waived for at most %lld "
	    "days, until %s", w->rule, (long long)days,
	    when_date(limit, last));
	return err_part(err, "until");
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	(void)m;
	(void)before;
	return check_until((const struct waiver *)now, err);
}

const struct kind kind_waiver = {
	.name = "waiver", .label = "Waiver", .plural = "Waivers",
	.help = "A finding of the audit that is accepted, with a reason and "
	    "an end.",
	.table = "waiver", .view = "waiver_list",
	.size = sizeof(struct waiver),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.derive = derive, .check = check,
};
