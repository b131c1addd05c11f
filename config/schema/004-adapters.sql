-- SPDX-License-Identifier: ISC
--
-- Step 4: client certificates of the HTTP and SOAP adapters are assignments
-- as well, those of backup transports too.

DROP VIEW certificate_assignment;
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
	    FROM send_port WHERE encryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'receive-location', id, name, 'encryption_certificate',
	    'encrypt', encryption_certificate, encryption_certificate_name
	    FROM receive_location WHERE encryption_certificate IS NOT NULL
	UNION ALL
	SELECT 'send-port', p.id, p.name, v.name,
	    CASE WHEN v.name IN ('http.certificate',
		'backup_http.certificate') THEN 'https' ELSE 'soap' END,
	    v.value, (SELECT c.common_name FROM certificate c
		WHERE c.name = v.value)
	    FROM send_port p JOIN send_port_property v ON v.owner_id = p.id
	    WHERE v.name IN ('http.certificate', 'backup_http.certificate',
		'soap.client_certificate',
		'backup_soap.client_certificate');
