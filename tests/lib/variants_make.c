/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/edit.h"
#include "tests/lib/variants.h"

void
variants_make_all(struct model *m)
{
	struct variants all;
	struct object *o;
	size_t k, i;

	for (k = 0; kinds[k] != NULL; k++) {
		if (kinds[k]->fixed || kinds[k]->single)
			continue;
		memset(&all, 0, sizeof(all));
		variants_find(m, kinds[k], &all);
		for (i = 0; i < all.n; i++) {
			struct err err = { 0 };

			o = variant_object(m, &all.v[i]);
			if (!edit_create_one(m, o, &err)) {
				fprintf(stderr, "variants: %s\n", err.text);
				abort();
			}
			object_free(o);
		}
		variants_clear(&all);
	}
}
