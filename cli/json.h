/* SPDX-License-Identifier: ISC */
/*
 * JSON documents, as sealport(1) describes them: keys are field names, numbers
 * and booleans are such, times are RFC 3339 in UTC, rows are arrays of
 * objects, certificates {thumbprint, common_name}, a secret is
 * {"set": true}, what is not set is null.
 * Every document, or every element where it is an array, says its "format".
 * The keys of each are a table, from which sealport-json(7) is made.  What is
 * read back is in document.h.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "cli/out.h"
#include "model/object.h"
#include "model/props.h"

#define JSON_FORMAT 1		/* grows when a key changes its meaning */

/* An object with its "format". */
json_t *json_document(void);

/* NULL gives null; bytes that are not UTF-8 become '?'. */
json_t *json_of_text(const char *);
json_t *json_of_time(int64_t);		/* FIELD_UNSET gives null */
json_t *json_of_props(const struct props *);
/* With its common name where the group knows the certificate. */
json_t *json_of_certificate(const char *thumbprint, struct model *);
/* What the object itself has there, typed. */
json_t *json_of_slot(const struct object *, const struct slot *,
    struct model *);
/*
 * Every field, with "kind", "id" and "version", and "effective": what holds
 * for each property, inherited or own.  m as in object_slots().
 */
json_t *json_of_object(const struct object *, struct model *m);

/* Append and give up the reference. */
void json_put(json_t *object, const char *key, json_t *value);
void json_push(json_t *array, json_t *value);

/* Print the document in ASCII with a line end; takes the reference. */
void json_print(struct out *, json_t *);

#endif
