#!/bin/sh
# SPDX-License-Identifier: ISC
#
# guide send: files of answers that end in a proven send port without a new
# error in the audit, what is refused, and answers that outlive a kill.
. tests/lib/tap.sh
needs openssl
sample g
me=$(id -un)
"$SEALPORT" delete host-instance EdiReceive@EDI-NODE2 EdiSend@EDI-NODE2 \
    PublicReceive@EDI-NODE2 --keep-certificates >/dev/null

# make NAME USAGE: a key and a certificate that is its own root
make() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -out "$T/$1.pem" -subj "/O=Test/CN=$1" -days 400 \
	    -addext "keyUsage=critical,$2" \
	    -addext "basicConstraints=critical,CA:FALSE" 2>/dev/null
	"$SEALPORT" cert import "$T/$1.pem" --store root >/dev/null
}
make litware keyEncipherment
make unknown keyEncipherment
make signs digitalSignature
errors() {
	"$SEALPORT" audit | sed -n 's/ errors*, .*//p'
}
before=$(errors)

# answers LINE ...: a line that is one of them already takes its place
answers() {
	cat >"$T/base" <<-EOF
	party=Litware
	protection=both
	certificate=$T/litware.pem
	algorithm=aes-256-gcm
	digest=sha-256
	check_revocation=yes
	adapter=FILE
	file.destination_folder=/srv/edi/litware/out
	file.file_name=%MessageID%.p7m
	host=EdiSend
	pipeline=SMIMETransmit
	port=Litware
	confirm=yes
	enable=yes
	EOF
	for line; do
		grep -v "^${line%%=*}=" "$T/base" >"$T/rest"
		case $line in *=) ;; *) echo "$line" >>"$T/rest" ;; esac
		mv "$T/rest" "$T/base"
	done
	mv "$T/base" "$T/a"
}

# ---- signed and encrypted, with a second way --------------------------------

answers backup=FILE backup.file.destination_folder=/srv/edi/litware/late \
    "backup.file.file_name=%MessageID%.p7m" retry_count=7 \
    "key_exchange=By letter."
run guide send --answers "$T/a" --what-if
has "$out" "nothing was written" "only shown"
has "$out" "sealport new send-port Litware adapter=FILE" "the command line"
has "$out" "into Other People here: litware" "and what is stored"
run guide send --answers "$T/a"
is "$status" 0 "both: proven"
has "$out" "passed  Litware: the partner's own certificate: good" \
    "the partner's certificate"
has "$out" "passed  Litware: as it would go out: processed" "as it would be"
has "$out" "encode: encrypted (AES-256-GCM)" "with a trace"
has "$out" "passed  Litware: read as the partner would: it is what was sent" \
    "read by somebody else's program"
has "$out" "(a throw-away key stands for the partner)" "marked so"
has "$out" "passed  Litware: read by a stranger: it cannot" "by no stranger"
has "$out" "passed  Litware: changed on the way: it cannot" "nor changed"
is "$(errors)" "$before" "no new error in the audit"
run get send-port Litware state
is "$out" started "started"
run show send-port Litware
has "$out" "backup_file.destination_folder=/srv/edi/litware/late" "backup"
has "$out" "retry_count=7" "retries"
run show party Litware
has "$out" "send_ports='Litware;'" "the party's port"
has "$out" "key_exchange_plan='By letter.'" "the plan"
run encode --port Litware "$T/a"
is "$status" 0 "it sends"
cp "$T/out" "$T/message"
openssl cms -decrypt -in "$T/message" -recip "$T/litware.pem" \
    -inkey "$T/litware.key" -out "$T/inner" 2>/dev/null
ok $? "the partner's own key opens it"
"$SEALPORT" undo >/dev/null
"$SEALPORT" undo >/dev/null
run show send-port Litware
is "$status" 1 "one undo for starting, one for all the rest"

# ---- the other kinds --------------------------------------------------------

proven() {
	proven_what=$1
	shift
	answers "$@"
	run guide send --answers "$T/a"
	is "$status" 0 "$proven_what: proven"
	is "$(errors)" "$before" "$proven_what: no new error in the audit"
	"$SEALPORT" undo >/dev/null
	"$SEALPORT" undo >/dev/null
}
proven "signed, body readable" protection=signed certificate= algorithm=
has "$out" "encode: signed (clear, sha-256)" "beside the body"
has "$out" "changed on the way: its signature is not valid" "a change shows"
proven "encrypted only" protection=encrypted digest= algorithm=aes-128-cbc
hasnt "$out" "changed on the way" "no signature, no promise"
proven "newer paddings" padding=yes algorithm=aes-256-cbc digest=sha-512
proven "a partner that knows no better" algorithm=des3 digest=sha-1
proven "in clear" protection=plain certificate= algorithm= digest= \
    check_revocation= pipeline=PassThruTransmit
has "$out" "read as the partner would: it is what was sent" "as it is"

# A group that does not sign yet.
"$SEALPORT" set group signature_certificate= >/dev/null
openssl pkcs12 -export -in "$T/signs.pem" -inkey "$T/signs.key" \
    -out "$T/signs.p12" -passout pass:x 2>/dev/null
echo x >"$T/pass"
answers protection=signed certificate= algorithm= \
    "signature=$T/signs.p12" "signature_passphrase=$T/pass"
run guide send --answers "$T/a"
is "$status" 0 "a signature of our own: proven"
has "$out" "into the Personal store of $me here, with its key: signs" \
    "where the key goes"
has "$out" "change group" "the group signs with it from now on"
"$SEALPORT" undo >/dev/null
"$SEALPORT" undo >/dev/null
"$SEALPORT" undo >/dev/null

# A host of its own: its account has to get the key first.
answers host=SendLitware account=nobody
run guide send --answers "$T/a"
fails 1 "signature: is not answered" "an account that lacks the key"

# ---- what is refused --------------------------------------------------------

refused() {
	refused_what=$1 refused_why=$2
	shift 2
	answers "$@"
	run guide send --answers "$T/a"
	fails 1 "$refused_why" "$refused_what"
}
"$SEALPORT" history --limit 1 >"$T/last"
refused "our own certificate" "certificate: it is our own" \
    "certificate=$("$SEALPORT" get host EdiReceive decryption_certificate)"
refused "one that cannot be encrypted for" "certificate: does not fit to encrypt" \
    "certificate=$T/signs.pem"
refused "S/MIME over SOAP" "adapter: M107" adapter=SOAP \
    file.destination_folder= file.file_name=
refused "a pipeline that cannot encode" "pipeline: M106" \
    pipeline=PassThruTransmit
refused "a port that is there" "port: there is one" port=Archive
refused "more attempts than there can be" "retry_count: a number from" \
    retry_count=1001
refused "a backup that is no transport" "backup: one of" backup=PIGEON
"$SEALPORT" history --limit 1 | cmp -s - "$T/last"
ok $? "of all that nothing was written"

# A client certificate goes where the transport has it, as its usage.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/client.key" \
    -out "$T/client.pem" -subj "/O=Test/CN=client" -days 400 \
    -addext "keyUsage=critical,digitalSignature" \
    -addext "extendedKeyUsage=clientAuth" 2>/dev/null
openssl pkcs12 -export -in "$T/client.pem" -inkey "$T/client.key" \
    -out "$T/client.p12" -passout pass:x 2>/dev/null
client=$(openssl x509 -in "$T/client.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
plain="protection=plain certificate= algorithm= digest= check_revocation="
for adapter in HTTP:certificate SOAP:client_certificate; do
	transport=$(echo "${adapter%%:*}" | tr HTPSOA htpsoa)
	# shellcheck disable=SC2086
	answers $plain "adapter=${adapter%%:*}" "port=Client" \
	    pipeline=PassThruTransmit file.destination_folder= \
	    file.file_name= "$transport.url=https://127.0.0.1:1/in" \
	    client_asked=yes "client=$T/client.p12" \
	    "client_passphrase=$T/pass" test=no
	[ "$transport" = http ] || printf 'soap.%s\n' "assembly=A" \
	    "type_name=A.B" "method=Put" >>"$T/a"
	run guide send --answers "$T/a"
	is "$status" 0 "${adapter%%:*} with a client certificate: proven"
	run get send-port Client "$transport.${adapter#*:}"
	is "$out" "$client" "which it has"
	run guide sheet send-port Client
	has "$out" "your server has to accept it" "and so has the sheet"
	"$SEALPORT" undo >/dev/null
	"$SEALPORT" undo >/dev/null
done

# A server that is not there; nothing is started then.
answers port=Web adapter=HTTP file.destination_folder= file.file_name= \
    http.url=https://127.0.0.1:1/in
run guide send --answers "$T/a"
is "$status" 1 "a server that is not there"
has "$out" "FAILED  Web: the connection:" "is no proof"
run get send-port Web state
is "$out" bound "nothing is started"
finish
