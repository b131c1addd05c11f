/* SPDX-License-Identifier: ISC */
#include "base/fuzzy.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { LETTER = 1, FOLLOWS = 6, WORD = 8, START = 12, LEFT_OVER = 60 };

static int
fold(char c)
{
	return tolower((unsigned char)c);
}

static bool
begins_word(const char *text, size_t at)
{
	unsigned char c = (unsigned char)text[at];
	unsigned char before = at > 0 ? (unsigned char)text[at - 1] : ' ';

	if (!isalnum(c) && c < 128)
		return false;
	return (!isalnum(before) && before < 128) ||
	    (isupper(c) && islower(before)) ||
	    (isdigit(c) && !isdigit(before));
}

static int
points(const char *text, size_t at, bool follows)
{
	return LETTER + (follows ? FOLLOWS : 0) +
	    (begins_word(text, at) ? WORD : 0) + (at == 0 ? START : 0);
}

/*
 * From one place for the first letter on: each next one right behind, else
 * where a word begins with it, else where it comes first.
 */
static int
score_from(const char *text, size_t at, const char *letters)
{
	int sum = points(text, at, false);
	size_t i, next;

	for (letters++; *letters != '\0'; letters++) {
		next = 0;
		if (fold(text[at + 1]) == fold(*letters))
			next = at + 1;
		for (i = at + 1; next == 0 && text[i] != '\0'; i++)
			if (fold(text[i]) == fold(*letters) &&
			    begins_word(text, i) && strlen(text + i) >=
			    strlen(letters))
				next = i;
		for (i = at + 1; next == 0 && text[i] != '\0'; i++)
			if (fold(text[i]) == fold(*letters))
				next = i;
		if (next == 0)
			return -1;
		sum += points(text, next, next == at + 1);
		at = next;
	}
	return sum;
}

/* Is it in there at all?  What jumps to words may run past it. */
static bool
contains(const char *text, const char *letters)
{
	for (; *text != '\0' && *letters != '\0'; text++)
		if (fold(*text) == fold(*letters))
			letters++;
	return *letters == '\0';
}

int
fuzzy_score(const char *text, const char *letters)
{
	size_t i, len = strlen(text);
	int best = 0, score, rest;

	if (*letters == '\0')
		return 0;
	if (!contains(text, letters))
		return -1;
	for (i = 0; i < len; i++) {
		if (fold(text[i]) != fold(letters[0]))
			continue;
		score = score_from(text, i, letters);
		if (score > best)
			best = score;
	}
	rest = len < LEFT_OVER ? (int)len : LEFT_OVER;
	return best * 4 + LEFT_OVER - rest;
}
