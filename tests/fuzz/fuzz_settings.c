/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes config/settings.h through a file in a folder of its own.  Run with
 * ASAN_OPTIONS=detect_leaks=0: libconfig 1.5 loses a token on each error.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "config/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char dir[] = "/tmp/sealport-fuzz.XXXXXX", *path;
	struct settings s;
	struct err err = { 0 };

	if (mkdtemp(dir) == NULL)
		abort();
	path = file_join(dir, "sealport.conf");
	if (file_write(path, data, n, 0600, &err) &&
	    settings_load(&s, path, &err))
		settings_clear(&s);
	unlink(path);
	rmdir(dir);
	free(path);
	return 0;
}
