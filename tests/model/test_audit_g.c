/* SPDX-License-Identifier: ISC */
/* The rules about what was planned and agreed on: family G. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/kinds/group.h"
#include "model/kinds/party.h"
#include "tests/lib/clean_group.h"

#define PARTNER "party", "Partner"

static void
test_g101(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");

	g->threat_model_date = AT - 365 * DAY_SECONDS;
	expect_clean(t);
	g->threat_model_date--;
	expect_one(t, "G101", SEVERITY_ADVICE, "No threat model analysis is "
	    "on record since 2025-11-21.");
	g->threat_model_date = FIELD_UNSET;
	expect_one(t, "G101", SEVERITY_ADVICE, "No threat model analysis is "
	    "on record.");
}

static void
test_agreements(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, PARTNER);
	char *plan = p->key_exchange_plan;

	p->key_exchange_plan = NULL;
	expect_one(t, "G102", SEVERITY_ADVICE, "Party Partner: it is not "
	    "recorded how public keys are exchanged.");
	p->key_exchange_plan = plan;
	p->expiry_notice_days = FIELD_UNSET;
	expect_one(t, "G103", SEVERITY_ADVICE, "Party Partner: no agreement "
	    "on notice before certificates expire.");
	p->expiry_notice_days = 0;
	str_replace(&p->revocation_contact, NULL);
	expect_one(t, "G104", SEVERITY_ADVICE, "Party Partner: no agreement "
	    "on notice of revocation.");
	str_replace(&p->revocation_contact, "Anna");
	expect_clean(t);
}

static void
test_g105(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, PARTNER);
	struct group *g = clean_object(t, "group", "Test Group");
	struct audit_facts *f = &t->facts;

	f->changes = grow(f->changes, 0, &f->capchanges,
	    sizeof(*f->changes));
	f->changes[f->nchanges++] = (struct cert_change){ .at = AT,
	    .kind = xstrdup("group"), .object_id = g->object.id,
	    .object = xstrdup("Test Group"), .action = xstrdup("update"),
	    .field = xstrdup("signature_certificate"),
	    .new_value = xstrdup(t->cert[SIG]->thumbprint) };
	p->our_certificate_sent = AT - 1;
	expect_clean(t);		/* nothing signed goes there */
	clean_set(t, PARTNER, "send_ports=Orders", NULL);
	expect_one(t, "G105", SEVERITY_WARNING, "Party Partner has not been "
	    "given our new signing certificate [%s].", t->shown[SIG]);
	p->our_certificate_sent = AT;
	expect_clean(t);
	p->our_certificate_sent = FIELD_UNSET;
	expect_clean(t);
}

static void
test_g106(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, PARTNER);

	str_replace(&p->signature_certificate, NULL);
	expect_of_rule(t, "G106", SEVERITY_ADVICE, "Party Partner: exchanges "
	    "are neither signed nor encrypted.");
	p->unprotected_reason = xstrdup("Public prices only");
	expect_none(t, "G106");
	str_replace(&p->unprotected_reason, NULL);
	clean_set(t, PARTNER, "send_ports=Orders", NULL);
	expect_none(t, "G106");
}

static void
test_g107(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, PARTNER);

	p->expiry_notice_days = 100;
	clean_each(t, DEC, clean_not_after, AT + 100 * DAY_SECONDS + 1);
	expect_clean(t);
	clean_each(t, DEC, clean_not_after, AT + 100 * DAY_SECONDS);
	expect_one(t, "G107", SEVERITY_WARNING, "Party Partner must be told "
	    "by 2026-11-21 that [%s] expires.", t->shown[DEC]);
	/* What was sent before there was this one does not count. */
	p->expiry_notice_sent = t->cert[DEC]->not_before - 1;
	expect_none(t, "C201");
	assert_int_equal(t->a->n, 1);
	p->expiry_notice_sent++;
	expect_clean(t);
}

static void
test_g108(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, PARTNER);
	static const char text[] = "Party Partner: fingerprint of [%s] is not "
	    "confirmed.";

	str_replace(&p->confirmed_fingerprint, t->cert[VER]->sha256);
	expect_clean(t);
	str_replace(&p->confirmed_fingerprint, t->cert[ENC]->sha256);
	expect_one(t, "G108", SEVERITY_ADVICE, text, t->shown[VER]);
	str_replace(&p->confirmed_fingerprint, NULL);
	expect_one(t, "G108", SEVERITY_ADVICE, text, t->shown[VER]);
	/* Its SHA-256 is known only of what somebody has seen. */
	str_replace(&p->confirmed_fingerprint, t->cert[ENC]->sha256);
	clean_take(t, NODE1, NULL, VER);
	clean_take(t, NODE2, NULL, VER);
	clean_run(t);
	expect_unknown(t, "G108", 1);
}

static void
test_fingerprint_form(void **state)
{
	struct clean_group *t = *state;
	struct object *o = clean_object(t, PARTNER);
	struct err err = { 0 };

	assert_false(object_set(o, t->f->model, "confirmed_fingerprint",
	    "0123", &err));
	assert_non_null(strstr(err.text, "40 or 64 hexadecimal digits"));
	assert_true(object_set(o, t->f->model, "confirmed_fingerprint",
	    "", &err));
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_g101), EACH(test_agreements), EACH(test_g105),
		EACH(test_g106), EACH(test_g107), EACH(test_g108),
		EACH(test_fingerprint_form),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
