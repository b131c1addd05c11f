/* SPDX-License-Identifier: ISC */
/* What the types of field.c share; inside model/ only. */
#ifndef MODEL_FIELD_TYPES_H
#define MODEL_FIELD_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/field.h"

/* Empty text: FIELD_UNSET where the row allows it. */
bool field_parse_no_number(const struct field *, int64_t *, struct err *);

/* What a person typed as a secret; errors do not repeat it. */
bool secret_check(const struct field *, const char *text, struct err *);

/* Length, UTF-8 and no character that a terminal would act on. */
bool field_check_text(const struct field *, const char *text, struct err *);

void choices_list(const struct choice *, struct buf *);	/* "a, b" */
int choice_find(const struct choice *, const char *);	/* or -1 */
/* Says which there are; always false. */
bool choice_unknown(const struct choice *, const char *, struct err *);

/* Text to member and back, as the table of types wants them. */
bool daytime_parse(const struct field *, void *, const char *, struct err *);
void daytime_print(const struct field *, const void *, struct buf *);
bool secret_parse(const struct field *, void *, const char *, struct err *);
void secret_print(const struct field *, const void *, struct buf *);
bool rows_parse(const struct field *, void *, const char *, struct err *);
void rows_print(const struct field *, const void *, struct buf *);
bool set_parse(const struct field *, void *, const char *, struct err *);

#endif
