#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Revocation lists from https distribution points and cert test-connection,
# over IPv6 as well as IPv4: the server's certificate is judged by our own
# root store, its name may be an address.
. tests/lib/tap.sh
needs openssl perl
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
unset http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy no_proxy NO_PROXY

# ---- material ---------------------------------------------------------------

authority() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -subj "/CN=$2" -days 1000 -out "$T/$1.pem" \
	    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# leaf NAME AUTHORITY EXTENSION ...
leaf() {
	name=$1 by=$2
	shift 2
	printf '%s\n' "$@" >"$T/ext"
	openssl req -newkey rsa:2048 -nodes -keyout "$T/$name.key" \
	    -subj "/CN=$name" -out "$T/csr" 2>/dev/null
	openssl x509 -req -in "$T/csr" -CA "$T/$by.pem" \
	    -CAkey "$T/$by.key" -days 100 -extfile "$T/ext" \
	    -out "$T/$name.pem" 2>/dev/null
}

authority ca "Test CA"
authority stranger "Stranger"
: >"$T/index"
echo 01 >"$T/number"
cat >"$T/ca.conf" <<-END
	[ca]
	default_ca = it
	[it]
	database = $T/index
	crlnumber = $T/number
	default_md = sha256
	default_crl_days = 30
END
mkdir "$T/web"
openssl ca -config "$T/ca.conf" -gencrl -cert "$T/ca.pem" \
    -keyfile "$T/ca.key" 2>/dev/null |
    openssl crl -outform DER -out "$T/web/list.crl"
"$SEALPORT" cert import "$T/ca.pem" >/dev/null

# serve NAME HOST: the folder web by https, at $url
server=
serve() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	: >"$T/server"
	(cd "$T/web" && exec stdbuf -oL timeout 60 openssl s_server -WWW \
	    -accept "$2:0" -cert "$T/$1.pem" -key "$T/$1.key") \
	    >"$T/server" 2>&1 </dev/null &
	server=$!
	tries=0
	until port=$(sed -n 's/^ACCEPT.*:\([0-9][0-9]*\)$/\1/p' \
	    "$T/server") && [ -n "$port" ] || [ $tries -gt 400 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	url=https://$2:$port/
}
trap 'kill $server 2>/dev/null; cd /; rm -rf "$T"' EXIT

stored() {
	find "$T/g/stores/computer/crl" -name '*.pem' | wc -l
}

# at HOST NAME: all of it with a server there whose certificate says NAME
at() {
	host=$1
	leaf server ca "subjectAltName=$2" extendedKeyUsage=serverAuth
	leaf other ca subjectAltName=DNS:other.example \
	    extendedKeyUsage=serverAuth
	leaf untrusted stranger "subjectAltName=$2" \
	    extendedKeyUsage=serverAuth

	serve server "$host"
	run cert test-connection "$url"
	is "$status" 0 "$host: a good server"
	has "$out" "$url: good" "is good"
	serve other "$host"
	run cert test-connection "$url"
	has "$(head -n 1 "$T/out")" TLS_SERVER_NAME "$host: one of another name"
	serve untrusted "$host"
	run cert test-connection "$url"
	is "$status" 1 "$host: one of a strange authority"

	leaf partner ca "crlDistributionPoints=URI:${url}list.crl"
	"$SEALPORT" cert import "$T/partner.pem" >"$T/i" 2>&1
	run cert refresh --force
	is "$status" 1 "$host: a point whose server we do not trust"
	has "$out" "${url}list.crl" "is named"
	is "$(stored)" 0 "and its list is not taken"
	thumb=$(openssl x509 -in "$T/partner.pem" -noout -fingerprint \
	    -sha1 | sed 's/.*=//;s/://g')
	"$SEALPORT" cert remove --store other-people "$thumb" >/dev/null

	serve server "$host"
	leaf partner ca "crlDistributionPoints=URI:${url}list.crl"
	"$SEALPORT" cert import "$T/partner.pem" >"$T/i" 2>&1
	run cert refresh --force
	is "$status" 0 "$host: a point whose server we trust"
	is "$(stored)" 1 "gives its list"
	run cert list --store crl
	has "$out" "CN=Test CA" "which is the one of the authority"
	thumb=$(openssl x509 -in "$T/partner.pem" -noout -fingerprint \
	    -sha1 | sed 's/.*=//;s/://g')
	"$SEALPORT" cert remove --store other-people "$thumb" >/dev/null
	rm -f "$T/g/stores/computer/crl"/*
}

at localhost DNS:localhost
if grep -q '^0*1 .* lo$' /proc/net/if_inet6 2>/dev/null; then
	at '[::1]' IP:::1
	run new host H
	run new handler adapter=HTTP direction=send host=H
	run new send-port Six adapter=HTTP handler=HTTP-send@H \
	    send_pipeline=PassThruTransmit "http.url=$url"
	run cert test-connection send-port Six
	is "$status" 0 "a send port to an IPv6 address"
else
	skip "no IPv6 on this computer"
fi
finish
