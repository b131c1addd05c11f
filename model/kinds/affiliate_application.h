/* SPDX-License-Identifier: ISC */
/* Credentials that single sign-on takes for an application (dialogs 10.3). */
#ifndef MODEL_KINDS_AFFILIATE_APPLICATION_H
#define MODEL_KINDS_AFFILIATE_APPLICATION_H

#include "model/kind.h"
#include "model/object.h"

struct affiliate_application {
	struct object object;
	char *description;
	char *contact;
	char *user_name;
	char *password;		/* sealed */
};

extern const struct kind kind_affiliate_application;

#endif
