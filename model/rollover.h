/* SPDX-License-Identifier: ISC */
/*
 * Roll-over of a certificate: beside each assignment (a field or property
 * NAME of type FIELD_CERT) stand NAME_next, which takes over at
 * NAME_next_from, and NAME_previous, accepted until NAME_previous_until.
 *
 * Which certificate is at work is a pure function of the four and the time;
 * nothing is written when a time passes.  The order that never breaks a
 * message is the caller's to follow: rollovers.h has it in words.
 */
#ifndef MODEL_ROLLOVER_H
#define MODEL_ROLLOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/field.h"

struct model;
struct object;
struct kind;

/* Embedded where the certificate is; its member is called rollover. */
struct rollover {
	char *next;		/* thumbprint, or NULL */
	int64_t next_from;	/* or FIELD_UNSET */
	char *previous;		/* thumbprint, or NULL */
	/*
	 * Or FIELD_UNSET.  Without a previous one, but with a next: until
	 * when the current one is to be accepted after it was replaced.
	 */
	int64_t previous_until;
};

/* Names of the fields that belong to the assignment NAME. */
#define ROLLOVER_NEXT "_next"
#define ROLLOVER_FROM "_next_from"
#define ROLLOVER_PREVIOUS "_previous"
#define ROLLOVER_UNTIL "_previous_until"

/* Said beside a next one; what to do first is not the same for all. */
#define ROLLOVER_OWN_KEY "Our next certificate; install it with its key " \
	"wherever the current one is, then tell the partners. It decrypts " \
	"from now on."
#define ROLLOVER_OWN_SIGNATURE "Our next certificate; install it with its " \
	"key wherever we sign, and send it to every partner before it takes " \
	"over."
#define ROLLOVER_OWN_CLIENT "Our next certificate; install it with its key " \
	"wherever the port sends, and have the server accept it before it " \
	"takes over."
#define ROLLOVER_PARTNER_KEY "The partner's next certificate; needed in " \
	"Other People wherever the port sends, before it takes over."
#define ROLLOVER_PARTNER_SIGNATURE "The partner's next certificate; needed " \
	"in Other People wherever we verify. The party is recognised by it " \
	"from now on."

/*
 * The rows that follow the certificate's.  owner: its struct; cert: its name,
 * in quotes; tab: its page; use: its usage; if_: its .applies; next_help: one
 * of the above.
 */
#define ROLLOVER_FIELDS(owner, cert, tab, use, if_, next_help) \
	{ .name = cert ROLLOVER_NEXT, .label = "Next thumbprint", \
	  .page = tab, .type = FIELD_CERT, .usage = use, \
	  .role = CERT_NEXT, .applies = if_, \
	  .at = offsetof(struct owner, rollover.next), \
	  .help = next_help }, \
	{ .name = cert ROLLOVER_FROM, .label = "Takes over", \
	  .page = tab, .type = FIELD_TIME, .flags = FIELD_OPTIONAL, \
	  .applies = if_, .seen = rollover_seen, \
	  .at = offsetof(struct owner, rollover.next_from), \
	  .help = "When the next certificate is used instead of the current " \
	      "one, UTC. No restart is needed." }, \
	{ .name = cert ROLLOVER_PREVIOUS, .label = "Previous thumbprint", \
	  .page = tab, .type = FIELD_CERT, .usage = use, \
	  .role = CERT_PREVIOUS, .applies = if_, .seen = rollover_seen, \
	  .at = offsetof(struct owner, rollover.previous), \
	  .help = "The certificate before the current one: still accepted, " \
	      "but not used to send." }, \
	{ .name = cert ROLLOVER_UNTIL, .label = "Accepted until", \
	  .page = tab, .type = FIELD_TIME, .flags = FIELD_OPTIONAL, \
	  .applies = if_, .seen = rollover_seen, \
	  .at = offsetof(struct owner, rollover.previous_until), \
	  .help = "From then on the previous certificate is refused, UTC. " \
	      "With a next one only: how long the current one is kept then." }

/* ---- which one, when ----------------------------------------------------- */

/*
 * The certificate that signs, is encrypted for, or is shown to a server:
 * current, and the next one from its time on.  NULL where current is.
 */
const char *rollover_effective(const char *current, const struct rollover *,
    int64_t now);

/*
 * Those that decrypt, or by which a party is recognised; returns how many.
 * The effective one is the first.  The next one is among them before its
 * time: a partner that changes early is no reason to lose its messages.  The
 * current one stays until the roll-over is completed, the previous one before
 * its end.
 */
size_t rollover_accepted(const char *current, const struct rollover *,
    int64_t now, const char *out[CERT_ROLES]);

/*
 * Those to encrypt for where a message is to be read with either key: the
 * effective one, and during the overlap the one before it.
 */
size_t rollover_recipients(const char *current, const struct rollover *,
    int64_t now, const char *out[CERT_ROLES]);

/*
 * .seen of the rows above: a time beside its certificate, the previous one
 * where there is one; and what is set in any case.
 */
bool rollover_seen(const struct object *, const char *slot);

/* ---- of any object ------------------------------------------------------- */

/*
 * An assignment by its name, "signature_certificate" or "http.certificate";
 * texts are the caller's.
 */
struct rollover_state {
	char *current;
	struct rollover r;
};

void rollover_read(const struct object *, const char *field,
    struct rollover_state *);
void rollover_state_clear(struct rollover_state *);
/* Of a kind's struct that had it. */
void rollover_clear(struct rollover *);

/*
 * The name of the assignment that a field of a role belongs to, and of the
 * field that holds another role; heap.
 */
char *rollover_field(const char *field, enum cert_role from,
    enum cert_role to);
const char *cert_role_name(enum cert_role);	/* "current", ... */

/*
 * A next certificate needs its time, and the other way round; no certificate
 * has two roles; those of a party are its alone.  stored: NULL when it is
 * created.  err->part names the field.
 */
bool rollover_check(struct model *, const struct object *stored,
    const struct object *now, struct err *);

#endif
