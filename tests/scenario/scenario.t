#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The whole line through the house, as an administrator walks it: an empty
# group; in the console a host, its instance here, a handler, a receive port
# that drops, a location and a party; our key and the partner's certificates
# imported and assigned through the picker.  Then messages made by the openssl
# command: what is processed, dropped and suspended, and with which code; the
# audit when the key is gone; undo; the history's chain.  And outbound.
. tests/lib/tap.sh
. tests/lib/console.sh
needs openssl tmux sqlite3

me=$(id -un)
here=$(hostname 2>/dev/null || uname -n)
here=${here%%.*}
mkdir "$T/in"

# ---- the partner, a stranger, and somebody whose certificate expired ----------

x509() { # NAME SUBJECT DAYS EXTENSIONS...: signed by the partner's CA
	tap_name=$1 tap_subject=$2 tap_days=$3
	shift 3
	printf '%s\n' "$@" >"$T/ext"
	openssl req -newkey rsa:2048 -nodes -keyout "$T/$tap_name.key" \
	    -subj "$tap_subject" -out "$T/$tap_name.csr" 2>/dev/null
	openssl x509 -req -in "$T/$tap_name.csr" -CA "$T/ca.pem" \
	    -CAkey "$T/ca.key" -CAcreateserial -days "$tap_days" \
	    -extfile "$T/ext" -out "$T/$tap_name.pem" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/ca.key" \
    -out "$T/ca.pem" -subj "/CN=Partner CA" -days 3650 \
    -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=keyCertSign,cRLSign 2>/dev/null
sign_ext="keyUsage=digitalSignature
extendedKeyUsage=emailProtection"
x509 partner "/CN=Partner Signature/O=Partner" 365 "$sign_ext"
x509 partner-enc "/CN=Partner Encryption" 365 keyUsage=keyEncipherment
x509 stranger "/CN=Known CA, unknown signer" 365 "$sign_ext"
x509 expired "/CN=Expired Signer" -1 "$sign_ext"
x509 own "/CN=Our Decryption" 365 keyUsage=keyEncipherment
x509 own-sign "/CN=Our Signature" 365 "$sign_ext"
x509 other "/CN=Somebody Else" 365 keyUsage=keyEncipherment
for name in own own-sign; do
	openssl pkcs12 -export -in "$T/$name.pem" -inkey "$T/$name.key" \
	    -out "$T/in/$name.p12" -passout pass:secret
done
mkdir "$T/ca"
: >"$T/ca/index.txt"
echo 01 >"$T/ca/crlnumber"
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s\ncrlnumber=%s\n%s\n' \
    "$T/ca/index.txt" "$T/ca/crlnumber" "default_md=sha256
default_crl_days=30" >"$T/ca.cnf"
openssl ca -config "$T/ca.cnf" -gencrl -keyfile "$T/ca.key" \
    -cert "$T/ca.pem" -out "$T/in/ca.crl" 2>/dev/null
cp "$T/partner.pem" "$T/in/partner.crt"
openssl x509 -in "$T/ca.pem" -outform DER -out "$T/in/ca.der"
thumb() {
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//; s/://g'
}

# ---- in the console: an empty group is filled ---------------------------------------

run init --group Scenario "$T/g"
is "$status" 0 "an empty group"
SEALPORT_CONFIG=$T/g/sealport.conf
export SEALPORT_CONFIG
console --config "$SEALPORT_CONFIG"
sees "Scenario [" "the console opens on it"

node Hosts
key n
wait_for "New Host "
type_text Receive
field "Authentication Trusted"
key Space F2
agree
sees "saved: Host Receive" "create a host"

node "Host Instances"
key n
wait_for "New Host instance"
field "Host name"
key F4
wait_for "In-process"
key Enter
field Server
key F4
wait_for "$here"
key Enter
field Logon
type_text "$me"
key F2
agree
sees "saved: Host instance Receive@$here" "an instance here"

node Adapters
key Tab
wait_for "HTTP"
key Enter
wait_for "none yet"
key n
wait_for "New Adapter handler"
field "Host name"
key F4
wait_for "In-process"
key Enter F2
agree
sees "saved: Adapter handler FILE-receive@Receive" "a FILE receive handler"

node "Receive Ports"
key n
wait_for "New Receive port"
type_text Orders
field Authentication
key F4
wait_for "Keep messages"
key Down Enter F2
agree
wait_for "saved:"
run show receive-port Orders
has "$out" "authentication=drop" "a receive port that drops"

node "Receive Locations"
key n
wait_for "New Receive location"
type_text "Orders in"
field "Receive port"
key F4
wait_for "Drop messages"
key Enter
field "Receive handler"
key F4
wait_for "FILE-receive@Receive"
key Enter
field "Receive pipeline"
key F4
wait_for SMIMEReceive
key /
type_text SMIME
key Enter Enter
key F2
sees "Receive folder: a value is needed" "what is missing is said"
sees "Receive folder" "and the dialog goes to the field"
type_text /srv/orders
key F2
agree
sees "saved: Receive location Orders in" "then the location is saved"

node Parties
key n
wait_for "New Party"
type_text Partner
key F2
agree
sees "saved: Party Partner" "a party"

import() { # FILE MARKER STORE WHAT
	node Certificates
	key i
	wait_for "Path of a file"
	type_text "$T/in/$1"
	key Enter
	[ "${1%.p12}" = "$1" ] || {
		wait_for "Passphrase:"
		type_text secret
		key Enter
	}
	wait_for "Found: "
	wait_for "$2"
	wait_for "$3"
	key Enter
	wait_for "Use it for"
	key Enter
	wait_for "Write it?"
	key Enter
	sees "$5" "import $4"
}
import own.p12 "Our Decryption" Personal "our key from PKCS#12" "imported: 1"
import partner.crt "Partner Signature" "Other People" \
    "the partner's certificate" "imported: 1"
import ca.der "Partner CA" "Trusted Root" "its CA" "imported: 1"
run cert import --store crl "$T/in/ca.crl"
is "$status" 0 "import its revocation list"

assign() { # NODE OBJECT PAGE COMMON-NAME
	node "$1"
	key Tab
	wait_for "$2"
	key Enter
	wait_for "$2 - "
	page "$3"
	field Thumbprint
	key F4
	wait_for "$4"
	key /
	type_text "$4"
	key Enter Enter
	wait_for "$4"
	key F2
	agree
	wait_for "saved:"
}
assign Hosts Receive Certificates "Our Decryption"
run show host Receive
has "$out" "decryption_certificate=$(thumb own)" \
    "the host's certificate, through the picker"
assign Parties Partner Certificates "Partner Signature"
run show party Partner
has "$out" "signature_certificate=$(thumb partner)" \
    "the party's certificate, through the picker"

node "Receive Locations"
key Tab
wait_for "Orders in"
key :
type_text enable
step Enter
agree enable "enable: Orders in"
wait_for "enable: Orders in"
run show receive-location "Orders in"
has "$out" "enabled=true" "the location is enabled"
key q
sees "[exit 0]" "the console ends"

# ---- messages made by openssl ---------------------------------------------------------

printf 'first line\r\n\000second begins with NUL\n\000\000\r\n\377end' \
    >"$T/body"
printf 'ORDER 4711\r\nplain text\r\n' >"$T/text"
signed() { # KEYNAME BODY
	openssl cms -sign -binary -nodetach -md sha256 -in "$2" \
	    -signer "$T/$1.pem" -inkey "$T/$1.key"
}
sealed() { # RECIPIENT
	openssl cms -encrypt -binary -aes-256-cbc "$T/$1.pem"
}
decode() { # FILE
	run decode --location "Orders in" --json "$1"
	code=$(json "$T/err" '$j->{failure} ? $j->{failure}{code} : "-"')
	party=$(json "$T/err" '$j->{party} // "guest"')
}
is_outcome() { # STATUS CODE WHAT
	is "$status $code" "$1 $2" "$3"
}

signed partner "$T/text" | sealed own >"$T/good"
decode "$T/good"
is_outcome 0 - "signed and encrypted: processed"
is "$party" Partner "with the party's name"
cmp -s "$T/out" "$T/text"
ok $? "the body is identical"
signed partner "$T/body" | sealed own >"$T/binary"
decode "$T/binary"
cmp -s "$T/out" "$T/body"
ok $? "also binary content with NUL bytes at line starts"
openssl cms -sign -binary -md sha256 -in "$T/body" -signer "$T/partner.pem" \
    -inkey "$T/partner.key" | sealed own >"$T/clear"
decode "$T/clear"
is_outcome 0 - "clear-signed within"
cmp -s "$T/out" "$T/body"
ok $? "the same body"
run decode --location "Orders in" "$T/good"
has "$err" "decrypted" "the trace tells of decryption"
has "$err" "Partner" "and of the party"

auth() {
	run set receive-port Orders "authentication=$1"
	[ "$status" -eq 0 ] || ok 1 "authentication $1"
}
# NAME OF MESSAGE, then status and code for none, drop and keep: the table of
# the runtime reference, section 7.
row() {
	msg=$1
	for setting in none drop keep; do
		shift
		auth "$setting"
		decode "$T/$msg"
		is_outcome "$1" "$2" "$msg, $setting"
		[ "$1" -eq 0 ] || is "$(wc -c <"$T/out")" 0 \
		    "$msg, $setting: nothing is released"
		shift
	done
}
printf 'MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nunsigned\r\n' |
    sealed own >"$T/unsigned"
openssl cms -sign -binary -md sha256 -in "$T/text" -signer "$T/partner.pem" \
    -inkey "$T/partner.key" | sed 's/ORDER 4711/ORDER 4712/' |
    sealed own >"$T/tampered"
signed expired "$T/text" | sealed own >"$T/by-expired"
signed stranger "$T/text" | sealed own >"$T/by-stranger"
signed partner "$T/text" | sealed other >"$T/to-other"
row unsigned 0 - 4 AUTH_DROPPED 3 AUTH_KEPT
row tampered 3 SIG_DIGEST 4 SIG_DIGEST 3 SIG_DIGEST
row by-expired 3 SIG_EXPIRED 4 SIG_EXPIRED 3 SIG_EXPIRED
row by-stranger 0 - 4 AUTH_DROPPED 3 AUTH_KEPT
row to-other 3 DEC_NOT_RECIPIENT 4 DEC_NOT_RECIPIENT 3 DEC_NOT_RECIPIENT
auth none
decode "$T/unsigned"
is "$party" guest "unsigned on none is processed as guest"
auth drop

# ---- the key goes away --------------------------------------------------------------------

personal=$T/g/stores/accounts/$me/personal
mv "$personal/$(thumb own).key" "$T/kept.key"
decode "$T/good"
is_outcome 3 DEC_KEY_MISSING "without its key: suspended, not dropped"
run cert remove --store personal --account "$me" "$(thumb own)"
is "$status" 0 "the certificate is removed, too"
decode "$T/good"
is_outcome 3 DEC_CERT_NOT_IN_STORE "then it is not in the store"
run audit
is "$status" 1 "the audit finds an error"
has "$out" C102 "C102"
flat=$(printf '%s' "$out" | tr -s ' \n' ' ')
has "$flat" "Host Receive on $here" "naming host and computer"
has "$flat" "Personal store of $me" "and account"
run audit --json
is "$(json "$T/out" '(grep { $_->{rule} eq "C102" } @{$j->{findings}})[0]
    {account}')" "$me" "also for machines"
printf secret >"$T/pass"
run cert import --store personal --account "$me" \
    --passphrase-file "$T/pass" "$T/in/own.p12"
is "$status" 0 "imported again"
decode "$T/good"
is_outcome 0 - "it is processed again"
run audit
is "$status" 0 "and the audit has no error"

# ---- undo, history -----------------------------------------------------------------------------

run disable receive-location "Orders in"
run show receive-location "Orders in"
cp "$T/out" "$T/before"
run delete receive-location "Orders in"
is "$status" 0 "a location is deleted"
run undo
is "$status" 0 "and brought back"
run show receive-location "Orders in"
cmp -s "$T/out" "$T/before"
ok $? "with every field"
run history --verify
is "$status" 0 "the history's chain is intact"
cp "$T/g/group.db" "$T/g/copy.db"
sqlite3 "$T/g/group.db" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
# One byte in the file itself: the name in the newest change.
perl -e 'open my $f, "+<:raw", $ARGV[0] or die; local $/; my $d = <$f>;
    my $i = rindex $d, "receive-location\x05Orders in"; my $at = -1;
    while ($d =~ /Orders increate/g) { $at = $-[0] }
    die "not found" if $at < 0; seek $f, $at, 0; print $f "o";' \
    "$T/g/group.db"
run history --verify
is "$status" 1 "and broken after one byte was altered"
has "$err" "altered" "which it says"

# ---- outbound ---------------------------------------------------------------------------------

run init --group Outbound "$T/o"
SEALPORT_CONFIG=$T/o/sealport.conf
run new host Send
run new host-instance host=Send "computer=$here" "account=$me"
run new handler adapter=FILE direction=send host=Send
run cert import --store personal --account "$me" \
    --passphrase-file "$T/pass" "$T/in/own-sign.p12"
is "$status" 0 "our signature certificate"
run cert import "$T/partner-enc.pem"
run cert import --store root "$T/ca.pem"
run cert import --store crl "$T/in/ca.crl"
run set group Outbound "signature_certificate=$(thumb own-sign)"
run new send-port Invoices handler=FILE-send@Send \
    send_pipeline=SMIMETransmit file.destination_folder=/srv/out \
    encoder.enable_encryption=true encoder.signature_type=blob \
    encoder.encryption_algorithm=aes-256-cbc \
    "encryption_certificate=$(thumb partner-enc)"
is "$status" 0 "a send port that signs and encrypts"
run encode --port Invoices "$T/body"
is "$status" 0 "encode"
cp "$T/out" "$T/wire"
openssl cms -decrypt -in "$T/wire" -inkey "$T/partner-enc.key" \
    -recip "$T/partner-enc.pem" -out "$T/inner" 2>"$T/err"
ok $? "openssl decrypts it"
openssl cms -verify -binary -in "$T/inner" -CAfile "$T/ca.pem" \
    -out "$T/entity" 2>"$T/err"
ok $? "and verifies the signature"
perl -MMIME::Base64 -0777 -ne '/\r\n\r\n(.*)/s; print decode_base64($1)' \
    "$T/entity" | cmp -s - "$T/body"
ok $? "the body inside is identical"
finish
