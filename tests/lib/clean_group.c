/* SPDX-License-Identifier: ISC */
#include "tests/lib/clean_group.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "model/edit.h"
#include "model/kind.h"
#include "model/kinds/certificate.h"

/* ---- the clean group ---------------------------------------------------- */

static const struct {
	const char *cn;
	unsigned key_usage;
} specs[CERTS] = {
	[ENC] = { "Partner Encryption", KEY_USAGE_KEY_ENCIPHERMENT },
	[DEC] = { "Our Decryption", KEY_USAGE_KEY_ENCIPHERMENT },
	[SIG] = { "Our Signature", KEY_USAGE_DIGITAL_SIGNATURE },
	[VER] = { "Partner Signature", KEY_USAGE_DIGITAL_SIGNATURE },
	[AUTHORITY] = { "Test Authority", KEY_USAGE_CERT_SIGN |
	    KEY_USAGE_CRL_SIGN },
};

static void
make_certs(struct clean_group *t)
{
	struct issue_request r = { .not_before = AT - 100 * DAY_SECONDS,
	    .not_after = AT + 365 * DAY_SECONDS };
	struct issuer issuer;
	struct err err = { 0 };
	struct object *o;
	int i;

	/* Backwards: the issuer of all comes last. */
	for (i = CERTS - 1; i >= 0; i--) {
		r.common_name = specs[i].cn;
		r.key_usage = specs[i].key_usage;
		r.ca = i == AUTHORITY;
		r.eku = r.ca ? NULL : "emailProtection";
		issuer = (struct issuer){ t->cert[AUTHORITY],
		    t->key[AUTHORITY] };
		assert_true(issue_cert(&r, r.ca ? NULL : &issuer,
		    &t->cert[i], &t->key[i], &err));
		thumbprint_show(t->cert[i]->thumbprint, t->shown[i]);
		o = certificate_from_cert(t->cert[i]);
		assert_true(edit_create_one(t->f->model, o, &err));
		object_free(o);
	}
}

/* "field=" and the thumbprint; lives until the next call. */
static const char *
assign(const struct clean_group *t, const char *field, int cert)
{
	static char text[128];

	snprintf(text, sizeof(text), "%s=%s", field,
	    t->cert[cert]->thumbprint);
	return text;
}

static void
make_objects(struct clean_group *t)
{
	struct fixture *f = t->f;

	fixture_set(f, "group", "Test Group",
	    assign(t, "signature_certificate", SIG),
	    "threat_model_date=2026-11-01", NULL);
	fixture_add(f, "computer", "name=" NODE2, NULL);
	fixture_add(f, "host", "name=Track", "trusted=true", NULL);
	fixture_add(f, "host-instance", "host=Track", "computer=" NODE1,
	    "account=tracker", NULL);
	fixture_add(f, "host", "name=Recv", "trusted=true",
	    assign(t, "decryption_certificate", DEC), NULL);
	fixture_add(f, "host", "name=Send", "trusted=true", NULL);
	fixture_add(f, "host-instance", "host=Recv", "computer=" NODE1,
	    "account=alice", NULL);
	fixture_add(f, "host-instance", "host=Recv", "computer=" NODE2,
	    "account=bob", NULL);
	fixture_add(f, "host-instance", "host=Send", "computer=" NODE1,
	    "account=carol", NULL);
	fixture_add(f, "host-instance", "host=Send", "computer=" NODE2,
	    "account=dave", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=receive",
	    "host=Recv", NULL);
	fixture_add(f, "handler", "adapter=FILE", "direction=send",
	    "host=Send", NULL);
	fixture_add(f, "party", "name=Partner",
	    assign(t, "signature_certificate", VER),
	    "key_exchange_plan=By courier", "expiry_notice_days=30",
	    "revocation_contact=Anna", NULL);
	fixture_set(f, "party", "Partner",
	    assign(t, "confirmed_fingerprint", VER), NULL);
	fixture_add(f, "receive-port", "name=In", NULL);
	fixture_add(f, "receive-location", "name=In FILE",
	    "receive_port=In", "enabled=true", "handler=FILE-receive@Recv",
	    "receive_pipeline=SMIMEReceive", "file.receive_folder=/srv/in",
	    "expects=encrypted", "require_encryption=true",
	    "decoder.allow_non_mime=false", NULL);
	fixture_add(f, "send-port", "name=Orders", "state=started",
	    "handler=FILE-send@Send", "send_pipeline=SMIMETransmit",
	    "file.destination_folder=/srv/out",
	    assign(t, "encryption_certificate", ENC),
	    "encoder.enable_encryption=true", "encoder.signature_type=blob",
	    NULL);
}

int
clean_setup_group(void **state)
{
	struct clean_group *t = xcalloc(1, sizeof(*t));

	t->f = fixture_new(false);
	make_certs(t);
	make_objects(t);
	*state = t;
	assert_int_equal(clean_setup(state), 0);
	clean_run(t);
	t->passed = t->a->passed;
	clean_teardown(state);
	return 0;
}

int
clean_teardown_group(void **state)
{
	struct clean_group *t = *state;
	int i;

	for (i = 0; i < CERTS; i++) {
		cert_free(t->cert[i]);
		key_free(t->key[i]);
	}
	fixture_free(t->f);
	free(t);
	return 0;
}

void
clean_put(struct clean_group *t, struct inventory_store *s, int cert)
{
	struct inventory_item *item = inventory_add_cert(s,
	    cert_copy(t->cert[cert]));

	item->key_present = item->key_works = s->store == STORE_PERSONAL;
}

/* Trusted there, with its list, which was fetched today. */
static void
put_authority(struct clean_group *t, const char *computer)
{
	const char *issuer = t->cert[AUTHORITY]->subject;
	struct crl_fetches *f = &t->facts.fetches;
	struct inventory_list *l;

	clean_put(t, inventory_add(&t->inv, computer, STORE_ROOT, NULL),
	    AUTHORITY);
	inventory_add(&t->inv, computer, STORE_CA, NULL);
	l = inventory_add_list(inventory_add(&t->inv, computer, STORE_CRL,
	    NULL), issuer);
	l->stored = l->this_update = AT - DAY_SECONDS;
	l->next_update = AT + 30 * DAY_SECONDS;
	f->v = grow(f->v, f->n, &f->cap, sizeof(*f->v));
	f->v[f->n++] = (struct crl_fetch){ .computer = xstrdup(computer),
	    .issuer = xstrdup(issuer), .url = xstrdup(CLEAN_URL),
	    .at = AT - DAY_SECONDS, .ok = true };
}

/* ---- what computers tell ------------------------------------------------ */

void
clean_silence(struct clean_group *t, const char *computer)
{
	struct computer_facts *all = &t->facts.computers, kept = { 0 };
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->v[i].computer, computer) != 0)
			computer_facts_add(&kept, all->v[i].computer,
			    all->v[i].topic, all->v[i].subject,
			    all->v[i].value);
	computer_facts_clear(all);
	*all = kept;
}

void
clean_tell(struct clean_group *t, const char *computer,
    enum fact_topic topic, const char *subject, const char *value)
{
	struct computer_facts *all = &t->facts.computers, kept = { 0 };
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->v[i].computer, computer) != 0 ||
		    all->v[i].topic != topic ||
		    strcmp(all->v[i].subject, subject) != 0)
			computer_facts_add(&kept, all->v[i].computer,
			    all->v[i].topic, all->v[i].subject,
			    all->v[i].value);
	computer_facts_add(&kept, computer, topic, subject, value);
	computer_facts_sort(&kept);
	computer_facts_clear(all);
	*all = kept;
}

/* A folder or file, as it should be. */
static void
tell_path(struct clean_group *t, const char *computer, const char *path,
    const char *owner)
{
	struct computer_facts *f = &t->facts.computers;

	computer_facts_add(f, computer, FACT_KIND, path, "folder");
	computer_facts_add(f, computer, FACT_MODE, path, "0700");
	computer_facts_add(f, computer, FACT_OWNER, path, owner);
	computer_facts_add(f, computer, FACT_GROUP, path, owner);
	computer_facts_add(f, computer, FACT_FREE, path, "107374182400");
	computer_facts_add(f, computer, FACT_OLD, path, "0");
	computer_facts_add(f, computer, FACT_DEVICE, path, "encrypted");
}

static void
tell_computer(struct clean_group *t, const char *computer,
    const char *const *accounts)
{
	struct computer_facts *f = &t->facts.computers;
	char *path;

	computer_facts_add(f, computer, FACT_TOLD, "", "root");
	computer_facts_add(f, computer, FACT_CLOCK, "", "0");
	computer_facts_add(f, computer, FACT_SWAP, "", "none");
	computer_facts_add(f, computer, FACT_DATABASE, "", CLEAN_DATABASE);
	computer_facts_add(f, computer, FACT_SECRET, "", CLEAN_KEY);
	computer_facts_add(f, computer, FACT_ROLE, "administrators",
	    "edi-admins");
	computer_facts_add(f, computer, FACT_MEMBERS, "edi-admins", "anna");
	tell_path(t, computer, CLEAN_DATABASE, "root");
	tell_path(t, computer, CLEAN_KEY, "root");
	tell_path(t, computer, "/srv/in", accounts[0]);
	tell_path(t, computer, "/srv/out", accounts[1]);
	for (; *accounts != NULL; accounts++) {
		path = xasprintf("/var/spool/%s", *accounts);
		tell_path(t, computer, path, *accounts);
		computer_facts_add(f, computer, FACT_TEMP, *accounts, path);
		free(path);
		computer_facts_add(f, computer, FACT_ACCOUNT, *accounts,
		    "usable");
		computer_facts_add(f, computer, FACT_UID, *accounts, "990");
		computer_facts_add(f, computer, FACT_GROUPS, *accounts,
		    *accounts);
	}
}

/* Each test starts with its own snapshot and a full inventory. */
int
clean_setup(void **state)
{
	struct clean_group *t = *state;
	struct inventory_store *s;
	struct err err = { 0 };
	size_t i;

	t->s = snapshot_load(t->f->model, &err);
	assert_non_null(t->s);
	s = inventory_add(&t->inv, NODE1, STORE_OTHER_PEOPLE, NULL);
	clean_put(t, s, ENC);
	clean_put(t, s, VER);
	s = inventory_add(&t->inv, NODE1, STORE_PERSONAL, "alice");
	clean_put(t, s, DEC);
	s = inventory_add(&t->inv, NODE1, STORE_PERSONAL, "carol");
	clean_put(t, s, SIG);
	s = inventory_add(&t->inv, NODE2, STORE_OTHER_PEOPLE, NULL);
	clean_put(t, s, ENC);
	clean_put(t, s, VER);
	s = inventory_add(&t->inv, NODE2, STORE_PERSONAL, "bob");
	clean_put(t, s, DEC);
	s = inventory_add(&t->inv, NODE2, STORE_PERSONAL, "dave");
	clean_put(t, s, SIG);
	for (i = 0; i < 2; i++)
		put_authority(t, i == 0 ? NODE1 : NODE2);
	inventory_sort(&t->inv);
	for (i = 0; i < t->inv.n; i++)
		t->inv.v[i].published = AT;
	tell_computer(t, NODE1, (const char *const[]){ "alice", "carol",
	    "tracker", NULL });
	tell_computer(t, NODE2, (const char *const[]){ "bob", "dave",
	    NULL });
	computer_facts_sort(&t->facts.computers);
	return 0;
}

int
clean_teardown(void **state)
{
	struct clean_group *t = *state;

	audit_free(t->a);
	t->a = NULL;
	inventory_clear(&t->inv);
	audit_facts_clear(&t->facts);
	snapshot_free(t->s);
	return 0;
}

/* ---- changing it -------------------------------------------------------- */

void *
clean_object(struct clean_group *t, const char *kind, const char *name)
{
	const struct object *o = snapshot_find(t->s, kind, name);

	assert_non_null(o);
	return (void *)(uintptr_t)o;	/* the test owns the snapshot */
}

static void
set_all(struct clean_group *t, struct object *o, va_list ap)
{
	struct err err = { 0 };
	const char *text, *eq;
	char *name;

	while ((text = va_arg(ap, const char *)) != NULL) {
		eq = strchr(text, '=');
		assert_non_null(eq);
		name = xstrndup(text, (size_t)(eq - text));
		if (!object_set(o, t->f->model, name, eq + 1,
		    &err))
			fail_msg("%s", err.text);
		free(name);
	}
}

void
clean_set(struct clean_group *t, const char *kind, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	set_all(t, clean_object(t, kind, name), ap);
	va_end(ap);
}

void *
clean_add(struct clean_group *t, const char *kind, const char *name, ...)
{
	struct object *o = object_new(kind_find(kind));
	va_list ap;

	free(o->name);
	o->name = xstrdup(name);
	va_start(ap, name);
	set_all(t, o, ap);
	va_end(ap);
	/* One for each, behind all that are stored. */
	o->id = INT64_MAX - (int64_t)snapshot_all(t->s, kind)->n;
	snapshot_put(t->s, o);
	object_free(o);
	return clean_object(t, kind, name);
}

struct inventory_store *
clean_shared(struct clean_group *t, const char *computer, enum store_id id)
{
	const struct inventory_store *s = inventory_find(&t->inv, computer,
	    id, NULL);

	assert_non_null(s);
	return &t->inv.v[s - t->inv.v];
}

struct inventory_store *
clean_store(struct clean_group *t, const char *computer, const char *account)
{
	const struct inventory_store *s = inventory_find(&t->inv, computer,
	    account != NULL ? STORE_PERSONAL : STORE_OTHER_PEOPLE, account);

	assert_non_null(s);
	return &t->inv.v[s - t->inv.v];
}

struct inventory_item *
clean_item(struct clean_group *t, struct inventory_store *s, int cert)
{
	const struct inventory_item *i = inventory_item(s,
	    t->cert[cert]->thumbprint);

	assert_non_null(i);
	return &s->v[i - s->v];
}

void
clean_take(struct clean_group *t, const char *computer, const char *account,
    int cert)
{
	struct inventory_store *s = clean_store(t, computer, account);
	struct inventory_item *i = clean_item(t, s, cert);

	cert_free(i->cert);
	memmove(i, i + 1, (size_t)(s->v + s->n - (i + 1)) * sizeof(*i));
	s->n--;
}

void
clean_forget(struct clean_group *t, const char *computer)
{
	size_t i, n = 0;

	for (i = 0; i < t->inv.n; i++) {
		struct inventory one = { &t->inv.v[i], 1, 1 };

		if (strcmp(t->inv.v[i].computer, computer) != 0) {
			t->inv.v[n++] = t->inv.v[i];
			continue;
		}
		one.v = xmemdup(&t->inv.v[i], sizeof(t->inv.v[i]));
		inventory_clear(&one);
	}
	t->inv.n = n;
}

void
clean_each(struct clean_group *t, int cert, void (*change)(struct cert *,
    int64_t), int64_t value)
{
	const struct inventory_item *i;
	size_t n;

	for (n = 0; n < t->inv.n; n++) {
		i = inventory_item(&t->inv.v[n], t->cert[cert]->thumbprint);
		if (i != NULL)
			change(i->cert, value);
	}
}

void
clean_not_after(struct cert *c, int64_t value)
{
	c->not_after = value;
}

void
clean_key_usage(struct cert *c, int64_t value)
{
	c->has_key_usage = value >= 0;
	c->key_usage = value >= 0 ? (unsigned)value : 0;
}

/* ---- what came out ------------------------------------------------------ */

void
clean_run(struct clean_group *t)
{
	audit_free(t->a);
	t->a = audit_run(t->s, &t->inv, &t->facts, AT);
}

void
expect_clean(struct clean_group *t)
{
	clean_run(t);
	if (t->a->n > 0)
		fail_msg("not clean: %s %s", t->a->v[0].rule->id,
		    t->a->v[0].text);
	assert_int_equal(t->a->unknown, 0);
}

static void
print_all(const struct clean_group *t)
{
	size_t i;

	for (i = 0; i < t->a->n; i++)
		print_error("# %s %s\n", t->a->v[i].rule->id,
		    t->a->v[i].text);
}

static const struct finding *
expect_of(struct clean_group *t, const char *id, enum severity severity,
    const char *text)
{
	const struct finding *f = NULL;
	size_t i, n = 0;

	clean_run(t);
	for (i = 0; i < t->a->n; i++) {
		if (strcmp(t->a->v[i].rule->id, id) == 0) {
			f = &t->a->v[i];
			n++;
		}
	}
	if (n != 1) {
		print_all(t);
		fail_msg("%s: %zu findings, 1 expected", id, n);
	}
	assert_int_equal(f->result, AUDIT_FINDING);
	assert_string_equal(f->text, text);
	assert_int_equal(f->severity, severity);
	assert_non_null(f->fix);
	return f;
}

const struct finding *
expect_of_rule(struct clean_group *t, const char *id, enum severity severity,
    const char *fmt, ...)
{
	const struct finding *f;
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	assert_true(vasprintf(&text, fmt, ap) >= 0);
	va_end(ap);
	f = expect_of(t, id, severity, text);
	free(text);
	return f;
}

const struct finding *
expect_one(struct clean_group *t, const char *id, enum severity severity,
    const char *fmt, ...)
{
	const struct finding *f;
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	assert_true(vasprintf(&text, fmt, ap) >= 0);
	va_end(ap);
	f = expect_of(t, id, severity, text);
	if (t->a->n != 1)
		print_all(t);
	assert_int_equal(t->a->n, 1);
	free(text);
	return f;
}

void
expect_none(struct clean_group *t, const char *id)
{
	size_t i;

	clean_run(t);
	for (i = 0; i < t->a->n; i++)
		if (strcmp(t->a->v[i].rule->id, id) == 0)
			fail_msg("%s: %s", id, t->a->v[i].text);
}

void
expect_unknown(struct clean_group *t, const char *id, size_t want)
{
	size_t i, n = 0;

	for (i = 0; i < t->a->n; i++)
		n += t->a->v[i].result == AUDIT_UNKNOWN &&
		    strcmp(t->a->v[i].rule->id, id) == 0;
	if (n != want)
		fail_msg("%s: %zu unknown, %zu expected", id, n, want);
}
