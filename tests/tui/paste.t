#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The clipboard of a real terminal: what is pasted comes in brackets, whole,
# and neither its line ends nor its letters do anything.
. tests/lib/tap.sh
. tests/lib/console.sh
needs tmux
sample g

# paste FILE: as the middle button does
paste() {
	tmux_do load-buffer "$1"
	tmux_do paste-buffer -p -t c
}

console
wait_for "Send Ports"
printf 'q\ny\nAq\n' >"$T/keys"
paste "$T/keys"
sees "nothing here that the pasted text could go into" \
    "pasted keys are no commands"
node Parties
key n
wait_for "New Party"
printf 'Two\nlines\n' >"$T/lines"
paste "$T/lines"
sees "*Name:        Two lines" "pasted lines become one, nothing is pressed"
head -c 3000000 /dev/zero | tr '\0' x >"$T/huge"
key Tab Tab
paste "$T/huge"
key F1
sees "properties" "three megabytes do no harm"
key Escape
step Escape
key y
wait_for "Adventure Works"
key q
sees "[exit 0]" "and it ends as usual"
screen | grep -q '200~'
[ $? -ne 0 ]
ok $? "no bracket is left on the screen"
finish
