/* SPDX-License-Identifier: ISC */
/*
 * Is the catalogue of rules all there?  Every id of it is a rule's, or stands
 * with its reason among those that are not judged; and every recommendation
 * of the best practices that the product's documents give is judged by rules
 * that are there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/audit/rules.h"
#include "model/audit/unjudged.h"

/* The ids of the catalogue: from and to, both included. */
static const struct {
	char family;
	int from, to;
} catalogue[] = {
	{ 'I', 101, 104 },
	{ 'C', 101, 114 },
	{ 'C', 201, 210 },
	{ 'C', 301, 310 },
	{ 'C', 401, 409 },
	{ 'C', 501, 521 },
	{ 'L', 101, 110 },
	{ 'M', 101, 114 },
	{ 'A', 101, 116 },
	{ 'H', 201, 227 },
	{ 'T', 101, 120 },
	{ 'F', 101, 108 },
	{ 'Q', 101, 106 },
	{ 'G', 101, 108 },
	{ 'X', 101, 106 },
	{ 'S', 101, 105 },
};

#define CATALOGUE 188

/*
 * What the documents recommend, require or forbid, in their order, and the
 * rules that see to it.
 */
static const struct {
	const char *what, *rules;
} recommendations[] = {
	/* Best practices for managing certificates */
	{ "Analyse threats to find out whether signing or encryption "
	    "helps",
	    "G101 G106" },
	{ "Plan how public keys go to and come from partners",
	    "G102 G105 G108" },
	{ "Without party resolution by signature the public "
	    "certificate may ride on the message, no local copy needed",
	    "C104 M109 C509" },
	{ "Agree with partners on how to hand in public keys",
	    "G102" },
	{ "... on notice before a certificate expires",
	    "G103 G107 C202" },
	{ "... on notice of revocation",
	    "G104 C204" },
	{ "Download the CRL at set intervals",
	    "L101 L103 L108" },
	{ "... once a week",
	    "L102" },
	{ "... automatic where a domain CA distributes it",
	    "L107 L108" },
	{ "Verify signing certificates against the CRL",
	    "L105 A112 C204 L110" },
	{ "Adding a party: add its certificates",
	    "C104 C509 C521" },
	{ "Removing a party: remove its certificates",
	    "C502 C504 C510" },
	{ "Remove certificates from the account's Personal store "
	    "before removing a host instance",
	    "C505 C506" },
	{ "Decide what happens when a signature cannot be validated; "
	    "set Authentication on the receive port",
	    "A106 A114 A111" },
	{ "Drop / Keep need a correctly configured Party Resolution "
	    "component",
	    "A101 A102 A104 A105" },
	{ "Drop / Keep need parties",
	    "A103 C509 A109 A110" },
	{ "Encrypted and unencrypted messages: separate receive "
	    "locations",
	    "M103" },
	{ "... in different hosts",
	    "M101" },
	{ "Only encrypted expected: Allow Non MIME = No",
	    "M102 M111" },
	{ "Test that the target site can be reached over TLS before "
	    "the port uses it",
	    "T106 T112" },
	{ "No dialog may appear (nobody can answer it)",
	    "T101 T107 T108 T116" },
	{ "Cause: site name differs from the certificate",
	    "T107" },
	{ "Cause: root of the server certificate not in the trusted "
	    "roots",
	    "T108" },
	{ "Use a diagnostics tool for TLS problems",
	    "T119 T109" },
	{ "An imported certificate must fit its intended use",
	    "X101 X105 C301 C302 C303 C304 C308" },
	{ "How to look at key usage and enhanced key usage (console "
	    "must show them)",
	    "C301 C302 C303" },
	{ "Use for another purpose is a run-time error",
	    "C310" },
	/* Configuring certificates for MIME or SMIME messages */
	{ "Certificates must be associated with the right artifacts",
	    "C503 C507 C508" },
	{ "Encryption: import partner certificate into Other People "
	    "on each computer that runs the encoder",
	    "C101 C112 C114 C111" },
	{ "Encryption: name certificate (Common Name, Thumbprint) on "
	    "the send port",
	    "C512 C507 C508" },
	{ "Encryption: set Encode options",
	    "C511 M106 M110" },
	{ "Decryption: import own certificate into Personal as each "
	    "service account on each computer",
	    "C102 C107 C108 C109 S105 I103" },
	{ "Decryption: same account for listener process and host "
	    "instance; profile / store must be loaded",
	    "H216 I103" },
	{ "Decryption: name certificate on each host",
	    "C515 C516 C507" },
	{ "Decryption: set Decode options",
	    "M105 M110 C516" },
	{ "Signature: import own certificate into Personal as each "
	    "service account",
	    "C103 C107 C108 C109" },
	{ "Signature: name certificate on the group",
	    "C513 C514 C507" },
	{ "Only one signature certificate per group",
	    "C513 C210" },
	{ "Signature: set Encode options",
	    "M106 C514" },
	{ "Verification: import partner certificate into Other People "
	    "on each decoding computer",
	    "C104 C112" },
	{ "Verification: name certificate on each party",
	    "C509 C507" },
	{ "Verification certificate must be unique among parties",
	    "C501" },
	{ "Decode options need a deployed pipeline with the decoder",
	    "M105 M110" },
	{ "Party resolution: partner certificate into Other People on "
	    "the configuring computer",
	    "C105" },
	{ "Party resolution: certificate named (seed: on the host; "
	    "here: party)",
	    "C509 A103" },
	{ "Party resolution: set ResolveParty options",
	    "A102 A104" },
	{ "Party resolution needs a pipeline with the component "
	    "(XMLReceive has it)",
	    "A101 M105" },
	{ "HTTPS: client certificate only if the server wants one",
	    "T101 T102" },
	{ "HTTPS: import it into Personal as the service account",
	    "C106 C107 T112" },
	{ "HTTPS: HTTP transport - SSL client certificate thumbprint",
	    "C106 C508 T103 C304" },
	{ "HTTPS: SOAP transport - Client certificate thumbprint",
	    "C106 C508 T103" },
	{ "User context is the account of the host instance of the "
	    "handler",
	    "I101 I102 H210 C113" },
	{ "Own private vs. partner public certificate",
	    "C107 C110 C518" },
	/* Certificates for encrypted messages */
	{ "S/MIME v3 out, v2 and v3 in",
	    "C409 C408" },
	{ "RSA and Diffie-Hellman certificates",
	    "C309 C402" },
	{ "DES, 3DES, RC2",
	    "C404 C405 C408 C409" },
	{ "Partner encrypts with our public key",
	    "G105 C201 C301" },
	{ "The decoder decrypts with our private key",
	    "C102 C107 C108 C515" },
	{ "Same account for listener and host instance, member of the "
	    "worker group",
	    "H216 H212" },
	{ "The send handler's encoder encrypts with the partner's "
	    "public key",
	    "C101 C201 C203 C204 C206 C512" },
	/* SOAP adapter */
	{ "A client certificate is used where servers accept or "
	    "require it",
	    "T101 T102" },
	{ "None given and one required: fails, standard retry",
	    "T101 T113 T118" },
	{ "Certificate from the Personal store of the process account",
	    "C106 C107 C108 T112" },
	{ "Named by thumbprint",
	    "C508 C503" },
	{ "Cannot be loaded: message suspended",
	    "C106 C108 C201 C304 T118 Q101" },
	{ "Encrypted or signed SOAP: set the client certificate "
	    "thumbprint",
	    "T111 M107" },
	{ "Member of the administrators group",
	    "S101 S104" },
	{ "Authentication type one of Anonymous, Basic, Digest, NTLM",
	    "T117 T120" },
	{ "Basic / Digest: credentials or single sign-on with "
	    "affiliate application",
	    "T105 T104 T115" },
	{ "Enter the thumbprint",
	    "T101 C508" },
	/* Runtime security recommendations */
	{ "Run-time installed wherever there are host instances",
	    "H217 I101" },
	{ "Minimum user rights",
	    "H227 H211" },
	{ "Configuration gives accounts the minimum",
	    "H227" },
	{ "Service account may log on as a service",
	    "H210" },
	{ "Only the host's accounts reach its message box data",
	    "H224 H212" },
	{ "Not the same account for more than one host",
	    "H201 H202 H213" },
	{ "Processing servers need only message box, management "
	    "database, secret server; restrict them",
	    "H219" },
	{ "Processing servers do not track",
	    "H204 H226" },
	{ "Components in one host share its trust level; decide which "
	    "go together",
	    "H223 A108 H207" },
	{ "Only components installed by administrators run",
	    "H220" },
	{ "Restrict to signed components",
	    "H221 H222" },
	{ "Authorisation is per host",
	    "H223 C519 C520" },
	{ "Not authorised: message goes to the suspended queue",
	    "Q105 C520" },
	{ "No orchestrations and receive adapters in one host",
	    "H203" },
	{ "Creating an instance needs both administrator roles",
	    "H225 S101" },
	{ "All packages signed with a given key",
	    "H221 H222" },
	{ "Pipelines spill to the temporary folder above a threshold",
	    "F103 F105 M114" },
	{ "Temporary folder readable by the service account only",
	    "F101 F104 F107" },
	{ "Enough room in the temporary folder",
	    "F102 F103" },
};

static bool
is_listed(const char *id)
{
	int number = atoi(id + 1);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(catalogue); i++)
		if (catalogue[i].family == id[0] &&
		    number >= catalogue[i].from && number <= catalogue[i].to)
			return true;
	return false;
}

static void
test_every_id(void **state)
{
	size_t i, n = 0, judged = 0;
	char id[8];
	int number;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(catalogue); i++) {
		for (number = catalogue[i].from; number <= catalogue[i].to;
		    number++, n++) {
			snprintf(id, sizeof(id), "%c%d", catalogue[i].family,
			    number);
			if ((audit_rule_find(id) != NULL) ==
			    (audit_unjudged_why(id) != NULL))
				fail_msg("%s: neither judged nor left out, "
				    "or both", id);
			judged += audit_rule_find(id) != NULL;
		}
	}
	assert_int_equal(n, CATALOGUE);
	assert_int_equal(judged + audit_unjudged_count, CATALOGUE);
}

/* Nothing but the catalogue, and each with a reason. */
static void
test_no_other(void **state)
{
	const struct audit_rules *const *family;
	size_t i;

	(void)state;
	for (family = audit_families; *family != NULL; family++)
		for (i = 0; i < (*family)->n; i++)
			assert_true(is_listed((*family)->v[i].id));
	for (i = 0; i < audit_unjudged_count; i++) {
		assert_true(is_listed(audit_unjudged[i].id));
		assert_true(strlen(audit_unjudged[i].why) > 10);
		assert_true(i == 0 || strcmp(audit_unjudged[i - 1].id,
		    audit_unjudged[i].id) < 0);
	}
}

/* Recommendations whose only rule is one of these have none that judges. */
static bool
is_moot(const char *id)
{
	static const char *const moot[] = {
		"C310",		/* shown by a log of messages alone */
		"H219",		/* no instance makes connections */
		"H220",		/* no component is loaded from a file */
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(moot); i++)
		if (strcmp(moot[i], id) == 0)
			return true;
	return false;
}

/* One of the rules judges, and of each of the others it is told why not. */
static void
check_recommendation(const char *what, const char *rules)
{
	char *copy = xstrdup(rules), *save = NULL, *id;
	bool judged = false;

	for (id = strtok_r(copy, " ", &save); id != NULL;
	    id = strtok_r(NULL, " ", &save)) {
		if (!is_listed(id) || (audit_rule_find(id) == NULL &&
		    audit_unjudged_why(id) == NULL))
			fail_msg("%s: %s is missing", what, id);
		judged |= audit_rule_find(id) != NULL || is_moot(id);
	}
	if (!judged)
		fail_msg("%s: no rule sees to it", what);
	free(copy);
}

static void
test_recommendations(void **state)
{
	size_t i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(recommendations), 89);
	for (i = 0; i < ARRAY_SIZE(recommendations); i++)
		check_recommendation(recommendations[i].what,
		    recommendations[i].rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_id),
		cmocka_unit_test(test_no_other),
		cmocka_unit_test(test_recommendations),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
