-- SPDX-License-Identifier: ISC
--
-- Step 18: what the audit asks about revocation: which lists each computer
-- holds, which of its certificates they revoke; and the history of assigned
-- certificates.

CREATE TABLE inventory_list (	-- a revocation list in the crl store of a computer
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	inventory_id INTEGER NOT NULL	-- in which store
	    REFERENCES inventory (id) ON DELETE CASCADE,
	issuer TEXT NOT NULL,	-- whose list, as certificates name it
	digest TEXT NOT NULL CHECK (length(digest) = 40),	-- SHA-1 of the list
	this_update INTEGER NOT NULL,	-- when it was issued
	next_update INTEGER,	-- when the next one is due; NULL: not stated
	stored INTEGER NOT NULL,	-- when it came into the store
	problem TEXT,	-- why it is no valid list of that issuer; NULL: it is one
	UNIQUE (inventory_id, digest)
);

ALTER TABLE inventory_entry ADD COLUMN revoked_at INTEGER;	-- by a list of that computer; NULL: by none
ALTER TABLE inventory_entry ADD COLUMN revoked_reason TEXT;	-- as the list says; NULL: not revoked

CREATE INDEX revision_change_field ON revision_change (field);

-- Every assignment of a certificate that was made, changed or taken away.
CREATE VIEW certificate_history AS
	SELECT c.id, r.at, c.kind, c.object_id, c.object, c.action, c.field,
	    c.old_value, c.new_value
	    FROM revision_change c JOIN revision r ON r.id = c.revision_id
	    WHERE c.field IN ('signature_certificate',
	    'decryption_certificate', 'encryption_certificate',
	    'http.certificate', 'soap.client_certificate',
	    'backup_http.certificate', 'backup_soap.client_certificate');
