/* SPDX-License-Identifier: ISC */
/* Party resolution: section 6. */
#include "tests/engine/world.h"

#include "model/kinds/party.h"

#define PLAIN "MIME-Version: 1.0\r\nContent-Type: text/xml\r\n\r\n<a/>"

/* ---- the table ----------------------------------------------------------- */

/*
 * As the reference has it; K: known to a party, U: set but unknown, -: not
 * set.  Several of them are any of them.
 */
static const struct row {
	bool by_cert, by_sid, no_component;
	const char *cert, *user, *party;
} rows[] = {
	{ true, true, false, "K", "KU-", "Contoso Ltd" },
	{ true, true, false, "U", "KU-", "guest" },
	{ true, true, false, "-", "K", "Warehouse" },
	{ true, true, false, "-", "U-", "guest" },
	{ true, false, false, "K", "KU-", "Contoso Ltd" },
	{ true, false, false, "U-", "KU-", "guest" },
	{ false, true, false, "KU-", "K", "Warehouse" },
	{ false, true, false, "KU-", "U-", "guest" },
	{ false, false, false, "KU-", "KU-", "guest" },
	{ true, true, true, "KU-", "KU-", "guest" },
};

/* The certificate is that of a signature, or the transport's. */
static void
try_one(const struct world *w, const struct row *row, char cert, char user,
    bool by_signature)
{
	struct minted known = sample_pair(w, "contoso-sign");
	const struct minted *m = cert == 'K' ? &known : &w->stranger;
	struct identity identity = { .user = user == 'K' ?
		"woodgrove\\WAREHOUSE" : user == 'U' ?
		"WOODGROVE\\nobody" : NULL };
	struct buf wire = text_message(PLAIN);
	struct receive_result r;
	char expected[64];

	if (cert != '-' && by_signature)
		sign_with(&wire, m, 0);
	else if (cert != '-')
		identity.tls = m->cert->thumbprint;
	r = receive_as(w, &wire, identity);
	snprintf(expected, sizeof(expected), "processed %s", row->party);
	check_fate(&r, expected);
	assert_string_equal(props_get(&r.context, "BTS.SourcePartyID"),
	    strcmp(row->party, "guest") ? row->party : GUEST_PARTY);
	receive_result_clear(&r);
	buf_clear(&wire);
}

static void
party_table(void **state)
{
	struct world *w = *state;
	const char *c, *u;
	size_t i, n = 0;

	fixture_add(w->f, "pipeline", "name=DecodeOnly", "direction=receive",
	    "components=decode|decoder", NULL);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_set(w->f, "receive-location", LOCATION,
		    rows[i].no_component ? "receive_pipeline=DecodeOnly" :
		    "receive_pipeline=SMIMEReceive", rows[i].by_cert ?
		    "party_resolution.by_certificate=true" :
		    "party_resolution.by_certificate=false",
		    rows[i].by_sid ? "party_resolution.by_user=true" :
		    "party_resolution.by_user=false", NULL);
		world_open(w, HOST);
		for (c = rows[i].cert; *c != '\0'; c++)
			for (u = rows[i].user; *u != '\0'; u++, n++) {
				try_one(w, &rows[i], *c, *u, false);
				try_one(w, &rows[i], *c, *u, true);
			}
	}
	/* Every combination, and once more without a component. */
	assert_int_equal(n, 2 * 2 * 3 * 3 + 3 * 3);
}

/* Must-pass 7: what is signed counts, not who brought it. */
static void
signature_over_transport(void **state)
{
	struct world *w = *state;
	struct buf wire = signed_by(&w->stranger, 0);
	struct receive_result r = receive_as(w, &wire, (struct identity){
	    .tls = fixture_thumbprint(w->f, "contoso-sign"),
	    .user = "WOODGROVE\\warehouse" });

	check_fate(&r, "processed guest");
	assert_string_equal(context(&r, "BTS.SignatureCertificate"),
	    w->stranger.cert->thumbprint);
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* ---- more than one ------------------------------------------------------- */

/* Must-pass 25: refused when saved; got in by force, it is nobody's. */
static void
shared_certificate(void **state)
{
	struct world *w = *state;
	const char *thumbprint = fixture_thumbprint(w->f, "contoso-sign");
	struct object *before, *now;
	struct buf wire = contoso(w, 0);
	struct receive_result r;
	struct err err = { 0 };
	struct party *party;
	size_t i;

	before = model_find(w->f->model, kind_party.name, "Fabrikam Inc",
	    &err);
	must(before != NULL, &err);
	now = object_copy(before);
	must(object_set(now, w->f->model, "signature_certificate",
	    thumbprint, &err), &err);
	assert_false(edit_update_one(w->f->model, before, now, &err));
	assert_non_null(strstr(err.text, "Contoso Ltd"));
	object_free(now);
	object_free(before);

	party = (struct party *)snapshot_find(w->snapshot, kind_party.name,
	    "Fabrikam Inc");
	str_replace(&party->signature_certificate, thumbprint);
	instance_close(w->in);
	w->in = instance_open(w->snapshot, &w->f->settings, HOST, NULL, &err);
	must(w->in != NULL, &err);
	r = receive_as(w, &wire, nobody);
	check_fate(&r, "processed guest");
	for (i = 0; i < r.trace.n; i++)
		if (strstr(r.trace.v[i].text, "more than one party") != NULL)
			break;
	assert_true(i < r.trace.n);
	receive_result_clear(&r);
	buf_clear(&wire);
}

/* More than one signer who is a party: nobody in particular. */
static void
two_parties(void **state)
{
	struct world *w = *state;
	struct minted a = sample_pair(w, "contoso-sign");
	struct minted b = sample_pair(w, "fabrikam");
	const struct minted *second[] = { &b, &w->stranger, &a };
	static const char *const party[] = { "processed guest",
		"processed Contoso Ltd", "processed Contoso Ltd" };
	unsigned flags = CMS_BINARY | CMS_STREAM;
	struct buf wire;
	CMS_ContentInfo *cms;
	BIO *content;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(second); i++) {
		wire = plain_body();
		content = bio_of(&wire);
		cms = CMS_sign(a.cert->x509, a.key->pkey, NULL, content,
		    flags | CMS_PARTIAL);
		assert_non_null(CMS_add1_signer(cms, second[i]->cert->x509,
		    second[i]->key->pkey, NULL, flags | CMS_PARTIAL |
		    (second[i] == &a ? CMS_NOCERTS : 0)));
		write_smime(&wire, cms, content, flags);
		expect(w, &wire, party[i]);
	}
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(party_table), T(signature_over_transport),
		T(shared_certificate), T(two_parties),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
