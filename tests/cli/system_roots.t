#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The setting system_roots: chains of messages' certificates may end in the
# operating system's roots, in the certificate's own report, at import and in
# the audit; without it they never do.
. tests/lib/tap.sh
needs sqlite3
"$SEALPORT" init --sample "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
root=$(echo "$T"/g/stores/computer/root/*.pem)
mv "$root" "$T/system.pem"
sqlite3 "$T/g/group.db" "DELETE FROM inventory_entry WHERE inventory_id IN
    (SELECT id FROM inventory WHERE store = 'root')"
export SSL_CERT_FILE="$T/system.pem" SSL_CERT_DIR="$T/none"
# Nothing else is wrong with this one.
other=$("$SEALPORT" get party "Contoso Ltd" signature_certificate)

untrusted() {
	run audit --json
	json "$T/out" 'scalar grep { $_->{rule} =~ /^C20[56]$/ }
	    @{$j->{findings}}'
}
state() {
	run cert show --json "$other"
	json "$T/out" '$j->{state} . ": " . $j->{path}[-1]{common_name}'
}

without=$(untrusted)
[ "${without:-0}" -gt 0 ]
ok $? "without the root the audit trusts no chain ($without)"
has "$(state)" "untrusted" "nor does the certificate's report"
run cert import --dry-run "$T/g/stores/computer/other-people/$other.pem"
has "$out" "not trusted" "nor the import"

echo 'system_roots = 1;' >>"$SEALPORT_CONFIG"
is "$(untrusted)" 0 "with the system's roots the audit trusts all"
hasnt "$(state)" "untrusted" "so does the report"
run cert show "$other"
name=$(openssl x509 -in "$T/system.pem" -noout -subject -nameopt multiline |
    sed -n 's/ *commonName *= //p')
has "$out" "$name" "whose path ends in the system's root"
run cert import --dry-run "$T/g/stores/computer/other-people/$other.pem"
hasnt "$out" "not trusted" "so does the import"
finish
