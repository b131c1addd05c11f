#!/bin/sh
# SPDX-License-Identifier: ISC
#
# guide receive: our key imported, made with a request to a CA, or self-signed;
# the partner's certificate pasted; a message of the partner's own; a schedule
# and the planning; and that nothing is left when writing fails.
. tests/lib/tap.sh
needs openssl
sample g
me=$(id -un)
"$SEALPORT" delete host-instance EdiReceive@EDI-NODE2 EdiSend@EDI-NODE2 \
    PublicReceive@EDI-NODE2 --keep-certificates >/dev/null
personal=$(dirname "$(find "$T/g" -path '*personal*' -name '*.key' | head -1)")

# make NAME USAGE: a key and a certificate that is its own root
make() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -out "$T/$1.pem" -subj "/O=Test/CN=$1" -days 400 \
	    -addext "keyUsage=critical,$2" \
	    -addext "basicConstraints=critical,CA:FALSE" 2>/dev/null
}
make litware digitalSignature
make ours keyEncipherment
make ca keyCertSign
"$SEALPORT" cert import "$T/litware.pem" --store root >/dev/null
echo secret >"$T/pass"
openssl pkcs12 -export -in "$T/ours.pem" -inkey "$T/ours.key" \
    -out "$T/ours.p12" -passout "file:$T/pass" 2>/dev/null
errors() {
	"$SEALPORT" audit | sed -n 's/ errors*, .*//p'
}
before=$(errors)

# answers LINE ...: with these
answers() {
	cat <<-EOF
	party=Litware
	sends=both
	both.recognised=certificate
	certificate=$(cat "$T/litware.pem")
	attaches=yes
	needs_party=yes
	both.adapter=FILE
	both.file.receive_folder=/srv/edi/litware/in
	both.file.file_mask=*.p7m
	both.host=ReceiveBoth
	both.account=$me
	both.pipeline=SMIMEReceive
	both.check_revocation=yes
	both.authentication=drop
	both.external=yes
	both.port=Litware
	both.location=Litware FILE
	confirm=yes
	enable=yes
	EOF
	printf '%s\n' "$@"
}
keys() {
	find "$T/g" -path '*personal*' -name '*.key' | sort
}
people() {
	find "$T/g" -path '*other-people*' | sort
}

# ---- imported ---------------------------------------------------------------

answers "both.decryption=$T/ours.p12" >"$T/a"
run guide receive --answers "$T/a" --what-if
fails 1 "both.decryption_passphrase: is not answered" "asks what opens it"
answers "both.decryption=$T/ours.p12" "both.decryption_passphrase=$T/ca.key" \
    >"$T/b"
run guide receive --answers "$T/b" --what-if
fails 1 "passphrase" "a wrong one"
answers "both.decryption=$T/litware.pem" >"$T/b"
run guide receive --answers "$T/b" --what-if
fails 1 "no certificate with its key" "a file without a key"
answers "both.decryption=ours.pem" >"$T/b"
run guide receive --answers "$T/b" --what-if
fails 1 "absolute path" "a path that says not where"
answers "both.decryption=$T/ours.p12" | sed "/^certificate=/,/END/d" >"$T/b"
{ printf certificate= && cat "$T/litware.key"; } >>"$T/b"
run guide receive --answers "$T/b" --what-if
fails 1 "a private key is not to be pasted" "answers are no place for a key"

keys >"$T/keys"
answers "both.decryption=$T/ours.p12" "both.decryption_passphrase=$T/pass" \
    "both.schedule=workdays 08:00-18:00" "key_exchange=By letter." \
    "expiry_notice=30" "revocation_contact=noc@litware.example" >"$T/a"
run guide receive --answers "$T/a" --what-if
has "$out" "into the Personal store of $me here, with its key: ours" \
    "the review says what is put where"
has "$out" "into Other People here: litware" "and the partner's"
has "$out" "cert import $T/ours.p12 --store personal --account $me" \
    "and its command"
has "$out" "--passphrase-file $T/pass" "with the file of its passphrase"
keys | cmp -s - "$T/keys"
ok $? "nothing is stored before it is confirmed"
run guide receive --answers "$T/a"
is "$status" 0 "imported: proven"
hasnt "$out" secret "no passphrase is shown"
has "$out" "passed  both: as agreed: processed, party Litware" "decrypted"
is "$(errors)" "$before" "no new error in the audit"
run show receive-location "Litware FILE"
has "$out" "recurrence=weekly" "a schedule"
has "$out" "start_time=08:00:00" "its window"
run show party Litware
has "$out" "expiry_notice_days=30" "what was agreed on"
has "$out" "revocation_contact=noc@litware.example" "and with whom"
ours=$(openssl x509 -in "$T/ours.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
is "$(stat -c %a "$personal/$ours.key")" 600 "the key is nobody else's"

# ---- a message of the partner's own -----------------------------------------

openssl smime -sign -in "$T/a" -text -signer "$T/litware.pem" \
    -inkey "$T/litware.key" -nodetach -out "$T/s.eml" 2>/dev/null
openssl smime -encrypt -aes256 -in "$T/s.eml" -out "$T/sample.p7m" \
    "$T/ours.pem" 2>/dev/null
openssl smime -encrypt -aes256 -in "$T/s.eml" -out "$T/wrong.p7m" \
    "$T/litware.pem" 2>/dev/null
again() {
	"$SEALPORT" undo >/dev/null
	[ "$("$SEALPORT" get receive-location "Litware FILE" enabled \
	    2>/dev/null)" != false ] || "$SEALPORT" undo >/dev/null
}
again
answers "both.decryption=$ours" >"$T/b"
run guide receive --answers "$T/b"
fails 1 "both.decryption: no certificate of ours" "undone, it is not known"
"$SEALPORT" cert import "$T/ours.p12" --passphrase-file "$T/pass" >/dev/null
answers "both.decryption=$ours" "both.sample=$T/nothing" >"$T/b"
run guide receive --answers "$T/b"
fails 1 "both.sample" "a sample that is not there"
answers "both.decryption=$ours" "both.sample=$T/wrong.p7m" >"$T/b"
run guide receive --answers "$T/b"
is "$status" 1 "a sample that fails is no proof"
has "$out" "FAILED  both: the partner's own message: dropped DEC_NOT" "named"
"$SEALPORT" undo >/dev/null
answers "both.decryption=$ours" "both.sample=$T/sample.p7m" >"$T/b"
run guide receive --answers "$T/b"
is "$status" 0 "a sample that passes"
has "$out" "passed  both: the partner's own message: processed, party Litwar" \
    "by the partner's own certificate"
has "$out" "decode: signature of litware" "with its trace"
again

# ---- self-signed ------------------------------------------------------------

answers both.decryption=self-signed "both.decryption_name=Fourth Coffee" \
    >"$T/b"
run guide receive --answers "$T/b"
is "$status" 0 "self-signed: proven"
has "$out" "Fourth Coffee (test), self-signed: for tests only" "marked"
has "$out" "have it replaced by one of a CA" "and what is left to be done"
is "$(errors)" "$before" "no new error in the audit"
thumb=$("$SEALPORT" get host ReceiveBoth decryption_certificate)
openssl x509 -in "$personal/$thumb.pem" -noout -subject -ext keyUsage \
    >"$T/made" 2>&1
has "$(cat "$T/made")" "CN = Fourth Coffee (test)" "its name"
has "$(cat "$T/made")" "Key Encipherment" "its usage"
again

# ---- a request to a CA ------------------------------------------------------

answers both.decryption=request "both.decryption_name=Fourth Coffee" \
    "both.decryption_request=$T/new.csr" >"$T/b"
run guide receive --answers "$T/b"
is "$status" 1 "request: not proven before the CA has answered"
has "$err" "host ReceiveBoth: has no decryption certificate" "why"
has "$out" "Send $T/new.csr to a CA" "what to do"
is "$(stat -c %a "$T/new.csr.key")" 600 "the key is nobody else's"
openssl req -in "$T/new.csr" -noout -verify -subject -text >"$T/csr" 2>&1
has "$(cat "$T/csr")" "CN = Fourth Coffee" "the request is one"
has "$(cat "$T/csr")" "Key Encipherment" "and says what for"
run get receive-location "Litware FILE" enabled
is "$out" false "not enabled"
"$SEALPORT" undo >/dev/null
run guide receive --answers "$T/b"
fails 1 "both.decryption_request: there is a file" "a key is not overwritten"

# The same by hand, left while the CA takes its time.
rm "$T/new.csr" "$T/new.csr.key"
type_in() {
	printf '%s\n' "$@" | "$SEALPORT" guide receive >"$T/out" 2>"$T/err"
	status=$?
	out=$(cat "$T/out")
}
type_in Litware both certificate "$(cat "$T/litware.pem")" yes yes FILE \
    /srv/edi/litware/in "*.p7m" ReceiveBoth "" request "" "$T/new.csr" \
    SMIMEReceive yes drop yes Litware "Litware FILE" "" "" "" "" "" yes
is "$status" 1 "typed in as far as it goes"
has "$(cat "$T/err")" "has no decryption certificate" "waits for the CA"
openssl x509 -req -in "$T/new.csr" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
    -CAcreateserial -copy_extensions copy -days 300 -out "$T/new.crt" \
    2>/dev/null
cat "$T/new.crt" "$T/new.csr.key" >"$T/new.pem"
# As the guide says it.
run cert import "$T/new.pem" --store personal --account "$me" --use decrypt \
    --assign "host ReceiveBoth"
is "$status" 0 "the CA's answer"
type_in yes yes
is "$status" 0 "goes on with the proof"
hasnt "$out" "This will be made" "and writes nothing again"
has "$out" "passed  both: as agreed: processed, party Litware" "proven"
run get receive-location "Litware FILE" enabled
is "$out" true "and enabled"
"$SEALPORT" undo >/dev/null
"$SEALPORT" undo >/dev/null
"$SEALPORT" undo >/dev/null

# ---- nothing half done ------------------------------------------------------

keys >"$T/keys"
people >"$T/people"
answers both.decryption=request "both.decryption_name=Fourth Coffee" \
    "both.decryption_request=$T/no/such/folder/new.csr" >"$T/b"
"$SEALPORT" history --limit 1 >"$T/last"
run guide receive --answers "$T/b"
is "$status" 1 "a request that cannot be written"
answers both.decryption=self-signed "both.decryption_name=Fourth Coffee" \
    "key_exchange=$(printf '%04097d' 0)" >"$T/b"
run guide receive --answers "$T/b"
is "$status" 1 "an answer that is too long"
"$SEALPORT" history --limit 1 | cmp -s - "$T/last"
ok $? "and nothing is written"
keys | cmp -s - "$T/keys"
ok $? "no key"
people | cmp -s - "$T/people"
ok $? "no certificate"
finish
