#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# requirements.txt: each test that it names is there and is run. It does not run them, and what is open is told, not failed.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# test_exists "FOLDER/FILE: NAME"
test_exists() {
	local file=${1%%: *} name=${1#*: }
	if [ -e "$file.c" ]; then
		grep -qE "(cmocka_unit_test|\bTEST)[a-z_]*\(${name}[,)]" "$file.c"
	elif [[ $file = matrix/guest-* ]]; then
		grep -qE "\b(expect|expect_many|ok|sctp_end) ${name}( |$)" "$file.sh"
	elif [ -x "$file.sh" ]; then
		grep -E '\b(expect|expect_true|expect_match|check|ok|not_ok) "' "$file.sh" | grep -F -- "\"$name" >/dev/null
	else
		return 1
	fi
}

# check_line LINE: what is wrong with it; nothing if it is right
check_line() {
	local section text tests extra test
	IFS='|' read -r section text tests extra <<<"$1"
	if ! [[ $section =~ ^RFC[0-9]+\ [0-9]+(\.[0-9]+)*\ $ ]] || [ -z "${text// /}" ] || [ -z "${tests// /}" ] || [ -n "$extra" ]; then
		echo "not of the form RFC SECTION | what must hold | TESTS"
		return
	fi
	while IFS= read -r test; do
		test=${test# }
		[[ $test = "open: "?* ]] || test_exists "$test" || echo "no test '$test'"
	done < <(tr ';' '\n' <<<"$tests")
}

lines() { grep -vE '^(#|$)' "$1"; }
result() { if [ -z "$2" ]; then echo "ok $1"; else echo "not ok $1: ${2//$'\n'/, }"; failed=1; fi; }

while IFS= read -r line; do
	result "${line%|*}" "$(check_line "$line")"
done < <(lines interop/requirements.txt)

for rfc in 7011 7012 5103 5610 5655 6759 6313; do
	result "RFC $rfc is there" "$(lines interop/requirements.txt | grep "^RFC$rfc " >/dev/null || echo "no line")"
done

# Lines that must not pass: a test, a file, a result and a form that there are not.
wrong() { result "refused: $1" "$([ -n "$(check_line "$1")" ] || echo "it passes")"; }
wrong "RFC7011 3.1 | x | unit/export_session_test: the_sequence"
wrong "RFC7011 3.1 | x | unit/export_session_tests: the_sequence_wraps"
wrong "RFC7011 3.1 | x | interop/tshark: templates come last"
wrong "RFC7011 3.1 | x | unit/export_session_test: the_sequence_wraps; interop/none: x"
wrong "RFC7011 | x | open: y"
wrong "RFC7011 3.1 | x | open: "
wrong "RFC7011 3.1 | unit/export_session_test: the_sequence_wraps"

lines interop/requirements.txt | awk -F '|' '/\| open: / { print "# not shown yet:" $2 "(" $1 "):" substr($3, 7); open++ } END { print "# " open + 0 " of " NR " are open" }'
exit $failed
