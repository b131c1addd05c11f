-- SPDX-License-Identifier: ISC
--
-- Step 8: send port groups, and the send ports of a party.

CREATE TABLE send_port_group (	-- send ports that get copies of a message
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),
	state TEXT NOT NULL DEFAULT 'bound'	-- bound: nothing is routed to it
	    CHECK (state IN ('bound', 'stopped', 'started')),
	description TEXT CHECK (length(description) <= 256)
);

CREATE TABLE send_port_group_member (	-- static one-way ports
	owner_id INTEGER NOT NULL
	    REFERENCES send_port_group (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	send_port TEXT NOT NULL		-- no port twice
	    REFERENCES send_port (name) ON UPDATE CASCADE,
	PRIMARY KEY (owner_id, position),
	UNIQUE (owner_id, send_port)
);
CREATE INDEX send_port_group_member_port
    ON send_port_group_member (send_port);

CREATE TABLE send_port_group_filter (	-- subscription of the whole group
	owner_id INTEGER NOT NULL
	    REFERENCES send_port_group (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	property TEXT NOT NULL,		-- of the message's context
	operator TEXT NOT NULL		-- compares it with the value
	    CHECK (operator IN ('==', '!=', '<', '>', '<=', '>=',
	    'exists', '&')),
	value TEXT NOT NULL,		-- '' with exists
	group_by TEXT NOT NULL		-- relation to the next row
	    CHECK (group_by IN ('and', 'or')),
	PRIMARY KEY (owner_id, position)
);

CREATE TABLE party_send_port (	-- used when messages go to it by role
	owner_id INTEGER NOT NULL REFERENCES party (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	send_port TEXT NOT NULL		-- no port twice
	    REFERENCES send_port (name) ON UPDATE CASCADE,
	PRIMARY KEY (owner_id, position),
	UNIQUE (owner_id, send_port)
);
CREATE INDEX party_send_port_port ON party_send_port (send_port);
