/* SPDX-License-Identifier: ISC */
#include "engine/guide_planning.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/when.h"
#include "engine/guide_receive.h"

enum { ANALYSIS_DAYS = 365, MAX_NOTICE = 3650, MAX_PLAN = 4096,
	MAX_CONTACT = 256 };

static bool
is_unset(const struct guide_question *q, const struct party *p)
{
	if (strcmp(q->row->id, "key_exchange") == 0)
		return p->key_exchange_plan == NULL;
	if (strcmp(q->row->id, "expiry_notice") == 0)
		return p->expiry_notice_days == FIELD_UNSET;
	return p->revocation_contact == NULL;
}

static bool
of_party(const struct guide_question *q)
{
	const struct party *p = guide_party(q->guide);

	return guide_get(q->guide, NULL, "party") != NULL && (p == NULL ||
	    is_unset(q, p));
}

static bool
of_group(const struct guide_question *q)
{
	const struct group *g = q->guide->topology->group;

	return g != NULL && (g->threat_model_date == FIELD_UNSET ||
	    q->guide->at - g->threat_model_date >
	    (int64_t)ANALYSIS_DAYS * DAY_SECONDS);
}

static void
later(const struct guide_question *q, struct guide_choices *out)
{
	(void)q;
	guide_choice_add(out, GUIDE_LATER, xstrdup("the audit reminds"),
	    NULL);
}

static bool
check_length(const struct guide_question *q, const char *value,
    struct err *err)
{
	int most = strcmp(q->row->id, "key_exchange") == 0 ? MAX_PLAN :
	    MAX_CONTACT;

	return strlen(value) <= (size_t)most || err_set(err, ERR_INVALID,
	    "at most %d bytes", most);
}

static bool
check_days(const struct guide_question *q, const char *value,
    struct err *err)
{
	long long n;

	(void)q;
	return strcmp(value, GUIDE_LATER) == 0 || (text_to_int(value, &n) &&
	    n >= 0 && n <= MAX_NOTICE) || err_set(err, ERR_INVALID,
	    "days from 0 to %d, or later (%s)", MAX_NOTICE, value);
}

static bool
check_date(const struct guide_question *q, const char *value,
    struct err *err)
{
	int64_t at;

	if (strcmp(value, GUIDE_LATER) == 0)
		return true;
	if (!when_parse(value, &at))
		return err_set(err, ERR_INVALID, "a date such as 2026-11-21, "
		    "or later (%s)", value);
	return at <= q->guide->at || err_set(err, ERR_INVALID,
	    "it has not been yet (%s)", value);
}

static const struct guide_row rows[] = {
	{ .id = "key_exchange", .part = "Planning",
	  .text = "How are certificates exchanged with the partner, and "
	      "confirmed?", .type = GUIDE_OPEN,
	  .def = GUIDE_LATER, .assumed = true, .choices = later,
	  .applies = of_party, .check = check_length,
	  .why = "A plan that both know prevents that a certificate comes by "
	      "the same channel as a forged one would." },
	{ .id = "expiry_notice", .text = "How many days before expiry does "
	      "each tell the other?", .type = GUIDE_OPEN,
	  .def = GUIDE_LATER, .assumed = true, .choices = later,
	  .applies = of_party, .check = check_days,
	  .why = "Who is told in time can install the successor before the "
	      "old one ends." },
	{ .id = "revocation_contact", .text = "Who is told when a "
	      "certificate is revoked?", .type = GUIDE_OPEN,
	  .def = GUIDE_LATER, .assumed = true, .choices = later,
	  .applies = of_party, .check = check_length,
	  .why = "A stolen key is the partner's trouble from the moment it "
	      "is stolen, not from the next list on." },
	{ .id = "threat_model", .text = "When was it last analysed which "
	      "messages need protection? (a date)", .type = GUIDE_OPEN,
	  .def = GUIDE_LATER, .assumed = true, .choices = later,
	  .applies = of_group, .check = check_date,
	  .why = "What is signed or encrypted should follow from a threat "
	      "model analysis, not from habit." },
};

const struct guide_rows guide_planning_rows = { rows, ARRAY_SIZE(rows) };

/* ---- the plan ------------------------------------------------------------ */

static const char *const party_fields[][2] = {
	{ "key_exchange", "key_exchange_plan" },
	{ "expiry_notice", "expiry_notice_days" },
	{ "revocation_contact", "revocation_contact" },
};

/* A value that is one, of a question that is still asked. */
static const char *
answer(const struct guide *g, const char *id)
{
	const char *value = guide_get(g, NULL, id);
	struct guide_question q = { .guide = g };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].id, id) == 0)
			q.row = &rows[i];
	return value != NULL && strcmp(value, GUIDE_LATER) != 0 &&
	    q.row->applies(&q) ? value : NULL;
}

void
guide_planning_plan(const struct guide *g, struct guide_plan *p)
{
	const struct group *group = g->topology->group;
	const char *value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(party_fields); i++) {
		value = answer(g, party_fields[i][0]);
		if (value != NULL)
			guide_step_set(guide_plan_get(p, "party",
			    guide_get(g, NULL, "party")),
			    party_fields[i][1], value);
	}
	value = answer(g, "threat_model");
	if (value != NULL)
		guide_step_set(guide_plan_get(p, "group",
		    group->object.name), "threat_model_date", value);
}
