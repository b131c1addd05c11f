-- SPDX-License-Identifier: ISC
--
-- Step 23: what each computer tells of itself beside its stores, for the
-- audit: folders, accounts, clock; how old the accounts' credentials may be;
-- and who made host instances.

CREATE TABLE computer_fact (	-- What a computer tells of itself: 'mode' of a path, 'groups' of an account; replaced with each inventory.
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	computer TEXT NOT NULL,	-- which tells it
	topic TEXT NOT NULL CHECK (length(topic) BETWEEN 1 AND 32),	-- what is told
	subject TEXT NOT NULL,	-- of which path, account or group; '' of the computer
	value TEXT NOT NULL,	-- as text; several are separated by colons
	published INTEGER NOT NULL,	-- when
	UNIQUE (computer, topic, subject)
);

ALTER TABLE "group" ADD COLUMN credential_max_age_days INTEGER	-- how old a service account's credential may get; NULL: any age
    CHECK (credential_max_age_days BETWEEN 1 AND 3650);

-- Who made each host instance, and when.
CREATE VIEW host_instance_creation AS
	SELECT c.id, c.object_id, r.at, r.who
	    FROM revision_change c JOIN revision r ON r.id = c.revision_id
	    WHERE c.kind = 'host-instance' AND c.action = 'create'
	    AND c.field = 'host';
