#!/bin/sh
# SPDX-License-Identifier: ISC
#
# explain with a group and with nothing at all, its JSON against the manual;
# decode --parts into files whose names a stranger chose; --trace.
. tests/lib/tap.sh
needs openssl
sample g
decrypt=$("$SEALPORT" list --json certificate >"$T/certs"
    json "$T/certs" '(grep { $_->{common_name} eq
    "Woodgrove EDI Decryption" } @$j)[0]{name}')
pem=$(find "$T/g/stores" -name "$decrypt.pem" | head -n 1)
printf 'Content-Type: text/xml\r\n\r\n<order/>' >"$T/part"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/k.pem" \
    -out "$T/c.pem" -days 30 -subj "/CN=$(printf 'Evil\033[2J')" 2>/dev/null
openssl cms -sign -nodetach -binary -in "$T/part" -signer "$T/c.pem" \
    -inkey "$T/k.pem" -out "$T/signed" 2>/dev/null
openssl cms -encrypt -aes-256-cbc -binary -in "$T/signed" -out "$T/wire" \
    "$pem" 2>/dev/null

# ---- with nothing -----------------------------------------------------------

bare() {
	(unset SEALPORT_CONFIG; cd "$T"; HOME=/nowhere "$SEALPORT" "$@" \
	    >"$T/out" 2>"$T/err")
	status=$?
	out=$(cat "$T/out") err=$(cat "$T/err")
}
bare explain wire
is "$status:$err" "0:" "explain needs no group"
has "$out" "enveloped: application/" "says what it is"
has "$out" "AES-256-CBC" "how it is encrypted"
has "$out" "issuer CN=Sample EDI CA" "for whom"
has "$out" "cannot be seen without the key" "and where it ends"
has "$out" "To process it" "and what it would take"
bare explain --json <"$T/wire"
is "$(json "$T/out" '$j->{layers}[0]{recipients}[0]{way}')" \
    "key transport" "from standard input, as JSON"
bare explain none
fails 1 "none" "no such file"
bare explain --config "$T/none.conf" wire
fails 1 "none.conf" "settings that are named have to be there"
bare explain --stores "$T/none" wire
fails 1 "stores" "and so have stores"
bare explain --stores "$T/g/stores" wire
has "$out" "its private key here: works" "stores alone are enough for keys"
: >"$T/empty"
bare explain empty
is "$status" 0 "an empty file"
printf 'MIME-Version: 1.0\nnonsense\n\n' >"$T/damaged"
bare explain damaged
is "$status" 1 "a damaged message has an exit status"
has "$out" "damaged: header" "and a reason"

# Clear-signed, with another text than the one that was signed.
openssl cms -sign -in "$T/part" -signer "$T/c.pem" -inkey "$T/k.pem" \
    -out "$T/clear" 2>/dev/null
bare explain clear
is "$status" 0 "a signature that verifies"
sed 's/<order/<0rder/' "$T/clear" >"$T/wrong"
bare explain wrong
is "$status" 1 "a signature that is wrong has an exit status"
has "$out" "does not verify" "and is said to be wrong"

# ---- with a group -----------------------------------------------------------

run explain "$T/wire"
has "$out" "used by host EdiReceive (decrypt)" "the group knows whose it is"
has "$out" "signed: application/" "the key here shows what is inside"
has "$out" "part 1: text/xml" "down to the parts"
hasnt "$out" "<order/>" "but no content"
is "$(tr -d '\040-\176\n' <"$T/out" | wc -c)" 0 "nothing steers the terminal"
run explain --account nobody-such "$T/wire"
has "$out" "cannot be seen" "--account: only its keys"

# Every key is in the manual.
run explain --json "$T/wire"
sed -n '/^\.Ss explain$/,/^\.El$/p' man/sealport-json.7 >"$T/manual"
missing=$(perl -MJSON::PP -e '
	local $/;
	open my $f, "<", $ARGV[0] or die; my $doc = decode_json(<$f>);
	open $f, "<", $ARGV[1] or die; my $manual = <$f>;
	my %seen;
	sub walk { my $v = shift;
	    if (ref $v eq "HASH") { $seen{$_}++, walk($v->{$_}) for keys %$v }
	    elsif (ref $v eq "ARRAY") { walk($_) for @$v } }
	walk($doc);
	my $decode = "number path content_type charset disposition " .
	    "file_name description content_id encoding encoded_bytes bytes " .
	    "problem body format";
	print join " ", grep { my $k = $_; $manual !~ /\b$k\b/ &&
	    $decode !~ /\b$k\b/ } sort keys %seen;' "$T/out" "$T/manual")
is "$missing" "" "every key of the JSON is in the manual"
is "$(json "$T/out" 'join " ", map { $_->{form} } @{$j->{layers}}')" \
    "enveloped signed MIME" "the layers in order"

# ---- decode --parts ---------------------------------------------------------

location="Warehouse Stock FILE"
cat >"$T/many" <<'END'
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/xml

<body/>
--b
Content-Disposition: attachment; filename="../../etc/passwd"
Content-Transfer-Encoding: base64

cGFzc3dk
--b
Content-Disposition: attachment; filename="../../etc/passwd"

again
--b
Content-Disposition: attachment; filename*=utf-8''a%0Ab%1B%2Fc%00d.txt

steers
--b--
END
"$SEALPORT" set receive-location "$location" \
    receive_pipeline=SMIMEReceive require_encryption=false \
    require_signature=false >/dev/null 2>&1
port=$("$SEALPORT" get receive-location "$location" receive_port)
"$SEALPORT" set receive-port "$port" authentication=none >/dev/null 2>&1
run decode --location "$location" --parts "$T/parts" "$T/many"
is "$status:$out" "0:<body/>" "the body on standard output"
is "$(cd "$T/parts" && echo *)" \
    "001.xml 002-passwd 003-passwd 004-c_d.txt" "every part in a file"
is "$(cat "$T/parts/002-passwd" "$T/parts/003-passwd")" "passwdagain" \
    "decoded, duplicates apart"
is "$(stat -c %a "$T/parts" "$T/parts/002-passwd" | tr '\n' ' ')" \
    "700 600 " "for nobody else"
run decode --location "$location" --parts "$T/parts" "$T/many"
fails 1 "001.xml" "never over a file that is there"
is "$out" "" "and then no body"
mkdir "$T/half"
ln -s "$T/victim" "$T/half/002-passwd"
run decode --location "$location" --parts "$T/half" "$T/many"
fails 1 "002-passwd" "nor through a link"
is "$(ls "$T/half")" "002-passwd" "what was written is removed again"
[ ! -e "$T/victim" ]
ok $? "the link's target is not made"
run decode --location "$location" --parts "$T/many" "$T/many"
fails 1 "$T/many" "a folder that is a file"
sed 's/cGFzc3dk/!!!/' "$T/many" >"$T/bad"
run decode --location "$location" --parts "$T/some" "$T/bad"
is "$status:$out" "1:<body/>" "a part that does not decode"
has "$err" "part 2: not written: base64" "is named"
is "$(cd "$T/some" && echo *)" "001.xml 003-passwd 004-c_d.txt" \
    "and left out"
run decode --json --location "$location" "$T/many"
is "$(json "$T/err" 'join " ", map { $_->{path} } @{$j->{parts}}')" \
    " 1 2 3 4" "the parts as JSON"
is "$(json "$T/err" '(grep { $_->{body} } @{$j->{parts}})[0]{bytes}')" 7 \
    "with the body's size"

# ---- decode --trace ---------------------------------------------------------

run decode --trace --location "$location" "$T/many"
has "$err" "part 1, the body: text/xml, 7 bytes" "--trace tells the parts"
has "$err" "message MIME.IsMIMEEncoded: true" "and the properties"
has "$err" "  1 " "and numbers the steps"
run decode --location "$location" "$T/part"
has "$err" "to mend it: receive-location $location, decoder.allow_non_mime" \
    "what failed names what is to be mended"
finish
