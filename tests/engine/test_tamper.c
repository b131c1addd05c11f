/* SPDX-License-Identifier: ISC */
/* Messages that were changed on the way. */
#include "tests/engine/world.h"

/* ---- tampering --------------------------------------------------------- */

/* Without smime-type, with the old spelling, as bare DER. */
static void
binary_forms(void **state)
{
	struct world *w = *state;
	struct buf wire = wrap(w, "g", NULL), der = der_of(&wire), message;
	struct receive_result r;

	message = binary_message(&der);
	buf_adds(&message, "\r\n");
	r = receive_as(w, &message, nobody);
	check_fate(&r, "processed guest");
	check_body(&r, BODY, BODY_LEN);
	receive_result_clear(&r);
	buf_addc(&message, 'x');
	expect(w, &message, "suspended SMIME_MALFORMED guest");
	buf_clear(&der);
	buf_clear(&wire);
}

/*
 * Must-pass 22: one flipped bit anywhere in a GCM message.  Nothing may come
 * out, and every failure to decrypt looks the same.
 */
static void
gcm_bit_flips(void **state)
{
	struct world *w = *state;
	struct buf wire = wrap(w, "g", NULL), der = der_of(&wire), message;
	char *text = NULL;
	struct receive_result r;
	size_t i, failed = 0;

	for (i = 0; i < der.len; i++) {
		der.data[i] ^= (unsigned char)(1 << i % 8);
		message = binary_message(&der);
		r = receive_as(w, &message, nobody);
		if (r.outcome == OUTCOME_PROCESSED) {
			/* Nothing but what does not matter was changed. */
			check_body(&r, BODY, BODY_LEN);
		} else {
			assert_int_equal(r.body.len, 0);
		}
		if (r.fault.failure == FAIL_DEC_FAILED) {
			if (text != NULL)
				assert_string_equal(r.fault.text, text);
			else
				text = xstrdup(r.fault.text);
			failed++;
		}
		receive_result_clear(&r);
		buf_clear(&message);
		der.data[i] ^= (unsigned char)(1 << i % 8);
	}
	/* Encrypted key, content and tag, at least. */
	assert_true(failed >= 256 + BODY_LEN + 12);
	free(text);
	buf_clear(&der);
	buf_clear(&wire);
}

/* The tag is not protected by itself: it must not be made shorter. */
static void
gcm_short_tag(void **state)
{
	struct world *w = *state;
	struct buf wire = wrap(w, "g", NULL), der = der_of(&wire), message;
	size_t i, cut = 12, at = der.len - 18;
	/* ContentInfo, [0], AuthEnvelopedData: definite, two length octets */
	const size_t lengths[] = { 2, 19, 23 };
	unsigned n;

	assert_int_equal(der.data[at], 0x04);
	assert_int_equal(der.data[at + 1], 16);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		assert_int_equal(der.data[lengths[i] - 1], 0x82);
		n = (unsigned)(der.data[lengths[i]] << 8 |
		    der.data[lengths[i] + 1]) - (unsigned)cut;
		der.data[lengths[i]] = (unsigned char)(n >> 8);
		der.data[lengths[i] + 1] = (unsigned char)n;
	}
	der.data[at + 1] = (unsigned char)(16 - cut);
	der.len -= cut;
	message = binary_message(&der);
	expect(w, &message, "suspended DEC_FAILED guest");
	buf_clear(&der);
	buf_clear(&wire);
}

/* A changed key, padding or content of CBC: one failure for all of them. */
static void
cbc_tampered(void **state)
{
	struct world *w = *state;
	struct buf wire = wrap(w, "e", NULL), der = der_of(&wire), message;
	struct receive_result r;
	size_t i, failed = 0, tried = 0;

	/* The last block holds the padding; further up is the key. */
	for (i = der.len - 1; i > der.len - 16 - BODY_LEN - 60; i -= 5) {
		der.data[i] ^= 0x41;
		message = binary_message(&der);
		r = receive_as(w, &message, nobody);
		tried++;
		if (r.fault.failure == FAIL_DEC_FAILED)
			failed++;
		else if (r.outcome == OUTCOME_PROCESSED)
			assert_string_equal(context(&r, "SMIME.Warnings"),
			    "no-integrity");
		receive_result_clear(&r);
		buf_clear(&message);
		der.data[i] ^= 0x41;
	}
	assert_true(failed > 3);
	buf_clear(&der);
	buf_clear(&wire);
}

/* A signature of somebody else, a wrong value, a changed attribute. */
static void
signature_tampered(void **state)
{
	struct world *w = *state;
	struct buf wire = contoso(w, 0), der = der_of(&wire), message;
	unsigned char *content = memmem(der.data, der.len, BODY, BODY_LEN);

	assert_non_null(content);
	content[3] ^= 1;
	message = binary_message(&der);
	expect(w, &message, "suspended SIG_DIGEST guest");
	content[3] ^= 1;
	/* The signature value ends the structure. */
	der.data[der.len - 20] ^= 1;
	message = binary_message(&der);
	expect(w, &message, "suspended SIG_INVALID guest");
	buf_clear(&der);
	buf_clear(&wire);

	/* Without attributes the signature value is all there is. */
	wire = contoso(w, CMS_NOATTR);
	der = der_of(&wire);
	content = memmem(der.data, der.len, BODY, BODY_LEN);
	content[3] ^= 1;
	message = binary_message(&der);
	expect(w, &message, "suspended SIG_INVALID guest");
	buf_clear(&der);
	buf_clear(&wire);
}

/* Signed attributes passed off as the content of a plain signature. */
static void
attributes_as_content(void **state)
{
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	/* SET { SEQUENCE { contentType, SET { data } } } */
	static const unsigned char set[] = { 0x31, 0x1a, 0x30, 0x18, 0x06,
		0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03,
		0x31, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
		0x01, 0x07, 0x01 };
	struct buf b = bytes(set, sizeof(set));

	sign_with(&b, &by, CMS_NOATTR);
	expect(w, &b, "suspended SIG_INVALID guest");
	b = bytes(set, sizeof(set));
	sign_with(&b, &by, CMS_NOATTR | CMS_DETACHED);
	expect(w, &b, "suspended SIG_INVALID guest");
	/* A body that merely begins like one is a body. */
	b = text_message("1 is the byte 0x31");
	sign_with(&b, &by, CMS_NOATTR);
	expect(w, &b, "processed Contoso Ltd");
}

/* Whatever is cut off, the answer is a failure, and never a crash. */
static void
truncated(void **state)
{
	struct world *w = *state;
	struct minted by = sample_pair(w, "contoso-sign");
	static const char *const layers[] = { "s", "c", "e", "g" };
	struct receive_result r;
	struct buf wire, part;
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(layers); i++) {
		wire = wrap(w, layers[i], &by);
		for (n = 0; n + 4 < wire.len; n += 37) {
			part = bytes(wire.data, n);
			r = receive_as(w, &part, nobody);
			assert_int_equal(r.outcome, OUTCOME_SUSPENDED);
			assert_int_equal(r.fault.fault, FAULT_SENDER);
			receive_result_clear(&r);
			buf_clear(&part);
		}
		buf_clear(&wire);
	}
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(binary_forms), T(gcm_bit_flips), T(gcm_short_tag),
		T(cbc_tampered), T(signature_tampered),
		T(attributes_as_content), T(truncated),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
