/* SPDX-License-Identifier: ISC */
/* The table of verbs: a verb is added here and in verbs.h. */
#include "cli/verbs.h"

#include <string.h>
#include <unistd.h>

#include "cli/words.h"

#define EDIT_MORE "All values are checked before anything is written; they " \
	"become one revision of the history."
#define SECRET_MORE "  A password as NAME=- is asked for on the terminal, " \
	"or is the next line of standard input; as NAME=VALUE, every user " \
	"of the computer can read it in the list of processes."
#define STORE_MORE "The personal store is that of --account, by default " \
	"of the user who asks."
#define ROLLOVER_MORE "FIELD may be left out where only one certificate " \
	"is assigned.  The certificate must be known to the group, fit the " \
	"purpose and be valid by then.  What never breaks a message: our " \
	"own decryption key is installed everywhere first, then the " \
	"partners are told; partners get our signature certificate before " \
	"it takes over; a partner's certificate is in Other People before " \
	"it takes over."
#define ROLLOVER_TAKES \
	(TAKES(REASON) | TAKES(WHAT_IF) | TAKES(AT) | TAKES(JSON))
/* A step of a roll-over that is planned or running. */
#define ROLLOVER_STEP(STEP) .name = "rollover " #STEP, \
	.usage = "KIND NAME [FIELD]", .least = 1, .most = 3, \
	.access = ACCESS_WRITE, .run = verb_rollover_##STEP

const struct verb verb_rows[] = {
	{ .name = "init", .usage = "[DIR]", .most = 1,
	  .access = ACCESS_NONE, .run = verb_init,
	  .options = TAKES(GROUP) | TAKES(SAMPLE) | TAKES(JSON),
	  .help = "Create a new group.",
	  .more = "With DIR: the folder with its own sealport.conf, database "
	  "and stores.  Without: the database that the settings name.  An "
	  "existing group is never touched." },

	{ .name = "list", .usage = "KIND", .least = 1, .most = 1,
	  .access = ACCESS_READ, .run = verb_list,
	  .options = TAKES(JSON) | TAKES(FILTER) | TAKES(NAMES) |
	  TAKES(COLUMNS) | TAKES(SORT) | TAKES(LIMIT),
	  .help = "List the objects of a kind." },
	{ .name = "get", .usage = "KIND NAME FIELD", .least = 2, .most = 3,
	  .access = ACCESS_READ, .run = verb_get, .options = TAKES(JSON),
	  .help = "Print one value as it is, for scripts.",
	  .more = "Of an option that is not set here, what it inherits." },
	{ .name = "show", .usage = "KIND NAME [FIELD ...]", .least = 1,
	  .most = ANY_NUMBER, .access = ACCESS_READ, .run = verb_show,
	  .options = TAKES(JSON) | TAKES(LINE),
	  .help = "Show the fields of an object, as set and new take them.",
	  .more = "Inherited options are left out, and so are passwords: "
	  "giving the rest to set leaves them alone.  The one group needs no "
	  "NAME." },
	{ .name = "new", .usage = "KIND NAME FIELD=VALUE ...", .least = 1,
	  .most = ANY_NUMBER, .access = ACCESS_WRITE, .run = verb_new,
	  .options = TAKES(REASON) | TAKES(FROM) | TAKES(JSON) |
	      TAKES(WHAT_IF),
	  .help = "Create an object.",
	  .more = EDIT_MORE SECRET_MORE "  NAME may be left out where it is "
	  "composed of other fields." },
	{ .name = "set", .usage = "KIND NAME ... FIELD=VALUE ...",
	  .least = 1, .most = ANY_NUMBER, .access = ACCESS_WRITE,
	  .run = verb_set,
	  .options = TAKES(REASON) | TAKES(FROM) | TAKES(JSON) |
	      TAKES(WHAT_IF),
	  .help = "Change fields of objects; an empty VALUE clears.",
	  .more = EDIT_MORE SECRET_MORE "  FIELD+=ROW adds a row to a field "
	  "that has rows, FIELD-=ROW removes one.  name=NEW renames." },
	{ .name = "delete", .usage = "KIND NAME ...", .least = 1,
	  .most = ANY_NUMBER, .access = ACCESS_WRITE, .run = verb_delete,
	  .options = TAKES(REASON) | TAKES(JSON) | TAKES(WHAT_IF) |
	  TAKES(KEEP_CERTIFICATES) | TAKES(REMOVE_CERTIFICATES),
	  .help = "Delete objects that no other one refers to.",
	  .more = "Of a party, --remove-certificates removes what nothing "
	  "else names from Other People here.  A host instance whose "
	  "account no other one uses needs it or --keep-certificates while "
	  "there are certificates in the account's Personal store." },

	{ .name = "cert import", .usage = "FILE", .least = 1, .most = 1,
	  .access = ACCESS_WRITE, .run = verb_cert_import,
	  .options = TAKES(STORE) | TAKES(ACCOUNT) | TAKES(ASSIGN) |
	  TAKES(CONFIRM_IDENTITY) | TAKES(DRY_RUN) | TAKES(JSON) |
	  TAKES(ONLY) | TAKES(PASSPHRASE_FILE) | TAKES(REASON) |
	  TAKES(REPLACE) | TAKES(TAKE_OVER) | TAKES(USE),
	  .help = "Import certificates, keys and revocation lists, and say "
	  "what they are for.",
	  .more = "PEM, DER, PKCS#7 or PKCS#12, of at most 1,000 "
	  "certificates; - is standard input, or what "
	  "is pasted into the terminal up to its END line.  Each "
	  "certificate goes to the store where it belongs, or all to "
	  "--store.  A root that comes together with other certificates is "
	  "trusted only with --store root or --only.  --use assigns in the "
	  "same step, to --assign or to the only object there is: decrypt "
	  "to a host, sign to the group, verify to a party, encrypt to a "
	  "send port or a two-way receive location, tls-client to the "
	  "transport of a send port.  --replace assigns a renewed "
	  "certificate wherever the one it renews is assigned.  With "
	  "--take-over it becomes the next one there, as rollover plan "
	  "does.  All or "
	  "nothing, in one revision; undo takes the assignments back, not "
	  "the files in the stores.  " STORE_MORE },
	{ .name = "cert list", .usage = "", .most = 0,
	  .access = ACCESS_READ, .run = verb_cert_list,
	  .options = TAKES(STORE) | TAKES(ACCOUNT) | TAKES(JSON),
	  .help = "List what the stores of this computer hold.",
	  .more = STORE_MORE },
	{ .name = "cert show", .usage = "THUMB", .least = 1, .most = 1,
	  .access = ACCESS_READ, .run = verb_cert_show,
	  .options = TAKES(STORE) | TAKES(ACCOUNT) | TAKES(JSON) | TAKES(AT),
	  .help = "Show a certificate, what it is good for and where it is "
	  "used.",
	  .more = "Looks in the stores of this computer, then among the "
	  "certificates known to the group.  " STORE_MORE },
	{ .name = "cert replace", .usage = "THUMB NEW_THUMB", .least = 2,
	  .most = 2, .access = ACCESS_WRITE, .run = verb_cert_replace,
	  .options = TAKES(ACCOUNT) | TAKES(CONFIRM_IDENTITY) |
	  TAKES(REASON) | TAKES(WHAT_IF) | TAKES(JSON),
	  .help = "Assign another certificate wherever one is assigned.",
	  .more = "One revision, which undo takes back.  A place whose usage "
	  "the new one does not fit stays as it is and is named with the "
	  "reason; the exit status is then 1.  The new one is looked for "
	  "in the stores of this computer, then in the group; one of "
	  "somebody else needs --confirm-identity." },
	{ .name = "cert remove", .usage = "THUMB", .least = 1, .most = 1,
	  .access = ACCESS_WRITE, .run = verb_cert_remove,
	  .options = TAKES(STORE) | TAKES(ACCOUNT) | TAKES(JSON),
	  .help = "Remove a certificate and its key, or a revocation list, "
	  "from a store.",
	  .more = "--store may be left out if only one store holds it.  "
	  STORE_MORE },

	{ .name = "cert refresh", .usage = "", .access = ACCESS_WRITE,
	  .run = verb_cert_refresh,
	  .options = TAKES(FORCE) | TAKES(DRY_RUN) | TAKES(JSON),
	  .help = "Fetch the revocation lists that are due.",
	  .more = "From the distribution points of every certificate in use "
	  "on this computer, by http, https or file.  A list is taken only "
	  "if its signature, issuer, scope and dates are good; else the old "
	  "one stays.  Exit status 1 if a list could not be had." },
	{ .name = "cert test-connection", .usage = "URL | send-port NAME",
	  .least = 1, .most = 2, .access = ACCESS_WRITE,
	  .run = verb_cert_test_connection,
	  .options = TAKES(CLIENT_CERTIFICATE) | TAKES(JSON),
	  .help = "Connect to a server as a send port would, and say what it "
	  "presents and accepts.",
	  .more = "Nothing is sent but the TLS handshake.  The client "
	  "certificate comes from the Personal store of the user who asks.  "
	  "The last result for a send port is kept for the audit.  Exit "
	  "status 1 if messages would fail." },
	{ .name = "cert export", .usage = "THUMB", .least = 1, .most = 1,
	  .access = ACCESS_WRITE, .run = verb_cert_export,
	  .options = TAKES(STORE) | TAKES(ACCOUNT) | TAKES(FORM) |
	  TAKES(CHAIN) | TAKES(KEY) | TAKES(OUTPUT) | TAKES(FORCE) |
	  TAKES(PASSPHRASE_FILE),
	  .help = "Write a certificate for somebody else.",
	  .more = "PKCS#12 and private keys are encrypted under a passphrase "
	  "that is asked for twice.  --key takes the private key out of the "
	  "Personal store, which the history tells for ever.  " STORE_MORE },
	{ .name = "cert sync", .usage = "", .most = 0,
	  .access = ACCESS_WRITE, .run = verb_cert_sync,
	  .options = TAKES(DRY_RUN) | TAKES(JSON),
	  .help = "Install the group's public certificates on this "
	  "computer.",
	  .more = "What is assigned to ports and parties into Other People, "
	  "intermediate CAs into ca, and into root those that an "
	  "administrator has marked as trusted (set certificate THUMB "
	  "trusted=true; importing into root does it).  Nothing is "
	  "removed." },
	{ .name = "cert repair", .usage = "", .most = 0,
	  .access = ACCESS_WRITE, .run = verb_cert_repair,
	  .options = TAKES(ACCOUNT) | TAKES(DRY_RUN) | TAKES(JSON),
	  .help = "Set owner and mode of private keys as they have to be.",
	  .more = "A key that others can reach is refused in use.  Of "
	  "--account, or of every account with a Personal store here.  Only "
	  "root can change owners." },
	{ .name = "cert orphans", .usage = "", .most = 0,
	  .access = ACCESS_READ, .run = verb_cert_orphans,
	  .options = TAKES(JSON),
	  .help = "List certificates and keys that nothing needs any more.",
	  .more = "Of this computer as they are, of the others as their "
	  "inventories tell." },

	{ .name = "rollover list", .usage = "", .access = ACCESS_READ,
	  .run = verb_rollover_list,
	  .options = TAKES(DAYS) | TAKES(AT) | TAKES(JSON),
	  .help = "List the roll-overs of certificates that are due, planned "
	  "or running, and what remains to be done.",
	  .more = "A certificate is due that expires within --days, or "
	  "within the days that the party or the group says, and has no "
	  "next one." },
	{ .name = "rollover plan", .usage = "KIND NAME [FIELD] THUMB",
	  .least = 2, .most = 4, .access = ACCESS_WRITE,
	  .run = verb_rollover_plan,
	  .options = TAKES(TAKE_OVER) | TAKES(KEEP) | ROLLOVER_TAKES,
	  .help = "Set the certificate that follows, and when it takes over.",
	  .more = ROLLOVER_MORE },
	{ ROLLOVER_STEP(complete),
	  .options = TAKES(KEEP_UNTIL) | ROLLOVER_TAKES,
	  .help = "Make the next certificate the current one, and the "
	  "current one the previous one.",
	  .more = "At once, even before its time.  The previous one is "
	  "accepted for 30 days, unless the plan or --keep-until says "
	  "otherwise." },
	{ ROLLOVER_STEP(end),
	  .options = ROLLOVER_TAKES,
	  .help = "Give the previous certificate up." },
	{ ROLLOVER_STEP(cancel),
	  .options = ROLLOVER_TAKES,
	  .help = "Give the next certificate up." },

	{ .name = "guide receive", .usage = "", .access = ACCESS_WRITE,
	  .run = verb_guide_receive,
	  .options = TAKES(ANSWERS) | TAKES(WHAT_IF) | TAKES(JSON),
	  .help = "Set up and prove the receiving of a partner's messages, "
	  "question by question.",
	  .more = "Nothing is written before it has been shown and "
	  "confirmed; then everything is one revision.  A self-test follows "
	  "with messages as the partner would send them and such as nobody "
	  "should, and only then may the locations be enabled.  What was "
	  "answered is kept when the line is lost.  Exit status 1 if the "
	  "self-test fails or nothing was written; with --what-if if there "
	  "would be new errors." },

	{ .name = "guide send", .usage = "", .access = ACCESS_WRITE,
	  .run = verb_guide_send,
	  .options = TAKES(ANSWERS) | TAKES(WHAT_IF) | TAKES(JSON),
	  .help = "Set up and prove the sending of messages to a partner, "
	  "question by question.",
	  .more = "As guide receive; the self-test makes a message as it "
	  "would go out, reads it with a throw-away key in the place of the "
	  "partner's and, if asked for, tests the connection.  Only then may "
	  "the port be started." },
	{ .name = "guide rollover", .usage = "", .access = ACCESS_WRITE,
	  .run = verb_guide_rollover,
	  .options = TAKES(ANSWERS) | TAKES(WHAT_IF) | TAKES(JSON),
	  .help = "Plan the roll-over of a certificate of ours or a "
	  "partner's, question by question.",
	  .more = "As guide receive: the new certificate is stored wherever "
	  "this computer needs it and becomes the next one of every place "
	  "that has the old one; the proof says where it is missing.  "
	  "rollover list says what is to be done then." },
	{ .name = "guide sheet", .usage = "KIND NAME [PARTY]",
	  .least = 2, .most = 3, .access = ACCESS_READ,
	  .run = verb_guide_sheet,
	  .options = TAKES(AT) | TAKES(CONTACT) | TAKES(JSON),
	  .help = "Print what a partner is handed over: our certificate, "
	  "the address, algorithms, how to test, whom to tell.",
	  .more = "Of a receive-location, where the partner sends to, or a "
	  "send-port, by which we send; with PARTY also what was agreed on "
	  "with it, and its certificate as we have it.  --contact says whom "
	  "of ours to tell; without it there is a blank to fill in." },

	{ .name = "decode", .usage = "[FILE]", .most = 1,
	  .access = ACCESS_READ, .run = verb_decode,
	  .options = TAKES(LOCATION) | TAKES(PORT) | TAKES(COMPUTER) |
	  TAKES(ACCOUNT) | TAKES(JSON) | TAKES(AT) | TAKES(WINDOWS_USER) |
	  TAKES(TLS_CERTIFICATE) | TAKES(PARTS) | TAKES(TRACE),
	  .help = "Receive a message as the location would; the body goes to "
	  "standard output.",
	  .more = "With --port, as the solicit-response send port would "
	  "receive its response.  Trace and outcome go to standard error.  "
	  "Exit status 0 processed, 3 suspended, 4 dropped." },
	{ .name = "encode", .usage = "[FILE]", .most = 1,
	  .access = ACCESS_READ, .run = verb_encode,
	  .options = TAKES(PORT) | TAKES(LOCATION) | TAKES(COMPUTER) |
	  TAKES(ACCOUNT) | TAKES(JSON) | TAKES(AT) | TAKES(CONTENT_TYPE) |
	  TAKES(FILE_NAME) | TAKES(ENCRYPTION_CERTIFICATE) | TAKES(TRACE),
	  .help = "Make of a body the message that the send port would send, "
	  "on standard output.",
	  .more = "With --location, the response that the request-response "
	  "location would send.  Trace and outcome go to standard error.  "
	  "Exit status 0 processed, 3 suspended." },

	{ .name = "explain", .usage = "[FILE]", .most = 1,
	  .access = ACCESS_NONE, .run = verb_explain,
	  .options = TAKES(ACCOUNT) | TAKES(JSON) | TAKES(AT),
	  .help = "Say what a message is: its layers, recipients, signers, "
	  "parts and weaknesses, and what it takes to process it.",
	  .more = "Needs no settings, group or stores, and uses them where "
	  "they are there: encryption ends the walk unless the Personal "
	  "store of an account here (--account: of that one only) has the "
	  "key.  A signature is verified where its certificate is at hand, "
	  "but nothing is trusted or judged; content is not shown.  Exit "
	  "status 1 if the message is damaged." },

	{ .name = "audit matrix", .usage = "", .access = ACCESS_READ,
	  .run = verb_audit_matrix,
	  .options = TAKES(JSON) | TAKES(AT) | TAKES(HOST) | TAKES(OBJECT),
	  .help = "Show which certificate is needed on which computer and "
	  "account, and its state there.",
	  .more = "Exit status 1 if one is missing or unfit." },
	{ .name = "audit calendar", .usage = "", .access = ACCESS_READ,
	  .run = verb_audit_calendar,
	  .options = TAKES(JSON) | TAKES(AT) | TAKES(DAYS),
	  .help = "Say what breaks when, by date, with ports and partners.",
	  .more = "Over the next 400 days, or as many as --days says: ends "
	  "of certificates that are needed and of their issuers, of "
	  "revocation lists and waivers, roll-overs." },
	{ .name = "audit fix", .usage = "RULE [KIND NAME]", .least = 1,
	  .most = 3, .access = ACCESS_WRITE, .run = verb_audit_fix,
	  .options = TAKES(JSON) | TAKES(DRY_RUN) | TAKES(ONLY),
	  .help = "Mend the findings of a rule where that is mechanical.",
	  .more = "Sets a field, installs a public certificate, repairs the "
	  "rights of keys or removes what is left over, on this computer "
	  "only; says how to take it back.  --only keeps to what is about "
	  "one certificate.  Exit status 1 if something is not mended." },
	{ .name = "audit", .usage = "", .access = ACCESS_READ,
	  .run = verb_audit, .options = TAKES(JSON) | TAKES(AT) |
	  TAKES(HOST) | TAKES(OBJECT) | TAKES(RULE) | TAKES(SEVERITY) |
	  TAKES(NEW_SINCE) | TAKES(RECORD) | TAKES(AGAINST) | TAKES(CSV) |
	  TAKES(HTML) | TAKES(PROMETHEUS) | TAKES(NAGIOS),
	  .help = "Say what is missing, expired, revoked or unfit.",
	  .more = "Exit status 1 if there are errors among the findings that "
	  "are printed; --record prints those that are new." },
	{ .name = "inventory publish", .usage = "", .access = ACCESS_WRITE,
	  .run = verb_inventory_publish, .options = TAKES(JSON),
	  .help = "Tell the group what this computer's stores hold.",
	  .more = "Public data, and of each key whether it works, who owns "
	  "it and its mode; never a key." },
	{ .name = "inventory list", .usage = "", .most = 0,
	  .access = ACCESS_READ, .run = verb_inventory_list,
	  .options = TAKES(JSON),
	  .help = "List what the computers of the group have published.",
	  .more = "A store of which nothing was ever published is "
	  "unknown." },
	{ .name = "inventory show", .usage = "COMPUTER [STORE [ACCOUNT]]",
	  .least = 1, .most = 3, .access = ACCESS_READ,
	  .run = verb_inventory_show, .options = TAKES(JSON),
	  .help = "Show the certificates that a computer has published." },

	{ .name = "history", .usage = "[KIND NAME | REVISION]", .most = 2,
	  .access = ACCESS_READ, .run = verb_history,
	  .options = TAKES(JSON) | TAKES(LIMIT) | TAKES(BEFORE) |
	  TAKES(ALL) | TAKES(VERIFY),
	  .help = "List the revisions, newest first, with what they "
	  "changed.",
	  .more = "The newest 20 unless --limit or --all says otherwise." },
	{ .name = "undo", .usage = "", .access = ACCESS_WRITE,
	  .run = verb_undo, .options = TAKES(JSON),
	  .help = "Take back the newest revision that is not taken back." },
	{ .name = "rollback", .usage = "REVISION", .least = 1, .most = 1,
	  .access = ACCESS_WRITE, .run = verb_rollback,
	  .options = TAKES(JSON),
	  .help = "Make everything as it was right after a revision." },

	{ .name = "overview", .usage = "", .access = ACCESS_READ,
	  .run = verb_overview, .options = TAKES(JSON),
	  .help = "Print an overview of the group and of its audit.",
	  .more = "The same as no verb where there is no terminal." },
	{ .name = "completion", .usage = "bash | words LINE", .least = 1,
	  .most = 2, .access = ACCESS_NONE, .run = verb_completion,
	  .help = "Print the completion script of a shell.",
	  .more = "The script asks `completion words' for what may stand "
	  "at the end of LINE." },
	{ .name = "help",
	  .usage = "[VERB | KIND | FIELD | ADAPTER | COMPONENT]",
	  .most = 2, .access = ACCESS_NONE, .run = verb_help,
	  .options = TAKES(MANUAL) | TAKES(KEYS) | TAKES(JSON),
	  .help = "Explain a verb, a field, or the fields of a kind." },
	{ .name = NULL },
};

static const struct verb console_row = {
	.name = "console", .usage = "", .access = ACCESS_WRITE,
	.run = verb_console, .help = "The console.",
};

/* Without a terminal; never writes. */
static const struct verb overview_row = {
	.name = "overview", .usage = "", .access = ACCESS_READ,
	.run = verb_overview, .options = TAKES(JSON),
	.help = "An overview as text.",
};

static const struct verb transition_row = {
	.name = "transition", .usage = "KIND NAME ...", .least = 2,
	.most = ANY_NUMBER, .access = ACCESS_WRITE, .run = verb_transition,
	.options = TAKES(REASON) | TAKES(JSON) | TAKES(WHAT_IF),
	.help = "Change the state of objects.",
};

void
transition_words(struct words *words)
{
	const struct transition *t;
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		for (t = kinds[i]->transitions; t != NULL && t->verb != NULL;
		    t++)
			words_add(words, t->verb);
}

static bool
is_transition(const char *word)
{
	struct words words = { 0 };
	bool found = false;
	size_t i;

	transition_words(&words);
	for (i = 0; i < words.n && !found; i++)
		found = strcmp(words.v[i], word) == 0;
	words_clear(&words);
	return found;
}

/* How many of the words the verb's name is made of, 0 if it is not theirs. */
static size_t
name_matches(const char *name, const char *const *words, size_t n)
{
	size_t len = strcspn(name, " ");

	if (strlen(words[0]) != len || strncmp(name, words[0], len) != 0)
		return 0;
	if (name[len] == '\0')
		return 1;
	return n > 1 && strcmp(name + len + 1, words[1]) == 0 ? 2 : 0;
}

const struct verb *
verb_find(const char *const *words, size_t n, size_t *used)
{
	const struct verb *v;

	*used = 0;
	if (n == 0)
		return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ?
		    &console_row : &overview_row;
	for (v = verb_rows; v->name != NULL; v++) {
		*used = name_matches(v->name, words, n);
		if (*used > 0)
			return v;
	}
	if (!is_transition(words[0]))
		return NULL;
	*used = 1;
	return &transition_row;
}

/*
 * "cert" alone, or with a second word that is none of its own: say which
 * there are.
 */
static bool
unknown_second(const char *const *words, size_t n, struct words *seconds,
    struct err *err)
{
	size_t len = strlen(words[0]);
	const struct verb *v;

	for (v = verb_rows; v->name != NULL; v++)
		if (strncmp(v->name, words[0], len) == 0 &&
		    v->name[len] == ' ')
			words_add(seconds, v->name + len + 1);
	if (seconds->n == 0)
		return false;
	words_unknown(seconds, words[0], n > 1 ? words[1] : NULL, err);
	return true;
}

bool
verb_unknown(const char *const *words, size_t n, struct err *err)
{
	struct words seconds = { 0 }, known = { 0 };
	const struct verb *v;

	if (unknown_second(words, n, &seconds, err))
		return false;
	for (v = verb_rows; v->name != NULL; v++)
		words_add(&known, v->name);
	transition_words(&known);
	return words_unknown(&known, "verb", words[0], err);
}

const struct kind *
kind_arg(const char *word, struct err *err)
{
	const struct kind *kind = kind_find(word);
	struct words words = { 0 };
	size_t i;

	if (kind != NULL)
		return kind;
	for (i = 0; kinds[i] != NULL; i++)
		words_add(&words, kinds[i]->name);
	words_unknown(&words, "kind", word, err);
	return NULL;
}
