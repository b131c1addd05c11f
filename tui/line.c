/* SPDX-License-Identifier: ISC */
#include "tui/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "tui/event.h"

/* More than any field holds; a stuck key or a wrong paste ends here. */
enum { MAX_LINE = 65536 };

void
line_set(struct line *l, const char *text)
{
	buf_reset(&l->text);
	buf_adds(&l->text, text);
	l->cursor = l->text.len;
	l->scroll = 0;
	l->selected = false;
}

void
line_select(struct line *l)
{
	l->selected = l->text.len > 0;
}

const char *
line_text(const struct line *l)
{
	return l->text.data != NULL ? (const char *)l->text.data : "";
}

void
line_clear(struct line *l)
{
	buf_clear(&l->text);
	l->cursor = l->scroll = 0;
	l->selected = false;
}

/* ---- editing ------------------------------------------------------------ */

static bool
inside_character(const struct line *l, size_t at)
{
	return at < l->text.len && (l->text.data[at] & 0xc0) == 0x80;
}

/* A mark that combines with the character before it: no place between. */
static bool
combines(const struct line *l, size_t at)
{
	char c[5] = "";
	size_t n = 0;

	if (at >= l->text.len || l->text.data[at] < 0x80)
		return false;
	do
		c[n++] = (char)l->text.data[at++];
	while (n < 4 && inside_character(l, at));
	return text_width(c) == 0;
}

size_t
line_before(const struct line *l, size_t at)
{
	do {
		if (at > 0)
			at--;
		while (at > 0 && inside_character(l, at))
			at--;
	} while (at > 0 && combines(l, at));
	return at;
}

size_t
line_after(const struct line *l, size_t at)
{
	do {
		if (at < l->text.len)
			at++;
		while (inside_character(l, at))
			at++;
	} while (combines(l, at));
	return at;
}

static void
cut(struct line *l, size_t from, size_t to)
{
	memmove(l->text.data + from, l->text.data + to,
	    l->text.len - to + 1);
	l->text.len -= to - from;
	l->cursor = from;
}

void
line_insert(struct line *l, const char *text, size_t n)
{
	if (l->text.len + n > MAX_LINE)
		return;
	buf_room(&l->text, n);
	memmove(l->text.data + l->cursor + n, l->text.data + l->cursor,
	    l->text.len - l->cursor);
	memcpy(l->text.data + l->cursor, text, n);
	l->text.len += n;
	l->text.data[l->text.len] = '\0';
	l->cursor += n;
}

static void
insert(struct line *l, int key)
{
	char c[4];
	size_t n;

	n = key_utf8(key, c);
	line_insert(l, c, n);
}

void
line_paste(struct line *l, const char *text)
{
	size_t n = strlen(text), i;
	char *copy;

	if (l->selected)
		line_set(l, "");
	/* The line end behind a copied line is none of it. */
	while (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > MAX_LINE - l->text.len)
		n = 0;
	copy = xstrndup(text, n);
	for (i = 0; i < n; i++)
		if (copy[i] == '\n' || copy[i] == '\t')
			copy[i] = ' ';
	line_insert(l, copy, n);
	if (l->text.secret)
		explicit_bzero(copy, n);
	free(copy);
}

static void
go_left(struct line *l)
{
	l->cursor = line_before(l, l->cursor);
}

static void
go_right(struct line *l)
{
	l->cursor = line_after(l, l->cursor);
}

static void
go_home(struct line *l)
{
	l->cursor = 0;
}

static void
go_end(struct line *l)
{
	l->cursor = l->text.len;
}

static void
rub_out(struct line *l)
{
	cut(l, line_before(l, l->cursor), l->cursor);
}

static void
delete_here(struct line *l)
{
	cut(l, l->cursor, line_after(l, l->cursor));
}

static void
delete_all(struct line *l)
{
	cut(l, 0, l->text.len);
}

static void
delete_rest(struct line *l)
{
	cut(l, l->cursor, l->text.len);
}

static void
delete_word(struct line *l)
{
	size_t from = l->cursor;

	while (from > 0 && l->text.data[from - 1] == ' ')
		from--;
	while (from > 0 && l->text.data[from - 1] != ' ')
		from--;
	cut(l, from, l->cursor);
}

static const struct {
	int key;
	void (*run)(struct line *);
} edits[] = {
	{ K_LEFT, go_left },
	{ K_RIGHT, go_right },
	{ K_HOME, go_home },
	{ 'A' - '@', go_home },
	{ K_END, go_end },
	{ 'E' - '@', go_end },
	{ K_BACKSPACE, rub_out },
	{ K_DELETE, delete_here },
	{ 'D' - '@', delete_here },
	{ 'U' - '@', delete_all },
	{ 'K' - '@', delete_rest },
	{ 'W' - '@', delete_word },
};

bool
line_key(struct line *l, int key)
{
	size_t i;

	buf_room(&l->text, 0);
	l->text.data[l->text.len] = '\0';
	if (key_is_text(key)) {
		if (l->selected)
			line_set(l, "");
		insert(l, key);
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(edits); i++) {
		if (edits[i].key == key) {
			l->selected = false;
			edits[i].run(l);
			return true;
		}
	}
	return false;
}

/* ---- drawing ------------------------------------------------------------ */

/* What stands on the screen for the first n bytes of the line. */
static char *
shown(const struct line *l, const struct screen *s, size_t from, size_t to)
{
	struct buf b = { 0 };
	char *part, *safe;

	if (l->text.secret) {
		for (; from < to; from = line_after(l, from))
			buf_addc(&b, '*');
		return buf_steal(&b);
	}
	part = xstrndup(line_text(l) + from, to - from);
	safe = screen_safe(s, part);
	free(part);
	return safe;
}

static int
columns_between(const struct line *l, const struct screen *s, size_t from,
    size_t to)
{
	char *text = shown(l, s, from, to);
	int width = text_width(text);

	free(text);
	return width;
}

void
line_draw(struct line *l, struct screen *s, const struct rect *r, bool focus)
{
	char *text;

	if (r->width < 2)
		return;
	if (!focus)
		l->scroll = 0;
	if (l->scroll > l->cursor)
		l->scroll = l->cursor;
	/* The cursor may stand behind the last character. */
	while (focus && columns_between(l, s, l->scroll, l->cursor) >=
	    r->width)
		l->scroll = line_after(l, l->scroll);
	text = shown(l, s, l->scroll, l->text.len);
	screen_field(s, r->row, r->column, r->width, STYLE_EDIT, text);
	if (l->selected)
		screen_text(s, r->row, r->column, r->width - 1, STYLE_SELECT,
		    text);
	free(text);
	if (focus)
		screen_cursor(s, r->row, r->column +
		    columns_between(l, s, l->scroll, l->cursor));
}
