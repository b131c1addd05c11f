/* SPDX-License-Identifier: ISC */
/*
 * The question for a key of ours, in whichever task: one that is there, one
 * from a file, a new one with a request to a CA, or a self-signed one for
 * tests.  A passphrase is never an answer, as answers are kept: its file is.
 *
 * Nothing is written here: what is to be, stands in the plan.
 */
#ifndef ENGINE_GUIDE_OWN_H
#define ENGINE_GUIDE_OWN_H

#include <stdbool.h>

#include "certstore/thumbprint.h"
#include "certstore/usage.h"
#include "engine/guide.h"
#include "engine/guide_plan.h"

#define GUIDE_REQUEST "request"
#define GUIDE_SELF_SIGNED "self-signed"

/* The question base, the string that its id is, and what follows from it. */
#define GUIDE_OWN_ROWS(base, each_, applies_, text_, why_) \
	{ .id = base, .each = each_, .type = GUIDE_OPEN, \
	  .applies = applies_, .thumbprint = true, \
	  .choices = guide_own_choices, .suggest = guide_own_default, \
	  .check = guide_own_check, .text = text_, .why = why_ }, \
	{ .id = base "_passphrase", .each = each_, .type = GUIDE_TEXT, \
	  .applies = guide_own_is_locked, .check = guide_own_check_pass, \
	  .text = "That file is protected: which file holds the " \
	      "passphrase?", \
	  .why = "Answers are kept while the line drops, so a passphrase " \
	      "itself must not be one." }, \
	{ .id = base "_name", .each = each_, .type = GUIDE_TEXT, \
	  .applies = guide_own_is_made, .suggest = guide_own_name, \
	  .check = guide_own_check_name, \
	  .text = "Common name of the new certificate?", \
	  .why = "Partners see it; it should tell whose it is and what " \
	      "for." }, \
	{ .id = base "_request", .each = each_, .type = GUIDE_TEXT, \
	  .applies = guide_own_is_request, .suggest = guide_own_path, \
	  .check = guide_own_check_path, \
	  .text = "Into which file does the request for the CA go? The key " \
	      "goes beside it.", \
	  .why = "The request is public; the key stays here, readable by " \
	      "you alone, until the CA has answered." }

/* For these rows. */
void guide_own_choices(const struct guide_question *, struct guide_choices *);
char *guide_own_default(const struct guide_question *);
bool guide_own_check(const struct guide_question *, const char *,
    struct err *);
bool guide_own_is_locked(const struct guide_question *);
bool guide_own_check_pass(const struct guide_question *, const char *,
    struct err *);
bool guide_own_is_made(const struct guide_question *);
char *guide_own_name(const struct guide_question *);
bool guide_own_check_name(const struct guide_question *, const char *,
    struct err *);
bool guide_own_is_request(const struct guide_question *);
char *guide_own_path(const struct guide_question *);
bool guide_own_check_path(const struct guide_question *, const char *,
    struct err *);

/* Of a file, whichever task asks: does it want a passphrase? */
bool guide_own_needs_pass(const char *path);
/* Its certificate with the key, the caller's; pass_file: or NULL. */
struct cert *guide_own_read(const struct guide *, const char *path,
    const char *pass_file, enum usage, struct key **, struct err *);

/*
 * The answer as a thumbprint, "" where a CA has to make it first; what has to
 * be stored goes into the plan.  account: whose Personal store.
 */
struct guide_own {
	const char *way;	/* or NULL */
	const char *base;	/* "decryption" */
	const char *account;
	const char *kind, *name;	/* of whom it becomes the certificate */
};
bool guide_own_plan(const struct guide *, struct guide_plan *,
    const struct guide_own *, char thumbprint[THUMBPRINT_SIZE],
    struct err *);

#endif
