/* SPDX-License-Identifier: ISC */
/* Sending: every reason not to write, U1 and U3 of section 4. */
#include "tests/engine/world.h"

#include "engine/run.h"
#include "model/kinds/send_port.h"

/* A certificate of the sample's CA, wrong in one way. */
static struct minted
make(const struct world *w, int from, int to, unsigned key_usage, int bits)
{
	struct minted ca = sample_pair(w, "ca"), m = { 0 };
	struct issuer issuer = { ca.cert, ca.key };
	struct issue_request r = { .common_name = "Made",
		.not_before = w->f->now + (int64_t)from * DAY_SECONDS,
		.not_after = w->f->now + (int64_t)to * DAY_SECONDS,
		.key_usage = key_usage, .rsa_bits = bits };
	struct err err = { 0 };

	must(issue_cert(&r, &issuer, &m.cert, &m.key, &err), &err);
	return m;
}

static void
add_to_list(const struct world *w, const struct minted *m)
{
	struct minted ca = sample_pair(w, "ca");
	struct issuer issuer = { ca.cert, ca.key };
	const struct cert *list[] = { m->cert,
		fixture_cert(w->f, "tailspin") };
	struct store *s = store_open(w->f->settings.stores, STORE_CRL, NULL,
	    NULL);
	struct err err = { 0 };
	struct crl *crl = issue_crl(&issuer, list, 2, w->f->now - 60,
	    w->f->now + DAY_SECONDS, &err);

	must(crl != NULL && crl_store_add(s, crl, &err), &err);
	crl_free(crl);
	store_close(s);
}

enum trouble { GOOD, EXPIRED, EARLY, REVOKED, UNLISTED, PURPOSE, UNTRUSTED,
	WEAK, ABSENT, TROUBLES };

static struct minted
troubled(const struct world *w, enum trouble trouble, unsigned usage)
{
	static const struct {
		int from, to, bits;
	} dates[TROUBLES] = {
		[EXPIRED] = { -10, -1, 0 },
		[EARLY] = { 1, 10, 0 },
		[WEAK] = { -1, 10, 1024 },
	};
	struct minted m;

	if (trouble == UNLISTED)
		return mint(w, "Made", &w->other_ca);
	if (trouble == UNTRUSTED)
		return mint(w, "Made", NULL);
	if (trouble == PURPOSE)
		return make(w, -1, 10, usage == KEY_USAGE_DIGITAL_SIGNATURE ?
		    KEY_USAGE_KEY_ENCIPHERMENT : KEY_USAGE_DIGITAL_SIGNATURE,
		    0);
	if (dates[trouble].to == 0)
		m = make(w, -1, 10, usage, 0);
	else
		m = make(w, dates[trouble].from, dates[trouble].to, usage,
		    dates[trouble].bits);
	if (trouble == REVOKED)
		add_to_list(w, &m);
	return m;
}

struct state_row {
	const char *on, *off;		/* code; "" processed */
	const char *warning;		/* where it is processed */
};

static void
try_states(struct world *w, const struct send_input *input,
    const struct state_row *row)
{
	fixture_set(w->f, "send-port", SEND, "encoder.check_revocation=true",
	    NULL);
	world_open(w, SEND_HOST);
	expect_send(w, input, row->on, row->on[0] == '\0' ? row->warning :
	    "");
	fixture_set(w->f, "send-port", SEND, "encoder.check_revocation=false",
	    NULL);
	world_open(w, SEND_HOST);
	expect_send(w, input, row->off, row->off[0] == '\0' ? row->warning :
	    "");
}

static void
encryption_states(void **state)
{
	static const struct state_row rows[TROUBLES] = {
		[GOOD] = { "", "", "" },
		[EXPIRED] = { "ENC_EXPIRED", "ENC_EXPIRED", "" },
		[EARLY] = { "ENC_NOT_YET_VALID", "ENC_NOT_YET_VALID", "" },
		[REVOKED] = { "ENC_REVOKED", "", "encrypt-cert-revoked" },
		[UNLISTED] = { "ENC_REVOCATION_UNKNOWN", "", "" },
		[PURPOSE] = { "ENC_USAGE", "ENC_USAGE", "" },
		[UNTRUSTED] = { "ENC_UNTRUSTED", "",
		    "encrypt-cert-untrusted" },
		[WEAK] = { "ALG_FORBIDDEN", "ALG_FORBIDDEN", "" },
		[ABSENT] = { "ENC_CERT_NOT_IN_STORE", "ENC_CERT_NOT_IN_STORE",
		    "" },
	};
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct minted m;
	enum trouble t;

	for (t = 0; t < TROUBLES; t++) {
		m = troubled(w, t, KEY_USAGE_KEY_ENCIPHERMENT);
		publish(w, &m);
		if (t != ABSENT)
			put(w, STORE_OTHER_PEOPLE, NULL, &m, false);
		encrypt_for(w, &m);
		try_states(w, &input, &rows[t]);
		minted_clear(&m);
	}
}

static void
set_group_cert(const struct world *w, const char *thumbprint)
{
	char *set = xasprintf("signature_certificate=%s", thumbprint);

	fixture_set(w->f, "group", "Test Group", set, NULL);
	free(set);
}

static void
signature_states(void **state)
{
	static const struct state_row rows[TROUBLES] = {
		[GOOD] = { "", "", "" },
		[EXPIRED] = { "SIGN_EXPIRED", "SIGN_EXPIRED", "" },
		[EARLY] = { "SIGN_NOT_YET_VALID", "SIGN_NOT_YET_VALID", "" },
		[REVOKED] = { "SIGN_REVOKED", "", "sign-cert-revoked" },
		[UNLISTED] = { "SIGN_REVOCATION_UNKNOWN", "", "" },
		[PURPOSE] = { "SIGN_USAGE", "SIGN_USAGE", "" },
		[UNTRUSTED] = { "", "", "sign-cert-untrusted" },
		[WEAK] = { "ALG_FORBIDDEN", "ALG_FORBIDDEN", "" },
		[ABSENT] = { "SIGN_CERT_NOT_IN_STORE",
		    "SIGN_CERT_NOT_IN_STORE", "" },
	};
	struct world *w = *state;
	struct send_input input = input_of(w);
	struct minted m;
	enum trouble t;

	fixture_set(w->f, "send-port", SEND, "encoder.signature_type=blob",
	    NULL);
	for (t = 0; t < TROUBLES; t++) {
		m = troubled(w, t, KEY_USAGE_DIGITAL_SIGNATURE);
		publish(w, &m);
		if (t != ABSENT)
			put(w, STORE_PERSONAL, w->in->row->account, &m, true);
		set_group_cert(w, m.cert->thumbprint);
		try_states(w, &input, &rows[t]);
		minted_clear(&m);
	}
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
		T(encryption_states), T(signature_states),
		T(nothing_assigned), T(message_certificate),
		T(clear_and_encrypted), T(told_in_full),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
