#!/bin/sh
# SPDX-License-Identifier: ISC
#
# JSON out and in: every key that is printed is in sealport-json(7) or a field
# of the tables, every object of a sample group can be given back and changes
# nothing, one that was deleted comes back identical, and documents that are
# damaged, too large or about something else are refused.
. tests/lib/tap.sh
sample g

revision() {
	"$SEALPORT" history --json --limit 1 >"$T/newest"
	json "$T/newest" '$j->[0]{id}'
}

# ---- objects ----------------------------------------------------------------

# "field" or "prefix.field" of everything, by kind.
for kind in $("$SEALPORT" help | sed -n '/^Kinds/,/^$/p' | tr ',. ' '\n\n\n' |
    grep '^[a-z]'); do
	echo "$kind"
	"$SEALPORT" help "$kind" | sed -n 's/^  \([a-z_0-9]*\)  (.*/\1/p' \
	    >"$T/fields.$kind"
done >"$T/kinds"
sed -n 's/^\.It Cm \([a-z_0-9]*\)\\*\.\([a-z_0-9]*\)$/\1.\2/p' \
    man/sealport-fields.7 | sort -u >"$T/dotted"

before=$(revision)
bad= keys= count=0 typed=
while read -r kind; do
	"$SEALPORT" list --names "$kind" >"$T/names"
	while IFS= read -r name; do
		[ "$kind" != group ] || name=
		"$SEALPORT" show --json "$kind" ${name:+"$name"} >"$T/doc"
		"$SEALPORT" set "$kind" ${name:+"$name"} --from - <"$T/doc" \
		    >"$T/out" 2>"$T/err" || bad="$bad $kind $name"
		grep -qx "nothing to change" "$T/out" ||
		    bad="$bad $kind $name: $(cat "$T/err")"
		unknown=$(perl -MJSON::PP -e '
			local $/;
			my ($doc, $fields, $dotted) = map {
			    open my $f, "<", $_ or die; <$f> } @ARGV;
			my %known = map { $_ => 1 } split(/\n/, $fields),
			    split(/\n/, $dotted), qw(format kind id version
			    name effective);
			my $j = JSON::PP->new->utf8->decode($doc);
			print join " ", grep { !$known{$_} && !/^backup_/ }
			    keys %$j, keys %{$j->{effective}};' \
		    "$T/doc" "$T/fields.$kind" "$T/dotted")
		keys="$keys$unknown"
		[ "$(json "$T/doc" '$j->{format}')" = 1 ] ||
		    typed="$typed $kind"
		count=$((count + 1))
	done <"$T/names"
done <"$T/kinds"
is "$bad" "" "show --json | set --from - changes nothing ($count objects)"
[ $count -gt 40 ]
ok $? "of a whole group"
is "$(revision)" "$before" "and makes no revision"
is "$keys" "" "every key is a field of the tables"
is "$typed" "" "every document says its format"

# Made again under another name: not running, and the default of nothing.
bad=
while IFS=, read -r kind name words; do
	"$SEALPORT" show --json "$kind" "$name" |
	    "$SEALPORT" new "$kind" "Again" --from - ${words:+"$words"} \
	    >/dev/null 2>"$T/err" || bad="$bad $(cat "$T/err")"
done <<EOF
send-port,Contoso Confirmations,
receive-location,Contoso Orders FILE,file.receive_folder=/srv/again
application,BizTalk Application 1,
host,EdiReceive,
orchestration,Order Confirmation,
EOF
is "$bad" "" "show --json | new --from - under another name"
is "$("$SEALPORT" show send-port Again state) $("$SEALPORT" show \
    receive-location Again enabled is_primary | tr '\n' ' ')$("$SEALPORT" \
    show application Again is_default) $("$SEALPORT" show host Again \
    is_default)" "state=bound enabled=false is_primary=false \
is_default=false is_default=false" "starts at the beginning"
is "$("$SEALPORT" show receive-location Again uri)" "uri='/srv/again/*.p7m'" \
    "with an address of its own"
for kind in orchestration receive-location send-port application host; do
	"$SEALPORT" delete "$kind" Again >/dev/null
done
"$SEALPORT" show --json application BizTalk.System |
    "$SEALPORT" new application Mine --from - >/dev/null
ok $? "of the system application, an ordinary one"
"$SEALPORT" delete application Mine >/dev/null

# Deleted, and made again of its document.
bad=
while IFS=, read -r kind name; do
	"$SEALPORT" show --json "$kind" "$name" >"$T/doc"
	"$SEALPORT" delete "$kind" "$name" >/dev/null 2>&1 ||
	    bad="$bad delete $name"
	"$SEALPORT" new "$kind" --from "$T/doc" >/dev/null 2>"$T/err" ||
	    bad="$bad $(cat "$T/err")"
	"$SEALPORT" show --json "$kind" "$name" >"$T/again"
	for f in doc again; do
		sed '/^  "id"/d;/^  "version"/d' "$T/$f" >"$T/$f.same"
	done
	cmp -s "$T/doc.same" "$T/again.same" || bad="$bad $kind $name"
done <<EOF
send-port,Tailspin Statements
receive-location,Contoso Orders Test
party,Contoso Ltd
EOF
is "$bad" "" "delete, then new --from gives an identical object"

# A port with everything set.
run new handler adapter=HTTP direction=send host=EdiSend
run new send-port Full adapter=HTTP handler=HTTP-send@EdiSend \
    send_pipeline=SMIMETransmit http.url=https://x.example/ \
    http.timeout=7 http.use_sso=false encoder.signature_type=blob \
    backup_adapter=FILE backup_handler=FILE-send@EdiSend \
    backup_file.destination_folder=/x backup_file.file_name=%MessageID% \
    'filters=BTS.ReceivePortName|==|A|and;' service_window=true \
    start_time=08:00 description='a "b" | c; \'
is "$status" 0 "a port with everything set"
"$SEALPORT" show --json send-port Full >"$T/full"
run set send-port Full --from "$T/full"
is "$status $out" "0 nothing to change" "goes out and in"
"$SEALPORT" show --json send-port "Contoso Confirmations" >"$T/doc"
run new send-port "Nasty \$(touch x) \"'é" --from "$T/doc" priority=7 \
    'description=it'\''s \ "q"' encryption_certificate=
is "$status" 0 "new --from with another name and fields that override"
run show --json send-port "Nasty \$(touch x) \"'é"
is "$(json "$T/out" '$j->{priority}')" 7 "which they do"
is "$(json "$T/out" 'defined $j->{encryption_certificate} ? 1 : 0')" 0 \
    "null where it was cleared"
cp "$T/out" "$T/nasty"
run set send-port --from "$T/nasty"
is "$status $out" "0 nothing to change" "the document names the object"

run show --json send-port "Contoso Confirmations"
is "$(json "$T/out" 'join " ", sort keys %{$j->{encryption_certificate}}')" \
    "common_name thumbprint" "a certificate is an object"
is "$(json "$T/out" '$j->{"file.copy_mode"} // "null"')" null \
    "what is not set is null"
is "$(json "$T/out" '$j->{effective}{"file.copy_mode"}')" create-new \
    "and has an effective value"
run get send-port "Contoso Confirmations" file.copy_mode
is "$out" create-new "which get prints"
run get --json send-port "Contoso Confirmations" retry_count
is "$(json "$T/out" '$j->{value} + $j->{effective}')" 6 "and get --json, typed"

# ---- documents that are refused ---------------------------------------------

# refuses DOCUMENT PART WHAT
refuses() {
	printf '%s' "$1" >"$T/doc"
	run set send-port Archive --from "$T/doc"
	fails 1 "$2" "$3"
}
before=$(revision)
refuses '{"retry_cuont": 1}' "did you mean retry_count" "an unknown key"
refuses '{"retry_count": true}' "retry_count: text or number" "a boolean"
refuses '{"retry_count": 1.5}' "whole number expected" "a fraction"
refuses '{"retry_count": 5000}' "from 0 to 1000" "out of range"
refuses '{"retry_count": [1]}' "one value expected" "an array"
refuses '{"filters": [{"colour": "x"}]}' "no such column (colour)" "a column"
refuses '{"state": "stopped"}' "state: " "a state that differs"
refuses '{"uri": "/elsewhere"}' "uri: " "a derived field that differs"
refuses '{"kind": "party"}' "another one, not send-port" "another kind"
refuses '{"format": 2}' "format: only 1" "another format"
refuses '{"retry_count": 1, "retry_count": 2}' "duplicate" "a key twice"
refuses '[]' "one JSON object expected" "an array of nothing"
refuses '{' "not JSON" "half a document"
refuses '{"description": "\u0000"}' "not JSON" "an escaped NUL"
refuses "$(perl -e 'print "[" x 100000')" "nested too deeply" "a deep one"
refuses "$(printf '{"description": "\377"}')" "not UTF-8" "no UTF-8"
printf '{"description": "\000"}' >"$T/doc"
run set send-port Archive --from "$T/doc"
fails 1 "NUL byte" "a NUL"
head -c 5000000 /dev/zero | tr '\000' ' ' >"$T/doc"
run set send-port Archive --from "$T/doc"
fails 1 "too large" "a large one"
run set send-port Archive --from /dev/zero
fails 1 "is a device" "a device"
run set send-port Archive --from "$T"
is "$status" 1 "a folder"
"$SEALPORT" show --json send-port Archive >"$T/old"
is "$(revision)" "$before" "none of these has changed anything"
run set send-port Archive description=newer
run set send-port Archive --from "$T/old"
fails 1 "changed since the document was made" "an old version"
printf '{"description": null}' >"$T/doc"
run set send-port Archive --from "$T/doc" retry_interval=9
run show --json send-port Archive
is "$(json "$T/out" '($j->{description} // "null") . $j->{retry_interval}')" \
    null9 "null clears, absent is left alone"

# ---- several, and rows ------------------------------------------------------

before=$(revision)
run set send-port Archive "Tailspin Statements" retry_count=8
is "$status $(revision)" "0 $((before + 1))" "set of two is one revision"
run set send-port Archive Nobody retry_count=9
fails 1 "no such send-port (Nobody)" "one that is missing"
is "$("$SEALPORT" get send-port Archive retry_count)" 8 "changes none"
run stop send-port Archive "Contoso Confirmations"
is "$status $(revision)" "0 $((before + 2))" "stop of two"
run start --json send-port Archive "Contoso Confirmations"
is "$(json "$T/out" '$j->{names}[1]')" "Contoso Confirmations" "as JSON"
run stop send-port "Northwind Catalog" "Tailspin Statements"
fails 1 "send-port Tailspin Statements: cannot stop" "one that cannot"
is "$("$SEALPORT" get send-port "Northwind Catalog" state)" started \
    "stops none"
run set party "Contoso Ltd" 'aliases+=EmailDomain|EmailDomain|a.example' \
    'aliases+=EmailDomain|Second|b\|c'
is "$status" 0 "rows are added"
has "$("$SEALPORT" get party "Contoso Ltd" aliases)" \
    'a.example;EmailDomain|Second|b\|c;' "behind the others"
run set party "Contoso Ltd" 'aliases-=EmailDomain|EmailDomain|a.example'
hasnt "$("$SEALPORT" get party "Contoso Ltd" aliases)" a.example "removed"
run set party "Contoso Ltd" 'aliases-=EmailDomain|EmailDomain|a.example'
fails 1 "aliases: no such row" "one that is not there"
run set send-port Archive 'retry_count+=1'
fails 1 "has no rows" "a field without rows"

# ---- list -------------------------------------------------------------------

run list send-port --columns retry_count,file.copy_mode --sort -name --limit 1
is "$out" "Tailspin Statements  8  Create new" "list --columns --sort --limit"
run list send-port --columns retry_cuont
fails 2 "the nearest is retry_count" "an unknown column"
run list send-port --sort filters
fails 2 "not a field to sort by" "rows are no order"
run list send-port --names --filter confirm
is "$out" "Contoso Confirmations" "list --names"

# ---- the other documents ----------------------------------------------------

# documented NAME: the keys of $T/out are those of that section.
documented() {
	sed 's/\\-/-/g' man/sealport-json.7 | NAME=$1 perl -ne '
		$in = $1 eq $ENV{NAME} if /^\.Ss (.*)$/;
		print "$1\n" if $in && /^\.It Va (\w+) /;' |
	    sort | tr '\n' ' ' >"$T/manual"
	is "$(json "$T/out" 'join(" ", grep { $_ ne "format" } sort keys %{
	    ref $j eq "ARRAY" ? $j->[0] : $j }) . " "')" \
	    "$(cat "$T/manual")" "$1 has the keys of its manual"
	is "$(json "$T/out" '(ref $j eq "ARRAY" ? $j->[0] : $j)->{format}')" \
	    1 "and its format"
}
for i in 1 2 3 4 5 6 7 8; do
	"$SEALPORT" set send-port Archive priority=$i >/dev/null
done
run history --json
documented history
is "$(json "$T/out" 'scalar @$j')" 20 "the newest 20"
run history --json --all
[ "$(json "$T/out" 'scalar @$j')" -gt 20 ]
ok $? "or all"
run history --json --before 3 --limit 1
is "$(json "$T/out" '$j->[0]{id}')" 2 "or those before"
run history --json 2
is "$(json "$T/out" '@$j . " " . $j->[0]{id}')" "1 2" "or one"
run history 99999
fails 1 "no such revision" "or none"
run history --json send-port Archive
is "$(json "$T/out" '$j->[0]{changes}[0]{object}')" Archive "of one object"
run history --verify --json
documented "history --verify"
printf 'MIME-Version: 1.0\n\nx' >"$T/message"
run explain --json "$T/message"
documented explain
run audit --json
documented audit
run overview --json
documented overview
run --json
documented overview
run get --json group name
documented get
run delete --json send-port Full
documented "new, set, delete, start and its like"
run undo --json
documented undo
run rollback --json 5
documented rollback
run inventory publish --json
documented "inventory publish"
run inventory list --json
documented "inventory list"
run inventory show --json EDI-NODE2
documented "inventory show"
in_use=$("$SEALPORT" get group signature_certificate)
run list --json --names certificate
other=$(json "$T/out" '(grep { $_ ne "'"$in_use"'" } @$j)[0]')
run cert replace --json --what-if "$in_use" "$other"
documented "cert replace"
run cert orphans --json
documented "cert orphans"
run rollover list --json --days 36500
documented "rollover list"
run cert sync --json --dry-run
documented "cert sync"
mkdir -m 755 -p "$T/g/stores/accounts/open/personal"
run cert repair --json --dry-run
documented "cert repair"
run cert list --json
documented "cert list"
run cert show --json "$(json "$T/out" '$j->[0]{thumbprint}')"
documented "cert show"
run cert refresh --json
documented "cert refresh"
run cert test-connection --json http://localhost:1/
documented "cert test-connection"
run --version --json
documented "--version"
run init --json "$T/other"
documented init
finish
