/* SPDX-License-Identifier: ISC */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	char text[ERR_TEXT];
	va_list ap;

	if (err == NULL)
		return false;
	/* The old text may be one of the arguments, hence the copy. */
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err->code = code;
	err->part[0] = '\0';
	memcpy(err->text, text, sizeof(text));
	return false;
}

bool
err_prefix(struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT];
	size_t room, rest;
	va_list ap;
	int n;

	if (err == NULL)
		return false;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text) - 2, fmt, ap);
	va_end(ap);
	if (n < 0)
		return false;
	if ((size_t)n > sizeof(text) - 3)
		n = sizeof(text) - 3;
	memcpy(text + n, ": ", 2);
	n += 2;
	room = sizeof(text) - (size_t)n - 1;
	rest = strlen(err->text);
	if (rest > room)
		rest = room;
	memcpy(text + n, err->text, rest);
	text[(size_t)n + rest] = '\0';
	memcpy(err->text, text, (size_t)n + rest + 1);
	return false;
}

bool
err_part(struct err *err, const char *part)
{
	if (err != NULL && err->part[0] == '\0')
		snprintf(err->part, sizeof(err->part), "%s", part);
	return false;
}

void
err_clear(struct err *err)
{
	if (err != NULL)
		memset(err, 0, sizeof(*err));
}
