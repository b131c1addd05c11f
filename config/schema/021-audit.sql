-- SPDX-License-Identifier: ISC
--
-- Step 21: what the audit keeps: findings that are accepted for a time, and
-- since when each finding has been there.

CREATE TABLE waiver (	-- A finding of the audit that is accepted for a time.
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE	-- RULE KIND OBJECT
	    CHECK (length(name) BETWEEN 1 AND 400),
	rule TEXT NOT NULL CHECK (length(rule) BETWEEN 2 AND 8),	-- its id: 'C101'
	object_kind TEXT NOT NULL,	-- 'send-port', ...
	object TEXT NOT NULL,	-- its name; kept when that is renamed or deleted
	reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 512),
	until INTEGER NOT NULL,	-- the finding counts again from then on
	UNIQUE (rule, object_kind, object)
);

-- Waivers, with who gave each and when: the last revision of it says so.
CREATE VIEW waiver_list AS
	SELECT o.*, r.who AS granted_by, r.at AS granted_at
	    FROM waiver o LEFT JOIN object_revision r
	    ON r.kind = 'waiver' AND r.object_id = o.id AND r.id =
		(SELECT max(c.revision_id) FROM revision_change c
		WHERE c.kind = 'waiver' AND c.object_id = o.id);

CREATE TABLE audit_finding_log (	-- Since when each finding has been there; written by the audit when it is asked to record, no part of the history.
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	rule TEXT NOT NULL,	-- its id
	kind TEXT NOT NULL,	-- of the object
	object TEXT NOT NULL,	-- where to mend it
	field TEXT NOT NULL DEFAULT '',	-- of the object, or empty
	computer TEXT NOT NULL DEFAULT '',	-- or empty
	account TEXT NOT NULL DEFAULT '',	-- or empty
	thumbprint TEXT NOT NULL DEFAULT '',	-- of the certificate, or empty
	severity TEXT NOT NULL	-- when it was last seen
	    CHECK (severity IN ('error', 'warning', 'advice')),
	first_seen INTEGER NOT NULL,	-- by the first record that had it
	last_seen INTEGER NOT NULL	-- by the last one
	    CHECK (last_seen >= first_seen),
	gone INTEGER,		-- when a record had it no more; NULL: it is there
	UNIQUE (rule, kind, object, field, computer, account, thumbprint)
);
