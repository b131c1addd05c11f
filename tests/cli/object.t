#!/bin/sh
# SPDX-License-Identifier: ISC
#
# list, show, new, set, delete and the verbs that change a state, on a sample
# group: values through the shell and back for every object of every kind,
# JSON, suggestions, and refusals that change nothing.
. tests/lib/tap.sh
sample g

revisions() {
	"$SEALPORT" history --verify
}

# ---- list -------------------------------------------------------------------

run list send-port
is "$status" 0 "list"
hasnt "$out" "retry" "has no heading where it is no terminal"
first=$(sed -n 1p "$T/out")
has "$first" "  " "columns are apart"
cp "$T/g/group.db" "$T/long.db"
long=$(printf '%070d' 0)
run --db "$T/long.db" new host "$long"
run --db "$T/long.db" list host
has "$out" "$long  In-process" "a long name is whole"
is "$(sed -n '/^EdiSend/s/In-process.*//p' "$T/out" | wc -c)" 43 \
    "and does not push the others away"
run list --json send-port
is "$(json "$T/out" 'ref $j')" ARRAY "list --json is an array"
is "$(json "$T/out" '$j->[0]{kind}')" send-port "of objects with their kind"
is "$(json "$T/out" '$j->[0]{retry_count} + 1')" 4 "and all fields"
run list --filter contoso send-port
is "$(wc -l <"$T/out")" 1 "--filter"
run list --filter nobody send-port
is "$status:$out" "0:" "an empty list is no failure"

# ---- what if ----------------------------------------------------------------

before=$(revisions)
unknown=0123456789012345678901234567890123456789
run set --what-if send-port "Contoso Confirmations" \
    encryption_certificate=$unknown
is "$status" 1 "--what-if with new findings"
has "$out" "new error C101 Contoso Confirmations: encryption certificate" \
    "says which"
run set --what-if send-port "Contoso Confirmations" description=x
is "$status:$out" "0:nothing changes in the audit" "--what-if without any"
run delete --what-if party "Northwind Traders"
is "$status" 1 "--what-if of a deletion"
has "$out" "new warning C504 " "says what it leaves behind"
has "$out" "settles error C201 " "says what it settles"
run set --what-if send-port "Fabrikam Remittances" encryption_certificate= \
    encoder.enable_encryption=false
is "$status:$out" "0:nothing changes in the audit" \
    "a certificate that others use as well is told of once"
run new --what-if host "Fresh"
is "$status" 0 "--what-if of something new"
run set --what-if send-port "Contoso Confirmations" retry_count=5000
is "$status" 1 "--what-if still checks"
run unenlist --what-if send-port "Adventure Works Forecast"
has "$out" "settles " "--what-if of a state verb"
run enlist --what-if send-port "Adventure Works Forecast"
is "$status" 1 "--what-if of a verb that its state does not allow"
is "$(revisions)" "$before" "and nothing of it was written"

# ---- show and set -----------------------------------------------------------

# Every object of every kind is set to what it shows; nothing may change.
before=$(revisions)
bad= count=0
for kind in group application orchestration computer host host-instance adapter \
    handler pipeline party receive-port receive-location send-port \
    send-port-group certificate; do
	"$SEALPORT" list --json $kind >"$T/list" || bad="$bad $kind"
	n=$(json "$T/list" 'scalar @$j')
	i=0
	while [ $i -lt "$n" ]; do
		name=$(json "$T/list" "\$j->[$i]{name}")
		line=$("$SEALPORT" show --line $kind "$name") ||
		    bad="$bad $name"
		eval "run set $kind \"\$name\" $line"
		[ "$status $out" = "0 nothing to change" ] ||
		    bad="$bad $kind $name: $out$err"
		count=$((count + 1))
		i=$((i + 1))
	done
done
is "$bad" "" "what show prints is what set takes ($count objects)"
is "$(revisions)" "$before" "and makes no revision"

eval "run new host Copy $("$SEALPORT" show --line host EdiReceive |
    sed 's/is_default=true/is_default=false/')"
is "$status" 0 "new takes it as well"
is "$("$SEALPORT" show host Copy | sed s/is_default=.*//)" \
    "$("$SEALPORT" show host EdiReceive | sed s/is_default=.*//)" \
    "and makes an equal one"

nasty="it's \"a\" \$(b) \`c\` \\ * é"
run set host Copy "os_group=x y"
run set send-port Archive "description=$nasty"
is "$status" 0 "set with every character a shell knows"
eval "set -- $("$SEALPORT" show send-port Archive description)"
is "$1" "description=$nasty" "comes back through a shell"
run show --json send-port Archive
is "$(json "$T/out" 'length $j->{description}')" 23 "and through JSON"
is "$(json "$T/out" '$j->{retry_count}')" 3 "JSON has numbers"
is "$(json "$T/out" 'ref JSON::PP->new->decode("[true]")->[0] eq
    ref $j->{kind} ? 1 : 0')" 0 "text is no boolean"
run show --json party "Contoso Ltd"
is "$(json "$T/out" 'ref $j->{attaches_certificate}')" JSON::PP::Boolean \
    "JSON has booleans"
is "$(json "$T/out" '$j->{aliases}[1]{value}')" 081466849 \
    "rows are arrays of objects"
run show --json receive-location "Contoso Orders FILE"
is "$(json "$T/out" 'exists $j->{"decoder.allow_non_mime"} &&
    !defined $j->{"decoder.allow_non_mime"} ? 1 : 0')" 1 \
    "what is inherited is null"
run show send-port Archive retry_count state
is "$out" "state=started
retry_count=3" "show of some fields"
run show send-port Archive retry_cuont
fails 2 "the nearest is retry_count" "of one that does not exist"
run show --json group name
is "$(json "$T/out" 'join " ", sort keys %$j')" "format name" \
    "JSON of some fields"

run set send-port Archive retry_count=7 retry_interval=6 --reason "slow line"
is "$status" 0 "set of two fields"
run history --limit 1
is "$(sed -n 1p "$T/out" | grep -c 'slow line')" 1 "with a reason"
is "$(grep -c '^        retry_' "$T/out")" 2 "is one revision"
run set send-port Archive file.file_name=%MessageID%.txt retry_count=3
is "$status" 0 "a field of the adapter and one of the port"
is "$("$SEALPORT" get group database)" "$T/g/group.db" \
    "the group tells its database"
run set group "database=elsewhere"
fails 1 "database: " "which is not set there"
run set group refresh_interval=30
is "$status" 0 "the group needs no name"
run set send-port Archive name="The Archive"
run show send-port "The Archive" name
is "$out" "name='The Archive'" "name= renames"
run set send-port "The Archive" name=Archive description=

# ---- refusals ---------------------------------------------------------------

before=$(revisions)
run set host EdiReceive EdiSend name=Z
fails 2 "a name can be given to one object only (name=Z)" "one name for two"
run set host EdiReceive os_grop=x
fails 1 "did you mean os_group" "an unknown field names the nearest"
run set host EdiReceive os_group=x trusted=perhaps
fails 1 "trusted: true or false expected (perhaps)" "a wrong value"
run set send-port Archive retry_count=1001
fails 1 "from 0 to 1000 (1001)" "a value out of range"
run set send-port Archive file.copy_mode=sideways
fails 1 "one of append, create-new, overwrite" "a wrong choice"
run set send-port Archive handler=nobody
fails 1 "no such handler (nobody)" "a reference to nothing"
run set send-port Archive encryption_certificate=12345
fails 1 "40 hexadecimal digits" "a thumbprint that is none"
run set send-port Archive state=stopped
fails 1 "state: " "a state is changed by verbs"
run new send-port Live state=started send_pipeline=PassThruTransmit \
    handler=FILE-send@EdiSend file.destination_folder=/srv/live
fails 1 "state: is changed by verbs" "nor does a new object begin in it"
run set host EdiReceive type=isolated
fails 1 "type: " "what is fixed at creation"
run set send-port Archive "description=$(printf 'a\033[2Jb')"
is "$status" 1 "control characters are refused"
hasnt "$err" "$(printf '\033')" "and not echoed"
run set send-port Archive description
fails 2 "FIELD=VALUE expected" "a word without ="
run set send-port Archive
fails 2 "FIELD=VALUE is missing" "no pair at all"
run set send-port Nobody retry_count=1
fails 1 "no such send-port (Nobody)" "an object that does not exist"
run show host Nobody
fails 1 "no such host (Nobody)" "nor can it be shown"
run new host EdiReceive
fails 1 "already" "a name that is taken"
run new group second
fails 1 "exactly one" "a second group"
run new certificate x
fails 1 "cert import" "certificates are imported"
run new host
fails 2 "NAME is missing" "new without a name"
run new host-instance Wrong host=EdiReceive computer=EDI-NODE2 account=x
fails 1 "computed from other fields" "a name other than the composed one"
run delete host EdiReceive
fails 1 "host EdiReceive: " "one that is in use"
run delete group
fails 1 "exactly one" "the group"
run start host EdiReceive
fails 2 "host: has no states (start)" "a verb of another kind"
run start receive-location "Contoso Orders FILE"
fails 2 "one of enable, disable" "names the kind's own"
is "$(revisions)" "$before" "none of these has changed anything"

# ---- states -----------------------------------------------------------------

state() {
	"$SEALPORT" show send-port "Northwind Shipments" state
}
run unenlist send-port "Northwind Shipments"
is "$status $(state)" "0 state=bound" "unenlist"
run enlist send-port "Northwind Shipments"
is "$status $(state)" "0 state=stopped" "enlist"
run start send-port "Northwind Shipments"
is "$status $(state)" "0 state=started" "start"
run stop send-port "Northwind Shipments"
is "$status $(state)" "0 state=stopped" "stop"
run stop send-port "Northwind Shipments"
fails 1 "cannot stop" "stop of a stopped one"
run start send-port Archive "Northwind Shipments" "Contoso Confirmations"
is "$status $(sed 's/[0-9]*$//' "$T/out")" "0 send-port Archive: already \
started
send-port Contoso Confirmations: already started
revision " "start of several, two of which run"
is "$(state)" state=started "starts the third"
run start --json send-port Archive "Contoso Confirmations"
is "$status $(json "$T/out" 'join " ", @{$j->{already}}, $j->{changed} ?
    "changed" : "same"')" "0 Archive Contoso Confirmations same" "as JSON"
run stop send-port "Northwind Shipments" "Tailspin Statements"
fails 1 "send-port Tailspin Statements: cannot stop: State is Unenlisted" \
    "one in another state fails all"
run stop send-port "Northwind Shipments"
is "$status $(sed 's/[0-9]*$//' "$T/out")" "0 revision " \
    "a verb says its revision"
run start application Orders Orders
has "$out" "application Orders: already started" "and of applications"
run undo
# ---- applications -----------------------------------------------------------

application() {
	"$SEALPORT" show application "$1" state
}
is "$(application Orders)" state=partly-started "some of it runs"
run start application Orders
is "$status $(application Orders)" "0 state=started" "start an application"
is "$("$SEALPORT" show send-port "Northwind Shipments" state)" \
    state=started "and what is in it"
run start application Orders
fails 1 "nothing in it to change" "once more"
run stop application Orders
is "$status $("$SEALPORT" show receive-location "Warehouse Stock FILE" \
    enabled)" "0 enabled=false" "stop disables its receive locations"
run start application Billing
has "$err" "application Orders, to which it refers, is not started" \
    "one that it needs is named"
run stop-suspend application Orders
is "$status $(application Orders)" "0 state=stopped" "stop-suspend"
is "$("$SEALPORT" show orchestration "Order Confirmation" state)" \
    state=stopped "keeps it enlisted"
run stop-full application Orders
is "$status $("$SEALPORT" show orchestration "Order Confirmation" state)" \
    "0 state=unenlisted" "stop-full does not"
run undo
run undo
is "$("$SEALPORT" show orchestration "Order Confirmation" state)" \
    state=started "each is undone as one"
for i in 1 2 3; do
	run undo
done
is "$(application Orders) $(application Billing)" \
    "state=partly-started state=partly-started" "all as it was"
run delete application Orders
fails 1 "it is used by" "one with something in it"
run delete application BizTalk.System
fails 1 "system application" "the system's"
run set pipeline SMIMEReceive application=Billing
fails 1 "to which application Orders does not refer" "moved out of reach"
run history --verify
is "$status" 0 "the history is whole"

run disable receive-location "Contoso Orders FILE"
run show receive-location "Contoso Orders FILE" enabled
is "$out" "enabled=false" "disable"
run enable receive-location "Contoso Orders FILE"
is "$status" 0 "enable"

# Another program has taken from under it what it rests on.
if command -v sqlite3 >/dev/null; then
	run stop send-port Archive
	sqlite3 "$T/g/group.db" "UPDATE send_port SET
	    handler = 'FILE-receive@EdiReceive' WHERE name = 'Archive'"
	run start send-port Archive
	is "$status" 0 "start does not ask what a save would"
	has "$err" "warning: send-port Archive: handler" "but says it"
	run stop send-port Archive
	is "$status$err" 0 "when it runs, not when it stops"
	run start send-port Archive
	sqlite3 "$T/g/group.db" "UPDATE send_port SET
	    handler = 'FILE-send@EdiSend' WHERE name = 'Archive'"
else
	skip "no sqlite3"
fi

# A group of send ports: its verbs, and what ports owe to it.
run new send-port-group Both application=Billing \
    send_ports="Tailspin Statements;Archive" \
    filters="BTS.MessageType|==|urn:a|and"
is "$status" 0 "new send-port-group"
run start send-port-group Both
is "$status" 0 "start of a group with an enlisted member"
run show send-port-group Both state
is "$out" "state=started" "starts it"
run show send-port "Tailspin Statements" state
is "$out" "state=bound" "and leaves its members alone"
run unenlist send-port Archive
fails 1 "last enlisted member of send-port-group Both, which is started" \
    "the last enlisted member"
run show --json send-port-group Both
is "$(json "$T/out" '$j->{send_ports}[1]{send_port}')" Archive \
    "members in JSON"
run delete send-port-group Both
fails 1 "it is enlisted; unenlist it first" "delete of a started group"
run unenlist send-port-group Both
run unenlist send-port Archive
is "$status" 0 "of an unenlisted group any member"
run start send-port-group Both
fails 1 "no member is enlisted" "start without an enlisted member"
run delete send-port "Tailspin Statements"
fails 1 "it is used by send-port-group Both" "delete of a member"
run delete send-port-group Both
is "$status" 0 "delete of the group"
run start send-port Archive

# ---- new and delete ---------------------------------------------------------

run new computer Third description="a test"
is "$status" 0 "new computer"
# What is not said follows from what is: the adapter from two_way, the handler
# from the adapter.
run new handler adapter=HTTP direction=send host=EdiSend
run new send-port Ask two_way=true http.url=https://a.example/ \
    send_pipeline=PassThruTransmit receive_pipeline=PassThruReceive
is "$status" 0 "new of a two-way port without an adapter"
is "$("$SEALPORT" show send-port Ask adapter handler)" "adapter=HTTP
handler=HTTP-send@EdiSend" "starts with one that can answer"
run new send-port Ask2 two_way=true adapter=FILE \
    file.destination_folder=/srv/x send_pipeline=PassThruTransmit \
    receive_pipeline=PassThruReceive
fails 1 "adapter: an adapter capable of solicit-response" \
    "one that is typed is not replaced"
run delete send-port Ask
# So does the host of a handler, and whether partners reach a location.
run new host Web type=isolated
run new handler adapter=HTTP direction=receive
run show handler HTTP-receive@Web host
is "$out" "host=Web" "a new handler is of the host that can run it"
for given in "" external=false; do
	run new receive-location "At-$given" receive_port="Contoso Orders" \
	    $given adapter=HTTP http.virtual_path="/in/$given" \
	    receive_pipeline=PassThruReceive
	run show receive-location "At-$given" external
	is "$out" "${given:-external=true}" "HTTP, given ${given:-nothing}"
	run delete receive-location "At-$given"
done
run new host-instance host=EdiSend computer=Third account=edi
is "$status" 0 "new host-instance without a name"
run show host-instance EdiSend@Third account
is "$out" "account=edi" "has the composed one"
run new send-port Spare file.destination_folder=/tmp/spare \
    send_pipeline=PassThruTransmit handler=FILE-send@EdiSend adapter=FILE
is "$status" 0 "properties may stand before their adapter"
run delete send-port Spare --reason "was a test"
is "$status" 0 "delete"
run show send-port Spare
fails 1 "no such send-port" "and it is gone"
assigned=$("$SEALPORT" get send-port "Contoso Confirmations" \
    encryption_certificate)
run delete certificate "$assigned"
fails 1 "it is used by send-port Contoso Confirmations" \
    "delete of an assigned certificate"
finish
