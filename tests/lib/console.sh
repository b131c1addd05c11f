# SPDX-License-Identifier: ISC
#
# The built console under tmux, for tests that press its keys; sourced after
# tap.sh.  Nothing sleeps for long: every step polls until the screen shows
# what it should, for at most ten seconds.

tmux_do() {
	tmux -L "sealport-test-$$" -f /dev/null "$@"
}

# console ARGUMENT ...: start it at 80x24
console() {
	trap 'tmux_do kill-server 2>/dev/null; cd /; rm -rf "$T"' EXIT
	tmux_do new-session -d -s c -x 80 -y 24 \
	    "TERM=screen-256color '$SEALPORT' $*; echo \"[exit \$?]\"; cat"
	tmux_do set-option -s escape-time 0
}

# again ARGUMENT ...: another console in the same window
again() {
	tmux_do respawn-pane -k -t c \
	    "TERM=screen-256color '$SEALPORT' $*; echo \"[exit \$?]\"; cat"
}

screen() {
	tmux_do capture-pane -p -t c
}

# sees TEXT WHAT: wait until the screen shows it
sees() {
	tap_tries=0
	until screen | grep -qF -- "$1"; do
		tap_tries=$((tap_tries + 1))
		if [ $tap_tries -gt 200 ]; then
			ok 1 "$2"
			screen | sed 's/^/# /'
			return 1
		fi
		sleep 0.05
	done
	ok 0 "$2"
}

# wait_for TEXT: the same without a test of its own
wait_for() {
	tap_tries=0
	until screen | grep -qF -- "$1"; do
		tap_tries=$((tap_tries + 1))
		if [ $tap_tries -gt 200 ]; then
			echo "# waited in vain for: $1"
			screen | sed 's/^/# /'
			return 1
		fi
		sleep 0.05
	done
}

# agree [VERB DONE]: a save, or a verb, is on its way; yes to what the audit
# may ask before it
agree() {
	tap_tries=0
	until screen | grep -qE "${2:-saved:}|y(, Enter)?: ${1:-save}"; do
		tap_tries=$((tap_tries + 1))
		[ $tap_tries -gt 100 ] && return
		sleep 0.05
	done
	screen | grep -qE "y(, Enter)?: ${1:-save}" && key y
	return 0
}

# key NAME ...: as tmux calls them; one after the other
key() {
	for tap_key; do
		tmux_do send-keys -t c "$tap_key"
	done
}

# What a key can change; the title has counts that change by themselves.
state() {
	screen | sed 1d
	tmux_do display-message -p -t c '#{cursor_x} #{cursor_y}'
}

# step NAME: a key, and what it does on the screen.  On a busy computer the
# next one would otherwise be sent before this one is seen, and go too far.
step() {
	tap_before=$(state)
	key "$1"
	tap_last= tap_polls=0
	while [ $tap_polls -lt 40 ]; do
		tap_now=$(state)
		[ "$tap_now" != "$tap_before" ] &&
		    [ "$tap_now" = "$tap_last" ] && break
		tap_last=$tap_now
		tap_polls=$((tap_polls + 1))
		sleep 0.05
	done
}

# type TEXT: letter by letter, as a person does
type_text() {
	tmux_do send-keys -t c -l -- "$1"
}

# node LABEL: put the tree's cursor there
node() {
	tap_tries=0
	[ "$(tmux_do display-message -p -t c '#{cursor_x}')" -lt 24 ] ||
	    key Tab
	step Home
	until screen | cut -c1-24 | grep -qE "^> *[-+]?$1 *$"; do
		tap_tries=$((tap_tries + 1))
		[ $tap_tries -gt 60 ] && {
			echo "# no node $1"
			screen | sed 's/^/# /'
			return 1
		}
		step Down
	done
}

# page NAME: turn the form to it
page() {
	tap_tries=0
	until screen | grep -qE "^│>$1 *│"; do
		tap_tries=$((tap_tries + 1))
		[ $tap_tries -gt 20 ] && {
			echo "# no page $1"
			screen | sed 's/^/# /'
			return 1
		}
		step NPage
	done
}

# field LABEL: put the form's cursor there, on this page
field() {
	tap_tries=0
	until [ "$(form_label)" = "$1" ]; do
		tap_tries=$((tap_tries + 1))
		[ $tap_tries -gt 80 ] && {
			echo "# no field $1, but: $(form_label)"
			screen | sed 's/^/# /'
			return 1
		}
		step Tab
	done
}

# The label of the field that the terminal's cursor is in; a field of two
# lines has it in the first.
form_label() {
	tap_row=$(tmux_do display-message -p -t c '#{cursor_y}')
	screen | sed -n "$tap_row,$((tap_row + 1))p" |
	    sed 's/^│//; s/.*│\([ *]\)/\1/; s/│$//; s/^[ *]*//;
	    s/^\[.\] //; s/:.*//; s/ *$//' | grep . | tail -n 1
}
