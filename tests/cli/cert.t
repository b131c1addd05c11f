#!/bin/sh
# SPDX-License-Identifier: ISC
#
# cert import, list, show and remove with files that the openssl command made:
# every form, the store each certificate goes to, passphrases, thumbprints in
# every spelling, where used, and roots that come uninvited.
. tests/lib/tap.sh
needs openssl
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
stores=$T/g/stores
me=$(id -un)

# ---- material ---------------------------------------------------------------

key() {
	openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
	    -out "$T/$1.key" 2>/dev/null
}

# issue NAME SUBJECT EXTENSION ...: NAME.pem by the test's CA
issue() {
	name=$1 subject=$2
	shift 2
	printf '%s\n' "$@" >"$T/ext"
	openssl req -new -key "$T/$name.key" -subj "$subject" -utf8 \
	    -out "$T/csr" 2>/dev/null
	openssl x509 -req -in "$T/csr" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
	    -days 100 -extfile "$T/ext" -out "$T/$name.pem" 2>/dev/null
}

thumb() {
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g'
}

key ca
openssl req -x509 -new -key "$T/ca.key" -subj "/CN=Test CA" -days 1000 \
    -out "$T/ca.pem" -addext keyUsage=critical,keyCertSign,cRLSign \
    2>/dev/null
key own
issue own "/O=Woodgrove/CN=Our Own" keyUsage=digitalSignature,keyEncipherment \
    extendedKeyUsage=emailProtection
key partner
issue partner "/O=Contoso/CN=Contoso Köln" keyUsage=keyEncipherment
key sub
issue sub "/CN=Sub CA" basicConstraints=critical,CA:true
openssl x509 -in "$T/partner.pem" -outform DER -out "$T/partner.cer"
echo "open sesame" >"$T/pass"
openssl pkcs12 -export -in "$T/own.pem" -inkey "$T/own.key" \
    -certfile "$T/ca.pem" -passout "file:$T/pass" -out "$T/own.p12"
openssl crl2pkcs7 -nocrl -certfile "$T/sub.pem" -certfile "$T/ca.pem" \
    -out "$T/chain.p7b"
: >"$T/index"
cat >"$T/ca.conf" <<EOF
[ca]
default_ca = it
[it]
database = $T/index
crlnumber = $T/crlnumber
default_md = sha256
default_crl_days = 30
EOF
echo 01 >"$T/crlnumber"
openssl ca -config "$T/ca.conf" -gencrl -cert "$T/ca.pem" \
    -keyfile "$T/ca.key" -out "$T/ca.crl" 2>/dev/null
own=$(thumb own) partner=$(thumb partner) ca=$(thumb ca) sub=$(thumb sub)

# ---- import -----------------------------------------------------------------

run cert import "$T/partner.cer"
is "$status" 0 "a partner's certificate (DER)"
has "$out" "Contoso Köln" "shows what it found"
has "$out" "other-people: imported $partner" "and where it goes"
[ -f "$stores/computer/other-people/$partner.pem" ]
ok $? "to Other People"
run show certificate "$partner" common_name
is "$out" "common_name='Contoso Köln'" "and to the group"
run cert import "$T/partner.pem"
is "$status" 0 "a second time (PEM)"
has "$out" "already there $partner" "is no failure"

cat "$T/partner.pem" "$T/own.key" >"$T/mismatch.pem"
run cert import --dry-run "$T/mismatch.pem"
has "$out" "1 private key belongs to none of the certificates, not imported" \
    "a key that is another's"
run cert import --store personal --use decrypt "$T/mismatch.pem"
fails 1 "decrypt: its private key is needed, and did not come with it" \
    "makes it no own certificate"

run cert import "$T/own.p12"
fails 1 "passphrase" "PKCS#12 needs its passphrase"
echo "open simsim" >"$T/wrong"
run cert import --passphrase-file "$T/wrong" "$T/own.p12"
fails 1 "passphrase" "the right one"
hasnt "$err" "simsim" "which no error repeats"
run cert import --passphrase-file "$T/none" "$T/own.p12"
fails 1 "passphrase: $T/none" "from a file that is there"
[ ! -e "$stores/accounts/$me/personal/$own.pem" ]
ok $? "nothing was imported"
run cert import --passphrase-file "$T/pass" "$T/own.p12"
is "$status" 0 "PKCS#12"
has "$out" "personal ($me): imported $own" "goes to the Personal store"
has "$out" "root: not imported $ca" "a root beside it is not trusted"
is "$(stat -c %a "$stores/accounts/$me/personal/$own.key")" 600 \
    "the key is for its account only"
[ ! -e "$stores/computer/root/$ca.pem" ]
ok $? "really"
grep -q "PRIVATE KEY" "$T/g/group.db"
is $? 1 "no key comes into the database"

run cert import "$T/ca.pem"
has "$out" "root: imported $ca" "a root alone is trusted"
run cert import -
is "$status" 1 "an empty standard input"
"$SEALPORT" cert import - <"$T/chain.p7b" >"$T/out" 2>"$T/err"
is "$?" 0 "PKCS#7 from standard input"
has "$(cat "$T/out")" "ca: imported $sub" "an intermediate goes to CA"
run cert import "$T/ca.crl"
is "$status" 0 "a revocation list"
has "$out" "crl: imported" "goes to the crl store"
run cert import --store crl "$T/ca.pem"
fails 1 "no revocation list" "a file without what was asked for"
run cert import --store root "$T/ca.crl"
fails 1 "no certificate" "and the other way round"
run cert import --store rot "$T/ca.pem"
fails 2 "the nearest is root" "an unknown store names the nearest"
run cert import --store root --account edi "$T/ca.pem"
fails 2 "only with the personal store" "a store without account"
run cert import --store personal --account ../../etc "$T/partner.pem"
is "$status" 1 "an account that is a path"
run cert import --store personal --account no-such-account "$T/partner.pem"
fails 1 "no such account on this computer" "an account that nobody has"
run cert import --json --store personal --account "$me" "$T/partner.pem"
is "$status" 0 "--store personal --account"
is "$(json "$T/out" '"$j->{items}[0]{store} $j->{items}[0]{result}"')" \
    "personal imported" "tells what was done as JSON"
[ -f "$stores/accounts/$me/personal/$partner.pem" ]
ok $? "goes to that account's store"
run cert remove --json --store personal --account "$me" "$partner"
is "$(json "$T/out" '$j->{removed}')" "$partner" "remove as JSON"
cat "$T/own.pem" "$T/own.key" >"$T/both.pem"
run cert import --store other-people "$T/both.pem"
has "$out" "the private key was left out" "a key outside Personal"
is "$(find "$stores/computer" -name '*.key')" "" "is not stored"
run cert remove --store other-people "$own"

# ---- plan, use, renewal -------------------------------------------------------

group=$("$SEALPORT" list group --names)
key plan
issue plan "/O=Woodgrove/CN=Planned" keyUsage=digitalSignature,keyEncipherment
plan=$(thumb plan)
cat "$T/plan.pem" "$T/plan.key" >"$T/plan.both"
run set group "$group" signature_certificate="$own"
run cert import --dry-run "$T/plan.both"
is "$status" 0 "--dry-run"
for what in "CN=Planned" "Test CA" " days left" "RSA, 2048 bits" \
    "digital signature, key encipherment" "any (no restriction)" \
    "Planned < Test CA (trusted root)" "private key comes with it"; do
	has "$out" "$what" "shows $what"
done
[ ! -e "$stores/accounts/$me/personal/$plan.pem" ]
ok $? "and writes nothing"
run cert import --dry-run --json "$T/plan.both"
is "$(json "$T/out" '"$j->{dry_run} $j->{items}[0]{result}
    $j->{items}[0]{key_bits}"' | tr -s ' \n' '  ')" "1 planned 2048" \
    "the same as JSON"
run new host First
run new host Second
run cert import --use decrpt "$T/plan.both"
fails 2 "the nearest is decrypt" "a use that is none"
run cert import --assign "host First" "$T/plan.both"
fails 2 "only with --use" "an object without a use"
run cert import --use decrypt "$T/plan.both"
fails 2 '"host First", "host Second"' "which host must be said"
run cert import --use decrypt --assign "host Third" "$T/plan.both"
fails 1 "no such object to decrypt" "a host that is not there"
run cert import --use decrypt --assign "host First" "$T/plan.pem"
fails 1 "its private key is needed" "a certificate without its key"
[ ! -e "$stores/computer/other-people/$plan.pem" ]
ok $? "is not half imported"
run cert import --use decrypt --assign "host First" "$T/plan.both"
is "$status" 0 "import and assign"
has "$out" "assigned: 1" "at once"
run show host First decryption_certificate
has "$out" "$plan" "the host has it"
run undo
run show host First decryption_certificate
hasnt "$out" "$plan" "undo takes it back"
[ -f "$stores/accounts/$me/personal/$plan.key" ]
ok $? "and leaves the file"
run cert import --use sign "$T/plan.both"
fails 1 "somebody else" "another identity is refused"
has "$err" "--confirm-identity" "unless it is confirmed"
key own2
issue own2 "/O=Woodgrove/CN=Our Own" keyUsage=digitalSignature,keyEncipherment
cat "$T/own2.pem" "$T/own2.key" >"$T/own2.both"
run cert import --dry-run "$T/own2.both"
has "$out" "renews Our Own [$own]" "a renewed certificate is named"
run cert import --replace "$T/plan.both"
fails 1 "nothing in it renews" "--replace of something else"
run cert import --replace "$T/own2.both"
is "$status" 0 "--replace"
run show group "$group" signature_certificate
has "$out" "$(thumb own2)" "assigns the new one in place of the old one"
cat "$T/own2.both" "$T/plan.both" >"$T/several"
run cert import --use decrypt --assign "host First" "$T/several"
fails 2 "name one with --only" "several that would do"
run cert import --only "$plan" --use decrypt --assign "host First" \
    "$T/several"
is "$status" 0 "--only names one"
run cert import --only "$sub" "$T/several"
fails 1 "no such certificate" "that must be in it"
key lone
run cert import "$T/lone.key"
fails 1 "holds no certificate, only 1 private key" "a key alone"
openssl x509 -req -sha1 -in "$T/csr" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
    -days 100 -out "$T/sha1.pem" 2>/dev/null
run cert import --dry-run "$T/sha1.pem"
has "$out" "weak: signed with SHA1" "a weak signature is named"
echo "<html><body>404" >"$T/page.cer"
run cert import "$T/page.cer"
fails 1 "a web page (HTML)" "what was found instead"
openssl pkcs8 -topk8 -in "$T/lone.key" -outform DER -passout "file:$T/pass" \
    -out "$T/locked.key"
run cert import "$T/locked.key"
fails 1 "passphrase" "an encrypted key in DER asks for its passphrase"
run cert import --passphrase-file "$T/pass" "$T/locked.key"
fails 1 "only 1 private key" "and is read with it"
openssl req -new -key "$T/plan.key" -subj /CN=x -outform DER -out "$T/r.der"
run cert import "$T/r.der"
fails 1 "a certificate request" "in DER too"

# ---- list -------------------------------------------------------------------

run cert list
is "$status" 0 "cert list"
has "$out" "other-people" "has all stores"
has "$out" "personal ($me)" "the account's own one too"
is "$(grep "$own" "$T/out" | grep -c '  key  ')" 1 "tells that a key works"
run cert list --store root
is "$(wc -l <"$T/out")" 1 "of one store"
run cert list --json
is "$(json "$T/out" "(grep { (\$_->{thumbprint} // '') eq '$own' } @\$j)[0]
    {key_works} ? 1 : 0")" 1 "as JSON"
run cert list --store crl
has "$out" "CN=Test CA" "of revocation lists"
crl=$(awk '{ print $2 }' "$T/out")
run cert list --store personal --account no-such-account
is "$status" 1 "of a store that is not there"
bad=$stores/computer/root/0000000000000000000000000000000000000000.pem
echo garbage >"$bad"
run cert list --store root
has "$out" "unreadable" "a damaged file is listed as such"
rm "$bad"

# ---- typing the passphrase -------------------------------------------------

# On a terminal of its own.  The question must be there before the answer is
# typed: what was typed before it is thrown away.
typed() {
	rm -f "$T/keys" "$T/screen"
	mkfifo "$T/keys"
	script -qefc "'$SEALPORT' cert import --store personal --account '$me' \
	    '$T/own.p12'; echo status=\$?; stty -a" "$T/screen" \
	    <"$T/keys" >/dev/null 2>&1 &
	exec 8>"$T/keys"
	tries=0
	until grep -q "Passphrase:" "$T/screen" 2>/dev/null ||
	    [ $tries -gt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	printf '%s' "$1" >&8
	wait $!
	exec 8>&-
	screen=$(tr -d '\r' <"$T/screen")
}
if command -v script >/dev/null; then
	enter=$(printf '\n.')
	typed "open sesame${enter%.}"
	has "$screen" "status=0" "a passphrase that is typed"
	hasnt "$screen" "sesame" "is not seen"
	hasnt "$screen" "-echo " "and the terminal echoes again"
	typed "$(printf '\003')"
	hasnt "$screen" "status=0" "interrupted"
	hasnt "$screen" "-echo " "the terminal echoes again too"
	pasted="cert import --dry-run -"
	rm -f "$T/keys"
	mkfifo "$T/keys"
	: >"$T/screen"
	script -qefc "'$SEALPORT' $pasted; echo status=\$?" "$T/screen" \
	    <"$T/keys" >/dev/null 2>&1 &
	exec 8>"$T/keys"
	tries=0
	until grep -q "Paste the PEM" "$T/screen" || [ $tries -gt 200 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	{
		echo "Dear partner,"
		cat "$T/partner.pem" "$T/sub.pem"
	} >&8
	wait $!
	exec 8>&-
	screen=$(tr -d '\r' <"$T/screen")
	has "$screen" "status=0" "text pasted into the terminal"
	has "$screen" "PEM, 2 certificates" "is read to its last END line"
	hasnt "$screen" "BEGIN CERTIFICATE" "and is not shown"
else
	skip "no script(1)"
fi

# ---- show -------------------------------------------------------------------

run cert show "$own"
is "$status" 0 "cert show"
has "$out" "CN=Our Own" "the subject"
has "$out" "$(openssl x509 -in "$T/own.pem" -noout -fingerprint -sha256 |
    sed 's/.*=//;s/://g' | tr 'A-F' 'a-f')" "SHA-256, for the telephone"
has "$out" "digital signature, key encipherment" "key usage in words"
has "$out" "private key works (mode 0600, owner $me)" "the key"
has "$out" "state         good" "chain and revocation"
for u in U1 U2 U3 U4 U5 U6 U7; do
	grep -q "^  $u " "$T/out" || break
done
is "$u $(grep -c "^  U" "$T/out")" "U7 7" "all seven usages"
run cert show "$partner"
is "$(grep -A1 '^  U3' "$T/out" | grep -c 'key encipherment')" 1 \
    "why it is not fit for one"
is "$(grep -A1 '^Where used' "$T/out" | tail -n 1)" "  nothing" \
    "and not used"
spaced=$(echo "$partner" | sed 's/..../& /g;s/ $//')
pairs=$(echo "$partner" | tr A-F a-f | sed 's/../& /g;s/ $//')
colons=$(echo "$pairs" | tr ' ' :)
for spelling in "$spaced" "$pairs" "$colons"; do
	run cert show "$spelling"
	has "$out" "Contoso" "the spelling $spelling"
done
run show certificate "$spaced" common_name
is "$status" 0 "also where the kind is certificate"
mark=$(printf '\342\200\216')
run cert show "$mark$spaced"
is "$status" 0 "with the invisible mark that Windows copies"
run cert show 1234
fails 2 "40 hexadecimal digits" "a thumbprint that is none"
run cert show 0123456789012345678901234567890123456789
fails 1 "in no store here" "a certificate that nobody has"
run cert show --at 2045-01-01 "$own"
has "$out" "expired" "--at"
run cert show --json "$own"
is "$(json "$T/out" '$j->{thumbprint}')" "$own" "as JSON"
is "$(json "$T/out" '$j->{key_works} ? 1 : 0')" 1 "with the key"
is "$(json "$T/out" 'join " ", map { $_->{fits} ? 1 : 0 }
    @{$j->{usages}}')" "1 1 1 1 1 0 0" "and usages"

run set group signature_certificate="$spaced"
run set group signature_certificate="$own"
is "$status" 0 "assigned"
run cert show "$own"
has "$out" "signature_certificate" "cert show says where"

# ---- remove -----------------------------------------------------------------

run cert remove "$partner"
is "$status" 0 "cert remove"
[ ! -e "$stores/computer/other-people/$partner.pem" ]
ok $? "and it is gone"
run cert show "$partner"
has "$out" "known to the group" "the group still knows it"
run cert remove "$partner"
fails 1 "in no store" "a second time"
run cert import --store personal "$T/ca.pem"
run cert remove "$ca"
fails 2 "--store is missing, it is in personal" "one that is in two stores"
run cert remove --store root "$ca"
is "$status" 0 "from the one that is named"
run cert remove --store personal "$own"
is "$(ls "$stores/accounts/$me/personal" | grep -c "$own")" 0 \
    "its key goes with it"
run cert remove --store crl "$crl"
is "$status" 0 "a revocation list"
finish
