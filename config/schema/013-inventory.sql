-- SPDX-License-Identifier: ISC
--
-- Step 13: who can reach a private key, keys that no certificate is beside,
-- and which roots the group trusts on every computer.

ALTER TABLE inventory_entry ADD COLUMN key_owner TEXT;	-- of the key file
ALTER TABLE inventory_entry ADD COLUMN key_open TEXT;	-- who else can reach it: file or folder with its mode; NULL: nobody
ALTER TABLE inventory ADD COLUMN stray_keys TEXT;	-- thumbprints of key files without a certificate, blank separated; NULL: none

ALTER TABLE certificate ADD COLUMN trusted INTEGER NOT NULL DEFAULT 0	-- an administrator wants it in the root store of each computer
    CHECK (trusted IN (0, 1));
