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
# The same of this computer only.
findings_here() {
	"$SEALPORT" audit --json --rule "$1" >"$T/now"
	json "$T/now" 'join ",", map { $_->{object} } grep {
	    $_->{result} eq "finding" &&
	    $_->{computer} eq "'"$(uname -n)"'" } @{$j->{findings}}'
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

if [ "$(id -u)" -eq 0 ]; then
	chown 1 "$key"
	run audit fix C109
	is "$status $(stat -c %u "$key")" "0 0" "its owner as well"
	has "$out" "To take it back: chmod 0600 $key && chown 1 $key" \
	    "whose it was"
	eval "$(sed -n 's/^  To take it back: //p' "$T/out")"
	is "$(stat -c '%u %a' "$key")" "1 600" "taken back"
	run audit fix C109
	is "$(stat -c %u "$key")" 0 "and once more"
fi

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
note=$("$SEALPORT" history | head -n 1)
has "$note" "audit fix C504: Local Computer" "the history knows what was done"
has "$note" "to take it back: sealport cert import $T/g/stores" \
    "and where it is kept"
take_back
ok "$([ -e "$people/$thumb.pem" ]; echo $?)" "and put back"

# Only the authorities of one chain, though the group has others.
authority() {	# NAME ISSUER
	printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,%s\n' \
	    keyCertSign,cRLSign >"$T/$1.ext"
	issue "$1" "$2" -newkey ec -pkeyopt ec_paramgen_curve:P-256
}
issue() {	# NAME ISSUER how the key is made
	name=$1 by=$2
	shift 2
	openssl req -new -nodes "$@" -subj "/CN=$name" \
	    -keyout "$T/$name.key" -out "$T/$name.csr" 2>"$T/openssl"
	if [ "$by" = "$name" ]; then
		openssl x509 -req -in "$T/$name.csr" -days 900 \
		    -extfile "$T/$name.ext" -key "$T/$name.key" \
		    -out "$T/$name.pem" 2>"$T/openssl"
	else
		openssl x509 -req -in "$T/$name.csr" -days 800 \
		    -extfile "$T/$name.ext" -CA "$T/$by.pem" \
		    -CAkey "$T/$by.key" -out "$T/$name.pem" 2>"$T/openssl"
	fi
}
thumb_of() {
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//; s/://g'
}
computer=$T/g/stores/computer
authority One One
authority Under-one One
authority Two Two
authority Under-two Two
echo keyUsage=critical,keyEncipherment >"$T/leaf.ext"
issue leaf Under-one -newkey rsa:2048
for root in One Two; do
	"$SEALPORT" cert import "$T/$root.pem" --store root >/dev/null
	"$SEALPORT" cert import "$T/Under-$(echo $root |
	    tr OT ot).pem" --store ca >/dev/null
done
"$SEALPORT" cert import "$T/leaf.pem" --store other-people >/dev/null
"$SEALPORT" set send-port 'Contoso Confirmations' \
    encryption_certificate="$(thumb_of leaf)" >/dev/null
is "$(findings_here C206)$(findings_here C207)" "" "a chain of two authorities"
for gone in root/$(thumb_of One) root/$(thumb_of Two) \
    ca/$(thumb_of Under-one) ca/$(thumb_of Under-two); do
	rm "$computer/$gone.pem"
done
has "$(findings_here C206)" "Contoso Confirmations" "its authorities are gone"
has "$("$SEALPORT" cert sync --dry-run)" "$(thumb_of Under-two)" \
    "as are those of another"
run audit fix C206 send-port 'Contoso Confirmations' \
    --only "$(thumb_of Under-one)"
is "$out" "nothing to mend" "nothing is said of that certificate"
run audit fix C206 --json --dry-run --only "$(thumb_of leaf)"
has "$(json "$T/out" '$j->{fixes}[0]{command}')" \
    "--only $(thumb_of leaf)" "the command says which one"
run audit fix C206 send-port 'Contoso Confirmations' \
    --only "$(thumb_of leaf)"
is "$status" 1 "elsewhere it cannot be installed"
is "$(grep -c 'is installed' "$T/out")" 2 "two of them"
ok "$([ -e "$computer/root/$(thumb_of One).pem" ]; echo $?)" "its root"
ok "$([ -e "$computer/ca/$(thumb_of Under-one).pem" ]; echo $?)" \
    "its intermediate"
ok "$([ ! -e "$computer/root/$(thumb_of Two).pem" ] &&
    [ ! -e "$computer/ca/$(thumb_of Under-two).pem" ]; echo $?)" \
    "nothing of another chain"
hasnt "$(findings_here C206)" "Contoso Confirmations" "the chain holds"
take_back
has "$(findings_here C206)" "Contoso Confirmations" "and taken back"
run audit fix C206 --only 12
fails 1 "--only: 40 hexadecimal digits" "no thumbprint"

# An account's store that no host instance needs any more.
mkdir -p "$T/g/stores/accounts/svc-gone/personal"
cp "$T/leaf.pem" \
    "$T/g/stores/accounts/svc-gone/personal/$(thumb_of leaf).pem"
cp "$T/leaf.key" \
    "$T/g/stores/accounts/svc-gone/personal/$(thumb_of leaf).key"
chmod 700 "$T/g/stores/accounts/svc-gone/personal"
chmod 600 "$T/g/stores/accounts/svc-gone/personal/$(thumb_of leaf).key"
"$SEALPORT" inventory publish >/dev/null
has "$(findings C505)" "$here" "an account's store is left over"
run audit fix C505 --dry-run
has "$out" "leaf [$(thumb_of leaf)] is removed" "what goes"
has "$out" "its private key is deleted for good" "and its key"
ok "$([ -e "$T/g/stores/accounts/svc-gone/personal/$(thumb_of leaf).key" ]
    echo $?)" "not yet"
run audit fix C505
is "$status" 0 "emptied"
is "$(find "$T/g/stores/accounts/svc-gone" -type f)" "" "nothing is left"
has "$out" "This cannot be taken back." "for a key does not come back"
is "$(findings C505)" "" "the audit agrees"

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
