-- SPDX-License-Identifier: ISC
--
-- Step 1 of the configuration database.  Names, not numbers, tie objects
-- together, so that the tables read as the dialogs do; renaming cascades.
-- Every object has an id (its identity in the history, never used again), a
-- version (grows with each change; a writer who saw an older one must not
-- overwrite) and a name.  Tables of rows and of properties have the id of
-- their object in owner_id, rows their order, from 0, in position.  Booleans
-- are 0 and 1, times are seconds since 1970-01-01 UTC, thumbprints 40 upper
-- case hexadecimal digits.

CREATE TABLE "group" (		-- the one group this database holds
	id INTEGER PRIMARY KEY CHECK (id = 1),
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE	-- shown by every console
	    CHECK (length(name) BETWEEN 1 AND 128),
	signature_certificate TEXT	-- thumbprint; signs all outbound mail
	    CHECK (length(signature_certificate) = 40),
	signature_certificate_name TEXT,	-- its common name
	refresh_interval INTEGER NOT NULL DEFAULT 60	-- seconds
	    CHECK (refresh_interval BETWEEN 1 AND 43200),
	extra_eku TEXT,		-- further accepted extended key usages (OIDs)
	expiry_warn_days INTEGER	-- NULL: as the settings file says
	    CHECK (expiry_warn_days BETWEEN 0 AND 3650),
	crl_max_age_days INTEGER	-- NULL: as the settings file says
	    CHECK (crl_max_age_days BETWEEN 1 AND 3650)
);

CREATE TABLE computer (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 63),	-- host name without domain
	description TEXT	-- what it is for
);

CREATE TABLE host (		-- a logical container of instances
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 80),	-- fixed once created
	type TEXT NOT NULL DEFAULT 'in-process'	-- who runs its instances
	    CHECK (type IN ('in-process', 'isolated')),
	tracking INTEGER NOT NULL DEFAULT 0	-- allow host tracking
	    CHECK (tracking IN (0, 1)),
	trusted INTEGER NOT NULL DEFAULT 0	-- authentication trusted
	    CHECK (trusted IN (0, 1)),
	is_default INTEGER NOT NULL DEFAULT 0	-- default host of the group
	    CHECK (is_default IN (0, 1)),
	os_group TEXT CHECK (length(os_group) <= 63),	-- operating-system group allowed to run it
	decryption_certificate TEXT	-- thumbprint
	    CHECK (length(decryption_certificate) = 40),
	decryption_certificate_name TEXT	-- its common name
);

-- The group has at most one default host.
CREATE UNIQUE INDEX host_one_default ON host (is_default)
    WHERE is_default = 1;

CREATE TABLE host_instance (	-- a host on a computer under an account
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE	-- HOST@COMPUTER
	    CHECK (length(name) BETWEEN 1 AND 144),
	host TEXT NOT NULL REFERENCES host (name) ON UPDATE CASCADE,	-- whose instance
	computer TEXT NOT NULL REFERENCES computer (name) ON UPDATE CASCADE,	-- where it runs
	account TEXT NOT NULL CHECK (length(account) BETWEEN 1 AND 128),	-- whose Personal store it uses
	disabled INTEGER NOT NULL DEFAULT 0	-- kept from starting
	    CHECK (disabled IN (0, 1)),
	UNIQUE (host, computer)
);

CREATE TABLE handler (		-- an adapter's send or receive side in a host
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE	-- ADAPTER-DIRECTION@HOST
	    CHECK (length(name) BETWEEN 1 AND 360),
	adapter TEXT NOT NULL CHECK (length(adapter) BETWEEN 1 AND 256),	-- 'FILE', ...
	direction TEXT NOT NULL CHECK (direction IN ('receive', 'send')),	-- which side of the adapter
	host TEXT NOT NULL REFERENCES host (name) ON UPDATE CASCADE,	-- where its code runs
	is_default INTEGER NOT NULL DEFAULT 0	-- preselected in new ports
	    CHECK (is_default IN (0, 1)),
	description TEXT,	-- what it is for
	UNIQUE (adapter, direction, host)
);

CREATE TABLE pipeline (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),	-- default or own
	direction TEXT NOT NULL CHECK (direction IN ('receive', 'send')),	-- decodes or encodes
	description TEXT	-- what it is for
);

CREATE TABLE pipeline_component (	-- what stands in its stages
	owner_id INTEGER NOT NULL
	    REFERENCES pipeline (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,	-- order, from 0
	stage TEXT NOT NULL CHECK (stage IN ('decode', 'disassemble',	-- fixed order within a direction
	    'validate', 'resolve-party', 'pre-assemble', 'assemble',
	    'encode')),
	component TEXT NOT NULL,	-- 'decoder', 'encoder', ...
	PRIMARY KEY (owner_id, position)
);

CREATE TABLE pipeline_property (	-- the pipeline's own option values
	owner_id INTEGER NOT NULL
	    REFERENCES pipeline (id) ON DELETE CASCADE,
	name TEXT NOT NULL,		-- 'decoder.allow_non_mime'
	value TEXT NOT NULL,	-- as text
	PRIMARY KEY (owner_id, name)
);

CREATE TABLE party (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),	-- the partner
	description TEXT,	-- free text
	signature_certificate TEXT UNIQUE	-- thumbprint; one party each
	    CHECK (length(signature_certificate) = 40),
	signature_certificate_name TEXT,	-- its common name
	attaches_certificate INTEGER NOT NULL DEFAULT 1	-- to its messages
	    CHECK (attaches_certificate IN (0, 1))
);

CREATE TABLE party_alias (	-- other names a party is found by
	owner_id INTEGER NOT NULL REFERENCES party (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,		-- 'WindowsUser', 'Organization', ...
	qualifier TEXT NOT NULL,	-- kind of name
	value TEXT NOT NULL,	-- 'DOMAIN\user', a number, ...
	PRIMARY KEY (owner_id, position)
);

-- A pair (qualifier, value) belongs to one party; case does not matter.
CREATE UNIQUE INDEX party_alias_pair
    ON party_alias (qualifier, lower(value));

CREATE TABLE receive_port (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),	-- groups its locations
	two_way INTEGER NOT NULL DEFAULT 0	-- request-response
	    CHECK (two_way IN (0, 1)),
	authentication TEXT NOT NULL DEFAULT 'none'	-- of messages from nobody known
	    CHECK (authentication IN ('none', 'drop', 'keep')),
	route_failed INTEGER NOT NULL DEFAULT 0	-- route failed messages
	    CHECK (route_failed IN (0, 1)),
	description TEXT CHECK (length(description) <= 256)	-- free text
);

CREATE TABLE receive_location (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 128),	-- one address
	receive_port TEXT NOT NULL	-- decides on authentication
	    REFERENCES receive_port (name) ON UPDATE CASCADE,
	enabled INTEGER NOT NULL DEFAULT 0 CHECK (enabled IN (0, 1)),	-- it receives
	is_primary INTEGER NOT NULL DEFAULT 0	-- represents its port
	    CHECK (is_primary IN (0, 1)),
	adapter TEXT NOT NULL,		-- transport type
	uri TEXT UNIQUE CHECK (length(uri) <= 256),	-- from the adapter
	handler TEXT NOT NULL REFERENCES handler (name) ON UPDATE CASCADE,	-- hence host, account, keys
	receive_pipeline TEXT NOT NULL	-- what decodes
	    REFERENCES pipeline (name) ON UPDATE CASCADE,
	require_encryption INTEGER NOT NULL DEFAULT 0	-- refuse others
	    CHECK (require_encryption IN (0, 1)),
	require_signature INTEGER NOT NULL DEFAULT 0	-- refuse others
	    CHECK (require_signature IN (0, 1)),
	maximum_message_size INTEGER NOT NULL DEFAULT 67108864	-- bytes
	    CHECK (maximum_message_size BETWEEN 1 AND 1099511627776),
	description TEXT CHECK (length(description) <= 256)	-- free text
);

-- A receive port has at most one primary location.
CREATE UNIQUE INDEX receive_location_one_primary
    ON receive_location (receive_port) WHERE is_primary = 1;

CREATE TABLE receive_location_property (	-- adapter and pipeline
	owner_id INTEGER NOT NULL
	    REFERENCES receive_location (id) ON DELETE CASCADE,
	name TEXT NOT NULL,	-- 'file.receive_folder', 'decoder....'
	value TEXT NOT NULL,	-- as text
	PRIMARY KEY (owner_id, name)
);

CREATE TABLE send_port (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),	-- one destination
	state TEXT NOT NULL DEFAULT 'bound'	-- bound: nothing is routed to it
	    CHECK (state IN ('bound', 'stopped', 'started')),
	adapter TEXT NOT NULL,		-- transport type
	uri TEXT CHECK (length(uri) <= 256),	-- from the adapter
	handler TEXT NOT NULL REFERENCES handler (name) ON UPDATE CASCADE,	-- hence host, account, keys
	send_pipeline TEXT NOT NULL	-- what encodes
	    REFERENCES pipeline (name) ON UPDATE CASCADE,
	retry_count INTEGER NOT NULL DEFAULT 3	-- before it is suspended
	    CHECK (retry_count BETWEEN 0 AND 1000),
	retry_interval INTEGER NOT NULL DEFAULT 5	-- minutes
	    CHECK (retry_interval BETWEEN 0 AND 525600),
	encryption_certificate TEXT	-- thumbprint
	    CHECK (length(encryption_certificate) = 40),
	encryption_certificate_name TEXT,	-- its common name
	description TEXT CHECK (length(description) <= 256)	-- free text
);

CREATE TABLE send_port_property (	-- adapter and pipeline
	owner_id INTEGER NOT NULL
	    REFERENCES send_port (id) ON DELETE CASCADE,
	name TEXT NOT NULL,	-- 'file.destination_folder', ...
	value TEXT NOT NULL,	-- as text
	PRIMARY KEY (owner_id, name)
);

CREATE TABLE certificate (	-- public certificates known to the group
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE	-- the thumbprint
	    CHECK (length(name) = 40),
	common_name TEXT,	-- of the subject
	subject TEXT,	-- whom it was issued to
	issuer TEXT,	-- who issued it
	serial TEXT,		-- hexadecimal
	not_before INTEGER NOT NULL,	-- refused before
	not_after INTEGER NOT NULL,	-- refused after
	key_usage TEXT,		-- in words
	sha256 TEXT NOT NULL,
	pem TEXT NOT NULL	-- the certificate itself
);

CREATE INDEX certificate_not_after ON certificate (not_after);

-- Where certificates are assigned, whatever the object: where-used, audit,
-- roll-over and replacement all read this.
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
	    FROM send_port WHERE encryption_certificate IS NOT NULL;

CREATE TABLE inventory (	-- what a store of a computer was seen to hold
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	computer TEXT NOT NULL,	-- whose store
	store TEXT NOT NULL CHECK (store IN ('other-people', 'personal',	-- which of the five
	    'root', 'ca', 'crl')),
	account TEXT NOT NULL DEFAULT '',	-- of a personal store
	published INTEGER NOT NULL,		-- when
	problem TEXT,		-- why the store could not be opened
	UNIQUE (computer, store, account)
);

CREATE TABLE inventory_entry (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	inventory_id INTEGER NOT NULL	-- in which store
	    REFERENCES inventory (id) ON DELETE CASCADE,
	thumbprint TEXT NOT NULL CHECK (length(thumbprint) = 40),	-- of the certificate
	key_present INTEGER NOT NULL CHECK (key_present IN (0, 1)),	-- a private key is beside it
	key_works INTEGER NOT NULL CHECK (key_works IN (0, 1)),	-- and was tested there
	key_problem TEXT,	-- why it does not
	key_mode INTEGER,	-- permission bits of the key file
	pem TEXT NOT NULL,	-- the certificate, public data only
	UNIQUE (inventory_id, thumbprint)
);

CREATE TABLE revision (		-- the history: every change, append-only
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,	-- when
	who TEXT NOT NULL,	-- operating-system user
	origin TEXT NOT NULL,	-- computer and terminal or address
	reason TEXT,	-- why, or the verb
	undoes INTEGER REFERENCES revision (id),	-- by undo, rollback
	digest TEXT NOT NULL	-- SHA-256 over the previous digest and this
	    CHECK (length(digest) = 64)
);

CREATE TABLE revision_change (	-- field by field
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	revision_id INTEGER NOT NULL REFERENCES revision (id),	-- part of which change
	kind TEXT NOT NULL,	-- 'host', 'send-port', ...
	object_id INTEGER NOT NULL,	-- its identity
	object TEXT NOT NULL,	-- its name at that time
	action TEXT NOT NULL	-- what happened to the object
	    CHECK (action IN ('create', 'update', 'delete')),
	field TEXT NOT NULL,	-- or PREFIX.NAME of a property
	old_value TEXT,		-- as text; NULL: none
	new_value TEXT	-- NULL: none
);

CREATE INDEX revision_change_revision ON revision_change (revision_id);
CREATE INDEX revision_change_object ON revision_change (kind, object_id);

CREATE TRIGGER revision_keep_update BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER revision_keep_delete BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER revision_change_keep_update BEFORE UPDATE ON revision_change
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER revision_change_keep_delete BEFORE DELETE ON revision_change
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
