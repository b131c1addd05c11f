-- SPDX-License-Identifier: ISC
--
-- Step 19: what became of the last connection test of each send port.

CREATE TABLE connection_test (	-- The last test of a computer and account for a transport of a send port; written by each test, no part of the history.
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	send_port_id INTEGER NOT NULL	-- whose
	    REFERENCES send_port (id) ON DELETE CASCADE,
	transport TEXT NOT NULL CHECK (transport IN ('primary', 'backup')),	-- which of its transports
	computer TEXT NOT NULL,	-- where the test ran
	account TEXT NOT NULL,	-- as whom
	at INTEGER NOT NULL,	-- when
	uri TEXT NOT NULL,	-- that was connected to
	certificate TEXT CHECK (length(certificate) = 40),	-- thumbprint of ours that was to be shown; NULL: none
	failure TEXT,	-- code of what a message would have failed with; NULL: none
	phase TEXT NOT NULL	-- how far it came
	    CHECK (phase IN ('connect', 'handshake', 'server', 'client',
	    'done')),
	reason TEXT,	-- of the failure, in words; NULL: none
	server_names TEXT,	-- in the server's certificate; NULL: none was seen
	server_issuer TEXT,	-- who issued it, or the last one of its chain
	server_trusted INTEGER CHECK (server_trusted IN (0, 1)),	-- the chain ends in a trusted root
	name_fits INTEGER CHECK (name_fits IN (0, 1)),	-- it is for the host of the address
	not_after INTEGER,	-- when it expires
	protocol TEXT,	-- agreed on; NULL: none
	cipher TEXT,	-- agreed on; NULL: none
	client TEXT NOT NULL	-- what became of our certificate
	    CHECK (client IN ('not asked', 'none', 'accepted', 'shown',
	    'refused')),
	UNIQUE (send_port_id, transport, computer, account)
);

-- The same with the name of the port.
CREATE VIEW connection_test_result AS
	SELECT t.*, p.name AS send_port
	    FROM connection_test t JOIN send_port p ON p.id = t.send_port_id;
