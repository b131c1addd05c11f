/* SPDX-License-Identifier: ISC */
#include "model/adapter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/adapters/adapters.h"

const struct adapter adapters[] = {
	{ .name = "FILE", .prefix = "file", .backup = "backup_file",
	  .receive = &file_receive, .send = &file_send },
	{ .name = "HTTP", .prefix = "http", .backup = "backup_http",
	  .two_way = true, .outside = true,
	  .receive = &http_receive, .send = &http_send,
	  .receive_handler = &http_receive_handler,
	  .send_handler = &http_send_handler },
	{ .name = "SOAP", .prefix = "soap", .backup = "backup_soap",
	  .two_way = true, .outside = true,
	  .receive = &soap_receive, .send = &soap_send,
	  .send_handler = &soap_send_handler },
	{ .name = NULL },
};

const struct choice adapter_choices[] = {
	{ "FILE", "FILE" },
	{ "HTTP", "HTTP" },
	{ "SOAP", "SOAP" },
	{ NULL, NULL },
};

const struct choice adapter_two_way_choices[] = {
	{ "HTTP", "HTTP" },
	{ "SOAP", "SOAP" },
	{ NULL, NULL },
};

const struct adapter *
adapter_find(const char *name)
{
	const struct adapter *a;

	for (a = adapters; name != NULL && a->name != NULL; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

/* Where a table is missing or does not have it: NULL. */
static const struct field *
side_row(const struct adapter_side *side, const char *name)
{
	return side == NULL ? NULL :
	    fields_find(side->fields, side->nfields, name);
}

/* Is it the first part of "http.user", up to the dot? */
static bool
is_prefix(const char *prefix, const char *name)
{
	size_t n = strlen(prefix);

	return strncmp(prefix, name, n) == 0 && name[n] == '.';
}

bool
adapter_is_prefix(const char *prefix)
{
	const struct adapter *a;

	for (a = adapters; a->name != NULL; a++)
		if (strcmp(a->prefix, prefix) == 0 ||
		    strcmp(a->backup, prefix) == 0)
			return true;
	return false;
}

const struct field *
adapter_property(bool send, const char *name)
{
	const struct adapter *a;

	for (a = adapters; a->name != NULL; a++)
		if (is_prefix(a->prefix, name) ||
		    (send && is_prefix(a->backup, name)))
			return side_row(send ? a->send : a->receive,
			    strchr(name, '.') + 1);
	return NULL;
}

const struct field *
adapter_handler_property(const char *name)
{
	const struct field *f = NULL;
	const struct adapter *a;

	for (a = adapters; f == NULL && a->name != NULL; a++) {
		if (!is_prefix(a->prefix, name))
			continue;
		f = side_row(a->send_handler, strchr(name, '.') + 1);
		if (f == NULL)
			f = side_row(a->receive_handler,
			    strchr(name, '.') + 1);
	}
	return f;
}

/*
 * Names that no table here knows come with imports; their properties are kept
 * as they are.
 */
bool
adapter_named(const struct field *f, const char *value, struct err *err)
{
	const struct adapter *a;

	(void)f;
	for (a = adapters; a->name != NULL; a++)
		if (text_same_case(a->name, value) &&
		    strcmp(a->name, value) != 0)
			return err_set(err, ERR_INVALID,
			    "the adapter is called %s (%s)", a->name, value);
	return true;
}

static bool
side_load(const struct adapter_side *side, const char *prefix,
    const struct props *props, void *out, struct err *err)
{
	fields_init(side->fields, side->nfields, out);
	if (props_overlay(props, prefix, side->fields, side->nfields, out,
	    err))
		return true;
	fields_clear(side->fields, side->nfields, out);
	return false;
}

bool
adapter_side_load(const struct adapter *a, bool send,
    const struct props *props, void *out, struct err *err)
{
	return side_load(send ? a->send : a->receive, a->prefix, props,
	    out, err);
}

/* A side names its fields without the prefix it goes by here. */
static bool
add_prefix(struct err *err, const char *prefix)
{
	struct err plain = *err;
	char *part = xasprintf("%s.%s", prefix, plain.part);

	err_set(err, plain.code, "%s.%s", prefix, plain.text);
	err_part(err, part);
	free(part);
	return false;
}

static bool
side_uri(const struct adapter_side *side, const char *prefix,
    const struct props *props, char **uri, struct err *err)
{
	void *options = xcalloc(1, side->size);
	struct err why = { 0 };
	struct buf b = { 0 };
	bool ok;

	ok = side_load(side, prefix, props, options, err);
	if (ok) {
		ok = side->uri(options, &b, &why);
		fields_clear(side->fields, side->nfields, options);
		if (!ok && err != NULL) {
			*err = why;
			add_prefix(err, prefix);
		}
	}
	free(options);
	if (ok)
		*uri = buf_steal(&b);
	buf_clear(&b);
	return ok;
}

bool
adapter_handler_check(const struct adapter *a, bool send,
    const struct props *props, struct err *err)
{
	const struct adapter_side *side = send ? a->send_handler :
	    a->receive_handler;
	struct err why = { 0 };
	void *options;
	bool ok;

	if (side == NULL)
		return true;
	options = xcalloc(1, side->size);
	ok = side_load(side, a->prefix, props, options, err);
	if (ok) {
		ok = side->check == NULL || side->check(options, &why);
		fields_clear(side->fields, side->nfields, options);
		if (!ok && err != NULL) {
			*err = why;
			add_prefix(err, a->prefix);
		}
	}
	free(options);
	return ok;
}

bool
adapter_uri(const struct adapter *a, bool send, const struct props *props,
    char **uri, struct err *err)
{
	return side_uri(send ? a->send : a->receive, a->prefix, props, uri,
	    err);
}

bool
adapter_backup_uri(const struct adapter *a, const struct props *props,
    char **uri, struct err *err)
{
	return side_uri(a->send, a->backup, props, uri, err);
}
