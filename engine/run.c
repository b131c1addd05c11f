/* SPDX-License-Identifier: ISC */
#include "engine/run.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "certstore/store.h"
#include "engine/sink.h"
#include "model/kinds/handler.h"
#include "model/kinds/pipeline.h"

const void *
run_object(const struct snapshot *snapshot, const struct kind *kind,
    const char *name, struct err *err)
{
	const struct object *found = NULL;

	if (name != NULL)
		found = snapshot_find(snapshot, kind->name, name);
	if (found == NULL)
		err_set(err, ERR_NOT_FOUND, "%s: does not exist (%s)",
		    kind->name, name != NULL ? name : "none is set");
	return found;
}

bool
run_find_way(const struct snapshot *snapshot, const char *pipeline,
    const char *handler, struct run_way *way, struct err *err)
{
	way->pipeline = run_object(snapshot, &kind_pipeline, pipeline, err);
	way->handler = way->pipeline == NULL ? NULL : run_object(snapshot,
	    &kind_handler, handler, err);
	return way->handler != NULL;
}

const struct group *
run_group(const struct snapshot *snapshot)
{
	const struct objects *groups = snapshot_all(snapshot,
	    kind_group.name);

	assert(groups->n > 0);	/* the schema keeps exactly one */
	return (const struct group *)groups->v[0];
}

void
run_clear(struct run *run)
{
	spool_clear(&run->owned);
	buf_clear(&run->warnings);
	run->data = (struct span){ .len = 0 };
}

struct spool
run_spool(const struct run *run, size_t expect)
{
	return (struct spool){ .folder = run->instance->temp,
		.expect = expect, .secret = run->owned.secret };
}

void
run_take(struct run *run, struct spool *s)
{
	struct spool old = run->owned;

	run->owned = *s;
	*s = (struct spool){ .folder = s->folder };
	run->data = spool_span(&run->owned);
	spool_clear(&old);
}

bool
run_own(struct run *run)
{
	struct spool copy = run_spool(run, run->data.len);
	struct sink_spool to = sink_spool(&copy);
	struct err err = { 0 };

	if (spool_holds(&run->owned, run->data))
		return true;
	if (!sink_span(&to.sink, run->data, &err) ||
	    !spool_finish(&copy, &err)) {
		spool_clear(&copy);
		return run_fail(run, run_failure(&err, FAIL_TEMP_FULL), "%s",
		    err.text);
	}
	run_take(run, &copy);
	return true;
}

void
run_give(struct run *run, struct spool *to)
{
	if (run->owned.data != NULL)
		spool_narrow(&run->owned, run->data);
	*to = run->owned;
	run->owned = (struct spool){ .folder = to->folder };
	run->data = (struct span){ .len = 0 };
}

void
run_trace(struct run *run, const char *thumbprint, const char *fmt, ...)
{
	char text[TRACE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	trace_add(run->trace, run->stage, run->component, thumbprint, "%s",
	    text);
	run->trace->v[run->trace->n - 1].bytes = run->data.len;
}

static bool
has_word(const struct buf *list, const char *word)
{
	const char *s = list->len > 0 ? (const char *)list->data : "";
	size_t n = strlen(word);

	for (; *s != '\0'; s += strcspn(s, ","), s += *s == ',')
		if (strncmp(s, word, n) == 0 &&
		    (s[n] == ',' || s[n] == '\0'))
			return true;
	return false;
}

void
run_warn(struct run *run, const char *word, const char *thumbprint,
    const char *text)
{
	if (has_word(&run->warnings, word))
		return;
	if (run->warnings.len > 0)
		buf_addc(&run->warnings, ',');
	buf_adds(&run->warnings, word);
	props_set(run->context, "SMIME.Warnings",
	    (const char *)run->warnings.data);
	run_trace(run, thumbprint, "warning %s: %s", word, text);
}

bool
run_legacy(struct run *run, const char *word, const char *thumbprint,
    const char *text)
{
	if (run->refuse_legacy)
		return run_fail(run, FAIL_ALG_FORBIDDEN, "%s is refused (%s)",
		    word, text);
	run_warn(run, word, thumbprint, text);
	return true;
}

bool
run_fail(struct run *run, enum failure failure, const char *fmt, ...)
{
	struct fault *fault = run->fault;
	va_list ap;

	fault->failure = failure;
	fault->fault = failure_info(failure)->fault;
	va_start(ap, fmt);
	vsnprintf(fault->text, sizeof(fault->text), fmt, ap);
	va_end(ap);
	run_trace(run, NULL, "%s: %s", failure_info(failure)->code,
	    fault->text);
	return false;
}

bool
run_fail_cert(struct run *run, enum failure failure, enum usage usage,
    const char *thumbprint, const char *problem)
{
	const struct usage_info *info = usage_info(usage);
	const struct host_instance *row = run->instance->row;
	struct fault *fault = run->fault;
	char shown[THUMBPRINT_SHOWN] = "none";
	bool named;

	if (thumbprint != NULL)
		thumbprint_show(thumbprint, shown);
	named = strstr(problem, shown) != NULL;
	fault->failure = failure;
	fault->fault = failure_info(failure)->fault;
	snprintf(fault->thumbprint, sizeof(fault->thumbprint), "%s",
	    thumbprint != NULL ? thumbprint : "");
	snprintf(fault->text, sizeof(fault->text),
	    "%s: %s%s%s%s (store %s, computer %s, account %s, "
	    "%s %s, host %s)", info->label, named ? "" : "certificate ",
	    named ? "" : shown, named ? "" : ": ", problem,
	    store_info(info->store)->label, row->computer, row->account,
	    run->owner_kind, run->owner, row->host);
	run_trace(run, thumbprint, "%s: %s", failure_info(failure)->code,
	    fault->text);
	return false;
}

enum failure
run_failure(const struct err *err, enum failure others)
{
	return err->code == ERR_DENIED ? FAIL_SMIME_LIMIT :
	    err->code == ERR_FULL ? FAIL_TEMP_FULL : others;
}

bool
run_fail_mime(struct run *run, const struct err *err)
{
	return run_fail(run, run_failure(err, FAIL_SMIME_MALFORMED), "%s",
	    err->text);
}

void
run_set_bool(struct run *run, const char *property, bool value)
{
	props_set(run->context, property, value ? "true" : "false");
}
