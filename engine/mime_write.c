/* SPDX-License-Identifier: ISC */
#include "engine/mime_write.h"

#include <ctype.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/transfer.h"

#define BOUNDARY_RANDOM 16	/* bytes */
#define BOUNDARY_SIZE (8 + 2 * BOUNDARY_RANDOM)

/* Printable ASCII only. */
static bool
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
			return false;
	return true;
}

bool
mime_check_names(const char *content_type, const char *file_name,
    struct err *err)
{
	struct mime_entity e = { 0 };
	char *value;

	if (file_name != NULL && (strlen(file_name) > MAX_FILE_NAME ||
	    !text_is_utf8(file_name, strlen(file_name))))
		return err_set(err, ERR_INVALID,
		    "file name: UTF-8 of at most %d bytes expected",
		    MAX_FILE_NAME);
	if (content_type == NULL)
		return true;
	value = strlen(content_type) <= MAX_CONTENT_TYPE &&
	    is_plain(content_type) ?
	    mime_value(content_type, &e.params, NULL) : NULL;
	mime_clear(&e);
	if (value == NULL || strchr(value, '/') == NULL ||
	    text_starts(value, "multipart/")) {
		free(value);
		return err_set(err, ERR_INVALID,
		    "content type: a single MIME type expected (%s)",
		    content_type);
	}
	free(value);
	return true;
}

/*
 * "; filename=..." quoted, or as RFC 2231 has it where quotes would not do.
 */
static void
write_file_name(struct buf *out, const char *name)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789._-";
	const char *s;

	if (is_plain(name) && strpbrk(name, "\"\\") == NULL) {
		buf_addf(out, ";\r\n\tfilename=\"%s\"", name);
		return;
	}
	buf_adds(out, ";\r\n\tfilename*=utf-8''");
	for (s = name; *s != '\0'; s++) {
		if (strchr(safe, *s) != NULL)
			buf_addc(out, *s);
		else
			buf_addf(out, "%%%02X", (unsigned char)*s);
	}
}

/* A boundary nobody can have put into the content beforehand. */
static bool
make_boundary(char out[static BOUNDARY_SIZE], struct err *err)
{
	static const char prefix[] = "----sp_";
	unsigned char random[BOUNDARY_RANDOM];

	if (RAND_bytes(random, sizeof(random)) != 1)
		return err_set(err, ERR_FAILED, "no random numbers");
	memcpy(out, prefix, sizeof(prefix));
	digest_hex(random, sizeof(random), out + sizeof(prefix) - 1);
	return true;
}

static void
write_part_head(struct buf *out, const struct mime_body *body)
{
	const char *name = body->file_name;

	buf_addf(out, "Content-Type: %s\r\n", body->content_type != NULL ?
	    body->content_type : "application/octet-stream");
	buf_addf(out, "Content-Transfer-Encoding: %s\r\n",
	    transfer_name(body->encoding));
	if (name != NULL || body->attachment) {
		buf_addf(out, "Content-Disposition: %s",
		    body->attachment ? "attachment" : "inline");
		if (name != NULL)
			write_file_name(out, name);
		buf_adds(out, "\r\n");
	}
	buf_adds(out, "\r\n");
}

bool
mime_write_body(struct buf *head, struct buf *tail,
    const struct mime_body *body, struct err *err)
{
	char boundary[BOUNDARY_SIZE];

	if (!body->attachment) {
		write_part_head(head, body);
		return true;
	}
	if (!make_boundary(boundary, err))
		return false;
	buf_addf(head, "Content-Type: multipart/mixed;\r\n"
	    "\tboundary=\"%s\"\r\n\r\n", boundary);
	buf_addf(head, "--%s\r\nContent-Type: text/plain; charset=us-ascii"
	    "\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\r\n", boundary);
	buf_addf(head, "--%s\r\n", boundary);
	write_part_head(head, body);
	buf_addf(tail, "\r\n--%s--\r\n", boundary);
	return true;
}

bool
mime_put_body(const struct mime_body *body, struct sink *to, struct err *err)
{
	const char *name = body->file_name;

	/* Only a plain word can stand in the first line of uuencode. */
	if (name != NULL && !is_plain(name))
		name = NULL;
	return transfer_encode(body->encoding, body->data, name, to, err) ||
	    err_prefix(err, "%s", transfer_name(body->encoding));
}

void
mime_write_pkcs7(struct buf *head, const char *smime_type, bool base64)
{
	buf_addf(head, "Content-Type: application/pkcs7-mime; "
	    "smime-type=%s;\r\n\tname=\"smime.p7m\"\r\n"
	    "Content-Transfer-Encoding: %s\r\n"
	    "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n"
	    "\r\n", smime_type, base64 ? "base64" : "binary");
}

bool
mime_write_signed(struct buf *head, struct buf *tail, struct span signature,
    const char *micalg, struct err *err)
{
	struct sink_buf to = sink_buf(tail);
	char boundary[BOUNDARY_SIZE];

	if (!make_boundary(boundary, err))
		return false;
	buf_addf(head, "Content-Type: multipart/signed;\r\n"
	    "\tprotocol=\"application/pkcs7-signature\"; micalg=%s;\r\n"
	    "\tboundary=\"%s\"\r\n\r\n--%s\r\n", micalg, boundary,
	    boundary);
	buf_addf(tail, "\r\n--%s\r\n"
	    "Content-Type: application/pkcs7-signature; "
	    "name=\"smime.p7s\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n"
	    "\r\n", boundary);
	transfer_encode(ENCODING_BASE64, signature, NULL, &to.sink, NULL);
	buf_addf(tail, "\r\n--%s--\r\n", boundary);
	return true;
}
