#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Two consoles of one group, each on a terminal of its own: what is changed in
# one stands in the other, whose cursor stays where it was.
. tests/lib/tap.sh
. tests/lib/console.sh
needs tmux
sample g

# The functions of console.sh press and read the pane of session c; the
# session that is called c is the one that is sat at.
swap() {
	tmux_do rename-session -t c away
	tmux_do rename-session -t other c
	tmux_do rename-session -t away other
}

to_ports() {
	wait_for "Send Ports"
	node "Send Ports"
	key Tab
	wait_for "Contoso Confirmations"
	step Home
}

console
to_ports
step Down
step Down
row=$(screen | grep -oE '│>[^ ]+ [^ ]+')
place=$(tmux_do display-message -p -t c '#{cursor_x} #{cursor_y}')
ok "$([ -n "$row" ]; echo $?)" "the first stands on a row ($row)"

tmux_do rename-session -t c other
tmux_do new-session -d -s c -x 80 -y 24 \
    "TERM=screen-256color '$SEALPORT'; cat"
to_ports
step Enter
wait_for "Properties"
key C-u
type_text "Adventure Renamed"
key F2
agree
sees "│>Adventure Renamed" "the second has renamed another one"

swap
sees " Adventure Renamed" "the first shows it, with no key pressed"
is "$(screen | grep -oE '│>[^ ]+ [^ ]+')" "$row" "its cursor is on its row"
is "$(tmux_do display-message -p -t c '#{cursor_x} #{cursor_y}')" \
    "$place" "at its place"

# And what is deleted elsewhere, back again.
"$SEALPORT" unenlist send-port "Adventure Renamed" >/dev/null
"$SEALPORT" delete send-port "Adventure Renamed" >/dev/null
tap_tries=0
while screen | grep -q "Adventure Renamed" && [ $tap_tries -lt 200 ]; do
	tap_tries=$((tap_tries + 1))
	sleep 0.05
done
hasnt "$(screen)" "Adventure Renamed" "a row above it goes"
is "$(screen | grep -oE '│>[^ ]+ [^ ]+')" "$row" "its cursor stays on it"

finish
