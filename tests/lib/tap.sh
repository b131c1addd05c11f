# SPDX-License-Identifier: ISC
#
# Helpers for tests of the built program, sourced by tests/*/*.t.  A test that
# needs none of the machine gets a folder of its own, $T, which goes away.

# Whatever a test waits for, it does not wait for ever: the whole of it runs
# again under timeout(1), which ends it with all that it has started.
MAX_TEST_SECONDS=600
[ -n "${TAP_BOUND-}" ] ||
    TAP_BOUND=1 exec timeout -k 10 $MAX_TEST_SECONDS sh "$0" "$@"
unset TAP_BOUND

SEALPORT=${SEALPORT:-$PWD/sealport}
T=$(mktemp -d) || exit 1
trap 'cd /; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT PIPE TERM
unset SEALPORT_CONFIG NO_COLOR
export LC_ALL=C.UTF-8 TZ=UTC XDG_STATE_HOME="$T/state"
tap_count=0

# The rest of a test's file makes no sense without these programs.
needs() {
	for tap_program; do
		command -v "$tap_program" >/dev/null && continue
		echo "1..0 # SKIP no $tap_program"
		exit 0
	done
}

# ok STATUS WHAT: was STATUS 0?
ok() {
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
	else
		echo "not ok $tap_count - $2"
		tap_tell
	fi
}

# is GOT EXPECTED WHAT
is() {
	[ "$1" = "$2" ]
	tap_is=$?
	ok $tap_is "$3"
	[ $tap_is -eq 0 ] || printf '%s\n' "got: $1" "expected: $2" |
	    sed 's/^/# /'
}

# has TEXT PART WHAT: does TEXT contain PART?
has() {
	case $1 in *"$2"*) tap_has=0 ;; *) tap_has=1 ;; esac
	ok $tap_has "$3"
	[ $tap_has -eq 0 ] || printf '%s\n' "got: $1" "expected in it: $2" |
	    sed 's/^/# /'
}

# hasnt TEXT PART WHAT
hasnt() {
	case $1 in *"$2"*) tap_has=1 ;; *) tap_has=0 ;; esac
	ok $tap_has "$3"
}

# skip WHY: one test that cannot be made here
skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count # SKIP $1"
}

# run ARGUMENT ...: the program; $status, $out, $err (and $T/out, $T/err)
run() {
	tap_command="sealport $*"
	"$SEALPORT" "$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
	out=$(tr -d '\000' <"$T/out")
	err=$(cat "$T/err")
}

# What the last run said, where a test failed.
tap_tell() {
	[ -z "${tap_command-}" ] || {
		echo "$tap_command: exit status ${status-}"
		head -n 20 "$T/out" "$T/err"
	} 2>/dev/null | sed 's/^/# /'
}

# fails STATUS PART WHAT: the last run failed so, with one line that says PART
fails() {
	tap_lines=$(wc -l <"$T/err")
	case "$status $tap_lines $err" in
	"$1 1 sealport: "*"$2"*) ok 0 "$3" ;;
	*) ok 1 "$3 (exit status $1, one line with: $2)" ;;
	esac
}

# json FILE EXPRESSION: what the Perl expression on $j gives
json() {
	perl -MJSON::PP -e '
		local $/;
		open my $f, "<", $ARGV[0] or die;
		my $j = JSON::PP->new->utf8->decode(<$f>);
		my $v = eval $ARGV[1];
		die $@ if $@;
		print defined $v ? $v : "undef";' "$1" "$2"
}

# A sample group in $T/NAME, used from here on.
sample() {
	"$SEALPORT" init --sample "$T/$1" >/dev/null || {
		echo "Bail out! no sample group"
		exit 1
	}
	SEALPORT_CONFIG=$T/$1/sealport.conf
	export SEALPORT_CONFIG
}

finish() {
	echo "1..$tap_count"
}
