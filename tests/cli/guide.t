#!/bin/sh
# SPDX-License-Identifier: ISC
#
# guide receive: files of answers that end in a proven location without a new
# error in the audit, what it refuses, and answers that outlive a kill.
. tests/lib/tap.sh
needs openssl perl mkfifo
sample g
me=$(id -un)
own=$("$SEALPORT" list host --columns decryption_certificate |
    sed -n "s/^EdiReceive *//p")

# A partner whose certificate is its own root, and one under an authority.
make_cert() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -out "$T/$1.pem" -subj "/O=Partner/CN=$1" -days 400 \
	    -addext "keyUsage=critical,$2" \
	    -addext "basicConstraints=critical,CA:$3" 2>/dev/null
}
make_cert "Litware Signature" digitalSignature FALSE
mv "$T/Litware Signature.pem" "$T/litware.pem"
make_cert "Partner CA" keyCertSign,cRLSign TRUE
openssl req -newkey rsa:2048 -nodes -keyout "$T/k" -out "$T/csr" \
    -subj "/O=Partner/CN=Proseware Signature" 2>/dev/null
echo "keyUsage=critical,digitalSignature" >"$T/ext"
openssl x509 -req -in "$T/csr" -CA "$T/Partner CA.pem" \
    -CAkey "$T/Partner CA.key" -CAcreateserial -days 300 \
    -extfile "$T/ext" -out "$T/proseware.pem" 2>/dev/null
: >"$T/index"
cat >"$T/ca.cnf" <<EOF
[ca]
default_ca = partner
[partner]
database = $T/index
default_md = sha256
default_crl_days = 60
EOF
openssl ca -gencrl -config "$T/ca.cnf" -cert "$T/Partner CA.pem" \
    -keyfile "$T/Partner CA.key" -out "$T/crl.pem" 2>/dev/null
# One computer: what is installed on another one is not the guide's to know.
"$SEALPORT" delete host-instance EdiReceive@EDI-NODE2 EdiSend@EDI-NODE2 \
    PublicReceive@EDI-NODE2 --keep-certificates >/dev/null
"$SEALPORT" cert import "$T/litware.pem" --store root >/dev/null
"$SEALPORT" cert import "$T/Partner CA.pem" --store root >/dev/null

errors() {
	"$SEALPORT" audit | sed -n 's/ errors*, .*//p'
}
before=$(errors)

# change FILE ID=VALUE ...: the answers with others, or (ID=) without
change() {
	cp "$1" "$T/changed"
	shift
	for change; do
		grep -v "^${change%%=*}=" "$T/changed" >"$T/rest"
		case $change in *=) ;; *) echo "$change" >>"$T/rest" ;; esac
		mv "$T/rest" "$T/changed"
	done
}

# ---- signed and encrypted, over FILE, from a new partner --------------------

cat >"$T/both" <<EOF
# Litware, as agreed in November
party=Litware
sends=both
both.recognised=certificate
certificate=$T/litware.pem
attaches=yes
needs_party=yes
both.adapter=FILE
both.file.receive_folder=/srv/edi/litware/in
both.file.file_mask=*.p7m
both.file.polling_interval=5000
both.host=ReceiveBoth
both.account=$me
both.decryption=$own
both.pipeline=SMIMEReceive
both.check_revocation=yes
both.authentication=drop
both.external=yes
both.port=Litware
both.location=Litware FILE
confirm=yes
enable=yes
EOF
run guide receive --answers "$T/both" --what-if
is "$status" 0 "both: no new error beforehand"
has "$out" "nothing was written" "says that it is only shown"
has "$out" "sealport new party Litware signature_certificate=" "command lines"
has "$out" "before: $before errors" "the audit before"
has "$out" "after: $before errors" "and after"
run show party Litware
is "$status" 1 "and there is nothing"
run guide receive --answers "$T/both"
is "$status" 0 "both: proven"
has "$out" "passed  both: the partner's own certificate: good" \
    "the partner's certificate is judged by itself"
has "$out" "passed  both: as agreed: processed, party Litware" "as agreed"
has "$out" "(a throw-away key stands for the partner)" "marked so"
has "$out" "decode: signature of Stand-in for the partner" "with a trace"
has "$out" "passed  both: unsigned: dropped REQ_SIGNATURE" "unsigned"
has "$out" "passed  both: changed after it was signed: dropped SIG_DIGEST" \
    "tampered"
has "$out" "passed  both: signed by a stranger: dropped AUTH_DROPPED" \
    "a stranger"
has "$out" "passed  both: not encrypted: dropped REQ_ENCRYPTION" "in clear"
has "$out" "passed  both: encrypted to somebody else: dropped DEC_NOT" \
    "to somebody else"
has "$out" "passed  both: not S/MIME at all: dropped NOT_MIME" "no S/MIME"
is "$(errors)" "$before" "no new error in the audit"
run get receive-location "Litware FILE" enabled
is "$out" true "enabled"
run get receive-location "Litware FILE" decoder.allow_non_mime
is "$out" false "only S/MIME is let in"
run get receive-location "Litware FILE" file.polling_interval
is "$out" 5000 "an optional field"
run undo
run history --limit 1
run undo
run show party Litware
is "$status" 1 "one undo for enabling, one for all the rest"
"$SEALPORT" guide receive --answers "$T/both" >/dev/null </dev/null
ok $? "and once more from the beginning"

# ---- signed, certificate from a file, kept ----------------------------------

cat >"$T/signed" <<EOF
party=Proseware
sends=signed
signed.recognised=certificate
certificate=$T/proseware.pem
attaches=yes
needs_party=no
signed.adapter=FILE
signed.file.receive_folder=/srv/edi/proseware/in
signed.file.file_mask=*.eml
signed.host=ReceiveSigned
signed.account=nobody
signed.pipeline=SMIMEReceive
signed.check_revocation=no
signed.authentication=keep
signed.external=no
signed.port=Proseware
signed.location=Proseware FILE
confirm=yes
enable=no
EOF
# What the partner's real messages would meet is said before they do.
change "$T/signed" signed.check_revocation=yes enable=yes
run guide receive --answers "$T/changed" --what-if
is "$status" 1 "a new error is told beforehand"
has "$out" "new error L101" "which one"
run guide receive --answers "$T/changed"
is "$status" 1 "a certificate without a revocation list does not pass"
has "$out" "FAILED  signed: the partner's own certificate: revocation" \
    "says so"
run get receive-location "Proseware FILE" enabled
is "$out" false "then nothing is enabled"

# Then there is one.
"$SEALPORT" undo >/dev/null
"$SEALPORT" cert import "$T/crl.pem" >/dev/null
run guide receive --answers "$T/signed"
is "$status" 0 "signed: proven"
has "$out" "cert import $T/proseware.pem --store other-people --only" \
    "a certificate the group did not know"
has "$out" "passed  signed: signed by a stranger: suspended AUTH_KEPT" "kept"
is "$(errors)" "$before" "no new error in the audit"
run get receive-location "Proseware FILE" enabled
is "$out" false "not enabled"
thumb=$(openssl x509 -in "$T/proseware.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
run cert list --store other-people
has "$out" "$thumb" "in Other People here"


# ---- plain, by user and by nobody -------------------------------------------

cat >"$T/plain" <<EOF
party=Wingtip
sends=plain
plain.recognised=user
user=WINGTIP\\edi
needs_party=no
plain.adapter=FILE
plain.file.receive_folder=/srv/edi/wingtip/in
plain.file.file_mask=*.xml
plain.host=ReceivePlain
plain.account=daemon
plain.pipeline=XMLReceive
plain.authentication=drop
plain.external=yes
plain.port=Wingtip
plain.location=Wingtip FILE
confirm=yes
enable=yes
EOF
run guide receive --answers "$T/plain" --json
is "$status" 0 "plain: proven"
is "$(json "$T/out" 'join " ", map { "$_->{title}=$_->{outcome}" }
    @{ $j->{self_test} }')" \
    "as agreed=processed sent by a stranger=dropped" "its messages"
is "$(json "$T/out" '$j->{passed} && $j->{enabled} && $j->{revision} > 1')" \
    1 "as JSON"
sed 's/\\-/-/g' man/sealport-json.7 | perl -ne '
	$in = $1 eq "guide receive" if /^\.Ss (.*)$/;
	print "$1\n" if $in && /^\.It Va (\w+) /;' | sort | tr '\n' ' ' \
    >"$T/manual"
is "$(json "$T/out" 'join(" ", grep { $_ ne "format" } sort keys %$j) . " "')" \
    "$(cat "$T/manual")" "with the keys of its manual"
is "$(errors)" "$before" "no new error in the audit"
run show party Wingtip aliases
has "$out" 'WindowsUser|WindowsUser|WINGTIP' "an alias"

# ---- encrypted, kept, in a host that is there -------------------------------

cat >"$T/encrypted" <<EOF
party=Alpine Ski House
sends=encrypted
encrypted.recognised=user
user=ALPINE\\svc
needs_party=yes
encrypted.adapter=FILE
encrypted.file.receive_folder=/srv/edi/alpine/in
encrypted.file.file_mask=*.p7m
encrypted.host=ReceiveBoth
encrypted.pipeline=SMIMEReceive
encrypted.authentication=keep
encrypted.external=no
encrypted.port=Alpine Stock
encrypted.location=Alpine Stock FILE
confirm=yes
enable=yes
EOF
"$SEALPORT" new party "Alpine Ski House" >/dev/null
run guide receive --answers "$T/encrypted"
is "$status" 0 "encrypted: proven"
has "$out" "change party Alpine Ski House" "a known party"
has "$out" "passed  encrypted: sent by a stranger: suspended AUTH_KEPT" "kept"
has "$out" "passed  encrypted: not encrypted: suspended REQ_ENCRYPTION" \
    "in clear"
is "$(errors)" "$before" "no new error in the audit"

# ---- what is refused, by name -----------------------------------------------

refused() {
	refused_what=$1 refused_why=$2
	shift 2
	change "$@"
	run guide receive --answers "$T/changed"
	fails 1 "$refused_why" "$refused_what"
}
"$SEALPORT" history --limit 1 >"$T/last"
sed 's/Litware/Datum/;s/litware\/in/datum\/in/' "$T/both" >"$T/datum"
change "$T/datum" both.recognised=none certificate=attached needs_party= \
    both.authentication=none both.host=ReceiveBoth both.account= \
    both.decryption=
cp "$T/changed" "$T/datum"
refused "an orchestration's host" "both.host: H203" "$T/datum" \
    both.host=EdiReceive
refused "plain beside encrypted" "both.host: M101" "$T/datum" \
    both.host=ReceivePlain
refused "an untrusted host where the party must survive" "both.host: A107" \
    "$T/datum" both.recognised=user 'user=D\u' needs_party=yes \
    both.host=PublicReceive
refused "an in-process host for HTTP" "both.host: HTTP runs in isolated" \
    "$T/datum" both.adapter=HTTP both.http.virtual_path=/datum \
    both.file.receive_folder= both.file.file_mask= \
    both.file.polling_interval=
refused "S/MIME over SOAP" "both.adapter: M107" "$T/datum" both.adapter=SOAP
refused "drop where nobody is known" "both.authentication: A101" "$T/datum" \
    both.authentication=drop
refused "a pipeline that cannot decode" "both.pipeline: M105" "$T/datum" \
    both.pipeline=XMLReceive
refused "attached, but recognised by it" "certificate: the party is" \
    "$T/datum" both.recognised=certificate
refused "another party's certificate" "certificate: it is the signature" \
    "$T/datum" "certificate=$T/litware.pem"
refused "no certificate" "certificate:" "$T/datum" certificate=/nowhere
refused "a port that is there" "both.port: there is one" "$T/datum" \
    both.port=Litware
refused "an answer that is missing" "both.file.file_mask: is not answered" \
    "$T/datum" both.file.file_mask=
refused "the last one that is missing" "enable: is not answered" \
    "$T/datum" enable=
refused "an answer too much" "both.colour: is not asked" "$T/datum" \
    both.colour=red
refused "a kind there is not" "sends: one of: plain, signed" "$T/datum" \
    sends=secret
refused "a folder that is none" "both.file.receive_folder: absolute path" \
    "$T/datum" both.file.receive_folder=in
echo "party" >"$T/changed"
run guide receive --answers "$T/changed"
fails 1 "line 1: ID=VALUE expected" "a line that is no answer"
run guide receive --json
is "$status" 2 "JSON without answers"
"$SEALPORT" history --limit 1 | cmp -s - "$T/last"
ok $? "of all that nothing was written"

# ---- line by line, killed and resumed ---------------------------------------

kept() {
	cat "$XDG_STATE_HOME"/sealport/guide-*-receive 2>/dev/null
}
mkfifo "$T/typed"
"$SEALPORT" guide receive <"$T/typed" >"$T/screen" 2>&1 &
guide=$!
exec 3>"$T/typed"
printf '%s\n' "Tailwind" "signed,plain" "?" "" "<" "3" "user" "<" "3" \
    attached yes >&3
i=0
while ! kept | grep -q '^attaches=yes' && [ $i -lt 300 ]; do
	i=$((i + 1))
	sleep 0.1
done
kill -9 $guide
wait $guide 2>/dev/null
exec 3>&-
kept | grep -q '^signed.recognised=none'
ok $? "answers are kept as they are given, corrected ones too"
is "$(stat -c %a "$XDG_STATE_HOME"/sealport/guide-*-receive)" 600 \
    "for nobody else"
grep -q "not possible: nothing in these messages is signed" "$T/screen"
ok $? "what cannot be chosen, and why"
grep -q "Only who is recognised as a party" "$T/screen"
ok $? "why it is asked"
grep -q "One or more of the choices" "$T/screen"
[ $? -ne 0 ]
ok $? "what an answer may be only when asked"
grep -q "One of the choices, or its number" "$T/screen"
ok $? "then it is told"

# go LINE ...: what is typed up to the end of the input
go() {
	printf '%s\n' "$@" | "$SEALPORT" guide receive >"$T/out" 2>"$T/err"
	status=$?
	out=$(cat "$T/out")
}
go yes "" /srv/edi/tailwind/plain ""
is "$status" 1 "the end of the input leaves"
has "$out" "answers were kept at" "offered again"
has "$out" "kept; sealport guide receive goes on" "and kept again"
has "$out" "not possible: H203" "hosts with what speaks against them"
go yes EdiReceive TailwindPlain nobody PassThruReceive none no "" "" "" "" \
    FILE /srv/edi/tailwind/signed "*.eml" TailwindSigned nobody daemon \
    SMIMEReceive n "" n "" "" "" "" "by letter" 30 ""
has "$out" "plain.host: H203" "a bad answer is named and asked again"
has "$out" "signed.account: H201" "an account for each host"
has "$out" "sealport new receive-port 'Tailwind Plain'" "shown"
go yes no
is "$status" 1 "declined"
has "$out" "nothing was written" "says so"
go yes "<" "<" "<" "<" "<" "<" "Tailwind Mail" "" "" "" "" "" yes no
is "$status" 0 "back from the review, confirmed, proven"
has "$out" "passed  signed: as agreed: processed, party guest" "the proof"
has "$out" "not enabled" "not enabled"
is "$(kept)" "" "nothing is kept any more"

# The same from a file of answers.
cat >"$T/tailwind" <<EOF
party=Tailwind
sends=plain, signed
plain.recognised=none
signed.recognised=none
certificate=attached
attaches=yes
plain.adapter=FILE
plain.file.receive_folder=/srv/edi/tailwind/plain
plain.file.file_mask=*.xml
plain.host=TailwindPlain
plain.account=nobody
plain.pipeline=PassThruReceive
plain.authentication=none
plain.external=no
plain.port=Tailwind Plain
plain.location=Tailwind Plain FILE
signed.adapter=FILE
signed.file.receive_folder=/srv/edi/tailwind/signed
signed.file.file_mask=*.eml
signed.host=TailwindSigned
signed.account=daemon
signed.pipeline=SMIMEReceive
signed.check_revocation=no
signed.authentication=none
signed.external=no
signed.port=Tailwind Signed
signed.location=Tailwind Mail
key_exchange=by letter
expiry_notice=30
confirm=yes
enable=no
EOF
shown() {
	"$SEALPORT" show party Tailwind
	for name in "Tailwind Plain FILE" "Tailwind Mail"; do
		"$SEALPORT" show receive-location "$name"
	done
	for name in TailwindPlain TailwindSigned; do
		"$SEALPORT" show host "$name"
	done
}
shown >"$T/typed-in"
"$SEALPORT" undo >/dev/null
run guide receive --answers "$T/tailwind"
is "$status" 0 "two kinds of messages, two hosts"
shown | cmp - "$T/typed-in"
ok $? "ends the same"
[ -s "$T/typed-in" ]
ok $? "as something"

# Written, but stopped before the proof; and what is undone is asked again.
go Fourth "plain" none FILE /srv/edi/fourth "*.xml" TailwindPlain \
    PassThruReceive none no "" "" "" "" "" "" "" yes
is "$status" 1 "stopped after it was written"
has "$out" "all passed" "and proven"
go yes yes
is "$status" 0 "goes on with the proof"
has "$out" "enabled" "and with what is asked then"
hasnt "$out" "This will be made" "and does not write again"
is "$("$SEALPORT" get receive-location "Fourth Plain FILE" enabled)" true \
    "enabled"
finish
