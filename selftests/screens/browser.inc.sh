# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Chromium without a window, and pictures of pages. Sourced behind selftests/lib.sh.

pictures=$BUILD/screens
mkdir -p "$pictures"

# browse OPTION... : its messages in $work/browser
browse() {
	timeout 100 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" --enable-logging=stderr \
		--virtual-time-budget=2000 "$@" 2>"$work/browser"
}

# A window is 500 wide at least, and a picture of less would be a piece of it: so the page stands in a frame of its own width. Ours has
# no scripts; in a copy a script of the test's own tells what is wider than its place.
frame() {
	sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$1" >"$work/measured.html"
	cat >>"$work/measured.html" <<END
<script>
const wide = [...document.querySelectorAll('html, .scroll')].filter(place => place.scrollWidth > place.clientWidth);
console.log('width ' + window.innerWidth + ', too wide: ' +
	wide.map(place => place.innerText.slice(0, 20).replace(/\\s/g, ' ') + ' by ' + (place.scrollWidth - place.clientWidth)).join(', '));
</script>
END
	echo "<!doctype html><body style='margin: 0'><iframe src=measured.html style='border: 0; display: block' width=$2 height=$3>" >"$work/frame.html"
}

# picture PAGE WIDTH HEIGHT SCHEME: 0 dark, 1 light
picture() {
	local name console
	name=$(basename "$1" .html)-$2-$([ "$4" = 0 ] && echo dark || echo light)
	frame "$1" "$2" "$3"
	browse --blink-settings=preferredColorScheme="$4" --window-size="$2,$3" --screenshot="$pictures/$name.png" "file://$work/frame.html" \
		>"$work/out" || give_up "picture $name" "$(tail -n 3 "$work/browser")"
	expect "$name: its size" "$(od -An -tx1 -j16 -N8 "$pictures/$name.png" | tr -d ' ')" "$(printf '%08x%08x' "$2" "$3")"
	console=$(grep -oE ':CONSOLE[^"]*"[^"]*"' "$work/browser" | cut -d '"' -f 2)
	expect "$name: nothing is wider than its place, and the browser has no complaint" "$console" "width $2, too wide: "
}
