/* SPDX-License-Identifier: ISC */
/* How well a few typed letters stand for a name. */
#ifndef BASE_FUZZY_H
#define BASE_FUZZY_H

/*
 * The letters must all be in the text, in their order, ASCII without regard
 * to case: -1 if not.  More points for letters that follow each other, that
 * begin a word, and for a text that begins with them; fewer for what is left
 * over.  No letters: 0.
 */
int fuzzy_score(const char *text, const char *letters);

#endif
