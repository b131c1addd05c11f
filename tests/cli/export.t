#!/bin/sh
# SPDX-License-Identifier: ISC
#
# What cert export writes is read by openssl, by certtool of GnuTLS and by the
# tools of NSS: PEM, DER, PKCS#7 with the chain, PKCS#12 with key and chain;
# RSA and EC keys, passphrases beyond ASCII.
. tests/lib/tap.sh
needs openssl certtool certutil pk12util
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

# ---- material ---------------------------------------------------------------

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/ca.key" \
    -subj "/CN=Export CA" -days 1000 -out "$T/ca.pem" \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
"$SEALPORT" cert import "$T/ca.pem" >/dev/null

# own NAME KEYUSAGE OPTION ...: certificate and key in the Personal store
own() {
	name=$1
	printf '%s\n' "keyUsage=$2" extendedKeyUsage=emailProtection >"$T/ext"
	shift 2
	openssl genpkey "$@" -out "$T/$name.key" 2>/dev/null
	openssl req -new -key "$T/$name.key" -subj "/O=Export/CN=Our $name" \
	    -out "$T/csr" 2>/dev/null
	openssl x509 -req -in "$T/csr" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
	    -days 100 -extfile "$T/ext" -out "$T/$name.pem" 2>/dev/null
	cat "$T/$name.pem" "$T/$name.key" >"$T/both.pem"
	"$SEALPORT" cert import --store personal "$T/both.pem" >/dev/null
}

# As each tool prints it, without what differs between them.
sha256() {
	sed 's/.*[=]//;s/[: ]//g' | tr A-F a-f
}
same() {
	is "$1" "$(openssl x509 -in "$T/$name.pem" -noout -fingerprint \
	    -sha256 | sha256)" "$2"
}

nss() {
	rm -rf "$T/nss"
	mkdir "$T/nss"
	certutil -N -d "$T/nss" --empty-password
}

# in_nss NICKNAME: the fingerprint it has there
in_nss() {
	certutil -L -n "$1" -d "$T/nss" -r 2>/dev/null |
	    openssl x509 -inform DER -noout -fingerprint -sha256 | sha256
}

# PASS: the passphrase; what: RSA, EC
forms() {
	thumb=$(openssl x509 -in "$T/$name.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g')
	printf '%s\n' "$PASS" >"$T/pass"

	rm -f "$T"/out.*
	run cert export "$thumb" -o "$T/out.pem"
	is "$status" 0 "$name: PEM"
	same "$(openssl x509 -in "$T/out.pem" -noout -fingerprint -sha256 |
	    sha256)" "openssl reads it"
	same "$(certtool --fingerprint --hash sha256 \
	    --infile "$T/out.pem" | sha256)" "certtool reads it"
	nss
	certutil -A -n x -t ,, -d "$T/nss" -a -i "$T/out.pem"
	same "$(in_nss x)" "NSS reads it"

	run cert export "$thumb" --form der -o "$T/out.der"
	same "$(openssl x509 -inform DER -in "$T/out.der" -noout \
	    -fingerprint -sha256 | sha256)" "$name: DER, openssl"
	same "$(certtool --fingerprint --hash sha256 --inder \
	    --infile "$T/out.der" | sha256)" "certtool"
	nss
	certutil -A -n x -t ,, -d "$T/nss" -i "$T/out.der"
	same "$(in_nss x)" "NSS"

	run cert export "$thumb" --form pkcs7 --chain -o "$T/out.p7b"
	is "$(openssl pkcs7 -inform DER -in "$T/out.p7b" -print_certs -noout |
	    grep -c ^subject)" 2 "$name: PKCS#7 with its chain, openssl"
	is "$(certtool --p7-info --inder --infile "$T/out.p7b" |
	    grep -c 'BEGIN CERT')" 2 "certtool"

	run cert export "$thumb" --form pkcs12 --key --chain \
	    -o "$T/out.p12" --passphrase-file "$T/pass"
	is "$status $(stat -c %a "$T/out.p12")" "0 600" "$name: PKCS#12"
	openssl pkcs12 -in "$T/out.p12" -passin "file:$T/pass" -nodes \
	    -out "$T/back" 2>/dev/null
	same "$(openssl x509 -in "$T/back" -noout -fingerprint -sha256 |
	    sha256)" "openssl: the certificate"
	is "$(openssl pkey -in "$T/back" -pubout 2>/dev/null)" \
	    "$(openssl x509 -in "$T/$name.pem" -noout -pubkey)" "its key"
	is "$(grep -c 'BEGIN CERT' "$T/back")" 2 "its chain"
	certtool --p12-info --inder --infile "$T/out.p12" \
	    --password "$PASS" >"$T/info" 2>"$T/why"
	is "$(grep -c 'BEGIN CERT' "$T/info") $(grep -c 'PRIVATE KEY-' \
	    "$T/info")" "2 2" "certtool: certificates and key"
	nss
	pk12util -i "$T/out.p12" -d "$T/nss" -w "$T/pass" >"$T/info" 2>&1
	is "$(certutil -K -d "$T/nss" 2>/dev/null | grep -c '^<')" 1 \
	    "NSS: the key"
	nick=$(certutil -K -d "$T/nss" |
	    sed -n 's/^<[^>]*> *[a-z]* *[0-9a-f]* *//p')
	same "$(in_nss "$nick")" "with its certificate"
	is "$(certutil -L -d "$T/nss" | grep -c 'Export CA')" 1 "its chain"

	run history --json --limit 1
	has "$(json "$T/out" '$j->[0]{reason}')" \
	    "exported the private key of Our $name" "the history tells of it"
	printf 'wrong\n' >"$T/wrong"
	openssl pkcs12 -in "$T/out.p12" -passin "file:$T/wrong" -nodes \
	    >"$T/info" 2>&1
	is "$?" 1 "not with another passphrase"

	run cert export "$thumb" --key -o "$T/out.key" \
	    --passphrase-file "$T/pass"
	is "$(openssl pkey -in "$T/out.key" -passin "file:$T/pass" -pubout \
	    2>/dev/null)" "$(openssl x509 -in "$T/$name.pem" -noout \
	    -pubkey)" "$name: PEM with its key, openssl"
	is "$(grep -c 'ENCRYPTED PRIVATE' "$T/out.key")" 2 "encrypted"
}

own RSA digitalSignature,keyEncipherment -algorithm RSA \
    -pkeyopt rsa_keygen_bits:2048
PASS="open sesame"
forms
own EC digitalSignature,keyAgreement -algorithm EC \
    -pkeyopt ec_paramgen_curve:P-256
PASS="Größe 3 €"
forms
finish
