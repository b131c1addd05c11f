/* SPDX-License-Identifier: ISC */
/*
 * Messages of other programs, and those made to break programs: each file of
 * the conformance data goes through the decoder.  Nothing is expected of the
 * outcome, for none of them is for us, but that there is one.  Skipped where
 * the data are not there.
 */
#include "tests/engine/world.h"

#include "base/file.h"
#include "engine/cms.h"
#include "tests/lib/data.h"

#define MAX_CASE (16 * 1024 * 1024)

/* A message that holds the bytes as a structure of CMS. */
static struct buf
as_message(const struct buf *b)
{
	struct buf m = { 0 };

	buf_adds(&m, "MIME-Version: 1.0\nContent-Type: "
	    "application/pkcs7-mime\nContent-Transfer-Encoding: binary\n\n");
	buf_add(&m, b->data, b->len);
	return m;
}

/* True if it got as far as the last stage. */
static bool
decode(const struct world *w, const struct buf *wire)
{
	struct receive_result r = receive_as(w, wire, nobody);
	bool ok = r.outcome == OUTCOME_PROCESSED;

	if (!ok) {
		assert_int_equal(r.body.len, 0);
		assert_true(r.fault.failure != FAIL_NONE);
	}
	receive_result_clear(&r);
	return ok;
}

/* Layer by layer, the structures that only a private key would open. */
static void
parse(const struct buf *b)
{
	struct cert_list certs = { 0 };
	struct spool gathered = { .len = 0 };
	struct cms_signer signer;
	struct span content;
	struct cms cms;
	size_t i;

	if (!cms_parse(&cms, span_of(b->data, b->len), NULL))
		return;
	if (cms.type == CMS_TYPE_SIGNED) {
		cms_certs(&cms, NULL, &certs, NULL);
		for (i = 0; i < cms_signer_count(&cms); i++) {
			cms_signer_read(&cms, i, &signer);
			cms_signer_clear(&signer);
		}
		if (!cms_is_detached(&cms) &&
		    cms_content(&cms, &gathered, &content, NULL))
			cms_digest(&cms, content, NULL);
		spool_clear(&gathered);
	}
	cert_list_clear(&certs);
	cms_clear(&cms);
}

static void
all_files(void **state)
{
	struct world *w = *state;
	struct buf list = { 0 }, file = { 0 }, message;
	char *path = data_path("cases.tsv"), *line, *save = NULL, *cell;
	size_t n = 0;
	int i;

	if (!file_read(&list, path, MAX_CASE, NULL)) {
		/* Not skip(): prove takes its "not ok" for a failure. */
		print_message("# SKIP no collection of data at hand\n");
		free(path);
		return;
	}
	free(path);
	fixture_set(w->f, "receive-location", LOCATION,
	    "maximum_message_size=67108864",
	    "decoder.check_revocation=false", NULL);
	world_open(w, HOST);
	for (line = strtok_r((char *)list.data, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		for (i = 0; i < 4 && line != NULL; i++) {
			line = strchr(line, '\t');
			line = line != NULL ? line + 1 : NULL;
		}
		if (line == NULL)
			continue;
		cell = xstrndup(line, strcspn(line, "\t"));
		path = data_path(cell);
		free(cell);
		buf_reset(&file);
		if (file_read(&file, path, MAX_CASE, NULL) && file.len > 0) {
			decode(w, &file);
			message = as_message(&file);
			decode(w, &message);
			buf_clear(&message);
			parse(&file);
			n++;
		}
		free(path);
	}
	assert_true(n > 100);
	buf_clear(&file);
	buf_clear(&list);
}

/*
 * Our own messages with random damage: bytes changed, cut and doubled.  The
 * same damage in every run.
 */
static void
random_damage(void **state)
{
	struct world *w = *state;
	struct minted us = sample_pair(w, "decrypt");
	struct buf seeds[3], b = { 0 };
	unsigned random = 12345;
	size_t i, k, at;

	seeds[0] = contoso(w, CMS_DETACHED);
	seeds[1] = contoso(w, 0);
	encrypt_to(&seeds[1], &us, EVP_aes_128_cbc(), 0);
	seeds[2] = text_message("MIME-Version: 1.0\nContent-Type: multipart/"
	    "mixed; boundary=b\n\n--b\nContent-Type: text/xml; name*=utf-8''"
	    "%41\nContent-Transfer-Encoding: quoted-printable\n\na=20b\n--b\n"
	    "Content-Type: multipart/mixed; boundary=\"c\"\n\n--c\n\n1\n"
	    "--c--\n--b--\n");
	for (i = 0; i < 3000; i++) {
		buf_reset(&b);
		buf_add(&b, seeds[i % 3].data, seeds[i % 3].len);
		for (k = 0; k < 1 + i % 4; k++) {
			random = random * 1103515245 + 12345;
			at = (random >> 8) % b.len;
			if (random % 5 == 0 && b.len > 20)
				b.len = at + 1;
			else
				b.data[at] = (unsigned char)(random >> 24);
		}
		decode(w, &b);
	}
	for (i = 0; i < 3; i++)
		buf_clear(&seeds[i]);
	buf_clear(&b);
}

#define T(f) cmocka_unit_test_setup(f, world_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = { T(all_files), T(random_damage) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
