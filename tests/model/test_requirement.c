/* SPDX-License-Identifier: ISC */
/* The requirement list and the topology it comes from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/kinds/handler.h"
#include "model/kinds/party.h"
#include "tests/lib/clean_group.h"

/* "R1 Orders EDI-NODE1 -": requirements of that id, in order. */
static char *
list(struct clean_group *t, const char *id)
{
	const struct requirement *r;
	struct buf b = { 0 };
	size_t i;

	clean_run(t);
	for (i = 0; i < t->a->requirements.n; i++) {
		r = &t->a->requirements.v[i];
		if (strcmp(r->id, id) != 0)
			continue;
		buf_addf(&b, "%s %s@%s %s%s%s%s\n", r->object, r->host,
		    r->computer, r->account != NULL ? r->account : "-",
		    r->backup ? " backup" : "", r->active ? "" : " off",
		    r->role == CERT_NEXT ? " next" :
		    r->role == CERT_PREVIOUS ? " previous" : "");
	}
	return buf_steal(&b);
}

static void
expect(struct clean_group *t, const char *id, const char *want)
{
	char *got = list(t, id);

	assert_string_equal(got, want);
	free(got);
}

static void
test_clean_list(void **state)
{
	struct clean_group *t = *state;

	expect(t, "R1", "Orders Send@" NODE1 " -\n"
	    "Orders Send@" NODE2 " -\n");
	expect(t, "R2", "Recv Recv@" NODE1 " alice\n"
	    "Recv Recv@" NODE2 " bob\n");
	expect(t, "R3", "Test Group Send@" NODE1 " carol\n"
	    "Test Group Send@" NODE2 " dave\n");
	expect(t, "R4", "Partner Recv@" NODE1 " -\n"
	    "Partner Recv@" NODE2 " -\n");
	expect(t, "R6", "");
}

/* The backup transport needs what the primary one needs, where it runs. */
static void
test_backup(void **state)
{
	struct clean_group *t = *state;

	clean_add(t, "handler", "FILE-send@Recv", "adapter=FILE",
	    "direction=send", "host=Recv", NULL);
	clean_set(t, "send-port", "Orders", "backup_adapter=FILE",
	    "backup_handler=FILE-send@Recv", NULL);
	expect(t, "R1", "Orders Send@" NODE1 " -\n"
	    "Orders Send@" NODE2 " -\n"
	    "Orders Recv@" NODE1 " - backup\n"
	    "Orders Recv@" NODE2 " - backup\n");
	expect(t, "R3", "Test Group Recv@" NODE1 " alice backup\n"
	    "Test Group Recv@" NODE2 " bob backup\n"
	    "Test Group Send@" NODE1 " carol\n"
	    "Test Group Send@" NODE2 " dave\n");
}

static void
test_client_certificate(void **state)
{
	struct clean_group *t = *state;
	char *value = xasprintf("http.certificate=%s",
	    t->cert[SIG]->thumbprint);

	clean_add(t, "handler", "HTTP-send@Send", "adapter=HTTP",
	    "direction=send", "host=Send", NULL);
	clean_add(t, "send-port", "Web", "adapter=HTTP",
	    "handler=HTTP-send@Send", "send_pipeline=PassThruTransmit", value,
	    NULL);
	expect(t, "R6", "Web Send@" NODE1 " carol off\n"
	    "Web Send@" NODE2 " dave off\n");
	free(value);
}

/* Responses of a two-way location are encrypted and signed where it runs. */
static void
test_response(void **state)
{
	struct clean_group *t = *state;
	struct receive_location *l = clean_object(t, "receive-location",
	    "In FILE");

	l->two_way = true;
	l->encryption_certificate = xstrdup(t->cert[ENC]->thumbprint);
	l->send_pipeline = xstrdup("SMIMETransmit");
	props_set(&l->object.props, "encoder.enable_encryption", "true");
	props_set(&l->object.props, "encoder.signature_type", "blob");
	expect(t, "R1", "In FILE Recv@" NODE1 " -\n"
	    "In FILE Recv@" NODE2 " -\n"
	    "Orders Send@" NODE1 " -\n"
	    "Orders Send@" NODE2 " -\n");
	expect(t, "R3", "Test Group Recv@" NODE1 " alice\n"
	    "Test Group Recv@" NODE2 " bob\n"
	    "Test Group Send@" NODE1 " carol\n"
	    "Test Group Send@" NODE2 " dave\n");
}

/* A dynamic port signs wherever its address may lead. */
static void
test_dynamic(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");
	struct handler *h = clean_object(t, "handler", "FILE-send@Send");

	p->dynamic = true;
	expect(t, "R1", "");
	h->is_default = false;
	expect(t, "R3", "");
	h->is_default = true;
	expect(t, "R3", "Test Group Send@" NODE1 " carol\n"
	    "Test Group Send@" NODE2 " dave\n");
}

/* What cannot be read is told by a rule and ends nothing. */
static void
test_bad_option(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");

	props_set(&p->object.props, "encoder.signature_type", "wax");
	expect(t, "R3", "");
	assert_non_null(t->a->topology->ports[0].problem);
	assert_non_null(strstr(t->a->topology->ports[0].problem, "wax"));
}

/* ---- roll-over ----------------------------------------------------------- */

#define OTHER "0123456789ABCDEF0123456789ABCDEF01234567"
#define FORMER "76543210FEDCBA9876543210FEDCBA9876543210"

static void
roll(struct rollover *r, int64_t from, int64_t until)
{
	r->next = xstrdup(OTHER);
	r->next_from = from;
	r->previous = xstrdup(FORMER);
	r->previous_until = until;
}

/* What sends needs the one at work and the one that follows. */
static void
test_rollover_sending(void **state)
{
	struct clean_group *t = *state;
	struct send_port *p = clean_object(t, "send-port", "Orders");
	struct group *g = (struct group *)snapshot_all(t->s, "group")->v[0];

	roll(&p->rollover, AT + 1, AT + 1);
	roll(&g->rollover, AT + 1, AT + 1);
	expect(t, "R1", "Orders Send@" NODE1 " -\n"
	    "Orders Send@" NODE2 " -\n"
	    "Orders Send@" NODE1 " - next\n"
	    "Orders Send@" NODE2 " - next\n");
	expect(t, "R3", "Test Group Send@" NODE1 " carol\n"
	    "Test Group Send@" NODE2 " dave\n"
	    "Test Group Send@" NODE1 " carol next\n"
	    "Test Group Send@" NODE2 " dave next\n");
	p->rollover.next_from = g->rollover.next_from = AT;
	expect(t, "R1", "Orders Send@" NODE1 " - next\n"
	    "Orders Send@" NODE2 " - next\n");
	expect(t, "R3", "Test Group Send@" NODE1 " carol next\n"
	    "Test Group Send@" NODE2 " dave next\n");
	p->encrypt_to_both = true;
	expect(t, "R1", "Orders Send@" NODE1 " -\n"
	    "Orders Send@" NODE2 " -\n"
	    "Orders Send@" NODE1 " - next\n"
	    "Orders Send@" NODE2 " - next\n"
	    "Orders Send@" NODE1 " - previous\n"
	    "Orders Send@" NODE2 " - previous\n");
}

/* What receives needs all that it still accepts. */
static void
test_rollover_receiving(void **state)
{
	struct clean_group *t = *state;
	struct host *h = clean_object(t, "host", "Recv");
	struct party *p = clean_object(t, "party", "Partner");

	roll(&h->rollover, AT, AT + 1);
	roll(&p->rollover, AT + 1, AT);
	expect(t, "R2", "Recv Recv@" NODE1 " alice\n"
	    "Recv Recv@" NODE2 " bob\n"
	    "Recv Recv@" NODE1 " alice next\n"
	    "Recv Recv@" NODE2 " bob next\n"
	    "Recv Recv@" NODE1 " alice previous\n"
	    "Recv Recv@" NODE2 " bob previous\n");
	expect(t, "R4", "Partner Recv@" NODE1 " -\n"
	    "Partner Recv@" NODE1 " - next\n"
	    "Partner Recv@" NODE2 " -\n"
	    "Partner Recv@" NODE2 " - next\n");
}

static void
test_rollover_client(void **state)
{
	struct clean_group *t = *state;

	clean_add(t, "handler", "HTTP-send@Send", "adapter=HTTP",
	    "direction=send", "host=Send", NULL);
	clean_add(t, "send-port", "Web", "adapter=HTTP",
	    "handler=HTTP-send@Send", "send_pipeline=PassThruTransmit",
	    "http.certificate=" OTHER, "http.certificate_next=" FORMER,
	    "http.certificate_next_from=2026-11-21 12:00:01", NULL);
	expect(t, "R6", "Web Send@" NODE1 " carol off\n"
	    "Web Send@" NODE2 " dave off\n"
	    "Web Send@" NODE1 " carol off next\n"
	    "Web Send@" NODE2 " dave off next\n");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, clean_setup, \
	clean_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_clean_list), EACH(test_backup),
		EACH(test_client_certificate), EACH(test_response),
		EACH(test_dynamic), EACH(test_bad_option),
		EACH(test_rollover_sending), EACH(test_rollover_receiving),
		EACH(test_rollover_client),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, clean_setup_group,
	    clean_teardown_group);
}
