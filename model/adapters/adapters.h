/* SPDX-License-Identifier: ISC */
/* The adapters of the table in adapter.c, and what they share. */
#ifndef MODEL_ADAPTERS_ADAPTERS_H
#define MODEL_ADAPTERS_ADAPTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/adapter.h"

extern const struct adapter_side file_receive, file_send;
extern const struct adapter_side http_receive, http_send;
extern const struct adapter_side soap_receive, soap_send;

/* ---- what HTTP and SOAP share ------------------------------------------- */

enum proxy_use { PROXY_HANDLER, PROXY_NONE, PROXY_OWN };

struct proxy {
	int use;
	char *server;
	int64_t port;
	char *user;
};

extern const struct choice proxy_choices[];	/* enum proxy_use */

#define PROXY_FIELDS(owner) \
	{ .name = "proxy", .label = "Proxy", .type = FIELD_CHOICE, \
	  .choices = proxy_choices, .def = "handler", \
	  .at = offsetof(struct owner, proxy.use), \
	  .help = "As the handler says, none, or the one named here." }, \
	{ .name = "proxy_server", .label = "Server", .type = FIELD_TEXT, \
	  .max = 256, .at = offsetof(struct owner, proxy.server), \
	  .help = "Name of the proxy; needed where one is used." }, \
	{ .name = "proxy_port", .label = "Port", .type = FIELD_INT, \
	  .min = 0, .max = 65535, .def = "80", \
	  .at = offsetof(struct owner, proxy.port), \
	  .help = "Port of the proxy." }, \
	{ .name = "proxy_user", .label = "Proxy user name", \
	  .type = FIELD_TEXT, .max = 256, \
	  .at = offsetof(struct owner, proxy.user), \
	  .help = "User name at the proxy." }

/* Fails naming the field; false. */
bool adapter_refuse(struct err *, const char *field, const char *why);
bool adapter_check_proxy(const struct proxy *, struct err *);

/* Who logs on how: name of a scheme, credentials or single sign-on. */
struct logon {
	bool needs_user;	/* Basic and Digest */
	bool sso;
	const char *user;
	const char *affiliate;
};
bool adapter_check_logon(const struct logon *, struct err *);

/* .check of fields: an http or https URL; "/folder/name". */
bool adapter_check_url(const struct field *, const char *, struct err *);
bool adapter_check_virtual(const struct field *, const char *, struct err *);

#endif
