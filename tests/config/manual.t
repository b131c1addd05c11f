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
sed -n 's/^\.Ss //p' man/sealport-db.7 | sort -k 2 >"$T/told"
is "$(cat "$T/told")" "$(cat "$T/there")" "every table and view is in it"

sqlite3 "$T/db" "SELECT c.name FROM sqlite_schema t, pragma_table_info(t.name)
    c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'" |
    sort >"$T/columns"
sed -n 's/^\.It Va \([^ ]*\).*/\1/p' man/sealport-db.7 | sort >"$T/named"
is "$(cat "$T/named")" "$(cat "$T/columns")" "and every column"

awk '/^\.It Va/ { name = $3 } /^The field of this name/ { print name }' \
    man/sealport-db.7 | sort -u | while read -r name; do
	grep -q "Va $name\$\|Va $name \|Cm $name\$\|Cm $name " \
	    man/sealport-fields.7 || echo "$name"
done >"$T/bare"
is "$(cat "$T/bare")" "" "a column without a comment is a field"
finish
