-- SPDX-License-Identifier: ISC
--
-- Step 16: which algorithms messages are encrypted and signed with.

ALTER TABLE "group" ADD COLUMN encryption_algorithm TEXT	-- default of ports
    NOT NULL DEFAULT 'aes-128-cbc'
    CHECK (encryption_algorithm IN ('aes-128-cbc', 'aes-192-cbc',
    'aes-256-cbc', 'aes-128-gcm', 'aes-256-gcm'));
ALTER TABLE send_port ADD COLUMN partner_pss INTEGER	-- takes RSASSA-PSS
    NOT NULL DEFAULT 0 CHECK (partner_pss IN (0, 1));
ALTER TABLE send_port ADD COLUMN partner_oaep INTEGER	-- takes RSAES-OAEP
    NOT NULL DEFAULT 0 CHECK (partner_oaep IN (0, 1));
ALTER TABLE send_port ADD COLUMN allow_legacy INTEGER	-- DES3, SHA-1
    NOT NULL DEFAULT 0 CHECK (allow_legacy IN (0, 1));
