/* SPDX-License-Identifier: ISC */
/* The insides of a store, for the files that make it up only. */
#ifndef CERTSTORE_STORE_PARTS_H
#define CERTSTORE_STORE_PARTS_H

#include "certstore/store.h"

/* ERR_FAILED with the reason where its folder cannot be opened. */
bool store_openable(const struct store *, struct err *);

#endif
