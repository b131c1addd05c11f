/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the splitter of CMS structures and what reads them: structure and
 * content lie in the bytes given, the content's pieces too, and recipients
 * and signers of any structure that OpenSSL takes can be told.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "engine/ber.h"
#include "engine/cms.h"
#include "engine/cms_facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const uint8_t *begin, *end;

static void
inside(const unsigned char *p, size_t n)
{
	assert(n == 0 || (p >= begin && p + n <= end));
}

static void
check_parts(const struct ber_cms *parts)
{
	struct span rest = parts->content, piece;
	struct buf b = { 0 };
	size_t total = 0;

	inside(parts->oid.p, parts->oid.len);
	inside(parts->head.p, parts->head.len);
	inside(parts->inside.p, parts->inside.len);
	inside(parts->tail.p, parts->tail.len);
	inside(parts->content.p, parts->content.len);
	inside(parts->rest.p, parts->rest.len);
	while (parts->pieces && ber_piece(&rest, &piece)) {
		inside(piece.p, piece.len);
		total += piece.len;
	}
	assert(total <= parts->content.len);
	if (parts->type != CMS_TYPE_OTHER) {
		ber_skeleton(parts, &b);
		ber_prefix(parts, parts->content.len, &b);
	}
	buf_clear(&b);
}

static void
check_cms(struct span all)
{
	struct cms_recipients recipients;
	struct cms_signer_facts facts;
	struct cert_list certs = { 0 };
	struct cms_signer signer;
	struct cms cms;
	size_t i;

	if (cms_parse(&cms, all, NULL) && cms.type == CMS_TYPE_SIGNED) {
		for (i = 0; i < cms_signer_count(&cms); i++) {
			cms_signer_read(&cms, i, &signer);
			cms_signer_facts(&cms, i, &facts);
			cms_signer_clear(&signer);
		}
		cms_certs(&cms, NULL, &certs, NULL);
		for (i = 0; i < certs.n && cms_signer_count(&cms) > 0; i++)
			cms_signer_is(&cms, 0, certs.v[i]);
	} else if (cms.ci != NULL) {
		cms_recipients_read(&cms, &recipients);
		cms_recipients_clear(&recipients);
		cms_cipher_bits(&cms);
	}
	cert_list_clear(&certs);
	cms_clear(&cms);
	ERR_clear_error();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span all = span_of(data, n);
	struct ber_cms parts;

	begin = data;
	end = data + n;
	ber_is_attributes(all);
	if (ber_split(all, &parts, NULL))
		check_parts(&parts);
	check_cms(all);
	return 0;
}
