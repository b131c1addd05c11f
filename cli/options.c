/* SPDX-License-Identifier: ISC */
/* Every option of every verb; which verb takes which is in verbs.c. */
#include "cli/invocation.h"

const struct option_row option_rows[OPTION_COUNT] = {
	[OPTION_CONFIG] = { .name = "config", .value = "FILE", .global = true,
	    .help = "Read the settings from FILE." },
	[OPTION_DB] = { .name = "db", .value = "URL", .global = true,
	    .help = "Use this configuration database instead of that in the "
	    "settings: sqlite:PATH or a plain path." },
	[OPTION_STORES] = { .name = "stores", .value = "DIR", .global = true,
	    .help = "Use this folder of certificate stores instead of that "
	    "in the settings." },
	[OPTION_READ_ONLY] = { .name = "read-only", .global = true,
	    .help = "Change nothing, whatever the verb." },
	[OPTION_HELP] = { .name = "help", .global = true,
	    .help = "Explain the verb and do nothing else." },
	[OPTION_VERSION] = { .name = "version", .global = true,
	    .help = "Print the version and do nothing else." },
	[OPTION_ACCOUNT] = { .name = "account", .value = "NAME",
	    .help = "The account whose Personal store is meant, or under "
	    "which the host instance runs." },
	[OPTION_AGAINST] = { .name = "against", .value = "FILE",
	    .help = "Print what got better and worse since the report of "
	    "`audit --json' in FILE, or since that revision." },
	[OPTION_ALL] = { .name = "all",
	    .help = "Print all revisions, not only the newest." },
	[OPTION_ANSWERS] = { .name = "answers", .value = "FILE",
	    .help = "Take the answers from FILE, ID=VALUE a line, and ask "
	    "only what is missing; nothing where there is no terminal." },
	[OPTION_ASSIGN] = { .name = "assign", .value = "OBJECT",
	    .help = "The object that gets the certificate for --use, as "
	    "\"KIND NAME\": \"host Receive\"." },
	[OPTION_AT] = { .name = "at", .value = "TIME",
	    .help = "Judge as of this time in UTC (2026-12-31 or "
	    "2026-12-31 23:59) instead of now." },
	[OPTION_BEFORE] = { .name = "before", .value = "REVISION",
	    .help = "Print only revisions before this one." },
	[OPTION_CHAIN] = { .name = "chain",
	    .help = "With the certificates above it, as far as the stores "
	    "here know them." },
	[OPTION_CLIENT_CERTIFICATE] = { .name = "client-certificate",
	    .value = "THUMB",
	    .help = "Show this certificate of the Personal store to the "
	    "server instead of the port's." },
	[OPTION_COLUMNS] = { .name = "columns", .value = "FIELD,...",
	    .help = "Print the name and these fields, dotted ones too." },
	[OPTION_COMPUTER] = { .name = "computer", .value = "NAME",
	    .help = "Be the host instance on this computer." },
	[OPTION_CONFIRM_IDENTITY] = { .name = "confirm-identity",
	    .help = "Replace a certificate even by one of somebody else." },
	[OPTION_CONTACT] = { .name = "contact", .value = "TEXT",
	    .help = "Whom of ours the partner tells, in one line." },
	[OPTION_CONTENT_TYPE] = { .name = "content-type", .value = "TYPE",
	    .help = "MIME content type of the body; default "
	    "application/octet-stream." },
	[OPTION_CSV] = { .name = "csv",
	    .help = "Print comma-separated values, a finding a line." },
	[OPTION_DAYS] = { .name = "days", .value = "N",
	    .help = "What expires within N days is due." },
	[OPTION_DRY_RUN] = { .name = "dry-run",
	    .help = "Only say what would be done." },
	[OPTION_ENCRYPTION_CERTIFICATE] = { .name = "encryption-certificate",
	    .value = "THUMB",
	    .help = "Encrypt for this certificate instead of the port's." },
	[OPTION_FILE_NAME] = { .name = "file-name", .value = "NAME",
	    .help = "File name that the body part carries." },
	[OPTION_FILTER] = { .name = "filter", .value = "TEXT",
	    .help = "Only objects whose name or a list column contains "
	    "TEXT." },
	[OPTION_FORCE] = { .name = "force",
	    .help = "Write over a file that is there; fetch also lists that "
	    "are not due." },
	[OPTION_FORM] = { .name = "form", .value = "FORM",
	    .help = "One of pem, der, pkcs7, pkcs12; pem if it is not "
	    "given." },
	[OPTION_FROM] = { .name = "from", .value = "FILE",
	    .help = "Take the fields from a JSON document as `show --json' "
	    "prints it; - is standard input." },
	[OPTION_GROUP] = { .name = "group", .value = "NAME",
	    .help = "Name of the new group." },
	[OPTION_HOST] = { .name = "host", .value = "NAME",
	    .help = "Only what concerns this host: what runs in it, its "
	    "computers and the certificates it needs." },
	[OPTION_HTML] = { .name = "html",
	    .help = "Print a page for a browser and for paper." },
	[OPTION_JSON] = { .name = "json",
	    .help = "Print one JSON document." },
	[OPTION_KEEP] = { .name = "keep", .value = "DAYS",
	    .help = "How many days after the next certificate takes over "
	    "the one before it is accepted, unless it is completed "
	    "otherwise." },
	[OPTION_KEEP_CERTIFICATES] = { .name = "keep-certificates",
	    .help = "Leave the certificates in their stores." },
	[OPTION_KEEP_UNTIL] = { .name = "keep-until", .value = "TIME",
	    .help = "Accept the certificate that was replaced until then; "
	    "a time that is past: no more." },
	[OPTION_KEY] = { .name = "key",
	    .help = "With the private key, encrypted; is noted in the "
	    "history." },
	[OPTION_KEYS] = { .name = "keys",
	    .help = "List the keys of the console." },
	[OPTION_LIMIT] = { .name = "limit", .value = "N",
	    .help = "Print at most N of them." },
	[OPTION_LINE] = { .name = "line",
	    .help = "Print everything on one line, for eval of a shell." },
	[OPTION_LOCATION] = { .name = "location", .value = "NAME",
	    .help = "The receive location that the message arrives at, or "
	    "whose response it is." },
	[OPTION_MANUAL] = { .name = "manual",
	    .help = "Print the manual page of all fields, "
	    "sealport-fields(7), with --keys that of all keys, with --json "
	    "that of the JSON documents." },
	[OPTION_NAGIOS] = { .name = "nagios",
	    .help = "Print one line; exit status 0: OK, 1: warnings, "
	    "2: errors, 3: something could not be tested." },
	[OPTION_NAMES] = { .name = "names",
	    .help = "Print the names only, one a line." },
	[OPTION_NEW_SINCE] = { .name = "new-since", .value = "TIME",
	    .help = "Only findings that were first recorded since then, or "
	    "never." },
	[OPTION_OBJECT] = { .name = "object", .value = "OBJECT",
	    .help = "Only what concerns this object, as \"KIND NAME\": "
	    "\"send-port Orders\"." },
	[OPTION_ONLY] = { .name = "only", .value = "THUMB",
	    .help = "Only this certificate, of the file or of the "
	    "findings; the others are left out." },
	[OPTION_OUTPUT] = { .name = "output", .value = "FILE",
	    .help = "Write to FILE (-o FILE) instead of standard output; "
	    "never over one that is there without --force." },
	[OPTION_PARTS] = { .name = "parts", .value = "DIR",
	    .help = "Write every part of the message to a file of its own in "
	    "DIR, which is made if it is not there; never over a file." },
	[OPTION_PASSPHRASE_FILE] = { .name = "passphrase-file",
	    .value = "FILE",
	    .help = "Take the passphrase from the first line of FILE instead "
	    "of asking for it." },
	[OPTION_PORT] = { .name = "port", .value = "NAME",
	    .help = "The send port that the message leaves by, or whose "
	    "response it is." },
	[OPTION_PROMETHEUS] = { .name = "prometheus",
	    .help = "Print metrics in the text exposition format." },
	[OPTION_REASON] = { .name = "reason", .value = "TEXT",
	    .help = "Why; kept in the history." },
	[OPTION_RECORD] = { .name = "record",
	    .help = "Remember since when each finding is there, and print "
	    "only what is new." },
	[OPTION_REMOVE_CERTIFICATES] = { .name = "remove-certificates",
	    .help = "Remove the certificates that nothing else needs from "
	    "the stores of this computer." },
	[OPTION_REPLACE] = { .name = "replace",
	    .help = "Assign a renewed certificate wherever the one it "
	    "renews is assigned." },
	[OPTION_RULE] = { .name = "rule", .value = "ID",
	    .help = "Only this rule, or those whose id begins so: C101, C1, "
	    "C." },
	[OPTION_SAMPLE] = { .name = "sample",
	    .help = "Fill the group with an example: hosts, ports, parties "
	    "and test certificates." },
	[OPTION_SEVERITY] = { .name = "severity", .value = "SEVERITY",
	    .help = "Only findings as bad as error, warning or advice, or "
	    "worse." },
	[OPTION_SORT] = { .name = "sort", .value = "FIELD",
	    .help = "Order by this field instead of the name; -FIELD: the "
	    "last one first." },
	[OPTION_STORE] = { .name = "store", .value = "STORE",
	    .help = "One of other-people, personal, root, ca, crl." },
	[OPTION_TAKE_OVER] = { .name = "take-over", .value = "TIME",
	    .help = "When the next certificate takes over (2026-12-31 or "
	    "2026-12-31 23:59, UTC)." },
	[OPTION_TLS_CERTIFICATE] = { .name = "tls-certificate",
	    .value = "THUMB",
	    .help = "The client certificate that the transport has seen." },
	[OPTION_TRACE] = { .name = "trace",
	    .help = "Say of each step how large the message was, and of the "
	    "whole its parts and its properties." },
	[OPTION_USE] = { .name = "use", .value = "USE",
	    .help = "What the certificate is for: decrypt, sign, verify, "
	    "encrypt or tls-client." },
	[OPTION_VERIFY] = { .name = "verify",
	    .help = "Check that no revision was changed or removed." },
	[OPTION_WHAT_IF] = { .name = "what-if",
	    .help = "Write nothing; say what the change would do to the "
	    "audit." },
	[OPTION_WINDOWS_USER] = { .name = "windows-user", .value = "NAME",
	    .help = "The user that the transport has authenticated." },
};
