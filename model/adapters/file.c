/* SPDX-License-Identifier: ISC */
/* FILE: folders (dialogs 10.2). */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/adapters/adapters.h"

/* Of a network share, where the host's account has no access to it. */
struct credentials {
	bool use;
	char *user;
	char *password;
};

#define CREDENTIAL_FIELDS(owner) \
	{ .name = "use_credentials", .label = "Use these credentials when " \
	      "host does not have access to network share", \
	  .page = "Authentication", .type = FIELD_BOOL, .def = "false", \
	  .at = offsetof(struct owner, credentials.use), \
	  .help = "Log on as the user below; only for a folder of a share, " \
	      "//SERVER/SHARE/..." }, \
	{ .name = "user", .label = "User name", \
	  .page = "Authentication", .type = FIELD_TEXT, .max = 256, \
	  .at = offsetof(struct owner, credentials.user), \
	  .help = "DOMAIN\\user at the share." }, \
	{ .name = "password", .label = "Password", \
	  .page = "Authentication", .type = FIELD_SECRET, .max = 256, \
	  .at = offsetof(struct owner, credentials.password), \
	  .help = "Password at the share." }

struct receive {		/* receive location */
	char *receive_folder;
	char *file_mask;
	char *public_address;
	int64_t retry_count, retry_interval;	/* minutes */
	bool rename_while_reading;
	int64_t polling_interval;	/* milliseconds, as these: */
	int64_t remove_retry_count, remove_retry_interval;
	int64_t remove_maximum_interval;
	int64_t batch_size, batch_bytes;
	struct credentials credentials;
};

struct send {			/* send port */
	char *destination_folder;
	char *file_name;
	int copy_mode;
	bool allow_cache;
	bool use_temporary;
	struct credentials credentials;
};

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

/* Less than a second makes no sense, but 1 is a word of its own. */
static bool
check_polling(const struct field *f, const char *value, struct err *err)
{
	long long n;

	(void)f;
	if (text_to_int(value, &n) && n > 1 && n < 1000)
		return err_set(err, ERR_INVALID, "from 1000 to 3600000 "
		    "milliseconds, or 1 (%s)", value);
	return true;
}

static const struct field file_receive_fields[] = {
	{ .name = "receive_folder", .label = "Receive folder",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct receive, receive_folder),
	  .check = check_folder,
	  .help = "Folder that is polled; an absolute path, which need not "
	      "exist yet." },
	{ .name = "file_mask", .label = "File mask",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct receive, file_mask), .def = "*.xml",
	  .check = check_mask,
	  .help = "Which files are taken; * and ? stand for other "
	      "characters." },
	{ .name = "public_address", .label = "Public address",
	  .type = FIELD_TEXT, .max = 256,
	  .at = offsetof(struct receive, public_address),
	  .help = "What partners are told. Empty: file:// and the URI." },
	{ .name = "retry_count", .label = "Retry count",
	  .type = FIELD_INT, .min = 0,
	  .max = 4294967295, .def = "5",
	  .at = offsetof(struct receive, retry_count),
	  .help = "Attempts to reach a share that is down." },
	{ .name = "retry_interval", .label = "Retry interval",
	  .type = FIELD_INT, .min = 0,
	  .max = 4294967295, .def = "5", .unit = "minutes",
	  .at = offsetof(struct receive, retry_interval),
	  .help = "Wait between these attempts." },
	{ .name = "rename_while_reading", .label = "Rename files while reading",
	  .page = "Advanced",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct receive, rename_while_reading),
	  .help = "Mark files that are in progress." },
	{ .name = "polling_interval", .label = "Polling interval",
	  .page = "Advanced",
	  .type = FIELD_INT, .min = 1,
	  .max = 3600000, .def = "60000", .unit = "milliseconds",
	  .check = check_polling,
	  .at = offsetof(struct receive, polling_interval),
	  .help = "How often the folder is looked at; 1 turns polling "
	      "off." },
	{ .name = "remove_retry_count", .label = "Retry count",
	  .page = "Advanced",
	  .type = FIELD_INT, .min = 0,
	  .max = 100, .def = "5",
	  .at = offsetof(struct receive, remove_retry_count),
	  .help = "Attempts to delete a processed file." },
	{ .name = "remove_retry_interval", .label = "Retry interval",
	  .page = "Advanced",
	  .type = FIELD_INT, .min = 1,
	  .max = 1000, .def = "10", .unit = "milliseconds",
	  .at = offsetof(struct receive, remove_retry_interval),
	  .help = "First wait between these attempts; doubles each "
	      "time." },
	{ .name = "remove_maximum_interval",
	  .label = "Maximum retry interval",
	  .page = "Advanced",
	  .type = FIELD_INT, .min = 1000,
	  .max = 900000, .def = "300000", .unit = "milliseconds",
	  .at = offsetof(struct receive, remove_maximum_interval),
	  .help = "What that wait grows to at most." },
	CREDENTIAL_FIELDS(receive),
	{ .name = "batch_size", .label = "Number of messages in a batch",
	  .page = "Batching",
	  .type = FIELD_INT, .min = 1,
	  .max = 256, .def = "20",
	  .at = offsetof(struct receive, batch_size),
	  .help = "Messages taken together." },
	{ .name = "batch_bytes", .label = "Maximum batch size",
	  .page = "Batching",
	  .type = FIELD_INT, .min = 1024,
	  .max = 104857600, .def = "102400", .unit = "bytes",
	  .at = offsetof(struct receive, batch_bytes),
	  .help = "Bytes taken together." },
};

enum copy_mode { COPY_APPEND, COPY_CREATE_NEW, COPY_OVERWRITE };

static const struct choice copy_modes[] = {
	[COPY_APPEND] = { "append", "Append" },
	[COPY_CREATE_NEW] = { "create-new", "Create new" },
	[COPY_OVERWRITE] = { "overwrite", "Overwrite" },
	{ NULL, NULL },
};

static const struct field file_send_fields[] = {
	{ .name = "destination_folder", .label = "Destination folder",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct send, destination_folder),
	  .check = check_folder,
	  .help = "Folder that messages are written to; an absolute path." },
	{ .name = "file_name", .label = "File name",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 255,
	  .at = offsetof(struct send, file_name),
	  .def = "%MessageID%.xml", .check = check_file_name,
	  .help = "Name of each file; macros such as %MessageID%, "
	      "%SourceFileName% and %datetime% are replaced." },
	{ .name = "copy_mode", .label = "Copy mode",
	  .type = FIELD_CHOICE, .choices = copy_modes, .def = "create-new",
	  .at = offsetof(struct send, copy_mode),
	  .help = "What happens when the file is there already." },
	{ .name = "allow_cache", .label = "Allow cache on write",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct send, allow_cache),
	  .help = "Faster, but a crash may lose what was written last." },
	{ .name = "use_temporary", .label = "Use temporary file while writing",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct send, use_temporary),
	  .help = "Write under another name, then rename; only with "
	      "Create new." },
	CREDENTIAL_FIELDS(send),
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
check_credentials(const struct credentials *c, const char *folder,
    struct err *err)
{
	if (!c->use)
		return true;
	if (folder == NULL || strncmp(folder, "//", 2) != 0)
		return adapter_refuse(err, "use_credentials",
		    "needs a folder of a share, //SERVER/SHARE/...");
	if (c->user == NULL)
		return adapter_refuse(err, "user", "a value is needed");
	return c->password != NULL ||
	    adapter_refuse(err, "password", "a value is needed");
}

static bool
file_receive_uri(const void *side, struct buf *out, struct err *err)
{
	const struct receive *f = side;

	if (!check_credentials(&f->credentials, f->receive_folder, err))
		return false;
	return join_uri(f->receive_folder, "receive_folder", f->file_mask,
	    out, err) || err_part(err, "receive_folder");
}

static bool
file_send_uri(const void *side, struct buf *out, struct err *err)
{
	const struct send *f = side;

	if (f->use_temporary && f->copy_mode != COPY_CREATE_NEW)
		return adapter_refuse(err, "use_temporary",
		    "needs copy_mode create-new");
	if (!check_credentials(&f->credentials, f->destination_folder, err))
		return false;
	return join_uri(f->destination_folder, "destination_folder",
	    f->file_name, out, err) ||
	    err_part(err, "destination_folder");
}

const struct adapter_side file_receive = {
	.fields = file_receive_fields,
	.nfields = ARRAY_SIZE(file_receive_fields),
	.size = sizeof(struct receive), .uri = file_receive_uri,
};

const struct adapter_side file_send = {
	.fields = file_send_fields, .nfields = ARRAY_SIZE(file_send_fields),
	.size = sizeof(struct send), .uri = file_send_uri,
};
