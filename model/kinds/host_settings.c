/* SPDX-License-Identifier: ISC */
#include "model/kinds/host_settings.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/kinds/host.h"

/* The values of one table; number i of a row is member v[i]. */
union setting {
	int64_t number;
	bool truth;
	int choice;
};
#define ROOM 16

#define MOST 2147483647
#define NO_EFFECT " Kept for other engines; of no effect in this one."
#define RESTART " Running instances take it when they are restarted."

#define AT(i) .at = (i) * sizeof(union setting)
#define NUMBER(i, word, text, least, most, value) \
	.name = word, .label = text, .type = FIELD_INT, .min = least, \
	.max = most, .def = value, AT(i)
#define TRUTH(i, word, text) \
	.name = word, .label = text, .type = FIELD_BOOL, .def = "false", AT(i)
#define CHOICE(i, word, text, list, value) \
	.name = word, .label = text, .type = FIELD_CHOICE, \
	.choices = list, .def = value, AT(i)

static bool
is_isolated(const struct object *o)
{
	return ((const struct host *)o)->type == HOST_ISOLATED;
}

static bool
is_in_process(const struct object *o)
{
	return !is_isolated(o);
}

/* ---- general ------------------------------------------------------------ */

static const struct choice counters[] = {
	{ "messaging", "Messaging" },
	{ "orchestrations", "Orchestrations" },
	{ NULL, NULL },
};

static const struct field general[] = {
	{ TRUTH(0, "default_domain",
	      "Default app-domain for isolated adapter"),
	  .applies = is_isolated,
	  .help = "Run isolated adapters in the default application domain "
	      "instead of the caller's." NO_EFFECT },
	{ TRUTH(1, "legacy_whitespace", "Legacy whitespace behavior"),
	  .help = "Treat whitespace in mapped messages as older versions "
	      "did." NO_EFFECT },
	{ TRUTH(2, "multiple_responses", "Allow multiple responses"),
	  .help = "Take several responses to one request of a two-way "
	      "location." NO_EFFECT },
	{ NUMBER(3, "response_timeout", "Response timeout", 1, MOST, "20"),
	  .unit = "minutes",
	  .help = "How long a request waits for its response." NO_EFFECT },
	{ NUMBER(4, "engine_threads", "Maximum engine threads", 1, 50, "20"),
	  .unit = "per CPU",
	  .help = "Threads that work on messages." RESTART NO_EFFECT },
	{ CHOICE(5, "counters", "Show performance counters for", counters,
	      "messaging"),
	  .help = "What the counters of this host tell about." NO_EFFECT },
	{ NUMBER(6, "messaging_polling", "Messaging polling interval", 1,
	      MOST, "500"), .unit = "milliseconds",
	  .help = "How often it looks for messages to deliver." NO_EFFECT },
	{ NUMBER(7, "orchestration_polling",
	      "Orchestration polling interval", 1, MOST, "500"),
	  .unit = "milliseconds", .applies = is_in_process,
	  .help = "How often it looks for messages to orchestrations."
	      NO_EFFECT },
};

/* ---- resource-based throttling ------------------------------------------ */

static const struct field resource[] = {
	{ NUMBER(0, "threads", "Threads", 0, MOST, "0"), .unit = "per CPU",
	  .help = "Throttle above so many threads; 0: do not." NO_EFFECT },
	{ NUMBER(1, "database_connections", "Database connections", 0, MOST,
	      "0"), .unit = "per CPU",
	  .help = "Throttle above so many connections to the database; 0: "
	      "do not." NO_EFFECT },
	{ NUMBER(2, "in_process_messages", "In-process messages", 0, MOST,
	      "1000"), .unit = "per CPU",
	  .help = "Throttle above so many messages at work; 0: do not."
	      NO_EFFECT },
	{ NUMBER(3, "queue_size", "Internal message queue size", 1, MOST,
	      "100"), .unit = "messages",
	  .help = "Messages read ahead of the work." RESTART NO_EFFECT },
	{ NUMBER(4, "message_count", "Message count in database", 0, MOST,
	      "50000"), .unit = "messages",
	  .help = "Throttle publishing above so many messages waiting; 0: "
	      "do not." NO_EFFECT },
	{ NUMBER(5, "physical_memory", "Global physical memory", 0, MOST,
	      "0"),
	  .help = "Throttle above so much memory in use on the computer: per "
	      "cent up to 100, MB above; 0: do not." NO_EFFECT },
	{ NUMBER(6, "process_memory", "Process virtual memory", 0, MOST,
	      "25"),
	  .help = "Throttle above so much memory of the process: per cent up "
	      "to 100, MB above; 0: do not." NO_EFFECT },
	{ NUMBER(7, "spool_multiplier", "Spool multiplier", 0, 1000, "10"),
	  .help = "Times the message count: what the spool may hold."
	      NO_EFFECT },
	{ NUMBER(8, "tracking_multiplier", "Tracking data multiplier", 0,
	      1000, "10"),
	  .help = "Times the message count: how much tracking data may "
	      "wait." NO_EFFECT },
	{ NUMBER(9, "collection_limit",
	      "Limit to trigger garbage collection", 50, 100, "80"),
	  .unit = "%",
	  .help = "Of the memory limit: from where memory is given back."
	      NO_EFFECT },
	{ NUMBER(10, "batch_memory", "Maximum batch memory", 0, 100, "1"),
	  .unit = "%",
	  .help = "Of the memory limit: what one batch may take."
	      NO_EFFECT },
	{ NUMBER(11, "memory_severity", "Severity, memory", 1, 1000, "500"),
	  .help = "How strongly memory throttles." NO_EFFECT },
	{ NUMBER(12, "database_severity", "Severity, database size", 1, 1000,
	      "1"),
	  .help = "How strongly the message count throttles." NO_EFFECT },
	{ NUMBER(13, "in_flight_severity", "Severity, in-flight messages", 1,
	      1000, "75"),
	  .help = "How strongly messages at work throttle." NO_EFFECT },
};

/* ---- rate-based throttling ---------------------------------------------- */

static const struct choice overrides[] = {
	{ "none", "Do not override" },
	{ "initiate", "Initiate throttling" },
	{ "never", "Do not throttle" },
	{ NULL, NULL },
};

#define RATE(side, verb) { \
	{ NUMBER(0, "minimum_samples", side ": minimum samples", 1, MOST, \
	      "100"), .unit = "messages", \
	  .help = "How many messages are counted before the rate says " \
	      "anything." NO_EFFECT }, \
	{ NUMBER(1, "sampling_window", side ": sampling window", 1, MOST, \
	      "15"), .unit = "seconds", \
	  .help = "Over which time messages are counted." NO_EFFECT }, \
	{ NUMBER(2, "overdrive", side ": rate overdrive factor", 1, MOST, \
	      "125"), .unit = "%", \
	  .help = "How far messages may be " verb " faster than they are " \
	      "worked off." NO_EFFECT }, \
	{ NUMBER(3, "maximum_delay", side ": maximum throttling delay", 1, \
	      MOST, "300"), .unit = "seconds", \
	  .help = "How long a message is held back at most." NO_EFFECT }, \
	{ CHOICE(4, "override", side ": throttling override", overrides, \
	      "none"), \
	  .help = "Throttle always or never, whatever the rate is." \
	      NO_EFFECT }, \
	{ NUMBER(5, "override_severity", side ": override severity", 1, \
	      1000, "100"), \
	  .help = "How strongly the override throttles." NO_EFFECT }, \
}

static const struct field publishing[] = RATE("Publishing", "published");
static const struct field delivery[] = RATE("Delivery", "delivered");

/* ---- orchestrations ----------------------------------------------------- */

enum { DEHYDRATE_ALWAYS, DEHYDRATE_NEVER, DEHYDRATE_CUSTOM };
enum { AT_DEHYDRATION, AT_MAXIMUM, AT_MINIMUM, AT_PAUSE, AT_RESUME };

static const struct choice dehydrations[] = {
	[DEHYDRATE_ALWAYS] = { "always", "Always" },
	[DEHYDRATE_NEVER] = { "never", "Never" },
	[DEHYDRATE_CUSTOM] = { "custom", "Custom" },
	{ NULL, NULL },
};

static const struct field orchestrations[] = {
	{ CHOICE(AT_DEHYDRATION, "dehydration", "Dehydration", dehydrations,
	      "custom"), .applies = is_in_process,
	  .help = "When an idle orchestration is put away to the database."
	      NO_EFFECT },
	{ NUMBER(AT_MAXIMUM, "maximum_threshold", "Maximum threshold", 0,
	      MOST, "1800"), .unit = "seconds", .applies = is_in_process,
	  .help = "Idle time after which it is put away even without need; "
	      "for Custom." NO_EFFECT },
	{ NUMBER(AT_MINIMUM, "minimum_threshold", "Minimum threshold", 0,
	      MOST, "1"), .unit = "seconds", .applies = is_in_process,
	  .help = "Idle time before which it stays even under pressure; for "
	      "Custom." NO_EFFECT },
	{ NUMBER(AT_PAUSE, "pause_at", "Subscription pause at", 0, MOST,
	      "0"), .unit = "messages", .applies = is_in_process,
	  .help = "Give an orchestration no more while so many wait for it; "
	      "0: give all." NO_EFFECT },
	{ NUMBER(AT_RESUME, "resume_at", "Subscription resume at", 0, MOST,
	      "0"), .unit = "messages", .applies = is_in_process,
	  .help = "Go on once so few are left." NO_EFFECT },
};

/* ---- all of them -------------------------------------------------------- */

#define TABLE(name, title) { .prefix = #name, .page = title, \
	.fields = name, .nfields = ARRAY_SIZE(name) }

const struct facet host_settings[HOST_SETTINGS] = {
	TABLE(general, "General settings"),
	TABLE(resource, "Resource-Based Throttling"),
	TABLE(publishing, "Rate-Based Throttling"),
	TABLE(delivery, "Rate-Based Throttling"),
	TABLE(orchestrations, "Orchestrations"),
};

static bool
refuse(struct err *err, const char *part, const char *text)
{
	err_set(err, ERR_INVALID, "%s: %s", part, text);
	return err_part(err, part);
}

static bool
check_orchestrations(const union setting *v, struct err *err)
{
	if (v[AT_DEHYDRATION].choice == DEHYDRATE_CUSTOM &&
	    v[AT_MINIMUM].number > v[AT_MAXIMUM].number)
		return refuse(err, "orchestrations.minimum_threshold",
		    "must not be above maximum_threshold");
	if (v[AT_PAUSE].number > 0 &&
	    v[AT_RESUME].number >= v[AT_PAUSE].number)
		return refuse(err, "orchestrations.resume_at",
		    "must be below pause_at");
	return true;
}

bool
host_settings_check(const struct props *props, struct err *err)
{
	union setting v[ROOM];
	const struct facet *t;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < HOST_SETTINGS; i++) {
		t = &host_settings[i];
		fields_init(t->fields, t->nfields, v);
		ok = props_overlay(props, t->prefix, t->fields, t->nfields, v,
		    err);
		if (ok && t->fields == orchestrations)
			ok = check_orchestrations(v, err);
	}
	return ok;
}
