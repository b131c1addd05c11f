#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The page of an audit in a real browser: nothing is cut off on the screen or
# on paper, nothing is loaded, nothing that a partner wrote runs.
. tests/lib/tap.sh
sample g
browser=
for name in chromium chromium-browser google-chrome; do
	[ -n "$browser" ] || browser=$(command -v "$name")
done
if [ -z "$browser" ]; then
	skip "no headless browser"
	finish
	exit 0
fi

long=$(printf 'W%.0s' $(seq 1 200))
"$SEALPORT" new party "<script>document.title='run'</script>" \
    signature_certificate="$(printf '%040d' 7)" >/dev/null
"$SEALPORT" new party "$long" signature_certificate="$(printf '%040d' 8)" \
    >/dev/null
for n in 1 2 3 4 5 6 7 8; do
	"$SEALPORT" new computer "EDI-LONG-NAMED-COMPUTER-$n" >/dev/null
	"$SEALPORT" new host-instance host=EdiReceive \
	    computer="EDI-LONG-NAMED-COMPUTER-$n" account=svc-edi >/dev/null
done
"$SEALPORT" audit --html >"$T/page.html"

# What the browser made of it: NAME=VALUE words, by a script of ours.
look() {
	cp "$1" "$T/look.html"
	cat >>"$T/look.html" <<'END'
<script>
var d = document, e = d.documentElement, cut = 0;
d.querySelectorAll("td,th,h1,h2,li,p").forEach(function (x) {
	if (x.scrollWidth > x.clientWidth + 1 && x.clientWidth > 0 ||
	    x.getBoundingClientRect().right > e.clientWidth)
		cut++;
});
d.body.textContent = "LOOK wide=" + (e.scrollWidth > e.clientWidth) +
    " cut=" + cut + " title=" + d.title.split(" ")[0] + " loads=" +
    performance.getEntriesByType("resource").length + " headings=" +
    d.querySelectorAll("h2").length + " END";
</script>
END
	sed -i 's/<h2>/<h2 >/g' "$T/look.html"
	HOME=$T timeout 120 "$browser" --headless --no-sandbox --disable-gpu \
	    --user-data-dir="$T/profile" --window-size="$2,3000" \
	    --dump-dom "file://$T/look.html" 2>"$T/browser" |
	    sed -n 's/.*LOOK \(.*\) END.*/\1/p'
}
good="wide=false cut=0 title=Audit loads=0 headings=5"
is "$(look "$T/page.html" 1280)" "$good" "on a screen"

# A4 with its margins has 718 of the browser's pixels.
sed 's/@media print/@media all/' "$T/page.html" >"$T/paper.html"
is "$(look "$T/paper.html" 718)" "$good" "as wide as paper"
HOME=$T timeout 120 "$browser" --headless --no-sandbox --disable-gpu \
    --user-data-dir="$T/profile" --print-to-pdf="$T/page.pdf" \
    "file://$T/page.html" >"$T/browser" 2>&1
is "$(head -c 5 "$T/page.pdf")" "%PDF-" "it can be printed"

finish
