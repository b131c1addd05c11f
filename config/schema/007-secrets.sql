-- SPDX-License-Identifier: ISC
--
-- Step 7: secrets are stored as tokens "sealed:1:BASE64", AES-256-GCM under
-- a key that is in a file of each computer and never in the database; the
-- credentials of single sign-on.

CREATE TABLE group_key (	-- Tells the key under which the secrets are sealed from others; empty until the first one.
	id INTEGER PRIMARY KEY CHECK (id = 1),	-- always 1
	proof TEXT NOT NULL	-- a known text sealed under the key
	    CHECK (proof LIKE 'sealed:%')
);

CREATE TABLE affiliate_application (	-- Credentials that single sign-on takes for an application of a partner.
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL DEFAULT 1,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),	-- what ports refer to
	description TEXT,
	contact TEXT,
	user_name TEXT NOT NULL CHECK (length(user_name) <= 256),
	password TEXT CHECK (password LIKE 'sealed:%')	-- sealed
);

-- No other program shall leave a password readable.
CREATE TRIGGER send_port_property_sealed BEFORE INSERT ON send_port_property
WHEN NEW.value NOT LIKE 'sealed:%' AND NEW.name IN ('file.password',
    'backup_file.password', 'http.password', 'http.proxy_password',
    'backup_http.password', 'backup_http.proxy_password', 'soap.password',
    'soap.proxy_password', 'backup_soap.password',
    'backup_soap.proxy_password')
BEGIN SELECT RAISE(ABORT, 'a password must be sealed'); END;
CREATE TRIGGER receive_location_property_sealed
BEFORE INSERT ON receive_location_property
WHEN NEW.value NOT LIKE 'sealed:%' AND NEW.name = 'file.password'
BEGIN SELECT RAISE(ABORT, 'a password must be sealed'); END;

-- What a foreign key would do for a column.
CREATE TRIGGER affiliate_application_named BEFORE INSERT ON send_port_property
WHEN NEW.name IN ('http.affiliate_application',
    'backup_http.affiliate_application', 'soap.affiliate_application',
    'backup_soap.affiliate_application') AND NOT EXISTS (SELECT 1
    FROM affiliate_application a WHERE a.name = NEW.value)
BEGIN SELECT RAISE(ABORT, 'no such affiliate application'); END;
CREATE TRIGGER affiliate_application_renamed
AFTER UPDATE OF name ON affiliate_application
BEGIN UPDATE send_port_property SET value = NEW.name
    WHERE value = OLD.name AND name IN ('http.affiliate_application',
	'backup_http.affiliate_application', 'soap.affiliate_application',
	'backup_soap.affiliate_application'); END;
CREATE TRIGGER affiliate_application_kept
BEFORE DELETE ON affiliate_application
WHEN EXISTS (SELECT 1 FROM send_port_property v WHERE v.value = OLD.name
    AND v.name IN ('http.affiliate_application',
	'backup_http.affiliate_application', 'soap.affiliate_application',
	'backup_soap.affiliate_application'))
BEGIN SELECT RAISE(ABORT, 'others refer to it'); END;
