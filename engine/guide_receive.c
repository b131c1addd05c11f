/* SPDX-License-Identifier: ISC */
/* Receive from a partner: what the answers say. */
#include "engine/guide_receive.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/bundle.h"
#include "certstore/usage.h"
#include "engine/guide_planning.h"
#include "model/inventory.h"
#include "model/kinds/certificate.h"
#include "model/kinds/group.h"

const struct guide_way guide_ways[] = {
	{ "plain", "Plain", "neither signed nor encrypted", false, false,
	    EXPECT_PLAIN },
	{ "signed", "Signed", "signed", true, false, EXPECT_SIGNED },
	{ "encrypted", "Encrypted", "encrypted, not signed", false, true,
	    EXPECT_ENCRYPTED },
	{ "both", "Signed and Encrypted", "signed and encrypted", true, true,
	    EXPECT_ENCRYPTED },
	{ .name = NULL },
};

/* ---- what the answers say ------------------------------------------------ */

const struct guide_way *
guide_way_find(const char *name)
{
	const struct guide_way *w;

	for (w = guide_ways; w->name != NULL; w++)
		if (strcmp(w->name, name) == 0)
			return w;
	return NULL;
}

bool
guide_has_way(const struct guide *g, const char *way)
{
	const char *p = guide_get(g, NULL, "sends");
	size_t n = strlen(way);

	while (p != NULL && *p != '\0') {
		p += strspn(p, ", ");
		if (strncmp(p, way, n) == 0 && (p[n] == '\0' ||
		    strchr(", ", p[n]) != NULL))
			return true;
		p += strcspn(p, ",");
	}
	return false;
}

static size_t
ways(const struct guide *g, const char *out[MAX_GUIDE_WAYS])
{
	const struct guide_way *w;
	size_t n = 0;

	for (w = guide_ways; w->name != NULL; w++)
		if (guide_has_way(g, w->name))
			out[n++] = w->name;
	return n;
}

bool
guide_any_signed(const struct guide *g)
{
	return guide_has_way(g, "signed") || guide_has_way(g, "both");
}

bool
guide_any_recognised(const struct guide *g, const char *by)
{
	const struct guide_way *w;

	for (w = guide_ways; w->name != NULL; w++)
		if (guide_has_way(g, w->name) &&
		    guide_is(g, w->name, "recognised", by))
			return true;
	return false;
}

const struct party *
guide_party(const struct guide *g)
{
	const char *name = guide_get(g, NULL, "party");

	return name == NULL ? NULL : (const struct party *)snapshot_find(
	    g->snapshot, "party", name);
}

const struct adapter *
guide_adapter(const struct guide *g, const char *way)
{
	return adapter_find(guide_get(g, way, "adapter"));
}

const struct topology_host *
guide_host(const struct guide *g, const char *way)
{
	const char *name = guide_get(g, way, "host");

	return name != NULL ? topology_host(g->topology, name) : NULL;
}

const char *
guide_host_maker(const struct guide *g, const char *way)
{
	const char *host = guide_get(g, way, "host");
	const struct guide_way *w;

	for (w = guide_ways; host != NULL && w->name != NULL; w++)
		if (guide_has_way(g, w->name) &&
		    guide_is(g, w->name, "host", host))
			return w->name;
	return way;
}

const char *
guide_extra_eku(const struct guide *g)
{
	return g->topology->group != NULL ? g->topology->group->extra_eku :
	    NULL;
}

struct cert *
guide_known_cert(const struct guide *g, const char *thumbprint)
{
	return guide_known_cert_in(g->snapshot, thumbprint);
}

struct cert *
guide_known_cert_in(const struct snapshot *s, const char *thumbprint)
{
	const struct certificate *c = thumbprint == NULL ? NULL :
	    (const struct certificate *)snapshot_find(s, "certificate",
	    thumbprint);

	return c != NULL && c->pem != NULL ? inventory_read_pem(c->pem,
	    thumbprint, NULL) : NULL;
}

/* A file or a pasted text; standard input is neither. */
static bool
read_bundle(struct bundle *b, const char *answer, struct err *err)
{
	struct buf pem = { 0 };
	bool ok;

	if (!guide_is_pasted(answer))
		return (answer[0] == '/' || err_set(err, ERR_INVALID,
		    "a thumbprint, a pasted certificate, or the absolute path "
		    "of a file (%s)", answer)) &&
		    bundle_read(b, answer, NULL, err);
	ok = guide_pasted(answer, &pem, err) && bundle_parse(b, pem.data,
	    pem.len, NULL, err);
	buf_clear(&pem);
	return ok;
}

/* The one of the file that is fit. */
struct cert *
guide_read_certificate(const struct guide *g, const char *path,
    enum usage usage, struct err *err)
{
	const char *shown = guide_is_pasted(path) ? "pasted" : path;
	const char *can = usage == USAGE_VERIFY ? "verify" : "be encrypted "
	    "for";
	struct bundle b = { 0 };
	struct cert *found = NULL;
	size_t i, n = 0;

	if (!read_bundle(&b, path, err))
		return NULL;
	for (i = 0; i < b.n; i++) {
		if (b.items[i].cert == NULL || b.items[i].cert->is_ca ||
		    !usage_fits(usage, b.items[i].cert,
		    guide_extra_eku(g), NULL, 0))
			continue;
		cert_free(found);
		found = cert_copy(b.items[i].cert);
		n++;
	}
	/* A self-signed one may be marked as an authority. */
	if (n == 0 && b.n == 1 && b.items[0].cert != NULL)
		found = cert_copy(b.items[0].cert);
	bundle_clear(&b);
	if (n > 1) {
		cert_free(found);
		found = NULL;
		err_set(err, ERR_CONFLICT, "more than one certificate that "
		    "can %s (%s)", can, shown);
	} else if (found == NULL) {
		err_set(err, ERR_INVALID, "no certificate that can %s (%s)",
		    can, shown);
	}
	return found;
}

struct cert *
guide_certificate(const struct guide *g, const char *answer, struct err *err)
{
	char thumbprint[THUMBPRINT_SIZE];
	struct cert *cert;

	if (answer == NULL || strcmp(answer, GUIDE_ATTACHED) == 0)
		return NULL;
	if (!thumbprint_parse(answer, thumbprint, NULL))
		return guide_read_certificate(g, answer, g->task->partner, err);
	cert = guide_known_cert(g, thumbprint);
	if (cert == NULL)
		err_set(err, ERR_NOT_FOUND, "the group does not know this "
		    "certificate (%s)", answer);
	return cert;
}

/* ---- the task ------------------------------------------------------------ */

static const struct field *
transport_fields(const struct guide *g, const char *way, const char **prefix,
    size_t *n)
{
	const struct adapter *a = guide_adapter(g, way);

	*n = a != NULL ? a->receive->nfields : 0;
	*prefix = a != NULL ? a->prefix : NULL;
	return a != NULL ? a->receive->fields : NULL;
}

static const struct guide_row rows[] = {
	{ .id = "confirm", .phase = GUIDE_CONFIRM, .part = "Review",
	  .text = "Make these changes?", .type = GUIDE_YES_NO, .def = "no",
	  .why = "They become one revision, which one undo takes back." },
	{ .id = "enable", .phase = GUIDE_ENABLE, .part = "Enable",
	  .text = "Enable now?", .type = GUIDE_YES_NO, .def = "no",
	  .why = "A location should receive only after it has been "
	      "proven." },
};

static const struct guide_rows final_rows = { rows, ARRAY_SIZE(rows) };

static const struct guide_rows *const tables[] = {
	&guide_partner_rows, &guide_location_rows, &guide_planning_rows,
	&final_rows, NULL,
};

const struct guide_task guide_receive = {
	.name = "receive", .label = "Receive from a partner",
	.partner = USAGE_VERIFY,
	.tables = tables, .ways = ways, .fields = transport_fields,
	.plan = guide_receive_plan, .find_revision = guide_receive_revision,
	.prove = guide_receive_prove, .enable = guide_receive_enable,
};
