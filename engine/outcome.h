/* SPDX-License-Identifier: ISC */
/*
 * How a message fared: processed, suspended or dropped, with the failure
 * codes of runtime reference section 14 as one table.
 */
#ifndef ENGINE_OUTCOME_H
#define ENGINE_OUTCOME_H

#include <stdbool.h>

#include "certstore/thumbprint.h"

enum outcome { OUTCOME_PROCESSED, OUTCOME_SUSPENDED, OUTCOME_DROPPED };

const char *outcome_name(enum outcome);		/* "processed", ... */

enum fault_class {
	FAULT_SENDER,		/* S: may be dropped on a drop port */
	FAULT_LOCAL,		/* L: ours; never dropped */
	FAULT_TRANSMISSION,	/* X: retried */
};

enum failure {
	FAIL_NONE,
	FAIL_NOT_MIME, FAIL_SMIME_MALFORMED, FAIL_SMIME_LIMIT,
	FAIL_SMIME_NO_CONTENT, FAIL_BODY_PART_NOT_FOUND,
	FAIL_DEC_NOT_RECIPIENT, FAIL_DEC_NO_HOST_CERT,
	FAIL_DEC_CERT_NOT_IN_STORE, FAIL_DEC_KEY_MISSING,
	FAIL_DEC_KEY_UNREADABLE, FAIL_DEC_USAGE, FAIL_DEC_FAILED,
	FAIL_SIG_DIGEST, FAIL_SIG_INVALID, FAIL_SIG_CERT_NOT_FOUND,
	FAIL_SIG_UNTRUSTED, FAIL_SIG_EXPIRED, FAIL_SIG_NOT_YET_VALID,
	FAIL_SIG_REVOKED, FAIL_SIG_USAGE, FAIL_SIG_REVOCATION_UNKNOWN,
	FAIL_ALG_FORBIDDEN, FAIL_ALG_UNSUPPORTED, FAIL_STORE_UNAVAILABLE,
	FAIL_TEMP_FULL, FAIL_REQ_ENCRYPTION, FAIL_REQ_SIGNATURE,
	FAIL_AUTH_DROPPED, FAIL_AUTH_KEPT,
	FAIL_ENC_CERT_NOT_CONFIGURED, FAIL_ENC_CERT_NOT_IN_STORE,
	FAIL_ENC_EXPIRED, FAIL_ENC_NOT_YET_VALID, FAIL_ENC_REVOKED,
	FAIL_ENC_REVOCATION_UNKNOWN, FAIL_ENC_USAGE, FAIL_ENC_UNTRUSTED,
	FAIL_ENC_CLEARSIGN_WITH_ENCRYPTION, FAIL_ENC_TRANSFER_ENCODING,
	FAIL_SIGN_CERT_NOT_CONFIGURED, FAIL_SIGN_CERT_NOT_IN_STORE,
	FAIL_SIGN_KEY_MISSING, FAIL_SIGN_KEY_UNREADABLE, FAIL_SIGN_EXPIRED,
	FAIL_SIGN_NOT_YET_VALID, FAIL_SIGN_REVOKED,
	FAIL_SIGN_REVOCATION_UNKNOWN, FAIL_SIGN_USAGE,
	FAIL_TLS_CLIENT_CERT_LOAD, FAIL_TLS_CLIENT_CERT_REQUIRED,
	FAIL_TLS_CLIENT_CERT_REFUSED, FAIL_TLS_SERVER_EXPIRED,
	FAIL_TLS_SERVER_UNTRUSTED, FAIL_TLS_SERVER_NAME, FAIL_XMIT_CONNECT,
	FAIL_XMIT_TIMEOUT,
	FAIL_COUNT
};

struct failure_info {
	const char *code;	/* "DEC_KEY_MISSING" */
	enum fault_class fault;
	const char *meaning;	/* in words */
};

const struct failure_info *failure_info(enum failure);	/* never NULL */

/* With every name at its longest, a certificate failure is told in full. */
#define FAULT_TEXT 1536

/*
 * One failure as it happened.  text names usage, thumbprint, store, computer,
 * account and port: where to install what.
 */
struct fault {
	enum failure failure;
	enum fault_class fault;	/* may differ from the table's (rows 8, 9) */
	char thumbprint[THUMBPRINT_SIZE];	/* "" if none is concerned */
	char text[FAULT_TEXT];
};

#endif
