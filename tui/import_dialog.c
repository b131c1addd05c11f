/* SPDX-License-Identifier: ISC */
#include "tui/import_dialog.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/import.h"
#include "tui/ask.h"
#include "tui/import_parts.h"

/* Wrong three times: the person should look for the passphrase. */
enum { PASSPHRASE_TRIES = 3 };

#define PEM "-----BEGIN "

static void
forget(char *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret, strlen(secret));
	free(secret);
}

/* ---- reading ------------------------------------------------------------ */

/* Of a file, or of text that was pasted in. */
static bool
read_source(const char *source, const char *pass, struct bundle *b,
    struct err *err)
{
	return strstr(source, PEM) != NULL ?
	    bundle_parse(b, source, strlen(source), pass, err) :
	    bundle_read(b, source, pass, err);
}

/* Read it, asking for a passphrase if it wants one. */
static bool
read_asking(struct ui *ui, const char *source, struct bundle *b,
    struct err *err)
{
	struct prompt p = { .title = "Passphrase", .hidden = true };
	char *pass = NULL, *text;
	int tries;
	bool ok = read_source(source, NULL, b, err);

	for (tries = 0; !ok && tries < PASSPHRASE_TRIES &&
	    strcmp(err->part, "passphrase") == 0; tries++) {
		text = xasprintf("%s\nPassphrase:", err->text);
		p.text = text;
		pass = ask_line(ui, &p);
		free(text);
		if (pass == NULL)
			break;
		bundle_clear(b);
		err_clear(err);
		ok = read_source(source, pass, b, err);
		forget(pass);
	}
	return ok;
}

static bool
ask_source(struct wizard *w)
{
	bool pasted = w->source != NULL && strstr(w->source, PEM) != NULL;
	struct prompt p = { .title = "Import", .text = "Path of a file: PEM, "
	    "DER, PKCS#7, PKCS#12 or a revocation list; or paste PEM text",
	    .whole = PEM, .initial = pasted ? NULL : w->source };
	char *source = ask_line(w->ui, &p);

	forget(w->source);
	w->source = source;
	return source != NULL && *source != '\0';
}

/* What cannot be read leaves the path to be mended. */
static enum step
source_step(struct wizard *w)
{
	struct import_request r = { .store = STORE_COUNT };
	struct bundle b = { 0 };
	struct err err = { 0 };
	bool ok;

	if (!ask_source(w))
		return STEP_BACK;
	if (w->planned)
		import_plan_clear(&w->plan);
	w->planned = false;
	/* Now: the question may have stood there for hours. */
	r.at = ui_now(w->ui);
	ok = read_asking(w->ui, w->source, &b, &err);
	if (ok) {
		w->planned = true;
		ok = import_plan_make(&w->plan, w->ui->model, &b, &r, &err);
	}
	bundle_clear(&b);
	if (!ok)
		ui_error(w->ui, &err);
	return ok ? STEP_NEXT : STEP_AGAIN;
}

/* ---- writing ------------------------------------------------------------ */

static void
add_stores(const struct import_plan *p, struct buf *b)
{
	struct buf store = { 0 };
	char *name;
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (p->v[i].store == STORE_COUNT)
			continue;
		buf_reset(&store);
		import_store_text(p, &p->v[i], &store);
		name = text_safe(p->v[i].cert != NULL ?
		    cert_title(p->v[i].cert) : p->v[i].crl->issuer);
		buf_addf(b, "%s\n  into %s%s\n", name, (char *)store.data,
		    p->v[i].key != NULL && p->v[i].store != STORE_PERSONAL ?
		    ", without its private key" : "");
		free(name);
	}
	buf_clear(&store);
}

/* The whole plan; true where somebody else's certificate would go. */
static bool
summary(struct import_plan *p, struct buf *b)
{
	bool other = false;
	size_t i;

	add_stores(p, b);
	if (p->nassigns > 0)
		buf_adds(b, "\nUsed by\n");
	for (i = 0; i < p->nassigns; i++) {
		buf_adds(b, "  ");
		import_assign_text(p, &p->assigns[i], b);
		buf_adds(b, "\n");
		if (p->assigns[i].other == NULL)
			continue;
		other = true;
		buf_addf(b, "  ANOTHER IDENTITY: %s\n", p->assigns[i].other);
	}
	if (p->nassigns > 0)
		buf_adds(b, "\nu takes that back later; the files stay in "
		    "the stores.\n");
	return other;
}

#define WORD "replace"

/* For what Enter alone must not do. */
static bool
confirm_identity(struct ui *ui)
{
	char *word = ask_line(ui, &(struct prompt){ .title =
	    "Another identity", .text = "The certificate of one owner is "
	    "replaced by that of another. Type " WORD " if that is meant." });
	bool same = word != NULL && strcmp(word, WORD) == 0;

	free(word);
	return same;
}

static void
say_done(struct wizard *w)
{
	const struct import_plan *p = &w->plan;
	size_t done = 0, there = 0, i;
	bool unverified = false;

	for (i = 0; i < p->n; i++) {
		done += p->v[i].result == IMPORT_DONE;
		there += p->v[i].result == IMPORT_THERE;
		unverified |= p->v[i].store == STORE_CRL &&
		    p->v[i].unverified;
	}
	if (unverified)
		show_text(w->ui, "Revocation list", "Its signature was not "
		    "verified: its issuer's certificate is in neither the "
		    "root nor the ca store. Until it is there the list is of "
		    "no use.");
	ui_say(w->ui, STYLE_NORMAL, "imported: %zu, already there: %zu, "
	    "assigned: %zu", done, there, p->nassigns);
}

static enum step
write_step(struct wizard *w)
{
	struct buf text = { 0 };
	struct import_order order = { .confirmed = false };
	struct err err = { 0 };
	bool other = summary(&w->plan, &text), yes;

	yes = ask(w->ui, &(struct question){ .title = "Write it?",
	    .text = (char *)text.data, .yes = "write", .no = "back" });
	buf_clear(&text);
	if (!yes)
		return STEP_BACK;
	if (other && !confirm_identity(w->ui))
		return STEP_AGAIN;
	order.confirmed = other;
	w->ui->changed = true;
	if (!import_write(&w->plan, &order, &err)) {
		ui_error(w->ui, &err);
		return STEP_AGAIN;
	}
	say_done(w);
	return STEP_NEXT;
}

/* ---- one after the other ------------------------------------------------ */

void
import_dialog(struct ui *ui)
{
	static enum step (*const steps[])(struct wizard *) = {
		source_step, import_found, import_uses_step, write_step,
	};
	struct wizard w = { .ui = ui };
	int at = 0;

	while (at >= 0 && at < (int)ARRAY_SIZE(steps) && !ui->quit)
		at += steps[at](&w);
	if (w.planned)
		import_plan_clear(&w.plan);
	forget(w.source);
}
