-- SPDX-License-Identifier: ISC
--
-- Step 22: what the dialogs of pipelines and applications show besides.

ALTER TABLE pipeline ADD COLUMN track_events INTEGER	-- where a message enters and leaves
    NOT NULL DEFAULT 0 CHECK (track_events IN (0, 1));
ALTER TABLE pipeline ADD COLUMN track_message_events INTEGER	-- each message; needs track_events
    NOT NULL DEFAULT 0 CHECK (track_message_events IN (0, 1) AND
    (track_message_events = 0 OR track_events = 1));
ALTER TABLE pipeline ADD COLUMN track_before INTEGER	-- messages as they come; needs track_message_events
    NOT NULL DEFAULT 0 CHECK (track_before IN (0, 1) AND
    (track_before = 0 OR track_message_events = 1));
ALTER TABLE pipeline ADD COLUMN track_after INTEGER	-- messages as they leave; needs track_message_events
    NOT NULL DEFAULT 0 CHECK (track_after IN (0, 1) AND
    (track_after = 0 OR track_message_events = 1));

-- The applications that refer to each, in the order in which they were made.
CREATE VIEW application_dependent AS
	SELECT a.id AS owner_id, r.owner_id AS position, d.name AS application
	    FROM application_reference r
	    JOIN application a ON a.name = r.application
	    JOIN application d ON d.id = r.owner_id;
