/* SPDX-License-Identifier: ISC */
/* Whose certificate it is beside another one, how strong, and its chain. */
#include "tests/certstore/mint.h"

#include "certstore/identity.h"

static struct minted
leaf(const char *name, const char *mail, const struct minted *by)
{
	return mint((struct issue_request){ .common_name = name,
	    .email = mail, .rsa_bits = 2048 }, by);
}

static struct minted
authority(const char *name, const char *organization)
{
	return mint((struct issue_request){ .common_name = name,
	    .organization = organization, .ca = true }, NULL);
}

static void
same_and_not(void **state)
{
	struct minted trust = authority("CA", "Trust");
	struct minted newer = authority("CA 2", "Trust");
	struct minted else_ = authority("CA", "Elsewhere");
	struct minted a = leaf("A", "a@example.com", &trust);
	struct minted renewed = leaf("A", NULL, &newer);
	struct minted mail = leaf("B", "A@EXAMPLE.com", &newer);
	struct minted other = leaf("B", "b@example.com", &trust);
	struct minted claims = leaf("A", "a@example.com", &else_);

	(void)state;
	assert_true(identity_same(a.cert, a.cert));
	assert_true(identity_same(a.cert, renewed.cert));
	assert_true(identity_same(a.cert, mail.cert));
	assert_false(identity_same(a.cert, other.cert));
	assert_false(identity_same(a.cert, claims.cert));
	assert_true(identity_same_key(a.cert, a.cert));
	assert_false(identity_same_key(a.cert, renewed.cert));
	assert_queue_empty();
	minted_clear(&claims);
	minted_clear(&other);
	minted_clear(&mail);
	minted_clear(&renewed);
	minted_clear(&a);
	minted_clear(&else_);
	minted_clear(&newer);
	minted_clear(&trust);
}

static void
weak(void **state)
{
	struct minted strong = leaf("S", NULL, NULL);
	struct minted small = mint((struct issue_request){
	    .common_name = "W", .rsa_bits = 1024 }, NULL);
	char why[128];

	(void)state;
	assert_false(identity_weak(strong.cert, why, sizeof(why)));
	assert_true(identity_weak(small.cert, why, sizeof(why)));
	assert_string_equal(why,
	    "RSA key of 1024 bits; 2048 are the least today");
	minted_clear(&small);
	minted_clear(&strong);
}

static void
chain(void **state)
{
	struct minted root = mint_ca("Root", NULL);
	struct minted twin = mint_ca("Root", NULL);	/* another key */
	struct minted sub = mint_ca("Sub", &root);
	struct minted end = mint_leaf("End", &sub);
	struct cert *roots[] = { twin.cert, root.cert };
	struct cert *subs[] = { sub.cert };
	const struct cert_list have[] = { { .v = roots, .n = 2 },
	    { .v = subs, .n = 1 } };
	const struct cert_list *const pools[] = { &have[0], &have[1] };
	struct cert_list out = { 0 };

	(void)state;
	identity_chain(end.cert, pools, 2, &out);
	assert_int_equal(out.n, 3);
	assert_ptr_equal(out.v[1], sub.cert);
	assert_ptr_equal(out.v[2], root.cert);
	free(out.v);
	out = (struct cert_list){ 0 };
	identity_chain(end.cert, pools, 1, &out);
	assert_int_equal(out.n, 1);
	assert_queue_empty();
	free(out.v);
	minted_clear(&end);
	minted_clear(&sub);
	minted_clear(&twin);
	minted_clear(&root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_and_not),
		cmocka_unit_test(weak),
		cmocka_unit_test(chain),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
