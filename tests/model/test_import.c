/* SPDX-License-Identifier: ISC */
/* Imports on the sample group: what is in a bundle, the plan, the result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "config/db.h"
#include "model/history.h"
#include "model/import.h"
#include "tests/lib/fixture.h"

enum {
	SIGN = KEY_USAGE_DIGITAL_SIGNATURE,
	BOTH = KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_KEY_ENCIPHERMENT,
};

static int
setup(void **state)
{
	*state = fixture_new(true);
	return 0;
}

static int
teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

/* ---- making bundles ----------------------------------------------------- */

struct made {
	struct cert *cert;
	struct key *key;
};

/* by: of the sample, NULL: self-signed.  days: of validity from now. */
static struct made
make(const struct fixture *f, struct issue_request r, const char *by,
    int days)
{
	struct issuer issuer = { 0 };
	struct err err = { 0 };
	struct made m = { 0 };

	if (by != NULL) {
		issuer.cert = (struct cert *)fixture_cert(f, by);
		issuer.key = (struct key *)fixture_key(f, by);
	}
	r.not_before = r.not_before != 0 ? r.not_before : f->now - 3600;
	r.not_after = f->now + days * (int64_t)DAY_SECONDS;
	if (!issue_cert(&r, by != NULL ? &issuer : NULL, &m.cert, &m.key,
	    &err))
		fail_msg("%s", err.text);
	return m;
}

static void
made_clear(struct made *m)
{
	cert_free(m->cert);
	key_free(m->key);
}

/* The pieces as one PEM text; key NULL: certificate only. */
static struct bundle
bundle_of(const struct made *m, size_t n, bool keys)
{
	struct buf b = { .secret = true };
	struct bundle bundle;
	struct err err = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		cert_to_pem(m[i].cert, &b);
		if (keys)
			assert_true(key_to_pem(m[i].key, &b, &err));
	}
	if (!bundle_parse(&bundle, b.data, b.len, NULL, &err))
		fail_msg("%s", err.text);
	buf_clear(&b);
	return bundle;
}

static struct import_plan
plan_of(struct fixture *f, const struct made *m, size_t n, bool keys)
{
	struct import_request r = { .store = STORE_COUNT, .at = f->now };
	struct bundle b = bundle_of(m, n, keys);
	struct import_plan p;
	struct err err = { 0 };

	if (!import_plan_make(&p, f->model, &b, &r, &err))
		fail_msg("%s", err.text);
	return p;
}

static bool
says(const struct import_entry *e, const char *words)
{
	size_t i;

	for (i = 0; i < e->nremarks; i++)
		if (strstr(e->remarks[i].text, words) != NULL)
			return true;
	return false;
}

static struct import_target
target(struct fixture *f, const char *use, const char *name)
{
	struct import_targets t = { 0 };
	struct import_target found = { 0 };
	struct err err = { 0 };
	size_t i;

	assert_true(import_targets(f->model, import_use_find(use), &t, &err));
	for (i = 0; i < t.n; i++)
		if (strcmp(t.v[i].name, name) == 0) {
			found = t.v[i];
			memset(&t.v[i], 0, sizeof(t.v[i]));
			break;
		}
	if (found.name == NULL)
		fail_msg("%s: no target %s", use, name);
	import_targets_clear(&t);
	return found;
}

static void
target_clear(struct import_target *t)
{
	free(t->kind);
	free(t->name);
	free(t->field);
	free(t->thumbprint);
}

static char *
assigned(struct fixture *f, const char *kind, const char *name,
    const char *field)
{
	struct object *o = model_find(f->model, kind, name, NULL);
	struct slots slots = { 0 };
	char *text;

	assert_non_null(o);
	object_slots(o, f->model, &slots);
	text = slot_get(o, slots_find(&slots, field));
	slots_clear(&slots);
	object_free(o);
	return text;
}

static bool
in_store(const struct fixture *f, enum store_id id, const char *account,
    const char *thumbprint)
{
	struct store *s = store_open(f->settings.stores, id, account, NULL);
	struct cert *c = store_get(s, thumbprint, NULL);
	bool there = c != NULL;

	cert_free(c);
	store_close(s);
	return there;
}

/* ---- what is said of one ------------------------------------------------ */

/* One certificate each: how it is made, and what the plan makes of it. */
static const struct row {
	const char *title;
	struct issue_request request;
	const char *by;		/* NULL: itself */
	int days;		/* of validity that are left */
	bool key;
	enum store_id store;
	const char *remark;	/* NULL: none may warn */
	const char *chain;
	const char *misfit_use, *misfit;	/* a use it is refused for */
} rows[] = {
	{ "a partner's", { .common_name = "New Partner", .key_usage = BOTH,
	    .eku = "emailProtection" }, "ca", 100, false,
	  STORE_OTHER_PEOPLE, NULL, "New Partner < Sample EDI CA (trusted "
	  "root)", "decrypt", "its private key is needed" },
	{ "our own", { .common_name = "Ours", .key_usage = BOTH }, "ca", 100,
	  true, STORE_PERSONAL, NULL, "Ours < Sample EDI CA (trusted root)",
	  NULL, NULL },
	{ "to sign only", { .common_name = "Signs", .key_usage = SIGN },
	  "ca", 100, false, STORE_OTHER_PEOPLE, NULL, "Signs <",
	  "encrypt", "does not fit to encrypt: key usage is digital "
	  "signature" },
	{ "expired", { .common_name = "Old", .key_usage = BOTH,
	    .not_before = 1 }, "ca", -3, false, STORE_OTHER_PEOPLE,
	  "expired: Old", "Old < Sample", "verify",
	  "does not fit to verify: expired " },
	{ "nobody vouches", { .common_name = "Alone", .key_usage = BOTH },
	  NULL, 100, false, STORE_OTHER_PEOPLE, "not trusted: Alone",
	  "Alone (self-signed, not in the root store)", NULL, NULL },
	{ "issuer unknown", { .common_name = "Far", .key_usage = BOTH },
	  "decrypt", 100, false, STORE_OTHER_PEOPLE, "not trusted: ",
	  "Far (ends here: its issuer ", NULL, NULL },
	{ "short key", { .common_name = "Short", .key_usage = BOTH,
	    .rsa_bits = 1024 }, "ca", 100, false, STORE_OTHER_PEOPLE,
	  "weak: RSA key of 1024 bits", "Short <", NULL, NULL },
	{ "a root alone", { .common_name = "Root", .ca = true }, NULL, 100,
	  false, STORE_ROOT, NULL, "Root (self-signed", NULL, NULL },
	{ "an intermediate", { .common_name = "Sub", .ca = true }, "ca", 100,
	  false, STORE_CA, NULL, "Sub < Sample", NULL, NULL },
};

static size_t
warnings(const struct import_entry *e)
{
	size_t i, n = 0;

	for (i = 0; i < e->nremarks; i++)
		n += e->remarks[i].warning;
	return n;
}

static void
check_row(struct fixture *f, const struct row *r)
{
	struct made m = make(f, r->request, r->by, r->days);
	struct import_plan p = plan_of(f, &m, 1, r->key);
	const struct import_entry *e = &p.v[0];
	const struct import_use *use;
	struct err err = { 0 };

	if (e->store != r->store)
		fail_msg("%s: store %d", r->title, (int)e->store);
	if (strstr(e->chain, r->chain) == NULL)
		fail_msg("%s: chain %s", r->title, e->chain);
	if (r->remark != NULL ? !says(e, r->remark) : warnings(e) > 0)
		fail_msg("%s: %s", r->title, e->nremarks > 0 ?
		    e->remarks[0].text : "no remark");
	if (r->misfit_use != NULL) {
		use = import_use_find(r->misfit_use);
		assert_false(import_plan_fits(&p, 0, use->usages[0], &err));
		if (strstr(err.text, r->misfit) == NULL)
			fail_msg("%s: %s", r->title, err.text);
	}
	assert_true(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assert_int_equal(e->result, IMPORT_DONE);
	assert_true(in_store(f, r->store, r->store == STORE_PERSONAL ?
	    f->model->user : NULL, m.cert->thumbprint));
	assert_true(model_exists(f->model, "certificate",
	    m.cert->thumbprint));
	import_plan_clear(&p);
	made_clear(&m);
}

static void
test_rows(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(*state, &rows[i]);
}

static void
test_duplicate(void **state)
{
	struct fixture *f = *state;
	struct made m = { (struct cert *)fixture_cert(f, "contoso-sign"),
	    NULL };
	struct import_plan p = plan_of(f, &m, 1, false);
	struct err err = { 0 };

	assert_true(says(&p.v[0], "already there: Local Computer \\ Other "
	    "People, the group; used by "));
	assert_true(says(&p.v[0], "party Contoso Ltd"));
	assert_true(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assert_int_equal(p.v[0].result, IMPORT_THERE);
	assert_int_equal(p.revision, 0);
	import_plan_clear(&p);
}

static void
test_revoked(void **state)
{
	struct fixture *f = *state;
	struct made m = { (struct cert *)fixture_cert(f, "tailspin"), NULL };
	struct import_plan p = plan_of(f, &m, 1, false);
	struct err err = { 0 };

	assert_true(says(&p.v[0], "revoked: "));
	assert_false(import_plan_fits(&p, 0, USAGE_VERIFY, &err));
	import_plan_clear(&p);
}

/* ---- assigning ---------------------------------------------------------- */

static void
test_assign_and_undo(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Send", .key_usage = BOTH }, "ca", 300);
	struct import_plan p = plan_of(f, &m, 1, true);
	struct import_target t = target(f, "decrypt", "EdiSend");
	struct err err = { 0 };
	int64_t undone = 0;
	char *now;
	size_t entry;

	assert_string_equal(t.thumbprint, "");
	assert_true(import_plan_choose(&p, import_use_find("decrypt"),
	    &entry, &err));
	assert_true(import_plan_assign(&p, entry, &t, &err));
	assert_false(import_plan_assign(&p, entry, &t, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_false(import_plan_store(&p, entry, STORE_OTHER_PEOPLE, &err));
	assert_true(import_write(&p, &(struct import_order){ "new", false },
	    &err));
	assert_int_not_equal(p.revision, 0);
	now = assigned(f, "host", "EdiSend", "decryption_certificate");
	assert_string_equal(now, m.cert->thumbprint);
	free(now);
	if (!history_undo(f->model, &undone, NULL, &err))
		fail_msg("%s", err.text);
	assert_int_equal(undone, p.revision);
	now = assigned(f, "host", "EdiSend", "decryption_certificate");
	assert_string_equal(now, "");
	free(now);
	assert_true(in_store(f, STORE_PERSONAL, f->model->user,
	    m.cert->thumbprint));
	target_clear(&t);
	import_plan_clear(&p);
	made_clear(&m);
}

static void
assign(struct fixture *f, const char *host, const char *thumbprint)
{
	char *value = xasprintf("decryption_certificate=%s", thumbprint);

	fixture_set(f, "host", host, value, NULL);
	free(value);
}

/* Whoever chose it since goes on to find it; named before, it may go. */
static void
test_undo_assigned_since(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Late", .key_usage = BOTH }, "ca", 300);
	struct import_plan p = plan_of(f, &m, 1, true);
	const char *thumbprint = m.cert->thumbprint;
	struct err err = { 0 };

	assign(f, "EdiSend", thumbprint);
	assert_true(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assign(f, "EdiReceive", thumbprint);
	assert_false(history_take_back(f->model, p.revision, NULL, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_non_null(strstr(err.text, "has assigned it to host EdiReceive "
	    "(decryption_certificate)"));
	assert_true(model_exists(f->model, "certificate", thumbprint));
	assert_true(history_undo(f->model, NULL, NULL, &err));
	if (!history_take_back(f->model, p.revision, NULL, &err))
		fail_msg("%s", err.text);
	assert_false(model_exists(f->model, "certificate", thumbprint));
	import_plan_clear(&p);
	made_clear(&m);
}

static void
test_renewed(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Contoso Orders Signature 2",
	    .organization = "Contoso Ltd", .key_usage = SIGN,
	    .email = "Orders@contoso.example" }, "ca", 900);
	struct import_plan p = plan_of(f, &m, 1, false);
	struct err err = { 0 };
	char *now;
	size_t i;

	/* Not the encryption certificate, which has the same address. */
	assert_string_equal(p.v[0].renews,
	    fixture_thumbprint(f, "contoso-sign"));
	for (i = 0; i < p.v[0].renewed.n; i++)
		assert_string_equal(p.v[0].renewed.v[i].kind, "party");
	assert_true(import_plan_replace(&p, 0, &err));
	assert_int_equal(p.nassigns, p.v[0].renewed.n);
	assert_null(p.assigns[0].other);
	if (!import_write(&p, &(struct import_order){ NULL, false }, &err))
		fail_msg("%s", err.text);
	now = assigned(f, "party", "Contoso Ltd", "signature_certificate");
	assert_string_equal(now, m.cert->thumbprint);
	free(now);
	import_plan_clear(&p);
	made_clear(&m);
}

/* One object is one place, in whatever roles. */
static void
test_places(void **state)
{
	static char party[] = "party", port[] = "send-port", a[] = "A",
	    out[] = "Out", field[] = "f";
	struct assignment v[] = {
		{ .kind = party, .name = a, .field = field },
		{ .kind = port, .name = out, .field = field },
		{ .kind = party, .name = a, .field = field,
		  .role = CERT_NEXT },
	};
	struct buf b = { 0 };

	(void)state;
	import_places_text(&(struct assignments){ v, 3, 3 }, 2, &b);
	assert_string_equal((char *)b.data,
	    "party A (current, next), send-port Out");
	buf_reset(&b);
	import_places_text(&(struct assignments){ v + 1, 2, 2 }, 1, &b);
	assert_string_equal((char *)b.data, "send-port Out ...");
	buf_clear(&b);
}

/* What cannot be had everywhere is assigned nowhere, and may be tried anew. */
static void
test_take_over_too_late(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Contoso Orders Signature 2",
	    .organization = "Contoso Ltd", .key_usage = SIGN,
	    .email = "Orders@contoso.example" }, "ca", 900);
	struct import_plan p = plan_of(f, &m, 1, false);
	struct err err = { 0 };

	p.take_over = m.cert->not_after + 1;
	assert_false(import_plan_replace(&p, 0, &err));
	assert_non_null(strstr(err.text, "before it takes over"));
	assert_int_equal(p.nassigns, 0);
	p.take_over = m.cert->not_after - DAY_SECONDS;
	assert_true(import_plan_replace(&p, 0, &err));
	assert_int_equal(p.nassigns, p.v[0].renewed.n);
	import_plan_clear(&p);
	made_clear(&m);
}

static void
test_other_identity(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Mallory", .key_usage = SIGN }, "ca", 900);
	struct import_plan p = plan_of(f, &m, 1, false);
	struct import_target t = target(f, "verify", "Contoso Ltd");
	struct err err = { 0 };
	char *now;

	assert_string_equal(p.v[0].renews, "");
	assert_true(import_plan_assign(&p, 0, &t, &err));
	assert_non_null(p.assigns[0].other);
	assert_false(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assert_string_equal(err.part, "identity");
	assert_non_null(strstr(err.text, "somebody else"));
	assert_false(in_store(f, STORE_OTHER_PEOPLE, NULL,
	    m.cert->thumbprint));
	assert_true(import_write(&p, &(struct import_order){ NULL, true },
	    &err));
	now = assigned(f, "party", "Contoso Ltd", "signature_certificate");
	assert_string_equal(now, m.cert->thumbprint);
	free(now);
	target_clear(&t);
	import_plan_clear(&p);
	made_clear(&m);
}

/* ---- all or nothing ----------------------------------------------------- */

/* The last assignment fails, after everything else would have gone. */
static void
test_changed_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Late", .key_usage = BOTH }, "ca", 300);
	struct import_plan p = plan_of(f, &m, 1, true);
	struct import_target t = target(f, "decrypt", "EdiSend");
	struct err err = { 0 };

	assert_true(import_plan_assign(&p, 0, &t, &err));
	fixture_set(f, "host", "EdiSend", "decryption_certificate=0123 4567 "
	    "89AB CDEF 0123 4567 89AB CDEF 0123 4567", NULL);
	assert_false(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_false(in_store(f, STORE_PERSONAL, f->model->user,
	    m.cert->thumbprint));
	assert_false(model_exists(f->model, "certificate",
	    m.cert->thumbprint));
	target_clear(&t);
	import_plan_clear(&p);
	made_clear(&m);
}

/*
 * A store that cannot be written, behind one that was: a file stands where
 * its folder belongs, which stops root as well.
 */
static void
test_files_taken_back(void **state)
{
	struct fixture *f = *state;
	struct made m[] = {
		make(f, (struct issue_request){ .common_name = "First",
		    .key_usage = BOTH }, "ca", 300),
		make(f, (struct issue_request){ .common_name = "Second",
		    .ca = true }, "ca", 300),
	};
	struct import_plan p = plan_of(f, m, 2, false);
	char *ca = xasprintf("%s/computer/ca", f->settings.stores);
	char *command = xasprintf("rm -rf '%s' && : >'%s'", ca, ca);
	struct err err = { 0 };

	assert_int_equal(system(command), 0);
	assert_int_equal(p.v[0].store, STORE_OTHER_PEOPLE);
	assert_int_equal(p.v[1].store, STORE_CA);
	assert_false(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assert_false(in_store(f, STORE_OTHER_PEOPLE, NULL,
	    m[0].cert->thumbprint));
	assert_false(model_exists(f->model, "certificate",
	    m[0].cert->thumbprint));
	/* The group can still be written: nothing holds its lock. */
	fixture_set(f, "host", "EdiSend", "os_group=later", NULL);
	assert_int_equal(unlink(ca), 0);
	assert_true(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	import_plan_clear(&p);
	free(command);
	free(ca);
	made_clear(&m[0]);
	made_clear(&m[1]);
}

static void
test_without_rights(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Mine", .key_usage = BOTH }, "ca", 300);
	struct import_plan p = plan_of(f, &m, 1, true);
	struct err err = { 0 };

	f->model->role = ROLE_AUDITOR;
	assert_true(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assert_true(in_store(f, STORE_PERSONAL, f->model->user,
	    m.cert->thumbprint));
	assert_false(model_exists(f->model, "certificate",
	    m.cert->thumbprint));
	assert_true(import_plan_store(&p, 0, STORE_OTHER_PEOPLE, &err));
	assert_false(import_write(&p, &(struct import_order){ NULL, false },
	    &err));
	assert_int_equal(err.code, ERR_DENIED);
	f->model->role = ROLE_ADMINISTRATOR;
	import_plan_clear(&p);
	made_clear(&m);
}

static void
test_account(void **state)
{
	struct fixture *f = *state;
	struct made m = make(f, (struct issue_request){
	    .common_name = "Key", .key_usage = BOTH }, "ca", 300);
	struct import_request r = { .store = STORE_COUNT, .at = f->now,
	    .account = "no-such-account" };
	struct bundle b = bundle_of(&m, 1, true);
	struct import_plan p;
	struct err err = { 0 };

	assert_false(import_plan_make(&p, f->model, &b, &r, &err));
	assert_string_equal(err.text, "--account: no such account on this "
	    "computer (no-such-account)");
	import_plan_clear(&p);
	made_clear(&m);
}

/* Every use finds its field by the field tables alone. */
static void
test_targets(void **state)
{
	static const struct { const char *use, *kind, *field; } want[] = {
		{ "decrypt", "host", "decryption_certificate" },
		{ "sign", "group", "signature_certificate" },
		{ "verify", "party", "signature_certificate" },
		{ "encrypt", "send-port", "encryption_certificate" },
		{ "tls-client", "send-port", "http.certificate" },
	};
	struct fixture *f = *state;
	struct import_targets t = { 0 };
	struct err err = { 0 };
	size_t i, k;
	bool found;

	fixture_add(f, "handler", "adapter=HTTP", "direction=send",
	    "host=EdiSend", NULL);
	fixture_add(f, "send-port", "name=Web", "adapter=HTTP",
	    "handler=HTTP-send@EdiSend", "send_pipeline=PassThruTransmit",
	    "http.url=https://contoso.example/in", NULL);
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		assert_true(import_targets(f->model,
		    import_use_find(want[i].use), &t, &err));
		for (k = 0, found = false; k < t.n; k++)
			found |= strcmp(t.v[k].kind, want[i].kind) == 0 &&
			    strcmp(t.v[k].field, want[i].field) == 0;
		if (!found)
			fail_msg("%s", want[i].use);
		import_targets_clear(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_duplicate),
		cmocka_unit_test(test_revoked),
		cmocka_unit_test(test_assign_and_undo),
		cmocka_unit_test(test_undo_assigned_since),
		cmocka_unit_test(test_renewed),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_take_over_too_late),
		cmocka_unit_test(test_other_identity),
		cmocka_unit_test(test_changed_meanwhile),
		cmocka_unit_test(test_files_taken_back),
		cmocka_unit_test(test_without_rights),
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_targets),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("import", tests, setup, teardown);
}
