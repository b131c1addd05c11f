#!/bin/sh
# SPDX-License-Identifier: ISC
#
# audit as text and JSON at any time, its exit status, publishing of the
# inventory, and the overview that stands in for the console without a
# terminal.
. tests/lib/tap.sh
sample g

run audit
is "$status" 1 "an audit with errors"
has "$out" "Errors (" "says so"
is "$(awk 'length > 80' "$T/out" | grep -v '[^ ]\{60\}')" "" "in 80 columns"
has "$out" "Fix: " "and what mends it"
[ "$(grep -c '\[[0-9A-F]\{4\} ' "$T/out")" -gt 0 ] &&
    ! grep -q '\[[0-9A-F ]*$' "$T/out"
ok $? "each thumbprint on one line, to be copied"
text=$(tail -n 1 "$T/out")
run audit --json
is "$status" 1 "as JSON"
is "$(json "$T/out" '"$j->{errors} error" . ($j->{errors} == 1 ? "" : "s") .
    ", $j->{warnings} warning" . ($j->{warnings} == 1 ? "" : "s") .
    ", $j->{advice} advice, $j->{passed} passed, $j->{unknown} unknown, " .
    "$j->{waived} waived"')" \
    "$text" "has the same counts"
is "$(json "$T/out" 'scalar grep { $_->{result} eq "finding" &&
    $_->{severity} eq "error" } @{$j->{findings}}')" \
    "$(json "$T/out" '$j->{errors}')" "and as many findings"
is "$(json "$T/out" 'scalar grep { !$_->{rule} || !$_->{text} ||
    !$_->{object} } @{$j->{findings}}')" 0 "each with rule, object and text"

# Whatever is valid today has expired by then.
errors=$(json "$T/out" '$j->{errors}')
run audit --json --at 2045-01-01
is "$(json "$T/out" '$j->{at}')" 2045-01-01T00:00:00Z "--at"
[ "$(json "$T/out" '$j->{errors}')" -gt "$errors" ]
ok $? "finds what will have expired"
run audit --at tomorrow
fails 2 "--at: time as" "--at with no time"

"$SEALPORT" init "$T/empty" >/dev/null
run --config "$T/empty/sealport.conf" audit
is "$status" 0 "nothing configured, no errors"
has "$out" "0 errors" "and it says so"

run inventory publish
is "$status" 0 "inventory publish"
run inventory
fails 2 "one of publish" "half of it"

run
is "$status" 0 "without a terminal and a verb"
has "$out" "Sealport Group" "the group"
has "$out" "$T/g/group.db" "its database"
has "$out" "  Send Ports" "counts"
has "$out" "EdiReceive " "host instances"
has "$out" "C101" "and findings"
is "$(grep -c '^error ' "$T/out")" "$errors" "one line for each error"
cp "$T/g/group.db" "$T/before"
run
cmp -s "$T/g/group.db" "$T/before"
ok $? "the overview writes nothing"
finish
