/* SPDX-License-Identifier: ISC */
/*
 * The audit: one snapshot and one inventory in, findings out.  A rule is a
 * row: id, severity, text, fix, and a function that walks the requirement
 * list or the objects.  Same input, same findings in the same order.
 */
#ifndef MODEL_AUDIT_AUDIT_H
#define MODEL_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/audit/assigned.h"
#include "model/audit/facts.h"
#include "model/audit/requirement.h"
#include "model/inventory.h"
#include "model/snapshot.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_ADVICE };

const char *severity_name(enum severity);	/* "error", ... */

enum audit_result {
	AUDIT_PASSED, AUDIT_FINDING, AUDIT_UNKNOWN,
	AUDIT_WAIVED,	/* a finding that somebody has accepted */
	AUDIT_RESULTS
};

/* "finding", "unknown", "waived": also in JSON. */
const char *audit_result_name(enum audit_result);

struct audit;
struct audit_cert;
struct audit_group;
struct chains;

enum same {
	SAME_COMPUTER = 1 << 0,
	SAME_ACCOUNT = 1 << 1,
	SAME_CERT = 1 << 2,
};

#define MAX_RULE_ID 7		/* bytes */

struct audit_rule {
	const char *id;
	enum severity severity;
	const char *subject;	/* what it is tested on */
	const char *text;	/* with {placeholders} */
	const char *fix;
	const char *from;	/* the documents it follows */
	void (*run)(struct audit *, const struct audit_rule *);
	/*
	 * Ids, blank separated: where one of them found something about the
	 * same object, this one follows from it and is not told.
	 */
	const char *follows;
	unsigned same;		/* what has to be the same besides */
	/* For the walkers: */
	const char *requirement;	/* "R1", or NULL: every requirement */
	unsigned usages;		/* bits, or 0: every usage */
	void (*test)(struct audit *, const struct audit_rule *,
	    const struct audit_group *);
	bool (*trait)(const struct cert *, enum usage);	/* of a test that
							   asks for one */
	/* For the walkers over objects, the one that fits: */
	const char *kind;		/* of audit_each_object() */
	void (*object)(struct audit *, const struct audit_rule *,
	    const struct object *);
	void (*location)(struct audit *, const struct audit_rule *,
	    const struct topology_location *);
	void (*port)(struct audit *, const struct audit_rule *,
	    const struct topology_port *);
	void (*transport)(struct audit *, const struct audit_rule *,
	    const struct topology_port *, const struct topology_transport *);
	void (*host)(struct audit *, const struct audit_rule *,
	    const struct topology_host *);
	void (*instance)(struct audit *, const struct audit_rule *,
	    const struct host_instance *, const struct topology_host *);
	void (*computer)(struct audit *, const struct audit_rule *,
	    const char *computer);
};

struct finding {
	const struct audit_rule *rule;
	enum audit_result result;	/* never AUDIT_PASSED */
	bool untold;		/* AUDIT_UNKNOWN: its computer has never told
				   anything about itself */
	enum severity severity;
	char *kind, *object;		/* where to mend it */
	char *field;			/* of the object, or NULL */
	char *computer, *account;	/* or NULL */
	char *thumbprint;		/* or NULL */
	char *text;			/* filled in, not neutralised */
	char *fix;
	int64_t first_seen;	/* by a recorded audit, or FIELD_UNSET */
	bool is_new;		/* it was this audit that was recorded */
	/* AUDIT_WAIVED: who, why and until when; else NULL. */
	char *waived_by, *waived_why;
	int64_t waived_until;
};

void finding_copy(struct finding *to, const struct finding *from);
void finding_clear(struct finding *);

/* What the rules group the requirements by. */
enum requirement_order {
	BY_PLACE, BY_STORE, BY_KEY, BY_CERT, BY_CERT_HERE, BY_HOST_CERT,
	BY_ASSIGNMENT, ORDERS
};

struct audit {
	const struct snapshot *snapshot;
	const struct inventory *inventory;
	const struct audit_facts *facts;
	int64_t at;			/* the audit's clock */
	struct topology *topology;
	struct requirements requirements;
	struct assigned_certs assigned;
	const struct requirement **orders[ORDERS];	/* each sorted when
							   first walked so */
	struct finding *v;		/* sorted: rule, object, computer,
					   account, thumbprint; unknown
					   results stand among them */
	size_t n, cap;
	size_t passed, unknown, waived;	/* results that are no finding */
	size_t by_severity[3];		/* of findings */

	/* Of audit_run(): data of the certificates the requirements name. */
	struct audit_cert *certs;
	size_t ncerts;
	/* Everything the inventories hold, by thumbprint, then by store. */
	struct audit_held {
		const struct inventory_store *store;
		const struct inventory_item *item;
	} *held;
	size_t nheld;
	struct chains *chains;
	/* Of audit_of_model(), NULL otherwise: freed with the audit. */
	struct snapshot *own_snapshot;
	struct inventory *own_inventory;
	struct audit_facts *own_facts;
};

/* NULL: there is no such rule. */
const struct audit_rule *audit_rule_find(const char *id);

/* The inputs must outlive it.  facts NULL: none. */
struct audit *audit_run(const struct snapshot *, const struct inventory *,
    const struct audit_facts *, int64_t at);
/*
 * Snapshot, current inventory, facts and run in one; also frees them in the
 * end.
 */
struct audit *audit_of_model(struct model *, int64_t at, struct err *);
/*
 * The same once more behind a change of objects, with the inventories of the
 * audit before, which must outlive it: to read them is most of the work, and
 * no edit changes them.  Where it changes which stores there are, they are
 * read anew.  Objects that are as they were are borrowed as well, see
 * snapshot_again().  NULL: audit_of_model().
 */
struct audit *audit_again(struct model *, const struct audit *before,
    int64_t at, struct err *);
/* Always read anew, as if that lay in this computer's stores already. */
struct audit *audit_planned(struct model *, const struct inventory *planned,
    int64_t at, struct err *);
void audit_free(struct audit *);
/* Count the findings anew, some of which have gone or are waived. */
void audit_count(struct audit *);

#endif
