#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Keeping the stores of a group in order: inventories and their age, keys
# that others can reach, the group's certificates installed here, what
# nothing needs any more, and certificates written for somebody else.
. tests/lib/tap.sh
needs openssl
sample g
stores=$T/g/stores
me=$(id -un)
here=$(sed -n 's/^computer *= *"\(.*\)".*/\1/p' "$SEALPORT_CONFIG")
[ -n "$here" ] || here=$(uname -n)
own=$stores/accounts/$me/personal
sign=$("$SEALPORT" get group signature_certificate)

# ---- inventories ------------------------------------------------------------

run inventory list
is "$(grep -c "^EDI-NODE2 .*svc-edi-public .*unknown *never published" \
    "$T/out")" 1 "what was never published is unknown"
run inventory list --json
is "$(json "$T/out" '(grep { !defined $_->{published} } @$j)[0]{keys}')" \
    undef "and not nothing"
run inventory show EDI-NODE2 personal svc-edi
is "$(wc -l <"$T/out")" 1 "what a computer has published"
has "$out" " works  0600  svc-edi" "of a key whether it works, mode, owner"
run inventory show EDI-NODE2 personal svc-edi-public
has "$err" "never published" "nothing there is not nothing known"
run inventory show NOWHERE
fails 1 "no such store (NOWHERE)" "a computer that is not there"
run inventory show EDI-NODE2 presonal
fails 2 "the nearest is personal" "a store that is none"

# ---- keys that others can reach ---------------------------------------------

run cert repair
is "$out" "nothing to repair" "nobody else can reach the keys"
chmod 644 "$own/$sign.key"
chmod 777 "$own"
run audit
has "$out" "C109" "the audit sees it when they can"
hasnt "$out" "cannot be used:" "and tells it once"
run cert show --json "$sign"
has "$(json "$T/out" '$j->{key_problem}')" \
    "open to others (mode 0644, owner $me)" "cert show as well"
echo body | "$SEALPORT" encode --port 'Contoso Confirmations' - \
    >/dev/null 2>"$T/err"
is "$?" 3 "the engine refuses the key"
has "$(cat "$T/err")" "open to others" "and says why"
run cert repair --dry-run
has "$out" "mode 0644 -> 0600" "what would be changed"
is "$(stat -c %a "$own/$sign.key")" 644 "is only said"
run cert repair --account "$me"
is "$status $(stat -c %a "$own/$sign.key" "$own" | tr '\n' ' ')" \
    "0 600 700 " "then done"
echo body | "$SEALPORT" encode --port 'Contoso Confirmations' - \
    >/dev/null 2>"$T/err"
is "$?" 0 "and the key serves again"
ln "$own/$sign.key" "$T/second"
run cert repair
fails 1 "second name" "another name of the file cannot be repaired"
rm "$T/second"

# ---- the group's certificates -----------------------------------------------

party=$("$SEALPORT" get party 'Contoso Ltd' signature_certificate)
root=$(ls "$stores/computer/root" | sed 's/\.pem$//')
rm "$stores/computer/other-people/$party.pem" \
    "$stores/computer/root/$root.pem"
run cert sync --dry-run
has "$out" "other-people: would install $party" "what is missing here"
[ ! -e "$stores/computer/other-people/$party.pem" ]
ok $? "is only said"
hasnt "$out" "$root" "a root nobody has marked is not among it"
run set certificate "$party" trusted=true
fails 1 "trusted: only what has issued itself" "nor can a leaf be"
run set certificate "$root" trusted=true
run cert sync
is "$status" 0 "cert sync"
[ -e "$stores/computer/other-people/$party.pem" ] &&
    [ -e "$stores/computer/root/$root.pem" ]
ok $? "installs both, now that the root is marked"
run cert sync --json
is "$(json "$T/out" 'scalar @{$j->{items}}')" 0 "a second time nothing"
openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -days 99 \
    -subj "/CN=New Root" -out "$T/root.pem" 2>/dev/null
run cert import --store root "$T/root.pem"
new=$(openssl x509 -in "$T/root.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
is "$("$SEALPORT" get certificate "$new" trusted)" true \
    "importing into root marks it for the group"
"$SEALPORT" undo >/dev/null
is "$("$SEALPORT" list certificate --names | grep -c "$new")" 0 \
    "which can be undone"

# ---- what nothing needs -----------------------------------------------------

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/x.key" -days 99 \
    -subj "/CN=Nobody's" -addext basicConstraints=CA:false \
    -out "$T/x.pem" 2>/dev/null
"$SEALPORT" cert import --store other-people "$T/x.pem" >/dev/null
run cert orphans
has "$out" "not used by anything in the group" "one that nothing names"
cp "$own/$sign.key" "$own/0123456789012345678901234567890123456789.key"
run cert orphans
has "$out" "a private key without its certificate" "a key alone"
run cert remove --store personal 0123456789012345678901234567890123456789
is "$status" 0 "which can be removed"
run delete party 'Tailspin Toys'
is "$status" 0 "a party goes"
has "$err" "sealport cert remove" "and says what it leaves behind"
run cert orphans
has "$out" "was that of a party that is gone" "which is listed then"
"$SEALPORT" undo >/dev/null

# In the middle of a roll-over it leaves three behind.
for role in current next previous; do
	openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -days 99 \
	    -subj "/CN=$role" -addext basicConstraints=CA:false \
	    -out "$T/$role.pem" 2>/dev/null
	"$SEALPORT" cert import --store other-people "$T/$role.pem" >/dev/null
done
thumbprint() {
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g'
}
"$SEALPORT" new party Passing signature_certificate="$(thumbprint current)" \
    signature_certificate_next_from=2027-01-01 \
    signature_certificate_next="$(thumbprint next)" \
    signature_certificate_previous_until=2099-01-01 \
    signature_certificate_previous="$(thumbprint previous)" >/dev/null
"$SEALPORT" delete party Passing >/dev/null 2>&1
run cert orphans --json
is "$(json "$T/out" 'join " ", sort map { $_->{reason} =~ /party/ ?
    $_->{common_name} // $_->{title} : () } @$j')" "current next previous" \
    "a party that goes leaves all its certificates"
gone=$("$SEALPORT" get party 'Tailspin Toys' signature_certificate)
run delete party 'Tailspin Toys' --remove-certificates
[ ! -e "$stores/computer/other-people/$gone.pem" ]
ok $? "or goes with it"

instance=$("$SEALPORT" list host-instance --names | grep -i "^PublicReceive@" |
    grep -v NODE2)
run delete host-instance "$instance"
fails 2 "--keep-certificates" "a host instance needs a word on its keys"
run delete host-instance "$instance" --keep-certificates
is "$status" 0 "keep"
run cert orphans
has "$out" "no host instance uses this account" "and they are listed"
"$SEALPORT" undo >/dev/null
run delete host-instance "$instance" --remove-certificates
is "$status $(ls "$stores/accounts/svc-edi-public/personal" | wc -l)" "0 0" \
    "or remove"
run delete host-instance 'PublicReceive@EDI-NODE2'
fails 2 "never published; say --keep-certificates" \
    "nor is a store forgotten that nobody knows"
run delete host-instance 'PublicReceive@EDI-NODE2' --remove-certificates
fails 2 "never published" "whose keys cannot be removed from here"
run delete host-instance 'PublicReceive@EDI-NODE2' --keep-certificates
is "$status" 0 "they may stay there"
"$SEALPORT" undo >/dev/null
run delete host-instance 'EdiSend@EDI-NODE2' --keep-certificates \
    --remove-certificates
fails 2 "either" "not both"

# ---- for somebody else ------------------------------------------------------

echo "open sesame" >"$T/pass"
run cert export "$sign" -o "$T/a.pem"
is "$(openssl x509 -in "$T/a.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')" "$sign" "PEM"
run cert export "$sign" -o "$T/a.pem"
fails 1 "is there already" "never over a file"
run cert export "$sign" --force --form der -o "$T/a.pem"
openssl x509 -in "$T/a.pem" -inform DER -noout
is "$status $?" "0 0" "but with --force; DER"
run cert export "$sign" --form pkcs7 --chain -o "$T/a.p7b"
is "$(openssl pkcs7 -inform DER -in "$T/a.p7b" -print_certs -noout |
    grep -c ^subject)" 2 "PKCS#7 with its chain"
run cert export "$sign" --form pkcs12 --chain --key -o "$T/a.p12" \
    --passphrase-file "$T/pass"
is "$status $(stat -c %a "$T/a.p12")" "0 600" "PKCS#12 with the key, 0600"
has "$err" "warning: the private key" "and a warning"
openssl pkcs12 -in "$T/a.p12" -passin "file:$T/pass" -nodes 2>/dev/null |
    openssl pkey -pubout >"$T/pub1" 2>/dev/null
openssl x509 -in "$own/$sign.pem" -noout -pubkey >"$T/pub2"
cmp -s "$T/pub1" "$T/pub2"
ok $? "it is that key"
run history --limit 1
has "$out" "exported the private key of" "the history tells of it"
run history --verify
is "$status" 0 "and is intact"
run cert export "$sign" --key -o "$T/key.pem" --passphrase-file "$T/pass"
grep -q "BEGIN ENCRYPTED PRIVATE KEY" "$T/key.pem"
ok $? "also in PEM a key is encrypted"
run undo
is "$status" 0 "undo passes over it"
run cert export "$sign" --key --form der
fails 2 "cannot hold a private key" "not every form can have it"
other=$(basename "$(find "$T/g/stores/computer/other-people" -name '*.pem' |
    head -n 1)" .pem)
run cert export "$other" --key --passphrase-file "$T/pass"
is "$status" 1 "a certificate without key has none to export"
hasnt "$err" "leaves its store" "and nobody is warned that it leaves"
run --read-only cert export "$sign" --key --passphrase-file "$T/pass"
fails 1 "noted in the history" "unnoted no key leaves"
run cert export "$sign" --key --form pkcs12 -o "$T/b.p12"
has "$err" "no terminal to ask on" "nor without a passphrase"
[ ! -e "$T/b.p12" ]
ok $? "nothing is written then"
finish
