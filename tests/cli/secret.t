#!/bin/sh
# SPDX-License-Identifier: ISC
# Passwords: given without standing in a command line, printed nowhere.
. tests/lib/tap.sh
needs script

PLAIN=Swordfish-42
sample group

# What a user types on standard input.
given() {
	text=$1
	shift
	tap_command="sealport $*"
	printf '%s\n' "$text" | "$SEALPORT" "$@" >"$T/out" 2>"$T/err"
	status=$?
	out=$(cat "$T/out")
	err=$(cat "$T/err")
}

given "$PLAIN" new affiliate-application SAP user_name=edi password=-
ok $status "a password from standard input"
run new handler adapter=HTTP direction=send host=EdiSend
ok $status "handler"
given "$PLAIN
Trout-7" new send-port Web adapter=HTTP handler=HTTP-send@EdiSend \
    send_pipeline=PassThruTransmit http.url=https://a.example/ \
    http.authentication=basic http.user=joe http.password=- \
    http.proxy=own http.proxy_server=proxy http.proxy_password=-
ok $status "two of them, a line each, whatever the order of the fields"

run show send-port Web
hasnt "$out" password "show leaves them out"
"$SEALPORT" show --line send-port Web >"$T/line"
eval "run set send-port Web $(cat "$T/line")"
is "$out" "nothing to change" "what show prints can be given back"
run show send-port Web http.password
is "$out" "http.password=-" "asked for by name: as set takes it"
run show send-port Archive http.password
fails 2 "field: unknown" "a field that the port has not"
run show --json send-port Web
cp "$T/out" "$T/json"
is "$(json "$T/json" '$j->{"http.password"}{set} ? "yes" : "no"')" yes \
    "JSON says that there is one"
run set send-port Web http.proxy_password=
ok $status "an empty value clears"
run show --json send-port Web
is "$(json "$T/out" '$j->{"http.proxy_password"}')" undef \
    "and null that there is none"
run set send-port Web http.password=
fails 1 "http.password: a value is needed" "Basic needs one"
run set send-port Web http.password="$(printf '%0300d' 0)"
fails 1 "http.password: at most 256 bytes (300)" "one that is too long"
hasnt "$err" 0000 "is not repeated"
run set affiliate-application SAP password=-
fails 1 "password: standard input: a line" "nothing to read"

# Nothing anywhere, not in the files either.
for command in "list send-port" "list --json send-port" history \
    "history --json" "show --json affiliate-application SAP" audit; do
	run $command
	case $out$err in
	*"$PLAIN"*|*sealed:*) bad="$bad $command" ;;
	esac
done
is "${bad-}" "" "neither the text nor its token is printed"
is "$(grep -rl -e "$PLAIN" -e Trout-7 "$T/group")" "" "nor in any file"
run history --limit 1 --json
has "$out" '"old_value": "set"' "the history says that it was set"
run history --verify
ok $status "the history is whole"

# Taken back: what cannot be is said.
run set send-port Web http.password=other http.user=ann
run undo
has "$out" "send-port Web: http.password cannot be taken back; set it again" \
    "undo says which password it could not bring back"
run show send-port Web http.user
is "$out" "http.user=joe" "the rest is as it was"
run rollback 1
ok $status "rollback"

# On a terminal: asked for, without echo.
mkfifo "$T/keys"
sample asks
script -qec "$SEALPORT new affiliate-application CRM user_name=x \
    password=-" /dev/null <"$T/keys" >"$T/screen" &
{
	i=0
	while [ $i -lt 100 ] && ! grep -q 'password: ' "$T/screen"; do
		i=$((i + 1))
		sleep 0.1
	done
	printf '%s\n' "$PLAIN"
	wait
} >"$T/keys"
has "$(cat "$T/screen")" "password: " "asked for on a terminal"
hasnt "$(cat "$T/screen")" "$PLAIN" "without echo"
run show affiliate-application CRM password
is "$out" "password=-" "and taken"

# The key.
is "$(stat -c %a "$T/asks/group.db.key")" 600 "the key is private"
mv "$T/asks/group.db.key" "$T/aside"
run set affiliate-application CRM password=x
fails 1 "the key of the group is missing" "a lost key is not replaced"
run list affiliate-application
ok $status "nothing else needs it"
cp "$T/aside" "$T/asks/group.db.key"
chmod 640 "$T/asks/group.db.key"
run set affiliate-application CRM password=x
fails 1 "group.db.key: others than the owner" "a key that others may read"
finish
