/* SPDX-License-Identifier: ISC */
/*
 * What runs where, of one snapshot: hosts with their instances, locations and
 * ports with their hosts, pipelines and the options in force.  The
 * requirement list and the rules about pipelines, ports and hosts all ask it.
 *
 * It borrows the snapshot, which must outlive it, and owns the rest.
 */
#ifndef MODEL_AUDIT_TOPOLOGY_H
#define MODEL_AUDIT_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>

#include "model/adapter.h"
#include "model/component.h"
#include "model/kinds/group.h"
#include "model/kinds/host.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/orchestration.h"
#include "model/kinds/pipeline.h"
#include "model/kinds/receive_location.h"
#include "model/kinds/receive_port.h"
#include "model/kinds/send_port.h"
#include "model/snapshot.h"

struct topology_location {
	const struct receive_location *location;
	const struct receive_port *port;	/* NULL: there is none */
	const struct topology_host *host;	/* of its handler, or NULL */
	const struct pipeline *receive;		/* or NULL */
	const struct pipeline *response;	/* two-way only, or NULL */
	bool decodes, resolves, encodes;	/* the pipelines hold ... */
	struct decoder_options decoder;		/* in force, where they do */
	struct party_resolution_options resolution;
	struct encoder_options encoder;		/* of the response */
	char *problem;		/* options that cannot be read, or NULL */
};

/* A way out of a send port. */
struct topology_transport {
	const struct adapter *adapter;	/* NULL: one without a table here */
	const char *name;		/* of the adapter */
	const char *prefix;		/* of its properties: "http" */
	const char *uri;		/* or NULL */
	const struct topology_host *host;	/* of its handler, or NULL */
	/* Shown to the server, or NULL; the field that names it, owned. */
	const char *certificate;
	const struct field *certificate_field;
	char *certificate_name;		/* "http.certificate" */
};

enum { TRANSPORT_PRIMARY, TRANSPORT_BACKUP, TRANSPORTS };

struct topology_port {
	const struct send_port *port;
	/* A dynamic port has none, most have no backup. */
	struct topology_transport transports[TRANSPORTS];
	bool has[TRANSPORTS];
	const struct pipeline *send;		/* or NULL */
	const struct pipeline *response;	/* two-way only, or NULL */
	bool encodes, decodes;
	struct encoder_options encoder;
	struct decoder_options decoder;		/* of the response */
	char *problem;		/* as above */
};

/* Places in one of the arrays of struct topology, ascending. */
struct topology_run {
	const size_t *v;
	size_t n;
};

struct topology_host {
	const struct host *host;
	struct topology_run instances;	/* disabled ones among them */
	struct topology_run locations;
	struct topology_run ports;
	struct topology_run backups;	/* ports whose backup runs here */
	struct topology_run orchestrations;
};

/* Each array in the snapshot's order, which is by name. */
struct topology {
	const struct snapshot *snapshot;
	const struct group *group;	/* NULL: there is none yet */
	struct topology_host *hosts;
	size_t nhosts;
	const struct host_instance **instances;
	size_t ninstances;
	struct topology_location *locations;
	size_t nlocations;
	struct topology_port *ports;
	size_t nports;
	const struct orchestration **orchestrations;
	size_t norchestrations;
	size_t *runs;			/* what the runs point into */
};

/* Options that cannot be read are taken as their defaults. */
struct topology *topology_new(const struct snapshot *);
void topology_free(struct topology *);

/* NULL where there is none of that name. */
const struct topology_host *topology_host(const struct topology *,
    const char *name);
const struct topology_port *topology_port(const struct topology *,
    const char *name);

/* Has it an instance that is not disabled? */
bool topology_host_runs(const struct topology *,
    const struct topology_host *);
/* What a location is for: as it expects, else by what it lets in. */
bool topology_for_encrypted(const struct topology_location *);
bool topology_for_plain(const struct topology_location *);
/* What the pipelines in force do with each message. */
bool topology_port_signs(const struct topology_port *);
bool topology_port_encrypts(const struct topology_port *);
bool topology_response_signs(const struct topology_location *);
bool topology_response_encrypts(const struct topology_location *);
/* Own value, or the default of the adapter's table; NULL: none. */
const char *topology_property(const struct topology_port *,
    const struct topology_transport *, const char *name);
/* Takes messages: not merely bound. */
bool topology_port_active(const struct topology_port *);

#endif
