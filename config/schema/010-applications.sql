-- SPDX-License-Identifier: ISC
--
-- Step 10: applications, which hold ports, pipelines and orchestrations.  What
-- there is already goes to the default application, the default pipelines to
-- the system application.

CREATE TABLE schema_value (	-- what steps of the schema put into objects
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,	-- 'application', ...
	object_id INTEGER NOT NULL,	-- its identity
	field TEXT NOT NULL,	-- of the object
	value TEXT NOT NULL	-- as text; the history goes on from it
);
CREATE TRIGGER schema_value_keep_update BEFORE UPDATE ON schema_value
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER schema_value_keep_delete BEFORE DELETE ON schema_value
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;

CREATE TABLE application (	-- what belongs together
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),
	is_default INTEGER NOT NULL DEFAULT 0	-- takes what names none
	    CHECK (is_default IN (0, 1)),
	is_system INTEGER NOT NULL DEFAULT 0	-- every application refers to it
	    CHECK (is_system IN (0, 1)),
	description TEXT CHECK (length(description) <= 1024),
	CHECK (is_default = 0 OR is_system = 0)
);

-- The group has one default and one system application.
CREATE UNIQUE INDEX application_one_default ON application (is_default)
    WHERE is_default = 1;
CREATE UNIQUE INDEX application_one_system ON application (is_system)
    WHERE is_system = 1;

CREATE TABLE application_reference (	-- whose artifacts it may use
	owner_id INTEGER NOT NULL
	    REFERENCES application (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	application TEXT NOT NULL	-- none twice
	    REFERENCES application (name) ON UPDATE CASCADE,
	PRIMARY KEY (owner_id, position),
	UNIQUE (owner_id, application)
);
CREATE INDEX application_reference_application
    ON application_reference (application);

-- A new group makes its own, by revision 1.
INSERT INTO application (name, is_system)
    SELECT 'BizTalk.System', 1 FROM "group";
INSERT INTO application (name, is_default)
    SELECT 'BizTalk Application 1', 1 FROM "group";
INSERT INTO schema_value (kind, object_id, field, value)
    SELECT 'application', id, 'name', name FROM application
    UNION ALL
    SELECT 'application', id, 'is_default', 'true' FROM application
	WHERE is_default = 1
    UNION ALL
    SELECT 'application', id, 'is_system', 'true' FROM application
	WHERE is_system = 1;

ALTER TABLE pipeline ADD COLUMN application TEXT NOT NULL
    DEFAULT 'BizTalk Application 1'
    REFERENCES application (name) ON UPDATE CASCADE;
UPDATE pipeline SET application = 'BizTalk.System' WHERE name IN
    ('PassThruReceive', 'XMLReceive', 'SMIMEReceive', 'PassThruTransmit',
    'XMLTransmit', 'SMIMETransmit');
ALTER TABLE send_port ADD COLUMN application TEXT NOT NULL
    DEFAULT 'BizTalk Application 1'
    REFERENCES application (name) ON UPDATE CASCADE;
ALTER TABLE send_port_group ADD COLUMN application TEXT NOT NULL
    DEFAULT 'BizTalk Application 1'
    REFERENCES application (name) ON UPDATE CASCADE;
ALTER TABLE receive_port ADD COLUMN application TEXT NOT NULL
    DEFAULT 'BizTalk Application 1'
    REFERENCES application (name) ON UPDATE CASCADE;
CREATE INDEX pipeline_application ON pipeline (application, name);
CREATE INDEX send_port_application ON send_port (application, name);
CREATE INDEX send_port_group_application
    ON send_port_group (application, name);
CREATE INDEX receive_port_application ON receive_port (application, name);

-- A location is in the application of its port, and moves with it: a foreign
-- key of both columns, which takes a new table.
CREATE UNIQUE INDEX receive_port_in_application
    ON receive_port (name, application);
DROP VIEW certificate_assignment;

CREATE TABLE receive_location_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 128),
	receive_port TEXT NOT NULL,
	application TEXT NOT NULL,	-- that of its port
	two_way INTEGER NOT NULL DEFAULT 0	-- that of its port
	    CHECK (two_way IN (0, 1)),
	enabled INTEGER NOT NULL DEFAULT 0 CHECK (enabled IN (0, 1)),
	is_primary INTEGER NOT NULL DEFAULT 0	-- represents its port
	    CHECK (is_primary IN (0, 1)),
	adapter TEXT NOT NULL,		-- transport type
	uri TEXT UNIQUE CHECK (length(uri) <= 256),
	handler TEXT NOT NULL REFERENCES handler (name) ON UPDATE CASCADE,
	receive_pipeline TEXT NOT NULL
	    REFERENCES pipeline (name) ON UPDATE CASCADE,
	send_pipeline TEXT		-- of the response
	    REFERENCES pipeline (name) ON UPDATE CASCADE,
	encryption_certificate TEXT	-- of the response: thumbprint
	    CHECK (length(encryption_certificate) = 40),
	encryption_certificate_name TEXT,	-- its common name
	time_zone TEXT,			-- NULL: the host's
	daylight_saving INTEGER NOT NULL DEFAULT 1
	    CHECK (daylight_saving IN (0, 1)),
	start_date INTEGER,
	stop_date INTEGER,
	service_window INTEGER NOT NULL DEFAULT 0
	    CHECK (service_window IN (0, 1)),
	start_time INTEGER NOT NULL DEFAULT 0	-- seconds of the day
	    CHECK (start_time BETWEEN 0 AND 86399),
	stop_time INTEGER NOT NULL DEFAULT 86399
	    CHECK (stop_time BETWEEN 0 AND 86399),
	recurrence TEXT NOT NULL DEFAULT 'none'
	    CHECK (recurrence IN ('none', 'daily', 'weekly', 'monthly-days',
	    'monthly-on')),
	recurrence_every INTEGER NOT NULL DEFAULT 1
	    CHECK (recurrence_every BETWEEN 1 AND 999),
	recurrence_from INTEGER,
	weekdays TEXT,			-- 'monday,friday'
	months TEXT,
	month_days TEXT,		-- '1,15'
	week_of_month TEXT NOT NULL DEFAULT 'first'
	    CHECK (week_of_month IN ('first', 'second', 'third', 'fourth',
	    'last')),
	expects TEXT NOT NULL DEFAULT 'any'
	    CHECK (expects IN ('any', 'encrypted', 'signed', 'plain')),
	external INTEGER NOT NULL DEFAULT 0 CHECK (external IN (0, 1)),
	require_encryption INTEGER NOT NULL DEFAULT 0
	    CHECK (require_encryption IN (0, 1)),
	require_signature INTEGER NOT NULL DEFAULT 0
	    CHECK (require_signature IN (0, 1)),
	maximum_message_size INTEGER NOT NULL DEFAULT 67108864	-- bytes
	    CHECK (maximum_message_size BETWEEN 1 AND 1099511627776),
	description TEXT CHECK (length(description) <= 256),
	FOREIGN KEY (receive_port, application)
	    REFERENCES receive_port (name, application) ON UPDATE CASCADE
);

INSERT INTO receive_location_new (id, version, name, receive_port,
    application, two_way, enabled, is_primary, adapter, uri, handler,
    receive_pipeline, send_pipeline, encryption_certificate,
    encryption_certificate_name, time_zone, daylight_saving, start_date,
    stop_date, service_window, start_time, stop_time, recurrence,
    recurrence_every, recurrence_from, weekdays, months, month_days,
    week_of_month, expects, external, require_encryption, require_signature,
    maximum_message_size, description)
    SELECT id, version, name, receive_port, 'BizTalk Application 1',
	two_way, enabled, is_primary, adapter, uri, handler,
	receive_pipeline, send_pipeline, encryption_certificate,
	encryption_certificate_name, time_zone, daylight_saving, start_date,
	stop_date, service_window, start_time, stop_time, recurrence,
	recurrence_every, recurrence_from, weekdays, months, month_days,
	week_of_month, expects, external, require_encryption,
	require_signature, maximum_message_size, description
	FROM receive_location;
DELETE FROM sqlite_sequence WHERE name = 'receive_location_new';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'receive_location_new', seq FROM sqlite_sequence
    WHERE name = 'receive_location';
DROP TABLE receive_location;
ALTER TABLE receive_location_new RENAME TO receive_location;
CREATE UNIQUE INDEX receive_location_one_primary
    ON receive_location (receive_port) WHERE is_primary = 1;
CREATE INDEX receive_location_application
    ON receive_location (application, name);

CREATE TABLE orchestration (	-- subscriber in a host, known by its name
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),
	application TEXT NOT NULL
	    REFERENCES application (name) ON UPDATE CASCADE,
	state TEXT NOT NULL DEFAULT 'unenlisted'
	    CHECK (state IN ('unenlisted', 'stopped', 'started')),
	host TEXT REFERENCES host (name) ON UPDATE CASCADE,	-- where it runs
	description TEXT CHECK (length(description) <= 256),
	CHECK (state = 'unenlisted' OR host IS NOT NULL)
);
CREATE INDEX orchestration_application ON orchestration (application, name);

CREATE TABLE orchestration_inbound (	-- logical ports that receive
	owner_id INTEGER NOT NULL
	    REFERENCES orchestration (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	name TEXT NOT NULL,		-- of the logical port
	receive_port TEXT		-- NULL: not bound
	    REFERENCES receive_port (name) ON UPDATE CASCADE,
	PRIMARY KEY (owner_id, position),
	UNIQUE (owner_id, name)
);
CREATE INDEX orchestration_inbound_port
    ON orchestration_inbound (receive_port);

CREATE TABLE orchestration_outbound (	-- logical ports that send
	owner_id INTEGER NOT NULL
	    REFERENCES orchestration (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	name TEXT NOT NULL,		-- of the logical port
	send_port TEXT			-- NULL: not bound
	    REFERENCES send_port (name) ON UPDATE CASCADE,
	PRIMARY KEY (owner_id, position),
	UNIQUE (owner_id, name)
);
CREATE INDEX orchestration_outbound_port
    ON orchestration_outbound (send_port);

-- What can run in an application, and whether it does.
CREATE VIEW application_runs AS
	SELECT application, name,
	    CASE state WHEN 'started' THEN 1 ELSE 0 END AS running
	    FROM orchestration
	UNION ALL
	SELECT application, name, CASE state WHEN 'started' THEN 1 ELSE 0 END
	    FROM send_port
	UNION ALL
	SELECT application, name, CASE state WHEN 'started' THEN 1 ELSE 0 END
	    FROM send_port_group
	UNION ALL
	SELECT application, name, enabled FROM receive_location;

-- Applications with their state: stopped where nothing runs.
CREATE VIEW application_list AS
	SELECT a.*, CASE
	    WHEN NOT EXISTS (SELECT 1 FROM application_runs r
		WHERE r.application = a.name AND r.running = 1)
		THEN 'stopped'
	    WHEN EXISTS (SELECT 1 FROM application_runs r
		WHERE r.application = a.name AND r.running = 0)
		THEN 'partly-started'
	    ELSE 'started' END AS state
	    FROM application a;

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
	    FROM send_port WHERE encryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'receive-location', id, name, 'encryption_certificate',
	    'encrypt', encryption_certificate, encryption_certificate_name
	    FROM receive_location WHERE encryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'send-port', p.id, p.name, v.name,
	    CASE WHEN v.name IN ('http.certificate',
		'backup_http.certificate') THEN 'https' ELSE 'soap' END,
	    v.value, (SELECT c.common_name FROM certificate c
		WHERE c.name = v.value)
	    FROM send_port p JOIN send_port_property v ON v.owner_id = p.id
	    WHERE v.name IN ('http.certificate', 'backup_http.certificate',
		'soap.client_certificate',
		'backup_soap.client_certificate');
