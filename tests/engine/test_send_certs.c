/* SPDX-License-Identifier: ISC */
/* Sending: reasons not to write; all states are in test_states.c. */
#include "tests/engine/world.h"

#include "engine/run.h"
#include "model/kinds/send_port.h"

static void
set_group_cert(const struct world *w, const char *thumbprint)
{
	char *set = xasprintf("signature_certificate=%s", thumbprint);

	fixture_set(w->f, "group", "Test Group", set, NULL);
	free(set);
}

/* Must-pass 15 and 16: switched on, and nothing there. */
static void
nothing_assigned(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct send_result r;
	char *path, *away;

	set_group_cert(w, "");
	fixture_set(w->f, "send-port", SEND, "encoder.signature_type=blob",
	    NULL);
	world_open(w, SEND_HOST);
	expect_send(w, &input, "SIGN_CERT_NOT_CONFIGURED", "");

	set_group_cert(w, fixture_thumbprint(w->f, "sign"));
	path = store_file(w, STORE_PERSONAL, w->in->row->account,
	    fixture_thumbprint(w->f, "sign"), "key");
	away = xasprintf("%s.away", path);
	assert_int_equal(rename(path, away), 0);
	world_open(w, SEND_HOST);
	r = send_it(w, &input);
	assert_int_equal(r.fault.failure, FAIL_SIGN_KEY_MISSING);
	assert_int_equal(r.fault.fault, FAULT_LOCAL);
	assert_non_null(strstr(r.fault.text, "Personal"));
	assert_non_null(strstr(r.fault.text, SEND));
	send_result_clear(&r);
	assert_int_equal(rename(away, path), 0);
	free(path);
	free(away);

	fixture_set(w->f, "send-port", SEND, "encoder.signature_type=none",
	    "encoder.enable_encryption=true", NULL);
	world_open(w, SEND_HOST);
	expect_send(w, &input, "ENC_CERT_NOT_CONFIGURED", "");
}

/* The message's own certificate comes before the port's. */
static void
message_certificate(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct minted port = sample_pair(w, "contoso-encrypt");
	struct minted own = sample_pair(w, "northwind-encrypt");
	STACK_OF(CMS_RecipientInfo) *ris;
	struct send_result r;
	CMS_ContentInfo *cms;
	char shown[THUMBPRINT_SHOWN];
	BIO *in;

	encrypt_for(w, &port);
	world_open(w, SEND_HOST);
	input.encryption_cert = thumbprint_show(own.cert->thumbprint, shown);
	r = send_it(w, &input);
	in = bio_of(VIEW(r.wire));
	cms = SMIME_read_CMS(in, NULL);
	ris = CMS_get0_RecipientInfos(cms);
	assert_int_equal(sk_CMS_RecipientInfo_num(ris), 1);
	assert_int_equal(CMS_RecipientInfo_ktri_cert_cmp(
	    sk_CMS_RecipientInfo_value(ris, 0), own.cert->x509), 0);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	send_result_clear(&r);
	input.encryption_cert = "nonsense";
	expect_send(w, &input, "ENC_CERT_NOT_IN_STORE", "");
	/* Named, but not switched on: sent as the port says. */
	fixture_set(w->f, "send-port", SEND,
	    "encoder.enable_encryption=false", NULL);
	world_open(w, SEND_HOST);
	expect_send(w, &input, "", "");
}

/* Cannot be saved; should it get in by another way, nothing is sent. */
static void
clear_and_encrypted(void **state)
{
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct send_port *port = (struct send_port *)snapshot_find(
	    w->snapshot, kind_send_port.name, SEND);

	props_set(&port->object.props, "encoder.signature_type", "clear");
	props_set(&port->object.props, "encoder.enable_encryption", "true");
	expect_send(w, &input, "ENC_CLEARSIGN_WITH_ENCRYPTION", "");
}

/* Long names must not push out where to install what. */
static void
told_in_full(void **state)
{
	struct world *w = *state;
	char port[257], problem[ERR_TEXT];
	struct trace trace = { 0 };
	struct fault fault = { 0 };
	struct run run = { .instance = w->in, .owner_kind = "send port",
		.owner = port, .stage = "encode", .component = "",
		.trace = &trace, .fault = &fault };

	memset(port, 'p', sizeof(port) - 1);
	port[sizeof(port) - 1] = '\0';
	memset(problem, 'x', sizeof(problem) - 1);
	problem[sizeof(problem) - 1] = '\0';
	assert_false(run_fail_cert(&run, FAIL_ENC_UNTRUSTED, USAGE_ENCRYPT,
	    fixture_thumbprint(w->f, "sign"), problem));
	assert_non_null(strstr(fault.text, port));
	assert_non_null(strstr(fault.text, "host " SEND_HOST ")"));
	assert_non_null(strstr(trace.v[0].text, "host " SEND_HOST ")"));
	trace_clear(&trace);
}

#define T(f) cmocka_unit_test_setup(f, send_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(nothing_assigned), T(message_certificate),
		T(clear_and_encrypted), T(told_in_full),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
