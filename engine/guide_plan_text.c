/* SPDX-License-Identifier: ISC */
/* A plan in words: the command lines, and what goes into which store. */
#include "base/text.h"
#include "engine/guide_plan.h"

/* ---- command lines ------------------------------------------------------- */

static void
word(struct buf *b, const char *before, const char *value)
{
	buf_adds(b, before);
	text_shell_word(b, value);
}

void
guide_step_command(const struct guide_step *s, struct buf *b)
{
	bool derived = (kind_field(s->kind, "name")->flags &
	    FIELD_DERIVED) != 0;
	struct buf set = { 0 };
	size_t i;

	if (s->with_key)
		return;
	if (s->file != NULL) {
		word(b, "sealport cert import ", s->file);
		buf_addf(b, " --store other-people --only %s", s->name);
		return;
	}
	buf_addf(b, "sealport %s %s", s->before != NULL ? "set" : "new",
	    s->kind->name);
	if (s->before != NULL || !derived)
		word(b, " ", s->name);
	for (i = 0; i < s->nsets; i++) {
		buf_reset(&set);
		buf_addf(&set, "%s=%s", s->sets[i].field, s->sets[i].value);
		word(b, " ", (const char *)set.data);
	}
	buf_clear(&set);
}

/* No verb of ours makes keys: it is no CA. */
static void
make_command(const struct guide_key *k, struct buf *b)
{
	struct buf subject = { 0 };

	buf_addf(&subject, "/CN=%s", k->name);
	buf_adds(b, k->request != NULL ? "openssl req -new" :
	    "openssl req -x509 -days 365");
	buf_adds(b, " -newkey rsa:3072 -nodes");
	word(b, " -subj ", (const char *)subject.data);
	word(b, " -keyout ", k->request != NULL ? k->key_file : "new.pem");
	word(b, " -out ", k->request != NULL ? k->request : "new.crt");
	buf_adds(b, "\n");
	buf_clear(&subject);
	if (k->request == NULL) {
		buf_adds(b, "cat new.crt >>new.pem\n");
		word(b, "sealport cert import new.pem --store personal "
		    "--account ", k->account);
		buf_adds(b, "\n");
	}
}

static void
import_command(const struct guide_key *k, struct buf *b)
{
	word(b, "sealport cert import ", k->file);
	word(b, " --store personal --account ", k->account);
	buf_addf(b, " --only %s", k->cert->thumbprint);
	if (k->pass_file != NULL)
		word(b, " --passphrase-file ", k->pass_file);
	buf_adds(b, "\n");
}

/* Another one than a certificate step brings. */
static bool
installs_known(const struct guide_plan *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->v[i].file != NULL)
			return false;
	return p->install != NULL;
}

void
guide_plan_commands(const struct guide_plan *p, struct buf *b)
{
	size_t i, before;

	for (i = 0; i < p->nkeys; i++)
		if (p->keys[i].file != NULL)
			import_command(&p->keys[i], b);
		else
			make_command(&p->keys[i], b);
	for (i = 0; i < p->n; i++) {
		before = b->len;
		guide_step_command(&p->v[i], b);
		if (b->len > before)
			buf_adds(b, "\n");
	}
	if (installs_known(p))
		buf_adds(b, "sealport cert sync\n");
}

/* ---- the stores ---------------------------------------------------------- */

static void
key_sentence(const struct guide_key *k, struct buf *b)
{
	if (k->request != NULL)
		buf_addf(b, "a new key %s and the request for its "
		    "certificate %s: %s\n", k->key_file, k->request, k->name);
	else
		buf_addf(b, "into the Personal store of %s here, with its "
		    "key: %s%s\n", k->account, k->name, k->self_signed ?
		    ", self-signed: for tests only" : "");
}

void
guide_plan_stores(const struct guide_plan *p, struct buf *b)
{
	size_t i;

	for (i = 0; i < p->nkeys; i++)
		key_sentence(&p->keys[i], b);
	if (p->install != NULL)
		buf_addf(b, "into Other People here: %s\n",
		    cert_title(p->install));
}

void
guide_plan_afterwards(const struct guide_plan *p, struct buf *b)
{
	const struct guide_key *k;
	size_t i;

	for (i = 0; i < p->nkeys; i++) {
		k = &p->keys[i];
		if (k->request != NULL) {
			buf_addf(b, "Send %s to a CA.  Put its answer and %s "
			    "into one file, then:", k->request, k->key_file);
			buf_adds(b, "  sealport cert import FILE --store "
			    "personal");
			word(b, " --account ", k->account);
			buf_addf(b, " --use %s", k->use);
			word(b, " --assign ", k->assign);
			buf_adds(b, "\n");
		} else if (k->self_signed) {
			buf_addf(b, "%s is self-signed: have it replaced by "
			    "one of a CA before messages count.\n", k->name);
		}
	}
}
