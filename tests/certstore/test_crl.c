/* SPDX-License-Identifier: ISC */
#include "mint.h"

#include "certstore/crl.h"

static struct crl *
list_of(const struct minted *by, int64_t from)
{
	struct issuer issuer = { by->cert, by->key };

	return issue_crl(&issuer, NULL, 0, from, from + YEAR, NULL);
}

static void
facts_and_signature(void **state)
{
	struct minted ca = mint_ca("CA", NULL), same = mint_ca("CA", NULL);
	struct minted leaf = mint_leaf("leaf", &ca);
	const struct cert *const gone[] = { leaf.cert };
	struct issuer issuer = { ca.cert, ca.key };
	struct err err = { 0 };
	struct crl *c, *back;
	struct buf b = { 0 };
	char *big;

	(void)state;
	c = issue_crl(&issuer, gone, 1, NOW, NOW + 100, &err);
	assert_non_null(c);
	assert_string_equal(c->issuer, "CN=CA");
	assert_int_equal(c->this_update, NOW);
	assert_int_equal(c->next_update, NOW + 100);
	assert_int_equal(c->revoked, 1);
	assert_true(crl_verify(c, ca.cert, &err));
	/* The same name, another key; and another name. */
	assert_false(crl_verify(c, same.cert, &err));
	assert_non_null(strstr(err.text, "signature does not verify"));
	assert_false(crl_verify(c, leaf.cert, &err));
	assert_non_null(strstr(err.text, "not issued by"));

	crl_to_pem(c, &b);
	back = crl_from_data(b.data, b.len, &err);
	assert_string_equal(back->sha1, c->sha1);
	crl_free(back);
	assert_null(crl_from_data("0", 1, &err));
	assert_null(crl_from_data("", 0, &err));
	assert_null(crl_from_data("x", (size_t)MAX_CRL_PEM + 1, &err));
	assert_non_null(strstr(err.text, "too large"));
	/* The limit is that of the list, not of the text around it. */
	big = xmalloc(MAX_CRL_SIZE + b.len);
	memset(big, '\n', MAX_CRL_SIZE);
	memcpy(big + MAX_CRL_SIZE, b.data, b.len);
	back = crl_from_data(big, MAX_CRL_SIZE + b.len, &err);
	assert_non_null(back);
	crl_free(back);
	big[0] = '0';
	assert_null(crl_from_data(big, (size_t)MAX_CRL_SIZE + 1, &err));
	assert_non_null(strstr(err.text, "too large"));
	free(big);
	buf_clear(&b);
	crl_free(c);
	crl_free(NULL);
	minted_clear(&leaf);
	minted_clear(&same);
	minted_clear(&ca);
	assert_queue_empty();
}

static void
newer_replaces_older(void **state)
{
	struct minted ca = mint_ca("CA", NULL), other = mint_ca("Other", NULL);
	struct crl *old = list_of(&ca, NOW), *new = list_of(&ca, NOW + 10);
	struct crl *stranger = list_of(&other, NOW);
	char *root = temp_folder();
	struct store *s = store_open(root, STORE_CRL, NULL, NULL);
	struct store *wrong = store_open(root, STORE_CA, NULL, NULL);
	struct crl_list l = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_false(crl_store_load(s, &l, &err));
	assert_int_equal(err.code, ERR_FAILED);
	assert_true(crl_store_add(s, old, &err));
	assert_true(crl_store_add(s, old, &err));	/* the same again */
	assert_true(crl_store_add(s, new, &err));
	assert_false(crl_store_add(s, old, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	assert_true(crl_store_add(s, stranger, &err));
	assert_false(crl_store_add(wrong, old, &err));

	assert_true(crl_store_load(s, &l, &err));
	assert_int_equal(l.n, 2);
	assert_string_equal(l.v[0]->sha1, new->sha1);
	crl_list_clear(&l);

	assert_false(crl_store_remove(s, old->sha1, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(crl_store_remove(s, "../../x", &err));
	assert_true(crl_store_remove(s, new->sha1, &err));
	assert_true(crl_store_load(s, &l, &err));
	assert_int_equal(l.n, 1);
	crl_list_clear(&l);

	store_close(s);
	store_close(wrong);
	crl_free(old);
	crl_free(new);
	crl_free(stranger);
	minted_clear(&ca);
	minted_clear(&other);
	remove_folder(root);
	assert_queue_empty();
}

/* What cannot be read counts as missing, and can be replaced. */
static void
damaged_file(void **state)
{
	struct minted ca = mint_ca("CA", NULL);
	struct crl *c = list_of(&ca, NOW);
	char *root = temp_folder(), *command;
	struct store *s = store_open(root, STORE_CRL, NULL, NULL);
	struct crl_list l = { 0 };

	(void)state;
	assert_true(crl_store_add(s, c, NULL));
	command = xasprintf("for f in %s/*.crl.pem; do echo x > $f; done",
	    s->path);
	assert_int_equal(system(command), 0);
	free(command);
	assert_true(crl_store_load(s, &l, NULL));
	assert_int_equal(l.n, 0);
	assert_true(crl_store_add(s, c, NULL));
	assert_true(crl_store_load(s, &l, NULL));
	assert_int_equal(l.n, 1);
	crl_list_clear(&l);
	store_close(s);
	crl_free(c);
	minted_clear(&ca);
	remove_folder(root);
	assert_queue_empty();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_and_signature),
		cmocka_unit_test(newer_replaces_older),
		cmocka_unit_test(damaged_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
