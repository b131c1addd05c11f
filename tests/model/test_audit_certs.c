/* SPDX-License-Identifier: ISC */
/* The rules about certificates themselves: families C2 and C3. */
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
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"
#include "tests/lib/clean_group.h"

static void
set_not_before(struct cert *c, int64_t value)
{
	c->not_before = value;
}

static void
set_tls_only(struct cert *c, int64_t value)
{
	(void)value;
	str_replace(&c->eku, "1.3.6.1.5.5.7.3.2");
}

/* ---- C2 ----------------------------------------------------------------- */

static void
test_c201(void **state)
{
	struct clean_group *t = *state;
	const struct finding *f;

	clean_each(t, ENC, clean_not_after, AT - 1);
	f = expect_one(t, "C201", SEVERITY_ERROR, "Encryption certificate "
	    "Partner Encryption [%s] expired on 2026-11-21 11:59:59Z. "
	    "Effect: messages to be encrypted are suspended.", t->shown[ENC]);
	assert_null(f->computer);
	assert_string_equal(f->kind, "send-port");
	/* The last second still counts, and then it expires today. */
	clean_each(t, ENC, clean_not_after, AT);
	expect_of_rule(t, "C202", SEVERITY_WARNING, "Encryption certificate "
	    "Partner Encryption [%s] expires in 0 days (Send port Orders).",
	    t->shown[ENC]);
}

/* Decryption goes on with an expired certificate. */
static void
test_c201_decrypt(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");
	struct receive_location *l = clean_object(t, "receive-location",
	    "In FILE");
	static const char text[] = "Decryption certificate Our Decryption "
	    "[%s] expired on 2026-11-20. Effect: messages are still "
	    "decrypted, with a warning.%s";

	clean_each(t, DEC, clean_not_after, AT - DAY_SECONDS);
	expect_one(t, "C201", SEVERITY_WARNING, text, t->shown[DEC], "");
	l->enabled = false;
	expect_one(t, "C201", SEVERITY_ADVICE, text, t->shown[DEC],
	    " (not active)");
	/* It also signs: an error again. */
	str_replace(&g->signature_certificate, t->cert[DEC]->thumbprint);
	clean_each(t, DEC, clean_key_usage, -1);
	expect_of_rule(t, "C201", SEVERITY_ERROR, "Decryption and signing "
	    "certificate Our Decryption [%s] expired on 2026-11-20. Effect: "
	    "messages are still decrypted, with a warning; messages to be "
	    "signed are suspended.", t->shown[DEC]);
}

static void
test_c202(void **state)
{
	struct clean_group *t = *state;
	static const char text[] = "Signature verification certificate "
	    "Partner Signature [%s] expires in %s (Party Partner).";
	const struct finding *f;

	clean_each(t, VER, clean_not_after, AT + 30 * DAY_SECONDS);
	f = expect_of_rule(t, "C202", SEVERITY_WARNING, text, t->shown[VER],
	    "30 days");
	assert_string_equal(f->fix,
	    "Start the renewal agreed with Partner.");
	clean_each(t, VER, clean_not_after, AT + 30 * DAY_SECONDS + 1);
	expect_of_rule(t, "C202", SEVERITY_ADVICE, text, t->shown[VER],
	    "30 days");
	clean_each(t, VER, clean_not_after, AT + 60 * DAY_SECONDS);
	expect_of_rule(t, "C202", SEVERITY_ADVICE, text, t->shown[VER],
	    "60 days");
	clean_each(t, VER, clean_not_after, AT + 60 * DAY_SECONDS + 1);
	expect_clean(t);
	clean_each(t, VER, clean_not_after, AT + DAY_SECONDS);
	expect_of_rule(t, "C202", SEVERITY_WARNING, text, t->shown[VER],
	    "1 day");
}

/* The group's own number of days, also beyond 60. */
static void
test_c202_days(void **state)
{
	struct clean_group *t = *state;

	clean_each(t, VER, clean_not_after, AT + 90 * DAY_SECONDS);
	expect_clean(t);
	t->s->expiry_warn_days = 90;
	clean_run(t);
	assert_int_equal(t->a->by_severity[SEVERITY_WARNING], 1);
	t->s->expiry_warn_days = 0;
	clean_each(t, VER, clean_not_after, AT + 1);
	clean_run(t);
	/* C202 and C210 */
	assert_int_equal(t->a->by_severity[SEVERITY_ADVICE], 2);
}

static void
test_c203(void **state)
{
	struct clean_group *t = *state;

	clean_each(t, SIG, set_not_before, AT + 1);
	expect_one(t, "C203", SEVERITY_ERROR, "Signing certificate [%s] is "
	    "not valid before 2026-11-21 12:00:01Z. Effect: messages to be "
	    "signed are suspended.", t->shown[SIG]);
	clean_each(t, SIG, set_not_before, AT);
	expect_clean(t);
}

/* A certificate nobody has seen cannot be judged. */
static void
test_data_unknown(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");
	static const char *const ids[] = { "C201", "C202", "C203", "C204",
	    "C208", "C301", "C303", "C305", "C307", "C308", "C309", "C401",
	    "C402", "C403", "L109" };
	const struct finding *f;
	size_t i;

	str_replace(&p->encryption_certificate,
	    "00112233445566778899AABBCCDDEEFF00112233");
	clean_run(t);
	for (i = 0; i < ARRAY_SIZE(ids); i++)
		expect_unknown(t, ids[i], 1);
	expect_unknown(t, "C206", 2);
	assert_int_equal(t->a->unknown, ARRAY_SIZE(ids) + 2);
	assert_int_equal(t->a->by_severity[SEVERITY_ERROR], 2);	/* C101 */
	f = &t->a->v[2];
	assert_string_equal(f->rule->id, "C201");
	assert_string_equal(f->text, "Send port Orders: cannot be "
	    "checked: certificate [0011 2233 4455 6677 8899 AABB CCDD EEFF "
	    "0011 2233] is in no inventory and not among the group's "
	    "certificates.");
}

/* In no store, but the group holds its public certificate. */
static void
test_data_of_group(void **state)
{
	struct clean_group *t = *state;

	clean_take(t, NODE1, NULL, ENC);
	clean_take(t, NODE2, NULL, ENC);
	clean_run(t);
	assert_int_equal(t->a->unknown, 0);
	assert_int_equal(t->a->n, 2);		/* C101 of both */
}

/* ---- C3 ----------------------------------------------------------------- */

static void
test_c301(void **state)
{
	struct clean_group *t = *state;

	clean_each(t, ENC, clean_key_usage, KEY_USAGE_DIGITAL_SIGNATURE);
	expect_one(t, "C301", SEVERITY_ERROR, "Send port Orders: [%s] may "
	    "not be used for encryption; its key usage is digital "
	    "signature.", t->shown[ENC]);
	clean_each(t, ENC, clean_key_usage, KEY_USAGE_DATA_ENCIPHERMENT);
	expect_clean(t);
	clean_each(t, ENC, clean_key_usage, -1);
	expect_clean(t);
	/* One finding, however many computers need it. */
	clean_each(t, DEC, clean_key_usage, KEY_USAGE_CERT_SIGN);
	clean_run(t);
	assert_int_equal(t->a->n, 1);
}

static void
test_c302(void **state)
{
	struct clean_group *t = *state;
	static const char text[] = "Party Partner: [%s] may not be used for "
	    "signature verification; its key usage is %s.";

	clean_each(t, VER, clean_key_usage, KEY_USAGE_KEY_ENCIPHERMENT);
	expect_one(t, "C302", SEVERITY_ERROR, text, t->shown[VER],
	    "key encipherment");
	clean_each(t, VER, clean_key_usage, KEY_USAGE_NON_REPUDIATION);
	expect_one(t, "C302", SEVERITY_ADVICE, text, t->shown[VER],
	    "non-repudiation");
	clean_each(t, VER, clean_key_usage, KEY_USAGE_NON_REPUDIATION |
	    KEY_USAGE_DIGITAL_SIGNATURE);
	expect_clean(t);
}

static void
test_c303(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");

	clean_each(t, SIG, set_tls_only, 0);
	clean_run(t);
	assert_int_equal(t->a->n, 1);
	assert_string_equal(t->a->v[0].rule->id, "C303");
	assert_int_equal(t->a->v[0].severity, SEVERITY_ERROR);
	assert_true(strstr(t->a->v[0].text, "Group Test Group: extended key "
	    "usage of [") == t->a->v[0].text);
	/* The group may allow it. */
	str_replace(&g->extra_eku, "1.3.6.1.5.5.7.3.2");
	expect_clean(t);
}

/* ---- roll-over ----------------------------------------------------------- */

static void
test_rollover(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, "party", "Partner");
	const int64_t from = AT + 20 * DAY_SECONDS;

	p->rollover.next = xstrdup(t->cert[SIG]->thumbprint);
	p->rollover.next_from = from;
	clean_put(t, clean_store(t, NODE1, NULL), SIG);
	inventory_sort(&t->inv);
	/* Missing where it will be needed: milder, with its time. */
	expect_of_rule(t, "C104", SEVERITY_ADVICE, "Party Partner: signature "
	    "certificate [%s] is not in Other People on " NODE2 ". Signed "
	    "messages that do not carry the certificate will fail. (next, "
	    "from 2026-12-11)", t->shown[SIG]);
	clean_put(t, clean_store(t, NODE2, NULL), SIG);
	inventory_sort(&t->inv);
	expect_none(t, "C104");
	/* Who is replaced in time need not be renewed. */
	clean_each(t, VER, clean_not_after, from);
	expect_none(t, "C202");
	clean_each(t, VER, clean_not_after, from - 1);
	expect_of_rule(t, "C202", SEVERITY_WARNING, "Signature verification "
	    "certificate Partner Signature [%s] expires in 19 days (Party "
	    "Partner).", t->shown[VER]);
	/* And may run out afterwards. */
	p->rollover.next_from = AT;
	clean_each(t, VER, clean_not_after, AT - 1);
	expect_of_rule(t, "C201", SEVERITY_WARNING, "Signature verification "
	    "certificate Partner Signature [%s] expired on "
	    "2026-11-21 11:59:59Z. "
	    "Effect: signatures are refused. (replaced since 2026-11-21)",
	    t->shown[VER]);
}

/* One that takes over later need not be valid today. */
static void
test_rollover_validity(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, "party", "Partner");

	p->rollover.next = xstrdup(t->cert[SIG]->thumbprint);
	p->rollover.next_from = AT + 5 * DAY_SECONDS;
	clean_put(t, clean_store(t, NODE1, NULL), SIG);
	inventory_sort(&t->inv);
	clean_put(t, clean_store(t, NODE2, NULL), SIG);
	inventory_sort(&t->inv);
	/* It is that of the group no more, which needs it today. */
	str_replace(&((struct group *)clean_object(t, "group",
	    "Test Group"))->signature_certificate, NULL);
	clean_each(t, SIG, set_not_before, AT + 5 * DAY_SECONDS);
	expect_none(t, "C203");
	clean_each(t, SIG, set_not_before, AT + 5 * DAY_SECONDS + 1);
	expect_of_rule(t, "C203", SEVERITY_WARNING, "Signature verification "
	    "certificate [%s] is not valid before 2026-11-26. Effect: "
	    "signatures are refused. (next, from 2026-11-26)",
	    t->shown[SIG]);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_c201), EACH(test_c201_decrypt), EACH(test_c202),
		EACH(test_c202_days), EACH(test_c203), EACH(test_data_unknown),
		EACH(test_data_of_group), EACH(test_c301), EACH(test_c302),
		EACH(test_c303), EACH(test_rollover),
		EACH(test_rollover_validity),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
