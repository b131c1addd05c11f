#!/bin/sh
# SPDX-License-Identifier: ISC
#
# rollover plan, list, complete, end and cancel: each one revision that can be
# taken back, with what remains to be done in words.
. tests/lib/tap.sh
needs openssl
"$SEALPORT" init --sample "$T/g" >/dev/null || echo "Bail out! init"
export SEALPORT_CONFIG="$T/g/sealport.conf"

# make NAME USAGE: NAME.pem with NAME.key, valid ten years
make_cert() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
	    -out "$T/$1.pem" -subj "/O=Contoso/CN=$1" -days 3650 \
	    -addext "keyUsage=critical,$2" 2>/dev/null
	"$SEALPORT" cert import "$T/$1.pem" --store other-people >/dev/null
	openssl x509 -in "$T/$1.pem" -noout -fingerprint -sha1 |
	    sed 's/.*=//;s/://g'
}

fields() {
	run get party "Contoso Ltd" "signature_certificate$1"
	printf %s "$out"
}

old=$("$SEALPORT" get party "Contoso Ltd" signature_certificate)
new=$(make_cert Next digitalSignature)
other=$(make_cert Other keyEncipherment)

# ---- plan -------------------------------------------------------------------

run rollover plan party "Contoso Ltd" "$new"
is "$status" 2 "a time is needed"
has "$err" "--take-over TIME is missing" "says which"
run rollover plan party "Contoso Ltd" "$new" --take-over tomorrow
is "$status" 2 "a time is a time"
run rollover plan party "Contoso Ltd" "$other" --take-over 2027-06-01
is "$status" 1 "a certificate must fit"
has "$err" "does not fit to verify" "says why"
run rollover plan party "Contoso Ltd" "$new" --take-over 2099-01-01
is "$status" 1 "and be valid then"
has "$err" "before it takes over" "says so"
run rollover plan party "Contoso Ltd" \
    0123456789ABCDEF0123456789ABCDEF01234567 --take-over 2027-06-01
is "$status" 1 "and be known"
run rollover plan party "Contoso Ltd" "$old" --take-over 2026-12-01
is "$status" 1 "and not the current one"
run rollover plan party "Contoso Ltd" "$new" --take-over 2027-06-01 --what-if
has "$out" "new advice C104" "what it would do to the audit"
is "$(fields _next)" "" "and nothing is done"
run rollover plan party "Contoso Ltd" "$new" --take-over 2027-06-01 \
    --keep 10 --reason "new key of Contoso"
is "$status" 0 "planned"
has "$out" "(R4)" "what remains to be done"
is "$(fields _next)" "$new" "the next one"
is "$(fields _next_from)" "2027-06-01 00:00:00Z" "and its time"
is "$(fields _previous_until)" "2027-06-11 00:00:00Z" "and how long to keep"
is "$(fields "")" "$old" "the current one stays"
run history --limit 1
has "$out" "new key of Contoso" "one revision with its reason"
run undo
is "$(fields _next)$(fields _next_from)" "" "which can be undone"
run set party "Contoso Ltd" signature_certificate_next_from=2027-06-01 \
    signature_certificate_next="$new"
is "$status" 0 "set does it too, in either order"
run show --json party "Contoso Ltd"
printf %s "$out" | sed 's/2027-06-01/2027-06-02/' >"$T/party.json"
run set party "Contoso Ltd" --from "$T/party.json"
is "$(fields _next_from)" "2027-06-02 00:00:00Z" "and a document"
run rollover cancel party "Contoso Ltd"
run rollover plan party "Contoso Ltd" signature_certificate "$new" \
    --take-over 2027-06-01 --keep 10
is "$status" 0 "the field by its name"
run rollover plan party "Contoso Ltd" description "$new" \
    --take-over 2027-06-01
is "$status" 1 "which must be one for certificates"
has "$err" "there are: signature_certificate" "that are named"

# ---- nobody else's ----------------------------------------------------------

run set party "Fabrikam Inc" signature_certificate="$new"
is "$status" 1 "another party cannot take it"
has "$err" "next certificate of party Contoso Ltd" "whose it is"

# ---- list -------------------------------------------------------------------

run rollover list --at 2027-05-01
has "$out" "2027-06-01 planned: party Contoso Ltd signature_certificate" \
    "planned"
has "$out" "next     $new" "with the certificate"
run rollover list --at 2027-06-02
has "$out" "running: party Contoso Ltd" "running"
run rollover list --json --at 2027-06-02
printf %s "$out" >"$T/list.json"
has "$out" "\"stage\": \"running\"" "as JSON"
has "$out" "\"next_from\": \"2027-06-01T00:00:00Z\"" "with times"
run rollover list --days 36500
has "$out" "due: " "what expires is due"
run rollover list --days 0
hasnt "$out" "due: party Contoso" "or not"

# ---- complete, end, cancel --------------------------------------------------

run rollover complete party "Contoso Ltd" --at 2027-06-02
is "$status" 0 "completed"
is "$(fields "")" "$new" "the next one is the current one"
is "$(fields _next)$(fields _next_from)" "" "none follows"
is "$(fields _previous)" "$old" "the old one is the previous one"
is "$(fields _previous_until)" "2027-06-11 00:00:00Z" "as long as planned"
run rollover list --at 2027-06-05
has "$out" "2027-06-11 kept: party Contoso Ltd" "kept"
run rollover list --at 2027-06-12
has "$out" "over: party Contoso Ltd" "over"
run rollover complete party "Contoso Ltd"
is "$status" 1 "nothing more to complete"
has "$err" "no roll-over is planned" "says so"
run rollover plan party "Contoso Ltd" "$old" --take-over 2026-12-01
is "$status" 1 "a certificate has one role"
run rollover end party "Contoso Ltd"
is "$status" 0 "ended"
is "$(fields _previous)$(fields _previous_until)" "" "the old one is gone"
run rollover end party "Contoso Ltd"
is "$status" 1 "once"
run undo
is "$(fields _previous)" "$old" "and back"
run undo
is "$(fields "")$(fields _next)" "$old$new" "and the completion"
run rollover complete party "Contoso Ltd" --keep-until 2000-01-01
is "$(fields _previous)" "" "kept no longer where one says so"
run undo
run rollover cancel party "Contoso Ltd"
is "$status" 0 "cancelled"
is "$(fields _next)$(fields _previous_until)" "" "as if never planned"

# ---- the group, and objects with several ------------------------------------

sign=$(make_cert Sign digitalSignature)
run rollover plan group "$sign" --take-over 2027-06-01
is "$status" 0 "the group needs no name"
has "$out" "(R3)" "and has another order"
has "$out" "Not noted as sent to: Adventure Works, Contoso Ltd, Fabrikam" \
    "which partners do not have it"
for party in "Adventure Works" "Contoso Ltd"; do
	"$SEALPORT" set party "$party" our_certificate_sent=2099-01-01 \
	    >/dev/null
done
run rollover list
has "$out" "Not noted as sent to: Fabrikam Inc" "until it is noted"
run rollover cancel group
is "$status" 0 "cancelled too"
run rollover plan application "BizTalk Application 1" "$sign" \
    --take-over 2027-06-01
is "$status" 1 "what has no certificates"
has "$err" "has no certificate fields" "says so"

# ---- where it is seen -------------------------------------------------------

run rollover plan party "Contoso Ltd" "$new" --take-over 2027-06-01
run cert show "$new"
has "$out" "signature_certificate_next" "where it is used"
run delete certificate "$new"
is "$status" 1 "it cannot be deleted"
run audit --at 2027-05-01
has "$out" "(next, from 2027-06-01)" "the audit says what it is for"
run rollover cancel party "Contoso Ltd"

# ---- imported to follow -----------------------------------------------------

# A certificate for the same key is the same owner's.
openssl req -x509 -key "$T/Next.key" -out "$T/renewed.pem" \
    -subj "/O=Contoso/CN=Next" -days 4000 \
    -addext "keyUsage=critical,digitalSignature" 2>/dev/null
renewed=$(openssl x509 -in "$T/renewed.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
run set party "Contoso Ltd" signature_certificate="$new"
run cert import "$T/renewed.pem" --store other-people --take-over 2027-03-01
is "$status" 2 "--take-over says when what is used"
run cert import "$T/renewed.pem" --store other-people --replace \
    --take-over 2027-03-01
is "$status" 0 "a renewed one that follows"
has "$out" "takes over from Next on 2027-03-01" "what it will do"
is "$(fields "")" "$new" "the current one stays"
is "$(fields _next)" "$renewed" "it is the next one"
is "$(fields _next_from)" "2027-03-01 00:00:00Z" "with its time"
run undo
is "$(fields _next)" "" "and back"
run cert import "$T/renewed.pem" --use verify --assign "party Contoso Ltd" \
    --take-over 2027-04-01
is "$(fields _next)" "$renewed" "or by its use"
run cert import "$T/renewed.pem" --use verify --assign "party Contoso Ltd" \
    --take-over 2077-04-01
is "$status" 1 "it must be valid by then"
has "$err" "before it takes over" "says so"

# Renewed once more, while the one before is still to take over.
openssl req -x509 -key "$T/Next.key" -out "$T/again.pem" \
    -subj "/O=Contoso/CN=Next" -days 4100 \
    -addext "keyUsage=critical,digitalSignature" 2>/dev/null
again=$(openssl x509 -in "$T/again.pem" -noout -fingerprint -sha1 |
    sed 's/.*=//;s/://g')
run cert import "$T/again.pem" --replace --take-over 2027-05-01
is "$status $(fields _next) $(fields _next_from)" \
    "0 $again 2027-05-01 00:00:00Z" "renewed again, it follows instead"
is "$(fields "")" "$new" "and the current one stays"
run undo
run cert import "$T/again.pem" --replace
is "$status $(fields _next) $(fields _next_from)" \
    "0 $again 2027-04-01 00:00:00Z" "or at the time that was planned"
finish
