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
extern const struct adapter_side http_receive_handler, http_send_handler;
extern const struct adapter_side soap_send_handler;

/* ---- what HTTP and SOAP share ------------------------------------------- */

enum proxy_use { PROXY_HANDLER, PROXY_NONE, PROXY_OWN };

struct proxy {
	int use;
	char *server;
	int64_t port;
	char *user;
	char *password;
};

extern const struct choice proxy_choices[];	/* enum proxy_use */

#define PROXY_FIELDS(owner) \
	{ .name = "proxy", .label = "Proxy", \
	  .page = "Proxy", .type = FIELD_CHOICE, \
	  .choices = proxy_choices, .def = "handler", \
	  .at = offsetof(struct owner, proxy.use), \
	  .help = "As the handler says, none, or the one named here." }, \
	PROXY_ADDRESS(owner)

/* A handler has nobody to leave it to: PROXY_NONE is its first choice. */
#define HANDLER_PROXY_FIELDS(owner) \
	{ .name = "proxy", .label = "Proxy", \
	  .page = "Proxy", .type = FIELD_CHOICE, \
	  .choices = &proxy_choices[PROXY_NONE], .def = "none", \
	  .at = offsetof(struct owner, proxy.use), \
	  .help = "For all ports that leave it to their handler." }, \
	PROXY_ADDRESS(owner)

#define PROXY_ADDRESS(owner) \
	{ .name = "proxy_server", .label = "Server", \
	  .page = "Proxy", .type = FIELD_TEXT, \
	  .max = 256, .at = offsetof(struct owner, proxy.server), \
	  .help = "Name of the proxy; needed where one is used." }, \
	{ .name = "proxy_port", .label = "Port", \
	  .page = "Proxy", .type = FIELD_INT, \
	  .min = 0, .max = 65535, .def = "80", \
	  .at = offsetof(struct owner, proxy.port), \
	  .help = "Port of the proxy." }, \
	{ .name = "proxy_user", .label = "User name", \
	  .page = "Proxy", \
	  .type = FIELD_TEXT, .max = 256, \
	  .at = offsetof(struct owner, proxy.user), \
	  .help = "User name at the proxy." }, \
	{ .name = "proxy_password", .label = "Password", \
	  .page = "Proxy", \
	  .type = FIELD_SECRET, .max = 256, \
	  .at = offsetof(struct owner, proxy.password), \
	  .help = "Password at the proxy." }

/* Fails naming the field; false. */
bool adapter_refuse(struct err *, const char *field, const char *why);
bool adapter_check_proxy(const struct proxy *, struct err *);
bool adapter_check_handler_proxy(const struct proxy *, struct err *);

/* The first three are in the table of either; what follows is its own. */
enum logon_scheme { LOGON_ANONYMOUS, LOGON_BASIC, LOGON_DIGEST, LOGON_OTHER };

/* Who logs on how: credentials of its own or of single sign-on. */
struct logon {
	int scheme;
	bool sso;
	char *user;
	char *password;
	char *affiliate;
};

/* title: what its dialog calls the scheme. */
#define LOGON_FIELDS(owner, schemes, title, tab) \
	{ .name = "authentication", .label = title, \
	  .page = tab, \
	  .type = FIELD_CHOICE, .choices = schemes, .def = "anonymous", \
	  .at = offsetof(struct owner, logon.scheme), \
	  .help = "How to log on at the server." }, \
	{ .name = "use_sso", .label = "Use Single Sign-On", \
	  .page = tab, \
	  .type = FIELD_BOOL, .def = "false", \
	  .at = offsetof(struct owner, logon.sso), \
	  .help = "Take the credentials of the affiliate application; " \
	      "for Basic and Digest." }, \
	{ .name = "user", .label = "User name", \
	  .page = tab, \
	  .type = FIELD_TEXT, .max = 256, \
	  .at = offsetof(struct owner, logon.user), \
	  .help = "Needed for Basic and Digest without single sign-on." }, \
	{ .name = "password", .label = "Password", \
	  .page = tab, \
	  .type = FIELD_SECRET, .max = 256, \
	  .at = offsetof(struct owner, logon.password), \
	  .help = "Needed for Basic and Digest without single sign-on." }, \
	{ .name = "affiliate_application", \
	  .label = "Affiliate Application", \
	  .page = tab, \
	  .type = FIELD_REF, .ref = "affiliate-application", \
	  .at = offsetof(struct owner, logon.affiliate), \
	  .help = "Whose credentials single sign-on takes." }

bool adapter_check_logon(const struct logon *, struct err *);

/* The URI is one field; NULL is refused. */
bool adapter_take_uri(const char *field, const char *value, struct buf *,
    struct err *);

/* .check of fields: an http or https URL; "/folder/name". */
bool adapter_check_url(const struct field *, const char *, struct err *);
bool adapter_check_virtual(const struct field *, const char *, struct err *);

#endif
