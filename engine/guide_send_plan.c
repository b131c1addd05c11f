/* SPDX-License-Identifier: ISC */
/* Send to a partner: the objects that the answers come to. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/guide_own.h"
#include "engine/guide_planning.h"
#include "engine/guide_send.h"
#include "model/kinds/group.h"

/* ---- host and handlers --------------------------------------------------- */

static void
plan_host(const struct guide *g, struct guide_plan *p)
{
	const char *host = guide_get(g, NULL, "host");
	const char *computer = g->model->settings->computer;
	struct guide_step *s;
	char *name;

	if (guide_host(g, NULL) != NULL)
		return;
	s = guide_plan_step(p, "host", host);
	guide_step_set(s, "trusted", "false");
	name = xasprintf("%s@%s", host, computer);
	s = guide_plan_step(p, "host-instance", name);
	guide_step_set(s, "host", host);
	guide_step_set(s, "computer", computer);
	guide_step_set(s, "account", guide_get(g, NULL, "account"));
	free(name);
}

/* Its name; the caller's. */
static char *
plan_handler(const struct guide *g, struct guide_plan *p,
    const struct adapter *a)
{
	const char *host = guide_get(g, NULL, "host");
	char *name = xasprintf("%s-send@%s", a->name, host);
	struct guide_step *s;

	if (snapshot_find(g->snapshot, "handler", name) != NULL ||
	    guide_plan_has(p, "handler", name))
		return name;
	s = guide_plan_step(p, "handler", name);
	guide_step_set(s, "adapter", a->name);
	guide_step_set(s, "direction", "send");
	guide_step_set(s, "host", host);
	return name;
}

/* ---- certificates -------------------------------------------------------- */

/* The group has one for all: where it has, only the key may be missing. */
static bool
plan_signature(const struct guide *g, struct guide_plan *p, struct err *err)
{
	const struct group *group = g->topology->group;
	char thumbprint[THUMBPRINT_SIZE];
	struct guide_own own = { .base = "signature", .kind = "group",
		.account = guide_account(g, NULL) };

	if (!guide_send_signs(g) || !guide_send_lacks_key(g) ||
	    group == NULL || guide_get(g, NULL, "signature") == NULL)
		return true;
	own.name = group->object.name;
	if (!guide_own_plan(g, p, &own, thumbprint, err))
		return false;
	if (group->signature_certificate != NULL)
		return strcmp(group->signature_certificate,
		    thumbprint) == 0 || err_set(err, ERR_CONFLICT,
		    "signature: the group signs with %s, whose key is not in "
		    "the Personal store of %s; another certificate is a "
		    "roll-over (%s)", group->signature_certificate,
		    own.account, *thumbprint != '\0' ? thumbprint : "new");
	if (*thumbprint != '\0')
		guide_step_set(guide_plan_get(p, "group", own.name),
		    "signature_certificate", thumbprint);
	return true;
}

const struct field *
guide_client_field(const struct guide *g)
{
	const struct adapter *a = guide_adapter(g, NULL);
	size_t i;

	for (i = 0; a != NULL && i < a->send->nfields; i++)
		if (a->send->fields[i].type == FIELD_CERT)
			return &a->send->fields[i];
	return NULL;
}

/* thumbprint "": none is shown, or not yet. */
static bool
plan_client(const struct guide *g, struct guide_plan *p,
    char thumbprint[THUMBPRINT_SIZE], struct err *err)
{
	struct guide_own own = { .base = "client", .kind = "send-port",
		.account = guide_account(g, NULL),
		.name = guide_get(g, NULL, "port") };

	*thumbprint = '\0';
	if (guide_client_field(g) == NULL ||
	    !guide_is(g, NULL, "client_asked", "yes"))
		return true;
	return guide_own_plan(g, p, &own, thumbprint, err);
}

/* ---- the port ------------------------------------------------------------ */

/* The fields of an adapter that were answered: under in, set under out. */
static void
set_fields(const struct guide *g, const char *way, const struct adapter *a,
    const char *out, struct guide_step *s)
{
	const char *value;
	char *id, *name;
	size_t i;

	for (i = 0; i < a->send->nfields; i++) {
		id = xasprintf("%s.%s", a->prefix, a->send->fields[i].name);
		name = xasprintf("%s.%s", out, a->send->fields[i].name);
		value = guide_get(g, way, id);
		if (value != NULL)
			guide_step_set(s, name, value);
		free(id);
		free(name);
	}
}

static const char *
truth(bool yes)
{
	return yes ? "true" : "false";
}

static void
set_encoder(const struct guide *g, struct guide_step *s)
{
	bool sign = guide_send_signs(g), encrypt = guide_send_encrypts(g);

	guide_step_set(s, "must_encrypt", truth(encrypt));
	guide_step_set(s, "must_sign", truth(sign));
	if (!sign && !encrypt)
		return;
	if (guide_is(g, NULL, "algorithm", "des3") ||
	    guide_is(g, NULL, "digest", "sha-1"))
		guide_step_set(s, "allow_legacy", "true");
	guide_step_set(s, "encoder.check_revocation", truth(guide_is(g, NULL,
	    "check_revocation", "yes")));
	if (guide_is(g, NULL, "padding", "yes")) {
		guide_step_set(s, "partner_pss", "true");
		guide_step_set(s, "partner_oaep", "true");
	}
	guide_step_set(s, "encoder.signature_type", !sign ? "none" :
	    encrypt ? "blob" : "clear");
	if (sign) {
		guide_step_set(s, "encoder.digest_algorithm", guide_get(g,
		    NULL, "digest"));
		guide_step_set(s, "encoder.add_signing_certificate",
		    truth(!guide_is(g, NULL, "attaches", "no")));
	}
	guide_step_set(s, "encoder.enable_encryption", truth(encrypt));
	if (encrypt)
		guide_step_set(s, "encoder.encryption_algorithm",
		    guide_get(g, NULL, "algorithm"));
}

static void
set_if(const struct guide *g, const char *id, struct guide_step *s)
{
	const char *value = guide_get(g, NULL, id);

	if (value != NULL)
		guide_step_set(s, id, value);
}

static bool
plan_port(const struct guide *g, struct guide_plan *p, const char *theirs,
    struct err *err)
{
	const struct adapter *a = guide_adapter(g, NULL);
	const struct adapter *backup = guide_send_backup(g);
	char *handler = plan_handler(g, p, a), *other = NULL, *name;
	char client[THUMBPRINT_SIZE];
	struct guide_step *s;
	bool ok = plan_client(g, p, client, err);

	if (backup != NULL)
		other = plan_handler(g, p, backup);
	s = guide_plan_step(p, "send-port", guide_get(g, NULL, "port"));
	guide_step_set(s, "adapter", a->name);
	set_fields(g, NULL, a, a->prefix, s);
	if (*client != '\0') {
		name = xasprintf("%s.%s", a->prefix,
		    guide_client_field(g)->name);
		guide_step_set(s, name, client);
		free(name);
	}
	guide_step_set(s, "handler", handler);
	guide_step_set(s, "send_pipeline", guide_get(g, NULL, "pipeline"));
	set_encoder(g, s);
	if (*theirs != '\0')
		guide_step_set(s, "encryption_certificate", theirs);
	set_if(g, "retry_count", s);
	set_if(g, "retry_interval", s);
	if (backup != NULL) {
		guide_step_set(s, "backup_adapter", backup->name);
		set_fields(g, GUIDE_BACKUP, backup, backup->backup, s);
		guide_step_set(s, "backup_handler", other);
	}
	free(handler);
	free(other);
	return ok;
}

/* ---- the party ----------------------------------------------------------- */

static void
plan_party(const struct guide *g, struct guide_plan *p)
{
	const char *port[1] = { guide_get(g, NULL, "port") };
	const struct party *old = guide_party(g);
	struct object *o = old != NULL ? object_copy(&old->object) :
	    object_new(&kind_party);
	char *text;

	rows_add(&((struct party *)o)->send_ports, 1, port);
	text = field_text(object_field(o, "send_ports"), o);
	guide_step_set(guide_plan_step(p, "party", guide_get(g, NULL,
	    "party")), "send_ports", text);
	free(text);
	object_free(o);
}

bool
guide_send_plan(const struct guide *g, struct guide_plan *p, struct err *err)
{
	char theirs[THUMBPRINT_SIZE] = "";

	if (guide_send_encrypts(g) && !guide_plan_certificate(g, p,
	    guide_get(g, NULL, "certificate"), theirs, err))
		return false;
	plan_host(g, p);
	if (!plan_signature(g, p, err) || !plan_port(g, p, theirs, err))
		return false;
	plan_party(g, p);
	guide_planning_plan(g, p);
	return true;
}
