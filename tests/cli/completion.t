#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Completion in a real bash: the script is sourced, a command line is cut as
# bash cuts it, and what the function leaves in COMPREPLY is compared.  Names
# with everything a shell knows are offered quoted and never run.
. tests/lib/tap.sh
needs bash
sample g
"$SEALPORT" completion bash >"$T/script"
name="a \$(touch $T/ran) \`touch $T/ran\` \"q\" 'é"
"$SEALPORT" new send-port "$name" adapter=FILE handler=FILE-send@EdiSend \
    send_pipeline=PassThruTransmit file.destination_folder=/x \
    'file.file_name=%MessageID%' >"$T/out" 2>&1
ok $? "a port with a hostile name"

# offers WORD ...: COMPREPLY, one a line, for these COMP_WORDS
cat >"$T/run" <<'EOF'
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_sealport
printf '%s\n' "${COMPREPLY[@]}"
EOF
offers() {
	bash --norc "$T/run" "$T/script" "$SEALPORT" "$@" 2>&1
}

is "$(offers rollb)" rollback "a verb"
is "$(offers unen)" unenlist "one that kinds bring along"
is "$(offers ce)" cert "half a verb, once"
is "$(offers cert li)" list "and its other half"
is "$(offers list send-port --so)" --sort "an option"
is "$(offers list receive-l)" receive-location "a kind"
is "$(offers start '')" "$("$SEALPORT" help | sed -n \
    's/^  start \([a-z-]*\) NAME.*/\1/p')" "of those that have the verb"
is "$(offers show send-port Contoso)" 'Contoso\ Confirmations' "a name"
is "$(offers show send-port 'Contoso\ C')" 'Contoso\ Confirmations' \
    "with a blank that is quoted"
is "$(offers show send-port '"Contoso C')" 'Contoso Confirmations' \
    "in double quotes"
is "$(offers show send-port Archive file.f)" file.file_name "a field"
is "$(offers set send-port Archive file.cop)" "file.copy_mode=" "to be set"
is "$(offers set send-port Archive file.copy_mode = c)" create-new "a choice"
is "$(offers set send-port Archive file.copy_mode =)" "$(printf '%s\n' \
    append create-new overwrite)" "all of them"
is "$(offers set send-port Archive must_sign = t)" true "a boolean"
is "$(offers set send-port Archive send_pipeline = SMIMET)" SMIMETransmit \
    "a reference"
# Only what would be taken.
is "$(offers set send-port Archive send_pipeline =)" "$(printf '%s\n' \
    PassThruTransmit SMIMETransmit XMLTransmit)" "pipelines that send"
is "$(offers set receive-location 'Contoso\ Orders\ FILE' \
    receive_pipeline = SMIMET)" "" "none that sends where one receives"
"$SEALPORT" new handler HTTP-send@EdiSend adapter=HTTP direction=send \
    host=EdiSend >"$T/out" 2>&1
is "$(offers new send-port X adapter = HTTP handler =)" HTTP-send@EdiSend \
    "handlers of the adapter that the line has chosen"
is "$(offers set send-port Archive ur)" "" "nothing that is computed"
is "$(offers set send-port Archive uri =)" "" "nor its values"
is "$(offers set send-port Archive stat)" "" "nor what verbs change"
is "$(offers show send-port Archive ur)" uri "which can be read"
is "$(offers new send-port X two_way = true adapter =)" "$(printf '%s\n' \
    HTTP SOAP)" "the adapters that can answer"
is "$(offers new send-port X adapter =)" "$(printf '%s\n' FILE HTTP SOAP)" \
    "of a one-way port all"
is "$(offers cert list --store o)" other-people "a store"
is "$(offers encode --port Contoso)" 'Contoso\ Confirmations' "a port"
mkdir "$T/dir"
echo >"$T/dir/a file.pem"
is "$(offers cert import "$T/dir/a")" "$T/dir/a file.pem" "a file"
is "$(offers show send-port Archive nosuch)" "" "nothing"

# What is offered is read back by a shell as the name, and nothing runs.
word=$(offers show send-port a)
eval "set -- $word"
is "$1" "$name" "a hostile name comes back"
word=$(offers show send-port '"a')
eval "set -- \"$word\""
is "$1" "$name" "in double quotes"
word=$(offers show send-port "'a")
eval "set -- '$word'"
is "$1" "$name" "in single quotes"
is "$(offers show send-port "\$(touch $T/ran)")" "" "a command as a word"
[ ! -e "$T/ran" ]
ok $? "nothing was run"

SEALPORT_CONFIG=/nonexistent
is "$(offers show send-port a)" "" "without a group no names"
is "$(offers show pipel)" pipeline "but words"
finish
