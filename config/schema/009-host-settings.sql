-- SPDX-License-Identifier: ISC
--
-- Step 9: how a host works, and what the adapters in it take for granted.

ALTER TABLE host ADD COLUMN only_32_bit INTEGER	-- kept for other engines
    NOT NULL DEFAULT 1 CHECK (only_32_bit IN (0, 1));

CREATE TABLE host_property (	-- threads, polling, throttling of a host
	owner_id INTEGER NOT NULL
	    REFERENCES host (id) ON DELETE CASCADE,
	name TEXT NOT NULL,	-- 'resource.threads', ...
	value TEXT NOT NULL,	-- as text; no row: the default
	PRIMARY KEY (owner_id, name)
);

CREATE TABLE handler_property (	-- what a handler does for all its ports
	owner_id INTEGER NOT NULL
	    REFERENCES handler (id) ON DELETE CASCADE,
	name TEXT NOT NULL,	-- 'http.timeout', ...
	value TEXT NOT NULL,	-- as text; no row: the default
	PRIMARY KEY (owner_id, name)
);

-- As for ports: no other program shall leave a password readable.
CREATE TRIGGER handler_property_sealed BEFORE INSERT ON handler_property
WHEN NEW.value NOT LIKE 'sealed:%' AND NEW.name IN ('http.proxy_password',
    'soap.proxy_password')
BEGIN SELECT RAISE(ABORT, 'a password must be sealed'); END;
