#!/bin/sh
# SPDX-License-Identifier: ISC
#
# encode and decode through the sample group: a message of ours back again
# byte for byte, the openssl command as the other side, outcomes and their
# exit status, trace and JSON on standard error, host instances, clocks, and
# what cannot be tried at all.
. tests/lib/tap.sh
needs openssl
sample g
personal=$T/g/stores/accounts/$(id -un)/personal
name() {
	"$SEALPORT" list --json certificate >"$T/certs"
	json "$T/certs" "(grep { \$_->{common_name} eq '$1' } @\$j)[0]{name}"
}
sign=$(name "Woodgrove EDI Signature")
decrypt=$(name "Woodgrove EDI Decryption")
ca=$(name "Sample EDI CA")
pem() {
	find "$T/g/stores" -name "$1.pem" | head -n 1
}

# A port to ourselves: signed by the group, encrypted for our own host, and a
# party with the group's certificate that receives it.
run cert import --store other-people "$(pem "$decrypt")"
run new send-port Loop adapter=FILE handler=FILE-send@EdiSend \
    send_pipeline=SMIMETransmit file.destination_folder=/tmp/loop \
    encoder.enable_encryption=true encoder.signature_type=blob \
    encryption_certificate="$decrypt"
is "$status" 0 "a port to ourselves"
run new party Ourselves signature_certificate="$sign"
perl -e 'print map { chr } 0 .. 255; print "\r\n\0\0.\r\nthe end of it"' >"$T/body"

run encode --port Loop "$T/body"
is "$status" 0 "encode"
has "$err" "outcome: processed" "says so on standard error"
cp "$T/out" "$T/wire"
hasnt "$out" "the end of it" "standard output has no plain text"
run decode --location "Contoso Orders FILE" "$T/wire"
is "$status" 0 "decode"
cmp -s "$T/out" "$T/body"
ok $? "gives the body back, byte for byte"
has "$err" "party: Ourselves" "and the party"
"$SEALPORT" decode --location "Contoso Orders FILE" <"$T/wire" \
    >"$T/out" 2>/dev/null
cmp -s "$T/out" "$T/body"
ok $? "also from standard input"
"$SEALPORT" decode --location "Contoso Orders FILE" - <"$T/wire" \
    2>/dev/null | cmp -s - "$T/body"
ok $? "named -"
run decode --location "Contoso Orders FILE" "$T/wire"
has "$err" "decode: MIME/SMIME decoder: " "a line for each step"
is "$(tail -n 1 "$T/err")" "party: Ourselves" "and the outcome behind"
run decode --json --location "Contoso Orders FILE" "$T/wire"
is "$(json "$T/err" '$j->{outcome}')" processed "--json"
is "$(json "$T/err" '$j->{party}')" Ourselves "has the party"
is "$(json "$T/err" '$j->{bytes}')" "$(wc -c <"$T/body")" "the size"
is "$(json "$T/err" 'uc $j->{context}{"BTS.SignatureCertificate"} =~
    s/ //gr')" "$sign" "the context"
[ "$(json "$T/err" 'scalar @{$j->{trace}}')" -gt 1 ]
ok $? "and the trace"
cmp -s "$T/out" "$T/body"
ok $? "beside the body"

# ---- the other side ---------------------------------------------------------

openssl cms -decrypt -in "$T/wire" -inkey "$personal/$decrypt.key" \
    -recip "$(pem "$decrypt")" -out "$T/inner" 2>"$T/err"
ok $? "openssl decrypts what encode made"
openssl cms -verify -in "$T/inner" -CAfile "$(pem "$ca")" -purpose any \
    -binary -out "$T/verified" 2>"$T/err"
ok $? "and verifies it"
printf 'Content-Type: text/xml\r\n\r\n<order/>' >"$T/part"
openssl cms -sign -nodetach -binary -in "$T/part" -signer "$(pem "$sign")" \
    -inkey "$personal/$sign.key" -out "$T/signed" 2>/dev/null
openssl cms -encrypt -aes-256-cbc -binary -in "$T/signed" -out "$T/theirs" \
    "$(pem "$decrypt")" 2>/dev/null
run decode --location "Contoso Orders FILE" "$T/theirs"
is "$status:$out" "0:<order/>" "decode takes what openssl made"

# ---- outcomes ---------------------------------------------------------------

run delete party Ourselves
run decode --location "Contoso Orders FILE" "$T/wire"
is "$status" 4 "a sender unknown to a port that drops"
has "$err" "outcome: dropped" "dropped"
is "$out" "" "no body"
printf 'MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nplain' >"$T/plain"
run decode --json --location "Contoso Orders FILE" "$T/plain"
[ "$status" -eq 3 ] || [ "$status" -eq 4 ]
ok $? "a message in clear where encryption is required"
has "$(json "$T/err" '$j->{failure}{code}')" "REQ_ENCRYPTION" "has a code"
is "$(json "$T/err" 'defined $j->{failure}{class} ? 1 : 0')" 1 "a class"
is "$(wc -c <"$T/out")" 0 "and no body"
perl -e 'local $/; $_ = <>; s/(.{600})..../$1AAAA/s; print' "$T/wire" \
    >"$T/broken"
run decode --location "Contoso Orders FILE" "$T/broken"
[ "$status" -eq 3 ] || [ "$status" -eq 4 ]
ok $? "a damaged message"
is "$out" "" "gives nothing out"
run encode --port "Adventure Works Forecast" "$T/body"
is "$status" 3 "a certificate that is not for encryption"
has "$err" "failure: ENC_USAGE (local): " "names failure and class"
is "$(wc -c <"$T/out")" 0 "and sends nothing"
run encode --port Loop --at 2045-01-01 "$T/body"
is "$status" 3 "--at a time when certificates have expired"
has "$err" "EXPIRED" "expired"

# ---- not tried --------------------------------------------------------------

run decode "$T/wire"
fails 2 "--location NAME is missing" "no location"
run decode --location Nowhere "$T/wire"
fails 1 "Nowhere" "no such location"
run encode --port Nowhere "$T/body"
fails 1 "Nowhere" "no such port"
run decode --location "Contoso Orders FILE" "$T/none"
fails 1 "$T/none" "no such file"
run decode --location "Contoso Orders FILE" --computer EDI-NODE3 "$T/wire"
is "$status" 1 "no such instance"
run encode --port Loop --encryption-certificate 12 "$T/body"
fails 2 "--encryption-certificate: 40 hexadecimal" "a thumbprint that is none"
run encode --port Loop --at noon "$T/body"
fails 2 "--at: time" "a time that is none"
run set receive-location "Contoso Orders FILE" maximum_message_size=100
run decode --location "Contoso Orders FILE" "$T/wire"
has "$err" "failure: SMIME_LIMIT" "a message beyond the location's size"
is "$status" 4 "is dropped by its port"
# A message over the location's limit is an outcome like any other, however
# large it is.
run set receive-location "Contoso Orders FILE" maximum_message_size=10000
head -c 3000000 /dev/zero | tr '\0' x >"$T/big"
run decode --json --location "Contoso Orders FILE" "$T/big"
is "$status" 4 "a message that is too large is dropped"
is "$(json "$T/err" '$j->{failure}{code}')" SMIME_LIMIT "with its code"
# ---- what is switched off is tested all the same ----------------------------

run disable receive-location "Contoso Orders FILE"
run decode --json --location "Contoso Orders FILE" "$T/body"
is "$(json "$T/err" '$j->{remark}')" "the receive location is disabled" \
    "a disabled location says so"
run encode --port "Northwind Shipments" "$T/body"
has "$err" "warning: the send port is not started" "a stopped port says so"
run encode --json --port "Archive" "$T/body"
is "$(json "$T/err" '$j->{remark} // "null"')" null "a started one does not"
finish
