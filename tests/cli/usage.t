#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The command line itself: unknown verbs, kinds and options with the nearest
# one named, missing and superfluous arguments, where options may stand, help
# of every verb and kind, and output that cannot be written.
. tests/lib/tap.sh

run lst
fails 2 "the nearest is list (lst)" "an unknown verb names the nearest"
run zzzzzzzzzz
fails 2 "sealport help" "one that is like none names help"
run cert
fails 2 "remove, refresh, test-connection" "half a verb names the rest"
run cert imprt x
fails 2 "the nearest is import" "a wrong second half names the nearest"
run list --jsn host
fails 2 "the nearest is json (jsn)" "an unknown option names the nearest"
run -x
fails 2 "option: unknown (-x)" "there are no short options"
run list --verify host
fails 2 "takes no such option (--verify)" "an option of another verb"
run list --json=yes host
fails 2 "--json: takes no value" "a value where there is none"
run list --filter
fails 2 "--filter: TEXT is missing" "an option without its value"
run list --json --json host
fails 2 "--json: given twice" "an option given twice"
run list
fails 2 "usage: sealport list KIND" "a missing argument shows the usage"
run undo now
fails 2 "unexpected argument (now)" "a superfluous argument"

run --version
is "$status" 0 "--version"
has "$out" "sealport " "--version prints the name"
run list --help
has "$out" "usage: sealport list" "--help after a verb explains it"
run --help
has "$out" "Verbs" "--help alone is help"
run cert --help
has "$out" "usage: sealport cert remove" "--help explains a family of verbs"
run help nonsense
fails 2 "unknown" "help on nothing known"

run help
is "$status" 0 "help"
cp "$T/out" "$T/help"
is "$(awk 'length > 80' "$T/help")" "" "help fits 80 columns"
verbs=$(sed -n '/^Verbs/,/^Options/s/^  \([a-z][a-z ]*[a-z]\).*/\1/p' \
    "$T/help" | sed 's/ receive-location.*//;s/ send-port.*//')
bad=
IFS='
'
for verb in $verbs; do
	unset IFS
	"$SEALPORT" help $verb >"$T/out" 2>"$T/err" || bad="$bad $verb"
	[ -s "$T/out" ] || bad="$bad $verb"
done
unset IFS
is "$bad" "" "help has something on every verb"
kinds="group computer host host-instance handler pipeline party receive-port
    receive-location send-port certificate"
bad=
for kind in $kinds; do
	"$SEALPORT" help $kind >"$T/out" 2>&1 || bad="$bad $kind"
	grep -q '^Fields' "$T/out" || bad="$bad $kind"
done
is "$bad" "" "help has the fields of every kind"
run help send-port
has "$out" "whole number from 0 to 1000" "with the values that are allowed"
has "$out" "default 3" "and the default"
run help file.copy_mode
has "$out" "FILE, send ports: file.copy_mode" "help on a dotted field"
run help send-port retry_count
has "$out" "from 0 to 1000" "help on a field of a kind"
run help send-port retry_cuont
fails 2 "the nearest is retry_count" "and on none"
run help file.copy_mod
fails 2 "the nearest is file.copy_mode" "nor on one that is like one"
run help FILE
has "$out" "file.receive_folder" "help on an adapter"
run help decoder
has "$out" "decoder.allow_non_mime" "help on a pipeline component"

"$SEALPORT" init "$T/g" >/dev/null
export SEALPORT_CONFIG="$T/g/sealport.conf"
run list hots
fails 2 "the nearest is host (hots)" "an unknown kind names the nearest"
run --config "$T/g/sealport.conf" list computer
is "$status" 0 "a global option before the verb"
run list computer --config="$T/g/sealport.conf"
is "$status" 0 "and after it"
run list -- --json
fails 2 "kind: unknown" "-- ends the options"

"$SEALPORT" list computer >/dev/full 2>"$T/err"
status=$?
err=$(cat "$T/err")
fails 1 "standard output: No space left" "a full disk is an error"
# The reader ends before the first byte is written.
{ "$SEALPORT" help --manual 2>"$T/err"; echo $? >"$T/status"; } | :
is "$(cat "$T/err")" "" "a reader that has gone is no reason to talk"
finish
