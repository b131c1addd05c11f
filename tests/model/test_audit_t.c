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

/* ---- as configured -------------------------------------------------------- */

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
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
