-- SPDX-License-Identifier: ISC
--
-- Step 12: what became of the last attempt to fetch each revocation list.

CREATE TABLE crl_fetch (	-- The last attempt of a computer at each address of a revocation list; written by each refresh, no part of the history.
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	computer TEXT NOT NULL,	-- which fetched
	issuer TEXT NOT NULL,	-- whose list, as certificates name it
	url TEXT NOT NULL	-- from where
	    CHECK (length(url) <= 2048),
	at INTEGER NOT NULL,	-- when
	ok INTEGER NOT NULL CHECK (ok IN (0, 1)),	-- a good list came
	reason TEXT,		-- why not
	this_update INTEGER,	-- when that list was issued
	next_update INTEGER,	-- when the next one is due; NULL: not stated
	UNIQUE (computer, issuer, url)
);
