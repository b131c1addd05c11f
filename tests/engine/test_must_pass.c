/* SPDX-License-Identifier: ISC */
/*
 * The must-pass checklist of the runtime reference, section 15: where each
 * entry is proven, and the proofs that stand nowhere else.
 */
#include "tests/engine/world.h"

#include "base/file.h"

#define HERE "tests/engine/test_must_pass.c"

/* By number.  More than one proof: each holds a part of the entry. */
static const struct proof {
	struct {
		const char *file, *text;	/* text that is in the file */
	} in[3];
	const char *beyond;	/* what this engine has no part in */
} proofs[] = {
	[1] = { .in = { { HERE, "key_of_another_account" } },
	    .beyond = "the suspended queue" },
	[2] = { .in = { { "tests/engine/test_decrypt.c", "Must-pass 2" },
	    { "tests/engine/test_states.c", "decrypt-cert-expired" } } },
	[3] = { .in = { { "tests/engine/test_auth.c",
	    "{ row_6_expired, SENDER(" } },
	    .beyond = "the counter of what was dropped" },
	[4] = { .in = { { HERE, "stranger_is_told" },
	    { "tests/engine/test_auth.c", "{ row_3, GUEST }" } } },
	[5] = { .in = { { "tests/engine/test_layers.c", "signer_forms" } } },
	[6] = { .in = { { "tests/engine/test_auth.c", "{ row_7, SAME(" },
	    { "tests/engine/test_auth.c", "{ row_7_off, SAME(" } } },
	[7] = { .in = { { "tests/engine/test_resolve.c", "Must-pass 7" } } },
	[8] = { .in = { { "tests/engine/test_resolve.c",
	    "{ true, true, false, \"-\", \"K\", \"Warehouse\" }" } } },
	[9] = { .in = { { HERE, "plain_xml" } } },
	[10] = { .in = { { "tests/engine/test_mime.c", "Must-pass 10" } } },
	[11] = { .in = { { HERE, "plain_mime" } } },
	[12] = { .in = { { "tests/engine/test_auth.c", "Must-pass 12" } } },
	[13] = { .in = { { "tests/engine/test_auth.c",
	    "{ row_15, CONTOSO }" } } },
	[14] = { .beyond = "the message box" },
	[15] = { .in = { { "tests/engine/test_send_certs.c",
	    "SIGN_CERT_NOT_CONFIGURED" } } },
	[16] = { .in = { { "tests/engine/test_send_certs.c",
	    "ENC_CERT_NOT_CONFIGURED" } } },
	[17] = { .in = { { "tests/model/test_edit.c",
	    "test_clear_sign_with_encryption" },
	    { "tests/engine/test_send_certs.c",
	    "ENC_CLEARSIGN_WITH_ENCRYPTION" } } },
	[18] = { .in = { { "tests/engine/test_send.c", "Must-pass 18" },
	    { "tests/engine/interop.t",
	    "blob rsa rsa aes-256-cbc base64 openssl" } } },
	[19] = { .in = { { "tests/cli/connection.t",
	    "TLS_CLIENT_CERT_REQUIRED" },
	    { "tests/cli/connection.t", "TLS_CLIENT_CERT_LOAD" } },
	    .beyond = "transmission and its retries" },
	[20] = { .in = { { "tests/engine/test_layers.c", "Must-pass 20" } } },
	[21] = { .in = { { "tests/engine/test_layers.c", "Must-pass 21" } } },
	[22] = { .in = { { "tests/engine/test_tamper.c", "Must-pass 22" },
	    { "tests/engine/test_auth.c", "{ row_5, SENDER(" } } },
	[23] = { .in = { { HERE, "never_made" },
	    { "tests/engine/test_decrypt.c", "\"MD5\", \"processed guest\"" },
	    { "tests/engine/interop.t",
	    "rsa des3 legacy-cipher,no-integrity" } } },
	[24] = { .in = { { "tests/engine/test_large.c", "memory_is_constant" },
	    { "tests/base/test_spool.c", "file_is_private" } } },
	[25] = { .in = { { "tests/engine/test_resolve.c", "Must-pass 25" } } },
};

static bool
holds(const char *path, const char *text)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	bool found;

	must(file_read(&b, path, 1024 * 1024, &err), &err);
	found = memmem(b.data, b.len, text, strlen(text)) != NULL;
	buf_clear(&b);
	return found;
}

static void
every_entry_has_a_proof(void **state)
{
	size_t i, k;

	(void)state;
	assert_int_equal(ARRAY_SIZE(proofs), 26);
	for (i = 1; i < ARRAY_SIZE(proofs); i++) {
		assert_true(proofs[i].in[0].file != NULL ||
		    proofs[i].beyond != NULL);
		if (proofs[i].beyond != NULL)
			print_message("# %zu: not here: %s\n", i,
			    proofs[i].beyond);
		for (k = 0; k < ARRAY_SIZE(proofs[i].in); k++)
			if (proofs[i].in[k].file != NULL &&
			    !holds(proofs[i].in[k].file,
			    proofs[i].in[k].text))
				fail_msg("%zu: %s has no %s", i,
				    proofs[i].in[k].file,
				    proofs[i].in[k].text);
	}
}

/* 1: the key is here, but in somebody else's Personal store. */
static void
key_of_another_account(void **state)
{
	struct world *w = *state;
	struct minted us = sample_pair(w, "decrypt"), theirs = us;
	const char *thumbprint = us.cert->thumbprint;
	char *pem, *key;
	struct buf wire = encrypted_to_us(w, EVP_aes_128_gcm());
	struct receive_result r;

	put(w, STORE_PERSONAL, "somebody", &theirs, true);
	pem = store_file(w, STORE_PERSONAL, w->in->row->account, thumbprint,
	    "pem");
	key = store_file(w, STORE_PERSONAL, w->in->row->account, thumbprint,
	    "key");
	assert_int_equal(unlink(pem), 0);
	assert_int_equal(unlink(key), 0);
	world_open(w, HOST);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "suspended DEC_CERT_NOT_IN_STORE guest");
	assert_int_equal(r.fault.fault, FAULT_LOCAL);
	assert_non_null(strstr(r.fault.text, w->in->row->account));
	receive_result_clear(&r);
	/* Installed; the same bytes once more. */
	put(w, STORE_PERSONAL, w->in->row->account, &us, true);
	world_open(w, HOST);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "processed guest");
	check_body(&r, BODY, BODY_LEN);
	receive_result_clear(&r);
	buf_clear(&wire);
	free(pem);
	free(key);
}

/* 4: a guest, but whose certificate it was is on the message. */
static void
stranger_is_told(void **state)
{
	struct world *w = *state;
	static const char *const settings[] = { "authentication=none",
		"authentication=drop", "authentication=keep" };
	static const char *const fates[] = { "processed guest",
		"dropped AUTH_DROPPED guest", "suspended AUTH_KEPT guest" };
	struct buf wire = signed_by(&w->stranger, 0);
	struct receive_result r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		fixture_set(w->f, "receive-port", PORT, settings[i], NULL);
		world_open(w, HOST);
		r = receive_as(w, &wire, nobody);
		check_fate(&r, fates[i]);
		assert_string_equal(i == 0 ? context(&r,
		    "BTS.SignatureCertificate") : r.fault.thumbprint,
		    w->stranger.cert->thumbprint);
		receive_result_clear(&r);
	}
	buf_clear(&wire);
}

/* 9: not MIME; what the transport knows stays. */
static void
plain_xml(void **state)
{
	struct world *w = *state;
	const char *xml = "<?xml version=\"1.0\"?>\n<order>\r\n</order>";
	const char *thumbprint = fixture_thumbprint(w->f, "contoso-sign");
	struct buf wire = text_message(xml);
	struct receive_result r = receive_as(w, &wire, nobody);

	check_fate(&r, "suspended NOT_MIME guest");
	receive_result_clear(&r);
	fixture_set(w->f, "receive-location", LOCATION,
	    "decoder.allow_non_mime=true", NULL);
	world_open(w, HOST);
	r = receive_as(w, &wire, (struct identity){ .tls = thumbprint });
	check_fate(&r, "processed Contoso Ltd");
	check_body(&r, xml, strlen(xml));
	assert_string_equal(context(&r, "MIME.IsMIMEEncoded"), "false");
	assert_string_equal(context(&r, "BTS.SignatureCertificate"),
	    thumbprint);
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* 11: "Allow Non MIME" says nothing about protection. */
static void
plain_mime(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *set, *fate;
	} rows[] = {
		{ "decoder.allow_non_mime=false", "processed guest" },
		{ "require_encryption=true",
		    "suspended REQ_ENCRYPTION guest" },
		{ "require_encryption=false", "processed guest" },
		{ "require_signature=true", "suspended REQ_SIGNATURE guest" },
	};
	struct buf wire;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_set(w->f, "receive-location", LOCATION, rows[i].set,
		    NULL);
		world_open(w, HOST);
		wire = text_message("MIME-Version: 1.0\r\n"
		    "Content-Type: text/xml\r\n\r\n<a/>");
		expect(w, &wire, rows[i].fate);
	}
}

/* 23: there is no way to say that it should be made. */
static void
never_made(void **state)
{
	static const char *const names[] = { "des", "des-cbc", "rc2",
		"rc2-40", "rc2-cbc", "md5" };
	struct world *w = *state;
	struct err err = { 0 };
	struct object *o;
	size_t i;

	o = model_find(w->f->model, "send-port", SEND, &err);
	must(o != NULL, &err);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_false(object_set(o, w->f->model,
		    "encoder.encryption_algorithm", names[i], &err));
	object_free(o);
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_entry_has_a_proof), T(key_of_another_account),
		T(stranger_is_told), T(plain_xml), T(plain_mime),
		T(never_made),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
