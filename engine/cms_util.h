/* SPDX-License-Identifier: ISC */
/* Shared by the cms*.c files only. */
#ifndef ENGINE_CMS_UTIL_H
#define ENGINE_CMS_UTIL_H

#include <stdbool.h>

#include "base/buf.h"

struct CMS_ContentInfo_st;
struct bio_st;

/* Append the structure's DER. */
bool cms_to_der(const struct CMS_ContentInfo_st *, struct buf *);

/* Append what was written to a memory BIO (ossl_bio()). */
void cms_take(struct bio_st *, struct buf *);

#endif
