#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Files from strangers: names with escape sequences, files that are too large,
# text, nothing at all, damaged or cut certificates, private keys alone.  Each
# is one line on standard error, nothing raw reaches the terminal, nothing is
# stored.
. tests/lib/tap.sh
needs openssl
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

escape=$(printf '\033')
# C1 "control sequence introducer", right-to-left override, bell
subject=$(printf 'CN=Evil\033[2J\033]0;x\a\302\233\342\200\256gpj')
cat >"$T/req.conf" <<EOF
[req]
prompt = no
distinguished_name = dn
string_mask = utf8only
utf8 = yes
[dn]
$subject
EOF
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key" -utf8 \
    -config "$T/req.conf" -days 10 -out "$T/evil.pem" 2>/dev/null
thumb=$(openssl x509 -in "$T/evil.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')

# Bytes that steer a terminal, in what the last run said.
raw() {
	cat "$T/out" "$T/err" | perl -0777 -ne '
		utf8::decode($_);
		print /[\x00-\x08\x0b-\x1f\x7f-\x9f\x{202a}-\x{202e}]/ ?
		    "raw" : "clean"'
}

run cert import --store other-people "$T/evil.pem"
is "$status $(raw)" "0 clean" "import of a name with escape sequences"
has "$out" "Evil" "shows the rest of it"
for line in "cert list" "cert list --json" "cert show $thumb" \
    "cert show --json $thumb" "list certificate" "list --json certificate" \
    "show certificate $thumb" "show --json certificate $thumb" history \
    "history --json" audit "audit --json" ""; do
	run $line
	is "$(raw)" clean "clean: ${line:-overview}"
done
run show host "$(printf 'a\033[31mb')"
is "$status $(raw)" "1 clean" "a name on the command line"
run "$(printf 'li\033st')"
is "$status $(raw)" "2 clean" "a verb"

# refused FILE PART WHAT
refused() {
	before=$(find "$T/g/stores" -type f | wc -l)
	run cert import "$1"
	fails 1 "$2" "$3"
	[ "$before" = "$(find "$T/g/stores" -type f | wc -l)" ] ||
	    ok 1 "$3: nothing is stored"
}

head -c 10000000 /dev/zero >"$T/zeros"
refused "$T/zeros" "$T/zeros" "10 MB of zeros"
{ cat "$T/evil.pem"; head -c 10000000 /dev/urandom; } >"$T/large"
refused "$T/large" "$T/large" "10 MB behind a certificate"
refused /dev/zero "/dev/zero" "a file without an end"
echo "Dear partner, please find attached our certificate." >"$T/text"
refused "$T/text" "$T/text" "a text file"
: >"$T/empty"
refused "$T/empty" "$T/empty" "an empty file"
refused "$T" "$T" "a folder"
refused "$T/none" "$T/none" "no file"
openssl genpkey -algorithm RSA -out "$T/lone" 2>/dev/null
refused "$T/lone" "$T/lone" "a private key alone"
hasnt "$err$out" "$(sed -n 2p "$T/lone")" "which is not repeated"
openssl x509 -in "$T/evil.pem" -outform DER -out "$T/evil.der"
head -c 300 "$T/evil.der" >"$T/cut"
refused "$T/cut" "$T/cut" "a certificate cut short"
sed 's/[A-Za-z]/!/3' "$T/evil.pem" | sed '2s/M/?/' >"$T/damaged"
refused "$T/damaged" "$T/damaged" "a damaged PEM"
openssl req -new -key "$T/key" -subj /CN=x -out "$T/csr" 2>/dev/null
refused "$T/csr" "a certificate request" \
    "a certificate request is called by its name"
openssl pkcs12 -export -in "$T/evil.pem" -inkey "$T/key" -passout pass:x \
    -out "$T/p12" 2>/dev/null
head -c 900 "$T/p12" >"$T/cut.p12"
refused "$T/cut.p12" "$T/cut.p12" "a PKCS#12 cut short"
refused "$T/p12" "passphrase" "a PKCS#12 without its passphrase"
hasnt "$out$err" "$escape" "clean"
finish
