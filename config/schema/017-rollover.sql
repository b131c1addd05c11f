-- SPDX-License-Identifier: ISC
--
-- Step 17: roll-over of certificates.  Beside each assigned certificate stand
-- the next one with the time at which it takes over, and the previous one
-- with the time until which it is accepted.  Which of them is at work follows
-- from the clock: nothing is written when a time passes.

ALTER TABLE "group" ADD COLUMN signature_certificate_next TEXT	-- thumbprint; signs from its time on
    CHECK (length(signature_certificate_next) = 40 AND
    signature_certificate_next <> signature_certificate);
ALTER TABLE "group" ADD COLUMN signature_certificate_next_from INTEGER	-- when it takes over; not NULL with it
    CHECK ((signature_certificate_next IS NULL) =
    (signature_certificate_next_from IS NULL));
ALTER TABLE "group" ADD COLUMN signature_certificate_previous TEXT	-- thumbprint; signed before
    CHECK (length(signature_certificate_previous) = 40 AND
    signature_certificate_previous <> signature_certificate);
ALTER TABLE "group" ADD COLUMN signature_certificate_previous_until INTEGER	-- accepted before this time; not NULL with it
    CHECK (signature_certificate_previous IS NULL OR
    signature_certificate_previous_until IS NOT NULL);

ALTER TABLE host ADD COLUMN decryption_certificate_next TEXT	-- thumbprint; decrypts as well, from now on
    CHECK (length(decryption_certificate_next) = 40 AND
    decryption_certificate_next <> decryption_certificate);
ALTER TABLE host ADD COLUMN decryption_certificate_next_from INTEGER	-- when it takes over; not NULL with it
    CHECK ((decryption_certificate_next IS NULL) =
    (decryption_certificate_next_from IS NULL));
ALTER TABLE host ADD COLUMN decryption_certificate_previous TEXT	-- thumbprint; still decrypts
    CHECK (length(decryption_certificate_previous) = 40 AND
    decryption_certificate_previous <> decryption_certificate);
ALTER TABLE host ADD COLUMN decryption_certificate_previous_until INTEGER	-- accepted before this time; not NULL with it
    CHECK (decryption_certificate_previous IS NULL OR
    decryption_certificate_previous_until IS NOT NULL);

ALTER TABLE party ADD COLUMN signature_certificate_next TEXT	-- thumbprint; recognises the party as well, from now on
    CHECK (length(signature_certificate_next) = 40 AND
    signature_certificate_next <> signature_certificate);
ALTER TABLE party ADD COLUMN signature_certificate_next_from INTEGER	-- when it takes over; not NULL with it
    CHECK ((signature_certificate_next IS NULL) =
    (signature_certificate_next_from IS NULL));
ALTER TABLE party ADD COLUMN signature_certificate_previous TEXT	-- thumbprint; still recognises the party
    CHECK (length(signature_certificate_previous) = 40 AND
    signature_certificate_previous <> signature_certificate);
ALTER TABLE party ADD COLUMN signature_certificate_previous_until INTEGER	-- accepted before this time; not NULL with it
    CHECK (signature_certificate_previous IS NULL OR
    signature_certificate_previous_until IS NOT NULL);

ALTER TABLE send_port ADD COLUMN encryption_certificate_next TEXT	-- thumbprint; is encrypted for from its time on
    CHECK (length(encryption_certificate_next) = 40 AND
    encryption_certificate_next <> encryption_certificate);
ALTER TABLE send_port ADD COLUMN encryption_certificate_next_from INTEGER	-- when it takes over; not NULL with it
    CHECK ((encryption_certificate_next IS NULL) =
    (encryption_certificate_next_from IS NULL));
ALTER TABLE send_port ADD COLUMN encryption_certificate_previous TEXT	-- thumbprint; is still encrypted for where encrypt_to_both is set
    CHECK (length(encryption_certificate_previous) = 40 AND
    encryption_certificate_previous <> encryption_certificate);
ALTER TABLE send_port ADD COLUMN encryption_certificate_previous_until INTEGER	-- accepted before this time; not NULL with it
    CHECK (encryption_certificate_previous IS NULL OR
    encryption_certificate_previous_until IS NOT NULL);

ALTER TABLE receive_location ADD COLUMN encryption_certificate_next TEXT	-- thumbprint; is encrypted for from its time on
    CHECK (length(encryption_certificate_next) = 40 AND
    encryption_certificate_next <> encryption_certificate);
ALTER TABLE receive_location ADD COLUMN encryption_certificate_next_from INTEGER	-- when it takes over; not NULL with it
    CHECK ((encryption_certificate_next IS NULL) =
    (encryption_certificate_next_from IS NULL));
ALTER TABLE receive_location ADD COLUMN encryption_certificate_previous TEXT	-- thumbprint; is no more encrypted for
    CHECK (length(encryption_certificate_previous) = 40 AND
    encryption_certificate_previous <> encryption_certificate);
ALTER TABLE receive_location ADD COLUMN encryption_certificate_previous_until INTEGER	-- accepted before this time; not NULL with it
    CHECK (encryption_certificate_previous IS NULL OR
    encryption_certificate_previous_until IS NOT NULL);

ALTER TABLE send_port ADD COLUMN encrypt_to_both INTEGER NOT NULL DEFAULT 0	-- for old and new certificate while one replaces the other
    CHECK (encrypt_to_both IN (0, 1));

-- Most have none: what is looked for by its thumbprint is not looked for in
-- each row.
CREATE INDEX host_next_certificate ON host (decryption_certificate_next);
CREATE INDEX host_previous_certificate
    ON host (decryption_certificate_previous);
CREATE INDEX send_port_next_certificate
    ON send_port (encryption_certificate_next);
CREATE INDEX send_port_previous_certificate
    ON send_port (encryption_certificate_previous);
CREATE INDEX receive_location_next_certificate
    ON receive_location (encryption_certificate_next);
CREATE INDEX receive_location_previous_certificate
    ON receive_location (encryption_certificate_previous);

-- A certificate recognises one party, whichever of its three it is.
CREATE UNIQUE INDEX party_next_certificate
    ON party (signature_certificate_next);
CREATE UNIQUE INDEX party_previous_certificate
    ON party (signature_certificate_previous);

-- Every certificate that recognises a party, once for each role.
CREATE VIEW party_certificate AS
	SELECT id AS party_id, name AS party, 'current' AS role,
	    signature_certificate AS thumbprint
	    FROM party WHERE signature_certificate IS NOT NULL
	UNION ALL
	SELECT id, name, 'next', signature_certificate_next
	    FROM party WHERE signature_certificate_next IS NOT NULL
	UNION ALL
	SELECT id, name, 'previous', signature_certificate_previous
	    FROM party WHERE signature_certificate_previous IS NOT NULL;

CREATE TRIGGER party_certificate_insert AFTER INSERT ON party
WHEN EXISTS (SELECT 1 FROM party_certificate c WHERE c.party_id <> NEW.id AND
    c.thumbprint IN (NEW.signature_certificate,
    NEW.signature_certificate_next, NEW.signature_certificate_previous))
BEGIN SELECT RAISE(ABORT, 'certificate of another party'); END;
CREATE TRIGGER party_certificate_update AFTER UPDATE OF
    signature_certificate, signature_certificate_next,
    signature_certificate_previous ON party
WHEN EXISTS (SELECT 1 FROM party_certificate c WHERE c.party_id <> NEW.id AND
    c.thumbprint IN (NEW.signature_certificate,
    NEW.signature_certificate_next, NEW.signature_certificate_previous))
BEGIN SELECT RAISE(ABORT, 'certificate of another party'); END;

-- Where certificates are assigned, whatever the object and the role: the
-- field that holds it, and for a next one when it takes over (at), for a
-- previous one until when it is accepted (at).
DROP VIEW certificate_assignment;
CREATE VIEW certificate_assignment AS
	SELECT 'group' AS kind, id, name, 'signature_certificate' AS field,
	    'sign' AS "usage", signature_certificate AS thumbprint,
	    signature_certificate_name AS common_name, 'current' AS role,
	    NULL AS at
	    FROM "group" WHERE signature_certificate IS NOT NULL
	UNION ALL
	SELECT 'group', id, name, 'signature_certificate_next', 'sign',
	    signature_certificate_next, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = signature_certificate_next), 'next',
	    signature_certificate_next_from
	    FROM "group" WHERE signature_certificate_next IS NOT NULL
	UNION ALL
	SELECT 'group', id, name, 'signature_certificate_previous', 'sign',
	    signature_certificate_previous, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = signature_certificate_previous), 'previous',
	    signature_certificate_previous_until
	    FROM "group" WHERE signature_certificate_previous IS NOT NULL
	UNION ALL
	SELECT 'host', id, name, 'decryption_certificate',
	    'decrypt', decryption_certificate,
	    decryption_certificate_name, 'current',
	    NULL
	    FROM host WHERE decryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'host', id, name, 'decryption_certificate_next', 'decrypt',
	    decryption_certificate_next, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = decryption_certificate_next), 'next',
	    decryption_certificate_next_from
	    FROM host WHERE decryption_certificate_next IS NOT NULL
	UNION ALL
	SELECT 'host', id, name, 'decryption_certificate_previous', 'decrypt',
	    decryption_certificate_previous, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = decryption_certificate_previous), 'previous',
	    decryption_certificate_previous_until
	    FROM host WHERE decryption_certificate_previous IS NOT NULL
	UNION ALL
	SELECT 'party', id, name, 'signature_certificate',
	    'verify', signature_certificate,
	    signature_certificate_name, 'current',
	    NULL
	    FROM party WHERE signature_certificate IS NOT NULL
	UNION ALL
	SELECT 'party', id, name, 'signature_certificate_next', 'verify',
	    signature_certificate_next, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = signature_certificate_next), 'next',
	    signature_certificate_next_from
	    FROM party WHERE signature_certificate_next IS NOT NULL
	UNION ALL
	SELECT 'party', id, name, 'signature_certificate_previous', 'verify',
	    signature_certificate_previous, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = signature_certificate_previous), 'previous',
	    signature_certificate_previous_until
	    FROM party WHERE signature_certificate_previous IS NOT NULL
	UNION ALL
	SELECT 'send-port', id, name, 'encryption_certificate',
	    'encrypt', encryption_certificate,
	    encryption_certificate_name, 'current',
	    NULL
	    FROM send_port WHERE encryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'send-port', id, name, 'encryption_certificate_next', 'encrypt',
	    encryption_certificate_next, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = encryption_certificate_next), 'next',
	    encryption_certificate_next_from
	    FROM send_port WHERE encryption_certificate_next IS NOT NULL
	UNION ALL
	SELECT 'send-port', id, name, 'encryption_certificate_previous', 'encrypt',
	    encryption_certificate_previous, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = encryption_certificate_previous), 'previous',
	    encryption_certificate_previous_until
	    FROM send_port WHERE encryption_certificate_previous IS NOT NULL
	UNION ALL
	SELECT 'receive-location', id, name, 'encryption_certificate',
	    'encrypt', encryption_certificate,
	    encryption_certificate_name, 'current',
	    NULL
	    FROM receive_location WHERE encryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'receive-location', id, name, 'encryption_certificate_next', 'encrypt',
	    encryption_certificate_next, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = encryption_certificate_next), 'next',
	    encryption_certificate_next_from
	    FROM receive_location WHERE encryption_certificate_next IS NOT NULL
	UNION ALL
	SELECT 'receive-location', id, name,
	    'encryption_certificate_previous', 'encrypt',
	    encryption_certificate_previous, (SELECT c.common_name
		FROM certificate c
		WHERE c.name = encryption_certificate_previous), 'previous',
	    encryption_certificate_previous_until
	    FROM receive_location WHERE encryption_certificate_previous IS NOT NULL
	UNION ALL
	SELECT 'send-port', p.id, p.name, v.name,
	    CASE WHEN v.name LIKE '%http.%' THEN 'https' ELSE 'soap' END,
	    v.value, (SELECT c.common_name FROM certificate c
		WHERE c.name = v.value),
	    CASE WHEN v.name LIKE '%_next' THEN 'next'
		WHEN v.name LIKE '%_previous' THEN 'previous'
		ELSE 'current' END,
	    (SELECT CAST(strftime('%s', t.value) AS INTEGER)
		FROM send_port_property t
		WHERE t.owner_id = p.id AND t.name = v.name ||
		CASE WHEN v.name LIKE '%_next' THEN '_from'
		    ELSE '_until' END)
	    FROM send_port p JOIN send_port_property v ON v.owner_id = p.id
	    WHERE v.name IN ('http.certificate', 'http.certificate_next',
		'http.certificate_previous', 'backup_http.certificate',
		'backup_http.certificate_next',
		'backup_http.certificate_previous',
		'soap.client_certificate', 'soap.client_certificate_next',
		'soap.client_certificate_previous',
		'backup_soap.client_certificate',
		'backup_soap.client_certificate_next',
		'backup_soap.client_certificate_previous');
