#!/bin/sh
# SPDX-License-Identifier: ISC
#
# A root that the group knows and does not trust yet: importing it into the
# root store, or saying so, is what makes it trusted, and undo takes that back.
# A note in the history, as of an exported key, is nothing that can be undone.
. tests/lib/tap.sh
needs openssl
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
stores=$T/g/stores/computer

thumb() {
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g'
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/root.key" \
    -subj "/CN=Known Root" -days 1000 -out "$T/root.pem" \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout "$T/leaf.key" -subj "/CN=Leaf" \
    -out "$T/csr" 2>/dev/null
echo "keyUsage=digitalSignature,keyEncipherment" >"$T/ext"
openssl x509 -req -in "$T/csr" -CA "$T/root.pem" -CAkey "$T/root.key" \
    -days 100 -extfile "$T/ext" -out "$T/leaf.pem" 2>/dev/null
root=$(thumb root) leaf=$(thumb leaf)

trusted() {
	"$SEALPORT" get certificate "$root" trusted
}

run cert import --store other-people "$T/root.pem"
is "$status $(trusted)" "0 false" "a root for another purpose is no root"
run cert import "$T/leaf.pem"
run cert show "$leaf"
has "$out" "state         untrusted" "a chain to it ends nowhere"
run cert sync
[ ! -e "$stores/root/$root.pem" ]
ok $? "sync does not trust it"
"$SEALPORT" cert import "$T/root.pem" --dry-run >"$T/o"
has "$(cat "$T/o")" "already there" "it is known when it comes again"
run cert import "$T/root.pem"
has "$out" "root: imported $root" "and goes into the root store"
is "$(trusted)" true "the group learns that it is trusted"
run cert show "$leaf"
has "$out" "good, in the root store" "its chain ends there"
run cert import "$T/root.pem"
has "$out" "root: already there $root" "a second time there is nothing to do"

run undo
is "$(trusted)" false "undo: the group does not trust it any more"
[ -e "$stores/root/$root.pem" ]
ok $? "the store here keeps it"
run cert import "$T/root.pem"
is "$(trusted)" true "in the store and not trusted: import says so again"

run set certificate "$root" trusted=false
rm "$stores/root/$root.pem"
run set certificate "$root" trusted=true
run cert sync
has "$out" "root: installed $root" "sync installs what set has marked"
run set certificate "$leaf" trusted=true
fails 1 "only what has issued itself can be a root" "which a leaf is not"

# Alone it is asked for; among others it is not, known to the group or not.
run set certificate "$root" trusted=false
rm "$stores/root/$root.pem"
cat "$T/leaf.pem" "$T/root.pem" >"$T/both.pem"
run cert import "$T/both.pem"
has "$out" "root: not imported $root" "a known root that comes along"
is "$(trusted)" false "is not trusted for it"

# ---- notes ------------------------------------------------------------------

cat "$T/leaf.pem" "$T/leaf.key" >"$T/own.pem"
run cert import --store personal "$T/own.pem"
run new host Before
run history --json --limit 1
made=$(json "$T/out" '$j->[0]{id}')
echo secret >"$T/pass"
run cert export --key --form pkcs12 --passphrase-file "$T/pass" \
    --output "$T/out.p12" "$leaf"
is "$status" 0 "a key is exported"
run history --json --limit 1
note=$(json "$T/out" '$j->[0]{id}')
is "$note $(json "$T/out" 'scalar @{$j->[0]{changes}}')" "$((made + 1)) 0" \
    "which the history notes"
has "$(json "$T/out" '$j->[0]{reason}')" "exported the private key of Leaf" \
    "in words"
run undo
has "$out" "revision $made undone" "undo passes the note over"
run list host --names
hasnt "$out" Before "and takes back what was done before it"
run rollback "$made"
is "$status" 0 "rollback goes past it"
run list host --names
has "$out" Before "as if it were not there"
run history "$note"
has "$out" "exported the private key" "but it stays in the history"
run history --verify
is "$status" 0 "which holds"
finish
