#!/bin/sh
# SPDX-License-Identifier: ISC
#
# guide receive and send by HTTP and SOAP, to the end: with a server that is
# there and whose certificate is trusted, and no new error in the audit.
. tests/lib/tap.sh
needs openssl
sample g
unset http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy no_proxy NO_PROXY
"$SEALPORT" delete host-instance EdiReceive@EDI-NODE2 EdiSend@EDI-NODE2 \
    PublicReceive@EDI-NODE2 --keep-certificates >/dev/null

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/ca.key" \
    -subj "/CN=Test CA" -days 1000 -out "$T/ca.pem" \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout "$T/server.key" \
    -subj "/CN=server" -out "$T/csr" 2>/dev/null
printf '%s\n' subjectAltName=DNS:localhost extendedKeyUsage=serverAuth \
    >"$T/ext"
openssl x509 -req -in "$T/csr" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
    -days 100 -extfile "$T/ext" -out "$T/server.pem" 2>/dev/null
"$SEALPORT" cert import "$T/ca.pem" >/dev/null

timeout 120 stdbuf -oL openssl s_server -WWW -accept localhost:0 \
    -cert "$T/server.pem" -key "$T/server.key" >"$T/server" 2>&1 </dev/null &
server=$!
trap 'kill $server 2>/dev/null; cd /; rm -rf "$T"' EXIT
tries=0
until port=$(sed -n 's/^ACCEPT.*:\([0-9][0-9]*\)$/\1/p' "$T/server") &&
    [ -n "$port" ] || [ $tries -gt 400 ]; do
	sleep 0.05
	tries=$((tries + 1))
done

errors() {
	"$SEALPORT" audit | sed -n 's/ errors*, .*//p'
}
before=$(errors)

proven() {
	run guide "$1" --answers "$T/a"
	is "$status" 0 "$1 by $adapter: proven"
	is "$(errors)" "$before" "$1 by $adapter: no new error in the audit"
}

for adapter in HTTP SOAP; do
	prefix=$(echo $adapter | tr HTPSOA htpsoa)
	cat >"$T/a" <<-EOF
	party=Litware $adapter
	protection=plain
	adapter=$adapter
	$prefix.url=https://localhost:$port/in
	host=EdiSend
	pipeline=PassThruTransmit
	test=yes
	port=Litware $adapter
	confirm=yes
	enable=yes
	EOF
	[ $adapter = HTTP ] || printf 'soap.%s\n' assembly=Orders \
	    type_name=Orders.Service method=Put >>"$T/a"
	proven send
	has "$out" "passed  Litware $adapter: the connection:" \
	    "$adapter: the server answers, and is trusted"
	run audit
	hasnt "$out" "Litware $adapter: connection to" \
	    "$adapter: the audit knows that it was tested"
	run get send-port "Litware $adapter" state
	is "$out" started "$adapter: started"

	cat >"$T/a" <<-EOF
	party=Alpine $adapter
	sends=plain
	plain.recognised=none
	plain.adapter=$adapter
	plain.$prefix.virtual_path=/alpine/$prefix
	plain.host=Web
	plain.pipeline=PassThruReceive
	plain.authentication=none
	plain.external=no
	plain.port=Alpine $adapter
	plain.location=Alpine $adapter
	confirm=yes
	enable=yes
	EOF
	[ $adapter = SOAP ] || echo plain.account=nobody >>"$T/a"
	proven receive
	run get receive-location "Alpine $adapter" enabled
	is "$out" true "$adapter: enabled"
done
run get host Web type
is "$out" isolated "the new host of a web transport is an isolated one"
finish
