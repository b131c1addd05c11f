#!/bin/sh
# SPDX-License-Identifier: ISC
#
# cert import of many at once: all of them or none, and two that import at
# the same time lose nothing.
. tests/lib/tap.sh
needs openssl sqlite3
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
people=$T/g/stores/computer/other-people
openssl ecparam -name prime256v1 -genkey -noout -out "$T/key"

# bundle NAME FIRST LAST: self-signed certificates of these numbers
bundle() {
	for i in $(seq "$2" "$3"); do
		[ -f "$T/$i.pem" ] || openssl req -x509 -new -key "$T/key" \
		    -subj "/CN=Partner $i" -addext basicConstraints=CA:false \
		    -out "$T/$i.pem" -addext keyUsage=digitalSignature
		cat "$T/$i.pem"
	done >"$T/$1.pem" 2>/dev/null
}
known() {
	sqlite3 "$T/g/group.db" "SELECT count(*) FROM certificate"
}
files() {
	find "$people" -name '*.pem' | wc -l
}

# More than are written at a time; the last is in the way of itself.
bundle all 1 70
last=$(openssl x509 -in "$T/70.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
mkdir -p "$people/$last.pem"
run cert import "$T/all.pem"
fails 1 "$last.pem" "one that cannot be written fails all"
is "$(find "$people" -name '*.pem' -type f | wc -l) $(known)" "0 0" \
    "and leaves nothing behind, in the store or the group"
rmdir "$people/$last.pem"
run cert import "$T/all.pem"
is "$status" 0 "then they are imported"
is "$(files) $(known)" "70 70" "all of them"
run history --json --limit 1
is "$(json "$T/out" 'my %h; $h{$_->{object}} = 1 for @{$j->[0]{changes}};
    scalar keys %h')" 70 "in one revision"
run cert import "$T/all.pem"
is "$(grep -c "already there" "$T/out")" 140 "again: all are there already"
run undo
is "$(known)" 0 "undo takes them from the group"

# Two at once, as PEM and PKCS#7, with twenty that both of them bring.
rm -f "$people"/*.pem
bundle one 1 45
bundle two 26 70
openssl crl2pkcs7 -nocrl -certfile "$T/two.pem" -out "$T/two.p7b"
"$SEALPORT" cert import "$T/one.pem" >"$T/one.out" 2>&1 & one=$!
"$SEALPORT" cert import "$T/two.p7b" >"$T/two.out" 2>&1 & two=$!
wait $one; one=$?
wait $two; two=$?
is "$one $two" "0 0" "two imports at the same time"
is "$(files) $(known)" "70 70" "lose nothing"
bad=
for file in "$people"/*.pem; do
	openssl x509 -in "$file" -noout || bad="$bad $file"
done
is "$bad" "" "and no file is broken"
run history --verify
is "$status" 0 "the history holds"
finish
