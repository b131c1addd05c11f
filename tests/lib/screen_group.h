/* SPDX-License-Identifier: ISC */
/*
 * The group of the screen tests: the same names, numbers and certificates
 * every time, so that a screen can be compared with a text file.
 */
#ifndef TESTS_LIB_SCREEN_GROUP_H
#define TESTS_LIB_SCREEN_GROUP_H

#include <stdint.h>

#include "model/model.h"

/* 2027-01-15 08:00 UTC, in the middle of the certificates' validity. */
#define SCREEN_CLOCK INT64_C(1800000000)

struct screen_group {
	char *dir;		/* temporary; current folder while it exists */
	char *back;		/* the folder before */
	struct settings settings;
	struct model *model;
};

/* data: folder of the certificates. */
struct screen_group *screen_group_new(const char *data);
void screen_group_free(struct screen_group *);

/* As another console would: on a connection of its own.  "name=value". */
void screen_group_set(struct screen_group *, const char *kind, const char *name,
    const char *assignment);
/* Somebody else makes one: "name=value name=value". */
void screen_group_add(struct screen_group *, const char *kind,
    const char *assignments);
/* Somebody else deletes it. */
void screen_group_delete(struct screen_group *, const char *kind,
    const char *name);

#endif
