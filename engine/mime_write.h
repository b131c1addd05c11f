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

/* Append the entity, without MIME-Version.  Fails if the data do not fit. */
bool mime_write_body(struct buf *, const struct mime_body *, struct err *);

/* Append a pkcs7-mime entity around DER; smime_type "signed-data", ... */
void mime_write_pkcs7(struct buf *, const char *smime_type, struct span der);

/* Append a multipart/signed entity around part and DER signature. */
bool mime_write_signed(struct buf *, struct span part, struct span signature,
    struct err *);

#endif
