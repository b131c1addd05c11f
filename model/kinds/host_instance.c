/* SPDX-License-Identifier: ISC */
#include "model/kinds/host_instance.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/store.h"
#include "model/kinds/host.h"
#include "model/model.h"

#define AT(member) .at = offsetof(struct host_instance, member)

/* The account names a folder of the store tree: its rules are the store's. */
static bool
check_account(const struct field *f, const char *value, struct err *err)
{
	(void)f;
	return store_account_ok(value, err);
}

static const struct field fields[] = {
	{ .name = "name", .label = "Name", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_DERIVED | FIELD_UNIQUE,
	  .max = 144, AT(object.name), .column = 30,
	  .help = "HOST@COMPUTER." },
	{ .name = "host", .label = "Host name", .page = "General",
	  .type = FIELD_REF, .ref = "host",
	  .flags = FIELD_REQUIRED | FIELD_ONCE, .max = 80, AT(host),
	  .help = "The host of which this is an instance." },
	{ .name = "computer", .label = "Server", .page = "General",
	  .type = FIELD_REF, .ref = "computer",
	  .flags = FIELD_REQUIRED | FIELD_ONCE, .max = 63, AT(computer),
	  .help = "The computer it runs on; one instance of a host on each." },
	{ .name = "account", .label = "Logon", .page = "General",
	  .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .max = MAX_ACCOUNT,
	  .check = check_account, AT(account), .column = 16,
	  .help = "Account it runs under; its Personal store there holds "
	      "the keys for decryption and signing. No password: systemd "
	      "starts the service as that account." },
	{ .name = "disabled", .label = "Disable host instance from starting",
	  .page = "General", .type = FIELD_BOOL, .def = "false",
	  AT(disabled), .column = 8,
	  .help = "Keep the settings but refuse to start." },
};

static bool
derive(struct model *m, struct object *o, struct err *err)
{
	struct host_instance *i = (struct host_instance *)o;
	char *name;

	(void)m;
	(void)err;
	if (i->host == NULL || i->computer == NULL)
		return true;	/* reported as a required field */
	name = xasprintf("%s@%s", i->host, i->computer);
	str_replace(&o->name, name);
	free(name);
	return true;
}

static bool
check(struct model *m, const struct object *before, const struct object *now,
    struct err *err)
{
	const struct host_instance *self = (const struct host_instance *)now;
	const struct host_instance *i;
	struct objects same = { 0 };
	struct host *own, *other;
	bool ok = true;
	size_t n;

	(void)before;
	own = (struct host *)model_find(m, "host", self->host, err);
	if (own == NULL || !model_select(m, &kind_host_instance, "account",
	    self->account, &same, err))
		ok = false;
	for (n = 0; ok && n < same.n; n++) {
		i = (const struct host_instance *)same.v[n];
		if (strcmp(i->host, self->host) == 0)
			continue;
		other = (struct host *)model_find(m, "host", i->host, NULL);
		if (other != NULL && other->trusted != own->trusted) {
			err_set(err, ERR_INVALID, "account: %s runs host %s, "
			    "whose authentication trust differs; trusted and "
			    "untrusted hosts must not share an account",
			    self->account, i->host);
			err_part(err, "account");
			ok = false;
		}
		object_free((struct object *)other);
	}
	objects_clear(&same);
	object_free((struct object *)own);
	return ok;
}

const struct kind kind_host_instance = {
	.name = "host-instance", .label = "Host instance",
	.plural = "Host Instances",
	.help = "A host on one computer under one account: the process that "
	    "does the work.",
	.table = "host_instance", .size = sizeof(struct host_instance),
	.fields = fields, .nfields = ARRAY_SIZE(fields),
	.derive = derive, .check = check,
};
