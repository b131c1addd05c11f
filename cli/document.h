/* SPDX-License-Identifier: ISC */
/*
 * A JSON document that describes one object, as `show --json` prints it, read
 * back: from a file or standard input, with its limits checked.  What it says
 * about itself (format, kind, id, version, name, effective) is the envelope;
 * every other key is a field.  Which fields there are is not decided here but
 * where they are set (assign.h).
 */
#ifndef CLI_DOCUMENT_H
#define CLI_DOCUMENT_H

#include <jansson.h>

#include "cli/invocation.h"
#include "model/object.h"

#define MAX_DOCUMENT ((size_t)4 * 1024 * 1024)
#define MAX_DOCUMENT_DEPTH 8

/*
 * Read the file ("-": standard input).  ERR_TOO_LARGE beyond MAX_DOCUMENT;
 * NUL bytes, bytes that are not UTF-8, keys given twice and nesting beyond
 * MAX_DOCUMENT_DEPTH are refused.  The caller releases with json_decref().
 */
json_t *document_read(const char *path, struct err *);

/* Is it of this format and for this kind?  Names the key at fault. */
bool document_check(const json_t *, const struct kind *, struct err *);

/*
 * Where it tells the version of just this object: ERR_CONFLICT unless the
 * object is still at it.
 */
bool document_is_current(const json_t *, const struct object *, struct err *);

/* The name it gives, the document's; NULL where it gives none. */
const char *document_name(const json_t *);

/* Is the key one of the envelope? */
bool document_is_envelope(const char *key);

/*
 * A value of the document as the text that `set` takes, the caller's.  null
 * is "".  f NULL: a property without a row, taken as text.
 */
bool document_text(const struct field *f, const json_t *value, char **text,
    struct err *);

#endif
