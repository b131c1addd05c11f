/* SPDX-License-Identifier: ISC */
/*
 * The parts of a MIME entity, multiparts laid flat in the order in which they
 * come, and what their headers say of them.  A signed or encrypted part
 * inside another message stays closed: it is a part like any other.
 *
 * The texts are copies, the spans lie in the caller's bytes: of a list that
 * outlives those only the texts and numbers may be used.
 */
#ifndef ENGINE_PART_H
#define ENGINE_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "engine/mime.h"
#include "engine/sink.h"

#define MAX_PART_TEXT 1000	/* bytes of each text that is kept */
#define MAX_PART_NAME 100	/* of part_file_name(), without the number */

struct part {
	size_t number;		/* from 1; 0: a multipart, not counted */
	char *path;		/* "2.1": the first in the second */
	int depth;		/* of multiparts around it */
	char *type;		/* "text/xml"; "" if not stated */
	char *charset, *disposition, *file_name;	/* or NULL */
	char *description, *id;		/* or NULL */
	char *encoding;		/* as stated, or NULL */
	struct span all, body;	/* with its header; as encoded */
	size_t encoded;		/* bytes of the body as they came */
	size_t size;		/* and decoded, after part_decode() */
	size_t at;		/* of that in the contents, if kept */
	char *problem;		/* why it does not decode, or NULL */
	bool chosen;		/* it is the body of the message */
};

struct part_list {
	struct part *v;
	size_t n, cap;
	size_t count;		/* that have a number */
};

/*
 * All parts of the entity; without multiparts it is the only one.  Errors as
 * mime.h.  Clear it in any case.
 */
bool part_list_read(struct part_list *, struct span all, struct err *);
/* Bytes that are no MIME, as the only part. */
void part_list_bare(struct part_list *, struct span);
void part_list_clear(struct part_list *);

/*
 * Put its content, decoded, or only go over it if there is no sink, and note
 * its size; what does not decode is noted as its problem.  False only where
 * the sink fails, or ERR_DENIED.
 */
bool part_decode(struct part *, struct sink *, struct err *);

/*
 * Append "NUMBER-NAME" to be given to a file: of the name that the part has
 * only what is harmless, so that it is no path, no option and not hidden.
 */
void part_file_name(const struct part *, struct buf *);

/* "text/xml, utf-8, order.xml, base64, 120 bytes"; outside text as it is. */
void part_text(const struct part *, struct buf *);

#endif
