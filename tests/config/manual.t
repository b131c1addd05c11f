#!/bin/sh
# SPDX-License-Identifier: ISC
#
# sealport-db(7) is made from the schema: it is up to date, it has every table
# and view there is, and every column but the common ones has a comment.
. tests/lib/tap.sh
needs sqlite3

awk -f config/schema/manual.awk config/schema/*.sql >"$T/made"
cmp -s "$T/made" man/sealport-db.7
ok $? "man/sealport-db.7 is up to date"
cmp -s "$T/made" man/sealport-db.7 || echo "# refresh it: awk -f" \
    "config/schema/manual.awk config/schema/*.sql >man/sealport-db.7"

cat config/schema/*.sql | sqlite3 "$T/db"
sqlite3 "$T/db" "SELECT type || ' ' || name FROM sqlite_schema WHERE type IN
    ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name" >"$T/there"
sed -n 's/^\.Ss //p' man/sealport-db.7 | grep -v added | sort -k 2 >"$T/told"
is "$(cat "$T/told")" "$(cat "$T/there")" "every table and view is in it"

awk '/^\.It Va/ { name = $3 } /^See above/ { print name }' \
    man/sealport-db.7 | grep -vxE 'id|version|owner_id|position' >"$T/bare"
is "$(cat "$T/bare")" "" "every column has a comment"
finish
