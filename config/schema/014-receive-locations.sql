-- SPDX-License-Identifier: ISC
--
-- Step 14: the dialog of a receive port shows the locations of the port.

-- The locations of each receive port, in the order in which they were made.
CREATE VIEW receive_port_location AS
	SELECT p.id AS owner_id, l.id AS position, l.name AS location, l.uri
	    FROM receive_port p JOIN receive_location l
	    ON l.receive_port = p.name;
CREATE INDEX receive_location_port ON receive_location (receive_port);
