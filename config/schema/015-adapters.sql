-- SPDX-License-Identifier: ISC
--
-- Step 15: the adapters of the group.  Handlers are those of one of them; the
-- three that the program knows are there, and what handlers name besides.

CREATE TABLE adapter (	-- what handlers receive and send by
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),
	adapter TEXT NOT NULL UNIQUE	-- the one installed
	    CHECK (adapter = name),
	description TEXT CHECK (length(description) <= 256)
);

-- A new group makes its own, by revision 1.
INSERT INTO adapter (name, adapter)
    SELECT 'FILE', 'FILE' FROM "group"
    UNION SELECT 'HTTP', 'HTTP' FROM "group"
    UNION SELECT 'SOAP', 'SOAP' FROM "group"
    UNION SELECT adapter, adapter FROM handler
    ORDER BY 1;
INSERT INTO schema_value (kind, object_id, field, value)
    SELECT 'adapter', id, 'name', name FROM adapter
    UNION ALL
    SELECT 'adapter', id, 'adapter', adapter FROM adapter;

-- What a foreign key would do; a column that is there cannot be given one.
CREATE TRIGGER handler_adapter_insert BEFORE INSERT ON handler
WHEN NOT EXISTS (SELECT 1 FROM adapter a WHERE a.name = NEW.adapter)
BEGIN SELECT RAISE(ABORT, 'no such adapter'); END;
CREATE TRIGGER handler_adapter_update BEFORE UPDATE OF adapter ON handler
WHEN NOT EXISTS (SELECT 1 FROM adapter a WHERE a.name = NEW.adapter)
BEGIN SELECT RAISE(ABORT, 'no such adapter'); END;
CREATE TRIGGER adapter_kept BEFORE DELETE ON adapter
WHEN EXISTS (SELECT 1 FROM handler h WHERE h.adapter = OLD.name)
BEGIN SELECT RAISE(ABORT, 'others refer to it'); END;
CREATE TRIGGER adapter_named BEFORE UPDATE OF name ON adapter
WHEN OLD.name <> NEW.name
    AND EXISTS (SELECT 1 FROM handler h WHERE h.adapter = OLD.name)
BEGIN SELECT RAISE(ABORT, 'others refer to it'); END;
