-- SPDX-License-Identifier: ISC
--
-- Step 3: tracking of receive ports; schedule, response and intention of
-- receive locations.  Request-response locations bring a further place where
-- certificates are assigned.

ALTER TABLE receive_port ADD COLUMN track_body_request_before INTEGER
    NOT NULL DEFAULT 0 CHECK (track_body_request_before IN (0, 1));
ALTER TABLE receive_port ADD COLUMN track_body_request_after INTEGER
    NOT NULL DEFAULT 0 CHECK (track_body_request_after IN (0, 1));
ALTER TABLE receive_port ADD COLUMN track_body_response_before INTEGER
    NOT NULL DEFAULT 0 CHECK (track_body_response_before IN (0, 1));
ALTER TABLE receive_port ADD COLUMN track_body_response_after INTEGER
    NOT NULL DEFAULT 0 CHECK (track_body_response_after IN (0, 1));
ALTER TABLE receive_port ADD COLUMN track_properties_request_before INTEGER
    NOT NULL DEFAULT 0 CHECK (track_properties_request_before IN (0, 1));
ALTER TABLE receive_port ADD COLUMN track_properties_request_after INTEGER
    NOT NULL DEFAULT 0 CHECK (track_properties_request_after IN (0, 1));
ALTER TABLE receive_port ADD COLUMN track_properties_response_before INTEGER
    NOT NULL DEFAULT 0 CHECK (track_properties_response_before IN (0, 1));
ALTER TABLE receive_port ADD COLUMN track_properties_response_after INTEGER
    NOT NULL DEFAULT 0 CHECK (track_properties_response_after IN (0, 1));

-- Fixed with its port; kept here so that a row tells what it may have.
ALTER TABLE receive_location ADD COLUMN two_way INTEGER
    NOT NULL DEFAULT 0 CHECK (two_way IN (0, 1));
UPDATE receive_location SET two_way = 1 WHERE receive_port IN
    (SELECT name FROM receive_port WHERE two_way = 1);
ALTER TABLE receive_location ADD COLUMN send_pipeline TEXT	-- response
    REFERENCES pipeline (name) ON UPDATE CASCADE;
ALTER TABLE receive_location ADD COLUMN encryption_certificate TEXT
    CHECK (length(encryption_certificate) = 40);
ALTER TABLE receive_location ADD COLUMN encryption_certificate_name TEXT;
ALTER TABLE receive_location ADD COLUMN expects TEXT NOT NULL
    DEFAULT 'any'
    CHECK (expects IN ('any', 'encrypted', 'signed', 'plain'));
ALTER TABLE receive_location ADD COLUMN external INTEGER
    NOT NULL DEFAULT 0 CHECK (external IN (0, 1));

ALTER TABLE receive_location ADD COLUMN time_zone TEXT;	-- NULL: the host's
ALTER TABLE receive_location ADD COLUMN daylight_saving INTEGER
    NOT NULL DEFAULT 1 CHECK (daylight_saving IN (0, 1));
ALTER TABLE receive_location ADD COLUMN start_date INTEGER;
ALTER TABLE receive_location ADD COLUMN stop_date INTEGER;
ALTER TABLE receive_location ADD COLUMN service_window INTEGER
    NOT NULL DEFAULT 0 CHECK (service_window IN (0, 1));
ALTER TABLE receive_location ADD COLUMN start_time INTEGER
    NOT NULL DEFAULT 0 CHECK (start_time BETWEEN 0 AND 86399);
ALTER TABLE receive_location ADD COLUMN stop_time INTEGER
    NOT NULL DEFAULT 86399 CHECK (stop_time BETWEEN 0 AND 86399);
ALTER TABLE receive_location ADD COLUMN recurrence TEXT NOT NULL
    DEFAULT 'none'
    CHECK (recurrence IN ('none', 'daily', 'weekly', 'monthly-days',
    'monthly-on'));
ALTER TABLE receive_location ADD COLUMN recurrence_every INTEGER
    NOT NULL DEFAULT 1 CHECK (recurrence_every BETWEEN 1 AND 999);
ALTER TABLE receive_location ADD COLUMN recurrence_from INTEGER;
ALTER TABLE receive_location ADD COLUMN weekdays TEXT;	-- 'monday,friday'
ALTER TABLE receive_location ADD COLUMN months TEXT;
ALTER TABLE receive_location ADD COLUMN month_days TEXT;	-- '1,15'
ALTER TABLE receive_location ADD COLUMN week_of_month TEXT NOT NULL
    DEFAULT 'first' CHECK (week_of_month IN ('first', 'second', 'third',
    'fourth', 'last'));

DROP VIEW certificate_assignment;
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
	    FROM receive_location WHERE encryption_certificate IS NOT NULL;
