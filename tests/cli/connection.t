#!/bin/sh
# SPDX-License-Identifier: ISC
#
# cert test-connection against servers of openssl on this computer: client
# certificates asked for, required, accepted and refused, in TLS 1.2 and 1.3;
# bad servers; servers that say nothing, or go away at once.
. tests/lib/tap.sh
needs openssl perl
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

# ---- material ---------------------------------------------------------------

authority() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -subj "/CN=$2" -days 1000 -out "$T/$1.pem" \
	    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# leaf NAME AUTHORITY DAYS EXTENSION ...
leaf() {
	name=$1 by=$2 days=$3
	shift 3
	printf '%s\n' "$@" >"$T/ext"
	openssl req -newkey rsa:2048 -nodes -keyout "$T/$name.key" \
	    -subj "/CN=$name" -out "$T/csr" 2>/dev/null
	openssl x509 -req -in "$T/csr" -CA "$T/$by.pem" \
	    -CAkey "$T/$by.key" -days "$days" -extfile "$T/ext" \
	    -out "$T/$name.pem" 2>/dev/null
}

thumb() {
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g'
}

authority ca "Test CA"
authority stranger "Stranger"
localhost=subjectAltName=DNS:localhost
tls=extendedKeyUsage=serverAuth
leaf server ca 100 $localhost $tls
leaf expired ca -1 $localhost $tls
leaf named ca 100 subjectAltName=DNS:other.example $tls
leaf untrusted stranger 100 $localhost $tls
leaf mail ca 100 $localhost extendedKeyUsage=emailProtection
leaf client ca 100 keyUsage=digitalSignature extendedKeyUsage=clientAuth
leaf keyless ca 100 keyUsage=digitalSignature extendedKeyUsage=clientAuth
"$SEALPORT" cert import "$T/ca.pem" >/dev/null
cat "$T/client.pem" "$T/client.key" >"$T/both.pem"
"$SEALPORT" cert import --store personal "$T/both.pem" >/dev/null
"$SEALPORT" cert import --store personal "$T/keyless.pem" >/dev/null
client=$(thumb client)

# serve CERTIFICATE OPTION ...: on $port, until the next one
server=
serve() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	name=$1
	shift
	: >"$T/server"
	stdbuf -oL timeout 60 openssl s_server -www -accept 127.0.0.1:0 \
	    -cert "$T/$name.pem" -key "$T/$name.key" "$@" \
	    >"$T/server" 2>&1 </dev/null &
	server=$!
	listening
}

# perl_serve SCRIPT: what to do with each connection $c
perl_serve() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	: >"$T/server"
	timeout 60 perl -MIO::Socket::INET -e '
		my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
		    Listen => 5) or die;
		$| = 1;
		print "ACCEPT 127.0.0.1:", $s->sockport, "\n";
		while (my $c = $s->accept) { '"$1"' }' >"$T/server" &
	server=$!
	listening
}

listening() {
	tries=0
	until port=$(sed -n 's/^ACCEPT.*:\([0-9][0-9]*\)$/\1/p' \
	    "$T/server") && [ -n "$port" ] || [ $tries -gt 400 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	url=https://localhost:$port/
}
trap 'kill $server 2>/dev/null; cd /; rm -rf "$T"' EXIT

# result CODE PART WHAT: of the last test
result() {
	has "$(head -n 1 "$T/out")" "$1" "$3"
	has "$out" "$2" "  and says: $2"
}

# ---- good and bad servers ---------------------------------------------------

serve server
run cert test-connection "$url"
is "$status" 0 "a good server"
result "$url: good" "revocation   unknown: no revocation list" "is good"
has "$out" "protocol     TLSv1.3" "protocol"
has "$out" "names        localhost" "names"
has "$out" "$(openssl x509 -in "$T/server.pem" -noout -fingerprint -sha256 |
    sed 's/.*=//;s/://g' | tr A-F a-f)" "SHA-256"
has "$out" "does not ask for one" "no client certificate is asked for"
run cert test-connection --json "$url"
is "$(json "$T/out" '$j->{certificates}[0]{thumbprint}')" "$(thumb server)" \
    "as JSON"
run cert test-connection "https://127.0.0.1:$port/"
is "$status" 1 "an address that is not in the certificate"
result TLS_SERVER_NAME "is not for 127.0.0.1" "is a wrong name"
run cert test-connection --client-certificate "$client" "$url"
is "$status" 0 "a certificate that nobody asks for"

serve expired
run cert test-connection "$url"
result TLS_SERVER_EXPIRED "expired on" "an expired server"
serve named
run cert test-connection "$url"
result TLS_SERVER_NAME "the certificate of named is not for localhost" \
    "another server"
serve untrusted
run cert test-connection "$url"
result TLS_SERVER_UNTRUSTED "compare its SHA-256 by telephone" \
    "an untrusted server"
serve mail
run cert test-connection "$url"
result TLS_SERVER_UNTRUSTED "is not TLS server" "a wrong purpose"
serve server -tls1_1 -cipher ALL:@SECLEVEL=0
run cert test-connection "$url"
result XMIT_CONNECT "older than 1.2" "old TLS only"

# ---- client certificates ----------------------------------------------------

for v in tls1_2 tls1_3; do
	serve server -$v -verify 1 -CAfile "$T/ca.pem" -verify_return_error
	run cert test-connection "$url"
	is "$status" 0 "$v: a certificate is welcome"
	has "$out" "goes on without" "but not demanded"
	has "$out" "issued by    CN=Test CA" "of whom"
	run cert test-connection --client-certificate "$client" "$url"
	has "$out" "asked for, shown and accepted" "$v: ours is welcome"
	serve server -$v -Verify 1 -CAfile "$T/ca.pem" -verify_return_error
	run cert test-connection "$url"
	is "$status" 1 "$v: a certificate is demanded"
	result TLS_CLIENT_CERT_REQUIRED "set its thumbprint" "is told"
	has "$out" "certificate: required, and none was shown" "is no refusal"
	run cert test-connection --client-certificate "$client" "$url"
	is "$status" 0 "$v: ours will do"
	has "$out" "asked for, shown and accepted" "is accepted"
	serve server -$v -Verify 1 -CAfile "$T/stranger.pem" \
	    -verify_return_error
	run cert test-connection --client-certificate "$client" "$url"
	is "$status" 1 "$v: ours is of the wrong authority"
	result TLS_CLIENT_CERT_REFUSED "does not know the issuer" "is refused"
	is "$(echo "$out" | grep -c 'unknown CA')" 1 "with the alert"
	has "$out" "certificate: asked for, shown and refused" "after a look"
done

# serve_closing OPTION ...: asks for a certificate, takes any or none, hangs up
serve_closing() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	: >"$T/server"
	rm -f "$T/fifo"
	mkfifo "$T/fifo"
	stdbuf -oL timeout 60 openssl s_server -accept 127.0.0.1:0 \
	    -cert "$T/server.pem" -key "$T/server.key" -verify 1 "$@" \
	    -CAfile "$T/ca.pem" >"$T/server" 2>&1 <"$T/fifo" &
	server=$!
	timeout 60 sh -c 'exec >"$1/fifo"
	    until grep -q "CIPHER is" "$1/server"; do sleep 0.02; done
	    echo Q' sh "$T" &
	listening
}
serve_closing -tls1_3 -num_tickets 0
run cert test-connection --client-certificate "$client" "$url"
is "$status" 1 "a server that hangs up after the handshake"
result XMIT_CONNECT "without saying why" "is not said to refuse"
has "$out" "Ask the partner why the server closes" "what to do"
hasnt "$out" "refused" "no word of refusing"
serve_closing -tls1_3 -num_tickets 0
run cert test-connection "$url"
result TLS_CLIENT_CERT_REQUIRED "without one the server closed" \
    "hanging up on us without a certificate"

serve server -tls1_3 -Verify 1 -CAfile "$T/stranger.pem" -verify_return_error
run cert test-connection --client-certificate "$(thumb keyless)" "$url"
is "$status" 1 "a certificate without key"
result TLS_CLIENT_CERT_LOAD "Personal" "cannot be loaded"
run cert test-connection --client-certificate "$(thumb server)" "$url"
result TLS_CLIENT_CERT_LOAD "$(thumb server | sed 's/..../& /g;s/ $//' |
    cut -c 1-9)" "one that is not there"
run cert test-connection --client-certificate 12 "$url"
fails 2 "--client-certificate" "no thumbprint"

# ---- servers that are none --------------------------------------------------

sed -i 's/^connection_seconds.*//' "$SEALPORT_CONFIG"
echo 'connection_seconds = 1;' >>"$SEALPORT_CONFIG"
perl_serve 'push @keep, $c;'
run cert test-connection "$url"
is "$status" 1 "a server that says nothing"
result XMIT_TIMEOUT "has not answered within 1 seconds" "does not keep us"
perl_serve 'close $c;'
run cert test-connection "$url"
result XMIT_CONNECT "whether the server really" "one that closes at once"
perl_serve 'print $c "220 hello\r\n"; close $c;'
run cert test-connection "$url"
result XMIT_CONNECT "whether the server really" "one that speaks no TLS"
run cert test-connection "http://127.0.0.1:$port/"
is "$status" 0 "plain HTTP"
result good "nothing protects what is sent" "protects nothing"
kill "$server"
wait "$server" 2>/dev/null
server=
run cert test-connection "$url"
result XMIT_CONNECT "Connection refused" "nobody there"

# ---- what is no test --------------------------------------------------------

run cert test-connection ftp://localhost/
fails 2 "URL such as https" "another scheme"
run cert test-connection "https://me:secret@localhost/"
fails 2 "must not contain a user" "a password in the URL"
hasnt "$err" "secret" "is not repeated"
run cert test-connection send-port None
fails 1 "no such send-port" "no such port"
run cert test-connection host None
fails 2 "send-port NAME expected" "something else"

# ---- send ports -------------------------------------------------------------

sed -i 's/^connection_seconds = 1;//' "$SEALPORT_CONFIG"
"$SEALPORT" new host Web os_group=edi >/dev/null
"$SEALPORT" new handler adapter=HTTP direction=send host=Web >/dev/null
"$SEALPORT" new handler adapter=FILE direction=send host=Web >/dev/null
serve server -Verify 1 -CAfile "$T/ca.pem" -verify_return_error
run new send-port Orders adapter=HTTP handler=HTTP-send@Web \
    send_pipeline=PassThruTransmit http.url="$url"
is "$status" 0 "a send port"
run cert test-connection send-port Orders
result TLS_CLIENT_CERT_REQUIRED "asking for a certificate" "without its certificate"
run set send-port Orders http.certificate="$client"
run cert test-connection send-port Orders
is "$status" 0 "with its certificate"
has "$out" "ours         client" "which is shown"
run audit
hasnt "$out" "T101" "the audit knows of the last test"
run set send-port Orders http.certificate=
run audit
hasnt "$out" "T101" "not yet what the server wants"
run cert test-connection send-port Orders
run audit
has "$out" "T101" "now it does"
run new send-port Files adapter=FILE handler=FILE-send@Web \
    send_pipeline=PassThruTransmit file.destination_folder="$T"
run cert test-connection send-port Files
fails 1 "no http or https address" "a port that writes files"

# ---- without libcurl --------------------------------------------------------

mkdir "$T/lib"
echo damaged >"$T/lib/libcurl.so.4"
LD_LIBRARY_PATH="$T/lib"
export LD_LIBRARY_PATH
run cert test-connection https://localhost:1/
fails 1 "libcurl cannot be used" "a library that cannot be loaded"
run list host
is "$status" 0 "what fetches nothing needs none"
finish
