/* SPDX-License-Identifier: ISC */
/*
 * Transport adapters: what they can do, their property tables by direction,
 * and how a URI is composed from the properties.
 */
#ifndef MODEL_ADAPTER_H
#define MODEL_ADAPTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/field.h"
#include "model/props.h"

/* One side of an adapter, or of its handlers: receive or send. */
struct adapter_side {
	const struct field *fields;
	size_t nfields;
	size_t size;		/* of its struct; 0: the side does not exist */
	bool isolated;		/* runs in isolated hosts only */
	/*
	 * Append the URI, once the properties fit together; fails naming the
	 * property that is wrong, without prefix, in text and part.
	 */
	bool (*uri)(const void *side, struct buf *, struct err *);
	/* Of a handler: the same without a URI.  NULL: nothing to test. */
	bool (*check)(const void *side, struct err *);
};

struct adapter {
	const char *name;	/* "FILE" */
	const char *prefix;	/* "file" */
	const char *backup;	/* "backup_file": as a backup transport */
	bool two_way;		/* request-response and solicit-response */
	bool outside;		/* partners reach it, as a rule */
	const struct adapter_side *receive, *send;
	/* What their handlers hold for all of them; NULL: nothing. */
	const struct adapter_side *receive_handler, *send_handler;
};

extern const struct adapter adapters[];		/* name NULL ends */
extern const struct choice adapter_choices[];	/* the same, to offer */
extern const struct choice adapter_two_way_choices[];	/* those capable */
const struct adapter *adapter_find(const char *name);

/* Do properties of an adapter with a table begin so: "http"? */
bool adapter_is_prefix(const char *);

/* The row of "http.user", "backup_http.user", ...; NULL where there is none. */
const struct field *adapter_property(bool send, const char *name);
/* The same of a handler, in whichever direction. */
const struct field *adapter_handler_property(const char *name);

/* A field's .check: any name, but not one of this table in another case. */
bool adapter_named(const struct field *, const char *value, struct err *);

/*
 * Properties of one side as its struct (->size bytes, zeroed by the caller);
 * release with fields_clear().
 */
bool adapter_side_load(const struct adapter *, bool send,
    const struct props *, void *out, struct err *);

/* Do the properties of a handler fit together? */
bool adapter_handler_check(const struct adapter *, bool send,
    const struct props *, struct err *);

/* The URI that the properties make; the caller frees *uri. */
bool adapter_uri(const struct adapter *, bool send, const struct props *,
    char **uri, struct err *);

/* The same for the send side under ->backup. */
bool adapter_backup_uri(const struct adapter *, const struct props *,
    char **uri, struct err *);

#endif
