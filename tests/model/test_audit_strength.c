/* SPDX-License-Identifier: ISC */
/* What certificates are made for and of: the rest of C3, and C4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/kinds/group.h"
#include "model/kinds/send_port.h"
#include "tests/lib/clean_group.h"

#define OUT "send-port", "Orders"

static void
set_ca(struct cert *c, int64_t value)
{
	c->is_ca = value != 0;
}

static void
set_version(struct cert *c, int64_t value)
{
	c->version = (int)value;
}

static void
set_bits(struct cert *c, int64_t value)
{
	c->key_bits = (int)value;
}

static void
set_tls(struct cert *c, int64_t value)
{
	str_replace(&c->eku, value ? "1.3.6.1.5.5.7.3.2" : NULL);
}

static void
set_type(struct cert *c, int64_t value)
{
	static const char *const types[] = { "RSA", "DSA", "X25519" };

	str_replace(&c->key_type, types[value]);
}

static void
set_digest(struct cert *c, int64_t value)
{
	static const char *const digests[] = { "SHA256", "SHA1", "MD5" };

	str_replace(&c->signed_with, digests[value]);
}

/* ---- C3 ------------------------------------------------------------------ */

static void
test_c304(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p;

	clean_add(t, "handler", "HTTP-send@Send", "adapter=HTTP",
	    "direction=send", "host=Send", NULL);
	p = clean_add(t, "send-port", "Web", "adapter=HTTP",
	    "handler=HTTP-send@Send", "send_pipeline=PassThruTransmit",
	    NULL);
	p->state = PORT_STARTED;
	props_set(&p->object.props, "http.certificate",
	    t->cert[SIG]->thumbprint);
	expect_of_rule(t, "C304", SEVERITY_ERROR, "Web: [%s] cannot be used "
	    "as TLS client certificate (digital signature; secure mail).",
	    t->shown[SIG]);
	clean_each(t, SIG, set_tls, 1);
	expect_none(t, "C304");
	clean_each(t, SIG, clean_key_usage, KEY_USAGE_KEY_ENCIPHERMENT);
	expect_of_rule(t, "C304", SEVERITY_ERROR, "Web: [%s] cannot be used "
	    "as TLS client certificate (key encipherment; TLS client).",
	    t->shown[SIG]);
	/* A key that cannot do it is another rule's. */
	clean_each(t, SIG, set_type, 2);
	expect_none(t, "C304");
}

static void
test_c305(void **state)
{
	struct clean_group *t = *state;

	clean_each(t, VER, set_ca, 1);
	expect_one(t, "C305", SEVERITY_WARNING, "Party Partner: Partner "
	    "Signature [%s] is a CA certificate used as an end-entity "
	    "certificate.", t->shown[VER]);
	clean_each(t, VER, set_ca, 0);
	expect_clean(t);
}

static void
test_c306(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");

	expect_none(t, "C306");
	str_replace(&g->signature_certificate, t->cert[DEC]->thumbprint);
	expect_of_rule(t, "C306", SEVERITY_ADVICE, "One certificate [%s] "
	    "signs and decrypts. This is allowed, but escrow or loss of the "
	    "decryption key then touches the signature key.",
	    t->shown[DEC]);
}

static void
test_c307_c308(void **state)
{
	struct clean_group *t = *state;
	static const char old[] = "Send port Orders: [%s] is an X.509 version "
	    "1 certificate; version 3 is required.";

	clean_each(t, ENC, set_version, 1);
	expect_one(t, "C307", SEVERITY_ERROR, old, t->shown[ENC]);
	/* What has no extensions states no purpose either: told once. */
	clean_each(t, ENC, clean_key_usage, -1);
	clean_each(t, ENC, set_tls, 0);
	expect_one(t, "C307", SEVERITY_ERROR, old, t->shown[ENC]);
	clean_each(t, ENC, set_version, 3);
	expect_one(t, "C308", SEVERITY_ADVICE, "Send port Orders: [%s] does "
	    "not state any purpose; a misuse cannot be detected.",
	    t->shown[ENC]);
	clean_each(t, ENC, clean_key_usage, KEY_USAGE_KEY_ENCIPHERMENT);
	expect_clean(t);
}

static void
test_c309(void **state)
{
	struct clean_group *t = *state;

	clean_each(t, ENC, set_type, 1);
	expect_of_rule(t, "C309", SEVERITY_ERROR, "Send port Orders: key type "
	    "DSA of [%s] cannot be used for encryption.", t->shown[ENC]);
	clean_each(t, ENC, set_type, 0);
	expect_clean(t);
	clean_each(t, SIG, set_type, 2);
	expect_of_rule(t, "C309", SEVERITY_ERROR, "Group Test Group: key type "
	    "X25519 of [%s] cannot be used for signing.", t->shown[SIG]);
}

/* ---- C4 ------------------------------------------------------------------ */

/* The partner's certificate, with one fact changed. */
static const struct {
	void (*change)(struct cert *, int64_t);
	int64_t value;
	const char *id;			/* NULL: nothing is wrong with it */
	enum severity severity;
	const char *before, *after;	/* the thumbprint */
} strengths[] = {
	{ set_bits, 1023, "C401", SEVERITY_ERROR, "1023-bit key of ",
	  " is broken." },
	{ set_bits, 1024, "C402", SEVERITY_WARNING, "1024-bit key of ",
	  " is too short." },
	{ set_bits, 2047, "C402", SEVERITY_WARNING, "2047-bit key of ",
	  " is too short." },
	{ set_bits, 2048, NULL, SEVERITY_ADVICE, NULL, NULL },
	{ set_digest, 1, "C403", SEVERITY_WARNING, "",
	  " is signed with SHA-1." },
	{ set_digest, 2, "C403", SEVERITY_ERROR, "",
	  " is signed with MD5." },
	{ set_digest, 0, NULL, SEVERITY_ADVICE, NULL, NULL },
};

static void
test_c401_c402_c403(void **state)
{
	struct clean_group *t = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(strengths); i++) {
		clean_each(t, VER, strengths[i].change, strengths[i].value);
		if (strengths[i].id == NULL)
			expect_clean(t);
		else
			expect_one(t, strengths[i].id, strengths[i].severity,
			    "Party Partner: %s[%s]%s", strengths[i].before,
			    t->shown[VER], strengths[i].after);
	}
}

static void
test_c404(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, OUT);

	props_set(&p->object.props, "encoder.encryption_algorithm", "rc2");
	expect_of_rule(t, "C404", SEVERITY_ERROR, "Orders: encryption "
	    "algorithm RC2 is no longer produced. Messages will be "
	    "suspended.");
	props_set(&p->object.props, "encoder.enable_encryption", "false");
	expect_none(t, "C404");
	props_set(&p->object.props, "encoder.enable_encryption", "true");
	props_set(&p->object.props, "encoder.encryption_algorithm",
	    "aes-128-cbc");
	expect_clean(t);
}

static void
test_c405_c407(void **state)
{
	struct clean_group *t = *state;

	clean_set(t, OUT, "allow_legacy=true",
	    "encoder.encryption_algorithm=des3", NULL);
	expect_one(t, "C405", SEVERITY_WARNING, "Orders: triple DES is a "
	    "legacy algorithm.");
	clean_set(t, OUT, "encoder.encryption_algorithm=group",
	    "encoder.digest_algorithm=sha-1", NULL);
	expect_one(t, "C407", SEVERITY_WARNING, "Orders: signs with SHA-1.");
	clean_set(t, OUT, "encoder.digest_algorithm=sha-256", NULL);
	expect_clean(t);
}

static void
test_c406(void **state)
{
	struct clean_group *t = *state;
	struct group *g = clean_object(t, "group", "Test Group");

	clean_set(t, OUT, "encoder.signature_type=none", NULL);
	expect_of_rule(t, "C406", SEVERITY_ADVICE, "Orders: encrypted but "
	    "neither signed nor authenticated; contents can be altered on "
	    "the way unnoticed.");
	g->encryption_algorithm = ALGORITHM_AES256_GCM;
	expect_none(t, "C406");
	clean_set(t, OUT, "encoder.encryption_algorithm=aes-128-cbc", NULL);
	expect_of_rule(t, "C406", SEVERITY_ADVICE, "Orders: encrypted but "
	    "neither signed nor authenticated; contents can be altered on "
	    "the way unnoticed.");
}

static void
test_c409(void **state)
{
	struct clean_group *t = *state;

	t->facts.no_legacy = true;
	expect_none(t, "C409");		/* of which computer? */
	t->facts.computer = xstrdup(NODE1);
	expect_of_rule(t, "C409", SEVERITY_ERROR, "Host Recv on " NODE1
	    ": DES and RC2 cannot be decoded there; such messages would be "
	    "suspended.");
	clean_set(t, "receive-location", "In FILE",
	    "decoder.refuse_legacy=true", NULL);
	expect_none(t, "C409");
	clean_set(t, "receive-location", "In FILE",
	    "decoder.refuse_legacy=false", NULL);
	t->facts.no_legacy = false;
	expect_none(t, "C409");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_c304), EACH(test_c305), EACH(test_c306),
		EACH(test_c307_c308), EACH(test_c309),
		EACH(test_c401_c402_c403), EACH(test_c404),
		EACH(test_c405_c407),
		EACH(test_c406), EACH(test_c409),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
