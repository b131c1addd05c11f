/* SPDX-License-Identifier: ISC */
/*
 * Tracking: the eight boxes that send ports and receive ports share (dialogs
 * 4.8, 6.5).  TRACKING_FIELDS puts the rows into a kind's table; its struct
 * has a member `struct tracking tracking`.
 */
#ifndef MODEL_KINDS_TRACKING_H
#define MODEL_KINDS_TRACKING_H

#include <stdbool.h>

struct tracking {
	bool body_request_before, body_request_after;
	bool body_response_before, body_response_after;
	bool properties_request_before, properties_request_after;
	bool properties_response_before, properties_response_after;
};

#define TRACKING_FIELD(owner, what, part, side, title, text, when) \
	{ .name = "track_" #what "_" #part "_" #side, .label = title, \
	  .page = "Tracking", .type = FIELD_BOOL, .def = "false", \
	  .at = offsetof(struct owner, tracking.what##_##part##_##side), \
	  .applies = when, .help = text }

/* two_way: an .applies for what concerns responses. */
#define TRACKING_FIELDS(owner, two_way) \
	TRACKING_FIELD(owner, body, request, before, \
	    "Track request bodies before processing", \
	    "Keep the request as it was before the port's pipeline.", NULL), \
	TRACKING_FIELD(owner, body, request, after, \
	    "Track request bodies after processing", \
	    "Keep the request as the port's pipeline left it.", NULL), \
	TRACKING_FIELD(owner, body, response, before, \
	    "Track response bodies before processing", \
	    "Keep the response as it was before the port's pipeline.", \
	    two_way), \
	TRACKING_FIELD(owner, body, response, after, \
	    "Track response bodies after processing", \
	    "Keep the response as the port's pipeline left it.", two_way), \
	TRACKING_FIELD(owner, properties, request, before, \
	    "Track request properties before processing", \
	    "Keep the promoted properties of the request before the " \
	    "pipeline.", NULL), \
	TRACKING_FIELD(owner, properties, request, after, \
	    "Track request properties after processing", \
	    "Keep the promoted properties of the request after the " \
	    "pipeline.", NULL), \
	TRACKING_FIELD(owner, properties, response, before, \
	    "Track response properties before processing", \
	    "Keep the promoted properties of the response before the " \
	    "pipeline.", two_way), \
	TRACKING_FIELD(owner, properties, response, after, \
	    "Track response properties after processing", \
	    "Keep the promoted properties of the response after the " \
	    "pipeline.", two_way)

#endif
