/* SPDX-License-Identifier: ISC */
#include "model/audit/unjudged.h"

#include <string.h>

#include "base/mem.h"

#define NO_LOG "there is no log of messages"
#define NO_QUEUE "there is no queue of suspended messages"
#define NO_PACKAGE "no package of another group is ever imported"
#define BUILT_IN "only components that are part of the program run"

const struct audit_unjudged audit_unjudged[] = {
	{ "A105", NO_LOG },
	{ "A114", NO_LOG },
	{ "C310", NO_LOG },
	{ "C408", NO_LOG },
	{ "C502", "cert orphans lists what nothing names" },
	{ "C506", "delete asks before a host instance goes" },
	{ "H216", "no listener runs for the group" },
	{ "H217", "host instances are no services of the system" },
	{ "H219", "host instances make no connections of their own accord" },
	{ "H220", BUILT_IN },
	{ "H221", BUILT_IN },
	{ "H224", NO_QUEUE },
	{ "L110", NO_LOG },
	{ "Q101", NO_QUEUE },
	{ "Q102", NO_QUEUE },
	{ "Q103", NO_QUEUE },
	{ "Q104", NO_QUEUE },
	{ "Q105", NO_QUEUE },
	{ "Q106", NO_QUEUE },
	{ "S103", "the record of changes cannot be turned off" },
	{ "S105", "root imports with the rights of the account itself; C109 "
	    "tells of a key that is another's" },
	{ "T116", "verification of servers cannot be switched off" },
	{ "T118", NO_LOG },
	{ "X101", "cert import refuses it; C301 to C304 tell of any other" },
	{ "X102", "certificates belong to no application" },
	{ "X103", "cert import refuses it; C107 tells of any other" },
	{ "X104", "no verb writes keys or passwords unasked" },
	{ "X105", NO_PACKAGE "; C503 tells of any unknown certificate" },
	{ "X106", NO_PACKAGE },
};

const size_t audit_unjudged_count = ARRAY_SIZE(audit_unjudged);

const char *
audit_unjudged_why(const char *id)
{
	size_t i;

	for (i = 0; i < audit_unjudged_count; i++)
		if (strcmp(audit_unjudged[i].id, id) == 0)
			return audit_unjudged[i].why;
	return NULL;
}
