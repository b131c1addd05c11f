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
# A bundle of more than 30 KiB, as it comes from a partner's mail.
i=0
: >"$T/bundle"
while [ $i -lt 3 ]; do
	echo "Our certificates, part $i:" >>"$T/bundle"
	cat tests/tui/data/twenty.pem >>"$T/bundle"
	i=$((i + 1))
done
[ "$(wc -c <"$T/bundle")" -gt 30720 ]
ok $? "a bundle of 30 KiB"
key i
wait_for "paste PEM text"
paste "$T/bundle"
sees "Found: PEM, certificates: 20" "is read whole"
sees ">Partner Certificate 01" "each of it once"
key Escape
wait_for "paste PEM text"
key Escape
key q
sees "[exit 0]" "and it ends as usual"
screen | grep -q '200~'
[ $? -ne 0 ]
ok $? "no bracket is left on the screen"
finish
