/* SPDX-License-Identifier: ISC */
#include "cli/json_cert.h"

void
json_put_cert(json_t *j, const struct cert *c)
{
	json_put(j, "subject", json_of_text(c->subject));
	json_put(j, "issuer", json_of_text(c->issuer));
	json_put(j, "serial", json_of_text(c->serial));
	json_put(j, "not_before", json_of_time(c->not_before));
	json_put(j, "not_after", json_of_time(c->not_after));
	json_put(j, "key_type", json_of_text(c->key_type));
	json_put(j, "key_bits", json_integer(c->key_bits));
}

/* For what certstore/ appends as text. */
static json_t *
json_from(void (*append)(const struct cert *, struct buf *),
    const struct cert *c)
{
	struct buf b = { 0 };
	json_t *j;

	append(c, &b);
	buf_adds(&b, "");
	j = json_of_text((char *)b.data);
	buf_clear(&b);
	return j;
}

void
json_put_cert_purpose(json_t *j, const struct cert *c)
{
	json_put(j, "sha256", json_of_text(c->sha256));
	json_put(j, "key_usage", json_from(cert_key_usage_text, c));
	json_put(j, "extended_key_usage", json_from(cert_eku_text, c));
}
