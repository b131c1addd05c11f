/* SPDX-License-Identifier: ISC */
/* Shared by the cms*.c files only. */
#ifndef ENGINE_CMS_UTIL_H
#define ENGINE_CMS_UTIL_H

#include <stdbool.h>

#include "base/buf.h"

struct CMS_ContentInfo_st;

/* Append the structure's DER. */
bool cms_to_der(const struct CMS_ContentInfo_st *, struct buf *);

#endif
