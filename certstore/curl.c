/* SPDX-License-Identifier: ISC */
#include "certstore/curl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"

static const struct {
	const char *name;
	size_t at;
} functions[] = {
#define FUNCTION(name) { "curl_" #name, offsetof(struct curl, name) }
	FUNCTION(easy_init), FUNCTION(easy_setopt), FUNCTION(easy_perform),
	FUNCTION(easy_getinfo), FUNCTION(easy_recv), FUNCTION(easy_strerror),
	FUNCTION(easy_cleanup), FUNCTION(url), FUNCTION(url_set),
	FUNCTION(url_get), FUNCTION(url_cleanup), FUNCTION(free),
#undef FUNCTION
};

_Static_assert(ARRAY_SIZE(functions) * sizeof(void *) == sizeof(struct curl),
    "each member has its row");

bool
curl_load(struct curl *c, struct err *err)
{
	/*
	 * The name with the interface that <curl/curl.h> describes, found as
	 * if it were linked.  It stays: its libraries leave exit handlers
	 * and keys of threads behind.
	 */
	void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_NODELETE);
	void *at;
	size_t i;

	for (i = 0; library != NULL && i < ARRAY_SIZE(functions); i++) {
		at = dlsym(library, functions[i].name);
		if (at == NULL)
			break;
		/* ISO C has no cast from it to a function. */
		memcpy((char *)c + functions[i].at, &at, sizeof(at));
	}
	if (library != NULL && i == ARRAY_SIZE(functions)) {
		(void)dlclose(library);
		return true;
	}
	err_set(err, ERR_FAILED, "libcurl cannot be used (%s)", dlerror());
	if (library != NULL)
		(void)dlclose(library);
	return false;
}
