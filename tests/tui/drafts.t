#!/bin/sh
# SPDX-License-Identifier: ISC
#
# A line that is lost in the middle of a dialog: what stood in it is kept in a
# private file, offered at the next start, and merged with what others saved
# meanwhile.  Files that are not a draft of this user are never opened.
. tests/lib/tap.sh
. tests/lib/console.sh
needs tmux pgrep
sample g
folder=$T/state/sealport
port="Adventure Works Forecast"

drafts() {
	ls "$folder" 2>/dev/null | wc -l
}

# hang_up SIGNAL: to the program, as a lost line does
hang_up() {
	kill -"$1" "$(pgrep -P "$(tmux_do list-panes -F '#{pane_pid}')" \
	    sealport)"
	wait_for "[exit "
}

open_port() {
	wait_for "Send Ports"
	node "Send Ports"
	key Tab
	wait_for "$port"
	step Home
	key Enter
	wait_for "Properties"
}

# ---- kept -------------------------------------------------------------------

console
open_port
page "Transport Advanced Options"
key C-u
type_text 7
key Tab C-u
type_text nonsense
hang_up HUP
is "$(drafts)" 1 "SIGHUP in a dialog leaves one draft"
is "$(stat -c %a "$folder"/*)" 600 "which only its owner may read"
is "$(stat -c %a "$folder")" 700 "in a private folder"
run show send-port "$port"
has "$out" "retry_count=3" "nothing of it was saved"

again
sees "A draft of Send port $port from" "it is offered at the next start"
key Down Down Enter
gone=$(wait_for "Send Ports"; drafts)
is "$gone" 1 "later keeps it"

# Somebody else changes the same field and another one.
"$SEALPORT" set send-port "$port" retry_count=9 priority=8 >/dev/null
again
wait_for "A draft of"
key Enter
sees "Changed meanwhile" "opened, both states are shown"
sees "9 " "theirs"
key m F2
sees "nonsense" "the dialog has the text that its field refused"
sees "*Retry count:    7" "and the value, as a change"
key C-u
type_text 11
key F2
sees "saved: Send port $port" "it can be mended and saved"
run show send-port "$port"
has "$out" "retry_count=7" "mine was taken"
has "$out" "retry_interval=11" "with what was mended"
has "$out" "priority=8" "and theirs where only they changed it"
is "$(drafts)" 0 "and the draft is gone"

# ---- a new object, with another window above the dialog ---------------------

again
wait_for "Send Ports"
node Parties
key n
wait_for "New Party"
type_text "Half a party"
key Tab Enter
wait_for "no rows"
key n
wait_for "Name"
hang_up TERM
is "$(drafts)" 1 "SIGTERM under two more windows: the dialog is kept"
again
sees "A draft of Party (new)" "offered"
key Enter
sees "Half a party" "opened"
key F2
wait_for "What this change does to the audit"
key y
sees "saved: Party Half a party" "and saved"
is "$(drafts)" 0 "the draft is gone"

# ---- a new one that belongs to what was open below --------------------------

node "Receive Ports"
key Tab
wait_for "Contoso Orders"
key Enter
wait_for "Receive port Properties"
step NPage
key Enter
wait_for "URI"
key n
wait_for "New Receive location"
type_text Inbox
hang_up HUP
again
wait_for "A draft of Receive location (new)"
key Enter
sees "Receive port:     Contoso Orders" "what it was made within is kept"
key Escape
wait_for "Give up"
key y
wait_for "Send Ports"
is "$(drafts)" 0 "given up, the draft is gone"

# ---- none -------------------------------------------------------------------

key q
wait_for "[exit 0]"
is "$(drafts)" 0 "leaving as usual leaves none"
again
open_port
hang_up HUP
is "$(drafts)" 0 "nor does a dialog in which nothing was changed"
again
open_port
type_text x
key Escape
wait_for "Give up"
key y
step q
is "$(drafts)" 0 "nor one that was given up"

# ---- deleted meanwhile, discarded -------------------------------------------

again
wait_for "Send Ports"
node Parties
key Tab
wait_for "Half a party"
key End
step Home
type_text "/Half"
key Enter Enter
wait_for "Half a party - Party"
key Down Down
type_text "kept text"
hang_up HUP
"$SEALPORT" delete party "Half a party" >/dev/null
again
wait_for "A draft of Party Half a party"
key Enter
sees "was deleted meanwhile" "of a deleted object it makes a new one"
sees "kept text" "with what was typed"
hang_up HUP
again
wait_for "A draft of Party (new)"
key Down Enter
# The tree stands behind the question already: only Parties tells an answer.
node Parties
wait_for "Partners, their aliases"
is "$(drafts)" 0 "discard removes it"

# ---- files that are none ----------------------------------------------------

again
open_port
type_text x
hang_up HUP
draft=$(ls "$folder"/*)
cp "$draft" "$T/good"
# bad WHAT: it is there, but not offered, and nothing happens to it
bad() {
	again
	wait_for "Send Ports"
	sees "draft: $2" "$1"
	screen | grep -q "A draft of"
	[ $? -ne 0 ]
	ok $? "$1 is not offered"
}
head -c 4000 /dev/urandom >"$draft"
chmod 600 "$draft"
bad "garbage" damaged
head -c 40 "$T/good" >"$draft"
bad "half a file" damaged
sed 's/^sealport draft 1/sealport draft 2/' "$T/good" >"$draft"
bad "another version" damaged
sed 's/^send-port/certificate/' "$T/good" >"$draft"
bad "a kind that is not edited" damaged
head -c 2000000 /dev/zero | tr '\0' x >"$draft"
bad "a huge one" "more than"
cp "$T/good" "$draft"
chmod 666 "$draft"
bad "one that others may write" "not private"
rm "$draft"
ln -s "$T/good" "$draft"
bad "a symbolic link" "Too many levels"
rm "$draft"
mkfifo "$draft"
bad "a pipe" "not a plain file"
rm "$draft"
if [ "$(id -u)" -eq 0 ]; then
	cp "$T/good" "$draft"
	chmod 600 "$draft"
	chown 65534 "$draft"
	bad "one of somebody else" "not private"
	rm "$draft"
fi
cp "$T/good" "$draft"
chmod 600 "$draft"
again
sees "A draft of Send port" "the good one is"
finish
