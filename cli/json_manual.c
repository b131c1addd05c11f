/* SPDX-License-Identifier: ISC */
/*
 * sealport-json(7): the documents that --json prints, key by key.  A test
 * holds these rows against what the verbs really print.
 */
#include <stddef.h>

#include "cli/help.h"
#include "cli/json.h"

struct json_key {
	const char *name;
	const char *type;
	const char *help;
};

struct document {
	const char *name;	/* the verb's */
	const char *help;
	struct json_key keys[28];	/* name NULL ends */
};

static const struct document documents[] = {
	{ "show", "One object.", {
		{ "kind", "text", "The kind." },
		{ "id", "number", "The object's for ever, unlike its name." },
		{ "version", "number", "Grows with each change." },
		{ "name", "text", "The name." },
		{ "FIELD", "by its type", "Each field of sealport-fields(7) "
		    "that applies: what the object itself has; null where a "
		    "property inherits." },
		{ "effective", "object", "For each dotted field what holds: "
		    "its own value or the inherited one.  Is not read back." },
	} },
	{ "list", "An array of the documents of show; with --columns of "
	    "those fields only, with --names of texts.", { { 0 } } },
	{ "get", "One value.", {
		{ "kind", "text", "The kind." },
		{ "name", "text", "The object." },
		{ "field", "text", "The field." },
		{ "value", "by its type", "What the object itself has." },
		{ "effective", "by its type", "What holds." },
	} },
	{ "new, set, delete, start and its like", "What became of it.", {
		{ "kind", "text", "The kind." },
		{ "names", "array of texts", "The objects." },
		{ "already", "array of texts", "Those of several that were "
		    "in that state and are left alone." },
		{ "changed", "boolean", "False where there was nothing to "
		    "do." },
		{ "revision", "number or null", "The new revision." },
	} },
	{ "cert list", "An array, of certificates:", {
		{ "store", "text", "The store, and its account." },
		{ "file", "text", "The file in the store." },
		{ "thumbprint", "text or null", "Null: unreadable." },
		{ "common_name", "text or null", "Of the subject." },
		{ "not_after", "time or null", "End of validity." },
		{ "key_present", "boolean", "There is a private key." },
		{ "key_works", "boolean", "It can be read and fits." },
		{ "key_problem", "text or null", "Why not." },
		{ "problem", "text or null", "Why it is unreadable." },
	} },
	{ "cert list (revocation lists)", "In the same array:", {
		{ "store", "text", "The store." },
		{ "sha1", "text", "Names the list." },
		{ "issuer", "text", "Who issued it." },
		{ "this_update", "time", "When." },
		{ "next_update", "time or null", "When the next is due." },
		{ "stored", "time", "When it came into the store." },
		{ "revoked", "number", "Certificates on it." },
		{ "verified", "boolean", "Signed by an authority here; "
		    "else it counts for nothing." },
	} },
	{ "cert show", "One certificate.", {
		{ "thumbprint", "text", "SHA-1, 40 digits." },
		{ "sha256", "text", "SHA-256." },
		{ "common_name", "text", "Of the subject." },
		{ "subject", "text", "Whose it is." },
		{ "issuer", "text", "Who issued it." },
		{ "serial", "text", "Hexadecimal." },
		{ "not_before", "time", "Begin of validity." },
		{ "not_after", "time", "End of validity." },
		{ "key_type", "text", "RSA, EC." },
		{ "key_bits", "number", "Its size." },
		{ "key_present", "boolean", "There is a private key." },
		{ "key_works", "boolean", "It can be read and fits." },
		{ "key_problem", "text or null", "Why not." },
		{ "key_mode", "text or null", "Of its file, octal." },
		{ "key_owner", "text or null", "Of its file." },
		{ "key_usage", "text", "As in the certificate." },
		{ "extended_key_usage", "text", "As in the certificate." },
		{ "authority", "boolean", "It is a CA." },
		{ "stores", "text or null", "Where it was found." },
		{ "state", "text", "Good, or what is wrong." },
		{ "reason", "text or null", "Why it is not good." },
		{ "revocation_lists", "array", "sha1, this_update, "
		    "next_update, stored, verified of each list of its "
		    "issuer." },
		{ "distribution_points", "array of texts", "Addresses of "
		    "lists." },
		{ "usages", "array", "id, usage, fits, reason of each." },
		{ "assignments", "array", "kind, name, field, usage of "
		    "each." },
		{ "details", "array", "name, value, extension, critical of "
		    "each field and extension." },
		{ "path", "array", "thumbprint, common_name, state, reason, "
		    "root (it is in the root store) of each link, the "
		    "certificate first." },
	} },
	{ "cert import", "What was found, and done with each item.", {
		{ "file", "text", "The argument." },
		{ "form", "text", "PEM, DER, PKCS#7, PKCS#12." },
		{ "stray_keys", "number", "Keys without certificate." },
		{ "dry_run", "boolean", "Nothing was written." },
		{ "revision", "number or null", "Of the history." },
		{ "items", "array", "Of each: store (null: left out), "
		    "thumbprint, common_name, sha1 and verified (of a list), "
		    "result (imported, already there, not imported, planned), "
		    "key, subject, issuer, serial, not_before, not_after, "
		    "key_type, key_bits, key_usage, extended_key_usage, "
		    "sha256, chain, state, renews, remarks (warning, text)." },
		{ "assignments", "array", "kind, name, field, usage, "
		    "thumbprint, instead_of, other_identity of each." },
	} },
	{ "cert refresh", "What became of the revocation lists.", {
		{ "lists", "array", "result (current, due, stored, passed "
		    "over, failed), issuer, url, at, this_update, "
		    "next_update, reason of each." },
		{ "points", "number", "Distribution points found." },
		{ "failed", "number", "Points whose list did not come." },
		{ "left_out", "number", "Addresses not looked at." },
		{ "recorded", "boolean", "In the database." },
		{ "not_recorded", "text or null", "Why not." },
	} },
	{ "cert test-connection", "What the server said.", {
		{ "url", "text", "As tested." },
		{ "address", "text or null", "Connected to." },
		{ "protected", "boolean", "It is https." },
		{ "failure", "text or null", "Code of what a message would "
		    "meet." },
		{ "reason", "text or null", "In words." },
		{ "advice", "text or null", "What to do." },
		{ "protocol", "text or null", "Of TLS." },
		{ "cipher", "text or null", "Of TLS." },
		{ "certificates", "array", "subject, issuer, not_before, "
		    "not_after, thumbprint, sha256 of each, the server's "
		    "own first." },
		{ "name_fits", "boolean or null", "That of the URL is in "
		    "it." },
		{ "state", "text or null", "As of cert show." },
		{ "state_reason", "text or null", "Why it is not good." },
		{ "client_certificate_asked", "boolean", "The server asks." },
		{ "client_certificate", "text or null", "Ours." },
		{ "client_result", "text or null", "not asked, none, "
		    "accepted, shown (no word of it), refused." },
		{ "authorities", "array of texts", "Whose certificates it "
		    "asks for." },
	} },
	{ "cert remove", "What was removed.", {
		{ "store", "text", "The store." },
		{ "removed", "text", "The thumbprint, or SHA-1 of a list." },
	} },
	{ "cert replace", "Where the certificate was replaced, or would be.", {
		{ "old", "text", "The thumbprint that was assigned." },
		{ "new", "text", "That takes its place." },
		{ "places", "array", "kind, name, field, label, usage, fits "
		    "(false: it stays as it is), problem of each place." },
		{ "other_identity", "text or null", "Why it is somebody "
		    "else's." },
		{ "changed", "boolean", "False with --what-if, and where "
		    "nothing fits." },
		{ "revision", "number or null", "The new revision." },
		{ "added", "array or null", "With --what-if: findings of the "
		    "audit that are new, as of audit." },
		{ "settled", "array or null", "With --what-if: those that it "
		    "settles." },
	} },
	{ "cert sync", "What was installed, or would be.", {
		{ "items", "array", "store, thumbprint, common_name, why, "
		    "installed of each that was missing here." },
		{ "present", "number", "How many were there already." },
		{ "unknown", "array of texts", "Thumbprints that are assigned "
		    "but that the group has no certificate of." },
	} },
	{ "cert repair", "An array, of what others could reach:", {
		{ "account", "text", "Whose Personal store." },
		{ "path", "text", "File or folder." },
		{ "change", "text", "What is changed, in words." },
		{ "done", "boolean", "It was changed." },
	} },
	{ "cert orphans", "An array, of what nothing needs:", {
		{ "computer", "text", "Where." },
		{ "store", "text", "In which store." },
		{ "account", "text or null", "Of a personal store." },
		{ "thumbprint", "text", "SHA-1, 40 digits." },
		{ "common_name", "text or null", "Null: a key alone." },
		{ "reason", "text", "Why it is not needed." },
		{ "party", "text or null", "That had it, and is gone." },
		{ "key_present", "boolean", "There is a private key." },
		{ "here", "boolean", "On this computer." },
		{ "published", "time", "When that was seen." },
	} },
	{ "guide receive", "And guide send, guide rollover: what was made of "
	    "a guide's answers:", {
		{ "task", "text", "receive, send or rollover." },
		{ "answers", "object", "Text by the question's id." },
		{ "steps", "array", "The objects: action (create or update), "
		    "kind, name, fields, command." },
		{ "stored", "array", "Sentences: what goes into which "
		    "store besides." },
		{ "commands", "array", "The command lines that would do all "
		    "of it." },
		{ "added", "array", "Findings of the audit that are new, as "
		    "in audit." },
		{ "settled", "array", "Those that are gone." },
		{ "revision", "number or null", "Null: not written." },
		{ "self_test", "array", "Messages tried: way, title, "
		    "stand_in (a throw-away key signed), expected, outcome, "
		    "party, code, text, passed, trace." },
		{ "passed", "boolean or null", "All of them; null: none was "
		    "tried." },
		{ "enabled", "boolean", "The locations were enabled, the "
		    "port was started." },
	} },
	{ "guide sheet", "The sheet as a document.", {
		{ "kind", "text", "receive-location or send-port." },
		{ "name", "text", "The object." },
		{ "party", "text or null", "For whom." },
		{ "text", "text", "The sheet." },
	} },
	{ "rollover list", "An array, of certificates that are or should be "
	    "replaced:", {
		{ "kind", "text", "Of the object." },
		{ "name", "text", "The object." },
		{ "field", "text", "Its field with the current one." },
		{ "usage", "text", "What for." },
		{ "stage", "text", "due: expires, and none follows; planned; "
		    "running: the next has taken over; kept: completed; "
		    "over: the previous is not accepted any more." },
		{ "current", "object or null", "thumbprint, common_name, "
		    "not_after." },
		{ "next", "object or null", "As above." },
		{ "previous", "object or null", "As above." },
		{ "next_from", "time or null", "When the next takes over." },
		{ "previous_until", "time or null", "Until when the previous "
		    "is accepted." },
		{ "due", "time or null", "When the next step should be "
		    "done." },
		{ "todo", "text", "What that is." },
		{ "missing", "text or null", "Where the next was not seen "
		    "yet." },
	} },
	{ "decode", "On standard error.", {
		{ "remark", "text or null", "It is disabled or not started; "
		    "it was done all the same." },
		{ "outcome", "text", "processed, suspended or dropped." },
		{ "failure", "object or null", "code, class (sender, local, "
		    "transmission), meaning, text, thumbprint, mend (null, "
		    "or kind, name, field of the object to be changed)." },
		{ "party", "text or null", "Null: guest." },
		{ "part", "object", "Of the body part." },
		{ "parts", "array", "number (null: a multipart), path, "
		    "content_type, charset, disposition, file_name, "
		    "description, content_id, encoding, encoded_bytes, bytes "
		    "(null: it does not decode), problem, body (it is the "
		    "body) of each part, in their order." },
		{ "context", "object", "Of the message." },
		{ "bytes", "number", "Size of the result." },
		{ "trace", "array", "stage, component, text, thumbprint, "
		    "bytes (of the message then) of each step." },
	} },
	{ "explain", "What a message is.", {
		{ "bytes", "number", "Its size." },
		{ "layers", "array", "The outermost first: form (MIME, "
		    "clear-signed, signed, enveloped, authenveloped, "
		    "compressed, CMS, bare), content_type, smime_type, "
		    "encoding, bytes, content_bytes, cipher, cipher_bits, "
		    "recipients (id, way, algorithm, key, opens, "
		    "certificate, where, used_by), signers (id, digest, "
		    "signature, attributes, signed_at, verified (null: not "
		    "tried), why, certificate, where, used_by), "
		    "certificates, opened of each.  A certificate "
		    "has thumbprint, common_name, subject, issuer, serial, "
		    "not_before, not_after, key_type, key_bits." },
		{ "parts", "array", "Of the innermost layer; as of decode." },
		{ "stopped", "text or null", "Why not all can be seen." },
		{ "damaged", "boolean", "That is because it is damaged." },
		{ "weaknesses", "array", "word, text, layer (null: the "
		    "whole) of each." },
		{ "needs", "array of texts", "What it takes to process "
		    "it." },
	} },
	{ "encode", "As decode, without party and part.", {
		{ "remark", "text or null", "It is disabled or not started; "
		    "it was done all the same." },
		{ "outcome", "text", "processed or suspended." },
		{ "failure", "object or null", "As above." },
		{ "context", "object", "Of the message." },
		{ "bytes", "number", "Size of the result." },
		{ "trace", "array", "As above." },
	} },
	{ "audit", "The findings.", {
		{ "group", "text", "The name of the group." },
		{ "at", "time", "As of when." },
		{ "errors", "number", "How many." },
		{ "warnings", "number", "How many." },
		{ "advice", "number", "How many." },
		{ "passed", "number", "Checks without finding." },
		{ "unknown", "number", "Checks that could not be made." },
		{ "waived", "number", "Findings that are accepted; errors, "
		    "warnings and advice do not count them." },
		{ "findings", "array", "rule, result (finding, unknown, "
		    "waived), severity, kind, object, field, computer, "
		    "account, thumbprint, text, fix, first_seen (null: never "
		    "recorded), waived (null, or by, until, reason) of "
		    "each." },
		{ "stores", "number", "Stores that the audit needs." },
		{ "not_seen", "array", "Those of which nothing recent is "
		    "known: computer, store, account, reason (never "
		    "published, cannot be opened, out of date), published "
		    "(null: never) of each." },
		{ "needs", "array or null", "With --host or --object: "
		    "computer, account, store, thumbprint, common_name, "
		    "usage, role, kind, object, host, active, state (as of "
		    "audit matrix), not_after of each certificate that is "
		    "needed." },
		{ "worse", "array or null", "With --against: findings that "
		    "are new or worse." },
		{ "better", "array or null", "With --against: those that are "
		    "gone or milder." },
	} },
	{ "audit matrix", "What is needed where.", {
		{ "group", "text", "The name of the group." },
		{ "at", "time", "As of when." },
		{ "certificates", "array", "thumbprint, common_name, "
		    "not_after and places (computer, account, state: ok, "
		    "expires, untrusted, not yet, open, unfit, expired, "
		    "revoked, bad key, no key, missing, unknown) of each." },
	} },
	{ "audit calendar", "What breaks when.", {
		{ "group", "text", "The name of the group." },
		{ "at", "time", "From when on." },
		{ "days", "number", "For how long." },
		{ "events", "array", "at, event (expires, chain ends, list "
		    "ends, takes over, given up, waiver ends), thumbprint, "
		    "title, text, kind, object, field, used_by, partners, "
		    "ports of each." },
	} },
	{ "audit fix", "What is or would be mended.", {
		{ "fixes", "array", "rule, kind, object, thumbprint, fix "
		    "(set, install, repair, remove; null: by hand only), "
		    "changes (lines), command (that does the same), undo "
		    "(commands; none: it cannot be taken back), done, problem "
		    "(why not, or null) of each finding." },
	} },
	{ "overview", "The group at a glance.", {
		{ "group", "text", "Its name." },
		{ "database", "text", "Its path." },
		{ "computer", "text", "This one." },
		{ "counts", "object", "Number of objects by kind." },
		{ "host_instances", "array", "The documents of show." },
		{ "audit", "object", "The document of audit, without "
		    "group." },
	} },
	{ "history", "An array of revisions, newest first.", {
		{ "id", "number", "The revision." },
		{ "at", "time", "When." },
		{ "who", "text", "The user." },
		{ "origin", "text", "Computer and terminal." },
		{ "reason", "text or null", "Why." },
		{ "undoes", "number or null", "What it takes back." },
		{ "digest", "text", "Of the chain." },
		{ "changes", "array", "kind, object_id, object, action "
		    "(create, update, delete), field, old_value, new_value "
		    "of each; values as set takes them." },
	} },
	{ "history --verify", "The chain.", {
		{ "revisions", "number", "How many are good." },
		{ "intact", "boolean", "True." },
	} },
	{ "undo", "What was undone.", {
		{ "undone", "number", "The revision." },
		{ "secrets", "array", "kind, name, field of each that could "
		    "not be taken back." },
	} },
	{ "rollback", "To where.", {
		{ "restored", "number", "The revision." },
		{ "secrets", "array", "kind, name, field of each that could "
		    "not be taken back." },
	} },
	{ "inventory publish", "Whose.", {
		{ "computer", "text", "This one." },
	} },
	{ "inventory list", "An array, of stores:", {
		{ "computer", "text", "Where." },
		{ "store", "text", "Which." },
		{ "account", "text or null", "Of a personal store." },
		{ "published", "time or null", "Null: never, and what it "
		    "holds is unknown." },
		{ "certificates", "number or null", "How many." },
		{ "keys", "number or null", "How many have a private key." },
		{ "stray_keys", "text or null", "Thumbprints of keys without "
		    "certificate." },
		{ "problem", "text or null", "Why it could not be opened." },
	} },
	{ "inventory show", "An array, of certificates:", {
		{ "computer", "text", "Where." },
		{ "store", "text", "In which store." },
		{ "account", "text or null", "Of a personal store." },
		{ "published", "time", "When that was seen." },
		{ "thumbprint", "text", "SHA-1, 40 digits." },
		{ "common_name", "text", "Of the subject." },
		{ "not_after", "time", "End of validity." },
		{ "key_present", "boolean", "There is a private key." },
		{ "key_works", "boolean", "It signed and decrypted there." },
		{ "key_problem", "text or null", "Why not." },
		{ "key_mode", "text or null", "Of its file, octal." },
		{ "key_owner", "text or null", "Of its file." },
		{ "key_open", "text or null", "Who else can reach it." },
	} },
	{ "init", "The new group.", {
		{ "group", "text", "Its name." },
		{ "database", "text", "Its path." },
		{ "settings", "text or null", "Its settings file." },
	} },
	{ "--version", "The program.", {
		{ "program", "text", "sealport." },
		{ "program_version", "text", "Its version." },
	} },
	{ .name = NULL },
};

static const char head[] =
	".\\\" SPDX-License-Identifier: ISC\n"
	".\\\" Made by \"sealport help --manual --json\"; do not edit.\n"
	".Dd November 21, 2026\n"
	".Dt SEALPORT-JSON 7\n"
	".Os\n"
	".Sh NAME\n"
	".Nm sealport-json\n"
	".Nd JSON documents of sealport\n"
	".Sh DESCRIPTION\n"
	"With\n"
	".Fl \\-json\n"
	".Xr sealport 1\n"
	"prints one document, in ASCII with\n"
	".Ql \\eu\n"
	"escapes.\n"
	"Keys may be added in later versions; those here stay.\n"
	"Every document, and every element where it is an array of objects,\n"
	"has the key\n"
	".Va format ,\n"
	"a number that grows when a key changes its meaning.\n"
	".Pp\n"
	"Numbers and booleans are such.\n"
	"Times are RFC 3339 in UTC, times of day HH:MM:SS.\n"
	"A certificate is an object of\n"
	".Va thumbprint\n"
	"and\n"
	".Va common_name\n"
	"(null where the group does not know it), a field with rows an array\n"
	"of objects by column, a set an array of texts.\n"
	"A secret is {\"set\": true}; what is not there is null.\n"
	".Sh READING BACK\n"
	".Cm set\n"
	"and\n"
	".Cm new\n"
	"take the document of\n"
	".Cm show\n"
	"with\n"
	".Fl \\-from .\n"
	"A key that is absent leaves its field alone, null clears it;\n"
	"a secret is kept by both, and by what\n"
	".Cm show\n"
	"prints for it.\n"
	"Fields that are computed, changed by verbs or fixed at creation\n"
	"are accepted by\n"
	".Cm set\n"
	"where they are as they were.\n"
	".Va kind\n"
	"must be the one named;\n"
	".Va name\n"
	"counts where the command line gives none.\n"
	"Where\n"
	".Va id\n"
	"and\n"
	".Va version\n"
	"are given and the same object has another version by now,\n"
	".Cm set\n"
	"refuses; without them it does not ask.\n"
	"Any value may be a text as\n"
	".Cm set\n"
	"takes it.\n"
	"A document has at most 4 MiB and eight levels; keys given twice,\n"
	"NUL bytes and what is not UTF\\-8 are refused.\n"
	".Sh DOCUMENTS\n";

static void
man_document(struct out *o, const struct document *d)
{
	const struct json_key *k;

	out_text(o, ".Ss ");
	man_line(o, d->name);
	man_line(o, d->help);
	if (d->keys[0].name == NULL)
		return;
	out_text(o, ".Bl -tag -width Ds\n");
	for (k = d->keys; k->name != NULL; k++) {
		out_fmt(o, ".It Va %s Pq ", k->name);
		man_line(o, k->type);
		man_line(o, k->help);
	}
	out_text(o, ".El\n");
}

void
help_json_manual(struct out *o)
{
	const struct document *d;

	out_text(o, head);
	for (d = documents; d->name != NULL; d++)
		man_document(o, d);
	out_text(o, ".Sh SEE ALSO\n.Xr sealport 1 ,\n"
	    ".Xr sealport-fields 7\n");
}
