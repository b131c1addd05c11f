/* SPDX-License-Identifier: ISC */
/*
 * S/MIME entities (RFC 8551): which MIME entity encloses another one, and the
 * CMS structure in it.  What becomes of it is the decoder's business.
 */
#ifndef ENGINE_SMIME_H
#define ENGINE_SMIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/spool.h"
#include "engine/cms.h"
#include "engine/mime.h"

enum smime_form {
	SMIME_NONE,	/* not S/MIME: a body, or parts */
	SMIME_BLOB,	/* application/pkcs7-mime */
	SMIME_CLEAR,	/* multipart/signed with a CMS signature */
};

enum smime_form smime_form(const struct mime_entity *);

/*
 * The CMS structure in an entity's body; der, which has folder and secret
 * only, holds it if it had to be decoded.  ERR_INVALID, ERR_DENIED, or
 * the spool's.
 */
bool smime_cms(const struct mime_entity *, struct spool *der, struct cms *,
    struct err *);

/* The signed part of SMIME_CLEAR, as it is, and its signature as above. */
bool smime_clear(const struct mime_entity *, struct span *part,
    struct spool *der, struct cms *, struct err *);

/*
 * The signed part as it was before a transport turned CRLF into LF: into the
 * spool, or nothing if there is no bare LF.
 */
bool smime_canonical(struct span, struct spool *, struct err *);

/*
 * What compressed data holds, at most max bytes of it; both spools have
 * folder and secret only.  ERR_FAILED: compressed in a way that is not known
 * here.
 */
bool smime_inflate(const struct cms *, size_t max, struct spool *gathered,
    struct spool *plain, struct err *);

#endif
