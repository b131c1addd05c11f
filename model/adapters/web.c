/* SPDX-License-Identifier: ISC */
/* What the HTTP and SOAP adapters share. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "model/adapters/adapters.h"

const struct choice proxy_choices[] = {
	[PROXY_HANDLER] = { "handler",
	    "Use handler's default proxy configuration" },
	[PROXY_NONE] = { "none", "Do not use proxy" },
	[PROXY_OWN] = { "own", "Use proxy" },
	{ NULL, NULL },
};

bool
adapter_refuse(struct err *err, const char *field, const char *why)
{
	err_set(err, ERR_INVALID, "%s: %s", field, why);
	return err_part(err, field);
}

bool
adapter_check_proxy(const struct proxy *p, struct err *err)
{
	return p->use != PROXY_OWN || p->server != NULL ||
	    adapter_refuse(err, "proxy_server", "a value is needed");
}

bool
adapter_check_handler_proxy(const struct proxy *p, struct err *err)
{
	struct proxy as_port = *p;

	as_port.use += PROXY_NONE;
	return adapter_check_proxy(&as_port, err);
}

bool
adapter_check_logon(const struct logon *l, struct err *err)
{
	bool named = l->scheme == LOGON_BASIC || l->scheme == LOGON_DIGEST;

	if (l->sso && !named)
		return adapter_refuse(err, "use_sso",
		    "needs Basic or Digest authentication");
	if (l->sso && l->affiliate == NULL)
		return adapter_refuse(err, "affiliate_application",
		    "a value is needed");
	if (named && !l->sso && l->user == NULL)
		return adapter_refuse(err, "user", "a value is needed");
	if (named && !l->sso && l->password == NULL)
		return adapter_refuse(err, "password", "a value is needed");
	return true;
}

bool
adapter_take_uri(const char *field, const char *value, struct buf *out,
    struct err *err)
{
	if (value == NULL)
		return adapter_refuse(err, field, "a value is needed");
	buf_adds(out, value);
	return true;
}

static bool
has_blank(const char *s)
{
	while (*s != '\0' && !isspace((unsigned char)*s))
		s++;
	return *s != '\0';
}

bool
adapter_check_url(const struct field *f, const char *value, struct err *err)
{
	const char *host = strstr(value, "://");
	bool scheme = text_starts(value, "http://") ||
	    text_starts(value, "https://");

	(void)f;
	if (!scheme || strchr("/?#", host[3]) != NULL || has_blank(value))
		return err_set(err, ERR_INVALID, "URL such as "
		    "https://partner.example/edi expected (%s)", value);
	/* Credentials have fields; here everybody could read them. */
	if (strcspn(host + 3, "@") < strcspn(host + 3, "/?#"))
		return err_set(err, ERR_INVALID, "must not contain a user "
		    "name or password");
	return true;
}

bool
adapter_check_virtual(const struct field *f, const char *value,
    struct err *err)
{
	(void)f;
	if (value[0] != '/' || value[1] == '\0' || has_blank(value) ||
	    strstr(value, "..") != NULL)
		return err_set(err, ERR_INVALID, "virtual path such as "
		    "/folder/name expected (%s)", value);
	return true;
}
