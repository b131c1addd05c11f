/* SPDX-License-Identifier: ISC */
/* In which order windows offer what a field can be chosen from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "model/edit.h"
#include "model/kinds/certificate.h"
#include "tests/lib/sweep.h"
#include "tui/picker.h"

enum { MANY = 210, SMALL_KEY = 1024 };

/* ---- certificates ------------------------------------------------------- */

struct authority {
	struct cert *cert;
	struct key *key;
};

static void
make(struct issue_request r, const struct authority *by,
    struct authority *out)
{
	struct issuer issuer = { 0 };
	struct err err = { 0 };

	if (by != NULL)
		issuer = (struct issuer){ by->cert, by->key };
	r.rsa_bits = SMALL_KEY;
	if (!issue_cert(&r, by != NULL ? &issuer : NULL, &out->cert,
	    &out->key, &err))
		fail_msg("%s", err.text);
}

static void
drop(struct authority *a)
{
	cert_free(a->cert);
	key_free(a->key);
}

static void
add_cert_by(struct fixture *f, struct issue_request r,
    const struct authority *by)
{
	struct authority made;
	struct object *o;
	struct err err = { 0 };

	make(r, by, &made);
	o = certificate_from_cert(made.cert);
	if (!edit_create_one(f->model, o, &err))
		fail_msg("%s", err.text);
	object_free(o);
	drop(&made);
}

static void
add_cert(struct fixture *f, struct issue_request r)
{
	add_cert_by(f, r, NULL);
}

static void
put(struct fixture *f, enum store_id id, const struct cert *cert)
{
	struct store *s = store_open(f->model->settings->stores, id, NULL,
	    NULL);
	struct err err = { 0 };

	if (!store_add(s, cert, NULL, &err))
		fail_msg("%s", err.text);
	store_close(s);
}

/* One whose authority may issue for something else only. */
static void
add_limited(struct fixture *f, const char *name)
{
	const int64_t from = f->now - DAY_SECONDS;
	const int64_t to = f->now + 90 * DAY_SECONDS;
	struct authority root, web;

	make((struct issue_request){ .common_name = "Root", .ca = true,
	    .not_before = from, .not_after = to }, NULL, &root);
	make((struct issue_request){ .common_name = "Web", .ca = true,
	    .eku = "clientAuth", .not_before = from, .not_after = to },
	    &root, &web);
	put(f, STORE_ROOT, root.cert);
	put(f, STORE_CA, web.cert);
	add_cert_by(f, (struct issue_request){ .common_name = name,
	    .key_usage = KEY_USAGE_KEY_ENCIPHERMENT, .not_before = from,
	    .not_after = to }, &web);
	drop(&root);
	drop(&web);
}

/* Named so that the order of the names is the wrong one. */
static void
add_certs(struct fixture *f)
{
	const int64_t day = DAY_SECONDS, now = f->now;
	char name[32];
	int i;

	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "A Signs %03d", i);
		add_cert(f, (struct issue_request){ .common_name = name,
		    .key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
		    .not_before = now - day, .not_after = now + 90 * day });
	}
	add_cert(f, (struct issue_request){ .common_name = "B Over",
	    .key_usage = KEY_USAGE_KEY_ENCIPHERMENT,
	    .not_before = now - 9 * day, .not_after = now - day });
	add_cert(f, (struct issue_request){ .common_name = "C Soon",
	    .key_usage = KEY_USAGE_KEY_ENCIPHERMENT, .not_before = now + day,
	    .not_after = now + 90 * day });
	add_cert(f, (struct issue_request){ .common_name = "D Signs, over",
	    .key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
	    .not_before = now - 9 * day, .not_after = now - day });
	add_cert(f, (struct issue_request){ .common_name = "Z Fits",
	    .key_usage = KEY_USAGE_KEY_ENCIPHERMENT, .not_before = now - day,
	    .not_after = now + 90 * day });
}

/* From what the row says of itself. */
static int
rank_of(const char *state)
{
	static const char *const words[] = { "valid, ", "not valid before ",
	    "EXPIRED " };
	size_t i;

	if (strstr(state, "does not fit: ") != NULL)
		return 3;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strncmp(state, words[i], strlen(words[i])) == 0)
			return (int)i;
	fail_msg("%s", state);
	return -1;
}

static struct view *
picker_rows(struct sweep *s)
{
	struct view *v;
	struct err err = { 0 };

	assert_true(pilot_in(s->p, &picker_context));
	v = ((struct picker *)pilot_ui(s->p)->top)->view;
	if (!view_read(v, 0, v->total, &err))
		fail_msg("%s", err.text);
	return v;
}

static void
test_certificates(void **state)
{
	struct sweep *s = *state;
	int of_rank[4] = { 0 }, rank, last = 0;
	bool limited = false;
	struct view *v;
	size_t i;

	add_certs(s->f);
	add_limited(s->f, "A Limited");
	sweep_edit(s, kind_find("send-port"), "Archive");
	sweep_go(s, "encryption_certificate");
	pilot_keys(s->p, "F4");
	v = picker_rows(s);
	assert_true(v->n > MANY);
	for (i = 0; i < v->n; i++) {
		rank = rank_of(v->rows[i].cells[2]);
		assert_true(rank >= last);
		of_rank[last = rank]++;
		if (strcmp(v->rows[i].cells[0], "A Limited") == 0)
			limited = strstr(v->rows[i].cells[2], "does not fit: "
			    "its authority Web may issue") != NULL;
	}
	assert_true(of_rank[0] > 0);
	assert_int_equal(of_rank[1], 1);
	assert_true(of_rank[2] > 0);
	assert_true(of_rank[3] > MANY);
	assert_true(limited);
	pilot_keys(s->p, "Esc");
	sweep_leave(s);
}

/* ---- objects ------------------------------------------------------------ */

static const char *
cell_of(const struct view *v, const char *key, size_t cell, size_t *at)
{
	for (*at = 0; *at < v->n; (*at)++)
		if (strcmp(v->rows[*at].key, key) == 0)
			return v->rows[*at].cells[cell];
	fail_msg("%s is not offered", key);
	return NULL;
}

static void
test_reach(void **state)
{
	struct sweep *s = *state;
	struct view *v;
	size_t far, own, at;

	fixture_add(s->f, "application", "name=Far", NULL);
	fixture_add(s->f, "pipeline", "name=AAA", "direction=send",
	    "application=Far", NULL);
	fixture_add(s->f, "pipeline", "name=BBB", "direction=receive",
	    "application=Far", NULL);
	sweep_edit(s, kind_find("send-port"), "Archive");
	sweep_go(s, "send_pipeline");
	pilot_keys(s->p, "F4");
	v = picker_rows(s);
	assert_string_equal(cell_of(v, "AAA", 1, &far),
	    "in Far, to which Orders does not refer");
	assert_string_equal(cell_of(v, "PassThruTransmit", 1, &own), "");
	assert_true(far > own);
	for (at = 0; at < v->n; at++)
		assert_string_not_equal(v->rows[at].key, "BBB");
	pilot_keys(s->p, "Esc");
	sweep_leave(s);
	/* In a table of rows as in a field. */
	fixture_add(s->f, "send-port", "name=AAA port", "application=Far",
	    "adapter=FILE", "handler=FILE-send@EdiSend",
	    "send_pipeline=PassThruTransmit", "file.destination_folder=/x",
	    "file.file_name=%MessageID%", NULL);
	fixture_add(s->f, "send-port-group", "name=Both",
	    "application=Orders", NULL);
	sweep_edit(s, kind_find("send-port-group"), "Both");
	sweep_go(s, "send_ports");
	pilot_keys(s->p, "F4 n");
	v = picker_rows(s);
	assert_string_equal(cell_of(v, "AAA port", 1, &far),
	    "in Far, to which Orders does not refer");
	assert_string_equal(cell_of(v, "Archive", 1, &own), "");
	assert_true(far > own);
	pilot_keys(s->p, "Esc Esc");
	sweep_leave(s);
}

static int
setup(void **state)
{
	struct sweep *s = xcalloc(1, sizeof(*s));
	struct err err = { 0 };

	s->f = fixture_new(true);
	s->eyes = model_open(&s->f->settings, false, &err);
	*state = s;
	return s->eyes != NULL ? 0 : -1;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_certificates, sweep_again),
		cmocka_unit_test_setup(test_reach, sweep_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("pickers", tests, setup,
	    sweep_teardown);
}
