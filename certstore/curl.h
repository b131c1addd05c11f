/* SPDX-License-Identifier: ISC */
/*
 * libcurl, loaded by who needs it: with the thirty libraries behind it, it
 * would take a third of the program's start and a quarter of its memory, and
 * hardly any run fetches anything.  The members are libcurl's functions
 * without "curl_"; values for setopt() and getinfo() are of exactly the types
 * that libcurl names (0L, not 0), as nothing checks them here.
 */
#ifndef CERTSTORE_CURL_H
#define CERTSTORE_CURL_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/err.h"

struct curl {
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
	CURLcode (*easy_perform)(CURL *);
	CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
	CURLcode (*easy_recv)(CURL *, void *, size_t, size_t *);
	const char *(*easy_strerror)(CURLcode);
	void (*easy_cleanup)(CURL *);
	CURLU *(*url)(void);
	CURLUcode (*url_set)(CURLU *, CURLUPart, const char *, unsigned);
	CURLUcode (*url_get)(const CURLU *, CURLUPart, char **, unsigned);
	void (*url_cleanup)(CURLU *);
	void (*free)(void *);
};

/*
 * Fills the struct; false where libcurl is not installed.  What is loaded
 * stays until the program ends, so there is nothing to release, and it may
 * be called again, from any thread.
 */
bool curl_load(struct curl *, struct err *);

#endif
