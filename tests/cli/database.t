#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Settings and databases that are not as they should be: wrong types with file
# and line, a database that is absent, of a newer version, locked by another
# program, none at all, or may only be read.  Each is one line on standard
# error, and nothing is changed.
. tests/lib/tap.sh
needs sqlite3
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
db=$T/g/group.db

# settings TEXT: a file with the database and this line
settings() {
	printf 'database = "sqlite:%s";\n%s\n' "$db" "$1" >"$T/test.conf"
	run --config "$T/test.conf" list host
}

settings 'expiry_warn_days = "thirty";'
fails 1 "$T/test.conf:2: expiry_warn_days: whole number" "a wrong type"
settings 'expiry_warn_days = 4000;'
fails 1 "test.conf:2: expiry_warn_days: at most 3650 (4000)" "out of range"
settings 'databse = "x";'
fails 1 "test.conf:2: unknown setting (databse)" "an unknown key"
settings 'stores = '
fails 1 "test.conf:" "a syntax error names file and line"
run --config "$T/none.conf" list host
fails 1 "$T/none.conf" "a file that is named must exist"
run list host
is "$status" 0 "SEALPORT_CONFIG names the settings"
run --config "$T/none.conf" --version
is "$status" 0 "--version needs no settings"

run --db "$T/none.db" list host
fails 1 "$T/none.db" "an absent database"
[ ! -e "$T/none.db" ]
ok $? "is not created"
run --db "$T/none.db" set group refresh_interval=5
fails 1 "$T/none.db" "nor by a verb that writes"
[ ! -e "$T/none.db" ]
ok $? "really"
echo "not a database, but long enough to look like a file" >"$T/text.db"
run --db "$T/text.db" list host
fails 1 "$T/text.db" "a file that is no database"
is "$(cat "$T/text.db")" \
    "not a database, but long enough to look like a file" "is left alone"
sqlite3 "$T/other.db" 'CREATE TABLE x (y); INSERT INTO x VALUES (1);'
run --db "$T/other.db" set group refresh_interval=5
fails 1 "$T/other.db" "a database of another program"
is "$(sqlite3 "$T/other.db" .tables)" x "is left alone"

cp "$db" "$T/newer.db"
sqlite3 "$T/newer.db" 'PRAGMA user_version = 9999' >/dev/null
run --db "$T/newer.db" list host
fails 1 "newer" "a database of a newer version is not read"
run --db "$T/newer.db" set group refresh_interval=5
fails 1 "newer" "nor written"

# ---- read-only --------------------------------------------------------------

run show group refresh_interval
before=$out
for line in "set group refresh_interval=5" "new host X" "delete host X" \
    "start send-port X" "undo" "rollback 1" "inventory publish" \
    "cert import $T/none" "cert remove 0123456789012345678901234567890123456789"
do
	run --read-only $line
	case $line in
	"delete host X" | "start send-port X" | "rollback 1" | "cert remove "*)
		is "$status" 1 "--read-only $line" ;;
	*)
		fails 1 "read-only" "--read-only $line" ;;
	esac
done
run show group refresh_interval
is "$out" "$before" "nothing was changed"

if [ "$(id -u)" -eq 0 ]; then
	command -v setpriv >/dev/null &&
	    as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chmod 755 "$T" "$T/g"
	chmod 644 "$T/g"/*.conf "$T/g"/group.db*
else
	as=env
	chmod 444 "$db"
fi
if [ -n "${as-}" ] && $as test -x "$SEALPORT"; then
	$as "$SEALPORT" list computer >"$T/out" 2>"$T/err"
	is "$?" 0 "who may only read the file can read the group"
	$as "$SEALPORT" set group refresh_interval=5 >"$T/out" 2>"$T/err"
	status=$?
	err=$(cat "$T/err")
	fails 1 "read-only" "and cannot write it"
	run show group refresh_interval
	is "$out" "$before" "nothing was changed"
else
	skip "the program cannot be run as another user"
fi

# ---- locked -----------------------------------------------------------------

# Another program holds the write lock until the pipe to it is closed.  The
# files beside the database got its mode when they were made, read-only too.
chmod 640 "$T/g"/group.db*
mkfifo "$T/say" "$T/hear"
# Where it cannot take the lock, the end of its life ends the waiting.
timeout 60 sqlite3 -bail "$db" <"$T/say" >"$T/hear" &
exec 8>"$T/say" 9<"$T/hear"
echo "BEGIN IMMEDIATE; SELECT 'locked';" >&8
read -r word <&9
is "$word" locked "another program has locked the database"
run list computer
is "$status" 0 "reading goes on"
run set group refresh_interval=5
fails 1 "locked" "writing gives up"
exec 8>&-
wait
exec 9<&-
run show group refresh_interval
is "$out" "$before" "nothing was changed"
run set group refresh_interval=5
is "$status" 0 "afterwards it works again"
finish
