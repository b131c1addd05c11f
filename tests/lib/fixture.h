/* SPDX-License-Identifier: ISC */
/*
 * A group to test on, in a temporary folder: settings, database and stores.
 * With the sample group in it, certificates and all partners' keys at hand.
 */
#ifndef TESTS_LIB_FIXTURE_H
#define TESTS_LIB_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/settings.h"
#include "model/model.h"
#include "model/sample.h"

#define FIXTURE_COMPUTER "EDI-NODE1"

struct fixture {
	char *dir;
	struct settings settings;
	struct model *model;
	struct sample sample;	/* empty without sample */
	int64_t now;
};

/* Ends the program with the reason where it cannot be made. */
struct fixture *fixture_new(bool sample);
void fixture_free(struct fixture *);

/* Of the sample; the name must exist. */
const struct cert *fixture_cert(const struct fixture *, const char *name);
const struct key *fixture_key(const struct fixture *, const char *name);
const char *fixture_thumbprint(const struct fixture *, const char *name);

/* Save a new object: "name=...", ..., NULL.  Ends the program on failure. */
void fixture_add(struct fixture *, const char *kind, ...)
    __attribute__((sentinel));
/* Change an object of that name in the same way. */
void fixture_set(struct fixture *, const char *kind, const char *name, ...)
    __attribute__((sentinel));

#endif
