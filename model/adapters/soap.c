/* SPDX-License-Identifier: ISC */
/* SOAP: web services (dialogs 10.4). */
#include "base/mem.h"
#include "model/adapters/adapters.h"
#include "model/rollover.h"

static const struct choice schemes[] = {
	[LOGON_ANONYMOUS] = { "anonymous", "Anonymous" },
	[LOGON_BASIC] = { "basic", "Basic" },
	[LOGON_DIGEST] = { "digest", "Digest" },
	[LOGON_OTHER] = { "ntlm", "NTLM" },
	{ NULL, NULL },
};

struct receive {		/* receive location, in isolated hosts only */
	char *virtual_path;
	char *public_address;
	bool use_sso;
};

struct send {			/* send port */
	char *url;
	struct logon logon;
	char *client_certificate;
	struct rollover rollover;
	bool explicit_proxy_class;
	char *assembly, *type_name, *method;
	bool soap12;
	struct proxy proxy;
};

struct send_handler {
	struct proxy proxy;
};

static const struct field receive_fields[] = {
	{ .name = "virtual_path",
	  .label = "Virtual directory and web service file",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  .check = adapter_check_virtual,
	  .at = offsetof(struct receive, virtual_path),
	  .help = "Path that is listened on, such as "
	      "/orders/service.asmx." },
	{ .name = "public_address", .label = "Public address",
	  .type = FIELD_TEXT, .max = 256,
	  .at = offsetof(struct receive, public_address),
	  .help = "What partners are told." },
	{ .name = "use_sso", .label = "Use Single Sign-On",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct receive, use_sso),
	  .help = "Take a ticket for the logged-on caller." },
};

static const struct field send_fields[] = {
	{ .name = "url", .label = "Web Service URL",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = 256,
	  .check = adapter_check_url,
	  .at = offsetof(struct send, url),
	  .help = "Address of the web service." },
	LOGON_FIELDS(send, schemes, "Authentication", NULL),
	{ .name = "client_certificate",
	  .label = "Client Certificate Thumbprint",
	  .type = FIELD_CERT, .usage = USAGE_SOAP,
	  .at = offsetof(struct send, client_certificate),
	  .help = "Shown to servers that ask for one; from the Personal "
	      "store of the account that sends." },
	ROLLOVER_FIELDS(send, "client_certificate", NULL, USAGE_SOAP, NULL,
	    ROLLOVER_OWN_CLIENT),
	PROXY_FIELDS(send),
	{ .name = "explicit_proxy_class",
	  .label = "Use an explicit proxy class",
	  .page = "Web Service",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct send, explicit_proxy_class),
	  .help = "Call the class named below instead of the "
	      "orchestration web port." },
	{ .name = "assembly", .label = "Assembly name",
	  .page = "Web Service",
	  .type = FIELD_TEXT, .max = 1024,
	  .at = offsetof(struct send, assembly),
	  .help = "Assembly of the proxy class." },
	{ .name = "type_name", .label = "Type name",
	  .page = "Web Service",
	  .type = FIELD_TEXT, .max = 1024,
	  .at = offsetof(struct send, type_name),
	  .help = "Its class." },
	{ .name = "method", .label = "Method name",
	  .page = "Web Service",
	  .type = FIELD_TEXT, .max = 256,
	  .at = offsetof(struct send, method),
	  .help = "What is called; empty: given with the message." },
	{ .name = "soap12", .label = "SOAP 1.2",
	  .page = "Web Service",
	  .type = FIELD_BOOL, .def = "false",
	  .at = offsetof(struct send, soap12),
	  .help = "SOAP 1.2 instead of 1.1." },
};

static const struct field send_handler_fields[] = {
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

	if (s->explicit_proxy_class && s->assembly == NULL)
		return adapter_refuse(err, "assembly", "a value is needed");
	if (s->explicit_proxy_class && s->type_name == NULL)
		return adapter_refuse(err, "type_name", "a value is needed");
	return adapter_check_logon(&s->logon, err) &&
	    adapter_check_proxy(&s->proxy, err) &&
	    adapter_take_uri("url", s->url, out, err);
}

const struct adapter_side soap_receive = {
	.fields = receive_fields, .nfields = ARRAY_SIZE(receive_fields),
	.size = sizeof(struct receive), .isolated = true,
	.uri = receive_uri,
};

const struct adapter_side soap_send = {
	.fields = send_fields, .nfields = ARRAY_SIZE(send_fields),
	.size = sizeof(struct send), .uri = send_uri,
};

const struct adapter_side soap_send_handler = {
	.fields = send_handler_fields,
	.nfields = ARRAY_SIZE(send_handler_fields),
	.size = sizeof(struct send_handler), .check = send_handler_check,
};
