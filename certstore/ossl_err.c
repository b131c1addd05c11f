/* SPDX-License-Identifier: ISC */
#include "certstore/ossl_err.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer details (fetch errors name the whole library context) are left out. */
enum { MAX_DETAIL = 120 };

/* The oldest reason in words, or "" when the queue is empty. */
static void
oldest_reason(char *out, size_t size)
{
	const char *data = NULL, *reason;
	unsigned long e;
	int flags = 0;

	out[0] = '\0';
	e = ERR_peek_error_all(NULL, NULL, NULL, &data, &flags);
	if (e == 0)
		return;
	reason = ERR_SYSTEM_ERROR(e) ? strerror(ERR_GET_REASON(e)) :
	    ERR_reason_error_string(e);
	if (reason == NULL)
		snprintf(out, size, "OpenSSL error %lx", e);
	else if ((flags & ERR_TXT_STRING) != 0 && data != NULL &&
	    data[0] != '\0' && strlen(data) <= MAX_DETAIL)
		snprintf(out, size, "%s: %s", reason, data);
	else
		snprintf(out, size, "%s", reason);
}

bool
ossl_err(struct err *err, enum err_code code, const char *fmt, ...)
{
	char text[ERR_TEXT], reason[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	oldest_reason(reason, sizeof(reason));
	ERR_clear_error();
	if (reason[0] == '\0')
		return err_set(err, code, "%s", text);
	return err_set(err, code, "%s (%s)", text, reason);
}

static BIO *
check(BIO *bio)
{
	if (bio == NULL)
		abort();	/* only out of memory leads here */
	return bio;
}

BIO *
ossl_bio(void)
{
	return check(BIO_new(BIO_s_mem()));
}

BIO *
ossl_bio_over(const void *p, int len)
{
	return check(BIO_new_mem_buf(len > 0 ? p : "", len));
}
