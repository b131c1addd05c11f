#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The forms an audit is printed in, the certificates of a host, matrix and
# calendar, what got better and worse; and that the same audit is the same
# bytes.
. tests/lib/tap.sh
sample g
at=2026-12-24

# The same again, later, whatever the clock says then.
forms="audit
audit --json
audit --csv
audit --html
audit --prometheus
audit --nagios
audit --host EdiReceive
audit matrix
audit calendar"
all_forms() {
	echo "$forms" | while read -r form; do
		"$SEALPORT" $form --at 2026-12-24
	done
}
# Its clock is ahead of the machine's, for the program and nobody else.
cat >"$T/ahead.c" <<'EOF'
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int
clock_gettime(clockid_t id, struct timespec *t)
{
	int r = (int)syscall(SYS_clock_gettime, id, t);

	if (id == CLOCK_REALTIME)
		t->tv_sec += atol(getenv("SECONDS_AHEAD"));
	return r;
}
time_t
time(time_t *out)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return out != NULL ? (*out = t.tv_sec) : t.tv_sec;
}
EOF
${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$T/ahead.so" "$T/ahead.c"
ok $? "a clock that is ahead"
# The sanitizers want to be the first library.
ahead() (
	export SECONDS_AHEAD="$1" LD_PRELOAD="$T/ahead.so"
	export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0
	shift
	"$@"
)
[ "$(ahead 34560000 date -u +%s)" -gt "$(($(date +%s) + 34000000))" ]
ok $? "which programs take for true"
all_forms >"$T/first"
all_forms >"$T/again"
cmp -s "$T/first" "$T/again"
ok $? "the same audit is the same bytes"
for seconds in 1 86400 34560000; do
	ahead $seconds all_forms >"$T/again"
	cmp -s "$T/first" "$T/again"
	ok $? "also $seconds seconds later"
done
[ "$(wc -l <"$T/first")" -gt 100 ]
ok $? "of every form"

# How complete it is.
run audit
has "$out" "Seen: 5 of 6 stores that are needed; 6 checks could not be made" \
    "how much was seen"
has "$out" "Not seen: EDI-NODE2, personal of svc-edi-public: never published" \
    "and what was not"
run audit --json
is "$(json "$T/out" '"$j->{stores} " . join " ", map { $_->{computer} .
    " " . $_->{account} . " " . $_->{reason} } @{$j->{not_seen}}')" \
    "6 EDI-NODE2 svc-edi-public never published" "in JSON"
cp "$T/out" "$T/before.json"

# The certificates of a host.
run audit --host EdiSend
has "$out" "Certificates that host EdiSend needs" "--host lists them"
has "$out" "  EDI-NODE2, Personal of svc-edi" "by computer and account"
has "$out" "    x missing   Woodgrove EDI Signature" "glyph and word"
is "$(awk 'length > 80' "$T/out")" "" "in 80 columns"
run audit --json --host EdiSend
is "$(json "$T/out" 'scalar grep { $_->{host} ne "EdiSend" }
    @{$j->{needs}}')" 0 "and no others"
is "$(json "$T/out" 'scalar grep { $_->{state} eq "missing" &&
    $_->{computer} eq "EDI-NODE2" && $_->{account} eq "svc-edi" &&
    $_->{usage} eq "sign" } @{$j->{needs}}')" 1 "each with its state"

# Matrix and calendar.
run audit matrix
is "$status" 1 "a certificate is missing"
has "$out" "EDI-NODE2, Other People" "its places"
has "$out" "x missing" "what is missing"
has "$out" "? unknown" "what nobody knows"
is "$(awk 'length > 80' "$T/out")" "" "in 80 columns"
run audit matrix --json --host PublicReceive
is "$(json "$T/out" 'scalar grep { $_->{common_name} =~ /Signature/ &&
    $_->{common_name} =~ /Woodgrove/ } @{$j->{certificates}}')" 0 \
    "of one host only"
run audit matrix --json --object 'send-port Contoso Confirmations'
is "$(json "$T/out" 'join ", ", map { $_->{common_name} }
    @{$j->{certificates}}')" \
    "Contoso Orders Encryption, Woodgrove EDI Signature" "or one port"
run audit --object 'party Tailspin Toys'
has "$out" "Certificates that party Tailspin Toys needs (2)" "of a partner"
run audit matrix --host Nowhere
fails 1 "host: no such one (Nowhere)" "of none"
run audit calendar
is "$status" 0 "calendar"
has "$out" "In the next 400 days: 5" "over 400 days"
has "$out" " list ends   CN=Sample EDI CA,O=Sample Trust" "a revocation list"
has "$out" "Partners: Fabrikam Inc" "with the partners"
has "$out" "Ports:    Contoso Orders FILE, Contoso Orders Test," "and ports"
is "$(awk 'length > 80' "$T/out")" "" "in 80 columns"
run audit calendar --json --days 30
is "$(json "$T/out" 'join " ", map { $_->{event} . " " . $_->{title} }
    @{$j->{events}}')" "expires Fabrikam Secure Mail list ends\
 CN=Sample EDI CA,O=Sample Trust" "or over 30"
run audit calendar --days 0
fails 2 "number from 1" "or over none"

# Forms.
run audit --csv
is "$(head -n 1 "$T/out" | tr -d '\r')" "rule,result,severity,kind,object,\
field,computer,account,thumbprint,text,fix,first_seen,waived_by,waived_until,\
waived_reason" "CSV has a head"
is "$(grep -c '^"C201","finding","error"' "$T/out")" 1 "and the findings"
is "$(grep -c '"not seen"' "$T/out")" 1 "and what was not seen"
is "$(perl -ne 's/\r\n$//; my $n = () = /"(?:[^"]|"")*"/g;
    print "$n\n" if $. > 1' "$T/out" | sort -u)" 15 "of 15 cells each"
run audit --nagios
is "$status" 2 "nagios: critical"
is "$(wc -l <"$T/out")" 1 "one line"
has "$out" "SEALPORT CRITICAL - 6 errors, 10 warnings" "that says so"
run audit --nagios --severity warning --rule C202
is "$status" 1 "a warning"
run audit --nagios --rule C102
is "$status" 3 "unknown"
run audit --nagios --rule A101
is "$status" 0 "all is well"
run audit --prometheus
is "$status" 0 "metrics"
has "$out" 'sealport_audit_findings{severity="error"} 6' "findings"
has "$out" 'sealport_stores_not_seen 1' "what was not seen"
is "$(grep -c '^sealport_certificate_expiry_days{.*} -' "$T/out")" 1 \
    "days to the end, negative where it is past"
is "$(grep -v '^#' "$T/out" | grep -vEc \
    '^[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)+\})? -?[0-9.]+$')" 0 \
    "each line is of the format"
is "$(sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' "$T/out" | sort | uniq -d)" "" \
    "each type is said once"
if command -v promtool >/dev/null; then
	promtool check metrics <"$T/out" >"$T/promtool" 2>&1
	ok $? "promtool takes it"
else
	skip "no promtool"
fi

# A page, whatever the partner calls itself.
run new party '<script>alert(1)</script>&"' \
    signature_certificate="$(printf '%040d' 7)"
is "$status" 0 "a hostile partner"
run audit --html
is "$(grep -c '<script' "$T/out")" 0 "no script in the page"
has "$out" '&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;' "its name is"
is "$(grep -cE '(src|href)=|url\(' "$T/out")" 0 "nothing is fetched"
for part in Summary 'Certificates by computer and account' \
    'The next 400 days' Findings Signed; do
	has "$out" "<h2>$part</h2>" "$part"
done
has "$out" "This report is incomplete" "it says what is missing"
if command -v xmllint >/dev/null; then
	is "$(xmllint --noout "$T/out" 2>&1)" "" "well-formed"
else
	skip "no xmllint"
fi
run audit --csv
is "$(perl -ne 's/\r\n$//; my $n = () = /"(?:[^"]|"")*"/g;
    print "$n\n" if $. > 1' "$T/out" | sort -u)" 15 "nor breaks it a sheet"
run delete party '<script>alert(1)</script>&"'

# What got better and worse.
run audit --against "$T/before.json"
is "$status" 0 "nothing is worse"
has "$out" "0 worse, 0 better" "nor better"
newest() {
	"$SEALPORT" history --limit 1 | sed -n '1s/ .*//p'
}
revision=$(newest)
thumb=$("$SEALPORT" get party 'Northwind Traders' signature_certificate)
run set party 'Northwind Traders' signature_certificate=
run audit --against "$T/before.json"
has "$out" "Better (1)" "one is mended"
has "$out" "C201   party Northwind Traders" "that one"
run audit --json
cp "$T/out" "$T/mended.json"
run audit --against "$revision"
has "$out" "C201   party Northwind Traders" "the same since a revision"
run set party 'Northwind Traders' signature_certificate="$thumb"
run audit --against "$T/mended.json"
is "$status" 1 "worse, with an error"
has "$out" "Worse (1)" "one is back"
run audit --json --against "$T/mended.json"
is "$(json "$T/out" 'join " ", map { $_->{rule} } @{$j->{worse}}')" C201 \
    "in JSON"
revisions=$(newest)
run audit --against 1
has "$out" " worse, " "since the beginning"
is "$(newest)" "$revisions" "which is restored for a moment only"
run audit --against 9999
fails 1 "no such revision (9999)" "no such revision"
echo '{"findings": [{"rule": 7}]}' >"$T/bad.json"
run audit --against "$T/bad.json"
fails 1 "no report of" "no such file of findings"
run audit --against "$T/nowhere.json"
fails 1 "nowhere.json" "no file at all"
run --read-only audit --against 1
fails 1 "read-only" "a revision takes the right to write"
finish
