/* SPDX-License-Identifier: ISC */
#include "engine/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void
trace_add(struct trace *t, const char *stage, const char *component,
    const char *thumbprint, const char *fmt, ...)
{
	struct trace_step *step;
	char text[TRACE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	t->v = grow(t->v, t->n, &t->cap, sizeof(*t->v));
	step = &t->v[t->n++];
	*step = (struct trace_step){ .bytes = 0 };
	step->stage = stage;
	step->component = component;
	step->text = xstrdup(text);
	step->thumbprint = xstrdup(thumbprint);
}

void
trace_clear(struct trace *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->v[i].text);
		free(t->v[i].thumbprint);
	}
	free(t->v);
	*t = (struct trace){ 0 };
}
