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

# A part of it.
run audit --json --severity error
is "$(json "$T/out" 'scalar grep { $_->{severity} ne "error" }
    @{$j->{findings}}')" 0 "--severity error"
is "$(json "$T/out" '$j->{errors}')" "$errors" "has all errors"
run audit --severity bad
fails 2 "--severity: unknown" "no such severity"
run audit --json --rule C20
is "$(json "$T/out" 'join " ", sort keys %{{ map { $_->{rule} => 1 }
    @{$j->{findings}} }}')" "C201 C202 C204" "--rule with the beginning of an id"
run audit --rule Q9
fails 1 "rule: no such id" "no such rule"
run audit --rule X104
fails 1 "rule: not judged: no verb" "one that is not judged, with the reason"
run audit --json --object 'party Northwind Traders'
is "$(json "$T/out" 'join " ", map { $_->{rule} . " " . $_->{object} }
    @{$j->{findings}}')" "C201 Northwind Traders" "--object: a party"
thumb=$("$SEALPORT" get party 'Northwind Traders' signature_certificate)
run audit --json --object "certificate $thumb"
is "$(json "$T/out" 'join " ", map { $_->{rule} } @{$j->{findings}}')" \
    C201 "a certificate"
run audit --object party
fails 2 '"KIND NAME" expected' "an object without its name"
run audit --object 'party Nobody'
fails 1 "no such one (Nobody)" "that there is not"
run audit --json --host PublicReceive
has "$(json "$T/out" 'join " ", map { "$_->{rule} $_->{object}" }
    @{$j->{findings}}')" "C107 PublicReceive" "--host"
is "$(json "$T/out" 'scalar grep { $_->{object} =~ /EdiSend/ }
    @{$j->{findings}}')" 0 "without what concerns others only"
run audit --host Nowhere
fails 1 "host: no such one (Nowhere)" "no such host"

# Since when.
run audit --json
is "$(json "$T/out" 'scalar grep { $_->{first_seen} } @{$j->{findings}}')" \
    0 "nothing is recorded yet"
all=$(json "$T/out" 'scalar grep { $_->{result} eq "finding" }
    @{$j->{findings}}')
before=$("$SEALPORT" history --json --limit 1)
run audit --record --at 2027-01-01
fails 2 "not with --at" "only as of now"
run --read-only audit --record
fails 1 "read-only" "not without the right to"
run audit --record
is "$status" 1 "the first record, with errors"
is "$(grep -c '^new ' "$T/out")" "$all" "everything is new"
is "$(tail -n 1 "$T/out")" "$all new, 0 gone" "and counted"
run audit --record
is "$status" 0 "the second has none"
is "$out" "0 new, 0 gone" "and says so"
is "$("$SEALPORT" history --json --limit 1)" "$before" "it is no revision"
run audit --json --new-since 2001-01-01
is "$(json "$T/out" 'scalar grep { $_->{result} eq "finding" &&
    $_->{first_seen} } @{$j->{findings}}')" "$all" "all are known since then"
run audit --json --new-since 2101-01-01
is "$(json "$T/out" 'scalar grep { $_->{result} eq "finding" }
    @{$j->{findings}}')" 0 "and none since later"
run set party 'Northwind Traders' signature_certificate=
run audit --record
is "$out" "0 new, 1 gone" "one is mended"
run set party 'Northwind Traders' signature_certificate="$thumb"
run audit --record --json
is "$status" 1 "it is back"
is "$(json "$T/out" 'join " ", map { $_->{rule} . " " . $_->{object} }
    @{$j->{findings}}')" "C201 Northwind Traders" "and new again"

# Accepted for a time.
run new waiver rule=C201 object_kind=party object='Northwind Traders' \
    reason='they send a new one' until=2026-12-31
is "$status" 0 "a waiver"
run audit --rule C201
is "$status" 0 "waived, it does not count"
has "$out" "Waived (1)" "it is listed"
has "$out" "they send a new one" "with the reason"
run audit --rule C201 --at 2027-01-01
is "$status" 1 "and counts again when its time is over"
run audit --rule C301
has "$out" "Waiver without a finding" "one that nothing is waived by"
run delete waiver 'C201 party Northwind Traders'
is "$status" 0 "it is taken back"

"$SEALPORT" init "$T/empty" >/dev/null
run --config "$T/empty/sealport.conf" audit
is "$status" 0 "nothing configured, no errors"
has "$out" "0 errors" "and it says so"

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

# What this computer really is like: nobody has made that account.
run inventory publish
is "$status" 0 "inventory publish"
run audit --json --rule H210
has "$(json "$T/out" 'join " ", map { $_->{account} } @{$j->{findings}}')" \
    svc-edi-public "tells of accounts as well"
run inventory
fails 2 "one of publish" "half of it"
finish
