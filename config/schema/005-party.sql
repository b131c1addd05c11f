-- SPDX-License-Identifier: ISC
--
-- Step 5: what is agreed with a party about its certificates.

ALTER TABLE party ADD COLUMN key_exchange_plan TEXT
    CHECK (length(key_exchange_plan) <= 4096);
ALTER TABLE party ADD COLUMN expiry_notice_days INTEGER	-- before expiry
    CHECK (expiry_notice_days BETWEEN 0 AND 3650);
ALTER TABLE party ADD COLUMN revocation_contact TEXT
    CHECK (length(revocation_contact) <= 256);
ALTER TABLE party ADD COLUMN our_certificate_sent INTEGER	-- when
    CHECK (our_certificate_sent >= 0);
