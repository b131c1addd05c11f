#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Authorities that may issue for some purposes only: an intermediate whose
# extended key usage leaves secure mail out makes what it issues unfit for
# messages, whatever that says of itself.
. tests/lib/tap.sh
needs openssl
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

# issue NAME AUTHORITY EXTENSION ...; $made: its thumbprint
issue() {
	name=$1 by=$2
	shift 2
	printf '%s\n' "$@" >"$T/ext"
	openssl req -newkey rsa:2048 -nodes -keyout "$T/$name.key" \
	    -subj "/CN=$name" -out "$T/csr" 2>/dev/null
	openssl x509 -req -in "$T/csr" -CA "$T/$by.pem" \
	    -CAkey "$T/$by.key" -days 100 -extfile "$T/ext" \
	    -out "$T/$name.pem" 2>/dev/null
	"$SEALPORT" cert import "$T/$name.pem" >"$T/$name.plan" 2>&1
	made=$(openssl x509 -in "$T/$name.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g')
}
ca="basicConstraints=critical,CA:true"
ku="keyUsage=keyCertSign,cRLSign"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/root.key" \
    -subj "/CN=Root" -days 1000 -out "$T/root.pem" -addext "$ku" \
    -addext extendedKeyUsage=clientAuth 2>/dev/null
"$SEALPORT" cert import "$T/root.pem" >/dev/null

# good WHAT / bad REASON WHAT: as cert show says of encryption
good() {
	run cert show "$made"
	has "$out" "U1 Encryption (sending)               yes" "$1"
}
bad() {
	run cert show "$made"
	has "$(echo "$out" | grep -A2 "^  U1" | tr -s ' \n' ' ')" "$1" "$2"
}
eku="extendedKeyUsage=emailProtection"
key="keyUsage=digitalSignature,keyEncipherment"

issue any root $ca $ku
issue leaf1 any $eku $key
good "an authority without limits, below a root that is trusted as it is"
issue mail root $ca $ku extendedKeyUsage=emailProtection,clientAuth
issue leaf2 mail $key
good "one that may issue for mail"
issue web root $ca $ku extendedKeyUsage=serverAuth,clientAuth
issue leaf3 web $eku $key
bad "its authority web may issue for" "one that may issue for web servers"
has "$(tr -s ' \n' ' ' <"$T/leaf3.plan")" "its authority web may issue" \
    "is told when it is imported"
run cert show "$made"
has "$out" "no private key in the Personal store here" \
    "without its key it decrypts nothing"
cat "$T/leaf3.pem" "$T/leaf3.key" >"$T/own.pem"
run cert import "$T/own.pem"
run cert show "$made"
has "$out" "U2 Decryption (receiving)             yes" \
    "what is encrypted to us is decrypted all the same"
has "$out" "U6 HTTPS client (sending)" "TLS is another matter"
leaf3=$made
issue below mail $ca $ku "extendedKeyUsage=clientAuth"
issue leaf4 below $eku $key
bad "its authority below may issue for" "what two authorities leave together"
issue anything root $ca $ku extendedKeyUsage=anyExtendedKeyUsage
issue leaf5 anything $eku $key
good "any purpose is no limit"

# The engine: encryption to it is refused, revocation asked for or not.
run new host H
run new host-instance host=H "computer=$("$SEALPORT" list computer --names |
    head -n 1)" "account=$(id -un)"
run new handler adapter=FILE direction=send host=H
run new pipeline Enc direction=send 'components=encode|encoder;' \
    encoder.enable_encryption=true encoder.check_revocation=false
run new send-port Out adapter=FILE handler=FILE-send@H send_pipeline=Enc \
    file.destination_folder=/tmp "encryption_certificate=$leaf3"
echo hello >"$T/body"
run encode --port Out "$T/body"
is "$status" 3 "a message is suspended"
has "$err" ENC_USAGE "for its usage"
has "$err" "its authority web may issue for" "with the reason"
run set group "extra_eku=1.3.6.1.5.5.7.3.1"
run encode --port Out "$T/body"
is "$status" 0 "unless the group accepts such certificates"
run set group extra_eku=

# Replacing and assigning say the same.
run cert replace "$leaf3" "$(openssl x509 -in "$T/leaf4.pem" -noout \
    -fingerprint -sha1 | sed 's/.*=//;s/://g')"
is "$status" 1 "cert replace refuses one"
has "$out" "its authority below may issue for" "with the reason"
run cert import "$T/leaf4.pem" --use encrypt --assign "send-port Out"
fails 1 "its authority below may issue for" "so does cert import --use"
finish
