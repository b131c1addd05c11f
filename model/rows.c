/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/field.h"

const char *
rows_cell(const struct rows *r, size_t row, size_t column)
{
	return r->cells[row * r->width + column];
}

void
rows_add(struct rows *r, size_t width, const char *const *cells)
{
	size_t i;

	if (r->n == r->cap) {
		r->cap = r->cap > 0 ? r->cap * 2 : 4;
		r->cells = xreallocarray(r->cells, r->cap * width,
		    sizeof(*r->cells));
	}
	r->width = width;
	for (i = 0; i < width; i++)
		r->cells[r->n * width + i] = xstrdup(cells[i]);
	r->n++;
}

void
rows_remove(struct rows *r, size_t row)
{
	size_t i, w = r->width;

	for (i = 0; i < w; i++)
		free(r->cells[row * w + i]);
	memmove(r->cells + row * w, r->cells + (row + 1) * w,
	    (r->n - row - 1) * w * sizeof(*r->cells));
	r->n--;
}

void
rows_clear(struct rows *r)
{
	size_t i;

	for (i = 0; i < r->n * r->width; i++)
		free(r->cells[i]);
	free(r->cells);
	memset(r, 0, sizeof(*r));
}

bool
rows_equal(const struct rows *a, const struct rows *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n * a->width; i++)
		if (strcmp(a->cells[i], b->cells[i]) != 0)
			return false;
	return true;
}
