-- SPDX-License-Identifier: ISC
--
-- Step 2: send ports in all four kinds (static or dynamic, one-way or
-- solicit-response), with backup transport, service windows, filters and
-- tracking.  Transport becomes optional, as a dynamic port has none; that
-- takes a new table, into which every port and its identity moves.

DROP VIEW certificate_assignment;

CREATE TABLE send_port_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),
	two_way INTEGER NOT NULL DEFAULT 0	-- solicit-response
	    CHECK (two_way IN (0, 1)),
	dynamic INTEGER NOT NULL DEFAULT 0	-- address from the message
	    CHECK (dynamic IN (0, 1)),
	state TEXT NOT NULL DEFAULT 'bound'
	    CHECK (state IN ('bound', 'stopped', 'started')),
	adapter TEXT,			-- transport type
	uri TEXT CHECK (length(uri) <= 256),
	handler TEXT REFERENCES handler (name) ON UPDATE CASCADE,
	send_pipeline TEXT NOT NULL
	    REFERENCES pipeline (name) ON UPDATE CASCADE,
	receive_pipeline TEXT		-- of the response
	    REFERENCES pipeline (name) ON UPDATE CASCADE,
	retry_count INTEGER NOT NULL DEFAULT 3
	    CHECK (retry_count BETWEEN 0 AND 1000),
	retry_interval INTEGER NOT NULL DEFAULT 5	-- minutes
	    CHECK (retry_interval BETWEEN 0 AND 525600),
	priority INTEGER NOT NULL DEFAULT 5	-- 1 is the highest
	    CHECK (priority BETWEEN 1 AND 10),
	ordered_delivery INTEGER NOT NULL DEFAULT 0
	    CHECK (ordered_delivery IN (0, 1)),
	stop_on_failure INTEGER NOT NULL DEFAULT 0
	    CHECK (stop_on_failure IN (0, 1)),
	order_across_locations INTEGER NOT NULL DEFAULT 0
	    CHECK (order_across_locations IN (0, 1)),
	route_failed INTEGER NOT NULL DEFAULT 0
	    CHECK (route_failed IN (0, 1)),
	service_window INTEGER NOT NULL DEFAULT 0
	    CHECK (service_window IN (0, 1)),
	start_time INTEGER NOT NULL DEFAULT 0	-- seconds of the day
	    CHECK (start_time BETWEEN 0 AND 86399),
	stop_time INTEGER NOT NULL DEFAULT 86399
	    CHECK (stop_time BETWEEN 0 AND 86399),
	backup_adapter TEXT,
	backup_uri TEXT CHECK (length(backup_uri) <= 256),
	backup_handler TEXT REFERENCES handler (name) ON UPDATE CASCADE,
	backup_retry_count INTEGER NOT NULL DEFAULT 3
	    CHECK (backup_retry_count BETWEEN 0 AND 1000),
	backup_retry_interval INTEGER NOT NULL DEFAULT 5
	    CHECK (backup_retry_interval BETWEEN 0 AND 525600),
	backup_service_window INTEGER NOT NULL DEFAULT 0
	    CHECK (backup_service_window IN (0, 1)),
	backup_start_time INTEGER NOT NULL DEFAULT 0
	    CHECK (backup_start_time BETWEEN 0 AND 86399),
	backup_stop_time INTEGER NOT NULL DEFAULT 86399
	    CHECK (backup_stop_time BETWEEN 0 AND 86399),
	encryption_certificate TEXT	-- thumbprint
	    CHECK (length(encryption_certificate) = 40),
	encryption_certificate_name TEXT,	-- its common name
	must_encrypt INTEGER NOT NULL DEFAULT 0
	    CHECK (must_encrypt IN (0, 1)),
	must_sign INTEGER NOT NULL DEFAULT 0
	    CHECK (must_sign IN (0, 1)),
	track_body_request_before INTEGER NOT NULL DEFAULT 0
	    CHECK (track_body_request_before IN (0, 1)),
	track_body_request_after INTEGER NOT NULL DEFAULT 0
	    CHECK (track_body_request_after IN (0, 1)),
	track_body_response_before INTEGER NOT NULL DEFAULT 0
	    CHECK (track_body_response_before IN (0, 1)),
	track_body_response_after INTEGER NOT NULL DEFAULT 0
	    CHECK (track_body_response_after IN (0, 1)),
	track_properties_request_before INTEGER NOT NULL DEFAULT 0
	    CHECK (track_properties_request_before IN (0, 1)),
	track_properties_request_after INTEGER NOT NULL DEFAULT 0
	    CHECK (track_properties_request_after IN (0, 1)),
	track_properties_response_before INTEGER NOT NULL DEFAULT 0
	    CHECK (track_properties_response_before IN (0, 1)),
	track_properties_response_after INTEGER NOT NULL DEFAULT 0
	    CHECK (track_properties_response_after IN (0, 1)),
	description TEXT CHECK (length(description) <= 256),
	CHECK (dynamic = 1 OR (adapter IS NOT NULL AND handler IS NOT NULL)),
	CHECK (two_way = 0 OR receive_pipeline IS NOT NULL)
);

INSERT INTO send_port_new (id, version, name, state, adapter, uri, handler,
    send_pipeline, retry_count, retry_interval, encryption_certificate,
    encryption_certificate_name, description)
    SELECT id, version, name, state, adapter, uri, handler, send_pipeline,
	retry_count, retry_interval, encryption_certificate,
	encryption_certificate_name, description FROM send_port;
-- Ids of deleted ports are never used again either.
DELETE FROM sqlite_sequence WHERE name = 'send_port_new';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'send_port_new', seq FROM sqlite_sequence
    WHERE name = 'send_port';
DROP TABLE send_port;
ALTER TABLE send_port_new RENAME TO send_port;

CREATE TABLE send_port_filter (		-- its subscription
	owner_id INTEGER NOT NULL
	    REFERENCES send_port (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	property TEXT NOT NULL,		-- of the message's context
	operator TEXT NOT NULL		-- compares it with the value
	    CHECK (operator IN ('==', '!=', '<', '>', '<=', '>=',
	    'exists', '&')),
	value TEXT NOT NULL,		-- '' with exists
	group_by TEXT NOT NULL		-- relation to the next row
	    CHECK (group_by IN ('and', 'or')),
	PRIMARY KEY (owner_id, position)
);

-- As before; the view stood on the table that was replaced.
CREATE VIEW certificate_assignment AS
	SELECT 'group' AS kind, id, name, 'signature_certificate' AS field,
	    'sign' AS "usage", signature_certificate AS thumbprint,
	    signature_certificate_name AS common_name
	    FROM "group" WHERE signature_certificate IS NOT NULL
	UNION ALL
	SELECT 'host', id, name, 'decryption_certificate', 'decrypt',
	    decryption_certificate, decryption_certificate_name
	    FROM host WHERE decryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'party', id, name, 'signature_certificate', 'verify',
	    signature_certificate, signature_certificate_name
	    FROM party WHERE signature_certificate IS NOT NULL
	UNION ALL
	SELECT 'send-port', id, name, 'encryption_certificate', 'encrypt',
	    encryption_certificate, encryption_certificate_name
	    FROM send_port WHERE encryption_certificate IS NOT NULL;
