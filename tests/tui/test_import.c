/* SPDX-License-Identifier: ISC */
/* The import wizard, where a script of keys does not reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/when.h"
#include "certstore/issue.h"
#include "tests/lib/sweep.h"

static char *
pem_file(const char *folder, int64_t from)
{
	const struct issue_request r = { .common_name = "Made Meanwhile",
	    .rsa_bits = 1024, .not_before = from,
	    .not_after = from + 90 * DAY_SECONDS };
	char *path = file_join(folder, "made.pem");
	struct cert *cert = NULL;
	struct key *key = NULL;
	struct buf pem = { 0 };
	struct err err = { 0 };

	if (!issue_cert(&r, NULL, &cert, &key, &err))
		fail_msg("%s", err.text);
	cert_to_pem(cert, &pem);
	if (!file_write(path, pem.data, pem.len, 0644, &err))
		fail_msg("%s", err.text);
	buf_clear(&pem);
	cert_free(cert);
	key_free(key);
	return path;
}

/* The question for the file may stand there for long. */
static void
judged_when_it_is_read(void **state)
{
	struct sweep *s = *state;
	int64_t later = s->f->now + DAY_SECONDS / 2;
	char *path = pem_file(s->f->settings.stores, later);

	pilot_keys(s->p, "F6");
	pilot_ui(s->p)->clock = later + 1;
	pilot_type(s->p, path);
	pilot_keys(s->p, "Enter");
	assert_non_null(strstr(pilot_screen(s->p), "Made Meanwhile"));
	assert_null(strstr(pilot_screen(s->p), "not yet valid"));
	pilot_keys(s->p, "Esc");
	pilot_keys(s->p, "Esc");
	pilot_ui(s->p)->clock = s->f->now;
	free(path);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(judged_when_it_is_read, sweep_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("import", tests, sweep_setup,
	    sweep_teardown);
}
