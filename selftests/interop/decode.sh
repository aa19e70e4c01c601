#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# `tapless decode` and `tapless fields` as people use them: several files, standard input, cut and broken files, others' elements.
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"

good=$work/good.ipfix
"$emit" "file:$good" $KINDS capture 2>/dev/null
"$TAPLESS" decode "$good" >"$work/good.json"

expect "standard input" "$("$TAPLESS" decode - <"$good" | cksum)" "$(cksum <"$work/good.json")"

size=$(stat -c %s "$good")
cat "$good" "$good" >"$work/twice"
head -c $((size + 100)) "$work/twice" >"$work/cut" # within the first message of the second copy
status=0
"$TAPLESS" decode "$work/cut" >"$work/cut.json" 2>"$work/cut.err" || status=$?
expect "a cut file: exit status" $status 1
expect "a cut file: what is before the cut" "$(cksum <"$work/cut.json")" "$(cksum <"$work/good.json")"
expect_match "a cut file: where and what" "$(cat "$work/cut.err")" "cut: at octet [0-9]+: the file ends inside a message, [0-9]+ of [0-9]+ octets are there"

expect_match "not IPFIX" "$(echo 'hello hello hello hello' | "$TAPLESS" decode - 2>&1)" "standard input: at octet 0: not an IPFIX message"
expect_match "no such file" "$("$TAPLESS" decode "$work/none" 2>&1)" "cannot open .*none.*: No such file"

# Another exporter's: reduced sizes, unknown elements, an element described by RFC 5610, a record without its template.
python3 - >"$work/others" <<'END'
import struct, sys
def field(ident, length, pen=None):
    return struct.pack('!HH', ident | (0x8000 if pen else 0), length) + (struct.pack('!I', pen) if pen else b'')
def sets(ident, body):
    return struct.pack('!HH', ident, 4 + len(body)) + body
types = struct.pack('!HHH', 256, 4, 2) + field(346, 4) + field(303, 2) + field(339, 1) + field(341, 0xffff)
described = struct.pack('!IHB', 55555, 7, 13) + b'\x05mood!'
flow = struct.pack('!HH', 257, 8) + field(1, 3) + field(85, 8) + field(7, 0xffff, 55555) + field(8, 3, 55555) + field(600, 2) \
    + field(276, 1) + field(2, 4, 29305) + field(434, 2)
record = b'\x01\x00\x00' + struct.pack('!Q', 2**64 - 1) + b'\x04"\\\n\xff' + b'abc' + b'\x00\x01' + b'\x02' + struct.pack('!I', 9) + b'\xff\xfe'
body = sets(3, types) + sets(256, described) + sets(2, flow) + sets(257, record + record) + sets(300, b'xxxx')
sys.stdout.buffer.write(struct.pack('!HHIII', 10, 16 + len(body), 1700000000, 0, 1) + body)
END
status=0
"$TAPLESS" decode "$work/others" >"$work/others.json" 2>"$work/others.err" || status=$?
expect "records without a template: exit status" $status 1
expect "others' elements" "$(head -n 1 "$work/others.json" | jq -cS .)" \
	'{"0.600":"0001","55555.8":"616263","dataRecordsReliability":false,"mibObjectValueInteger":-2,"mood!":"\"\\\n\\xff","octetDeltaCount":65536,"octetTotalCount":18446744073709552000,"reversePacketDeltaCount":9}'
expect_match "64 bits in full" "$(cat "$work/others.json")" '"octetTotalCount":18446744073709551615'
expect_match "records without a template" "$(cat "$work/others.err")" "records of template 300 in domain 1, which was not described"

"$TAPLESS" fields >"$work/fields"
expect_match "fields: a row" "$(cat "$work/fields")" "^octetDeltaCount +1 +unsigned64 +29305/1 +octets"
expect "fields --json: every key that decode prints" \
	"$(jq -r 'keys[]' "$work/good.json" | grep -v ^reverse | sort -u | comm -23 - <("$TAPLESS" fields --json | jq -r .name | sort))" ""

# numbers FILE: "enterprise/id name" of a file for libfds
numbers() { python3 - "$1" <<'END'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
for element in root.findall('element'):
    print('%s/%s %s %s' % (root.findtext('scope/pen'), element.findtext('id'), element.findtext('name'), element.findtext('dataType')))
END
}
for enterprise in iana tapless cert ntop muni flowmon cesnet; do
	"$TAPLESS" fields --libfds $enterprise >"$work/$enterprise.xml" || not_ok "fields --libfds $enterprise" "exit status $?"
	numbers "$work/$enterprise.xml"
done | sort >"$work/libfds"
expect "fields --libfds: every element is in one of the files" \
	"$("$TAPLESS" fields --json | jq -r '. as $of | ., (.alternatives // {} | .[]) | "\(.enterprise)/\(.id) \($of.name) \(.type)"' | sort -u |
		diff - <(grep -v '/[0-9]* reverse' "$work/libfds"))" ""
expect_match "fields --libfds: reverse elements of IANA's" "$(cat "$work/iana.xml")" '<biflow mode="pen">29305</biflow>'
expect_match "fields --libfds: reverse elements of others" "$(cat "$work/tapless.xml")" '<biflow mode="split">14</biflow>'
expect_match "fields --libfds: none" "$(cat "$work/ntop.xml")" '<biflow mode="none"/>'
status=0
"$TAPLESS" fields --libfds ntob 2>"$work/libfds.err" >"$work/libfds.out" || status=$?
expect "fields --libfds: no such enterprise" "$status$(cat "$work/libfds.out")" 2
expect_match "fields --libfds: which there are" "$(cat "$work/libfds.err")" "ntob: not one of iana, tapless, cert, ntop, muni, flowmon"
expect "fields: one form at a time" "$("$TAPLESS" fields --json --goflow2 >/dev/null 2>&1 || echo $?)" 2

# What the mapping for goflow2 says, put together again: "enterprise/id name" of each field, each index once.
"$TAPLESS" fields --goflow2 >"$work/goflow2"
expect "fields --goflow2: numbers and strings, as they are" \
	"$(awk '$2 == "field:" { if (id) print pen "/" id, name; id = $3; pen = 0 } $1 == "destination:" { name = $2 } $1 == "pen:" { pen = $2 } END { print pen "/" id, name }' "$work/goflow2" | sort)" \
	"$("$TAPLESS" fields --json | jq -r 'select(.type | test("unsigned|string")) | . as $of | ., (.alternatives // {} | .[]) |
		"\(.enterprise)/\(.id) \($of.name)"' | sort -u)"
expect "fields --goflow2: each index once" "$(awk '$1 == "index:" { print $2 }' "$work/goflow2" | sort | uniq -d)" ""
