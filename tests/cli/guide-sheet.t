#!/bin/sh
# SPDX-License-Identifier: ISC
#
# guide sheet: what a partner is handed over is what is configured, holds our
# certificate whole and the partner's by fingerprint, and nothing secret.
. tests/lib/tap.sh
needs openssl
sample g

# fingerprint FILE sha1|sha256
fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint "-$2" | sed 's/.*=//'
}

run guide sheet receive-location "Contoso Orders FILE" "Contoso Ltd"
is "$status" 0 "of a receive location"
cp "$T/out" "$T/sheet"
sed -n '/^-----BEGIN/,/^-----END/p' "$T/sheet" >"$T/pem"
is "$(grep -c BEGIN "$T/pem")" 1 "one certificate to install"
own=$("$SEALPORT" get host EdiReceive decryption_certificate)
is "$(fingerprint "$T/pem" sha1 | tr -d :)" "$own" "ours"
has "$out" "SHA-1                $(fingerprint "$T/pem" sha1)" "its SHA-1"
long=$(fingerprint "$T/pem" sha256)
has "$out" "SHA-256              $(echo "$long" | cut -c1-47)" "its SHA-256"
has "$out" "                       $(echo "$long" | cut -c49-95)" "all of it"
has "$out" "Send to              /srv/edi/contoso/in/*.p7m" "the address"
has "$out" "Signature            required" "what is expected"
has "$out" "Encryption           required" "both"
has "$out" "id-aes256-GCM" "algorithms"
hasnt "$out" "RC2" "no invitation to old ones"
has "$out" "Yours, as we have it" "the partner's, to be compared"
has "$out" "Send one unsigned: it must not get through" "how to test"
has "$out" "30 days before" "the notice that was agreed on"
has "$out" "security@contoso.example" "who is told of a revocation"
hasnt "$out" "PRIVATE" "no key"
run guide sheet receive-location "Contoso Orders FILE"
hasnt "$out" "Yours, as we have it" "nothing of a partner unasked"

run guide sheet send-port "Contoso Confirmations" "Contoso Ltd"
is "$status" 0 "of a send port"
sed -n '/^-----BEGIN/,/^-----END/p' "$T/out" >"$T/pem"
is "$(fingerprint "$T/pem" sha1 | tr -d :)" \
    "$("$SEALPORT" get group signature_certificate)" "our signature certificate"
has "$out" "Encryption           AES" "the algorithm"
theirs=$("$SEALPORT" get send-port "Contoso Confirmations" \
    encryption_certificate | sed 's/../&:/g;s/:$//')
has "$out" "$theirs" "what is encrypted for"
has "$out" "telephone, e-mail: ____" "a blank for whom of ours to tell"
run guide sheet --contact "EDI desk, +49 30 1234" send-port Archive
has "$out" "    EDI desk, +49 30 1234" "or who it is"
hasnt "$out" "____" "and no blank then"
run guide sheet --contact "$(printf 'a\nb')" send-port Archive
fails 1 "contact: one line of text" "in one line"
run guide sheet send-port Archive
has "$out" "neither signed nor encrypted" "of one that protects nothing"
hasnt "$out" "BEGIN" "without a certificate"

run guide sheet --json send-port Archive
is "$(json "$T/out" '"$j->{kind} $j->{name} " . ($j->{text} =~ /Archive|xml/)')" \
    "send-port Archive 1" "as JSON"
"$SEALPORT" set party "Contoso Ltd" "key_exchange_plan=$(printf 'a\033[2Jb')" \
    >/dev/null 2>&1
run guide sheet send-port Archive "Contoso Ltd"
hasnt "$out" "$(printf '\033')" "nothing steers the terminal"
run guide sheet host EdiReceive
fails 1 "a receive-location or a send-port has one" "of nothing else"
run guide sheet send-port Nowhere
fails 1 "no such send-port" "a port there is not"
run guide sheet send-port Archive Nobody
fails 1 "no such party" "a party there is not"
finish
