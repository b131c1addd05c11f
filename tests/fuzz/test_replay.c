/* SPDX-License-Identifier: ISC */
/*
 * Runs the fuzzers' harnesses over the stored corpus, so that what a fuzzer
 * once found stays mended without clang at hand.  A new finding goes into
 * corpus/NAME; a new harness gets a line in each of the two lists below.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dirent.h>

#include "base/file.h"
#include "base/mem.h"

/* Each harness has the name that libFuzzer wants; here they are eleven. */
#define LLVMFuzzerTestOneInput fuzz_bundle
#include "tests/fuzz/fuzz_bundle.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_cert
#include "tests/fuzz/fuzz_cert.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_crl
#include "tests/fuzz/fuzz_crl.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_ber
#include "tests/fuzz/fuzz_ber.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_decode
#include "tests/fuzz/fuzz_decode.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mime
#include "tests/fuzz/fuzz_mime.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_pem
#include "tests/fuzz/fuzz_pem.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_pkcs12
#include "tests/fuzz/fuzz_pkcs12.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_pkcs7
#include "tests/fuzz/fuzz_pkcs7.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_settings
#include "tests/fuzz/fuzz_settings.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_thumbprint
#include "tests/fuzz/fuzz_thumbprint.c"
#undef LLVMFuzzerTestOneInput

static const struct {
	const char *folder;
	int (*run)(const uint8_t *, size_t);
} harnesses[] = {
	{ "tests/fuzz/corpus/bundle", fuzz_bundle },
	{ "tests/fuzz/corpus/cert", fuzz_cert },
	{ "tests/fuzz/corpus/crl", fuzz_crl },
	{ "tests/fuzz/corpus/ber", fuzz_ber },
	{ "tests/fuzz/corpus/decode", fuzz_decode },
	{ "tests/fuzz/corpus/mime", fuzz_mime },
	{ "tests/fuzz/corpus/pem", fuzz_pem },
	{ "tests/fuzz/corpus/pkcs12", fuzz_pkcs12 },
	{ "tests/fuzz/corpus/pkcs7", fuzz_pkcs7 },
	{ "tests/fuzz/corpus/settings", fuzz_settings },
	{ "tests/fuzz/corpus/thumbprint", fuzz_thumbprint },
};

enum { MAX_CORPUS_FILE = 1024 * 1024 };

static void
replay_file(const char *path, int (*run)(const uint8_t *, size_t))
{
	struct err err = { 0 };
	struct buf b = { 0 };
	void *exact;

	if (!file_read(&b, path, MAX_CORPUS_FILE, &err))
		fail_msg("%s", err.text);
	/* Without the NUL behind it, so that ASan sees a step too far. */
	exact = xmemdup(b.data, b.len);
	assert_int_equal(run(exact, b.len), 0);
	free(exact);
	buf_clear(&b);
}

static void
replay(void **state)
{
	struct dirent *e;
	char *path;
	size_t i, n;
	DIR *dir;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(harnesses); i++) {
		dir = opendir(harnesses[i].folder);
		assert_non_null(dir);
		for (n = 0; (e = readdir(dir)) != NULL; ) {
			if (e->d_name[0] == '.')
				continue;
			path = file_join(harnesses[i].folder, e->d_name);
			replay_file(path, harnesses[i].run);
			free(path);
			n++;
		}
		closedir(dir);
		assert_true(n > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(replay) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
