#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# python3-ipfix, a decoder that others wrote, reads our files: each value of each record, as biflows and as uniflows.
COUNT=280
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
/usr/bin/python3 -c 'import ipfix.reader' 2>/dev/null || { skip "python3-ipfix reads our files" "python3-ipfix is not installed"; exit 0; }

for mode in biflow uniflow; do
	"$emit" "file:$work/$mode.ipfix" $COUNT capture ${mode/biflow/} 2>/dev/null
	truth "$work/$mode.json" ${mode/biflow/}
	/usr/bin/python3 selftests/interop/python-ipfix.py "$work/$mode.ipfix" "$work/$mode.json" >"$work/compared" 2>&1 ||
		not_ok "python3-ipfix ($mode)" "$(tail -n 3 "$work/compared")"
	read -r records values < <(tail -n 1 "$work/compared" | tr -cd '0-9 \n')
	expect "python3-ipfix: records ($mode)" "$records" "$(wc -l <"$work/$mode.json")"
	expect "python3-ipfix: differences ($mode)" "$(sed '$d' "$work/compared" | head -n 5)" ""
	expect_true "python3-ipfix: many values were compared ($mode: $values)" test "$values" -gt $((records * 15))
done
