/* SPDX-License-Identifier: ISC */
#include "engine/outcome.h"

#include <assert.h>
#include <stddef.h>

#define S FAULT_SENDER
#define L FAULT_LOCAL
#define X FAULT_TRANSMISSION

static const struct failure_info failures[FAIL_COUNT] = {
	[FAIL_NONE] = { "NONE", L, "no failure" },

	[FAIL_NOT_MIME] = { "NOT_MIME", S,
	    "no MIME-Version header in the first 1024 bytes" },
	[FAIL_SMIME_MALFORMED] = { "SMIME_MALFORMED", S,
	    "the MIME or S/MIME structure is damaged" },
	[FAIL_SMIME_LIMIT] = { "SMIME_LIMIT", S,
	    "too large, too deeply nested or too many parts" },
	[FAIL_SMIME_NO_CONTENT] = { "SMIME_NO_CONTENT", S,
	    "the S/MIME message carries no content" },
	[FAIL_BODY_PART_NOT_FOUND] = { "BODY_PART_NOT_FOUND", S,
	    "no part fits body part index and content type" },

	[FAIL_DEC_NOT_RECIPIENT] = { "DEC_NOT_RECIPIENT", S,
	    "none of the recipients is ours" },
	[FAIL_DEC_NO_HOST_CERT] = { "DEC_NO_HOST_CERT", L,
	    "the host has no decryption certificate" },
	[FAIL_DEC_CERT_NOT_IN_STORE] = { "DEC_CERT_NOT_IN_STORE", L,
	    "the decryption certificate is not in the account's store" },
	[FAIL_DEC_KEY_MISSING] = { "DEC_KEY_MISSING", L,
	    "the decryption certificate has no private key here" },
	[FAIL_DEC_KEY_UNREADABLE] = { "DEC_KEY_UNREADABLE", L,
	    "the private key cannot be used" },
	[FAIL_DEC_USAGE] = { "DEC_USAGE", L,
	    "the decryption certificate is not meant for encryption" },
	[FAIL_DEC_FAILED] = { "DEC_FAILED", S,
	    "the content does not decrypt" },

	[FAIL_SIG_DIGEST] = { "SIG_DIGEST", S,
	    "the content was changed after signing" },
	[FAIL_SIG_INVALID] = { "SIG_INVALID", S,
	    "the signature value is wrong" },
	[FAIL_SIG_CERT_NOT_FOUND] = { "SIG_CERT_NOT_FOUND", S,
	    "the signer's certificate was not found" },
	[FAIL_SIG_UNTRUSTED] = { "SIG_UNTRUSTED", S,
	    "the signer's chain ends in no trusted root" },
	[FAIL_SIG_EXPIRED] = { "SIG_EXPIRED", S,
	    "the signer's certificate has expired" },
	[FAIL_SIG_NOT_YET_VALID] = { "SIG_NOT_YET_VALID", S,
	    "the signer's certificate is not yet valid" },
	[FAIL_SIG_REVOKED] = { "SIG_REVOKED", S,
	    "the signer's certificate was revoked" },
	[FAIL_SIG_USAGE] = { "SIG_USAGE", S,
	    "the signer's certificate is not meant for signing" },
	[FAIL_SIG_REVOCATION_UNKNOWN] = { "SIG_REVOCATION_UNKNOWN", L,
	    "no current revocation list for the signer" },

	[FAIL_ALG_FORBIDDEN] = { "ALG_FORBIDDEN", S,
	    "policy forbids the algorithm or key size" },
	[FAIL_ALG_UNSUPPORTED] = { "ALG_UNSUPPORTED", L,
	    "the algorithm is not available here" },
	[FAIL_STORE_UNAVAILABLE] = { "STORE_UNAVAILABLE", L,
	    "a certificate store cannot be opened" },
	[FAIL_TEMP_FULL] = { "TEMP_FULL", L,
	    "no room for temporary files" },
	[FAIL_REQ_ENCRYPTION] = { "REQ_ENCRYPTION", S,
	    "encryption is required and absent" },
	[FAIL_REQ_SIGNATURE] = { "REQ_SIGNATURE", S,
	    "a signature is required and absent" },
	[FAIL_AUTH_DROPPED] = { "AUTH_DROPPED", S,
	    "the sender is no known party; the port drops" },
	[FAIL_AUTH_KEPT] = { "AUTH_KEPT", S,
	    "the sender is no known party; the port keeps" },

	[FAIL_ENC_CERT_NOT_CONFIGURED] = { "ENC_CERT_NOT_CONFIGURED", L,
	    "encryption is on and no certificate is assigned" },
	[FAIL_ENC_CERT_NOT_IN_STORE] = { "ENC_CERT_NOT_IN_STORE", L,
	    "the encryption certificate is not in the store" },
	[FAIL_ENC_EXPIRED] = { "ENC_EXPIRED", L,
	    "the encryption certificate has expired" },
	[FAIL_ENC_NOT_YET_VALID] = { "ENC_NOT_YET_VALID", L,
	    "the encryption certificate is not yet valid" },
	[FAIL_ENC_REVOKED] = { "ENC_REVOKED", L,
	    "the encryption certificate was revoked" },
	[FAIL_ENC_REVOCATION_UNKNOWN] = { "ENC_REVOCATION_UNKNOWN", L,
	    "no current revocation list for the encryption certificate" },
	[FAIL_ENC_USAGE] = { "ENC_USAGE", L,
	    "the encryption certificate is not meant for encryption" },
	[FAIL_ENC_UNTRUSTED] = { "ENC_UNTRUSTED", L,
	    "the encryption certificate ends in no trusted root" },
	[FAIL_ENC_CLEARSIGN_WITH_ENCRYPTION] = {
	    "ENC_CLEARSIGN_WITH_ENCRYPTION", L,
	    "clear signing cannot be combined with encryption" },
	[FAIL_ENC_TRANSFER_ENCODING] = { "ENC_TRANSFER_ENCODING", L,
	    "the content does not fit the transfer encoding" },

	[FAIL_SIGN_CERT_NOT_CONFIGURED] = { "SIGN_CERT_NOT_CONFIGURED", L,
	    "signing is on and the group has no certificate" },
	[FAIL_SIGN_CERT_NOT_IN_STORE] = { "SIGN_CERT_NOT_IN_STORE", L,
	    "the signature certificate is not in the account's store" },
	[FAIL_SIGN_KEY_MISSING] = { "SIGN_KEY_MISSING", L,
	    "the signature certificate has no private key here" },
	[FAIL_SIGN_KEY_UNREADABLE] = { "SIGN_KEY_UNREADABLE", L,
	    "the private key cannot be used" },
	[FAIL_SIGN_EXPIRED] = { "SIGN_EXPIRED", L,
	    "the signature certificate has expired" },
	[FAIL_SIGN_NOT_YET_VALID] = { "SIGN_NOT_YET_VALID", L,
	    "the signature certificate is not yet valid" },
	[FAIL_SIGN_REVOKED] = { "SIGN_REVOKED", L,
	    "the signature certificate was revoked" },
	[FAIL_SIGN_REVOCATION_UNKNOWN] = { "SIGN_REVOCATION_UNKNOWN", L,
	    "no current revocation list for the signature certificate" },
	[FAIL_SIGN_USAGE] = { "SIGN_USAGE", L,
	    "the signature certificate is not meant for signing" },

	[FAIL_TLS_CLIENT_CERT_LOAD] = { "TLS_CLIENT_CERT_LOAD", L,
	    "the client certificate cannot be used" },
	[FAIL_TLS_CLIENT_CERT_REQUIRED] = { "TLS_CLIENT_CERT_REQUIRED", X,
	    "the server demands a client certificate" },
	[FAIL_TLS_CLIENT_CERT_REFUSED] = { "TLS_CLIENT_CERT_REFUSED", X,
	    "the server refuses the client certificate" },
	[FAIL_TLS_SERVER_EXPIRED] = { "TLS_SERVER_EXPIRED", X,
	    "the server's certificate is outside its validity" },
	[FAIL_TLS_SERVER_UNTRUSTED] = { "TLS_SERVER_UNTRUSTED", X,
	    "the server's certificate is not to be trusted" },
	[FAIL_TLS_SERVER_NAME] = { "TLS_SERVER_NAME", X,
	    "the server's certificate is for another name" },
	[FAIL_XMIT_CONNECT] = { "XMIT_CONNECT", X,
	    "no connection to the server" },
	[FAIL_XMIT_TIMEOUT] = { "XMIT_TIMEOUT", X,
	    "the server did not answer in time" },
};

#undef S
#undef L
#undef X

const char *
outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_PROCESSED] = "processed",
		[OUTCOME_SUSPENDED] = "suspended",
		[OUTCOME_DROPPED] = "dropped",
	};

	assert(outcome <= OUTCOME_DROPPED);
	return names[outcome];
}

const struct failure_info *
failure_info(enum failure failure)
{
	assert(failure < FAIL_COUNT && failures[failure].code != NULL);
	return &failures[failure];
}
