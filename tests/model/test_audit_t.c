/* SPDX-License-Identifier: ISC */
/* The rules about HTTP and SOAP transports: family T. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/send_port.h"
#include "tests/lib/clean_group.h"

#define TLS_URI "https://partner.example/in"
#define PLAIN_URI "http://partner.example/in"

static struct send_port *
add_port(struct clean_group *t, const char *adapter, const char *uri)
{
	struct send_port *p = clean_add(t, "send-port", "Web",
	    "send_pipeline=PassThruTransmit", NULL);

	clean_add(t, "handler", "Web-send@Send", "adapter=HTTP",
	    "direction=send", "host=Send", NULL);
	p->state = PORT_STARTED;
	str_replace(&p->adapter, adapter);
	str_replace(&p->handler, "Web-send@Send");
	str_replace(&p->uri, uri);
	return p;
}

static void
set(struct send_port *p, const char *name, const char *value)
{
	props_set(&p->object.props, name, value);
}

/* ---- as configured ------------------------------------------------------- */

static void
test_t103(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "HTTP", PLAIN_URI);

	set(p, "http.certificate", t->cert[SIG]->thumbprint);
	expect_of_rule(t, "T103", SEVERITY_WARNING, "Web: client certificate "
	    "is set but " PLAIN_URI " is not TLS; it will never be "
	    "presented.");
	str_replace(&p->uri, "HTTPS://partner.example/in");
	expect_none(t, "T103");
}

static void
test_t104(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "HTTP", PLAIN_URI);
	static const char text[] = "Web: user name and password travel "
	    "readable to " PLAIN_URI ".";

	expect_none(t, "T104");
	set(p, "http.authentication", "basic");
	expect_of_rule(t, "T104", SEVERITY_ERROR, text);
	set(p, "http.authentication", "digest");
	expect_of_rule(t, "T104", SEVERITY_WARNING, text);
	str_replace(&p->uri, TLS_URI);
	expect_none(t, "T104");
}

static void
test_t105(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "SOAP", TLS_URI);

	set(p, "soap.authentication", "basic");
	expect_of_rule(t, "T105", SEVERITY_ERROR, "Web: Basic authentication "
	    "lacks user name and password.");
	set(p, "soap.user", "anna");
	expect_of_rule(t, "T105", SEVERITY_ERROR, "Web: Basic authentication "
	    "lacks a password.");
	set(p, "soap.password", "sealed:1:AAAA");
	expect_none(t, "T105");
	set(p, "soap.use_sso", "true");
	expect_of_rule(t, "T105", SEVERITY_ERROR, "Web: Basic authentication "
	    "lacks an affiliate application.");
	set(p, "soap.affiliate_application", "Shop");
	expect_none(t, "T105");
	set(p, "soap.authentication", "anonymous");
	expect_of_rule(t, "T105", SEVERITY_ERROR, "Web: Anonymous "
	    "authentication lacks what single sign-on could be used for.");
}

static void
test_t110(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "HTTP", PLAIN_URI);

	expect_of_rule(t, "T110", SEVERITY_WARNING, "Web: messages travel "
	    "unprotected over " PLAIN_URI ".");
	str_replace(&p->uri, TLS_URI);
	expect_none(t, "T110");
	str_replace(&p->uri, PLAIN_URI);
	str_replace(&p->send_pipeline, "SMIMETransmit");
	set(p, "encoder.signature_type", "blob");
	expect_none(t, "T110");
}

static void
test_t110_location(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, "receive-location",
	    "In FILE");

	str_replace(&l->adapter, "HTTP");
	props_set(&l->object.props, "http.public_address", PLAIN_URI);
	expect_none(t, "T110");		/* it insists on encryption */
	l->require_encryption = false;
	expect_of_rule(t, "T110", SEVERITY_WARNING, "In FILE: messages travel "
	    "unprotected over " PLAIN_URI ".");
	props_set(&l->object.props, "http.public_address", TLS_URI);
	expect_none(t, "T110");
}

static void
test_t111(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "SOAP", TLS_URI);
	static const char text[] = "Web: protected SOAP sending needs TLS "
	    "with a client certificate.";

	expect_none(t, "T111");
	p->must_sign = true;
	expect_of_rule(t, "T111", SEVERITY_WARNING, text);
	str_replace(&p->uri, PLAIN_URI);
	expect_of_rule(t, "T111", SEVERITY_ERROR, text);
	set(p, "soap.client_certificate", t->cert[SIG]->thumbprint);
	expect_none(t, "T111");
}

static void
test_t113(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	p->retry_count = 288;
	p->retry_interval = 5;
	expect_clean(t);		/* exactly a day */
	p->retry_count = 300;
	expect_one(t, "T113", SEVERITY_ADVICE, "Orders: retries go on for 25 "
	    "hours.");
	p->retry_interval = 0;
	expect_one(t, "T113", SEVERITY_ADVICE, "Orders: retries follow each "
	    "other without a pause.");
	p->retry_count = 0;
	expect_one(t, "T113", SEVERITY_ADVICE, "Orders: neither retries nor a "
	    "backup transport.");
	p->backup_adapter = xstrdup("FILE");
	p->backup_handler = xstrdup("FILE-send@Send");
	p->backup_uri = xstrdup("/srv/other/%MessageID%.xml");
	expect_clean(t);
}

static void
test_t114(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	p->backup_adapter = xstrdup("FILE");
	p->backup_handler = xstrdup("FILE-send@Send");
	p->backup_uri = xstrdup(p->uri);
	expect_one(t, "T114", SEVERITY_ADVICE, "Orders: backup does not "
	    "differ from the primary.");
	str_replace(&p->backup_uri, "/srv/other/%MessageID%.xml");
	expect_clean(t);
}

static void
test_t115(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	set(p, "ftp.password", "******");
	expect_clean(t);
	set(p, "ftp.password", "sealed:1:AAAA");
	expect_clean(t);
	set(p, "ftp.Password", "hunter2");
	expect_one(t, "T115", SEVERITY_ERROR,
	    "Orders: password is readable.");
}

static void
test_t117(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "SOAP", TLS_URI);

	set(p, "soap.authentication", "ntlm");
	expect_none(t, "T117");
	set(p, "soap.authentication", "kerberos");
	expect_of_rule(t, "T117", SEVERITY_ERROR, "Web: kerberos is not "
	    "possible with SOAP.");
}

/* ---- as tested ----------------------------------------------------------- */

/* Everything went well, there and then. */
static struct connection_result *
add_result(struct clean_group *t, const char *computer, const char *account)
{
	struct connection_result *r = connection_results_add(
	    &t->facts.tests);

	r->send_port = xstrdup("Web");
	r->transport = xstrdup("primary");
	r->computer = xstrdup(computer);
	r->account = xstrdup(account);
	r->at = AT - DAY_SECONDS;
	r->uri = xstrdup(TLS_URI);
	r->phase = xstrdup("done");
	r->server_names = xstrdup("partner.example");
	r->server_issuer = xstrdup("CN=Web CA");
	r->server_trusted = r->name_fits = true;
	r->not_after = AT + 300 * DAY_SECONDS;
	r->protocol = xstrdup("TLSv1.3");
	r->cipher = xstrdup("TLS_AES_256_GCM_SHA384");
	r->client = xstrdup("not asked");
	return r;
}

/* carol and dave run the port. */
static void
test_untested(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "HTTP", TLS_URI);
	struct connection_result *r;

	expect_of_rule(t, "T102", SEVERITY_ADVICE, "Web: unknown whether "
	    "partner.example wants a client certificate.");
	add_result(t, NODE1, "carol");
	expect_none(t, "T102");
	expect_of_rule(t, "T106", SEVERITY_WARNING, "Web: connection to "
	    TLS_URI " was not tested from " NODE2 " as dave since "
	    "2026-10-22.");
	r = add_result(t, NODE2, "dave");
	expect_clean(t);
	r->at = AT - 30 * DAY_SECONDS;
	expect_clean(t);
	r->at--;
	expect_one(t, "T106", SEVERITY_WARNING, "Web: connection to " TLS_URI
	    " was not tested from " NODE2 " as dave since 2026-10-22.");
	/* With another certificate, or elsewhere, it was no test of this. */
	r->at = AT;
	str_replace(&r->certificate, t->cert[SIG]->thumbprint);
	expect_of_rule(t, "T106", SEVERITY_WARNING, "Web: connection to "
	    TLS_URI " was not tested from " NODE2 " as dave since "
	    "2026-10-22.");
	str_replace(&r->certificate, NULL);
	str_replace(&p->uri, "https://elsewhere.example/");
	clean_run(t);
	assert_int_equal(t->a->by_severity[SEVERITY_WARNING], 2);
}

static void
fail_result(struct connection_result *r, const char *code)
{
	str_replace(&r->failure, code);
	str_replace(&r->phase, "server");
}

static void
test_t101(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "HTTP", TLS_URI);
	struct connection_result *r;

	add_result(t, NODE1, "carol");
	r = add_result(t, NODE2, "dave");
	expect_none(t, "T101");
	fail_result(r, "TLS_CLIENT_CERT_REQUIRED");
	/* That the test failed follows. */
	expect_one(t, "T101", SEVERITY_ERROR, "Web: partner.example demands a "
	    "client certificate and none is set. Every attempt will fail and "
	    "be retried.");
	set(p, "http.certificate", t->cert[SIG]->thumbprint);
	expect_none(t, "T101");
}

static void
test_t107(void **state)
{
	struct clean_group *t = *state;
	struct connection_result *r;

	add_port(t, "HTTP", TLS_URI);
	add_result(t, NODE1, "carol");
	r = add_result(t, NODE2, "dave");
	fail_result(r, "TLS_SERVER_NAME");
	r->name_fits = false;
	str_replace(&r->server_names, "www.example, shop.example");
	expect_one(t, "T107", SEVERITY_ERROR, "Web: certificate of "
	    "partner.example is for www.example, shop.example, not "
	    "partner.example.");
}

static void
test_t108(void **state)
{
	struct clean_group *t = *state;
	struct connection_result *r;

	add_port(t, "HTTP", TLS_URI);
	add_result(t, NODE1, "carol");
	r = add_result(t, NODE2, "dave");
	fail_result(r, "TLS_SERVER_UNTRUSTED");
	r->server_trusted = false;
	expect_one(t, "T108", SEVERITY_ERROR, "Web: root CN=Web CA of "
	    "partner.example is not trusted on " NODE2 ".");
	/* Nothing was seen of it. */
	str_replace(&r->server_names, NULL);
	expect_none(t, "T108");
}

static void
test_t109(void **state)
{
	struct clean_group *t = *state;
	struct connection_result *r;

	add_port(t, "HTTP", TLS_URI);
	add_result(t, NODE1, "carol");
	r = add_result(t, NODE2, "dave");
	r->not_after = AT + 30 * DAY_SECONDS + 1;
	expect_clean(t);
	r->not_after--;
	expect_one(t, "T109", SEVERITY_WARNING, "Web: partner.example: its "
	    "certificate expires on 2026-12-21.");
	r->not_after = AT - 1;
	expect_one(t, "T109", SEVERITY_ERROR, "Web: partner.example: its "
	    "certificate expired on 2026-11-21.");
	r->not_after = AT + 300 * DAY_SECONDS;
	str_replace(&r->protocol, "TLSv1.1");
	expect_one(t, "T109", SEVERITY_WARNING, "Web: partner.example: it "
	    "speaks TLSv1.1, which is older than TLS 1.2.");
	str_replace(&r->protocol, "TLSv1.2");
	str_replace(&r->cipher, "DES-CBC3-SHA");
	expect_one(t, "T109", SEVERITY_WARNING, "Web: partner.example: its "
	    "cipher DES-CBC3-SHA is weak.");
}

static void
test_t112(void **state)
{
	struct clean_group *t = *state;
	struct connection_result *r;

	add_port(t, "HTTP", TLS_URI);
	add_result(t, NODE1, "carol");
	add_result(t, NODE2, "dave");
	expect_clean(t);
	r = add_result(t, NODE1, "root");
	r->at = AT;
	expect_one(t, "T112", SEVERITY_WARNING, "Web: test of 2026-11-21 ran "
	    "as root on " NODE1 "; the port runs as carol, dave, whose "
	    "Personal store may differ.");
	r->at = AT - 2 * DAY_SECONDS;
	expect_clean(t);
}

/* A test that failed for another reason than the rules before tell of. */
static void
test_t119(void **state)
{
	struct clean_group *t = *state;
	struct connection_result *r;

	add_port(t, "HTTP", TLS_URI);
	add_result(t, NODE1, "carol");
	r = add_result(t, NODE2, "dave");
	expect_none(t, "T119");
	fail_result(r, "CONNECT_TIMEOUT");
	str_replace(&r->phase, "connect");
	expect_of_rule(t, "T119", SEVERITY_ADVICE, "Web: TLS test of "
	    "2026-11-20 failed in phase connect; a report is stored.");
	/* One root cause gives one headline. */
	fail_result(r, "TLS_CLIENT_CERT_REQUIRED");
	expect_none(t, "T119");
}

static void
test_t120(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = add_port(t, "HTTP", TLS_URI);
	struct connection_result *r;

	add_result(t, NODE1, "carol");
	r = add_result(t, NODE2, "dave");
	str_replace(&r->client, "none");
	expect_of_rule(t, "T120", SEVERITY_ADVICE, "Web: a stronger "
	    "authentication is offered by partner.example.");
	str_replace(&r->client, "not asked");
	expect_none(t, "T120");
	str_replace(&r->client, "none");
	set(p, "http.authentication", "kerberos");
	expect_none(t, "T120");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_t103), EACH(test_t104), EACH(test_t105),
		EACH(test_t110), EACH(test_t110_location), EACH(test_t111),
		EACH(test_t113), EACH(test_t114), EACH(test_t115),
		EACH(test_t117),
		EACH(test_untested), EACH(test_t101), EACH(test_t107),
		EACH(test_t108), EACH(test_t109), EACH(test_t112),
		EACH(test_t119), EACH(test_t120),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
