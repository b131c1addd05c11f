/* SPDX-License-Identifier: ISC */
#include "model/kinds/host.h"

#include <string.h>

#include "base/mem.h"
#include "model/kinds/certificate.h"
#include "model/kinds/host_instance.h"
#include "model/kinds/host_settings.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct host, member)

static const struct choice types[] = {
	[HOST_IN_PROCESS] = { "in-process", "In-process" },
	[HOST_ISOLATED] = { "isolated", "Isolated" },
	{ NULL, NULL },
};

static bool
is_in_process(const struct object *o)
{
	return ((const struct host *)o)->type == HOST_IN_PROCESS;
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT,
	  .flags = FIELD_REQUIRED | FIELD_UNIQUE | FIELD_ONCE,
	  .max = 80, AT(object.name), .column = 20,
	  .help = "Name of the host; fixed once it is created." },
	{ .name = "type", .label = "Type", .page = "General",
	  .type = FIELD_CHOICE, .choices = types, .flags = FIELD_ONCE,
	  .def = "in-process", AT(type), .column = 10,
	  .help = "In-process hosts run everything; isolated ones are run by "
	      "a web server and only receive HTTP and SOAP." },
	EXPIRES_FIELD(host),
	{ .name = "tracking", .label = "Allow Host Tracking",
	  .page = "General", .type = FIELD_BOOL, .def = "false", AT(tracking),
	  .help = "Move tracking data in this host; one host of the group "
	      "at least must. Isolated hosts cannot." },
	{ .name = "trusted", .label = "Authentication Trusted",
	  .page = "General", .type = FIELD_BOOL, .def = "false", AT(trusted),
	  .column = 7,
	  .help = "Accept the sender identity that this host puts on "
	      "messages. Otherwise the party becomes guest." },
	{ .name = "only_32_bit", .label = "32-bit only",
	  .page = "General", .type = FIELD_BOOL, .def = "true",
	  AT(only_32_bit), .applies = is_in_process,
	  .help = "Run as a 32-bit process; cleared only while the host has "
	      "no instances. Kept for other engines; of no effect in this "
	      "one." },
	{ .name = "is_default",
	  .label = "Make this the default host in the group",
	  .page = "General", .type = FIELD_BOOL, .def = "false",
	  AT(is_default), .only = "",
	  .help = "Preselected for new handlers. The group has one." },
	{ .name = "os_group", .label = "Operating-system group",
	  .page = "General", .type = FIELD_TEXT, .max = 63, AT(os_group),
	  .help = "Members may run instances of this host; best give each "
	      "host an account of its own." },
	{ .name = "decryption_certificate", .label = "Thumbprint",
	  .page = "Certificates", .type = FIELD_CERT, .usage = USAGE_DECRYPT,
	  AT(decryption_certificate),
	  .help = "Our own certificate that decrypts what this host "
	      "receives; needed with its key in the Personal store of each "
	      "instance's account." },
	{ .name = "decryption_certificate_name", .label = "Common Name",
	  .page = "Certificates", .type = FIELD_TEXT, .flags = FIELD_DERIVED,
	  .names = "decryption_certificate", AT(decryption_certificate_name),
	  .column = 24,
	  .help = "Common name of the decryption certificate." },
	ROLLOVER_FIELDS(host, "decryption_certificate", "Certificates",
	    USAGE_DECRYPT, NULL, ROLLOVER_OWN_KEY),
};

/* Instances of trusted and untrusted hosts must never share an account. */
static bool
check_accounts(struct model *m, const struct host *h, struct err *err)
{
	struct objects own = { 0 }, others = { 0 };
	struct host_instance *a, *b;
	struct host *other = NULL;
	bool ok = true;
	size_t i, j;

	if (!model_select(m, &kind_host_instance, "host", h->object.name,
	    &own, err) ||
	    !model_select(m, &kind_host_instance, NULL, NULL, &others, err))
		ok = false;
	for (i = 0; ok && i < own.n; i++) {
		a = (struct host_instance *)own.v[i];
		for (j = 0; ok && j < others.n; j++) {
			b = (struct host_instance *)others.v[j];
			if (strcmp(a->account, b->account) != 0 ||
			    strcmp(a->host, b->host) == 0)
				continue;
			other = (struct host *)model_find(m, "host", b->host,
			    NULL);
			if (other != NULL && other->trusted != h->trusted) {
				err_set(err, ERR_INVALID, "trusted: account "
				    "%s is shared with host %s, whose trust "
				    "differs", a->account, b->host);
				err_part(err, "trusted");
				ok = false;
			}
			object_free((struct object *)other);
		}
	}
	objects_clear(&own);
	objects_clear(&others);
	return ok;
}

/* Whether a host other than h has the box of that name ticked. */
static bool
another_has(struct model *m, const struct host *h, const char *box,
    bool *has, struct err *err)
{
	struct objects holders = { 0 };
	size_t i;

	if (!model_select(m, &kind_host, box, "true", &holders, err))
		return false;
	*has = false;
	for (i = 0; i < holders.n; i++)
		*has |= holders.v[i]->id != h->object.id;
	objects_clear(&holders);
	return true;
}

/*
 * The group always has a default host and one that does tracking: its first
 * one, to begin with.
 */
static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct host *h = (struct host *)o;
	bool has_default, has_tracking;

	if (o->id != 0 || h->type != HOST_IN_PROCESS)
		return true;
	if (!another_has(m, h, "is_default", &has_default, err) ||
	    !another_has(m, h, "tracking", &has_tracking, err))
		return false;
	h->is_default |= !has_default;
	h->tracking |= !has_tracking;
	return true;
}

/* What may be switched off only under conditions. */
static bool
check_cleared(struct model *m, const struct host *old, const struct host *h,
    struct err *err)
{
	struct objects instances = { 0 };
	bool other, running;

	if (old->tracking && !h->tracking) {
		if (!another_has(m, h, "tracking", &other, err))
			return false;
		if (!other) {
			err_set(err, ERR_INVALID, "tracking: let another "
			    "host do it first; one of the group must");
			return err_part(err, "tracking");
		}
	}
	if (old->only_32_bit && !h->only_32_bit) {
		if (!model_select(m, &kind_host_instance, "host",
		    old->object.name, &instances, err))
			return false;
		running = instances.n > 0;
		objects_clear(&instances);
		if (running) {
			err_set(err, ERR_INVALID, "only_32_bit: delete the "
			    "instances of the host first");
			return err_part(err, "only_32_bit");
		}
	}
	return true;
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct host *h = (const struct host *)now;
	const struct host *old = (const struct host *)before;

	if (h->type == HOST_ISOLATED && h->tracking) {
		err_set(err, ERR_INVALID,
		    "tracking: an isolated host cannot do tracking");
		return err_part(err, "tracking");
	}
	if (h->type == HOST_ISOLATED && h->is_default) {
		err_set(err, ERR_INVALID,
		    "is_default: an isolated host cannot be the default");
		return err_part(err, "is_default");
	}
	if (old != NULL && old->is_default && !h->is_default) {
		err_set(err, ERR_INVALID, "is_default: make another host the "
		    "default instead");
		return err_part(err, "is_default");
	}
	if (!host_settings_check(&now->props, err) ||
	    (old != NULL && !check_cleared(m, old, h, err)))
		return false;
	if (old != NULL && old->trusted != h->trusted)
		return check_accounts(m, h, err);
	return true;
}

static bool
deletable(struct model *m, const struct object *o, struct err *err)
{
	const struct host *h = (const struct host *)o;
	bool other = true;

	if (h->is_default)
		return err_set(err, ERR_IN_USE,
		    "it is the default host of the group");
	if (h->tracking && !another_has(m, h, "tracking", &other, err))
		return false;
	return other || err_set(err, ERR_IN_USE, "it is the only host that "
	    "does tracking; let another one do it first");
}

const struct kind kind_host = {
	.name = "host", .label = "Host", .plural = "Hosts",
	.help = "A logical container in which ports run; its instances do "
	    "the work.",
	.table = "host", .view = "host_list",
	.props = "host_property",
	.size = sizeof(struct host),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.settings = host_settings, .nsettings = HOST_SETTINGS,
	.derive = derive, .check = check, .deletable = deletable,
};
