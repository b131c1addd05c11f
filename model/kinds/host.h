/* SPDX-License-Identifier: ISC */
/* A host: a logical container of instances (dialogs 3.1, 3.2). */
#ifndef MODEL_KINDS_HOST_H
#define MODEL_KINDS_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/object.h"
#include "model/rollover.h"

enum host_type { HOST_IN_PROCESS, HOST_ISOLATED };

struct host {
	struct object object;
	int type;
	bool tracking;
	bool trusted;
	bool is_default;
	bool only_32_bit;
	char *os_group;
	char *decryption_certificate;
	char *decryption_certificate_name;
	struct rollover rollover;
	int64_t certificate_expires;	/* of its view; or FIELD_UNSET */
};

extern const struct kind kind_host;

#endif
