/* SPDX-License-Identifier: ISC */
#include "tests/lib/screen_group.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "certstore/bundle.h"
#include "model/computer_fact.h"
#include "model/edit.h"
#include "model/import.h"
#include "model/object.h"

#define AGREED "key_exchange_plan=By courier", "expiry_notice_days=30", \
	"revocation_contact=Anna"

static void
need(bool ok, const char *what, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "group: %s: %s\n", what, err->text);
	abort();
}

static void
set(struct model *m, struct object *o, const char *assignment)
{
	const char *equals = strchr(assignment, '=');
	char *name = xstrndup(assignment, (size_t)(equals - assignment));
	struct err err = { 0 };

	need(object_set(o, m, name, equals + 1, &err), assignment, &err);
	free(name);
}

/* "name=value", ..., NULL */
static void
add(struct model *m, const char *kind, ...)
{
	struct object *o = object_new(kind_find(kind));
	struct err err = { 0 };
	const char *assignment;
	va_list ap;

	va_start(ap, kind);
	while ((assignment = va_arg(ap, const char *)) != NULL)
		set(m, o, assignment);
	va_end(ap);
	need(edit_create_one(m, o, &err), kind, &err);
	object_free(o);
}

/* Its thumbprint; heap. */
static char *
import(struct model *m, const char *data, const char *file)
{
	char *path = xasprintf("%s/%s", data, file), *thumbprint;
	struct bundle b = { 0 };
	struct err err = { 0 };

	need(bundle_read(&b, path, NULL, &err), path, &err);
	need(import_item(m, &b.items[0], STORE_OTHER_PEOPLE, NULL, &err),
	    path, &err);
	thumbprint = xstrdup(b.items[0].cert->thumbprint);
	bundle_clear(&b);
	free(path);
	return thumbprint;
}

static void
fill(struct model *m, const char *data)
{
	char *confirmed;
	char *encryption = import(m, data, "contoso-encryption.pem");
	char *signature = import(m, data, "contoso-signature.pem");
	char *assign = xasprintf("encryption_certificate=%s", encryption);
	char *verify = xasprintf("signature_certificate=%s", signature);
	char name[32];
	int i;

	add(m, "host", "name=EdiHost", "os_group=edi", NULL);
	add(m, "host-instance", "host=EdiHost", "computer=SERVER1",
	    "account=svc-edi", NULL);
	add(m, "handler", "adapter=FILE", "direction=receive",
	    "host=EdiHost", NULL);
	add(m, "handler", "adapter=FILE", "direction=send", "host=EdiHost",
	    NULL);
	add(m, "pipeline", "name=SMIMESend", "direction=send",
	    "components=encode|encoder;", "encoder.enable_encryption=true",
	    NULL);
	add(m, "send-port", "name=Contoso Orders", "adapter=FILE",
	    "handler=FILE-send@EdiHost", "send_pipeline=SMIMESend",
	    "file.destination_folder=/srv/edi/out", assign, NULL);
	add(m, "receive-port", "name=Orders", NULL);
	add(m, "receive-location", "name=Orders In", "receive_port=Orders",
	    "handler=FILE-receive@EdiHost",
	    "receive_pipeline=PassThruReceive",
	    "file.receive_folder=/srv/edi/in", NULL);
	confirmed = xasprintf("confirmed_fingerprint=%s",
	    strchr(verify, '=') + 1);
	add(m, "party", "name=Contoso", AGREED, verify, confirmed,
	    "aliases=Contoso|Email|edi@contoso.example;", NULL);
	for (i = 1; i <= 40; i++) {
		snprintf(name, sizeof(name), "name=Partner %02d", i);
		add(m, "party", name, AGREED,
		    "unprotected_reason=Test", NULL);
	}
	free(encryption);
	free(signature);
	free(assign);
	free(confirmed);
	free(verify);
}

/* Relative paths: the folder's name is another one each time. */
/* What the audit asks of a computer, as it should be. */
static void
tell_computer(struct model *m)
{
	static const struct {
		enum fact_topic topic;
		const char *subject, *value;
	} told[] = {
		{ FACT_TOLD, "", "root" },
		{ FACT_SWAP, "", "none" },
		{ FACT_TEMP, "svc-edi", "/var/spool/svc-edi" },
		{ FACT_KIND, "/var/spool/svc-edi", "folder" },
		{ FACT_DEVICE, "/var/spool/svc-edi", "encrypted" },
	};
	struct computer_facts f = { 0 };
	struct err err = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++)
		computer_facts_add(&f, "SERVER1", told[i].topic,
		    told[i].subject, told[i].value);
	computer_facts_sort(&f);
	need(computer_facts_write(m, &f, &err), "facts", &err);
	computer_facts_clear(&f);
}

struct screen_group *
screen_group_new(const char *data)
{
	struct screen_group *g = xcalloc(1, sizeof(*g));
	struct settings *s = &g->settings;
	struct err err = { 0 };

	g->back = getcwd(NULL, 0);
	g->dir = xstrdup("/tmp/sealport-screens-XXXXXX");
	need(mkdtemp(g->dir) != NULL && chdir(g->dir) == 0, g->dir, &err);
	/* Short paths to type. */
	need(symlink(data, "data") == 0, data, &err);
	/* Drafts of this group only. */
	setenv("XDG_STATE_HOME", g->dir, 1);
	s->database = xstrdup("sqlite:group.db");
	s->stores = xstrdup("stores");
	s->temp_folder = xstrdup("temp");
	s->computer = xstrdup("SERVER1");
	s->administrators = xstrdup("");
	s->operators = xstrdup("");
	s->auditors = xstrdup("");
	s->expiry_warn_days = 30;
	s->crl_max_age_days = 7;
	s->inventory_max_age_hours = 24;
	g->model = model_create(s, "Woodgrove", &err);
	need(g->model != NULL, "create", &err);
	str_replace(&g->model->user, "admin");
	str_replace(&g->model->origin, "SERVER1");
	fill(g->model, data);
	tell_computer(g->model);
	return g;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
screen_group_free(struct screen_group *g)
{
	struct err err = { 0 };

	model_close(g->model);
	need(chdir(g->back) == 0, g->back, &err);
	nftw(g->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	settings_clear(&g->settings);
	free(g->dir);
	free(g->back);
	free(g);
}

void
screen_group_set(struct screen_group *g, const char *kind, const char *name,
    const char *assignment)
{
	struct err err = { 0 };
	struct model *m = model_open(&g->settings, false, &err);
	struct object *before, *now;

	need(m != NULL, "second connection", &err);
	str_replace(&m->user, "bert");
	before = model_find(m, kind, name, &err);
	need(before != NULL, name, &err);
	now = object_copy(before);
	set(m, now, assignment);
	need(edit_update_one(m, before, now, &err), assignment, &err);
	object_free(before);
	object_free(now);
	model_close(m);
}

void
screen_group_add(struct screen_group *g, const char *kind,
    const char *assignments)
{
	struct err err = { 0 };
	struct model *m = model_open(&g->settings, false, &err);
	struct object *o = object_new(kind_find(kind));
	char *copy = xstrdup(assignments), *rest = copy, *p;

	need(m != NULL, "second connection", &err);
	while ((p = strsep(&rest, " ")) != NULL)
		set(m, o, p);
	need(edit_create_one(m, o, &err), kind, &err);
	object_free(o);
	free(copy);
	model_close(m);
}

void
screen_group_delete(struct screen_group *g, const char *kind,
    const char *name)
{
	struct err err = { 0 };
	struct model *m = model_open(&g->settings, false, &err);
	struct object *o;

	need(m != NULL, "second connection", &err);
	o = model_find(m, kind, name, &err);
	need(o != NULL && edit_delete_one(m, o, &err), name, &err);
	object_free(o);
	model_close(m);
}
