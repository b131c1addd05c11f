/* SPDX-License-Identifier: ISC */
/*
 * completion: what may stand at the end of a command line, from the tables of
 * verbs, options, kinds and fields and, read-only, from the group.  The shell
 * gets one word a line, quoted for it; "/PREFIX" asks it for file names.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "certstore/store.h"
#include "cli/catalog.h"
#include "cli/shell_line.h"
#include "cli/verbs.h"
#include "cli/words.h"
#include "model/adapter.h"
#include "model/component.h"
#include "model/edit.h"
#include "model/import_plan.h"
#include "model/list.h"
#include "model/object.h"

#define MAX_OFFERED 1000	/* object names */

/*
 * No word of the line is ever run or expanded: the array is filled line by
 * line, and what fills it has quoted it.
 */
static const char bash_script[] =
	"# bash completion of sealport(1), made by `sealport completion "
	"bash'\n"
	"_sealport()\n"
	"{\n"
	"\tlocal line= glue= word i\n"
	"\tCOMPREPLY=()\n"
	"\tfor ((i = 1; i <= COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tcase $word in\n"
	"\t\t= | : | += | -=)\n"
	"\t\t\tline+=$word glue=1 ;;\n"
	"\t\t*)\n"
	"\t\t\t[[ $glue || $i -eq 1 ]] || line+=' '\n"
	"\t\t\tline+=$word glue= ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\tmapfile -t COMPREPLY < <(timeout 2 \"${COMP_WORDS[0]}\" \\\n"
	"\t    completion words -- \"$line\" 2>/dev/null)\n"
	"\tcase ${COMPREPLY[0]-} in\n"
	"\t/*)\n"
	"\t\tword=${COMPREPLY[0]#/}\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
	"\t\tcompopt -o filenames 2>/dev/null ;;\n"
	"\t*[=/])\n"
	"\t\tcompopt -o nospace 2>/dev/null ;;\n"
	"\tesac\n"
	"}\n"
	"complete -F _sealport sealport\n";

struct completion {
	struct invocation *c;
	struct shell_line line;
	const char *word;	/* the last one: being typed */
	const char **args;	/* those before it, without options */
	size_t nargs;
	const struct verb *verb;	/* NULL: not there yet */
	size_t used;		/* words of its name */
	bool files;		/* a file name is expected */
};

/* ---- offers ------------------------------------------------------------- */

static void
offer(struct completion *m, const char *word)
{
	char *quoted;

	if (!text_starts(word, m->word) || text_steers(word) ||
	    strpbrk(word, "\n\t") != NULL)
		return;
	quoted = shell_line_quote(&m->line, word);
	out_text(&m->c->out, quoted);
	out_text(&m->c->out, "\n");
	free(quoted);
}

/* PREFIX and word as one, then the tail. */
static void
offer_joined(struct completion *m, const char *prefix, const char *word,
    const char *tail)
{
	char *all = xasprintf("%s%s%s", prefix, word, tail);

	offer(m, all);
	free(all);
}

/*
 * The group that the line means; NULL where it cannot be opened, which is
 * for the verb itself to complain of.
 */
static struct model *
group(struct completion *m)
{
	struct invocation *c = m->c;

	if (c->model == NULL && invocation_settings(c,
	    c->options[OPTION_CONFIG], NULL))
		c->model = model_open(&c->settings, true, NULL);
	return c->model;
}

static void
offer_objects(struct completion *m, const struct kind *kind,
    const char *prefix)
{
	struct list_query q = { .kind = kind, .limit = MAX_OFFERED };
	struct list_page page = { 0 };
	size_t i;

	if (kind == NULL || group(m) == NULL ||
	    !list_read(group(m), &q, &page, NULL))
		return;
	for (i = 0; i < page.n; i++)
		offer_joined(m, prefix, page.v[i].name, "");
	list_page_clear(&page);
}

static const struct kind *
kind_of(const struct completion *m)
{
	return m->nargs > m->used ? kind_find(m->args[m->used]) : NULL;
}

/* ---- fields ------------------------------------------------------------- */

/* The object that is named; NULL: none such, or no group. */
static struct object *
named_object(struct completion *m)
{
	const struct kind *kind = kind_of(m);

	if (kind == NULL || group(m) == NULL)
		return NULL;
	if (kind->single)
		return model_group(group(m), NULL);
	return m->nargs > m->used + 1 ? model_get(group(m), kind,
	    m->args[m->used + 1], NULL) : NULL;
}

/* What is typed behind it can be given a value. */
static bool
is_given(const struct field *f, const char *tail)
{
	return *tail == '\0' || f == NULL ||
	    (f->flags & (FIELD_DERIVED | FIELD_VIEW | FIELD_STATE)) == 0;
}

/* The fields of the object that is named, else all its kind may have. */
static void
offer_fields(struct completion *m, const char *prefix, const char *tail)
{
	struct object *o = named_object(m);
	struct words words = { 0 };
	struct slots slots = { 0 };
	struct catalog all;
	size_t i;

	catalog_init(&all);
	if (o != NULL)
		object_slots(o, m->c->model, &slots);
	for (i = 0; i < slots.n; i++)
		if (is_given(slots.v[i].field, tail))
			words_add(&words, slots.v[i].name);
	for (i = 0; o == NULL && i < all.n; i++)
		if (catalog_fits(&all.v[i], kind_of(m)) &&
		    is_given(all.v[i].field, tail))
			words_add(&words, all.v[i].name);
	for (i = 0; i < words.n; i++)
		offer_joined(m, prefix, words.v[i], tail);
	words_clear(&words);
	slots_clear(&slots);
	object_free(o);
	catalog_clear(&all);
}

/* ---- values ------------------------------------------------------------- */

/* The object with the values that the line has given it so far; or NULL. */
static struct object *
object_so_far(struct completion *m)
{
	struct object *o = named_object(m);
	const char *equals;
	char *name;
	size_t i;

	if (o == NULL && kind_of(m) != NULL && group(m) != NULL)
		o = object_new(kind_of(m));
	for (i = m->used + 1; o != NULL && i < m->nargs; i++) {
		equals = strchr(m->args[i], '=');
		if (equals == NULL)
			continue;
		name = xstrndup(m->args[i], (size_t)(equals - m->args[i]));
		/*
		 * What is wrong with it is for the verb to say; a secret
		 * would make the group's key.
		 */
		if (!object_is_secret(o->kind, name))
			(void)object_set(o, m->c->model, name, equals + 1,
			    NULL);
		free(name);
	}
	return o;
}

/* Those that may stand in that field of the object. */
static void
offer_fitting(struct completion *m, const struct field *f,
    const struct object *o, const char *prefix)
{
	struct objects all = { 0 };
	size_t i;

	if (!model_select(group(m), kind_find(f->ref), NULL, NULL, &all,
	    NULL))
		return;
	for (i = 0; i < all.n && i < MAX_OFFERED; i++)
		if (f->fits(o, all.v[i]))
			offer_joined(m, prefix, all.v[i]->name, "");
	objects_clear(&all);
}

/* o: whose field it is; NULL: not known. */
static void
offer_values_of(struct completion *m, const struct field *f,
    const struct object *o, const char *prefix)
{
	const struct choice *ch = o != NULL && f->offered != NULL ?
	    f->offered(o) : f->choices;

	for (; ch != NULL && ch->name != NULL; ch++)
		offer_joined(m, prefix, ch->name, "");
	if (f->type == FIELD_BOOL) {
		offer_joined(m, prefix, "true", "");
		offer_joined(m, prefix, "false", "");
	} else if (f->type == FIELD_REF && f->fits != NULL && o != NULL) {
		offer_fitting(m, f, o, prefix);
	} else if (f->type == FIELD_REF) {
		offer_objects(m, kind_find(f->ref), prefix);
	} else if (f->type == FIELD_CERT) {
		offer_objects(m, kind_find("certificate"), prefix);
	}
}

/* The field of that name, whatever it stands in; NULL: none. */
static const struct field *
find_field(const struct completion *m, const struct catalog *all,
    const char *name)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (catalog_fits(&all->v[i], kind_of(m)) &&
		    strcmp(all->v[i].name, name) == 0)
			return all->v[i].field;
	return NULL;
}

/* After "field=". */
static void
offer_values(struct completion *m)
{
	char *name = xstrndup(m->word, strcspn(m->word, "="));
	char *prefix = xasprintf("%s=", name);
	struct object *o = object_so_far(m);
	const struct field *f;
	struct catalog all;

	catalog_init(&all);
	f = find_field(m, &all, name);
	if (f != NULL && is_given(f, "="))
		offer_values_of(m, f, o, prefix);
	catalog_clear(&all);
	object_free(o);
	free(prefix);
	free(name);
}

/* ---- verbs and what stands behind them ---------------------------------- */

/* First words, or second ones of a family; with whatever help explains. */
static void
offer_verbs(struct completion *m)
{
	struct words words = { 0 };
	const struct verb *v;
	size_t i, n;
	char *first;

	for (v = verb_rows; v->name != NULL; v++) {
		n = strcspn(v->name, " ");
		first = xstrndup(v->name, n);
		if (m->nargs == 0) {
			if (v == verb_rows || strncmp(v[-1].name, first,
			    n) != 0 || v[-1].name[n] != ' ')
				offer(m, first);
		} else if (v->name[n] == ' ' &&
		    strcmp(first, m->args[0]) == 0) {
			offer(m, v->name + n + 1);
		}
		free(first);
	}
	if (m->nargs == 0)
		transition_words(&words);
	for (i = 0; i < words.n; i++)
		offer(m, words.v[i]);
	words_clear(&words);
}

static void
offer_kinds(struct completion *m)
{
	bool state = m->verb->run == verb_transition;
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (!state || kind_transition(kinds[i], m->args[0]) != NULL)
			offer(m, kinds[i]->name);
}

static void
offer_topics(struct completion *m)
{
	const struct verb *verb = m->verb;
	size_t i, nargs = m->nargs;

	m->nargs = 0;
	offer_verbs(m);
	m->nargs = nargs;
	m->verb = verb;
	offer_kinds(m);
	for (i = 0; adapters[i].name != NULL; i++)
		offer(m, adapters[i].name);
	for (i = 0; components[i] != NULL; i++)
		offer(m, components[i]->name);
}

static void
offer_field_values(struct completion *m)
{
	if (strchr(m->word, '=') != NULL)
		offer_values(m);
	else
		offer_fields(m, "", "=");
}

static void
offer_names(struct completion *m)
{
	offer_objects(m, kind_of(m), "");
}

static void
offer_field_names(struct completion *m)
{
	offer_fields(m, "", "");
}

static void
offer_certificates(struct completion *m)
{
	offer_objects(m, kind_find("certificate"), "");
}

static void
offer_files(struct completion *m)
{
	m->files = true;
}

static void
offer_stores(struct completion *m)
{
	size_t i;

	for (i = 0; i < STORE_COUNT; i++)
		offer(m, store_info((enum store_id)i)->name);
}

static void
offer_uses(struct completion *m)
{
	const struct import_use *u;

	for (u = import_uses; u->name != NULL; u++)
		offer(m, u->name);
}

static void
offer_locations(struct completion *m)
{
	offer_objects(m, kind_find("receive-location"), "");
}

static void
offer_ports(struct completion *m)
{
	offer_objects(m, kind_find("send-port"), "");
}

static void
offer_computers(struct completion *m)
{
	offer_objects(m, kind_find("computer"), "");
}

/* By the words of the usage lines, of verbs and of options. */
static const struct { const char *word; void (*offer)(struct completion *); }
    sources[] = {
	{ "KIND", offer_kinds },
	{ "NAME", offer_names },
	{ "FIELD", offer_field_names },
	{ "FIELD=VALUE", offer_field_values },
	{ "FILE", offer_files },
	{ "DIR", offer_files },
	{ "THUMB", offer_certificates },
	{ "NEW_THUMB", offer_certificates },
	{ "STORE", offer_stores },
	{ "USE", offer_uses },
	{ "VERB", offer_topics },
};

static void
offer_source(struct completion *m, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (strlen(sources[i].word) == len &&
		    memcmp(sources[i].word, word, len) == 0)
			sources[i].offer(m);
}

/*
 * The argument of that number, by the usage line.  "..." repeats the word
 * before it, which the one after may follow at any time.
 */
static void
offer_argument(struct completion *m, size_t at)
{
	const char *s = m->verb->usage + strspn(m->verb->usage, "[");
	const char *last = s, *offered = NULL;
	size_t len, n = 0;

	for (; *s != '\0'; s += len, s += strspn(s, " [")) {
		len = strcspn(s, " ]");
		if (text_starts(s, "...")) {
			if (n <= at && offered != last)
				offer_source(m, last, strcspn(last, " ]"));
			len += s[len] == ']';
			continue;
		}
		if (*s == '|')
			return;
		if (n++ == at || (n > 2 && n <= at + 1)) {
			offer_source(m, s, len);
			offered = s;
		}
		last = s;
		len += s[len] == ']';
	}
}

/* ---- options ------------------------------------------------------------ */

static void
offer_options(struct completion *m)
{
	size_t i;

	for (i = 0; i < OPTION_COUNT; i++)
		if (option_rows[i].global || (m->verb != NULL &&
		    verb_takes(m->verb, (enum option_id)i)))
			offer_joined(m, "--", option_rows[i].name, "");
}

/* Where the option's word does not say enough. */
static void (*const option_sources[OPTION_COUNT])(struct completion *) = {
	[OPTION_LOCATION] = offer_locations,
	[OPTION_PORT] = offer_ports,
	[OPTION_COMPUTER] = offer_computers,
	[OPTION_AGAINST] = offer_files,
	[OPTION_DB] = offer_files,
	[OPTION_COLUMNS] = offer_field_names,
	[OPTION_SORT] = offer_field_names,
};

static void
offer_option_value(struct completion *m, enum option_id id)
{
	const char *word = option_rows[id].value;

	if (option_sources[id] != NULL)
		option_sources[id](m);
	else if (strcmp(word, "NAME") != 0)
		offer_source(m, word, strlen(word));
}

static enum option_id
option_of(const char *word)
{
	size_t i;

	if (!text_starts(word, "--"))
		return OPTION_COUNT;
	for (i = 0; i < OPTION_COUNT; i++)
		if (strcmp(option_rows[i].name, word + 2) == 0)
			break;
	return (enum option_id)i;
}

/* ---- the line ----------------------------------------------------------- */

/*
 * Sorts the finished words; returns the option whose value is being typed.
 * The group is the one that --config and --db name.
 */
static enum option_id
sort_words(struct completion *m)
{
	enum option_id id = OPTION_COUNT;
	char **w = m->line.words;
	size_t i;

	m->word = w[m->line.n - 1];
	m->args = xcalloc(m->line.n, sizeof(*m->args));
	for (i = 0; i + 1 < m->line.n; i++) {
		if (id != OPTION_COUNT) {
			if (option_rows[id].global)
				m->c->options[id] = w[i];
			id = OPTION_COUNT;
		} else if (w[i][0] != '-') {
			m->args[m->nargs++] = w[i];
		} else {
			id = option_of(w[i]);
			if (id != OPTION_COUNT && option_rows[id].value == NULL)
				id = OPTION_COUNT;
		}
	}
	if (m->nargs > 0)
		m->verb = verb_find(m->args, m->nargs, &m->used);
	return id;
}

static void
complete(struct completion *m)
{
	enum option_id id = sort_words(m);

	if (id != OPTION_COUNT)
		offer_option_value(m, id);
	else if (m->word[0] == '-')
		offer_options(m);
	else if (m->verb == NULL)
		offer_verbs(m);
	else
		offer_argument(m, m->nargs - m->used);
	if (m->files) {
		out_text(&m->c->out, "/");
		out_text(&m->c->out, m->word);
		out_text(&m->c->out, "\n");
	}
	free(m->args);
}

bool
verb_completion(struct invocation *c, struct err *err)
{
	struct completion m = { .c = c };
	struct words words = { 0 };

	if (c->nargs == 1 && strcmp(c->args[0], "bash") == 0) {
		out_text(&c->out, bash_script);
		return true;
	}
	if (c->nargs == 2 && strcmp(c->args[0], "words") == 0) {
		shell_line_read(&m.line, c->args[1]);
		complete(&m);
		shell_line_clear(&m.line);
		return true;
	}
	words_add(&words, "bash");
	return words_unknown(&words, "completion", c->args[0], err);
}
