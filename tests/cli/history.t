#!/bin/sh
# SPDX-License-Identifier: ISC
#
# history, undo, rollback: what was changed by whom and why, as text and JSON,
# of the group or one object; taking back; and a history that was tampered
# with.
. tests/lib/tap.sh
needs sqlite3
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

run history --json
start=$(json "$T/out" '$j->[0]{id}')
run new host Alpha
run set host Alpha os_group=one --reason "first try"
run set host Alpha os_group=two
run new host Beta

run history
is "$(grep -c '^[0-9]' "$T/out")" $((start + 4)) "one line a revision"
has "$out" "        os_group: 'one' -> 'two'" "with what it changed"
has "$out" "first try" "and why"
run history --limit 2
is "$(grep -c '^[0-9]' "$T/out")" 2 "--limit"
has "$(sed -n 1p "$T/out")" "$((start + 4)) " "newest first"
run history --limit 0
fails 2 "number from 1" "--limit 0"
run history host Beta
is "$(grep -c '^[0-9]' "$T/out")" 1 "of one object"
run history host
fails 2 "NAME is missing" "half an object"
run history --json host Alpha
is "$(json "$T/out" 'scalar @$j')" 3 "as JSON"
is "$(json "$T/out" '$j->[1]{reason}')" "first try" "with the reason"
is "$(json "$T/out" '$j->[0]{changes}[0]{new_value}')" two "and the values"
has "$(json "$T/out" '$j->[0]{at}')" "T" "times as in RFC 3339"
is "$(json "$T/out" '$j->[0]{who}')" "$(id -un)" "and who it was"

run undo
is "$out" "revision $((start + 4)) undone" "undo"
run show host Beta
fails 1 "no such host" "takes back a creation"
run undo
run show host Alpha os_group
is "$out" "os_group=one" "undo again takes back the one before"
run history --json --limit 1
is "$(json "$T/out" '$j->[0]{undoes}')" $((start + 3)) "and says which"
run rollback $((start + 4))
is "$status" 0 "rollback"
run show host Alpha os_group
is "$out" "os_group=two" "brings values back"
run show host Beta
is "$status" 0 "and objects"
run set host Alpha Beta os_group=both
run history host Alpha
is "$(sed -n 2,3p "$T/out")" "    update host Alpha
        os_group: 'two' -> 'both'" "of a revision of several objects"
hasnt "$out" "host Beta" "only what concerns the one asked for"
run history --json host Beta
is "$(json "$T/out" 'join " ", map { $_->{object} } @{$j->[0]{changes}}')" \
    Beta "as JSON too"
run history --limit 1
has "$out" "host Beta" "all of it where none is asked for"
run undo
run rollback 1000
fails 1 "no such revision (1000)" "rollback to nothing"
run rollback x
fails 2 "number from 1 expected (x)" "to no number"
while "$SEALPORT" undo >/dev/null 2>"$T/err"; do :; done
has "$(cat "$T/err")" "sealport: " "undo ends"

run history --verify
is "$status" 0 "the chain is intact"
has "$out" "chain intact" "and says so"
run history --verify --json
is "$(json "$T/out" '$j->{intact} ? 1 : 0')" 1 "as JSON"
cp "$T/g/group.db" "$T/bad.db"
sqlite3 "$T/bad.db" "DROP TRIGGER revision_change_keep_update;
    UPDATE revision_change SET new_value = 'forged' WHERE new_value = 'one';"
run --db "$T/bad.db" history --verify
fails 1 "revision $((start + 2))" "a forged revision is found"
cp "$T/g/group.db" "$T/bad.db"
sqlite3 "$T/bad.db" "UPDATE revision SET who = 'x';" 2>"$T/err"
has "$(cat "$T/err")" "append-only" "the database itself refuses"
finish
