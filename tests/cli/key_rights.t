#!/bin/sh
# SPDX-License-Identifier: ISC
#
# A private key that others can reach is refused in use and mended by one
# command, as an account without root's rights too; one that belongs to
# somebody else only root can give back.
. tests/lib/tap.sh
needs openssl
as=
if [ "$(id -u)" -eq 0 ]; then
	command -v setpriv >/dev/null && getent passwd nobody >/dev/null &&
	    as="setpriv --reuid=nobody --regid=$(id -g nobody) --clear-groups"
	[ -n "$as" ] && $as test -x "$SEALPORT" || {
		echo "1..0 # SKIP the program cannot be run as another user"
		exit 0
	}
	chmod 755 "$T"
fi
account=$($as id -un)
mkdir "$T/home"
[ -z "$as" ] || chown nobody "$T/home"
export XDG_STATE_HOME="$T/home" HOME="$T/home"

# me ARGUMENT ...: the program as that account
me() {
	tap_command="sealport $* (as $account)"
	$as "$SEALPORT" "$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
	out=$(cat "$T/out")
	err=$(cat "$T/err")
}

me init "$T/home/g"
is "$status" 0 "a group of $account"
export SEALPORT_CONFIG="$T/home/g/sealport.conf"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/own.key" \
    -subj "/CN=Ours" -days 100 -out "$T/own.pem" \
    -addext keyUsage=digitalSignature,keyEncipherment 2>/dev/null
cat "$T/own.pem" "$T/own.key" >"$T/both.pem"
chmod 644 "$T/both.pem"
thumb=$(openssl x509 -in "$T/own.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
me cert import --store personal "$T/both.pem"
is "$status" 0 "imports its certificate and key"
store=$T/home/g/stores/accounts/$account/personal
key=$store/$thumb.key
is "$(stat -c '%a %U' "$key")" "600 $account" "which is its own only"

computer=$($as "$SEALPORT" list computer --names | head -n 1)
me new host H
me new host-instance host=H "computer=$computer" "account=$account"
me new handler adapter=FILE direction=send host=H
me new pipeline Sign direction=send 'components=encode|encoder;' \
    encoder.signature_type=clear encoder.check_revocation=false
me new send-port Out adapter=FILE handler=FILE-send@H send_pipeline=Sign \
    file.destination_folder=/tmp
me set group "signature_certificate=$thumb"
echo hello >"$T/body"
echo secret >"$T/pass"
chmod 644 "$T/body" "$T/pass"

# works WHAT / refused PART WHAT: the key, in use
works() {
	me encode --port Out "$T/body"
	is "$status" 0 "$1"
}
refused() {
	me encode --port Out "$T/body"
	is "$status" 3 "$2"
	has "$err" SIGN_KEY_UNREADABLE "the message is suspended"
	has "$err" "$1" "with the reason: $1"
	me cert export --key --form pkcs12 -o "$T/home/x.p12" \
	    --passphrase-file "$T/pass"  "$thumb"
	is "$status" 1 "nor is the key exported"
	me cert list --store personal
	has "$out" "key unusable" "the list says so"
	me cert show "$thumb"
	hasnt "$(tr -s ' \n' ' ' <"$T/out")" "): private key:" \
	    "the report says it once"
}

works "signs with it"
for mode in 640 604 622 666; do
	chmod $mode "$key"
	refused "mode" "a key of mode $mode"
	me cert repair
	is "$status $(stat -c %a "$key")" "0 600" "is mended by cert repair"
done
works "and signs again"
chmod 755 "$store"
me cert repair --dry-run
has "$out" "$store" "a folder that others may enter is told"
is "$(stat -c %a "$store")" 755 "and left alone"
me cert repair
is "$(stat -c %a "$store")" 700 "until it is mended"
works "and the key works"

if [ -n "$as" ]; then
	chown 1 "$key"
	chmod 644 "$key"
	refused "owner" "a key of another account"
	me cert repair
	fails 1 "root" "which $account cannot give back to itself"
	run cert repair
	is "$status $(stat -c '%a %U' "$key")" "0 600 $account" \
	    "root can, by the same command"
	works "and the key works"
	chown 0 "$key"
	chmod 600 "$key"
	me encode --port Out "$T/body"
	is "$status" 3 "one of root that $account cannot read"
	has "$err" "SIGN_KEY_UNREADABLE" "is refused"
	me cert repair
	fails 1 "Permission denied); root can repair it" "and who can mend it"
	run cert repair --account "$account"
	is "$(stat -c '%a %U' "$key")" "600 $account" "and given back"
	run encode --port Out --account "$account" "$T/body"
	is "$status" 0 "root signs with it on the account's behalf"
	chmod 644 "$key"
	run encode --port Out --account "$account" "$T/body"
	is "$status" 3 "and is refused what others can read, as the account is"
else
	skip "other owners need root"
fi
finish
