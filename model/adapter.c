/* SPDX-License-Identifier: ISC */
#include "model/adapter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/adapters/adapters.h"

const struct adapter adapters[] = {
	{ .name = "FILE", .prefix = "file", .backup = "backup_file",
	  .receive = &file_receive, .send = &file_send },
	{ .name = "HTTP", .prefix = "http", .backup = "backup_http",
	  .receive = &http_receive, .send = &http_send },
	{ .name = "SOAP", .prefix = "soap", .backup = "backup_soap",
	  .receive = &soap_receive, .send = &soap_send },
	{ .name = NULL },
};

const struct choice adapter_choices[] = {
	{ "FILE", "FILE" },
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

const struct field *
adapter_property(bool send, const char *name)
{
	size_t n = strcspn(name, ".");
	const struct adapter_side *side;
	const struct adapter *a;

	for (a = adapters; name[n] == '.' && a->name != NULL; a++) {
		if ((strlen(a->prefix) != n || memcmp(a->prefix, name, n)) &&
		    (!send || strlen(a->backup) != n ||
		    memcmp(a->backup, name, n)))
			continue;
		side = send ? a->send : a->receive;
		return fields_find(side->fields, side->nfields,
		    name + n + 1);
	}
	return NULL;
}

bool
adapter_known(const struct field *f, const char *value, struct err *err)
{
	const struct adapter *a;
	struct buf names = { 0 };

	(void)f;
	if (adapter_find(value) != NULL)
		return true;
	for (a = adapters; a->name != NULL; a++)
		buf_addf(&names, "%s%s", a == adapters ? "" : ", ", a->name);
	err_set(err, ERR_INVALID, "no such adapter; there is %s (%s)",
	    (const char *)names.data, value);
	buf_clear(&names);
	return false;
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
