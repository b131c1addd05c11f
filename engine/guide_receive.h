/* SPDX-License-Identifier: ISC */
/*
 * What the files of the task "receive" share: the ways in which a partner's
 * messages come, and which hosts may take them.
 */
#ifndef ENGINE_GUIDE_RECEIVE_H
#define ENGINE_GUIDE_RECEIVE_H

#include <stdbool.h>

#include "certstore/usage.h"
#include "engine/guide.h"
#include "model/adapter.h"
#include "model/kinds/host.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/party.h"
#include "model/kinds/receive_location.h"

struct cert;

extern const struct guide_rows guide_partner_rows, guide_location_rows;

/* The functions of its task: guide_receive_plan.c, guide_receive_test.c. */
bool guide_receive_plan(const struct guide *, struct guide_plan *,
    struct err *);
int64_t guide_receive_revision(const struct guide *);
bool guide_receive_prove(const struct guide *, struct guide_proof *,
    struct err *);
bool guide_receive_enable(const struct guide *, int64_t *revision,
    struct err *);

/* The answer `certificate` where the messages bring it. */
#define GUIDE_ATTACHED "attached"

/* The answer `sample` where there is none; else a file of at most so much. */
#define GUIDE_NO_SAMPLE "none"
#define MAX_GUIDE_SAMPLE 16777216

/* The answer `schedule`: guide_schedule.c. */
struct guide_step;
bool guide_schedule_check(const struct guide_question *, const char *,
    struct err *);
void guide_schedule_set(const char *answer, struct guide_step *);

/* Each gets a receive port and a location of its own. */
struct guide_way {
	const char *name;	/* "both": answer, and begin of ids */
	const char *label;	/* "Signed and Encrypted": in names */
	const char *said;	/* "signed and encrypted": in sentences */
	bool is_signed, encrypted;
	enum expectation expects;
};

extern const struct guide_way guide_ways[];	/* name NULL ends */
const struct guide_way *guide_way_find(const char *name);	/* or NULL */

/* Is that way among those the partner sends? */
bool guide_has_way(const struct guide *, const char *way);
/* Is any of the partner's ways signed; recognised so? */
bool guide_any_signed(const struct guide *);
bool guide_any_recognised(const struct guide *, const char *by);

/* Of the question `party`. */
void guide_party_choices(const struct guide_question *,
    struct guide_choices *);
bool guide_party_check(const struct guide_question *, const char *,
    struct err *);
/* Is that certificate's usage and time right? */
bool guide_cert_fits(const struct guide *, const struct cert *, enum usage,
    struct err *);

/* The party, adapter, host of the answers, or NULL: new, or not known yet. */
const struct party *guide_party(const struct guide *);
const struct adapter *guide_adapter(const struct guide *, const char *way);
const struct topology_host *guide_host(const struct guide *,
    const char *way);
/* The first of the ways with the same host: it makes it, where it is new. */
const char *guide_host_maker(const struct guide *, const char *way);

/*
 * The partner's certificate that the answer `certificate` is about, owned by
 * the caller; NULL with err: no such, with err empty: none is asked for.
 * A thumbprint is one the group knows, anything else a file.
 */
struct cert *guide_certificate(const struct guide *, const char *answer,
    struct err *);
/* The same of a file or a pasted text only. */
struct cert *guide_read_certificate(const struct guide *, const char *,
    enum usage, struct err *);
/* One that the group knows, by its thumbprint. */
struct cert *guide_known_cert(const struct guide *, const char *thumbprint);
struct cert *guide_known_cert_in(const struct snapshot *,
    const char *thumbprint);
/* EKUs that the group accepts besides, or NULL. */
const char *guide_extra_eku(const struct guide *);

/* ---- hosts: guide_hosts.c ------------------------------------------------ */

/* May the way's location run there?  err: what the audit would say of it. */
bool guide_host_fits(const struct guide *, const char *way, const char *host,
    struct err *);
/* "receives Orders FILE; processes Confirm; account edi": the caller's. */
char *guide_host_text(const struct guide *, const struct topology_host *);
/* Its instance on this computer, or NULL. */
const struct host_instance *guide_host_here(const struct guide *,
    const struct topology_host *);
/* Account that the instance on this computer has, or will have; or NULL. */
const char *guide_account(const struct guide *, const char *way);
bool guide_trust_fits(const struct guide *, const char *account, bool trusted,
    struct err *);
bool guide_account_fits(const struct guide *, const char *way,
    const char *account, struct err *);

#endif
