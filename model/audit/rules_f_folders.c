/* SPDX-License-Identifier: ISC */
/* F: who can get at the folders of FILE locations and ports. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/account.h"
#include "base/mem.h"
#include "model/audit/rules_f.h"

/* What may be done with a folder's messages, as its mode grants it. */
enum { MAY_READ = 04, MAY_WRITE = 02, MAY_ENTER = 01 };

struct folder {
	const struct object *object;
	const char *path;
	const struct host_instance *instance;
	const struct topology_host *host;
	int64_t group_may;	/* who is let in besides the account */
};

/* "read and write"; the bit to enter alone opens files whose name is known. */
static const char *
rights_text(int64_t bits)
{
	static const char *const texts[] = { "", "open", "write", "write",
	    "read", "read", "read and write", "read and write" };

	return texts[bits & 07];
}

static void
folder_finding(struct audit *a, const struct audit_rule *rule,
    const struct folder *f, char *who, const char *what)
{
	struct audit_subject s = audit_subject_of(f->object, NULL);
	struct audit_values values = { 0 };

	s.computer = f->instance->computer;
	audit_value(&values, "port", s.object);
	audit_value(&values, "dir", f->path);
	audit_values_add(&values, "who", who);
	audit_value(&values, "what", what);
	audit_finding(a, rule, &s, rule->severity, &values);
}

/* A group that is the host's, or the account's own, is the account's. */
static bool
is_ours(const struct audit *a, const struct folder *f, const char *group)
{
	const char *own = audit_told(a, f->instance->computer, FACT_GROUPS,
	    f->instance->account);
	const char *of_host = f->host->host->os_group;

	if (of_host != NULL && strcmp(group, of_host) == 0)
		return true;
	return own != NULL && strncmp(own, group, strlen(group)) == 0 &&
	    (own[strlen(group)] == ':' || own[strlen(group)] == '\0');
}

static void
judge(struct audit *a, const struct audit_rule *rule,
    const struct folder *f)
{
	const char *computer = f->instance->computer;
	int64_t mode = audit_told_number(a, computer, FACT_MODE, f->path);
	const char *owner = audit_told(a, computer, FACT_OWNER, f->path);
	const char *group = audit_told(a, computer, FACT_GROUP, f->path);
	int64_t of_group, excess;

	if (mode < 0 || owner == NULL || group == NULL)
		return;		/* it is not there */
	of_group = mode >> 3 & 07;
	excess = of_group & ~f->group_may;
	if ((mode & 07) != 0)
		folder_finding(a, rule, f, xstrdup("everybody"),
		    rights_text(mode));
	else if (excess != 0 && !is_ours(a, f, group))
		folder_finding(a, rule, f, xasprintf("group %s", group),
		    rights_text(excess));
	else if (strcmp(owner, "root") != 0 &&
	    strcmp(owner, f->instance->account) != 0)
		folder_finding(a, rule, f, xstrdup(owner),
		    "read and write");
	else
		audit_pass(a);
}

static void
each_place(struct audit *a, const struct audit_rule *rule, struct folder *f)
{
	size_t i;

	if (f->path == NULL || f->path[0] != '/' || f->host == NULL)
		return;
	for (i = 0; i < f->host->instances.n; i++) {
		f->instance =
		    a->topology->instances[f->host->instances.v[i]];
		if (!f->instance->disabled &&
		    audit_has_told(a, rule, f->instance->computer))
			judge(a, rule, f);
	}
}

/*
 * F106: a partner may put files into a receive folder, and a reader take them
 * out of a send folder.
 */
void
rules_f_folders(struct audit *a, const struct audit_rule *rule)
{
	const struct topology *t = a->topology;
	const struct topology_transport *out;
	struct folder f;
	size_t i;

	for (i = 0; i < t->nlocations; i++) {
		f = (struct folder){ .host = t->locations[i].host,
		    .object = &t->locations[i].location->object,
		    .group_may = MAY_WRITE | MAY_ENTER };
		f.path = props_get(&f.object->props, "file.receive_folder");
		each_place(a, rule, &f);
	}
	for (i = 0; i < t->nports; i++) {
		out = &t->ports[i].transports[TRANSPORT_PRIMARY];
		f = (struct folder){ .host = out->host,
		    .object = &t->ports[i].port->object,
		    .group_may = MAY_READ | MAY_ENTER };
		f.path = props_get(&f.object->props,
		    "file.destination_folder");
		each_place(a, rule, &f);
	}
}
