/* SPDX-License-Identifier: ISC */
#include "model/audit/names.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

void
names_add(struct names *names, const char *name)
{
	if (names->n < MAX_NAMES)
		names->v[names->n] = name;
	names->n++;
}

void
names_add_once(struct names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->n && i < MAX_NAMES; i++)
		if (strcmp(names->v[i], name) == 0)
			return;
	names_add(names, name);
}

char *
names_text(const struct names *names)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < names->n && i < MAX_NAMES; i++)
		buf_addf(&b, "%s%s", i > 0 ? ", " : "", names->v[i]);
	if (names->n > MAX_NAMES)
		buf_addf(&b, " and %zu more", names->n - MAX_NAMES);
	if (names->n == 0)
		buf_adds(&b, "");
	return buf_steal(&b);
}
