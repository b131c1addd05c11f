#!/bin/sh
# SPDX-License-Identifier: ISC
#
# cert refresh with lists in files: what is due, what is refused, what the
# database keeps of it; import of lists whose issuer is or is not here; what
# list and show say of them.
. tests/lib/tap.sh
needs openssl sqlite3
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
stores=$T/g/stores

# ---- material ---------------------------------------------------------------

authority() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -subj "/CN=$2" -days 1000 -out "$T/$1.pem" \
	    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
	: >"$T/$1.index"
	echo 01 >"$T/$1.number"
	cat >"$T/$1.conf" <<-END
	[ca]
	default_ca = it
	[it]
	database = $T/$1.index
	crlnumber = $T/$1.number
	default_md = sha256
	default_crl_days = 30
	[delta]
	2.5.29.27 = critical,DER:020101
	END
}

# crl AUTHORITY FILE [OPTION ...]
crl() {
	a=$1 f=$2
	shift 2
	openssl ca -config "$T/$a.conf" -gencrl -cert "$T/$a.pem" \
	    -keyfile "$T/$a.key" -out "$T/$f" "$@" 2>/dev/null
}

# leaf NAME AUTHORITY EXTENSION
leaf() {
	openssl req -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -subj "/CN=$1" -out "$T/csr" 2>/dev/null
	echo "$3" >"$T/ext"
	openssl x509 -req -in "$T/csr" -CA "$T/$2.pem" -CAkey "$T/$2.key" \
	    -days 100 -extfile "$T/ext" -out "$T/$1.pem" 2>/dev/null
}

authority ca "Test CA"
authority twin "Test CA"
leaf partner ca "crlDistributionPoints=URI:file://$T/list.crl"
leaf ldap ca "crlDistributionPoints=URI:ldap://127.0.0.1/cn=x"
crl ca good.crl
crl twin forged.crl
crl ca delta.crl -crlexts delta
thumb=$(openssl x509 -in "$T/partner.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')

# ---- offline import ---------------------------------------------------------

run cert import "$T/good.crl"
is "$status" 0 "a list whose issuer is not here"
has "$out" "its signature was not verified" "is said to be unverified"
run cert import --json "$T/good.crl"
is "$(json "$T/out" '$j->{items}[0]{verified} ? 1 : 0')" 0 "in JSON too"
rm "$stores"/computer/crl/*

# One that somebody made under the issuer's name, dated later than the good
# one, before the issuer is here: it may lie there, and do nothing.
openssl ca -config "$T/twin.conf" -revoke "$T/partner.pem" \
    -cert "$T/twin.pem" -keyfile "$T/twin.key" 2>/dev/null
crl twin revoking.crl -crl_lastupdate 20400101000000Z \
    -crl_nextupdate 20410101000000Z
run cert import "$T/revoking.crl"
is "$status" 0 "a list that revokes, of an issuer that is not here"
run cert list --store crl
has "$out" "(unverified) CN=Test CA" "the list of lists says unverified"
run cert list --store crl --json
is "$(json "$T/out" '$j->[0]{verified} ? 1 : 0')" 0 "in JSON too"
"$SEALPORT" cert import --store other-people "$T/partner.pem" >/dev/null
run cert show "$thumb"
has "$(tr -s ' \n' ' ' <"$T/out")" "unverified: signed by no authority here" \
    "so does the certificate's report"
"$SEALPORT" cert import "$T/ca.pem" >/dev/null
run cert show "$thumb" --json
hasnt "$(json "$T/out" '$j->{state}')" revoked \
    "with the issuer here it still revokes nothing"
is "$(json "$T/out" '$j->{revocation_lists}[0]{verified} ? 1 : 0')" 0 \
    "for it is not the issuer's"
"$SEALPORT" inventory publish >/dev/null
is "$(sqlite3 "$T/g/group.db" 'SELECT count(*) FROM inventory_entry
    WHERE revoked_at IS NOT NULL')" 0 "nor for the audit"
run cert import "$T/good.crl"
is "$status" 0 "the issuer's own, though older, takes its place"
run cert list --store crl --json
is "$(json "$T/out" 'scalar(@$j) . " " . ($j->[0]{verified} ? 1 : 0)')" \
    "1 1" "verified"
run cert show "$thumb" --json
is "$(json "$T/out" '$j->{state}')" good "and vouches for the certificate"
rm "$stores"/computer/crl/*
"$SEALPORT" cert remove --store other-people "$thumb" >/dev/null
"$SEALPORT" delete certificate "$thumb" >/dev/null
run cert import "$T/forged.crl"
fails 1 "signature does not verify" "a forged list"
has "$out" "Goes to      nowhere: refused" "  and goes nowhere"
run cert import "$T/delta.crl"
fails 1 "a delta list; only complete lists" "a delta list"
is "$(ls "$stores/computer/crl")" "" "neither is stored"
run cert import "$T/good.crl"
is "$status" 0 "a good one"
hasnt "$out" "not verified" "verifies"
run cert list --store crl
has "$out" "second" "the list tells its age"
rm "$stores"/computer/crl/*

# ---- refresh ----------------------------------------------------------------

run cert refresh
is "$status" 0 "nothing to fetch"
has "$out" "no certificate in use names a distribution point" "is said"
"$SEALPORT" cert import "$T/partner.pem" >/dev/null
run cert refresh --dry-run
is "$status" 0 "dry run"
has "$out" "due" "says what is due"
is "$(ls "$stores/computer/crl")" "" "and fetches nothing"
run cert refresh
is "$status" 1 "an address where nothing is"
has "$out" "No such file" "with the reason"
is "$(sqlite3 "$T/g/group.db" \
    'SELECT issuer, ok, reason LIKE "%No such%" FROM crl_fetch')" \
    "CN=Test CA|0|1" "is recorded"
cp "$T/good.crl" "$T/list.crl"
run cert refresh
is "$status" 0 "a good list"
has "$out" "stored" "is stored"
is "$(sqlite3 "$T/g/group.db" 'SELECT ok, reason FROM crl_fetch')" "1|" \
    "and recorded in the place of the failure"
run history
is "$status $(echo "$out" | grep -c crl)" "0 0" "no revision of the history"
run cert refresh
has "$out" "current" "a second time it is not due"
cp "$T/forged.crl" "$T/list.crl"
run cert refresh --force --json
is "$status" 1 "a forged one"
is "$(json "$T/out" '"$j->{failed} $j->{lists}[0]{result}"')" "1 failed" \
    "as JSON"
run cert list --store crl --json
is "$(json "$T/out" 'ref $j eq "ARRAY" ? scalar @$j :
    scalar @{$j->{items}}')" 1 "the old list is still there"
run cert show "$thumb"
has "$out" "published at  file://$T/list.crl" "cert show tells where from"
has "$out" "revocation    list of" "and of when the list is"
has "$out" "state         good" "and the certificate is good"
touch -d "10 days ago" "$stores"/computer/crl/*
run cert refresh --dry-run
has "$out" "due" "after ten days it is due again"
run set group crl_max_age_days=90
run cert refresh --dry-run
has "$out" "current" "unless the group allows older ones"

"$SEALPORT" cert import "$T/ldap.pem" >/dev/null
cp "$T/good.crl" "$T/list.crl"
run cert refresh --force
is "$status" 0 "an ldap address is no failure"
has "$out" "ldap addresses are not fetched" "but named"
run --read-only cert refresh
fails 1 "read-only was asked for" "--read-only"

# Who may write the crl store only.
if [ "$(id -u)" -eq 0 ]; then
	command -v setpriv >/dev/null &&
	    as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chmod 755 "$T" "$T/g"
	chmod 644 "$T/g"/*.conf "$T/g"/group.db* "$T/list.crl"
	chown -R 65534 "$stores/computer/crl"
else
	as=env
	chmod 444 "$T/g"/group.db*
fi
if [ -n "${as-}" ] && $as test -x "$SEALPORT"; then
	$as "$SEALPORT" cert refresh --force >"$T/out" 2>"$T/err"
	is "$?" 0 "who may not write the database may fetch"
	has "$(cat "$T/out")" "stored" "gets the list"
	has "$(cat "$T/out")" "not recorded in the database" \
	    "and hears that it is not recorded"
else
	skip "the program cannot be run as another user"
fi
finish
