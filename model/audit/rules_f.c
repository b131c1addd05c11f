/* SPDX-License-Identifier: ISC */
/*
 * F: what messages overflow to, and keys that lie about, as computers tell.
 *
 * In the temporary folder of the system, which everybody shares, a message
 * has a file without a name that nobody else can open (base/temp.h): F104
 * tells of it, and what F101, F102 and F105 ask of a folder is not asked.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/audit/rules_f.h"

#define MIB (INT64_C(1) << 20)
#define GIB (INT64_C(1) << 30)

enum {
	OPEN_TO_OTHERS = 077,
	OWN_WRITE = 0300,
	SPARE = 3,		/* times the largest messages at once */
	DEFAULT_THREADS = 20,	/* of the host's setting */
};

static bool
is_common(const char *path)
{
	static const char *const all[] = { "/tmp", "/var/tmp", "/dev/shm" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (strcmp(path, all[i]) == 0)
			return true;
	return false;
}

/* NULL: "unknown" has been answered. */
static const char *
temp_of(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i)
{
	const char *path = audit_told(a, i->computer, FACT_TEMP, i->account);
	struct audit_subject s = audit_instance_subject(i, NULL);

	if (path == NULL)
		audit_unknown(a, rule, &s, "its temporary folder is not "
		    "known; publish the inventory as this account");
	return path;
}

static void
temp_finding(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, struct audit_values *values)
{
	struct audit_subject s = audit_instance_subject(i, NULL);

	audit_instance_values(i, values);
	audit_value(values, "dir", audit_told(a, i->computer, FACT_TEMP,
	    i->account));
	audit_finding(a, rule, &s, rule->severity, values);
}

static bool
is_kind(const struct audit *a, const char *computer, const char *path,
    const char *kind)
{
	const char *told = audit_told(a, computer, FACT_KIND, path);

	return told != NULL && strcmp(told, kind) == 0;
}

/* Why others can look into it, or NULL; the caller frees. */
static char *
why_open(const struct audit *a, const struct host_instance *i,
    const char *path)
{
	int64_t mode = audit_told_number(a, i->computer, FACT_MODE, path);
	const char *owner = audit_told(a, i->computer, FACT_OWNER, path);

	if (is_kind(a, i->computer, path, "link"))
		return xstrdup("symbolic link");
	if (owner != NULL && strcmp(owner, i->account) != 0)
		return xasprintf("owner %s", owner);
	if (mode >= 0 && (mode & OPEN_TO_OTHERS) != 0)
		return xasprintf("mode %04" PRIo64, (uint64_t)mode);
	return NULL;
}

/* F101 */
static void
test_private(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *path = temp_of(a, rule, i);
	struct audit_values values = { 0 };
	char *why;

	(void)h;
	if (path == NULL || is_common(path) ||
	    is_kind(a, i->computer, path, "missing"))
		return;
	why = why_open(a, i, path);
	if (why == NULL) {
		audit_pass(a);
		return;
	}
	audit_values_add(&values, "mode", why);
	temp_finding(a, rule, i, &values);
}

/* F102 */
static void
test_writable(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *path = temp_of(a, rule, i), *owner;
	struct audit_values values = { 0 };
	int64_t mode;

	(void)h;
	if (path == NULL || is_common(path))
		return;
	mode = audit_told_number(a, i->computer, FACT_MODE, path);
	owner = audit_told(a, i->computer, FACT_OWNER, path);
	if (!is_kind(a, i->computer, path, "missing") &&
	    !is_kind(a, i->computer, path, "file") &&
	    !is_kind(a, i->computer, path, "other") &&
	    (mode < 0 || owner == NULL || strcmp(owner, i->account) != 0 ||
	    (mode & OWN_WRITE) == OWN_WRITE))
		audit_pass(a);
	else
		temp_finding(a, rule, i, &values);
}

/* ---- room ---------------------------------------------------------------- */

static int64_t
threads_of(const struct host *h)
{
	const char *text = props_get(&h->object.props,
	    "general.engine_threads");
	long long n;

	return text != NULL && text_to_int(text, &n) && n > 0 &&
	    n < INT32_MAX ? n : DEFAULT_THREADS;
}

/* What the host's messages may need at once; one without limit: 1 GiB. */
static int64_t
room_needed(const struct audit *a, const struct topology_host *h)
{
	const struct topology_location *l;
	int64_t most = 0, factor = SPARE * threads_of(h->host);
	size_t i;

	for (i = 0; i < h->locations.n; i++) {
		l = &a->topology->locations[h->locations.v[i]];
		if (l->location->maximum_message_size == FIELD_UNSET ||
		    l->location->maximum_message_size == 0)
			return GIB;
		if (l->location->maximum_message_size > most)
			most = l->location->maximum_message_size;
	}
	if (most == 0)
		return GIB;
	return most > INT64_MAX / factor ? INT64_MAX : most * factor;
}

/* F103 */
static void
test_room(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *path = temp_of(a, rule, i);
	struct audit_values values = { 0 };
	int64_t free_bytes;

	if (path == NULL || is_kind(a, i->computer, path, "missing"))
		return;
	free_bytes = audit_told_number(a, i->computer, FACT_FREE, path);
	if (free_bytes < 0)
		return;
	if (free_bytes >= room_needed(a, h)) {
		audit_pass(a);
		return;
	}
	audit_values_add(&values, "free", free_bytes >= GIB ?
	    xasprintf("%" PRId64 " GiB", free_bytes / GIB) :
	    xasprintf("%" PRId64 " MiB", free_bytes / MIB));
	temp_finding(a, rule, i, &values);
}

/* F105 */
static void
test_old(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *path = temp_of(a, rule, i);
	struct audit_values values = { 0 };
	int64_t n;

	(void)h;
	if (path == NULL || is_common(path))
		return;
	n = audit_told_number(a, i->computer, FACT_OLD, path);
	if (n < 0)
		return;
	if (n == 0) {
		audit_pass(a);
		return;
	}
	audit_values_add(&values, "n", xasprintf("%" PRId64, n));
	temp_finding(a, rule, i, &values);
}

/* ---- who shares one ------------------------------------------------------ */

struct use {
	const char *path, *account;
};

static int
compare_uses(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	int r = strcmp(x->path, y->path);

	return r != 0 ? r : strcmp(x->account, y->account);
}

/* One folder of the computer. */
static void
shared(struct audit *a, const struct audit_rule *rule, const char *computer,
    const struct use *v, size_t n)
{
	struct audit_subject s = audit_computer_subject(computer);
	struct audit_values values = { 0 };
	struct names names = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(v[i].account, v[i - 1].account) != 0)
			names_add(&names, v[i].account);
	if (names.n < 2 && !is_common(v->path)) {
		audit_pass(a);
		return;
	}
	audit_value(&values, "computer", computer);
	audit_value(&values, "dir", v->path);
	audit_names_value(&values, "accounts", &names);
	audit_finding(a, rule, &s, rule->severity, &values);
}

/* F104 */
static void
test_shared(struct audit *a, const struct audit_rule *rule,
    const char *computer)
{
	const struct topology *t = a->topology;
	struct use *v = xcalloc(t->ninstances + 1, sizeof(*v));
	const struct host_instance *at;
	size_t i, from, n = 0;
	const char *path;

	for (i = 0; i < t->ninstances; i++) {
		at = t->instances[i];
		if (at->disabled || strcasecmp(at->computer, computer) != 0)
			continue;
		path = audit_told(a, computer, FACT_TEMP, at->account);
		if (path != NULL)
			v[n++] = (struct use){ path, at->account };
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_uses);
	for (from = 0; from < n; from = i) {
		for (i = from; i < n && strcmp(v[i].path, v[from].path) == 0;
		    i++)
			;
		shared(a, rule, computer, v + from, i - from);
	}
	free(v);
}

/* ---- what is written where ------------------------------------------ */

static bool
decrypts(const struct audit *a, const struct topology_host *h)
{
	size_t i;

	if (h->host->decryption_certificate == NULL)
		return false;
	for (i = 0; i < h->locations.n; i++)
		if (a->topology->locations[h->locations.v[i]].decodes)
			return true;
	return false;
}

enum storage { STORAGE_SAFE, STORAGE_PLAIN, STORAGE_UNKNOWN };

/* Memory is as safe as what it is paged out to. */
static enum storage
judge_storage(const char *told)
{
	if (told == NULL)
		return STORAGE_UNKNOWN;
	return strcmp(told, "plain") == 0 ? STORAGE_PLAIN : STORAGE_SAFE;
}

/* F107, of one instance that decrypts; the finding is the computer's. */
static void
test_encrypted(struct audit *a, const struct audit_rule *rule,
    const struct host_instance *i, const struct topology_host *h)
{
	const char *path = audit_told(a, i->computer, FACT_TEMP, i->account);
	enum storage swap = judge_storage(audit_told(a, i->computer,
	    FACT_SWAP, ""));
	enum storage temp = judge_storage(path == NULL ? NULL :
	    audit_told(a, i->computer, FACT_DEVICE, path));
	struct audit_subject s = audit_computer_subject(i->computer);
	struct audit_values values = { 0 };

	if (i->disabled || !decrypts(a, h))
		return;
	if (swap == STORAGE_PLAIN || temp == STORAGE_PLAIN) {
		audit_value(&values, "computer", i->computer);
		audit_finding(a, rule, &s, rule->severity, &values);
	} else if (swap == STORAGE_UNKNOWN || temp == STORAGE_UNKNOWN) {
		audit_unknown(a, rule, &s, "it cannot tell what its storage "
		    "is made of");
	} else {
		audit_pass(a);
	}
}

/* F108 */
static void
test_key_files(struct audit *a, const struct audit_rule *rule,
    const char *computer)
{
	struct audit_subject s = audit_computer_subject(computer);
	const struct computer_fact *f;
	struct audit_values values = { 0 };
	size_t n, i;

	f = computer_facts_of(&a->facts->computers, computer, FACT_KEY_FILE,
	    &n);
	if (f == NULL)
		audit_pass(a);
	for (i = 0; f != NULL && i < n; i++) {
		s.account = f[i].value;
		audit_value(&values, "computer", computer);
		audit_value(&values, "file", f[i].subject);
		audit_finding(a, rule, &s, rule->severity, &values);
	}
}

static const struct audit_rule rules[] = {
	{ .id = "F101", .severity = SEVERITY_ERROR,
	  .subject = "host instance",
	  .text = "{host} on {computer}: temporary folder {dir} is open to "
	      "others ({mode}).",
	  .fix = "Owner {account}, mode 0700.",
	  .from = "runtime-security-recommendations",
	  .run = audit_each_instance, .instance = test_private },
	{ .id = "F102", .severity = SEVERITY_ERROR,
	  .subject = "host instance",
	  .text = "{host} on {computer}: {dir} cannot be written.",
	  .fix = "Create it with the right owner.",
	  .from = "runtime-security-recommendations",
	  .run = audit_each_instance, .instance = test_writable },
	{ .id = "F103", .severity = SEVERITY_WARNING,
	  .subject = "host instance",
	  .text = "{host} on {computer}: only {free} free in {dir}.",
	  .fix = "Enlarge or move the folder.",
	  .from = "runtime-security-recommendations",
	  .run = audit_each_instance, .instance = test_room },
	{ .id = "F104", .severity = SEVERITY_WARNING, .subject = "computer",
	  .text = "{computer}: {dir} is used by {accounts}.",
	  .fix = "One folder per instance.",
	  .from = "runtime-security-recommendations, security-"
	      "recommendations-for-a-biztalk-server-deployment",
	  .run = audit_each_computer, .computer = test_shared },
	{ .id = "F105", .severity = SEVERITY_WARNING,
	  .subject = "host instance",
	  .text = "{host} on {computer}: {n} old temporary file(s) may hold "
	      "message text.",
	  .fix = "Delete them; check for crashes.",
	  .from = "how-adapters-handle-large-messages",
	  .run = audit_each_instance, .instance = test_old },
	{ .id = "F106", .severity = SEVERITY_ERROR,
	  .subject = "receive location, send port",
	  .text = "{port}: {dir} allows {who} to {what}.",
	  .fix = "Tighten the access rights.",
	  .from = "sample-tma-file-adapter, "
	      "best-practices-for-securing-adapters",
	  .run = rules_f_folders },
	{ .id = "F107", .severity = SEVERITY_ADVICE, .subject = "computer",
	  .text = "{computer}: decrypted data may reach unencrypted storage.",
	  .fix = "Encrypt the device or the swap.",
	  .from = "security-recommendations-for-a-biztalk-server-deployment",
	  .run = audit_each_instance, .instance = test_encrypted },
	{ .id = "F108", .severity = SEVERITY_ERROR, .subject = "computer",
	  .text = "{computer}: key file {file} is still there.",
	  .fix = "Delete it after import.",
	  .from = "certificate-wizard-utility",
	  .run = audit_each_computer, .computer = test_key_files },
};

const struct audit_rules audit_rules_f = { rules, ARRAY_SIZE(rules) };
