/* SPDX-License-Identifier: ISC */
/* A send port: transport, pipeline, partner certificate (dialogs 4). */
#ifndef MODEL_KINDS_SEND_PORT_H
#define MODEL_KINDS_SEND_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"
#include "model/kinds/port_state.h"
#include "model/kinds/tracking.h"
#include "model/object.h"
#include "model/rollover.h"

struct send_port {
	struct object object;	/* props: adapter and component options */
	char *application;
	bool two_way;		/* solicit-response */
	bool dynamic;		/* its messages bring the address */
	int state;		/* enum port_state */
	char *adapter;		/* name of an adapter: "FILE" */
	char *uri;
	char *handler;
	char *send_pipeline;
	char *receive_pipeline;	/* of the response; two-way only */
	int64_t retry_count;
	int64_t retry_interval;	/* minutes */
	int64_t priority;	/* 1, the highest, to 10 */
	bool ordered_delivery;
	bool stop_on_failure;
	bool order_across_locations;
	bool route_failed;
	bool service_window;
	int64_t start_time, stop_time;		/* seconds of the day */
	char *backup_adapter;	/* NULL: no backup transport */
	char *backup_uri;
	char *backup_handler;
	int64_t backup_retry_count;
	int64_t backup_retry_interval;	/* minutes */
	bool backup_service_window;
	int64_t backup_start_time, backup_stop_time;
	struct rows filters;	/* cells as in filter.h */
	char *encryption_certificate;
	char *encryption_certificate_name;
	struct rollover rollover;
	bool encrypt_to_both;	/* certificates, while one replaces another */
	bool must_encrypt;	/* the audit insists on it */
	bool must_sign;
	bool partner_pss;	/* RSASSA-PSS, RSAES-OAEP instead of v1.5 */
	bool partner_oaep;
	bool allow_legacy;	/* DES3, SHA-1 */
	struct tracking tracking;
	char *description;
	int64_t certificate_expires;	/* of its view; or FIELD_UNSET */
};

extern const struct kind kind_send_port;

#endif
