/* SPDX-License-Identifier: ISC */
/* What the files of the task "send" share. */
#ifndef ENGINE_GUIDE_SEND_H
#define ENGINE_GUIDE_SEND_H

#include "engine/guide_plan.h"
#include "engine/guide_receive.h"
#include "engine/guide_test.h"

/* The pseudo-way under which the fields of the backup transport stand. */
#define GUIDE_BACKUP "backup"
#define GUIDE_NO_BACKUP "none"

/* The answer `protection`, or NULL. */
const struct guide_way *guide_send_way(const struct guide *);
bool guide_send_signs(const struct guide *);
bool guide_send_encrypts(const struct guide *);
/* NULL: none, or not known yet. */
const struct adapter *guide_send_backup(const struct guide *);
/* Of the transport's: our client certificate, or NULL. */
const struct field *guide_client_field(const struct guide *);
/* Does the host's account here lack the key of the group's certificate? */
bool guide_send_lacks_key(const struct guide *);

bool guide_send_plan(const struct guide *, struct guide_plan *,
    struct err *);
bool guide_send_prove(const struct guide *, struct guide_proof *,
    struct err *);

#endif
