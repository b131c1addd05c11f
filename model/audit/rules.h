/* SPDX-License-Identifier: ISC */
/*
 * What a family of rules is made of.  A rule is a row of a family's table;
 * its run() is mostly one of the walkers below, which hand each subject to
 * the row's test().  The test answers with exactly one of audit_pass(),
 * audit_finding() and audit_unknown(), or with nothing where the rule does
 * not apply.
 *
 * To add a rule: a row with its texts as in the audit reference, section 4,
 * and where no walker or test fits, one small function.  A new family: a file
 * with a table, and a line in audit.c.
 */
#ifndef MODEL_AUDIT_RULES_H
#define MODEL_AUDIT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/audit/audit.h"
#include "model/audit/names.h"

/* ---- values for the {placeholders} of a text ---------------------------- */

#define MAX_AUDIT_VALUES 24

struct audit_values {
	struct {
		const char *name;
		char *value;
	} v[MAX_AUDIT_VALUES];
	size_t n;
};

/* Copies value; NULL or "" is shown as "(no name)". */
void audit_value(struct audit_values *, const char *name, const char *value);
/* Takes the value over, and as it is: "" stays empty. */
void audit_values_add(struct audit_values *, const char *name, char *value);
/* "A, B and 3 more". */
void audit_names_value(struct audit_values *, const char *name,
    const struct names *);
void audit_values_clear(struct audit_values *);
/* The template with each {name} replaced, once; the caller frees. */
char *audit_expand(const char *template, const struct audit_values *);

/* ---- subjects ----------------------------------------------------------- */

struct audit_subject {		/* borrowed, NULL where it does not matter */
	const char *kind, *object, *field;
	const char *computer, *account;
	const char *thumbprint;
	bool active;		/* false: one step milder, "(not active)" */
	char note[64];		/* " (next, from 2027-01-01)": one step
				   milder; "" where it is at work today */
};

/*
 * Requirements that agree in what the walker groups by; the subject is taken
 * from the first, and active if one of them is.
 */
#define AUDIT_USAGE(usage) (1u << (usage))

struct audit_group {
	struct audit_subject subject;
	const struct requirement *const *v;
	size_t n;
	unsigned usages;	/* bit (1 << usage) of each */
};

struct audit_rules {
	const struct audit_rule *v;
	size_t n;
};

extern const struct audit_rules audit_rules_a;
extern const struct audit_rules audit_rules_c1;
extern const struct audit_rules audit_rules_c2;
extern const struct audit_rules audit_rules_c2_stores;
extern const struct audit_rules audit_rules_c3;
extern const struct audit_rules audit_rules_c4;
extern const struct audit_rules audit_rules_c5;
extern const struct audit_rules audit_rules_c5_certs;
extern const struct audit_rules audit_rules_c5_readers;
extern const struct audit_rules audit_rules_c5_shared;
extern const struct audit_rules audit_rules_f;
extern const struct audit_rules audit_rules_g;
extern const struct audit_rules audit_rules_h;
extern const struct audit_rules audit_rules_i;
extern const struct audit_rules audit_rules_l;
extern const struct audit_rules audit_rules_m;
extern const struct audit_rules audit_rules_s;
extern const struct audit_rules audit_rules_t;

/* All of them, in the order of their ids. */
extern const struct audit_rules *const audit_families[];	/* NULL ends */

/* ---- walkers ------------------------------------------------------------ */

/* Each requirement by itself. */
void audit_each_requirement(struct audit *, const struct audit_rule *);
/* Each store that one names: computer, store, account. */
void audit_each_store(struct audit *, const struct audit_rule *);
/* Each private key that one needs: computer, account, thumbprint. */
void audit_each_key(struct audit *, const struct audit_rule *);
/* Each certificate, whatever it is used for and where. */
void audit_each_cert(struct audit *, const struct audit_rule *);
/* The same on each computer by itself. */
void audit_each_cert_here(struct audit *, const struct audit_rule *);
/* Each certificate that a host needs, on all its computers. */
void audit_each_host_cert(struct audit *, const struct audit_rule *);
/* Each assignment of a certificate to an object for a usage. */
void audit_each_assignment(struct audit *, const struct audit_rule *);

/*
 * Each object of the rule's kind; each location, port, transport of a port,
 * host of the topology.
 */
void audit_each_object(struct audit *, const struct audit_rule *);
void audit_each_location(struct audit *, const struct audit_rule *);
void audit_each_port(struct audit *, const struct audit_rule *);
void audit_each_transport(struct audit *, const struct audit_rule *);
void audit_each_host(struct audit *, const struct audit_rule *);

/*
 * Each host instance, each computer with one, of those that have told about
 * themselves (model/computer_fact.h); "unknown" for each of the others.
 */
void audit_each_instance(struct audit *, const struct audit_rule *);
void audit_each_computer(struct audit *, const struct audit_rule *);

/* ---- what tests ask ----------------------------------------------------- */

/*
 * The store and the certificate a group is about.  NULL: nothing is known
 * about it, and the rule has been answered with "unknown".
 */
const struct inventory_store *audit_store(struct audit *,
    const struct audit_rule *, const struct audit_group *);
const struct cert *audit_cert(struct audit *, const struct audit_rule *,
    const struct audit_group *);
/* Is there a requirement for it? */
bool audit_is_required(const struct audit *, const char *thumbprint);

/* Of a certificate that a requirement names, or NULL: nothing is known. */
const struct cert *audit_known_cert(const struct audit *,
    const char *thumbprint);
/*
 * Where a certificate is, in the order of the stores; n places, which may be
 * none.
 */
const struct audit_held *audit_held(const struct audit *,
    const char *thumbprint, size_t *n);
/* From the first of them, or NULL: as inventory_cert(), but quick. */
const struct cert *audit_held_cert(const struct audit *,
    const char *thumbprint);

/*
 * What the engine does with a certificate out of its validity, by usage
 * (runtime reference, section 4); NULL: nothing.
 */
const char *audit_usage_effect(enum usage);

/* "signing and decryption" for bits (1 << usage); the caller frees. */
char *audit_usages_text(unsigned usages);
/* "store LABEL" or "store LABEL of ACCOUNT"; the caller frees. */
char *audit_store_text(const struct requirement *);

/*
 * {cn} {thumb} {usage} {Usage} {computer} {account} {host} {object} {port}
 * {party} {ports} {where} {partner} of a group.
 */
void audit_group_values(const struct audit_group *, struct audit_values *);

/*
 * Has the computer told anything about itself?  False: the rule has been
 * answered with "unknown", once for all of the computer.
 */
bool audit_has_told(struct audit *, const struct audit_rule *,
    const char *computer);
/* What the computer tells of the subject, or NULL. */
const char *audit_told(const struct audit *, const char *computer,
    enum fact_topic, const char *subject);
/* A number it tells, base 8 for modes; -1: it was not told. */
int64_t audit_told_number(const struct audit *, const char *computer,
    enum fact_topic, const char *subject);
/* Of a computer, for findings about all of it. */
struct audit_subject audit_computer_subject(const char *computer);
/* Of a host instance, with its computer and account. */
struct audit_subject audit_instance_subject(const struct host_instance *,
    const char *field);
/* {host} {computer} {account} */
void audit_instance_values(const struct host_instance *,
    struct audit_values *);

struct party;
/* Has it an alias by which a logged-on sender is found? */
bool audit_party_has_user(const struct party *);

/* ---- answers ------------------------------------------------------------ */

void audit_pass(struct audit *);
/* Empties the values. */
void audit_finding(struct audit *, const struct audit_rule *,
    const struct audit_subject *, enum severity, struct audit_values *);
/*
 * The same about an object and a field of it, or NULL: one that is switched
 * off is not active.  What the values lack of {object}, {port}, {loc},
 * {party}, {host} is its name.  values may be NULL.
 */
void audit_object_finding(struct audit *, const struct audit_rule *,
    const struct object *, const char *field, struct audit_values *);
/* Passed where it is right, else the same without values. */
void audit_judge(struct audit *, const struct audit_rule *,
    const struct object *, const char *field, bool right);
/* The subject of it, for findings of another severity or place. */
struct audit_subject audit_subject_of(const struct object *,
    const char *field);
/* why: part of a sentence. */
void audit_unknown(struct audit *, const struct audit_rule *,
    const struct audit_subject *, const char *why);

/* ---- for audit.c -------------------------------------------------------- */

/* Find the data of every certificate the requirements name. */
void audit_load_certs(struct audit *);
void audit_free_certs(struct audit *);

#endif
