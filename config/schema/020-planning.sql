-- SPDX-License-Identifier: ISC
--
-- Step 20: what was planned and agreed on, for the audit.

ALTER TABLE "group" ADD COLUMN threat_model_date INTEGER;	-- when threats were last analysed; NULL: never
ALTER TABLE "group" ADD COLUMN threat_model_note TEXT;	-- what came out of it
ALTER TABLE party ADD COLUMN unprotected_reason TEXT;	-- why messages are neither signed nor encrypted; NULL: nobody has decided it
ALTER TABLE party ADD COLUMN expiry_notice_sent INTEGER;	-- when the partner was told that our certificate expires; NULL: never
ALTER TABLE party ADD COLUMN confirmed_fingerprint TEXT	-- SHA-1 or SHA-256 of its certificate, as the partner told by another channel
    CHECK (length(confirmed_fingerprint) IN (40, 64));
