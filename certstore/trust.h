/* SPDX-License-Identifier: ISC */
/*
 * Validity, chain and revocation of a certificate, judged against the root,
 * ca and crl stores of this computer.  Partial chains are off: a chain ends
 * in the root store or it is not trusted.  Loaded once, then only read.
 */
#ifndef CERTSTORE_TRUST_H
#define CERTSTORE_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "certstore/cert.h"
#include "certstore/crl.h"

/* States of runtime reference section 4 that concern the certificate alone. */
enum cert_state {
	CERT_GOOD,
	CERT_EXPIRED,		/* it or a certificate of its chain */
	CERT_NOT_YET_VALID,
	CERT_REVOKED,
	CERT_REVOCATION_UNKNOWN,	/* CRL absent or past nextUpdate */
	CERT_UNTRUSTED,		/* no chain to a root */
	CERT_BROKEN,		/* a signature in the chain does not verify,
				   or the certificate is malformed */
	CERT_STATE_COUNT
};

/* "expired", "revoked", ... */
const char *cert_state_text(enum cert_state);

struct trust;

/*
 * root: the folder of the stores.  Stores that are absent count as empty.
 * system: the operating system's roots end a chain as well; what the setting
 * system_roots says, in every place that judges by it.
 */
struct trust *trust_load(const char *root, bool system, struct err *);
/*
 * The same of another computer, of which only the certificates of its root
 * and ca store are known: chains can be judged, revocation cannot.  The
 * system's roots are those of this computer.
 */
struct trust *trust_of(const struct cert_list *roots,
    const struct cert_list *authorities, bool system, struct err *err);
void trust_free(struct trust *);

/*
 * And so does this one, with a list of what it has revoked: for messages that
 * are made and received in one breath, to try a configuration out.  Nothing
 * is stored.
 */
bool trust_add(struct trust *, const struct cert *root, const struct crl *,
    struct err *);

struct verdict {
	enum cert_state state;
	char reason[256];	/* in words, naming the certificate at fault */
	char thumbprint[THUMBPRINT_SIZE];	/* of the one at fault */
	int64_t when;		/* expiry or revocation time, or 0 */
	/*
	 * Where the chain holds and an authority below the root limits what
	 * may be issued under it: the extended key usages that are left
	 * (dotted OIDs, blank separated, maybe none) and who limits them.
	 * usage_chain_fits() reads it.
	 */
	bool limited;
	char eku[512];
	char limited_by[128];
};

enum {
	TRUST_CHAIN = 1 << 0,		/* build and verify the chain */
	TRUST_REVOCATION = 1 << 1,	/* every non-root against its CRL */
};

/*
 * Judge cert at the time `at`.  Validity dates are always judged; the chain
 * and revocation as the flags say (revocation needs a chain: an untrusted one
 * is reported as such first).  others: intermediates that came with a
 * message, or NULL; they help to build the chain, they are never trusted.
 * Order of faults: validity of the certificate itself, chain, validity of
 * the others in it, revocation.
 */
enum cert_state trust_judge(const struct trust *, const struct cert *,
    const struct cert_list *others, int64_t at, unsigned flags,
    struct verdict *);

/* Is any of the intermediates here limited in what it may issue for? */
bool trust_limits(const struct trust *);

/* One certificate of a chain, and what is wrong with it by itself. */
struct trust_link {
	struct cert *cert;
	enum cert_state state;
	char reason[256];	/* "" where it is good */
	bool root;		/* it is in the root store */
};

struct trust_path {
	struct trust_link *v;	/* leaf first */
	size_t n;
};

/*
 * The chain as far as it can be built, each link judged by itself: also what
 * stands behind the first fault.  The last link is the root, or the one whose
 * issuer is missing.  flags as above; never empty.
 */
void trust_path(const struct trust *, const struct cert *,
    const struct cert_list *others, int64_t at, unsigned flags,
    struct trust_path *);
void trust_path_clear(struct trust_path *);

#endif
