/* SPDX-License-Identifier: ISC */
#include "engine/certcheck.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/trust.h"
#include "engine/verdicts.h"

/* One cell of the table: a failure, or a warning, or nothing. */
struct rule {
	enum failure on;	/* with "check revocation list" */
	enum failure off;	/* without */
	const char *warning;	/* where it is no failure */
};

static const struct rules {
	enum failure missing[MATERIAL_STATE_COUNT];
	enum failure purpose;
	struct rule state[CERT_STATE_COUNT];
	bool every_date;	/* dates of the whole chain count */
	int least_bits;		/* of modular keys */
} rules[USAGE_COUNT] = {
	[USAGE_ENCRYPT] = {
		.missing = {
			[MATERIAL_STORE_UNAVAILABLE] = FAIL_STORE_UNAVAILABLE,
			[MATERIAL_ABSENT] = FAIL_ENC_CERT_NOT_IN_STORE,
		},
		.purpose = FAIL_ENC_USAGE,
		.state = {
			[CERT_EXPIRED] = { FAIL_ENC_EXPIRED,
			    FAIL_ENC_EXPIRED, NULL },
			[CERT_NOT_YET_VALID] = { FAIL_ENC_NOT_YET_VALID,
			    FAIL_ENC_NOT_YET_VALID, NULL },
			[CERT_REVOKED] = { FAIL_ENC_REVOKED, FAIL_NONE,
			    "encrypt-cert-revoked" },
			[CERT_REVOCATION_UNKNOWN] = {
			    FAIL_ENC_REVOCATION_UNKNOWN, FAIL_NONE, NULL },
			[CERT_UNTRUSTED] = { FAIL_ENC_UNTRUSTED, FAIL_NONE,
			    "encrypt-cert-untrusted" },
			[CERT_BROKEN] = { FAIL_ENC_UNTRUSTED, FAIL_NONE,
			    "encrypt-cert-untrusted" },
		},
		.least_bits = 2048,
	},
	[USAGE_DECRYPT] = {
		.missing = {
			[MATERIAL_STORE_UNAVAILABLE] = FAIL_STORE_UNAVAILABLE,
			[MATERIAL_ABSENT] = FAIL_DEC_CERT_NOT_IN_STORE,
			[MATERIAL_KEY_MISSING] = FAIL_DEC_KEY_MISSING,
			[MATERIAL_KEY_UNREADABLE] = FAIL_DEC_KEY_UNREADABLE,
			[MATERIAL_KEY_MISMATCH] = FAIL_DEC_KEY_UNREADABLE,
		},
		.purpose = FAIL_DEC_USAGE,
		/* Refusing would only lose what we can read. */
		.state = {
			[CERT_EXPIRED] = { FAIL_NONE, FAIL_NONE,
			    "decrypt-cert-expired" },
			[CERT_NOT_YET_VALID] = { FAIL_NONE, FAIL_NONE,
			    "decrypt-cert-not-yet-valid" },
			[CERT_REVOKED] = { FAIL_NONE, FAIL_NONE,
			    "decrypt-cert-revoked" },
		},
		.least_bits = 1024,
	},
	[USAGE_SIGN] = {
		.missing = {
			[MATERIAL_STORE_UNAVAILABLE] = FAIL_STORE_UNAVAILABLE,
			[MATERIAL_ABSENT] = FAIL_SIGN_CERT_NOT_IN_STORE,
			[MATERIAL_KEY_MISSING] = FAIL_SIGN_KEY_MISSING,
			[MATERIAL_KEY_UNREADABLE] = FAIL_SIGN_KEY_UNREADABLE,
			[MATERIAL_KEY_MISMATCH] = FAIL_SIGN_KEY_UNREADABLE,
		},
		.purpose = FAIL_SIGN_USAGE,
		.state = {
			[CERT_EXPIRED] = { FAIL_SIGN_EXPIRED,
			    FAIL_SIGN_EXPIRED, NULL },
			[CERT_NOT_YET_VALID] = { FAIL_SIGN_NOT_YET_VALID,
			    FAIL_SIGN_NOT_YET_VALID, NULL },
			[CERT_REVOKED] = { FAIL_SIGN_REVOKED, FAIL_NONE,
			    "sign-cert-revoked" },
			[CERT_REVOCATION_UNKNOWN] = {
			    FAIL_SIGN_REVOCATION_UNKNOWN, FAIL_NONE, NULL },
			[CERT_UNTRUSTED] = { FAIL_NONE, FAIL_NONE,
			    "sign-cert-untrusted" },
			[CERT_BROKEN] = { FAIL_NONE, FAIL_NONE,
			    "sign-cert-untrusted" },
		},
		.least_bits = 2048,
	},
	[USAGE_VERIFY] = {
		.missing = {
			[MATERIAL_STORE_UNAVAILABLE] = FAIL_STORE_UNAVAILABLE,
			[MATERIAL_ABSENT] = FAIL_SIG_CERT_NOT_FOUND,
		},
		.purpose = FAIL_SIG_USAGE,
		.state = {
			[CERT_EXPIRED] = { FAIL_SIG_EXPIRED,
			    FAIL_SIG_EXPIRED, NULL },
			[CERT_NOT_YET_VALID] = { FAIL_SIG_NOT_YET_VALID,
			    FAIL_SIG_NOT_YET_VALID, NULL },
			[CERT_REVOKED] = { FAIL_SIG_REVOKED, FAIL_NONE,
			    NULL },
			[CERT_REVOCATION_UNKNOWN] = {
			    FAIL_SIG_REVOCATION_UNKNOWN, FAIL_NONE, NULL },
			[CERT_UNTRUSTED] = { FAIL_SIG_UNTRUSTED,
			    FAIL_SIG_UNTRUSTED, NULL },
			[CERT_BROKEN] = { FAIL_SIG_UNTRUSTED,
			    FAIL_SIG_UNTRUSTED, NULL },
		},
		.every_date = true,
		.least_bits = 1024,
	},
};

/*
 * What public keys can be used for (section 11).  OpenSSL's CMS cannot write
 * for those that are received only; legacy ones must not be written for.
 */
static const struct key_rule {
	const char *type;
	bool encrypts, signs;
	bool receives;		/* only */
	const char *warning;
	bool modular;		/* as many bits as RSA needs */
} key_rules[] = {
	{ "RSA", .encrypts = true, .signs = true, .modular = true },
	{ "RSA-PSS", .signs = true, .modular = true },
	{ "EC", .encrypts = true, .signs = true },
	{ "Ed25519", .signs = true, .receives = true },
	{ "X25519", .encrypts = true, .receives = true },
	{ "X448", .encrypts = true, .receives = true },
	{ "DSA", .signs = true, .receives = true, .modular = true,
	  .warning = "legacy-key" },
	{ "DH", .encrypts = true, .receives = true, .modular = true,
	  .warning = "legacy-key" },
};

#define STRONG_KEY 2048

const struct material_item *
certcheck_find(struct run *run, enum usage usage, const char *thumbprint)
{
	const struct material_item *item;
	const char *problem;
	enum material_state state = material_find(run->instance->material,
	    usage, thumbprint, &item, &problem);

	if (state == MATERIAL_READY)
		return item;
	run_fail_cert(run, rules[usage].missing[state], usage, thumbprint,
	    problem);
	return NULL;
}

static bool
is_encryption(enum usage usage)
{
	return usage == USAGE_ENCRYPT || usage == USAGE_DECRYPT;
}

static bool
sends(enum usage usage)
{
	return usage == USAGE_ENCRYPT || usage == USAGE_SIGN;
}

static bool
check_size(struct run *run, enum usage usage, const struct cert *cert)
{
	char text[128];

	if (cert->key_bits >= STRONG_KEY)
		return true;
	snprintf(text, sizeof(text), "%s key of %d bits", cert->key_type,
	    cert->key_bits);
	if (cert->key_bits >= rules[usage].least_bits) {
		run_warn(run, "weak-key", cert->thumbprint, text);
		return true;
	}
	run_fail_cert(run, FAIL_ALG_FORBIDDEN, usage, cert->thumbprint, text);
	/* Only the signer's key is the sender's choice. */
	if (usage != USAGE_VERIFY)
		run->fault->fault = FAULT_LOCAL;
	return false;
}

static const struct key_rule *
find_key_rule(enum usage usage, const struct cert *cert)
{
	const struct key_rule *rule;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(key_rules); i++) {
		rule = &key_rules[i];
		if (strcmp(rule->type, cert->key_type) == 0 &&
		    (is_encryption(usage) ? rule->encrypts : rule->signs) &&
		    (!rule->receives || !sends(usage)))
			return rule;
	}
	return NULL;
}

bool
certcheck_supports(enum usage usage, const struct cert *cert)
{
	return find_key_rule(usage, cert) != NULL;
}

static bool
check_key(struct run *run, enum usage usage, const struct cert *cert)
{
	const struct key_rule *rule = find_key_rule(usage, cert);
	char text[128];

	if (rule == NULL) {
		snprintf(text, sizeof(text),
		    "%s keys cannot be used for this", cert->key_type);
		return run_fail_cert(run, FAIL_ALG_UNSUPPORTED, usage,
		    cert->thumbprint, text);
	}
	if (rule->warning != NULL && !run_legacy(run, rule->warning,
	    cert->thumbprint, rule->type))
		return false;
	return !rule->modular || check_size(run, usage, cert);
}

/* An own certificate whose issuer ran out has no chain, but is itself valid. */
static enum cert_state
judge(struct run *run, enum usage usage, const struct cert *cert,
    const struct cert_list *others, struct verdict *verdict)
{
	enum cert_state state;

	state = verdicts_judge(run->instance->verdicts, cert, others, run->at,
	    verdict);
	if (!rules[usage].every_date &&
	    (state == CERT_EXPIRED || state == CERT_NOT_YET_VALID) &&
	    strcmp(verdict->thumbprint, cert->thumbprint) != 0)
		state = CERT_UNTRUSTED;
	return state;
}

static bool
apply(struct run *run, enum usage usage, const struct cert *cert,
    const struct verdict *verdict, const struct rule *rule)
{
	enum failure failure = rule->on;

	if (failure != FAIL_NONE)
		return run_fail_cert(run, failure, usage, cert->thumbprint,
		    verdict->reason);
	if (rule->warning != NULL)
		run_warn(run, rule->warning, cert->thumbprint,
		    verdict->reason);
	return true;
}

bool
certcheck(struct run *run, enum usage usage, const struct cert *cert,
    const struct cert_list *others, bool check_revocation)
{
	struct verdict verdict = { 0 };
	enum cert_state state;
	struct rule rule;
	char why[256];
	bool late;

	if (!check_key(run, usage, cert))
		return false;
	state = judge(run, usage, cert, others, &verdict);
	rule = rules[usage].state[state];
	if (!check_revocation)
		rule.on = rule.off;
	/* Revocation is the last of the checks (section 5, 2b). */
	late = state == CERT_REVOKED || state == CERT_REVOCATION_UNKNOWN;
	if (!late && !apply(run, usage, cert, &verdict, &rule))
		return false;
	if (!usage_fits(usage, cert, run->group->extra_eku, why,
	    sizeof(why)) || !usage_chain_fits(usage, &verdict,
	    run->group->extra_eku, why, sizeof(why)))
		return run_fail_cert(run, rules[usage].purpose, usage,
		    cert->thumbprint, why);
	return !late || apply(run, usage, cert, &verdict, &rule);
}
