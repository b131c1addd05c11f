/* SPDX-License-Identifier: ISC */
/* The rules about pipelines and MIME/SMIME options: family M. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/kinds/party.h"
#include "tests/lib/clean_group.h"

#define IN "receive-location", "In FILE"
#define OUT "send-port", "Orders"

static void
test_m101(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_add(t, "receive-location",
	    "Plain", "receive_port=In", "handler=FILE-receive@Recv",
	    "receive_pipeline=PassThruReceive", "expects=plain", NULL);

	expect_none(t, "M101");		/* it is disabled */
	l->enabled = true;
	expect_of_rule(t, "M101", SEVERITY_WARNING, "Host Recv receives "
	    "encrypted (In FILE) and unencrypted (Plain) messages.");
	l->expects = EXPECT_SIGNED;
	expect_none(t, "M101");
	l->expects = EXPECT_ANY;	/* takes what comes */
	expect_of_rule(t, "M101", SEVERITY_WARNING, "Host Recv receives "
	    "encrypted (In FILE) and unencrypted (Plain) messages.");
}

static void
test_m102(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	clean_set(t, IN, "decoder.allow_non_mime=true", NULL);
	expect_of_rule(t, "M102", SEVERITY_WARNING, "In FILE: expects only "
	    "encrypted messages, yet lets non-MIME messages through.");
	l->expects = EXPECT_SIGNED;
	expect_of_rule(t, "M102", SEVERITY_WARNING, "In FILE: expects only "
	    "signed messages, yet lets non-MIME messages through.");
	l->expects = EXPECT_PLAIN;
	expect_none(t, "M102");
}

static void
test_m103(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	l->expects = EXPECT_ANY;
	expect_none(t, "M103");
	clean_set(t, IN, "decoder.allow_non_mime=true", NULL);
	expect_of_rule(t, "M103", SEVERITY_ADVICE,
	    "In FILE: takes both S/MIME and plain messages.");
}

/* No dialog saves it; another program may. */
static void
test_m104(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, OUT);

	props_set(&p->object.props, "encoder.signature_type", "clear");
	expect_of_rule(t, "M104", SEVERITY_ERROR,
	    "Orders: clear signing cannot be combined with encryption.");
	p->state = PORT_BOUND;
	expect_of_rule(t, "M104", SEVERITY_WARNING, "Orders: clear signing "
	    "cannot be combined with encryption. (not active)");
	props_set(&p->object.props, "encoder.enable_encryption", "false");
	expect_none(t, "M104");
}

static void
test_m105(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	free(l->receive_pipeline);
	l->receive_pipeline = xstrdup("XMLReceive");
	expect_of_rule(t, "M105", SEVERITY_ERROR,
	    "In FILE: pipeline XMLReceive cannot decrypt or verify.");
	l->expects = EXPECT_ANY;
	expect_none(t, "M105");
}

static void
test_m106(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, OUT);

	p->must_encrypt = p->must_sign = true;
	expect_none(t, "M106");
	clean_set(t, OUT, "encoder.signature_type=none", NULL);
	expect_of_rule(t, "M106", SEVERITY_ERROR, "Orders: must sign, but "
	    "pipeline SMIMETransmit does not.");
	free(p->send_pipeline);
	p->send_pipeline = xstrdup("PassThruTransmit");
	expect_of_rule(t, "M106", SEVERITY_ERROR, "Orders: must encrypt and "
	    "sign, but pipeline PassThruTransmit does not.");
}

static void
test_m107(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, OUT);

	free(p->adapter);
	p->adapter = xstrdup("SOAP");
	expect_of_rule(t, "M107", SEVERITY_ERROR,
	    "Orders: S/MIME does not work with the SOAP adapter.");
	free(p->send_pipeline);
	p->send_pipeline = xstrdup("XMLTransmit");
	expect_none(t, "M107");
}

static void
test_m108(void **state)
{
	struct clean_group *t = *state;

	clean_set(t, OUT, "encoder.body_as_attachment=true", NULL);
	expect_of_rule(t, "M108", SEVERITY_ADVICE, "Orders: body is sent as "
	    "attachment; another such engine will see two parts.");
	clean_set(t, OUT, "encoder.body_as_attachment=false", NULL);
	expect_none(t, "M108");
}

static void
test_m109(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, "party", "Partner");

	clean_set(t, OUT, "encoder.add_signing_certificate=false", NULL);
	expect_none(t, "M109");		/* nobody is named */
	clean_set(t, "party", "Partner", "send_ports=Orders", NULL);
	p->our_certificate_sent = FIELD_UNSET;
	expect_of_rule(t, "M109", SEVERITY_WARNING, "Orders: signatures are "
	    "sent without certificate; Partner is not known to have it.");
	p->our_certificate_sent = AT;
	expect_none(t, "M109");
}

static void
test_m110(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, OUT);

	props_set(&p->object.props, "encoder.transfer_encoding", "morse");
	expect_of_rule(t, "M110", SEVERITY_ERROR, "Orders: pipeline setting "
	    "encoder.transfer_encoding = \"morse\" is invalid.");
	props_unset(&p->object.props, "encoder.transfer_encoding");
	props_set(&p->object.props, "encoder.colour", "red");
	expect_of_rule(t, "M110", SEVERITY_ERROR, "Orders: pipeline setting "
	    "encoder.colour = \"red\" is invalid.");
	props_unset(&p->object.props, "encoder.colour");
	/* Of a component that is not there, and of no component. */
	props_set(&p->object.props, "decoder.colour", "red");
	props_set(&p->object.props, "colour", "red");
	expect_none(t, "M110");
}

static void
test_m111(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);
	const struct finding *f;

	l->expects = EXPECT_SIGNED;
	f = expect_of_rule(t, "M111", SEVERITY_ADVICE, "In FILE: Allow Non "
	    "MIME = False still admits unsigned MIME messages.");
	assert_string_equal(f->fix, "Turn on Require signature.");
	l->require_signature = true;
	expect_none(t, "M111");
}

static void
test_m112(void **state)
{
	struct clean_group *t = *state;

	const char *const own[] = { "decode", "decoder" };
	const char *const other[] = { "decode", "Acme.Unpack" };
	struct pipeline *p = clean_add(t, "pipeline", "Odd",
	    "direction=receive", NULL);

	rows_add(&p->components, 2, other);
	rows_add(&p->components, 2, own);
	expect_of_rule(t, "M112", SEVERITY_WARNING, "Odd: MIME/SMIME decoder "
	    "is at the wrong place; others would see encrypted data or "
	    "alter signed data.");
	rows_remove(&p->components, 0);
	rows_add(&p->components, 2, other);
	expect_none(t, "M112");
}

static void
test_m113(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	l->two_way = true;
	l->send_pipeline = xstrdup("SMIMETransmit");
	expect_none(t, "M113");
	props_set(&l->object.props, "encoder.enable_encryption", "true");
	expect_of_rule(t, "M113", SEVERITY_ERROR, "In FILE: responses are to "
	    "be encrypted but no certificate is named.");
	l->encryption_certificate = xstrdup(t->cert[ENC]->thumbprint);
	expect_none(t, "M113");
}

static void
test_m114(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	l->maximum_message_size = INT64_C(1) << 40;
	expect_none(t, "M114");
	l->external = true;
	expect_of_rule(t, "M114", SEVERITY_ADVICE,
	    "In FILE: accepts messages of any size.");
	l->maximum_message_size--;
	expect_none(t, "M114");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_m101), EACH(test_m102), EACH(test_m103),
		EACH(test_m104), EACH(test_m105), EACH(test_m106),
		EACH(test_m107), EACH(test_m108), EACH(test_m109),
		EACH(test_m110), EACH(test_m111), EACH(test_m112),
		EACH(test_m113), EACH(test_m114),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
