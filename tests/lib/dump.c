/* SPDX-License-Identifier: ISC */
#include "tests/lib/dump.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define EDGE	"\xe2\x94\x82"
#define CORNER	"\xe2\x94\x8c"

static bool
is_label(const char *at, const char *label)
{
	/* Then its row ends, or what is beside it begins. */
	return text_starts(at, label) &&
	    strchr(" |\xe2\n", at[strlen(label)]) != NULL;
}

bool
dump_at_node(const char *dump, const char *label)
{
	const char *at = strstr(dump, "\n[cursor ");
	int row;

	if (at == NULL)
		return false;
	for (row = atoi(at + 9); row > 0; row--)
		dump = strchr(dump, '\n') + 1;
	return is_label(dump + strspn(dump, "> +-"), label);
}

/* Beyond an edge and its mark; NULL where there is none. */
static const char *
marked(const char *at)
{
	return text_starts(at, EDGE ">") ? at + strlen(EDGE ">") :
	    text_starts(at, "|>") ? at + 2 : NULL;
}

bool
dump_at_row(const char *dump, const char *label)
{
	const char *at;

	for (; *dump != '\0'; dump++) {
		at = marked(dump);
		if (at != NULL && is_label(at, label))
			return true;
	}
	return false;
}

/* Where a list stands beside the dialog, that has a mark of its own. */
static const char *
page_mark(const char *dump)
{
	const char *corner = strstr(dump, CORNER), *row, *at = NULL;
	int left, used;
	char *before;

	if (corner == NULL)
		corner = strstr(dump, "+-");
	if (corner == NULL)
		return NULL;
	for (row = corner; row > dump && row[-1] != '\n'; row--)
		;
	before = xstrndup(row, (size_t)(corner - row));
	left = text_width(before);
	free(before);
	while (at == NULL && (row = strchr(row, '\n')) != NULL) {
		row++;
		at = marked(row + text_fit(row, left, &used));
	}
	return at;
}

/* Below that place, on the next line; NULL: there is none. */
static const char *
place_below(const char *dump, const char *at)
{
	const char *line = at, *p;
	size_t column = 0;

	while (line > dump && line[-1] != '\n')
		line--;
	for (p = line; p < at; p++)
		column += (*p & 0xc0) != 0x80;
	p = strchr(at, '\n');
	for (p = p != NULL ? p + 1 : ""; *p != '\0' && *p != '\n'; p++)
		if ((*p & 0xc0) != 0x80 && column-- == 0)
			return p;
	return NULL;
}

/* The second line of a long name is indented. */
char *
dump_page(const char *dump)
{
	const char *at = page_mark(dump), *end = "|\xe2\n";
	const char *below = at != NULL ? place_below(dump, at) : NULL;
	char *page = NULL, *name;

	if (below != NULL && (below[-1] != ' ' || *below != ' ' ||
	    below[1] == ' '))
		below = NULL;
	if (at != NULL)
		page = xasprintf("%.*s%.*s", (int)strcspn(at, end), at,
		    below != NULL ? (int)strcspn(below, end) : 0,
		    below != NULL ? below : "");
	name = page_name(page);
	free(page);
	return name;
}

bool
dump_at_page(const char *dump, const char *label)
{
	char *page = dump_page(dump), *name = page_name(label);
	bool same = strcmp(page, name) == 0;

	free(page);
	free(name);
	return same;
}

bool
dump_has_more(const char *dump)
{
	return strstr(dump, " more below ") != NULL;
}

char *
page_name(const char *page)
{
	char *name = xstrdup(page != NULL ? page : "only"), *to = name;
	const char *p;

	for (p = name; *p != '\0'; p++) {
		if (isalnum((unsigned char)*p))
			*to++ = (char)tolower((unsigned char)*p);
		else if (to > name && to[-1] != '-')
			*to++ = '-';
	}
	while (to > name && to[-1] == '-')
		to--;
	*to = '\0';
	return name;
}
