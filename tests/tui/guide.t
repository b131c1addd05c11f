#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The built console is killed in the middle of the guided setup, at a question
# and with its review shown: the next console goes on from there, and it ends
# with the same command lines as when nothing had happened.
. tests/lib/tap.sh
. tests/lib/console.sh
needs tmux pgrep
sample g

# kill it outright: no signal to keep anything by
shoot() {
	kill -KILL "$(pgrep -P "$(tmux_do list-panes -F '#{pane_pid}')" \
	    sealport)"
	wait_for "[exit "
}

# question TEXT: wait for it, take what is offered
question() {
	wait_for "$1"
	key Enter
}

# The first questions, up to the folder.
begin() {
	wait_for "Applications"
	key s
	wait_for "Receive from a partner"
	key Enter
	wait_for "Which partner"
	type_text "Tailwind Traders"
	key Enter
	wait_for "What will the partner send"
	key Space Home Space Enter
	question "How is the partner recognised"
	question "By which transport"
	wait_for "Receive folder"
	type_text /srv/edi/tailwind/in
}

# From the answer to the folder to the review.
onward() {
	wait_for "/srv/edi/tailwind/in"
	key Enter
	i=0
	until screen | grep -q "This will be made" || [ $i -gt 30 ]; do
		i=$((i + 1))
		now=$(screen | sed -n 's/.*Step \([0-9]*\) of.*/\1/p')
		key Enter
		tap_tries=0
		while [ "$(screen | sed -n 's/.*Step \([0-9]*\) of.*/\1/p')" \
		    = "$now" ] && [ $tap_tries -lt 60 ]; do
			tap_tries=$((tap_tries + 1))
			sleep 0.05
		done
	done
}

commands() {
	wait_for "This will be made"
	key End
	wait_for "cert sync"
	screen | sed -n '/The same as command lines/,/^└/p'
}

# again ARGUMENT ...: and into what was left
resume() {
	again
	sees "Receive from a partner: left at" "$1"
	key s
	wait_for "Left before"
	key Enter
	wait_for "Go on where it was left"
	key Enter
}

console
begin
onward
commands >"$T/whole"
has "$(cat "$T/whole")" "sealport new receive-location" "a review"
key Escape
wait_for "Applications"
rm -f "$T"/state/sealport/guide-*

again
begin
shoot
resume "killed at a question, the next console says so"
wait_for "Receive folder"
type_text /srv/edi/tailwind/in
onward
commands | cmp -s - "$T/whole"
ok $? "and it comes to the same"
shoot
resume "killed at the review"
onward
commands | cmp -s - "$T/whole"
ok $? "the same again"
run history --limit 1
hasnt "$out" "guide receive" "nothing was written"
finish
