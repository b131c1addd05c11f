#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The systemd units: each timer has its service, each service runs a verb that
# exists and needs no terminal, what they say is what systemd understands, and
# the manual names every timer.
. tests/lib/tap.sh
"$SEALPORT" init "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

ls contrib/*.timer >"$T/timers"
[ "$(wc -l <"$T/timers")" -ge 3 ]
ok $? "there are timers"
mkdir -p "$T/units" "$T/bin"
ln -s "$SEALPORT" "$T/bin/sealport"
for unit in contrib/*.service contrib/*.timer; do
	sed "s|@PREFIX@|$T|" "$unit" >"$T/units/${unit##*/}"
done
while read -r timer; do
	name=$(basename "$timer" .timer)
	verb=$(sed -n 's|^ExecStart=@PREFIX@/bin/sealport ||p' \
	    "contrib/$name.service")
	run $verb
	is "$status" 0 "$name.service: sealport $verb"
	grep -q "^Type=oneshot" "contrib/$name.service"
	ok $? "runs once"
	grep -q "WantedBy=timers.target" "$timer"
	ok $? "$timer can be enabled"
	grep -q "$name.timer" man/sealport.1 ||
	    sed 's/\\-/-/g' man/sealport.1 | grep -q "$name.timer"
	ok $? "and is in the manual"
	if command -v systemd-analyze >/dev/null; then
		is "$(systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' \
		    "$timer")" >/dev/null 2>&1; echo $?)" 0 "at good times"
		is "$(systemd-analyze verify "$T/units/$name.service" 2>&1 |
		    grep "$T/units")" "" "systemd understands the service"
	else
		skip "no systemd-analyze"
	fi
done <"$T/timers"
finish
