#!/bin/sh
# SPDX-License-Identifier: ISC
#
# guide rollover: our decryption certificate and a partner's get a successor
# everywhere at once, messages to either are read meanwhile, one undo.
. tests/lib/tap.sh
needs openssl
sample g
"$SEALPORT" delete host-instance EdiReceive@EDI-NODE2 EdiSend@EDI-NODE2 \
    PublicReceive@EDI-NODE2 --keep-certificates >/dev/null

# make NAME USAGE: a key and a certificate that is its own root
make() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -out "$T/$1.pem" -subj "/O=Contoso Ltd/CN=$1" -days 400 \
	    -addext "keyUsage=critical,$2" \
	    -addext "basicConstraints=critical,CA:FALSE" 2>/dev/null
}
thumb() {
	openssl x509 -in "$1" -noout -fingerprint -sha1 | sed 's/.*=//;s/://g'
}
make ours keyEncipherment
make theirs digitalSignature
cat "$T/ours.pem" "$T/ours.key" >"$T/both.pem"
old=$("$SEALPORT" get host EdiReceive decryption_certificate)
soon=$(date -u -d "+20 days" +%Y-%m-%d)
errors() {
	"$SEALPORT" audit | sed -n 's/ errors*, .*//p'
}
before=$(errors)

cat >"$T/a" <<EOF
old=$old
new=$T/both.pem
take_over=$soon
keep=30
confirm=yes
EOF
run guide rollover --answers "$T/a" --what-if
has "$out" "change host EdiReceive" "every place that has it"
has "$out" "with its key: ours" "what goes into which store"
run get host EdiReceive decryption_certificate_next
is "$out" "" "only shown"
# PublicReceive runs as an account whose store is not to be had here.
run guide rollover --answers "$T/a"
is "$status" 1 "a key that is missing somewhere is no proof"
has "$out" "host PublicReceive: not yet on" "where"
"$SEALPORT" undo >/dev/null
"$SEALPORT" set host PublicReceive decryption_certificate= >/dev/null
before=$(errors)
run guide rollover --answers "$T/a"
is "$status" 0 "ours: proven"
has "$out" "at every moment one that both sides have" "without a gap"
is "$(errors)" "$before" "no new error in the audit"
run get host EdiReceive decryption_certificate_next
is "$out" "$(thumb "$T/ours.pem")" "next"
run get host EdiReceive decryption_certificate
is "$out" "$old" "the old one is still the current one"

# A message for the new one is read before its time already.
printf 'Content-Type: text/plain\r\n\r\nhello\r\n' >"$T/m"
"$SEALPORT" new receive-port Any >/dev/null
"$SEALPORT" new receive-location Any receive_port=Any adapter=FILE \
    file.receive_folder=/srv/any "file.file_mask=*" \
    handler=FILE-receive@EdiReceive receive_pipeline=SMIMEReceive >/dev/null
openssl smime -encrypt -aes256 -in "$T/m" -out "$T/m.p7m" "$T/ours.pem"
run decode --location Any "$T/m.p7m"
has "$out" hello "read with the new key"
run guide rollover --answers "$T/a"
fails 1 "old: its roll-over is planned already" "not planned twice"

# ---- a partner's ------------------------------------------------------------

theirs=$("$SEALPORT" get party "Contoso Ltd" signature_certificate)
cat >"$T/b" <<EOF
old=$theirs
new=$(cat "$T/theirs.pem")
confirmed=no
take_over=$soon
confirm=yes
EOF
run guide rollover --answers "$T/b" --what-if
fails 1 "confirmed: " "somebody else's is not taken unasked"
sed -i 's/^confirmed=.*/confirmed=yes/' "$T/b"
run guide rollover --answers "$T/b"
is "$status" 0 "the partner's: proven"
has "$out" "into Other People here: theirs" "installed"
run get party "Contoso Ltd" signature_certificate_next
is "$out" "$(thumb "$T/theirs.pem")" "next"
"$SEALPORT" undo >/dev/null
run get party "Contoso Ltd" signature_certificate_next
is "$out" "" "one undo"

refused() {
	sed "$3" "$T/b" >"$T/c"
	run guide rollover --answers "$T/c"
	fails 1 "$2" "$1"
}
refused "a day that is past" "take_over: it is past" \
    's/^take_over=.*/take_over=2020-01-01/'
refused "a day on which it is not valid" "not valid then" \
    's/^take_over=.*/take_over=2090-01-01/'
refused "one that is nowhere in use" "old: one of" \
    "s/^old=.*/old=$(thumb "$T/ours.pem")/"
finish
