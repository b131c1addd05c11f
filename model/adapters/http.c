/* SPDX-License-Identifier: ISC */
/* HTTP: POST to and from web servers (dialogs 10.3). */
#include "base/mem.h"
#include "model/adapters/adapters.h"
#include "model/rollover.h"
#include "model/kinds/receive_location.h"

static const struct choice schemes[] = {
	[LOGON_ANONYMOUS] = { "anonymous", "Anonymous" },
	[LOGON_BASIC] = { "basic", "Basic" },
	[LOGON_DIGEST] = { "digest", "Digest" },
	[LOGON_OTHER] = { "kerberos", "Kerberos" },
	{ NULL, NULL },
};

struct receive {		/* receive location, in isolated hosts only */
	char *virtual_path;
	char *public_address;
	char *return_content_type;
	bool loopback;
	bool return_handle;
	bool use_sso;
	bool suspend_failed;
};

struct send {			/* send port */
	char *url;
	bool chunked;
	int64_t timeout;	/* seconds; or FIELD_UNSET */
	int64_t redirects;	/* or FIELD_UNSET */
	char *content_type;
	struct logon logon;
	char *certificate;
	struct rollover rollover;
	struct proxy proxy;
};

struct send_handler {
	int64_t timeout;	/* seconds; 0: computed */
	int64_t redirects;
	char *content_type;
	struct proxy proxy;
};

struct receive_handler {
	int64_t batch_size;
};

static bool
is_two_way(const struct object *o)
{
	return ((const struct receive_location *)o)->two_way;
}

static bool
is_one_way(const struct object *o)
{
	return !is_two_way(o);
}

static const struct field receive_fields[] = {
	{ .name = "virtual_path", .label = "Virtual directory",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  .check = adapter_check_virtual,
	  .at = offsetof(struct receive, virtual_path),
	  .help = "Path that is listened on inside the web server." },
	{ .name = "public_address", .label = "Public address",
	  .type = FIELD_TEXT, .max = 256,
	  .at = offsetof(struct receive, public_address),
	  .help = "What partners are told." },
	{ .name = "return_content_type", .label = "Return content type",
	  .type = FIELD_TEXT, .max = 256,
	  .def = "text/xml", .applies = is_two_way,
	  .at = offsetof(struct receive, return_content_type),
	  .help = "MIME type of responses; request-response only." },
	{ .name = "loopback", .label = "Loopback",
	  .type = FIELD_BOOL, .def = "false", .applies = is_two_way,
	  .at = offsetof(struct receive, loopback),
	  .help = "Send the request back as the response; "
	      "request-response only." },
	{ .name = "return_handle",
	  .label = "Return correlation handle on success",
	  .type = FIELD_BOOL, .def = "true", .applies = is_one_way,
	  .at = offsetof(struct receive, return_handle),
	  .help = "Give the caller a token; one-way only." },
	{ .name = "use_sso", .label = "Use Single Sign-On",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct receive, use_sso),
	  .help = "Take a ticket for the logged-on caller." },
	{ .name = "suspend_failed", .label = "Suspend failed requests",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct receive, suspend_failed),
	  .help = "Keep failed messages and answer accepted, instead of "
	      "refusing them." },
};

static const struct field send_fields[] = {
	{ .name = "url", .label = "Destination URL",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  .check = adapter_check_url,
	  .at = offsetof(struct send, url),
	  .help = "Where messages are posted to." },
	{ .name = "chunked", .label = "Enable chunked encoding",
	  .type = FIELD_BOOL, .def = "true",
	  .at = offsetof(struct send, chunked),
	  .help = "Clear it for AS2." },
	{ .name = "timeout", .label = "Request timeout",
	  .type = FIELD_INT, .flags = FIELD_OPTIONAL, .min = 0,
	  .max = 2147483647, .unit = "seconds",
	  .at = offsetof(struct send, timeout),
	  .help = "0: computed from the size. Empty: as the handler "
	      "says." },
	{ .name = "redirects", .label = "Maximum redirects",
	  .type = FIELD_INT, .flags = FIELD_OPTIONAL, .min = 0, .max = 10,
	  .at = offsetof(struct send, redirects),
	  .help = "How often to follow the server elsewhere. Empty: as the "
	      "handler says." },
	{ .name = "content_type", .label = "Content type",
	  .type = FIELD_TEXT, .max = 256,
	  .at = offsetof(struct send, content_type),
	  .help = "MIME type of requests. Empty: as the handler says." },
	PROXY_FIELDS(send),
	LOGON_FIELDS(send, schemes, "Authentication type", "Authentication"),
	{ .name = "certificate", .label = "SSL client certificate thumbprint",
	  .page = "Authentication",
	  .type = FIELD_CERT, .usage = USAGE_HTTPS,
	  .at = offsetof(struct send, certificate),
	  .help = "Shown to servers that ask for one; from the Personal "
	      "store of the account that sends." },
	ROLLOVER_FIELDS(send, "certificate", "Authentication", USAGE_HTTPS,
	    NULL, ROLLOVER_OWN_CLIENT),
};

static const struct field receive_handler_fields[] = {
	{ .name = "batch_size", .label = "Batch size",
	  .type = FIELD_INT, .min = 1, .max = 256, .def = "10",
	  .unit = "messages",
	  .at = offsetof(struct receive_handler, batch_size),
	  .help = "How many requests are handed over together." },
};

static const struct field send_handler_fields[] = {
	{ .name = "timeout", .label = "Request timeout",
	  .type = FIELD_INT, .min = 0, .max = 2147483647, .def = "0",
	  .unit = "seconds", .at = offsetof(struct send_handler, timeout),
	  .help = "For ports that say nothing of it. 0: computed from the "
	      "size." },
	{ .name = "redirects", .label = "Maximum redirects",
	  .type = FIELD_INT, .min = 0, .max = 10, .def = "5",
	  .at = offsetof(struct send_handler, redirects),
	  .help = "For ports that say nothing of it." },
	{ .name = "content_type", .label = "Content type",
	  .type = FIELD_TEXT, .max = 256, .def = "text/xml",
	  .at = offsetof(struct send_handler, content_type),
	  .help = "For ports that say nothing of it." },
	HANDLER_PROXY_FIELDS(send_handler),
};

static bool
send_handler_check(const void *side, struct err *err)
{
	const struct send_handler *h = side;

	return adapter_check_handler_proxy(&h->proxy, err);
}

static bool
receive_uri(const void *side, struct buf *out, struct err *err)
{
	const struct receive *r = side;

	return adapter_take_uri("virtual_path", r->virtual_path, out, err);
}

static bool
send_uri(const void *side, struct buf *out, struct err *err)
{
	const struct send *s = side;

	return adapter_check_logon(&s->logon, err) &&
	    adapter_check_proxy(&s->proxy, err) &&
	    adapter_take_uri("url", s->url, out, err);
}

const struct adapter_side http_receive = {
	.fields = receive_fields, .nfields = ARRAY_SIZE(receive_fields),
	.size = sizeof(struct receive), .isolated = true,
	.uri = receive_uri,
};

const struct adapter_side http_send = {
	.fields = send_fields, .nfields = ARRAY_SIZE(send_fields),
	.size = sizeof(struct send), .uri = send_uri,
};

const struct adapter_side http_receive_handler = {
	.fields = receive_handler_fields,
	.nfields = ARRAY_SIZE(receive_handler_fields),
	.size = sizeof(struct receive_handler),
};

const struct adapter_side http_send_handler = {
	.fields = send_handler_fields,
	.nfields = ARRAY_SIZE(send_handler_fields),
	.size = sizeof(struct send_handler), .check = send_handler_check,
};
