#!/bin/sh
# SPDX-License-Identifier: ISC
#
# cert import of a private key alone: it is put to the certificate that it
# belongs to, wherever that is known here, and to no other.
. tests/lib/tap.sh
needs openssl sqlite3
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
stores=$T/g/stores
me=$(id -un)
personal=$stores/accounts/$me/personal

# own NAME: NAME.pem and NAME.key, its thumbprint
own() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -out "$T/$1.pem" -subj "/CN=$1" -days 100 -addext \
	    basicConstraints=CA:false 2>/dev/null
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g'
}
works() {
	run cert list --store personal --json
	is "$(json "$T/out" "join ' ', map { \$_->{thumbprint} } grep {
	    \$_->{key_works} } @\$j")" "$1" "$2"
}

first=$(own first) second=$(own second) third=$(own third)
own stranger >/dev/null

"$SEALPORT" cert import --store personal "$T/first.pem" >/dev/null
run cert import --dry-run "$T/first.key"
is "$status" 0 "the key of a certificate in the Personal store"
has "$out" "only the private key came" "is told to have come alone"
works "" "tried out, nothing is written"
run cert import "$T/first.key"
has "$out" "personal ($me): imported $first" "it is put there"
works "$first" "and works"
run cert import "$T/first.key"
has "$out" "already there" "once more it is there already"

"$SEALPORT" cert import --store other-people "$T/second.pem" >/dev/null
run cert import "$T/second.key"
has "$out" "personal ($me): imported $second" \
    "of one in another store both come into the Personal store"
[ -f "$personal/$second.pem" ] && [ -f "$personal/$second.key" ]
ok $? "the certificate and the key"

"$SEALPORT" cert import --store other-people "$T/third.pem" >/dev/null
rm "$stores/computer/other-people/$third.pem"
run cert import "$T/third.key"
has "$out" "personal ($me): imported $third" "so do those the group knows"

rm "$personal/$first.key"
cat "$T/first.key" "$T/stranger.pem" "$T/stranger.key" >"$T/both"
run cert import "$T/both"
has "$out" "imported $first" "a key beside a certificate of another key"
[ -f "$personal/$first.key" ]
ok $? "finds its own"
hasnt "$out" "to none of the certificates" "and is no stray any more"

own nobody >/dev/null
run cert import "$T/nobody.key"
fails 1 "of none in the stores here or known to the group" \
    "a key of no certificate is refused"
run history --verify
is "$status" 0 "the history holds"
finish
