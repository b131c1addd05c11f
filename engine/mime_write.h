/* SPDX-License-Identifier: ISC */
/*
 * MIME as the engine writes it: CRLF throughout, lines of at most 76
 * characters where the encoding allows, nothing of the sender's own taken
 * into a header unchecked.
 */
#ifndef ENGINE_MIME_WRITE_H
#define ENGINE_MIME_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "engine/mime.h"
#include "engine/sink.h"
#include "model/component.h"

#define MAX_CONTENT_TYPE 512
#define MAX_FILE_NAME 255

struct mime_body {
	struct span data;
	const char *content_type;	/* NULL: application/octet-stream */
	const char *file_name;		/* or NULL */
	enum transfer_encoding encoding;
	bool attachment;	/* beside an empty text part */
};

/* May they stand in a header?  NULL may. */
bool mime_check_names(const char *content_type, const char *file_name,
    struct err *);

/*
 * An entity is a head, content and a tail; these append head and tail.  That
 * of a body, without MIME-Version:
 */
bool mime_write_body(struct buf *head, struct buf *tail,
    const struct mime_body *, struct err *);
/* Its content; ERR_INVALID if it does not fit the encoding. */
bool mime_put_body(const struct mime_body *, struct sink *, struct err *);

/* Around a CMS structure; smime_type "signed-data", ... */
void mime_write_pkcs7(struct buf *head, const char *smime_type, bool base64);

/* Of multipart/signed around a part, whose DER signature is in the tail. */
bool mime_write_signed(struct buf *head, struct buf *tail,
    struct span signature, const char *micalg, struct err *);

#endif
