/* SPDX-License-Identifier: ISC */
#include "model/audit/fix.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/edit_field.h"
#include "model/history.h"
#include "model/kind.h"

struct fix_kind {
	const char *word, *help;
	bool (*plan)(struct fix *, struct model *, const struct finding *,
	    struct err *);
	bool (*apply)(struct fix *, struct model *, struct err *);
	bool (*undo)(struct fix *, struct model *, struct err *);
};

struct fix_row {
	const char *rule;
	const struct fix_kind *kind;
	const char *field, *value;	/* to be set; field NULL: the one
					   that the finding names */
	bool chain;		/* authorities are missing, not itself */
};

static void
add_line(char **text, const char *line)
{
	char *both = *text == NULL ? xstrdup(line) :
	    xasprintf("%s\n%s", *text, line);

	free(*text);
	*text = both;
}

/* ---- a field ------------------------------------------------------------ */

static bool
plan_set(struct fix *f, struct model *m, const struct finding *found,
    struct err *err)
{
	const struct kind *k = kind_find(found->kind);
	char *names[] = { f->object };
	const struct many many = { k, names, 1 };
	const char *field = f->row->field != NULL ? f->row->field :
	    found->field;
	struct many_field to = { field, f->row->value };
	struct many_preview p = { 0 };
	struct buf b = { 0 };
	bool ok;

	ok = edit_field_preview(m, &many, &to, &p, err) &&
	    (p.n > 0 || err_set(err, ERR_INVALID, "%s %s: %s is %s already",
	    found->kind, found->object, field, f->row->value));
	if (ok) {
		f->field = xstrdup(field);
		f->value = xstrdup(f->row->value);
		f->text = xasprintf("%s %s: %s: %s -> %s", k->label,
		    found->object, field, *p.v[0].old_value != '\0' ?
		    p.v[0].old_value : "(none)", p.new_value);
		buf_addf(&b, "sealport set %s ", found->kind);
		if (!k->single) {
			text_shell_word(&b, found->object);
			buf_addc(&b, ' ');
		}
		buf_addf(&b, "%s=%s", field, f->row->value);
		f->command = buf_steal(&b);
		f->undo = xstrdup("sealport undo");
	}
	many_preview_clear(&p);
	return ok;
}

static bool
apply_set(struct fix *f, struct model *m, struct err *err)
{
	const struct many many = { kind_find(f->kind), &f->object, 1 };
	struct edit_note note = { .reason = f->rule };
	struct many_field to = { f->field, f->value };
	bool ok = edit_field_all(m, &many, &to, &note, err);

	f->revision = note.revision;
	return ok;
}

static bool
undo_set(struct fix *f, struct model *m, struct err *err)
{
	return history_take_back(m, f->revision, NULL, err);
}

/* ---- stores of this computer -------------------------------------------- */

static bool
is_here(struct model *m, const struct finding *found, const char *what,
    struct err *err)
{
	char *here = model_computer(m, err);
	bool ok = here != NULL && (found->computer == NULL ||
	    strcasecmp(found->computer, here) == 0);

	if (here != NULL && !ok)
		err_set(err, ERR_INVALID, "%s: it is to be done there (%s)",
		    found->computer, what);
	free(here);
	return ok;
}

/* Of what the group would bring here, that one. */
static void
keep_itself(struct sync *s, const char *thumbprint)
{
	struct sync_item *i;
	size_t n = 0;

	for (i = s->v; i < s->v + s->n; i++) {
		if (i->store == STORE_OTHER_PEOPLE &&
		    str_same(i->cert->thumbprint, thumbprint)) {
			s->v[n++] = *i;
			continue;
		}
		cert_free(i->cert);
		free(i->why);
	}
	s->n = n;
}

static void
tell_installed(struct fix *f)
{
	const struct sync_item *i;
	char *line;

	for (i = f->sync.v; i < f->sync.v + f->sync.n; i++) {
		line = xasprintf("%s: %s [%s] is installed",
		    store_info(i->store)->label, cert_title(i->cert),
		    i->cert->thumbprint);
		add_line(&f->text, line);
		free(line);
		line = xasprintf("sealport cert remove %s --store %s",
		    i->cert->thumbprint, store_info(i->store)->name);
		add_line(&f->undo, line);
		free(line);
	}
}

static bool
plan_install(struct fix *f, struct model *m, const struct finding *found,
    struct err *err)
{
	if (!is_here(m, found, "sealport cert sync", err) ||
	    !sync_plan(&f->sync, m, err))
		return false;
	if (!f->row->chain)
		keep_itself(&f->sync, found->thumbprint);
	else if (!sync_keep_chain(&f->sync, m, found->thumbprint, err))
		return false;
	tell_installed(f);
	return f->sync.n > 0 || err_set(err, ERR_INVALID, "the group does "
	    "not have the certificate: import it (sealport cert import)");
}

static bool
apply_install(struct fix *f, struct model *m, struct err *err)
{
	return sync_apply(&f->sync, m, err);
}

static bool
undo_install(struct fix *f, struct model *m, struct err *err)
{
	struct store *s;
	bool ok = model_may(m, ROLE_ADMINISTRATOR, err);
	size_t i;

	for (i = 0; ok && i < f->sync.n; i++) {
		if (!f->sync.v[i].done)
			continue;
		s = store_open(m->settings->stores, f->sync.v[i].store, NULL,
		    err);
		ok = s != NULL && store_remove(s,
		    f->sync.v[i].cert->thumbprint, err);
		store_close(s);
	}
	return ok;
}

static bool
plan_repair(struct fix *f, struct model *m, const struct finding *found,
    struct err *err)
{
	const struct keyfile_fault *k;
	struct buf b = { 0 };
	char *line;
	size_t i;

	if (!is_here(m, found, "sealport cert repair", err) ||
	    !repairs_find(&f->repairs, m, found->account, err))
		return false;
	for (i = 0; i < f->repairs.n; i++) {
		k = &f->repairs.v[i].fault;
		line = repair_text(&f->repairs.v[i]);
		add_line(&f->text, line);
		free(line);
		buf_reset(&b);
		buf_addf(&b, "chmod %04o ", (unsigned)k->mode);
		text_shell_word(&b, k->path);
		if (k->owner != k->want_owner) {
			buf_addf(&b, " && chown %lu ",
			    (unsigned long)k->owner);
			text_shell_word(&b, k->path);
		}
		add_line(&f->undo, (const char *)b.data);
	}
	buf_clear(&b);
	return f->repairs.n > 0 || err_set(err, ERR_INVALID,
	    "there is nothing to repair here: publish the inventory anew");
}

static bool
apply_repair(struct fix *f, struct model *m, struct err *err)
{
	return repairs_apply(&f->repairs, m, err);
}

/* The same the other way round, the inner ones first. */
static bool
undo_repair(struct fix *f, struct model *m, struct err *err)
{
	struct keyfile_fault *k;
	size_t i;

	for (i = 0; i < f->repairs.n; i++) {
		k = &f->repairs.v[i].fault;
		k->want_mode = k->mode;
		k->want_owner = k->owner;
	}
	return repairs_apply(&f->repairs, m, err);
}

/* ---- what is left over -------------------------------------------------- */

static char *
kept_path(const struct model *m, const char *thumbprint)
{
	return xasprintf("%s/computer/removed/%s.pem", m->settings->stores,
	    thumbprint);
}

static bool
is_left_over(const struct orphan *o, const struct finding *found)
{
	return o->here && (found->thumbprint == NULL ||
	    str_same(o->thumbprint, found->thumbprint)) &&
	    (found->account == NULL ? o->store == STORE_OTHER_PEOPLE :
	    str_same(o->account, found->account));
}

/* A private key that was removed does not come back: nothing keeps it. */
static void
plan_orphan(struct fix *f, struct model *m, const struct orphan *o)
{
	char *path = kept_path(m, o->thumbprint);
	struct buf b = { 0 };

	buf_addf(&b, "%s: %s [%s] is removed", store_info(o->store)->label,
	    *o->title != '\0' ? o->title : "(no name)", o->thumbprint);
	if (o->has_key)
		buf_adds(&b, ", and its private key is deleted for good");
	add_line(&f->text, (const char *)b.data);
	buf_reset(&b);
	buf_adds(&b, "sealport cert import ");
	text_shell_word(&b, path);
	buf_addf(&b, " --store %s", store_info(o->store)->name);
	if (*o->account != '\0') {
		buf_adds(&b, " --account ");
		text_shell_word(&b, o->account);
	}
	if (!o->has_key)
		add_line(&f->undo, (const char *)b.data);
	buf_clear(&b);
	free(path);
}

static void
orphan_clear(struct orphan *o)
{
	struct orphans one = { .v = xcalloc(1, sizeof(*o)), .n = 1 };

	one.v[0] = *o;
	orphans_clear(&one);
}

static bool
plan_remove(struct fix *f, struct model *m, const struct finding *found,
    struct err *err)
{
	struct orphans *all = &f->orphans;
	size_t i, n = 0;

	if (!is_here(m, found, "sealport cert orphans", err) ||
	    !orphans_find(all, m, err))
		return false;
	for (i = 0; i < all->n; i++) {
		if (is_left_over(&all->v[i], found)) {
			plan_orphan(f, m, &all->v[i]);
			all->v[n++] = all->v[i];
		} else {
			orphan_clear(&all->v[i]);
		}
	}
	all->n = n;
	return n > 0 || err_set(err, ERR_INVALID,
	    "there is nothing to remove here: publish the inventory anew");
}

static struct store *
store_of(const struct model *m, const struct orphan *o, struct err *err)
{
	return store_open(m->settings->stores, o->store,
	    *o->account != '\0' ? o->account : NULL, err);
}

/* The certificate without its key: public, so anybody may read it. */
static bool
keep_copy(struct fix *f, struct model *m, const struct orphan *o,
    struct err *err)
{
	struct store *s = store_of(m, o, err);
	struct cert *cert = s != NULL ? store_get(s, o->thumbprint, NULL) :
	    NULL;
	char *path = kept_path(m, o->thumbprint), *dir;
	struct buf pem = { 0 };
	bool ok = s != NULL;

	if (cert != NULL) {
		dir = xstrndup(path, (size_t)(strrchr(path, '/') - path));
		cert_to_pem(cert, &pem);
		ok = file_mkdirs(dir, 0755, err) &&
		    file_write(path, pem.data, pem.len, 0644, err);
		free(dir);
		cert_list_add(&f->removed, cert);
	}
	buf_clear(&pem);
	free(path);
	store_close(s);
	return ok;
}

static bool
apply_remove(struct fix *f, struct model *m, struct err *err)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < f->orphans.n; i++)
		ok = keep_copy(f, m, &f->orphans.v[i], err) &&
		    orphan_remove(m, &f->orphans.v[i], err);
	return ok;
}

static bool
undo_remove(struct fix *f, struct model *m, struct err *err)
{
	const struct cert *cert;
	struct store *s;
	bool ok = model_may(m, ROLE_ADMINISTRATOR, err);
	size_t i;

	for (i = 0; ok && i < f->orphans.n; i++) {
		cert = cert_list_find(&f->removed, f->orphans.v[i].thumbprint);
		if (cert == NULL)
			continue;
		s = store_of(m, &f->orphans.v[i], err);
		ok = s != NULL && store_add(s, cert, NULL, err);
		store_close(s);
	}
	return ok;
}

/* ---- the table ---------------------------------------------------------- */

static const struct fix_kind set = {
	"set", "sets the field that the finding is about",
	plan_set, apply_set, undo_set,
};
static const struct fix_kind install = {
	"install", "installs the group's public certificate here",
	plan_install, apply_install, undo_install,
};
static const struct fix_kind repair = {
	"repair", "puts owner and mode of private keys here right",
	plan_repair, apply_repair, undo_repair,
};
static const struct fix_kind takeout = {
	"remove", "takes out of a store here what is left over",
	plan_remove, apply_remove, undo_remove,
};

static const struct fix_row rows[] = {
	{ "A112", &set, "decoder.check_revocation", "true", false },
	{ "C101", &install, NULL, NULL, false },
	{ "C104", &install, NULL, NULL, false },
	{ "C105", &install, NULL, NULL, false },
	{ "C109", &repair, NULL, NULL, false },
	{ "C205", &install, NULL, NULL, true },
	{ "C206", &install, NULL, NULL, true },
	{ "C207", &install, NULL, NULL, true },
	{ "C504", &takeout, NULL, NULL, false },
	{ "C505", &takeout, NULL, NULL, false },
	{ "C511", &set, "encoder.enable_encryption", "true", false },
	{ "L105", &set, "decoder.check_revocation", "true", false },
	{ "L106", &set, "encoder.check_revocation", "true", false },
	{ "M102", &set, "decoder.allow_non_mime", "false", false },
	{ "M104", &set, "encoder.signature_type", "blob", false },
	{ "M109", &set, "encoder.add_signing_certificate", "true", false },
	{ "M111", &set, NULL, "true", false },
};

static const struct fix_row *
find_row(const struct audit_rule *rule)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].rule, rule->id) == 0)
			return &rows[i];
	return NULL;
}

const char *
fix_word(const struct audit_rule *rule)
{
	const struct fix_row *row = find_row(rule);

	return row != NULL ? row->kind->word : NULL;
}

const char *
fix_help(const struct audit_rule *rule)
{
	return find_row(rule)->kind->help;
}

bool
fix_plan(struct fix *f, struct model *m, const struct finding *found,
    struct err *err)
{
	struct buf b = { 0 };

	memset(f, 0, sizeof(*f));
	f->row = find_row(found->rule);
	if (f->row == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s: is mended by hand "
		    "only", found->rule->id);
	f->rule = xstrdup(found->rule->id);
	f->kind = xstrdup(found->kind);
	f->object = xstrdup(found->object);
	buf_addf(&b, "sealport audit fix %s %s ", f->rule, f->kind);
	text_shell_word(&b, f->object);
	if (found->thumbprint != NULL)
		buf_addf(&b, " --only %s", found->thumbprint);
	if (f->row->kind != &set)
		f->command = buf_steal(&b);
	buf_clear(&b);
	return f->row->kind->plan(f, m, found, err);
}

/*
 * Files are none of the configuration: undo passes over the note, which says
 * who did what, and how it is taken back.  Who may only mend his own store
 * cannot write it.
 */
static bool
note_stores(const struct fix *f, struct model *m, bool back, struct err *err)
{
	bool undo = f->undo != NULL && !back;
	char *text, *at;
	bool ok;

	if (f->row->kind == &set || !model_may(m, ROLE_ADMINISTRATOR, NULL))
		return true;
	text = xasprintf("audit fix %s%s: %s%s%s", f->rule,
	    back ? " taken back" : "", f->text,
	    undo ? "; to take it back: " : "", undo ? f->undo : "");
	for (at = text; (at = strchr(at, '\n')) != NULL; )
		*at = ';';
	ok = history_note(m, text, err);
	free(text);
	return ok;
}

bool
fix_apply(struct fix *f, struct model *m, struct err *err)
{
	f->done = note_stores(f, m, false, err) &&
	    f->row->kind->apply(f, m, err);
	return f->done;
}

bool
fix_undo(struct fix *f, struct model *m, struct err *err)
{
	if (!f->done || f->undo == NULL)
		return err_set(err, ERR_INVALID, "%s: cannot be taken back",
		    f->rule);
	f->done = !(f->row->kind->undo(f, m, err) &&
	    note_stores(f, m, true, err));
	return !f->done;
}

void
fix_clear(struct fix *f)
{
	free(f->rule);
	free(f->kind);
	free(f->object);
	free(f->field);
	free(f->value);
	free(f->text);
	free(f->command);
	free(f->undo);
	sync_clear(&f->sync);
	repairs_clear(&f->repairs);
	orphans_clear(&f->orphans);
	cert_list_clear(&f->removed);
	memset(f, 0, sizeof(*f));
}
