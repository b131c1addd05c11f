-- SPDX-License-Identifier: ISC
--
-- Step 11: lists of ten thousand rows.  Their first page, the finder and the
-- filter read an index, not the certificates themselves.

CREATE INDEX certificate_list ON certificate (name, common_name, not_after,
    key_usage);
CREATE INDEX certificate_common_name ON certificate (common_name, name,
    not_after, key_usage);

-- Hosts as lists show them: with the end of the decryption certificate, NULL
-- where the group does not know it.
CREATE VIEW host_list AS
	SELECT o.*, c.not_after AS certificate_expires
	    FROM host o LEFT JOIN certificate c
	    ON c.name = o.decryption_certificate;

-- Parties, with the end of the signature certificate.
CREATE VIEW party_list AS
	SELECT o.*, c.not_after AS certificate_expires
	    FROM party o LEFT JOIN certificate c
	    ON c.name = o.signature_certificate;

-- Receive locations, with the end of the certificate of their responses.
CREATE VIEW receive_location_list AS
	SELECT o.*, c.not_after AS certificate_expires
	    FROM receive_location o LEFT JOIN certificate c
	    ON c.name = o.encryption_certificate;

-- Send ports, with the end of the encryption certificate.
CREATE VIEW send_port_list AS
	SELECT o.*, c.not_after AS certificate_expires
	    FROM send_port o LEFT JOIN certificate c
	    ON c.name = o.encryption_certificate;

-- Revisions, once for each object that they changed.
CREATE VIEW object_revision AS
	SELECT DISTINCT r.id, r.at, r.who, r.origin, r.reason, r.undoes,
	    r.digest, c.kind, c.object_id
	    FROM revision_change c JOIN revision r ON r.id = c.revision_id;
