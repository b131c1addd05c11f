#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The built program on a real terminal, which is a tmux of its own: kinds of
# terminal, sizes, signals, and what is left behind.  Polls, never sleeps for
# a result.
. tests/lib/tap.sh
needs tmux stty pgrep
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"
export TMUX= TMUX_TMPDIR="$T"
server=0
TO_SEND_PORTS="Down Down Down Down Down"
tx() { tmux -f /dev/null -L "screens$server" "$@" 2>/dev/null; }
trap 'tx kill-server; cd /; rm -rf "$T"' EXIT

# start ENVIRONMENT...: the console in a shell that stays when it ends
start() {
	tx kill-server
	# Another one: the old one takes its time to go.
	server=$((server + 1))
	# exec: the shell is the pane's own process, whatever $SHELL is.
	tx new-session -d -x 80 -y 24 "exec env PS1=$ sh"
	tx send-keys "clear; env $* $SEALPORT; echo ended \$?; stty -a" Enter
}

# shows TEXT WHAT, gone TEXT WHAT: within ten seconds
shows() { poll 0 "$@"; }
gone() { poll 1 "$@"; }
poll() {
	tries=100
	while [ $tries -gt 0 ]; do
		tx capture-pane -p | grep -Fq -- "$2"
		[ $? -eq "$1" ] && break
		tries=$((tries - 1))
		sleep 0.1
	done
	[ $tries -gt 0 ]
	ok $? "$3"
	[ $tries -gt 0 ] || tx capture-pane -p | sed 's/^/# /'
}

for term in xterm-256color tmux screen linux vt100; do
	[ -n "$(infocmp $term 2>/dev/null)" ] || {
		skip "no terminfo for $term"
		continue
	}
	start TERM=$term
	shows "Receive Locations" "first screen, TERM=$term"
	tx send-keys Down
	shows "Enter: into one. e: properties" "the list follows, TERM=$term"
	tx send-keys Up
	tx send-keys $TO_SEND_PORTS Tab n
	shows "New Send port" "a dialog, TERM=$term"
	tx send-keys Escape
	gone "New Send port" "Esc closes it, TERM=$term"
	tx send-keys q
	shows "ended 0" "q ends it, TERM=$term"
done

start TERM=xterm-256color LC_ALL=C
shows "Receive Locations" "in an ASCII locale"
tx send-keys $TO_SEND_PORTS n
shows "+- New Send port" "with an ASCII frame"

start TERM=nosuchterminal
shows "ended 1" "an unknown terminal"
shows "sealport: terminal: unknown" "is said to be that"

start NO_COLOR=1 TERM=xterm-256color
shows "Receive Locations" "without colour"
tx capture-pane -p -e | grep -q '\[4[0-7]m\|\[3[0-7]m'
[ $? -ne 0 ]
ok $? "NO_COLOR sends no colour"

start TERM=xterm-256color
shows "Receive Locations" "before the window changes"
tx send-keys $TO_SEND_PORTS n
shows "New Send port" "with a dialog open"
tx resize-window -x 20 -y 5
shows "too small" "too small a window says so"
tx resize-window -x 120 -y 40
shows "New Send port" "and back: nothing was lost"
tx send-keys Escape
gone "New Send port" "and it goes on"

# Out of a window that shows nothing: what was typed is a draft.
start TERM=xterm-256color XDG_STATE_HOME="$T/small"
shows "Receive Locations" "before the window gets small"
tx send-keys $TO_SEND_PORTS n A b c
shows "Abc" "with something typed"
tx resize-window -x 50 -y 12
shows "q: quit" "the way out is said"
tx send-keys x q
shows "-tostop" "and works"
start TERM=xterm-256color XDG_STATE_HOME="$T/small"
shows "A draft of Send port" "what was typed is offered"

# Signals: the terminal is as before, the exit status tells.
for signal in HUP TERM INT; do
	# What was typed is kept as a draft: not for the next one.
	start TERM=xterm-256color XDG_STATE_HOME="$T/$signal"
	shows "Receive Locations" "before SIG$signal"
	tx send-keys $TO_SEND_PORTS n A b c
	shows "Abc" "with something typed"
	kill -"$signal" "$(pgrep -P "$(tx list-panes -F "#{pane_pid}")" sealport)"
	case $signal in HUP) n=1 ;; INT) n=2 ;; TERM) n=15 ;; esac
	shows "ended $((128 + n))" "SIG$signal ends it"
	shows " echo " "and leaves the terminal usable"
done
run list send-port
is "$out" "$(printf '%s' "$out" | grep -v Abc)" "what was not saved is not"

# The mouse is left to the terminal unless the settings ask for it.
mouse() { tx display-message -p "#{mouse_any_flag}"; }
start TERM=xterm-256color
shows "Receive Locations" "without the mouse"
is "$(mouse)" 0 "its clicks are the terminal's"
sed 's/^database.*/&\nmouse = true;/' "$T/g/sealport.conf" >"$T/g/mouse.conf"
start TERM=xterm-256color SEALPORT_CONFIG="$T/g/mouse.conf"
shows "Receive Locations" "with the mouse"
is "$(mouse)" 1 "its clicks are asked for"
tx send-keys -l "$(printf '\033[<0;6;13M\033[<0;6;13m')"
shows "Partners, their aliases" "a click selects a node"
tx send-keys -l "$(printf '\033[<65;6;13M')"
shows "Your own certificates with their keys" "the wheel goes three on"
tx send-keys q
shows "ended 0" "left"
is "$(mouse)" 0 "and the mouse given back"

# What cannot be done now stands in the bar without its colour.
offered() { tx capture-pane -pe | tail -n 1 | grep -q "[;[]7m[^ ]*$1"; }
start TERM=xterm-256color NO_COLOR=1
shows "Receive Locations" "with the right to change"
tx send-keys $TO_SEND_PORTS
shows "Destinations:" "at the send ports"
offered New
ok $? "New is offered"
program=$SEALPORT
SEALPORT="$program --read-only"
start TERM=xterm-256color NO_COLOR=1
SEALPORT=$program
shows "[read-only]" "without it"
tx send-keys $TO_SEND_PORTS
shows "Destinations:" "at the send ports again"
offered Filter
ok $? "Filter is offered"
! offered New
ok $? "New is grey"

# Left and continued, also with a dialog open.
start TERM=xterm-256color
shows "Receive Locations" "before it is stopped"
tx send-keys $TO_SEND_PORTS n A b c
shows "Abc" "with something typed"
pid=$(pgrep -P "$(tx list-panes -F "#{pane_pid}")" sealport)
kill -TSTP "$pid"
stops() { ps -o stat= -p "$pid" | grep -q '^T'; }
tries=100
until stops || [ $tries -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
stops
ok $? "SIGTSTP stops it"
shows " echo " "and leaves the terminal usable meanwhile"
tx resize-window -x 100 -y 30
tx send-keys fg Enter
shows "Abc" "and continued it has lost nothing"
tx send-keys Escape
shows "Give up the changes" "Esc asks before it is lost"
tx send-keys y
gone "Abc" "and closes the dialog"
tx send-keys q
gone "Receive Locations" "q ends it after that"
is "$(tx display-message -p '#{cursor_flag}')" 1 "and its cursor is seen"

# Without a shell above it, as a forced command of SSH, Ctrl-Z must not stop
# what nobody could continue.
tx kill-server
server=$((server + 1))
tx new-session -d -x 80 -y 24 \
    "sh -c 'TERM=xterm-256color $SEALPORT; echo ended'; cat"
shows "Receive Locations" "as a forced command"
tx send-keys C-z
tx send-keys '?'
shows "Help: main view" "Ctrl-Z leaves it running"

# The line goes: the window is closed under it.
start TERM=xterm-256color
shows "Receive Locations" "before the window is closed"
pid=$(pgrep -P "$(tx list-panes -F "#{pane_pid}")" sealport)
tx kill-server
tries=100
while kill -0 "$pid" 2>/dev/null && [ $tries -gt 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
[ $tries -gt 0 ]
ok $? "it ends with its window"

run_closed() { "$SEALPORT" <&- >"$T/closed" 2>&1; }
run_closed
hasnt "$(cat "$T/closed")" "$(printf '\033')" "stdin closed: no escape"

out=$("$SEALPORT" </dev/null 2>&1)
hasnt "$out" "$(printf '\033')" "without a terminal no escape is written"
finish
