-- SPDX-License-Identifier: ISC
--
-- Step 6: settings of the group that its hosts run by.

ALTER TABLE "group" ADD COLUMN message_batch_threshold INTEGER	-- bytes
    NOT NULL DEFAULT 1000000
    CHECK (message_batch_threshold BETWEEN 1 AND 10000000);
ALTER TABLE "group" ADD COLUMN large_message_size INTEGER	-- bytes
    NOT NULL DEFAULT 102400
    CHECK (large_message_size BETWEEN 1 AND 10000000);
ALTER TABLE "group" ADD COLUMN counters_refresh_interval INTEGER -- seconds
    NOT NULL DEFAULT 60
    CHECK (counters_refresh_interval BETWEEN 1 AND 43200);
ALTER TABLE "group" ADD COLUMN tracking INTEGER NOT NULL DEFAULT 1
    CHECK (tracking IN (0, 1));
ALTER TABLE "group" ADD COLUMN import_tracking INTEGER NOT NULL DEFAULT 1
    CHECK (import_tracking IN (0, 1));
ALTER TABLE "group" ADD COLUMN location_fault_tolerance INTEGER
    NOT NULL DEFAULT 0 CHECK (location_fault_tolerance IN (0, 1));
ALTER TABLE "group" ADD COLUMN location_retry_interval INTEGER	-- seconds
    NOT NULL DEFAULT 60
    CHECK (location_retry_interval BETWEEN 1 AND 43200);
