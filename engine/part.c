/* SPDX-License-Identifier: ISC */
#include "engine/part.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/transfer.h"

/* At most MAX_PART_TEXT bytes of a text from the heap, which goes; or NULL. */
static char *
cut(char *text)
{
	char *kept;
	size_t n;

	if (text == NULL || strlen(text) <= MAX_PART_TEXT)
		return text;
	/* Whole characters only. */
	for (n = MAX_PART_TEXT; n > 0 && (text[n] & 0xc0) == 0x80; )
		n--;
	kept = xstrndup(text, n);
	free(text);
	return kept;
}

static char *
header_text(const struct mime_entity *e, const char *name)
{
	const char *value = mime_get(&e->header, name);

	return value != NULL ? cut(mime_text(value)) : NULL;
}

/* Content-Disposition, and the name of the file by it or by its type. */
static void
read_disposition(struct part *p, const struct mime_entity *e)
{
	const char *value = mime_get(&e->header, "Content-Disposition");
	struct mime_entity holder = { 0 };

	if (value != NULL)
		p->disposition = cut(mime_value(value, &holder.params,
		    NULL));
	p->file_name = cut(mime_param_text(&holder.params, "filename"));
	if (p->file_name == NULL)
		p->file_name = cut(mime_param_text(&e->params, "name"));
	mime_clear(&holder);
}

static struct part *
add(struct part_list *list, const struct mime_entity *e, const char *path,
    int depth)
{
	struct part *p;

	list->v = grow(list->v, list->n, &list->cap, sizeof(*list->v));
	p = &list->v[list->n++];
	*p = (struct part){ .path = xstrdup(path), .depth = depth,
		.all = e->all, .body = e->body,
		.encoded = e->body.len, .type = cut(xstrdup(e->type)) };
	p->charset = cut(mime_param_text(&e->params, "charset"));
	p->description = header_text(e, "Content-Description");
	p->id = cut(xstrdup(mime_get(&e->header, "Content-ID")));
	/* As it stands: it has to mean the same to every reader. */
	p->encoding = cut(xstrdup(mime_get(&e->header,
	    "Content-Transfer-Encoding")));
	read_disposition(p, e);
	return p;
}

/* A signed or encrypted part inside another message stays closed. */
static bool
is_container(const struct mime_entity *e)
{
	return mime_type_is(e, "multipart") &&
	    !mime_type_is(e, "multipart/signed") &&
	    !mime_type_is(e, "multipart/encrypted");
}

static bool collect(struct part_list *, struct span, const char *path,
    int depth, struct err *);

static bool
collect_inside(struct part_list *list, const struct mime_entity *e,
    const char *path, int depth, struct err *err)
{
	struct mime_parts parts = { 0 };
	char *below;
	bool ok = true;
	size_t i;

	if (depth >= MAX_MIME_DEPTH)
		return err_set(err, ERR_DENIED,
		    "multiparts nested deeper than %d", MAX_MIME_DEPTH);
	/* Multiparts without any part would never be too many parts. */
	if (list->n - list->count >= MAX_MIME_PARTS)
		return err_set(err, ERR_DENIED, "more than %d multiparts",
		    MAX_MIME_PARTS);
	add(list, e, path, depth);
	ok = mime_split(e, &parts, err);
	for (i = 0; ok && i < parts.n; i++) {
		below = xasprintf("%s%s%zu", path, *path != '\0' ? "." : "",
		    i + 1);
		ok = collect(list, parts.v[i], below, depth + 1, err);
		free(below);
	}
	mime_parts_clear(&parts);
	return ok;
}

static bool
collect(struct part_list *list, struct span all, const char *path, int depth,
    struct err *err)
{
	struct mime_entity e = { 0 };
	bool ok = true;

	if (!mime_parse_part(&e, all, err))
		return false;
	if (is_container(&e))
		ok = collect_inside(list, &e, path, depth, err);
	else if (list->count >= MAX_MIME_PARTS)
		ok = err_set(err, ERR_DENIED, "more than %d parts",
		    MAX_MIME_PARTS);
	else
		add(list, &e, *path != '\0' ? path : "1", depth)->number =
		    ++list->count;
	mime_clear(&e);
	return ok;
}

bool
part_list_read(struct part_list *list, struct span all, struct err *err)
{
	return collect(list, all, "", 0, err);
}

void
part_list_bare(struct part_list *list, struct span all)
{
	struct mime_entity e = { .type = xstrdup(""), .all = all,
		.body = all };

	add(list, &e, "1", 0)->number = ++list->count;
	mime_clear(&e);
}

void
part_list_clear(struct part_list *list)
{
	struct part *p;

	for (p = list->v; p < list->v + list->n; p++) {
		free(p->path);
		free(p->type);
		free(p->charset);
		free(p->disposition);
		free(p->file_name);
		free(p->description);
		free(p->id);
		free(p->encoding);
		free(p->problem);
	}
	free(list->v);
	*list = (struct part_list){ 0 };
}

/* ---- content ------------------------------------------------------------- */

/* Counts on the way, and tells whose fault a failure is. */
struct counter {
	struct sink sink;
	struct sink *to;
	size_t n;
	bool failed;
};

static bool
count(struct sink *sink, const void *p, size_t n, struct err *err)
{
	struct counter *c = (struct counter *)sink;

	c->n += n;
	c->failed = c->to != NULL && !sink_put(c->to, p, n, err);
	return !c->failed;
}

bool
part_decode(struct part *p, struct sink *to, struct err *err)
{
	struct counter c = { .sink = { .put = count }, .to = to };
	enum transfer_encoding encoding;
	struct err why = { 0 };
	bool ok;

	ok = transfer_find(p->encoding, &encoding);
	if (ok && to == NULL && transfer_is_identity(encoding)) {
		p->size = p->encoded;
		return true;
	}
	if (!ok)
		ok = err_set(&why, ERR_INVALID,
		    "transfer encoding not known (%s)", p->encoding);
	else
		ok = transfer_decode(encoding, p->body, &c.sink, &why);
	p->size = c.n;
	if (ok)
		return true;
	if (c.failed || why.code == ERR_DENIED)
		return err_set(err, why.code, "%s", why.text);
	str_replace(&p->problem, why.text);
	return true;
}

/* ---- in words ------------------------------------------------------------ */

/* A name's end that says what is in the file, for parts without a name. */
static const char *
ending_of(const char *type)
{
	static const struct {
		const char *type, *ending;
	} rows[] = {
		{ "", ".txt" }, { "text/xml", ".xml" },
		{ "application/xml", ".xml" }, { "text/html", ".html" },
		{ "text/csv", ".csv" }, { "text/", ".txt" },
		{ "application/json", ".json" },
		{ "application/pdf", ".pdf" },
		{ "message/rfc822", ".eml" },
		{ "application/pkcs7-mime", ".p7m" },
		{ "application/pkcs7-signature", ".p7s" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].type, type) == 0 ||
		    (strcmp(rows[i].type, "text/") == 0 &&
		    text_starts(type, "text/")))
			return rows[i].ending;
	return ".bin";
}

/* Letters, digits, and of other characters those that mean nothing. */
static bool
is_harmless(char c)
{
	return (c & 0x80) != 0 || isalnum((unsigned char)c) ||
	    strchr("._-+", c) != NULL;
}

/* Where to cut a name of more than MAX_PART_NAME bytes. */
static size_t
fitting(const char *name, size_t room)
{
	size_t n = strlen(name);

	if (n <= room)
		return n;
	for (n = room; n > 0 && (name[n] & 0xc0) == 0x80; )
		n--;
	return n;
}

void
part_file_name(const struct part *p, struct buf *out)
{
	const char *given = p->file_name != NULL ? p->file_name : "";
	const char *s, *dot, *end;
	char *safe, *c;

	/* Either system's separator; a path is not ours to follow. */
	for (s = given; *s != '\0'; s++)
		if (*s == '/' || *s == '\\')
			given = s + 1;
	safe = text_safe(given);
	for (c = safe; *c != '\0'; c++)
		if (!is_harmless(*c))
			*c = '_';
	buf_addf(out, "%03zu", p->number);
	if (safe[strspn(safe, "._-+")] == '\0') {
		buf_adds(out, ending_of(p->type));
		free(safe);
		return;
	}
	buf_addc(out, '-');
	/* The end of a long name is kept: it says what is in the file. */
	end = safe + strlen(safe);
	dot = strrchr(safe, '.');
	if (dot == NULL || end - dot > 10)
		dot = end;
	buf_add(out, safe, fitting(safe, (size_t)(dot - safe) <
	    MAX_PART_NAME - (size_t)(end - dot) ? (size_t)(dot - safe) :
	    MAX_PART_NAME - (size_t)(end - dot)));
	buf_adds(out, dot);
	free(safe);
}

void
part_text(const struct part *p, struct buf *out)
{
	const char *const words[] = { p->charset, p->disposition,
		p->file_name, p->encoding };
	size_t i;

	buf_adds(out, p->type[0] != '\0' ? p->type : "no content type");
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i] != NULL && words[i][0] != '\0')
			buf_addf(out, ", %s", words[i]);
	if (p->number > 0)
		buf_addf(out, ", %zu bytes", p->size);
	if (p->problem != NULL)
		buf_addf(out, ", does not decode: %s", p->problem);
}
