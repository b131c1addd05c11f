/* SPDX-License-Identifier: ISC */
/* The rules about assignments and what is left over: family C5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/kinds/party.h"
#include "tests/lib/clean_group.h"

static void
name_like_partner(struct cert *c, int64_t value)
{
	(void)value;
	str_replace(&c->subject, "CN=Partner Signature");
}

#define IN "receive-location", "In FILE"
#define NOWHERE "0123456789ABCDEF0123456789ABCDEF01234567"
#define NOWHERE_SHOWN "0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567"

static void
test_c501(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_add(t, "party", "Rival", NULL);

	expect_none(t, "C501");
	/* In whichever of its roles. */
	p->rollover.next = xstrdup(t->cert[VER]->thumbprint);
	expect_of_rule(t, "C501", SEVERITY_ERROR, "Parties Partner and Rival "
	    "use the same signature certificate [%s]. Messages signed with "
	    "it resolve to nobody.", t->shown[VER]);
}

static void
test_c503(void **state)
{
	struct clean_group *t = *state;
	struct host *h = clean_object(t, "host", "Send");

	/* Every store is known; and nothing requires it there. */
	inventory_add(&t->inv, NODE1, STORE_PERSONAL, "tracker");
	inventory_sort(&t->inv);
	h->decryption_certificate = xstrdup(t->cert[DEC]->thumbprint);
	expect_none(t, "C503");
	str_replace(&h->decryption_certificate, NOWHERE);
	h->decryption_certificate_name = xstrdup("Mistyped");
	expect_of_rule(t, "C503", SEVERITY_ERROR, "Send: certificate ["
	    NOWHERE_SHOWN "] (Mistyped) exists in no store of any "
	    "computer.");
	clean_forget(t, NODE2);
	clean_run(t);
	expect_unknown(t, "C503", 1);
}

static void
test_c505(void **state)
{
	struct clean_group *t = *state;
	struct host_instance *i;

	expect_none(t, "C505");
	i = clean_object(t, "host-instance", "Recv@" NODE2);
	str_replace(&i->account, "carol");
	expect_of_rule(t, "C505", SEVERITY_ERROR, NODE2 ": Personal store of "
	    "bob still holds 1 certificate(s), though no host instance uses "
	    "it any more.");
}

static void
test_c507(void **state)
{
	struct clean_group *t = *state;
	struct party *p = clean_object(t, "party", "Partner");

	expect_none(t, "C507");
	str_replace(&p->signature_certificate_name, "Somebody");
	expect_of_rule(t, "C507", SEVERITY_WARNING, "Partner: shows "
	    "\"Somebody\" but [%s] belongs to \"Partner Signature\".",
	    t->shown[VER]);
	str_replace(&p->signature_certificate_name, NULL);
	expect_none(t, "C507");
}

static void
test_c508(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	expect_none(t, "C508");
	props_set(&p->object.props, "http.certificate", "12 34");
	expect_of_rule(t, "C508", SEVERITY_ERROR, "Orders: \"12 34\" is not "
	    "a thumbprint; 40 hexadecimal digits are expected.");
}

static void
test_c509(void **state)
{
	struct clean_group *t = *state;
	struct receive_port *in = clean_object(t, "receive-port", "In");

	clean_add(t, "party", "Nobody", NULL);
	expect_none(t, "C509");
	in->authentication = AUTH_KEEP;
	expect_of_rule(t, "C509", SEVERITY_WARNING, "Party Nobody can never "
	    "be resolved: no signature certificate, no WindowsUser alias.");
	clean_set(t, "party", "Nobody",
	    "aliases=WindowsUser|WindowsUser|CORP\\\\anna", NULL);
	expect_none(t, "C509");
}

static void
test_c511_c512(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	expect_none(t, "C511");
	expect_none(t, "C512");
	clean_set(t, "send-port", "Orders", "encoder.enable_encryption=false",
	    NULL);
	expect_of_rule(t, "C511", SEVERITY_ERROR, "Orders: an encryption "
	    "certificate is assigned, yet messages leave unencrypted.");
	clean_set(t, "send-port", "Orders", "encoder.enable_encryption=true",
	    NULL);
	str_replace(&p->encryption_certificate, NULL);
	expect_of_rule(t, "C512", SEVERITY_ERROR, "Orders: encryption is on "
	    "but no certificate is assigned. Every message will be "
	    "suspended.");
	expect_none(t, "C511");
	/* Its messages bring it. */
	p->dynamic = true;
	expect_none(t, "C512");
}

static void
test_c513_c514(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");
	struct send_port *p = clean_object(t, "send-port", "Orders");
	static const char text[] = "The group has no signature certificate, "
	    "but Orders sign. Their messages will be suspended.%s";
	char *had = g->signature_certificate;

	expect_none(t, "C513");
	expect_none(t, "C514");
	g->signature_certificate = NULL;
	expect_of_rule(t, "C513", SEVERITY_ERROR, text, "");
	p->state = PORT_BOUND;
	expect_of_rule(t, "C513", SEVERITY_WARNING, text, " (not active)");
	props_set(&p->object.props, "encoder.signature_type", "none");
	expect_none(t, "C513");
	expect_none(t, "C514");
	g->signature_certificate = had;
	expect_of_rule(t, "C514", SEVERITY_ADVICE, "The group's signature "
	    "certificate [%s] is not used by any port.", t->shown[SIG]);
}

static void
test_c515(void **state)
{
	struct clean_group *t = *state;
	struct host *h = clean_object(t, "host", "Recv");
	struct receive_location *l = clean_object(t, IN);
	static const char text[] = "Host Recv: location In FILE receives "
	    "encrypted messages but the host has no decryption certificate.";

	expect_none(t, "C515");
	str_replace(&h->decryption_certificate, NULL);
	expect_of_rule(t, "C515", SEVERITY_ERROR, text);
	l->expects = EXPECT_ANY;
	expect_of_rule(t, "C515", SEVERITY_WARNING, text);
	l->expects = EXPECT_SIGNED;
	expect_none(t, "C515");
}

static void
test_c516(void **state)
{
	struct clean_group *t = *state;
	struct host *h = clean_object(t, "host", "Send");
	static const char text[] =
	    "Host Send: decryption certificate has no effect.";

	/* Its port may take what Recv decrypts. */
	h->decryption_certificate = xstrdup(t->cert[DEC]->thumbprint);
	expect_none(t, "C516");
	str_replace(&h->decryption_certificate, NOWHERE);
	expect_of_rule(t, "C516", SEVERITY_ADVICE, text);
}

static void
test_c517(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, IN);

	expect_none(t, "C517");
	l->encryption_certificate = xstrdup(t->cert[ENC]->thumbprint);
	expect_of_rule(t, "C517", SEVERITY_WARNING, "In FILE: encryption "
	    "certificate has no effect on a one-way location.");
	l->two_way = true;
	l->send_pipeline = xstrdup("SMIMETransmit");
	expect_none(t, "C517");
}

static void
test_c518(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");
	static const char text[] = "[%s] is used as our own and as %s's "
	    "certificate.";

	expect_none(t, "C518");
	str_replace(&p->encryption_certificate, t->cert[DEC]->thumbprint);
	expect_of_rule(t, "C518", SEVERITY_WARNING, text, t->shown[DEC],
	    "Orders");
	str_replace(&p->encryption_certificate, t->cert[ENC]->thumbprint);
	/* A partner's private key is nobody's business here. */
	clean_put(t, clean_store(t, NODE1, "alice"), VER);
	inventory_sort(&t->inv);
	expect_of_rule(t, "C518", SEVERITY_WARNING, text, t->shown[VER],
	    "Partner");
}

static void
test_c519(void **state)
{
	struct clean_group *t = *state;
	struct host *h = clean_object(t, "host", "Send");

	h->decryption_certificate = xstrdup(t->cert[DEC]->thumbprint);
	expect_none(t, "C519");
	h->trusted = false;
	expect_of_rule(t, "C519", SEVERITY_ADVICE, "Hosts Recv and Send share "
	    "decryption certificate [%s]; both may read messages encrypted "
	    "to it.", t->shown[DEC]);
}

static void
test_c520(void **state)
{
	struct clean_group *t = *state;
	struct host *h = clean_object(t, "host", "Send");

	clean_add(t, "orchestration", "Process", "host=Send",
	    "inbound=Receive|In", NULL);
	expect_of_rule(t, "C520", SEVERITY_ADVICE, "Process in host Send "
	    "subscribes to decrypted messages of In but the host does not "
	    "hold [%s]; they will not be delivered. (not active)",
	    t->shown[DEC]);
	h->decryption_certificate = xstrdup(t->cert[DEC]->thumbprint);
	expect_none(t, "C520");
}

/* ---- what assignments once were ------------------------------------------ */

static struct cert_change *
add_change(struct clean_group *t, const char *action, int64_t at)
{
	struct party *p = clean_object(t, "party", "Partner");
	struct audit_facts *f = &t->facts;

	f->changes = grow(f->changes, f->nchanges, &f->capchanges,
	    sizeof(*f->changes));
	f->changes[f->nchanges] = (struct cert_change){ .at = at,
	    .kind = xstrdup("party"), .object_id = p->object.id,
	    .object = xstrdup("Partner"), .action = xstrdup(action),
	    .field = xstrdup("signature_certificate") };
	return &f->changes[f->nchanges++];
}

static void
test_c504(void **state)
{
	struct clean_group *t = *state;
	struct cert_change *c = add_change(t, "delete", AT - 60);

	c->object_id = 77;
	str_replace(&c->object, "Former");
	c->old_value = xstrdup(t->cert[SIG]->thumbprint);
	clean_put(t, clean_store(t, NODE1, NULL), SIG);
	inventory_sort(&t->inv);
	expect_none(t, "C504");		/* the group signs with it */
	str_replace(&c->old_value, t->cert[AUTHORITY]->thumbprint);
	expect_none(t, "C504");
	clean_put(t, clean_store(t, NODE1, NULL), AUTHORITY);
	inventory_sort(&t->inv);
	expect_of_rule(t, "C504", SEVERITY_WARNING, NODE1 ": certificate Test "
	    "Authority [%s] of the removed party Former is still installed.",
	    t->shown[AUTHORITY]);
}

static void
test_c510(void **state)
{
	struct clean_group *t = *state;
	struct cert_change *c = add_change(t, "update", AT - 30 *
	    DAY_SECONDS);
	struct inventory_store *s = clean_store(t, NODE2, NULL);

	c->old_value = xstrdup(t->cert[AUTHORITY]->thumbprint);
	c->new_value = xstrdup(t->cert[VER]->thumbprint);
	clean_put(t, s, AUTHORITY);
	inventory_sort(&t->inv);
	clean_each(t, AUTHORITY, name_like_partner, 0);
	expect_none(t, "C510");
	c->at--;
	expect_of_rule(t, "C510", SEVERITY_ADVICE, NODE2 ": Test Authority "
	    "[%s] was replaced by [%s] on 2026-10-22 and is still "
	    "installed.", t->shown[AUTHORITY], t->shown[VER]);
	/* One of another name is no successor. */
	str_replace(&c->new_value, t->cert[ENC]->thumbprint);
	expect_none(t, "C510");
}

static void
test_c521(void **state)
{
	struct clean_group *t = *state;
	struct cert_change *c = add_change(t, "update", AT - DAY_SECONDS);

	c->old_value = xstrdup(t->cert[AUTHORITY]->thumbprint);
	c->new_value = xstrdup(t->cert[VER]->thumbprint);
	clean_put(t, clean_store(t, NODE2, NULL), AUTHORITY);
	inventory_sort(&t->inv);
	expect_none(t, "C521");
	c->at--;
	expect_of_rule(t, "C521", SEVERITY_ADVICE, "Party Partner changed on "
	    "2026-11-20; stores still differ on " NODE2 ".");
	/* What is missing C104 tells. */
	clean_take(t, NODE1, NULL, VER);
	expect_none(t, "C521");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_c501), EACH(test_c503),
		EACH(test_c505), EACH(test_c507), EACH(test_c508),
		EACH(test_c509), EACH(test_c511_c512), EACH(test_c513_c514),
		EACH(test_c515), EACH(test_c516), EACH(test_c517),
		EACH(test_c518), EACH(test_c519), EACH(test_c520),
		EACH(test_c504), EACH(test_c510), EACH(test_c521),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
