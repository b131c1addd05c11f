#!/bin/sh
# SPDX-License-Identifier: ISC
#
# What is mechanical about findings: shown, done, gone from the audit, and
# taken back by the command that is said.
. tests/lib/tap.sh
sample g
people=$T/g/stores/computer/other-people

# One `rule object' a line, of the findings that are left.
findings() {
	"$SEALPORT" audit --json --rule "$1" >"$T/now"
	json "$T/now" 'join ",", map { $_->{object} } grep {
	    $_->{result} eq "finding" } @{$j->{findings}}'
}
# Do what the last run said would take it back.
take_back() {
	sed -n 's/^  To take it back: sealport //p' "$T/out" >"$T/undo"
	[ -s "$T/undo" ] && while read -r line; do
		eval "\"\$SEALPORT\" $line" </dev/null >/dev/null
	done <"$T/undo"
}

# A field.
is "$(findings L105)" "Contoso Orders Test" "not checked for revocation"
run audit fix L105 --dry-run
is "$status" 0 "a preview"
has "$out" "decoder.check_revocation: no -> yes" "what would change"
is "$(findings L105)" "Contoso Orders Test" "nothing has"
run audit fix L105 receive-location 'Contoso Orders Test'
is "$status" 0 "mended"
is "$(findings L105)" "" "the finding is gone"
take_back
is "$(findings L105)" "Contoso Orders Test" "and taken back"
run audit fix L105 --json
is "$(json "$T/out" '$j->{fixes}[0]{command}')" \
    "sealport set receive-location 'Contoso Orders Test'\
 decoder.check_revocation=true" "the command that does the same"

# A public certificate.
"$SEALPORT" audit matrix --json --object 'send-port Contoso Confirmations' \
    >"$T/now"
thumb=$(json "$T/now" '$j->{certificates}[0]{thumbprint}')
rm "$people/$thumb.pem"
is "$(findings C101 | grep -c 'Contoso Confirmations')" 1 "one is missing"
run audit fix C101 send-port 'Contoso Confirmations' --dry-run
has "$out" "Contoso Orders Encryption [$thumb] is installed" "shown"
ok "$([ ! -e "$people/$thumb.pem" ]; echo $?)" "not done"
run audit fix C101 send-port 'Contoso Confirmations'
is "$status" 0 "installed"
is "$(findings C101 | grep -c 'Contoso Confirmations')" 0 "needed no more"
take_back
ok "$([ ! -e "$people/$thumb.pem" ]; echo $?)" "taken back"
run audit fix C101 send-port 'Adventure Works Forecast'
is "$status" 1 "on another computer"
has "$out" "EDI-NODE2: it is to be done there (sealport cert sync)" \
    "it is not done from here"
"$SEALPORT" cert sync >/dev/null

# Owner and mode of a key.
key=$(find "$T/g/stores/accounts/$(id -un)" -name '*.key' | head -n 1)
chmod 644 "$key"
ok "$([ -n "$(findings C109)" ]; echo $?)" "a key is open to others"
run audit fix C109
is "$status" 0 "repaired"
has "$out" "mode 0644 -> 0600" "how"
has "$out" "To take it back: chmod 0644 $key" "and back"
is "$(stat -c %a "$key")" 600 "it is closed"
is "$(findings C109)" "" "the audit agrees"

# What a party left behind.
"$SEALPORT" delete party 'Tailspin Toys' --keep-certificates >/dev/null
left=$(findings C504)
here=$(uname -n)
has "$left" "$here" "left over"
thumb=$(json "$T/now" '$j->{findings}[0]{thumbprint}')
run audit fix C504 --dry-run
has "$out" "Tailspin Toys Signature [$thumb] is removed" "shown"
ok "$([ -e "$people/$thumb.pem" ]; echo $?)" "still there"
run audit fix C504 computer "$here"
is "$status" 0 "removed"
ok "$([ ! -e "$people/$thumb.pem" ]; echo $?)" "gone"
is "$(findings C504)" "${left%,$here}" "from the audit too"
ok "$([ -s "$T/g/stores/computer/removed/$thumb.pem" ]; echo $?)" \
    "a copy is kept"
take_back
ok "$([ -e "$people/$thumb.pem" ]; echo $?)" "and put back"

# What is not mechanical, and what is not there.
run audit fix M103
is "$status" 1 "by hand"
has "$out" "M103: is mended by hand only" "only"
run audit fix C516
is "$status" 0 "a rule without findings"
is "$out" "nothing to mend" "has nothing to mend"
run audit fix Z999
fails 1 "rule: no such one (Z999)" "nor has one that is none"
run audit fix L105 party Nobody
fails 1 "party: no such one (Nobody)" "nobody"

finish
