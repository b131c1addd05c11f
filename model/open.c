/* SPDX-License-Identifier: ISC */
/* Opening and creating a group: who is asking, and what may they do. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/user.h"
#include "config/db.h"
#include "model/adapter.h"
#include "model/edit.h"
#include "model/kinds/application.h"
#include "model/kinds/computer.h"
#include "model/kinds/group.h"
#include "model/kinds/transport.h"
#include "model/model.h"
#include "model/secret.h"

static const char *const role_names[] = {
	[ROLE_AUDITOR] = "auditor",
	[ROLE_OPERATOR] = "operator",
	[ROLE_ADMINISTRATOR] = "administrator",
};

/*
 * The role that the settings give.  Where no administrators are named,
 * everybody who may write the database file is one.
 */
static bool
find_role(const struct settings *s, enum role *role, struct err *err)
{
	const struct { const char *groups; enum role role; } rows[] = {
		{ s->administrators, ROLE_ADMINISTRATOR },
		{ s->operators, ROLE_OPERATOR },
		{ s->auditors, ROLE_AUDITOR },
	};
	size_t i;

	*role = ROLE_ADMINISTRATOR;
	if (user_is_root() || *s->administrators == '\0')
		return true;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		*role = rows[i].role;
		if (user_in_groups(rows[i].groups))
			return true;
	}
	if (*s->auditors == '\0')
		return true;	/* reading is up to the file's mode */
	return err_set(err, ERR_DENIED, "you are in none of the groups of "
	    "administrators, operators and auditors (%s, %s, %s)",
	    s->administrators, s->operators, s->auditors);
}

static struct model *
new_model(const struct settings *s)
{
	struct model *m = xcalloc(1, sizeof(*m));
	char *terminal = user_terminal();

	m->settings = s;
	m->user = user_name();
	m->origin = xasprintf("%s%s%s", s->computer,
	    *terminal != '\0' ? " " : "", terminal);
	free(terminal);
	return m;
}

void
model_close(struct model *m)
{
	if (m == NULL)
		return;
	db_close(m->db);
	free(m->why_read_only);
	free(m->user);
	free(m->origin);
	free(m);
}

struct model *
model_open(const struct settings *s, bool read_only, struct err *err)
{
	struct model *m = new_model(s);
	struct err why = { 0 };

	if (!find_role(s, &m->role, err)) {
		model_close(m);
		return NULL;
	}
	if (read_only)
		m->why_read_only = xstrdup("asked for");
	else if (m->role == ROLE_AUDITOR)
		m->why_read_only = xstrdup("your role is auditor");
	if (m->why_read_only == NULL) {
		m->db = db_open(s->database, DB_WRITE, &why);
		if (m->db == NULL && why.code == ERR_DENIED)
			m->why_read_only = xstrdup("the database may not be "
			    "written");
		else if (m->db == NULL && err != NULL)
			*err = why;
	}
	if (m->why_read_only != NULL)
		m->db = db_open(s->database, DB_READ, err);
	if (m->db == NULL) {
		model_close(m);
		return NULL;
	}
	return m;
}

bool
model_may(const struct model *m, enum role role, struct err *err)
{
	if (m->why_read_only != NULL)
		return err_set(err, ERR_DENIED, "the group is open read-only "
		    "(%s)", m->why_read_only);
	if (m->role < role)
		return err_set(err, ERR_DENIED, "this needs the role %s; "
		    "yours is %s", role_names[role], role_names[m->role]);
	return true;
}

/* ---- a new group -------------------------------------------------------- */

/* What every group has from its first moment: dialogs 9.7. */
static const struct {
	const char *name, *direction, *components, *description;
} default_pipelines[] = {
	{ "PassThruReceive", "receive", "",
	    "Leaves the message as it is." },
	{ "XMLReceive", "receive", "disassemble|xml_disassembler; "
	    "resolve-party|party_resolution",
	    "Resolves the party by the transport's identity." },
	{ "SMIMEReceive", "receive",
	    "decode|decoder; resolve-party|party_resolution",
	    "Decrypts, verifies and resolves the party." },
	{ "PassThruTransmit", "send", "",
	    "Leaves the message as it is." },
	{ "XMLTransmit", "send", "assemble|xml_assembler",
	    "For XML documents; no signature or encryption." },
	{ "SMIMETransmit", "send", "encode|encoder",
	    "Signs and encrypts as its options say." },
};

/* The order tells which is which. */
static bool
add_applications(struct edit *e, struct model *m, struct err *err)
{
	static const char *const names[] = { APPLICATION_SYSTEM,
	    APPLICATION_DEFAULT };
	struct object *o;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < ARRAY_SIZE(names); i++) {
		o = object_new(&kind_application);
		ok = object_set(o, m, "name", names[i], err) &&
		    edit_save(e, NULL, o, err);
		object_free(o);
	}
	return ok;
}

static bool
add_pipelines(struct edit *e, struct model *m, struct err *err)
{
	struct object *o;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < ARRAY_SIZE(default_pipelines); i++) {
		o = object_new(kind_find("pipeline"));
		ok = object_set(o, m, "name", default_pipelines[i].name,
		    err) &&
		    object_set(o, m, "application", APPLICATION_SYSTEM,
		    err) &&
		    object_set(o, m, "direction",
		    default_pipelines[i].direction, err) &&
		    object_set(o, m, "components",
		    default_pipelines[i].components, err) &&
		    object_set(o, m, "description",
		    default_pipelines[i].description, err) &&
		    edit_save(e, NULL, o, err);
		object_free(o);
	}
	return ok;
}

/* No host runs one yet: handlers come with hosts. */
static bool
add_adapters(struct edit *e, struct model *m, struct err *err)
{
	const struct choice *c;
	struct object *o;
	bool ok = true;

	for (c = adapter_choices; ok && c->name != NULL; c++) {
		o = object_new(&kind_adapter);
		ok = object_set(o, m, "adapter", c->name, err) &&
		    edit_save(e, NULL, o, err);
		object_free(o);
	}
	return ok;
}

static bool
fill(struct model *m, const char *name, struct err *err)
{
	struct object *group = object_new(&kind_group);
	struct object *computer = object_new(&kind_computer);
	struct edit *e = edit_begin(m, ROLE_ADMINISTRATOR, "new group", err);
	bool ok = e != NULL;

	group->id = 1;		/* the only one the table takes */
	ok = ok && field_parse(object_field(group, "name"), group, name,
	    err) &&
	    edit_save(e, NULL, group, err) &&
	    object_set(computer, m, "name", m->settings->computer, err) &&
	    edit_save(e, NULL, computer, err) &&
	    add_applications(e, m, err) && add_pipelines(e, m, err) &&
	    add_adapters(e, m, err) &&
	    edit_commit(e, NULL, err);
	if (!ok)
		edit_cancel(e);
	object_free(group);
	object_free(computer);
	return ok;
}

struct model *
model_create(const struct settings *s, const char *group, struct err *err)
{
	struct model *m;
	struct db *there;
	struct err why = { 0 };

	there = db_open(s->database, DB_READ, &why);
	if (there != NULL || why.code != ERR_NOT_FOUND) {
		if (there != NULL)
			err_set(err, ERR_EXISTS, "%s: there is a group "
			    "already", db_path(there));
		else if (err != NULL)
			*err = why;
		db_close(there);
		return NULL;
	}
	m = new_model(s);
	m->role = ROLE_ADMINISTRATOR;
	m->db = db_open(s->database, DB_CREATE, err);
	if (m->db != NULL && secret_key_make(m, err) && fill(m, group, err))
		return m;
	model_close(m);
	return NULL;
}
