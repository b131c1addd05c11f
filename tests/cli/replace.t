#!/bin/sh
# SPDX-License-Identifier: ISC
#
# cert replace: every place where a certificate is assigned gets another one in
# one revision, also two places of one object; what the new one does not fit
# keeps the old one, with the reason.
. tests/lib/tap.sh
needs openssl sqlite3
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

# make NAME EXTENSION: a self-signed NAME.pem; $made: its thumbprint
make() {
	name=$1
	shift
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$name.key" \
	    -subj "/O=Contoso/CN=$name" -out "$T/$name.pem" \
	    -addext basicConstraints=CA:false -addext "$@" \
	    -addext subjectAltName=email:edi@contoso.example 2>/dev/null
	made=$(openssl x509 -in "$T/$name.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g')
	[ "$name" = unknown ] || "$SEALPORT" cert import --store other-people \
	    "$T/$name.pem" >/dev/null || echo "Bail out! import $name"
}
make old keyUsage=digitalSignature,keyEncipherment; old=$made
make new keyUsage=digitalSignature,keyEncipherment; new=$made
make encryption keyUsage=keyEncipherment; encryption=$made
make signature keyUsage=digitalSignature; signature=$made
make late keyUsage=digitalSignature,keyEncipherment; late=$made
make unknown keyUsage=keyEncipherment; unknown=$made

set -e
"$SEALPORT" new host H >/dev/null
"$SEALPORT" new handler adapter=FILE direction=send host=H >/dev/null
"$SEALPORT" new handler adapter=HTTP direction=send host=H >/dev/null
"$SEALPORT" new pipeline Enc direction=send 'components=encode|encoder;' \
    encoder.enable_encryption=true >/dev/null
for port in Orders Invoices; do
	"$SEALPORT" new send-port "$port" adapter=HTTP handler=HTTP-send@H \
	    send_pipeline=Enc http.url=https://contoso.example/ \
	    http.certificate=$old encryption_certificate=$old >/dev/null
done
"$SEALPORT" new party Contoso signature_certificate=$old >/dev/null
"$SEALPORT" new party Fabrikam signature_certificate=$late >/dev/null
set +e

assigned() {
	sqlite3 "$T/g/group.db" "SELECT count(*) FROM certificate_assignment
	    WHERE thumbprint = '$1'"
}
is "$(assigned $old)" 5 "assigned in five places"

run cert replace --what-if $old $new
has "$out" "send-port Orders, Certificate: Thumbprint (encrypt): would be" \
    "what-if names each place with its field"
has "$out" "party Contoso, Certificates: Thumbprint (verify): would be" \
    "of every kind"
is "$(assigned $old)" 5 "and writes nothing"

run history --json --limit 1
before=$(json "$T/out" '$j->[0]{id}')
run cert replace $old $new
is "$status" 0 "a certificate that fits everywhere"
is "$(assigned $new) $(assigned $old)" "5 0" "is assigned everywhere"
has "$out" "revision $((before + 1))" "in one revision"
run history
has "$out" "replace certificate $old by $new" "that says why"
run undo
is "$(assigned $new) $(assigned $old)" "0 5" "undo takes all of it back"

run cert replace --json --what-if $old $encryption
is "$status" 1 "one that fits some places only"
is "$(json "$T/out" 'join " ", map { "$_->{usage}=" .
    ($_->{fits} ? 1 : 0) } @{$j->{places}}')" \
    "verify=0 encrypt=1 https=0 encrypt=1 https=0" "is judged place by place"
has "$(json "$T/out" '$j->{places}[0]{problem}')" \
    "key usage is key encipherment; digital signature" "with the reason"
is "$(json "$T/out" 'ref $j->{added}')" ARRAY "and what the audit would say"
run cert replace $old $encryption
is "$status" 1 "replaced where it fits"
is "$(assigned $encryption) $(assigned $old)" "2 3" "and only there"
has "$out" "party Contoso, Certificates: Thumbprint (verify): stays, does" \
    "the others are named"
run undo

run cert replace $old $late
is "$status" 1 "a certificate that another party has"
has "$out" "stays, signature_certificate: already used by party Fabrikam" \
    "stays theirs"
is "$(assigned $late) $(assigned $old)" "5 1" "the other places get it"
run undo

# Somebody else's.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/foe.key" \
    -subj "/O=Mallory/CN=old" -out "$T/foe.pem" \
    -addext keyUsage=digitalSignature,keyEncipherment 2>/dev/null
foe=$(openssl x509 -in "$T/foe.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
"$SEALPORT" cert import --store other-people "$T/foe.pem" >/dev/null
run cert replace $old $foe
fails 1 "of somebody else: " "another identity is refused"
has "$err" "--confirm-identity" "unless that is meant"
is "$(assigned $foe) $(assigned $old)" "0 5" "and nothing is written"
run cert replace --what-if --json $old $foe
has "$(json "$T/out" '$j->{other_identity}')" "of somebody else" \
    "--what-if says so"
run cert replace --confirm-identity $old $foe
has "$out" "another identity: it would replace" "confirmed: it is said"
is "$(assigned $foe) $(assigned $old)" "5 0" "and done"
run undo

run cert replace $encryption $new
fails 1 "assigned nowhere" "one that is assigned nowhere"
run cert replace $old $old
fails 1 "cannot replace itself" "itself"
run cert replace $old $unknown
fails 1 "in no store here and unknown" "by one nobody knows"
run cert replace $old 12
fails 1 "40 hexadecimal digits" "by none"
run --read-only cert replace $old $new
fails 1 "read-only" "without the right to"

# Expired: good for decrypting old messages, for nothing else.
openssl req -new -key "$T/old.key" -subj "/O=Contoso/CN=old" \
    -out "$T/csr" 2>/dev/null
openssl x509 -req -in "$T/csr" -signkey "$T/old.key" -days -1 \
    -out "$T/past.pem" 2>/dev/null
past=$(openssl x509 -in "$T/past.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
"$SEALPORT" cert import "$T/past.pem" --store other-people >"$T/i" 2>&1
"$SEALPORT" set host H decryption_certificate=$old >/dev/null
run cert replace $old $past
has "$out" "host H, Certificates: Thumbprint (decrypt): replaced" \
    "an expired certificate still decrypts"
has "$out" "does not fit to encrypt: expired" \
    "but does not encrypt"

# Revoked by its authority.
run undo
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/ca.key" -subj "/CN=CA" \
    -out "$T/ca.pem" -addext keyUsage=keyCertSign,cRLSign 2>/dev/null
openssl x509 -req -in "$T/csr" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
    -days 100 -out "$T/revoked.pem" 2>/dev/null
revoked=$(openssl x509 -in "$T/revoked.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = %s\ndefault_md = sha256\n%s\n' \
    "$T/index" "default_crl_days = 30" >"$T/ca.conf"
: >"$T/index"
set -- openssl ca -config "$T/ca.conf" -cert "$T/ca.pem" -keyfile "$T/ca.key"
"$@" -revoke "$T/revoked.pem" 2>/dev/null
"$@" -gencrl -out "$T/crl.pem" 2>/dev/null
for file in ca.pem revoked.pem crl.pem; do
	run cert import "$T/$file"
	is "$status" 0 "import $file"
done
run cert replace $old $revoked
has "$(tr -s ' \n' ' ' <"$T/out")" "does not fit to encrypt: old [" \
    "a revoked certificate does not encrypt"
has "$out" "was revoked" "for that reason"
is "$(assigned $revoked)" 1 "and decrypts alone"

# One in a store here that the group has not heard of is made known to it.
run undo
install -m 644 "$T/unknown.pem" \
    "$T/g/stores/computer/other-people/$unknown.pem"
run cert replace $old $unknown
has "$out" "(encrypt): replaced" "one that only a store here has"
run show certificate $unknown common_name
is "$out" "common_name=unknown" "becomes known to the group"
run undo

# What was replaced already is history: it stays as it was, or messages that
# are still under way could not be read.
"$SEALPORT" set party Contoso signature_certificate=$new \
    signature_certificate_previous=$old \
    signature_certificate_previous_until=2099-01-01 >/dev/null
run cert replace $old $signature
hasnt "$out" "party Contoso" "a previous certificate is not replaced"
is "$("$SEALPORT" get party Contoso signature_certificate_previous)" "$old" \
    "and stays"
run cert replace $new $signature
has "$out" "party Contoso, Certificates: Thumbprint (verify): replaced" \
    "the current one is"

# Its own planned next is no replacement: the roll-over is to be completed.
run undo
"$SEALPORT" set party Contoso signature_certificate_next=$signature \
    signature_certificate_next_from=2099-06-01 >/dev/null
run cert replace $new $signature
has "$(tr -s ' \n' ' ' <"$T/out")" "stays, the new certificate is planned" \
    "its planned next is told to be so"
is "$("$SEALPORT" get party Contoso signature_certificate)" "$new" \
    "and nothing is changed"
finish
