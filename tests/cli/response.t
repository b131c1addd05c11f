#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Responses: encode --location writes that of a request-response location,
# decode --port reads that of a solicit-response port.  The openssl command
# is the partner.
. tests/lib/tap.sh
needs openssl
sample g
name() {
	"$SEALPORT" list --json certificate >"$T/certs"
	json "$T/certs" "(grep { \$_->{common_name} eq '$1' } @\$j)[0]{name}"
}
pem() {
	find "$T/g/stores" -name "$1.$2" | head -n 1
}
sign=$(name "Woodgrove EDI Signature")
decrypt=$(name "Woodgrove EDI Decryption")
ca=$(name "Sample EDI CA")
run cert import --store other-people "$(pem "$decrypt" pem)"
run new host Web type=isolated trusted=true
here=$("$SEALPORT" list --names host-instance |
    sed -n '/EDI-NODE2/!s/^EdiReceive@//p')
run new host-instance host=Web computer="$here" account="$(id -un)"
is "$status" 0 "a host for it"
run new handler adapter=HTTP direction=receive host=Web
run new handler adapter=HTTP direction=send host=EdiSend
run new receive-port Asked two_way=true
run new receive-location AskedHere receive_port=Asked adapter=HTTP \
    handler=HTTP-receive@Web receive_pipeline=SMIMEReceive \
    send_pipeline=SMIMETransmit http.virtual_path=/in \
    encryption_certificate="$decrypt" encoder.enable_encryption=true \
    encoder.signature_type=blob
is "$status" 0 "a location that responds"
printf 'an answer\r\n\0 of ours' >"$T/body"

# ---- the response of a location --------------------------------------------
run encode --location AskedHere "$T/body"
is "$status" 0 "encode --location"
has "$err" "receive location AskedHere, response: processed" "says so"
hasnt "$out" "of ours" "it is encrypted"
cp "$T/out" "$T/wire"
openssl cms -decrypt -binary -in "$T/wire" -out "$T/inner" \
    -recip "$(pem "$decrypt" pem)" -inkey "$(pem "$decrypt" key)" &&
    openssl cms -verify -binary -in "$T/inner" -out "$T/entity" \
    -CAfile "$(pem "$ca" pem)" -purpose any 2>/dev/null
ok $? "the partner decrypts and verifies it"
run set receive-location AskedHere encryption_certificate=
run encode --location AskedHere "$T/body"
is "$status" 3 "without a certificate it is suspended"
has "$err" "ENC_CERT_NOT_CONFIGURED" "and never in clear"
is "$(wc -c <"$T/out")" 0 "nothing is written"
has "$err" "receive-location AskedHere, encryption_certificate" \
    "what would mend it"
run encode --location AskedHere --encryption-certificate "$decrypt" "$T/body"
is "$status" 0 "the message's own certificate comes first"
run encode --location "Contoso Orders FILE" "$T/body"
fails 1 "is one-way and sends no response" "a one-way location"
run encode --location AskedHere --port Archive "$T/body"
fails 2 "either --port or --location" "both"

# ---- the response to a port ------------------------------------------------
run new send-port Ask two_way=true adapter=HTTP handler=HTTP-send@EdiSend \
    http.url=https://a.example/ send_pipeline=PassThruTransmit \
    receive_pipeline=SMIMEReceive
is "$status" 0 "a port that asks"
run decode --port Ask "$T/wire"
is "$status" 3 "the host that sends has no decryption certificate"
has "$err" "DEC_NO_HOST_CERT" "it says so"
has "$err" "host EdiSend, decryption_certificate" "and what would mend it"
run set host EdiSend decryption_certificate="$decrypt"
run new party Ourselves signature_certificate="$sign"
run decode --port Ask "$T/wire"
is "$status" 0 "decode --port"
cmp -s "$T/out" "$T/body"
ok $? "gives the body back, byte for byte"
has "$err" "send port Ask, response: processed" "says so"
has "$err" "party: Ourselves" "and who signed it"
run decode --json --port Ask "$T/wire"
is "$(json "$T/err" '$j->{context}{SendPortName}')" Ask "context: the port"
is "$(json "$T/err" '$j->{context}{ReceivePortName}')" undef \
    "and no receive port"
tr 'A-Y' 'B-Z' <"$T/wire" >"$T/broken"
run decode --port Ask "$T/broken"
is "$status" 3 "a broken one is suspended"
is "$(wc -c <"$T/out")" 0 "nothing of it is given out"
run decode --port Archive "$T/wire"
fails 1 "is one-way and gets no response" "a one-way port"
finish
