/* SPDX-License-Identifier: ISC */
/* The rules about hosts and accounts: family H. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/kinds/handler.h"
#include "tests/lib/clean_group.h"

static struct host *
host(struct clean_group *t, const char *name)
{
	return clean_object(t, "host", name);
}

static void
account(struct clean_group *t, const char *instance, const char *account)
{
	struct host_instance *i = clean_object(t, "host-instance", instance);

	str_replace(&i->account, account);
}

static struct orchestration *
orchestration(struct clean_group *t, const char *host)
{
	struct orchestration *o = clean_add(t, "orchestration", "Billing",
	    NULL);

	str_replace(&o->host, host);
	o->state = ORCHESTRATION_STARTED;
	return o;
}

static void
test_h201(void **state)
{
	struct clean_group *t = *state;

	account(t, "Send@" NODE1, "alice");
	expect_of_rule(t, "H201", SEVERITY_WARNING, "Account alice runs "
	    "hosts Recv, Send; each can read the others' messages and "
	    "keys.");
	/* One host on two computers is no sharing. */
	account(t, "Send@" NODE1, "dave");
	expect_none(t, "H201");
}

static void
test_h202(void **state)
{
	struct clean_group *t = *state;

	account(t, "Send@" NODE1, "alice");
	expect_none(t, "H202");
	host(t, "Send")->trusted = false;
	expect_of_rule(t, "H202", SEVERITY_ERROR, "Account alice serves "
	    "trusted host Recv and untrusted host Send. This is not "
	    "allowed.");
}

static void
test_h203(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, "receive-location",
	    "In FILE");

	orchestration(t, "Recv");
	expect_of_rule(t, "H203", SEVERITY_WARNING, "Host Recv runs "
	    "orchestration(s) Billing and receives at In FILE; messages "
	    "suspended for lack of authorisation become readable to them.");
	l->enabled = false;
	expect_none(t, "H203");
}

static void
test_h204(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	host(t, "Send")->tracking = true;
	expect_of_rule(t, "H204", SEVERITY_WARNING,
	    "Tracking host Send also sends.");
	orchestration(t, "Send");
	expect_of_rule(t, "H204", SEVERITY_WARNING,
	    "Tracking host Send also sends and processes.");
	str_replace(&((struct orchestration *)clean_object(t,
	    "orchestration", "Billing"))->host, "Recv");
	p->state = PORT_BOUND;
	expect_none(t, "H204");
}

static void
test_h205(void **state)
{
	struct clean_group *t = *state;

	host(t, "Track")->tracking = false;
	expect_of_rule(t, "H205", SEVERITY_ERROR, "No host tracks.");
	host(t, "Send")->tracking = true;
	expect_none(t, "H205");
}

static void
test_h206(void **state)
{
	struct clean_group *t = *state;
	struct host_instance *i = clean_object(t, "host-instance",
	    "Track@" NODE1);

	i->disabled = true;
	expect_of_rule(t, "H206", SEVERITY_WARNING, "Tracking host Track is "
	    "not running; tracking data piles up in the message box.");
	i->disabled = false;
	expect_none(t, "H206");
}

static void
test_h207(void **state)
{
	struct clean_group *t = *state;
	struct handler *h = clean_object(t, "handler", "FILE-send@Send");

	str_replace(&h->host, "Recv");
	expect_of_rule(t, "H207", SEVERITY_ADVICE,
	    "Host Recv mixes receiving and sending.");
	orchestration(t, "Recv");
	expect_of_rule(t, "H207", SEVERITY_ADVICE,
	    "Host Recv mixes receiving, sending and processing.");
	str_replace(&h->host, "Send");	/* what is left is H203 */
	expect_none(t, "H207");
}

static void
test_h208(void **state)
{
	struct clean_group *t = *state;
	struct handler *h = clean_object(t, "handler", "FILE-receive@Recv");

	host(t, "Track")->type = HOST_ISOLATED;
	host(t, "Track")->is_default = false;
	expect_of_rule(t, "H208", SEVERITY_ERROR,
	    "Host Track: a host of type isolated cannot track.");
	host(t, "Track")->tracking = false;
	expect_none(t, "H208");
	str_replace(&h->adapter, "HTTP");
	expect_of_rule(t, "H208", SEVERITY_ERROR, "Host Recv: a host of "
	    "type in-process cannot receive with HTTP.");
	host(t, "Recv")->type = HOST_ISOLATED;
	expect_none(t, "H208");
	host(t, "Send")->type = HOST_ISOLATED;
	expect_of_rule(t, "H208", SEVERITY_ERROR, "Host Send: a host of "
	    "type isolated cannot hold a send handler.");
}

static void
test_h209(void **state)
{
	struct clean_group *t = *state;

	host(t, "Send")->is_default = true;
	expect_of_rule(t, "H209", SEVERITY_ERROR,
	    "The group has 2 default hosts.");
	host(t, "Send")->is_default = host(t, "Track")->is_default = false;
	expect_of_rule(t, "H209", SEVERITY_ERROR,
	    "The group has 0 default hosts.");
}

static void
test_h213(void **state)
{
	struct clean_group *t = *state;

	str_replace(&host(t, "Send")->os_group, "edi");
	expect_none(t, "H213");
	str_replace(&host(t, "Recv")->os_group, "edi");
	expect_of_rule(t, "H213", SEVERITY_WARNING,
	    "Group edi is shared by Recv, Send.");
}

static void
test_h214(void **state)
{
	struct clean_group *t = *state;
	struct host_instance *i = clean_object(t, "host-instance",
	    "Send@" NODE1);
	struct send_port *p = clean_object(t, "send-port", "Orders");

	i->disabled = true;
	expect_none(t, "H214");		/* the other one is there */
	i = clean_object(t, "host-instance", "Send@" NODE2);
	i->disabled = true;
	expect_of_rule(t, "H214", SEVERITY_ERROR,
	    "Orders: host Send has no instance; nothing will run.");
	p->state = PORT_BOUND;
	expect_none(t, "H214");
}

static void
test_h215(void **state)
{
	struct clean_group *t = *state;
	struct handler *h = clean_object(t, "handler", "FILE-send@Send");
	struct send_port *p = clean_object(t, "send-port", "Orders");

	str_replace(&h->host, "Track");
	expect_of_rule(t, "H215", SEVERITY_ADVICE,
	    "Host Track runs on " NODE1 " only.");
	p->state = PORT_BOUND;
	expect_none(t, "H215");
}

static void
test_h223(void **state)
{
	struct clean_group *t = *state;
	struct handler *h = clean_object(t, "handler", "FILE-send@Send");
	struct send_port *p = clean_object(t, "send-port", "Orders");

	str_replace(&h->host, "Recv");
	expect_none(t, "H223");
	str_replace(&p->application, "Billing");
	expect_of_rule(t, "H223", SEVERITY_ADVICE, "Host Recv serves BizTalk "
	    "Application 1, Billing; they share one trust level and one "
	    "receive authorisation.");
}

static void
test_h226(void **state)
{
	struct clean_group *t = *state;

	account(t, "Track@" NODE1, "carol");
	expect_of_rule(t, "H226", SEVERITY_ADVICE,
	    "Tracking account carol is also used for Send.");
	account(t, "Track@" NODE1, "erin");
	expect_none(t, "H226");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_h201), EACH(test_h202), EACH(test_h203),
		EACH(test_h204), EACH(test_h205), EACH(test_h206),
		EACH(test_h207), EACH(test_h208), EACH(test_h209),
		EACH(test_h213), EACH(test_h214), EACH(test_h215),
		EACH(test_h223), EACH(test_h226),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
