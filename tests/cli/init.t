#!/bin/sh
# SPDX-License-Identifier: ISC
#
# init: a folder of its own or the settings' database, modes of what is made,
# refusal to touch what is there, and nothing left behind by a failure.
. tests/lib/tap.sh

run init --group "Woodgrove" "$T/a/b"
is "$status" 0 "init DIR"
has "$out" "group Woodgrove created" "says what it did"
is "$(ls "$T/a/b" | grep -v -e -wal -e -shm | tr '\n' ' ')" \
    "group.db group.db.key sealport.conf stores " "makes settings, database and stores"
is "$(stat -c %a "$T/a/b/group.db")" 640 "the database is not for everybody"
is "$(stat -c %a "$T/a/b/stores/computer/root")" 755 \
    "the computer's stores are for all engines"
hasnt "$(cat "$T/a/b/sealport.conf")" "$T" "its paths are relative"
run --config "$T/a/b/sealport.conf" show group name
is "$out" "name=Woodgrove" "the group can be read"
mv "$T/a/b" "$T/moved"
run --config "$T/moved/sealport.conf" show group name
is "$out" "name=Woodgrove" "also after the folder was moved"
mkdir "$T/a/b"

before=$(cksum <"$T/moved/group.db")
run init "$T/moved"
fails 1 "is there already" "an existing group is refused"
is "$(cksum <"$T/moved/group.db")" "$before" "and not touched"

mkdir "$T/half"
echo keep >"$T/half/group.db"
run init "$T/half"
fails 1 "is there already" "a file in the place of the database is refused"
is "$(ls "$T/half") $(cat "$T/half/group.db")" "group.db keep" \
    "nothing is left but what was there"

mkdir "$T/blocked"
echo keep >"$T/blocked/stores"
run init "$T/blocked"
fails 1 "stores" "stores that cannot be made"
is "$(ls "$T/blocked")" "stores" "the database is removed again"

run init --group "$(printf 'a\nb')" "$T/bad"
is "$status" 1 "a bad name of a group"
[ ! -e "$T/bad" ]
ok $? "leaves nothing behind"

run --db "sqlite:$T/c/d/own.db" --stores "$T/c/s" init
is "$status" 0 "init without DIR makes the settings' database"
[ -f "$T/c/d/own.db" ] && [ -d "$T/c/s/computer/ca" ]
ok $? "where they say"
run --db "$T/c/d/own.db" init
fails 1 "is there already" "and refuses an existing one"
run --db "$T/x.db" init "$T/x"
fails 2 "not together with DIR (--db)" "DIR has its own database"
run --read-only init "$T/x"
fails 1 "read-only" "read-only creates nothing"
[ ! -e "$T/x" ]
ok $? "really"

run init --sample "$T/s"
is "$status" 0 "init --sample"
export SEALPORT_CONFIG="$T/s/sealport.conf"
run list send-port
[ "$(wc -l <"$T/out")" -ge 3 ]
ok $? "brings send ports"
run history --verify
has "$out" "chain intact" "with an intact history"
is "$(find "$T/s/stores" -name '*.key' ! -perm 600)" "" \
    "and keys that only their account can read"
finish
