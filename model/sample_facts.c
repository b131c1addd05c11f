/* SPDX-License-Identifier: ISC */
#include "model/sample_facts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/computer_fact.h"
#include "model/inventory.h"
#include "model/sample_rows.h"

#define FREE_BYTES "53687091200"	/* 50 GiB */

struct told {
	enum fact_topic topic;
	const char *value;
};

/* Of each account's own temporary folder, and of the files of the group. */
static const struct told folder[] = {
	{ FACT_KIND, "folder" }, { FACT_MODE, "0700" },
	{ FACT_FREE, FREE_BYTES }, { FACT_OLD, "0" },
	{ FACT_DEVICE, "encrypted" },
};

static const struct told computer_facts[] = {
	{ FACT_TOLD, "root" }, { FACT_CLOCK, "0" },
	{ FACT_SWAP, "encrypted" },
};

static void
tell_account(struct computer_facts *f, const char *computer,
    const char *account, const char *group)
{
	char *path = xasprintf("/var/lib/sealport/temp/%s", account);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folder); i++)
		computer_facts_add(f, computer, folder[i].topic, path,
		    folder[i].value);
	computer_facts_add(f, computer, FACT_OWNER, path, account);
	computer_facts_add(f, computer, FACT_GROUP, path, account);
	computer_facts_add(f, computer, FACT_TEMP, account, path);
	computer_facts_add(f, computer, FACT_ACCOUNT, account, "usable");
	computer_facts_add(f, computer, FACT_UID, account, "991");
	computer_facts_add(f, computer, FACT_GROUPS, account, group);
	free(path);
}

static void
tell_computer(struct computer_facts *f, const char *computer,
    const char *account)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(computer_facts); i++)
		computer_facts_add(f, computer, computer_facts[i].topic, "",
		    computer_facts[i].value);
	tell_account(f, computer, account, "edi-users");
	tell_account(f, computer, PUBLIC_ACCOUNT, "edi-public");
}

bool
sample_tell(struct model *m, const char *other_computer, struct err *err)
{
	struct computer_facts f = { 0 };
	char *here = model_computer(m, err);
	bool ok = here != NULL;

	if (ok) {
		tell_computer(&f, here, m->user);
		tell_computer(&f, other_computer, OTHER_ACCOUNT);
		computer_facts_sort(&f);
		ok = computer_facts_write(m, &f, err);
	}
	computer_facts_clear(&f);
	free(here);
	return ok;
}
