#!/bin/sh
# SPDX-License-Identifier: ISC
#
# guide: each file in tests/cli/guide ends in a configuration whose audit has
# no new error and whose self-test passes; typed in with an end after every
# single answer it ends the same.
. tests/lib/tap.sh
needs openssl
sample g
"$SEALPORT" delete host-instance EdiReceive@EDI-NODE2 EdiSend@EDI-NODE2 \
    PublicReceive@EDI-NODE2 --keep-certificates >/dev/null
"$SEALPORT" set host PublicReceive decryption_certificate= >/dev/null

# make NAME USAGE: a key and a certificate that is its own root
make() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -out "$T/$1.pem" -subj "/O=Test/CN=$1" -days 400 \
	    -addext "keyUsage=critical,$2" \
	    -addext "basicConstraints=critical,CA:FALSE" 2>/dev/null
}
make litware digitalSignature
make reader keyEncipherment
make ours keyEncipherment
for name in litware reader; do
	"$SEALPORT" cert import "$T/$name.pem" --store root >/dev/null
done
echo secret >"$T/pass"
openssl pkcs12 -export -in "$T/ours.pem" -inkey "$T/ours.key" \
    -out "$T/ours.p12" -passout "file:$T/pass" 2>/dev/null
own=$("$SEALPORT" get host EdiReceive decryption_certificate)
contoso=$("$SEALPORT" get party "Contoso Ltd" signature_certificate)
soon=$(date -u -d "+20 days" +%Y-%m-%d)

errors() {
	"$SEALPORT" audit | sed -n 's/ errors*, .*//p'
}
# All there is, without what two runs cannot have in common: a key made anew.
state() {
	for kind in party receive-port receive-location send-port host \
	    host-instance handler; do
		"$SEALPORT" list --names "$kind" | while read -r name; do
			echo "$kind $name"
			"$SEALPORT" show "$kind" "$name"
		done
	done >"$T/all"
	case $1 in
	*-test) grep -v "^decryption_certificate\|^certificate_ex" "$T/all" ;;
	*) cat "$T/all" ;;
	esac
}
before=$(errors)
state - >"$T/origin"

n=0
for file in tests/cli/guide/*.answers; do
	n=$((n + 1))
	name=$(basename "$file" .answers)
	task=${name%%-*}
	sed "s|@T@|$T|;s|@ME@|$(id -un)|;s|@OWN@|$own|;s|@SOON@|$soon|
	    s|@CONTOSO@|$contoso|" "$file" >"$T/a"
	run guide "$task" --answers "$T/a" --what-if
	is "$status" 0 "$name: the review counts what will be stored"
	run guide "$task" --answers "$T/a"
	is "$status" 0 "$name: proven"
	is "$(errors)" "$before" "$name: no new error in the audit"
	state "$name" >"$T/whole"
	cmp -s "$T/whole" "$T/origin"
	[ $? -ne 0 ]
	ok $? "$name: something was made"
	# One undo for enabling, where there is that, one for all the rest.
	"$SEALPORT" undo >/dev/null
	[ "$task" = rollover ] || "$SEALPORT" undo >/dev/null
	state - >"$T/after"
	cmp -s "$T/after" "$T/origin"
	ok $? "$name: and taken back"

	# After every answer the line drops.
	first=
	grep -v '^#' "$T/a" | sed 's/^[^=]*=//' >"$T/lines"
	while IFS= read -r line; do
		printf '%s\n' ${first:+yes} "$line" |
		    "$SEALPORT" guide "$task" >"$T/out" 2>"$T/err"
		status=$?
		first=yes
	done <"$T/lines"
	is "$status" 0 "$name: dropped after each answer, and proven"
	state "$name" | cmp -s - "$T/whole"
	ok $? "$name: ends the same"
	"$SEALPORT" undo >/dev/null
	[ "$task" = rollover ] || "$SEALPORT" undo >/dev/null
done
[ $n -ge 12 ]
ok $? "a dozen of them"
finish
