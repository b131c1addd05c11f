/* SPDX-License-Identifier: ISC */
/* The port's authentication: section 7. */
#include "tests/engine/world.h"

#include "base/text.h"
#include "engine/auth.h"

#define PLAIN "MIME-Version: 1.0\r\nContent-Type: text/xml\r\n\r\n<a/>"

/* ---- section 7 --------------------------------------------------------- */

struct scene {
	struct buf wire;
	struct identity identity;
	const char *host;		/* NULL: HOST */
	const char *set[2];		/* of the location, or NULL */
};

static struct scene
row_1(const struct world *w)
{
	return (struct scene){ .wire = contoso(w, 0) };
}

static struct scene
row_1_by_user(const struct world *w)
{
	(void)w;
	return (struct scene){ .wire = text_message(PLAIN),
		.identity = { .user = "WOODGROVE\\warehouse" } };
}

static struct scene
row_2(const struct world *w)
{
	(void)w;
	return (struct scene){ .wire = text_message(PLAIN) };
}

static struct scene
row_3(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->stranger, 0) };
}

static struct scene
row_4(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->stranger, 0),
		.identity = { .user = "WOODGROVE\\warehouse" } };
}

static struct scene
row_5(const struct world *w)
{
	struct scene s = { .wire = contoso(w, CMS_DETACHED) };

	((char *)memmem(s.wire.data, s.wire.len, "order", 5))[0] = 'O';
	return s;
}

static struct scene
row_5_value(const struct world *w)
{
	struct buf wire = contoso(w, 0), der = der_of(&wire);
	struct scene s = { 0 };

	/* The signature value ends the structure. */
	der.data[der.len - 20] ^= 1;
	s.wire = binary_message(&der);
	buf_clear(&der);
	buf_clear(&wire);
	return s;
}

static struct scene
row_6_early(const struct world *w)
{
	struct minted ca = sample_pair(w, "ca"), m = { 0 };
	struct issuer issuer = { ca.cert, ca.key };
	struct issue_request r = { .common_name = "Early",
		.not_before = w->f->now + DAY_SECONDS,
		.not_after = w->f->now + 2 * DAY_SECONDS };
	struct scene s = { 0 };
	struct err err = { 0 };

	must(issue_cert(&r, &issuer, &m.cert, &m.key, &err), &err);
	s.wire = signed_by(&m, 0);
	minted_clear(&m);
	return s;
}

static struct scene
row_6_untrusted(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->rogue, 0) };
}

static struct scene
row_6_expired(const struct world *w)
{
	struct minted by = sample_pair(w, "northwind-sign");

	return (struct scene){ .wire = signed_by(&by, 0) };
}

static struct scene
row_6_revoked(const struct world *w)
{
	struct minted by = sample_pair(w, "tailspin");

	return (struct scene){ .wire = signed_by(&by, 0) };
}

static struct scene
row_6_purpose(const struct world *w)
{
	struct minted by = sample_pair(w, "contoso-encrypt");

	return (struct scene){ .wire = signed_by(&by, 0) };
}

static struct scene
row_7(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->unlisted, 0) };
}

static struct scene
row_7_off(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->unlisted, 0),
		.set = { "decoder.check_revocation=false" } };
}

static struct scene
row_6_revoked_off(const struct world *w)
{
	struct minted by = sample_pair(w, "tailspin");

	return (struct scene){ .wire = signed_by(&by, 0),
		.set = { "decoder.check_revocation=false" } };
}

static struct scene
row_8(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->stranger, CMS_NOCERTS) };
}

static struct scene
row_9(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->lost, CMS_NOCERTS) };
}

static struct scene
row_9_keyid(const struct world *w)
{
	return (struct scene){ .wire = signed_by(&w->lost, CMS_NOCERTS |
	    CMS_USE_KEYID | CMS_DETACHED) };
}

static struct scene
row_10(const struct world *w)
{
	struct minted to = sample_pair(w, "contoso-encrypt");
	struct scene s = { .wire = plain_body() };

	encrypt_to(&s.wire, &to, EVP_aes_128_cbc(), 0);
	return s;
}

static struct scene
row_11(const struct world *w)
{
	return (struct scene){ .wire = encrypted_to_us(w, EVP_aes_128_cbc()),
		.host = "PublicReceive" };
}

static struct scene
row_12_mime(const struct world *w)
{
	(void)w;
	return (struct scene){ .wire = text_message("<a/>") };
}

static struct scene
row_12_smime(const struct world *w)
{
	struct scene s = { .wire = contoso(w, 0) };

	s.wire.len -= s.wire.len / 3;
	return s;
}

static struct scene
row_13(const struct world *w)
{
	return (struct scene){ .wire = contoso(w, 0), .set = {
	    "party_resolution.by_certificate=false",
	    "party_resolution.by_user=false" } };
}

static struct scene
row_13_no_component(const struct world *w)
{
	return (struct scene){ .wire = contoso(w, 0),
		.set = { "receive_pipeline=DecodeOnly" } };
}

static struct scene
row_14_guest(const struct world *w)
{
	(void)w;
	return (struct scene){ .wire = text_message("<a/>"),
		.set = { "decoder.allow_non_mime=true" } };
}

static struct scene
row_14_tls(const struct world *w)
{
	return (struct scene){ .wire = text_message("<a/>"),
		.identity = { .tls = fixture_thumbprint(w->f,
		    "contoso-sign") },
		.set = { "decoder.allow_non_mime=true" } };
}

static struct scene
row_14_user(const struct world *w)
{
	(void)w;
	return (struct scene){ .wire = text_message("<a/>"),
		.identity = { .user = "WOODGROVE\\warehouse" },
		.set = { "decoder.allow_non_mime=true" } };
}

static struct scene
row_15(const struct world *w)
{
	return (struct scene){ .wire = contoso(w, 0),
		.host = "PublicReceive" };
}

static struct scene
row_16_encryption(const struct world *w)
{
	return (struct scene){ .wire = contoso(w, 0),
		.set = { "require_encryption=true" } };
}

static struct scene
row_16_signature(const struct world *w)
{
	return (struct scene){ .wire = encrypted_to_us(w, EVP_aes_128_gcm()),
		.set = { "require_signature=true" } };
}

#define SAME(x) { x, x, x }
#define SENDER(code) { "suspended " code " guest", \
	"dropped " code " guest", "suspended " code " guest" }
#define GUEST { "processed guest", "dropped AUTH_DROPPED guest", \
	"suspended AUTH_KEPT guest" }
#define CONTOSO SAME("processed Contoso Ltd")

static void
authentication_table(void **state)
{
	static const struct {
		struct scene (*make)(const struct world *);
		const char *fate[3];	/* none, drop, keep */
	} rows[] = {
		{ row_1, CONTOSO },
		{ row_1_by_user, SAME("processed Warehouse") },
		{ row_2, GUEST },
		{ row_3, GUEST },
		{ row_4, GUEST },
		{ row_5, SENDER("SIG_DIGEST") },
		{ row_5_value, SENDER("SIG_INVALID") },
		{ row_6_untrusted, SENDER("SIG_UNTRUSTED") },
		{ row_6_expired, SENDER("SIG_EXPIRED") },
		{ row_6_early, SENDER("SIG_NOT_YET_VALID") },
		{ row_6_revoked, SENDER("SIG_REVOKED") },
		{ row_6_purpose, SENDER("SIG_USAGE") },
		{ row_6_revoked_off, SAME("processed Tailspin Toys") },
		{ row_7, SAME("suspended SIG_REVOCATION_UNKNOWN guest") },
		{ row_7_off, SAME("processed Unlisted") },
		{ row_8, SENDER("SIG_CERT_NOT_FOUND") },
		{ row_9, SAME("suspended SIG_CERT_NOT_FOUND guest") },
		{ row_9_keyid, SAME("suspended SIG_CERT_NOT_FOUND guest") },
		{ row_10, SENDER("DEC_NOT_RECIPIENT") },
		{ row_11, SAME("suspended DEC_KEY_MISSING guest") },
		{ row_12_mime, SENDER("NOT_MIME") },
		{ row_12_smime, SENDER("SMIME_MALFORMED") },
		{ row_13, GUEST },
		{ row_13_no_component, GUEST },
		{ row_14_guest, GUEST },
		{ row_14_tls, CONTOSO },
		{ row_14_user, SAME("processed Warehouse") },
		{ row_15, CONTOSO },
		{ row_16_encryption, SENDER("REQ_ENCRYPTION") },
		{ row_16_signature, SENDER("REQ_SIGNATURE") },
	};
	static const char *const settings[] = { [AUTH_NONE] =
		"authentication=none", [AUTH_DROP] = "authentication=drop",
		[AUTH_KEEP] = "authentication=keep" };
	struct world *w = *state;
	struct receive_result r;
	struct scene s;
	size_t i, k;
	char handler[64];

	fixture_add(w->f, "pipeline", "name=DecodeOnly", "direction=receive",
	    "components=decode|decoder", NULL);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s = rows[i].make(w);
		if (s.host == NULL)
			s.host = HOST;
		snprintf(handler, sizeof(handler), "handler=FILE-receive@%s",
		    s.host);
		world_reset(state);
		fixture_set(w->f, "receive-location", LOCATION, handler,
		    s.set[0], s.set[1], NULL);
		for (k = 0; k < 3; k++) {
			fixture_set(w->f, "receive-port", PORT, settings[k],
			    NULL);
			world_open(w, s.host);
			r = receive_as(w, &s.wire, s.identity);
			check_fate(&r, rows[i].fate[k]);
			/* Row 15: known, and handed over as a guest. */
			if (rows[i].make == row_15)
				assert_string_equal(context(&r,
				    "BTS.SourcePartyID"), GUEST_PARTY);
			receive_result_clear(&r);
		}
		buf_clear(&s.wire);
	}
}

/* What the outcome rests on: who is at fault, and what the message says. */
static void
fault_details(void **state)
{
	struct world *w = *state;
	struct receive_result r;
	char shown[THUMBPRINT_SHOWN];
	struct scene s;

	s = row_9(w);
	r = receive_as(w, &s.wire, nobody);
	assert_int_equal(r.fault.fault, FAULT_LOCAL);
	assert_string_equal(r.fault.thumbprint, w->lost.cert->thumbprint);
	assert_non_null(strstr(r.fault.text, "party Lost"));
	receive_result_clear(&r);
	buf_clear(&s.wire);

	s = row_8(w);
	r = receive_as(w, &s.wire, nobody);
	assert_int_equal(r.fault.fault, FAULT_SENDER);
	receive_result_clear(&r);
	buf_clear(&s.wire);

	s = row_6_expired(w);
	r = receive_as(w, &s.wire, nobody);
	assert_string_equal(r.fault.thumbprint,
	    fixture_thumbprint(w->f, "northwind-sign"));
	assert_non_null(strstr(r.fault.text,
	    thumbprint_show(r.fault.thumbprint, shown)));
	assert_non_null(strstr(r.fault.text, "verification"));
	assert_non_null(strstr(r.fault.text, "Other People"));
	assert_non_null(strstr(r.fault.text, FIXTURE_COMPUTER));
	assert_non_null(strstr(r.fault.text, w->in->row->account));
	assert_non_null(strstr(r.fault.text, LOCATION));
	assert_non_null(strstr(r.fault.text, HOST));
	receive_result_clear(&r);
	buf_clear(&s.wire);
}

/* Row 15: resolved, but stored as guest. */
static void
host_not_trusted(void **state)
{
	struct world *w = *state;
	struct buf wire = contoso(w, 0);
	struct receive_result r;

	fixture_set(w->f, "receive-location", LOCATION,
	    "handler=FILE-receive@PublicReceive", NULL);
	world_open(w, "PublicReceive");
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "processed Contoso Ltd");
	assert_string_equal(props_get(&r.context, "BTS.SourcePartyID"),
	    GUEST_PARTY);
	assert_non_null(strstr(r.trace.v[r.trace.n - 1].text,
	    "not authentication trusted"));
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* ---- what cannot be tried at all --------------------------------------- */

static void
not_tried(void **state)
{
	struct world *w = *state;
	struct receive_input input = { .at = w->f->now };
	struct receive_result r;
	struct err err = { 0 };

	assert_false(receive_run(w->in, "Nowhere", &input, &r, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(receive_run(w->in, "Partner Mailbox FILE", &input, &r,
	    &err));
	assert_non_null(strstr(err.text, "PublicReceive"));
	input.tls_thumbprint = "nonsense";
	assert_false(receive_run(w->in, LOCATION, &input, &r, &err));
	assert_non_null(strstr(err.text, "40 hexadecimal digits"));
	assert_string_equal(receive_host(w->snapshot, LOCATION, &err), HOST);
	assert_null(receive_host(w->snapshot, "Nowhere", &err));
}

static void
instance_choice(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *host, *computer, *account;
		const char *row;	/* NULL: not found */
	} rows[] = {
		{ HOST, NULL, NULL, "EdiReceive@EDI-NODE1" },
		{ HOST, "edi-node1", NULL, "EdiReceive@EDI-NODE1" },
		{ HOST, "EDI-NODE2", NULL, "EdiReceive@EDI-NODE2" },
		{ HOST, NULL, "svc-edi", "EdiReceive@EDI-NODE2" },
		{ HOST, "EDI-NODE1", "svc-edi", NULL },
		{ HOST, "NOWHERE", NULL, NULL },
		{ "PublicReceive", NULL, "svc-edi-public",
		    "PublicReceive@EDI-NODE1" },
		{ "NoSuchHost", NULL, NULL, NULL },
	};
	struct instance *in;
	struct err err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct instance_choice choice = { rows[i].computer,
			rows[i].account };

		err = (struct err){ 0 };
		in = instance_open(w->snapshot, &w->f->settings,
		    rows[i].host, &choice, &err);
		if (rows[i].row == NULL) {
			assert_null(in);
			assert_true(err.text[0] != '\0');
			continue;
		}
		must(in != NULL, &err);
		assert_string_equal(in->row->object.name, rows[i].row);
		instance_close(in);
	}
	/* The possibilities are named. */
	err = (struct err){ 0 };
	assert_null(instance_open(w->snapshot, &w->f->settings, HOST,
	    &(struct instance_choice){ .computer = "X" }, &err));
	assert_non_null(strstr(err.text, "EdiReceive@EDI-NODE1"));
	assert_non_null(strstr(err.text, "EdiReceive@EDI-NODE2"));
}

/* Pass-through: no decoder touches the bytes; no component, no party. */
static void
pass_through(void **state)
{
	struct world *w = *state;
	struct buf wire = contoso(w, 0);
	struct receive_result r;

	fixture_set(w->f, "receive-location", LOCATION,
	    "receive_pipeline=PassThruReceive", NULL);
	world_open(w, HOST);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "processed guest");
	check_body(&r, wire.data, wire.len);
	receive_result_clear(&r);
	/* Must-pass 12: XMLReceive resolves by what the transport knows. */
	fixture_set(w->f, "receive-location", LOCATION,
	    "receive_pipeline=XMLReceive", NULL);
	fixture_set(w->f, "receive-port", PORT, "authentication=drop", NULL);
	world_open(w, HOST);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "dropped AUTH_DROPPED guest");
	receive_result_clear(&r);
	r = receive_as(w, &wire, (struct identity){
	    .tls = fixture_thumbprint(w->f, "contoso-sign") });
	check_fate(&r, "processed Contoso Ltd");
	/* Its disassembler leaves the document alone, and says so. */
	check_body(&r, wire.data, wire.len);
	assert_string_equal(r.trace.v[0].stage, "disassemble");
	assert_string_equal(r.trace.v[0].component, "XML disassembler");
	assert_true(text_starts(r.trace.v[0].text, "not evaluated by this "
	    "engine: the message passes through"));
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* Every code of section 14 has its row. */
static void
failure_table(void **state)
{
	enum failure f;

	(void)state;
	for (f = 0; f < FAIL_COUNT; f++) {
		assert_non_null(failure_info(f)->code);
		assert_non_null(failure_info(f)->meaning);
	}
}


#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(authentication_table), T(fault_details), T(host_not_trusted),
		T(not_tried), T(instance_choice), T(pass_through),
		T(failure_table),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
