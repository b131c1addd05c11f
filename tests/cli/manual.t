#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The manual and the program say the same: every verb, option and kind of the
# tables is in sealport(1) and nothing else is, sealport-fields(7) and
# sealport-keys(7) are what the tables give, and all format without complaint.
#
# After a change of fields, or of the console's keys:
#	./sealport help --manual >man/sealport-fields.7
#	./sealport help --manual --keys >man/sealport-keys.7
#	./sealport help --manual --json >man/sealport-json.7
. tests/lib/tap.sh
page=man/sealport.1
fields=man/sealport-fields.7
keys=man/sealport-keys.7
documents=man/sealport-json.7

# The page as plain words, without markup.
sed 's/\\-/-/g;s/\\&//g;s/\\e/\\/g' "$page" >"$T/page"

# The tables, through help.
"$SEALPORT" help >"$T/help"
sed -n '/^Verbs/,/^Options/s/^  \([a-z].*\)/\1/p' "$T/help" >"$T/verbs"
sed -n '/^Kinds/,/^$/p' "$T/help" | tr ',. ' '\n\n\n' |
    grep '^[a-z]' >"$T/kinds"

bad=
while read -r one two rest; do
	case $two in
	import | list | show | remove | refresh | test-connection | publish | \
	    export | sync | repair | orphans | replace | plan | complete | \
	    end | cancel | matrix | calendar | receive)
		grep -q "^\.It Cm $one $two" "$T/page" || bad="$bad $one-$two"
		opts=$("$SEALPORT" help $one $two) ;;
	receive-location | send-port | send-port-group | application | \
	    orchestration)
		grep "^\.It Cm .*Cm .*$two" "$T/page" | grep -qw "$one" ||
		    bad="$bad $one-$two"
		opts= ;;
	*)
		grep -q "^\.It Cm $one\( \|\$\)" "$T/page" || bad="$bad $one"
		opts=$("$SEALPORT" help $one) ;;
	esac
	for opt in $(echo "$opts" | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
		grep -q "^\.It Cm $one.*Fl -$opt\( \|\$\)" "$T/page" ||
		    bad="$bad $one--$opt"
	done
done <"$T/verbs"
[ "$(wc -l <"$T/verbs")" -gt 20 ]
ok $? "help lists the verbs"
is "$bad" "" "every verb with its options is in $page"

bad=
for opt in $(sed -n '/^Options/,/^Kinds/s/^  --\([a-z-]*\).*/\1/p' \
    "$T/help"); do
	grep -q "^\.It Fl -$opt\( \|\$\)" "$T/page" || bad="$bad $opt"
done
is "$bad" "" "every global option"
bad=
for kind in $(cat "$T/kinds"); do
	grep -q "^\.It Cm $kind\$" "$T/page" || bad="$bad $kind"
done
is "$bad" "" "every kind"

# The other way round: an option in the manual exists.
"$SEALPORT" help >"$T/all"
while read -r one two rest; do
	"$SEALPORT" help $one $two 2>/dev/null || "$SEALPORT" help $one
done <"$T/verbs" >>"$T/all"
bad=
for opt in $(grep -o 'Fl -[a-z-]*' "$T/page" | sed 's/Fl -//' | sort -u); do
	grep -q "^  --$opt\( \|\$\)" "$T/all" || bad="$bad $opt"
done
is "$bad" "" "the manual has no option that the program lacks"

# current FILE OPTION ...: the file is what help prints
current() {
	file=$1
	shift
	"$SEALPORT" help --manual "$@" >"$T/made"
	cmp -s "$T/made" "$file"
	tap_same=$?
	ok $tap_same "$file is up to date"
	[ $tap_same -eq 0 ] && return
	echo "# refresh it: ./sealport help --manual $* >$file"
	diff "$file" "$T/made" | head -n 20 | sed 's/^/# /'
}
current "$fields"
current "$keys" --keys
current "$documents" --json
run help --keys
has "$out" "F1 Ctrl-G ?" "help has the keys of the console"
is "$(awk 'length > 80' "$T/out")" "" "in 80 columns"

if man --help 2>/dev/null | grep -q -e --warnings; then
	for file in "$page" "$fields" "$keys" "$documents"; do
		is "$(MANWIDTH=80 man --warnings=w -l -P cat "$file" \
		    2>&1 >"$T/text")" "" "$file formats"
		[ "$(wc -l <"$T/text")" -gt 90 ]
		ok $? "to something"
	done
else
	skip "no man-db"
fi
finish
