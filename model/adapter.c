/* SPDX-License-Identifier: ISC */
#include "model/adapter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- FILE (dialogs 10.2) ------------------------------------------------ */

static bool
check_folder(const struct field *f, const char *value, struct err *err)
{
	size_t n = strlen(value);

	(void)f;
	if (value[0] != '/')
		return err_set(err, ERR_INVALID,
		    "absolute path expected (%s)", value);
	if (strstr(value, "/../") != NULL ||
	    (n >= 3 && strcmp(value + n - 3, "/..") == 0))
		return err_set(err, ERR_INVALID,
		    "must not go up with '..' (%s)", value);
	return true;
}

static bool
check_file_chars(const char *value, const char *forbidden, struct err *err)
{
	const char *bad = strpbrk(value, forbidden);

	if (bad != NULL)
		return err_set(err, ERR_INVALID,
		    "the character %c is not allowed (%s)", *bad, value);
	return true;
}

static bool
check_mask(const struct field *f, const char *value, struct err *err)
{
	(void)f;
	return check_file_chars(value, "<>:/\\|\";", err);
}

static bool
check_file_name(const struct field *f, const char *value, struct err *err)
{
	(void)f;
	return check_file_chars(value, "<>:/\\|\"?*;", err);
}

static const struct field file_receive_fields[] = {
	{ .name = "receive_folder", .label = "Receive folder",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct file_receive, receive_folder),
	  .check = check_folder,
	  .help = "Folder that is polled; an absolute path, which need not "
	      "exist yet." },
	{ .name = "file_mask", .label = "File mask",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct file_receive, file_mask), .def = "*.xml",
	  .check = check_mask,
	  .help = "Which files are taken; * and ? stand for other "
	      "characters." },
};

static const struct choice copy_modes[] = {
	{ "append", "Append" },
	{ "create-new", "Create new" },
	{ "overwrite", "Overwrite" },
	{ NULL, NULL },
};

static const struct field file_send_fields[] = {
	{ .name = "destination_folder", .label = "Destination folder",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct file_send, destination_folder),
	  .check = check_folder,
	  .help = "Folder that messages are written to; an absolute path." },
	{ .name = "file_name", .label = "File name",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct file_send, file_name),
	  .def = "%MessageID%.xml", .check = check_file_name,
	  .help = "Name of each file; macros such as %MessageID%, "
	      "%SourceFileName% and %datetime% are replaced." },
	{ .name = "copy_mode", .label = "Copy mode",
	  .type = FIELD_CHOICE, .choices = copy_modes, .def = "create-new",
	  .at = offsetof(struct file_send, copy_mode),
	  .help = "What happens when the file is there already." },
};

static bool
join_uri(const char *folder, const char *what, const char *name,
    struct buf *out, struct err *err)
{
	size_t n;

	if (folder == NULL) {
		err_set(err, ERR_INVALID, "%s: a value is needed", what);
		return false;
	}
	for (n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
		;
	buf_add(out, folder, n);
	buf_addf(out, "%s%s", n == 1 ? "" : "/", name);
	if (out->len > 256)
		return err_set(err, ERR_INVALID, "%s: folder and name "
		    "together at most 256 bytes (%zu)", what, out->len);
	return true;
}

static bool
file_receive_uri(const void *side, struct buf *out, struct err *err)
{
	const struct file_receive *f = side;

	return join_uri(f->receive_folder, "receive_folder", f->file_mask,
	    out, err) || err_part(err, "receive_folder");
}

static bool
file_send_uri(const void *side, struct buf *out, struct err *err)
{
	const struct file_send *f = side;

	return join_uri(f->destination_folder, "destination_folder",
	    f->file_name, out, err) ||
	    err_part(err, "destination_folder");
}

const struct adapter adapters[] = {
	{ .name = "FILE", .prefix = "file", .backup = "backup_file",
	  .receive = {
		.fields = file_receive_fields,
		.nfields = ARRAY_SIZE(file_receive_fields),
		.size = sizeof(struct file_receive),
		.uri = file_receive_uri },
	  .send = {
		.fields = file_send_fields,
		.nfields = ARRAY_SIZE(file_send_fields),
		.size = sizeof(struct file_send),
		.uri = file_send_uri } },
	{ .name = NULL },
};

const struct choice adapter_choices[] = {
	{ "FILE", "FILE" },
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
	return side_load(send ? &a->send : &a->receive, a->prefix, props,
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
	return side_uri(send ? &a->send : &a->receive, a->prefix, props, uri,
	    err);
}

bool
adapter_backup_uri(const struct adapter *a, const struct props *props,
    char **uri, struct err *err)
{
	return side_uri(&a->send, a->backup, props, uri, err);
}
