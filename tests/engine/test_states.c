/* SPDX-License-Identifier: ISC */
/*
 * The table of runtime reference section 4, cell by cell: each state of a
 * certificate in each of its usages U1 to U5, with the revocation check on and
 * off.  One certificate a row, assigned for all usages at once.
 */
#include "tests/engine/world.h"

#include "base/file.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"

enum installed { EVERYWHERE, NOWHERE, NO_KEY, KEY_UNREADABLE, KEY_OF_OTHER };
enum { U1, U2, U3, U4, U5, USAGES };

/* ---- certificates wrong in one way --------------------------------------- */

static struct minted
make(const struct world *w, int from, int to, const struct issue_request *like)
{
	struct minted ca = sample_pair(w, "ca"), m = { 0 };
	struct issuer issuer = { ca.cert, ca.key };
	struct issue_request r = *like;
	struct err err = { 0 };

	r.common_name = "Made";
	r.not_before = w->f->now + (int64_t)from * DAY_SECONDS;
	r.not_after = w->f->now + (int64_t)to * DAY_SECONDS;
	must(issue_cert(&r, &issuer, &m.cert, &m.key, &err), &err);
	return m;
}

#define ALL_USES (KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_KEY_ENCIPHERMENT)
#define LIKE(...) (&(struct issue_request){ __VA_ARGS__ })

static struct minted
good(const struct world *w)
{
	return make(w, -1, 10, LIKE(.key_usage = ALL_USES));
}

static struct minted
expired(const struct world *w)
{
	return make(w, -10, -1, LIKE(.key_usage = ALL_USES));
}

static struct minted
early(const struct world *w)
{
	return make(w, 1, 10, LIKE(.key_usage = ALL_USES));
}

static struct minted
weak(const struct world *w)
{
	return make(w, -1, 10, LIKE(.key_usage = ALL_USES,
	    .rsa_bits = 1024));
}

static struct minted
wrong_usage(const struct world *w)
{
	return make(w, -1, 10, LIKE(.key_usage = KEY_USAGE_CRL_SIGN));
}

static struct minted
wrong_purpose(const struct world *w)
{
	return make(w, -1, 10, LIKE(.key_usage = ALL_USES,
	    .eku = "clientAuth"));
}

static struct minted
any_purpose(const struct world *w)
{
	return make(w, -1, 10, LIKE(.eku = "anyExtendedKeyUsage"));
}

static void
put_list(const struct world *w, const struct minted *by,
    const struct cert *const *revoked, size_t n, int64_t from, int64_t until)
{
	struct issuer issuer = { by->cert, by->key };
	struct store *s = store_open(w->f->settings.stores, STORE_CRL, NULL,
	    NULL);
	struct err err = { 0 };
	struct crl *crl = issue_crl(&issuer, revoked, n, w->f->now + from,
	    w->f->now + until, &err);

	must(crl != NULL && crl_store_add(s, crl, &err), &err);
	crl_free(crl);
	store_close(s);
}

static struct minted
revoked(const struct world *w)
{
	struct minted m = good(w), ca = sample_pair(w, "ca");
	const struct cert *list[] = { m.cert,
		fixture_cert(w->f, "tailspin") };

	put_list(w, &ca, list, 2, -60, DAY_SECONDS);
	return m;
}

static struct minted
without_list(const struct world *w)
{
	return mint(w, "Made", &w->other_ca);
}

static struct minted
with_old_list(const struct world *w)
{
	put_list(w, &w->other_ca, NULL, 0, -2 * DAY_SECONDS, -60);
	return mint(w, "Made", &w->other_ca);
}

static struct minted
untrusted(const struct world *w)
{
	return mint(w, "Made", NULL);
}

/* ---- the table ----------------------------------------------------------- */

struct row {
	const char *state;
	struct minted (*make)(const struct world *);
	enum installed installed;
	bool switched_off, unassigned, bare;	/* bare: not in the message */
	const char *on[USAGES], *off[USAGES];	/* off: NULL as on */
};

/*
 * U1, U3: "sent", with marks, or the failure; U2, U4: the same of "processed",
 * "unchecked" where the context says that revocation was not checked; U5: who
 * the party is.
 */
static const struct row rows[] = {
	{ "feature switched off", good, .switched_off = true,
	  .on = { "sent plain", "passed", "sent plain", "passed", "guest" } },
	{ "nothing assigned", good, NOWHERE, .unassigned = true,
	  .on = { "ENC_CERT_NOT_CONFIGURED", "DEC_NO_HOST_CERT",
	    "SIGN_CERT_NOT_CONFIGURED", "processed", "guest" },
	  .off = { [U4] = "processed unchecked" } },
	{ "nothing assigned, not in the message", good, .unassigned = true,
	  .bare = true,
	  .on = { "ENC_CERT_NOT_CONFIGURED", "DEC_NO_HOST_CERT",
	    "SIGN_CERT_NOT_CONFIGURED", "processed", "guest" },
	  .off = { [U4] = "processed unchecked" } },
	{ "not in the store", good, NOWHERE,
	  .on = { "ENC_CERT_NOT_IN_STORE", "DEC_CERT_NOT_IN_STORE",
	    "SIGN_CERT_NOT_IN_STORE", "processed", "party" },
	  .off = { [U4] = "processed unchecked" } },
	{ "not in the store nor in the message", good, NOWHERE, .bare = true,
	  .on = { "ENC_CERT_NOT_IN_STORE", "DEC_CERT_NOT_IN_STORE",
	    "SIGN_CERT_NOT_IN_STORE", "SIG_CERT_NOT_FOUND", "party" } },
	{ "no private key", good, NO_KEY,
	  .on = { "sent", "DEC_KEY_MISSING", "SIGN_KEY_MISSING", "processed",
	    "party" }, .off = { [U4] = "processed unchecked" } },
	{ "private key unreadable", good, KEY_UNREADABLE,
	  .on = { "sent", "DEC_KEY_UNREADABLE", "SIGN_KEY_UNREADABLE",
	    "processed", "party" }, .off = { [U4] = "processed unchecked" } },
	{ "private key does not match", good, KEY_OF_OTHER,
	  .on = { "sent", "DEC_KEY_UNREADABLE", "SIGN_KEY_UNREADABLE",
	    "processed", "party" }, .off = { [U4] = "processed unchecked" } },
	{ "nothing wrong", good,
	  .on = { "sent", "processed", "sent", "processed", "party" },
	  .off = { [U4] = "processed unchecked" } },
	{ "expired", expired,
	  .on = { "ENC_EXPIRED", "processed decrypt-cert-expired",
	    "SIGN_EXPIRED", "SIG_EXPIRED", "party" } },
	{ "not yet valid", early,
	  .on = { "ENC_NOT_YET_VALID", "processed decrypt-cert-not-yet-valid",
	    "SIGN_NOT_YET_VALID", "SIG_NOT_YET_VALID", "party" } },
	{ "revoked", revoked,
	  .on = { "ENC_REVOKED", "processed decrypt-cert-revoked",
	    "SIGN_REVOKED", "SIG_REVOKED", "party" },
	  .off = { "sent encrypt-cert-revoked", NULL,
	    "sent sign-cert-revoked", "processed unchecked", NULL } },
	{ "revocation list missing", without_list,
	  .on = { "ENC_REVOCATION_UNKNOWN", "processed",
	    "SIGN_REVOCATION_UNKNOWN", "SIG_REVOCATION_UNKNOWN", "party" },
	  .off = { "sent", NULL, "sent", "processed unchecked", NULL } },
	{ "revocation list past its next update", with_old_list,
	  .on = { "ENC_REVOCATION_UNKNOWN", "processed",
	    "SIGN_REVOCATION_UNKNOWN", "SIG_REVOCATION_UNKNOWN", "party" },
	  .off = { "sent", NULL, "sent", "processed unchecked", NULL } },
	{ "wrong key usage", wrong_usage,
	  .on = { "ENC_USAGE", "DEC_USAGE", "SIGN_USAGE", "SIG_USAGE",
	    "party" } },
	{ "wrong extended key usage", wrong_purpose,
	  .on = { "ENC_USAGE", "DEC_USAGE", "SIGN_USAGE", "SIG_USAGE",
	    "party" } },
	{ "any extended key usage, no key usage", any_purpose,
	  .on = { "sent", "processed", "sent", "processed", "party" },
	  .off = { [U4] = "processed unchecked" } },
	{ "chain not trusted", untrusted,
	  .on = { "ENC_UNTRUSTED", "processed", "sent sign-cert-untrusted",
	    "SIG_UNTRUSTED", "party" },
	  .off = { [U1] = "sent encrypt-cert-untrusted" } },
	{ "weak key", weak,
	  .on = { "ALG_FORBIDDEN", "processed weak-key", "ALG_FORBIDDEN",
	    "processed weak-key", "party" },
	  .off = { [U4] = "processed weak-key unchecked" } },
};

/* ---- as the row says ----------------------------------------------------- */

static void
set_one(const struct world *w, const char *kind, const char *name,
    const char *field, const char *value)
{
	char *set = xasprintf("%s=%s", field, value);

	fixture_set(w->f, kind, name, set, NULL);
	free(set);
}

static void
spoil_key(const struct world *w, const struct minted *m, enum installed how)
{
	char *path = store_file(w, STORE_PERSONAL, w->in->row->account,
	    m->cert->thumbprint, "key");
	struct buf text = { 0 };
	struct err err = { 0 };

	if (how == NO_KEY)
		assert_int_equal(unlink(path), 0);
	if (how == KEY_UNREADABLE)
		must(file_write(path, "nonsense", 8, 0600, &err), &err);
	if (how == KEY_OF_OTHER) {
		must(key_to_pem(w->stranger.key, &text, &err), &err);
		must(file_write(path, text.data, text.len, 0600, &err), &err);
	}
	buf_clear(&text);
	free(path);
}

static void
prepare(const struct world *w, const struct row *row, const struct minted *m)
{
	const char *assigned = row->unassigned ? "" : m->cert->thumbprint;

	if (!row->unassigned)
		add_party(w, row->state, m);
	if (row->installed != NOWHERE) {
		put(w, STORE_OTHER_PEOPLE, NULL, m, false);
		put(w, STORE_PERSONAL, w->in->row->account, m, true);
		spoil_key(w, m, row->installed);
	}
	set_one(w, "send-port", SEND, "encryption_certificate", assigned);
	set_one(w, "group", "Test Group", "signature_certificate", assigned);
	set_one(w, "host", HOST, "decryption_certificate", assigned);
	set_one(w, "receive-location", LOCATION, "receive_pipeline",
	    row->switched_off ? "PassThruReceive" : "SMIMEReceive");
}

/* ---- what becomes of a message ------------------------------------------- */

static void
tell(char *out, const char *fate, enum failure failure,
    const struct props *context)
{
	const char *marks = props_get(context, "SMIME.Warnings");
	const char *checked = props_get(context, "SMIME.RevocationChecked");

	if (failure != FAIL_NONE)
		fate = failure_info(failure)->code;
	else if (checked == NULL || strcmp(checked, "true") == 0)
		checked = "";
	else
		checked = " unchecked";
	snprintf(out, 256, "%s%s%s%s", fate,
	    failure == FAIL_NONE && marks != NULL ? " " : "",
	    failure == FAIL_NONE && marks != NULL ? marks : "",
	    failure == FAIL_NONE ? checked : "");
}

/* Of the snapshot alone: the next message sees it. */
static void
option(const struct world *w, const struct kind *kind, const char *name,
    const char *option, const char *value)
{
	struct object *o = (struct object *)snapshot_find(w->snapshot,
	    kind->name, name);

	assert_non_null(o);
	props_set(&o->props, option, value);
}

static void
try_send(const struct world *w, const struct row *row, int usage, char *out)
{
	struct send_input input = input_of(w);
	struct send_result r;

	option(w, &kind_send_port, SEND, "encoder.enable_encryption",
	    usage == U1 && !row->switched_off ? "true" : "false");
	option(w, &kind_send_port, SEND, "encoder.signature_type",
	    usage == U3 && !row->switched_off ? "blob" : "none");
	r = send_it(w, &input);
	tell(out, r.wire.len > 0 && memmem(r.wire.data, r.wire.len, "pkcs7",
	    5) != NULL ? "sent" : "sent plain", r.fault.failure, &r.context);
	send_result_clear(&r);
}

static void
try_receive(const struct world *w, const struct row *row, int usage,
    const struct minted *m, char *out)
{
	struct buf wire = plain_body();
	struct receive_result r;

	if (usage == U2)
		encrypt_to(&wire, m, EVP_aes_256_gcm(), 0);
	else
		sign_with(&wire, m, row->bare ? CMS_NOCERTS : 0);
	r = receive_as(w, &wire, nobody);
	tell(out, r.body.len == BODY_LEN ? "processed" : "passed",
	    r.fault.failure, &r.context);
	receive_result_clear(&r);
	buf_clear(&wire);
}

static void
try_resolve(const struct world *w, const struct row *row,
    const struct minted *m, char *out)
{
	struct buf wire = text_message("MIME-Version: 1.0\r\n\r\nplain");
	struct receive_result r;

	r = receive_as(w, &wire, (struct identity){
	    .tls = m->cert->thumbprint });
	assert_int_equal(r.outcome, OUTCOME_PROCESSED);
	if (r.party != NULL)
		assert_string_equal(r.party, row->state);
	snprintf(out, 256, "%s", r.party != NULL ? "party" : "guest");
	receive_result_clear(&r);
	buf_clear(&wire);
}

static size_t
check_cell(const struct world *w, const struct row *row, int usage,
    const struct minted *m, bool check)
{
	const char *want = check || row->off[usage] == NULL ?
	    row->on[usage] : row->off[usage];
	char got[256];

	option(w, &kind_send_port, SEND, "encoder.check_revocation",
	    check ? "true" : "false");
	option(w, &kind_receive_location, LOCATION,
	    "decoder.check_revocation", check ? "true" : "false");
	if (usage == U1 || usage == U3)
		try_send(w, row, usage, got);
	else if (usage == U5)
		try_resolve(w, row, m, got);
	else
		try_receive(w, row, usage, m, got);
	if (strcmp(got, want) == 0)
		return 0;
	print_message("# %s, U%d, check %s: %s instead of %s\n", row->state,
	    usage + 1, check ? "on" : "off", got, want);
	return 1;
}

static size_t
check_row(struct world *w, const struct row *row, const struct minted *m)
{
	static const struct {
		const char *host;
		int usage;
	} order[USAGES] = { { HOST, U2 }, { NULL, U4 }, { NULL, U5 },
		{ SEND_HOST, U1 }, { NULL, U3 } };
	size_t bad = 0, i;

	for (i = 0; i < USAGES; i++) {
		if (order[i].host != NULL)
			world_open(w, order[i].host);
		bad += check_cell(w, row, order[i].usage, m, true) +
		    check_cell(w, row, order[i].usage, m, false);
	}
	return bad;
}

static void
every_cell(void **state)
{
	struct world *w = *state;
	struct minted m;
	size_t i, bad = 0;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		m = rows[i].make(w);
		prepare(w, &rows[i], &m);
		bad += check_row(w, &rows[i], &m);
		minted_clear(&m);
	}
	assert_int_equal(bad, 0);
}

#define T(f) cmocka_unit_test_setup(f, send_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = { T(every_cell) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
