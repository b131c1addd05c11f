/* SPDX-License-Identifier: ISC */
/*
 * JSON documents, as sealport(1) describes them: keys are field names, numbers
 * and booleans are such, times are RFC 3339 in UTC, rows are arrays of
 * objects, a secret is {"set": true}, what is not set is null.  jansson is
 * named in cli/ only.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "cli/out.h"
#include "model/object.h"
#include "model/props.h"

/* NULL gives null; bytes that are not UTF-8 become '?'. */
json_t *json_of_text(const char *);
json_t *json_of_time(int64_t);		/* FIELD_UNSET gives null */
json_t *json_of_props(const struct props *);
/* Every field, with "kind", "id" and "version"; m as in object_slots(). */
json_t *json_of_object(const struct object *, struct model *m);

/* Append and give up the reference. */
void json_put(json_t *object, const char *key, json_t *value);
void json_push(json_t *array, json_t *value);

/* Print the document in ASCII with a line end; takes the reference. */
void json_print(struct out *, json_t *);

#endif
