#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The small protocols of a LAN with real ends: net-snmp, logger, nmblookup, a TFTP client and server. With CAPTURE=FOLDER a capture stays there.
. "$(dirname "$0")/../lib.sh"

AGENT_OPTIONS=(-f -Lo -C -c "$work/snmpd.conf" -p "$work/snmpd.pid")

serve() {
	mkdir -p "$work/snmp" "$work/tftp"
	chmod 755 "$work" "$work/tftp"
	printf 'agentAddress udp:%s:161\nrocommunity public\nsysName testagent\n' $ADDRESS_B >"$work/snmpd.conf"
	printf 'configuration of a switch\n' >"$work/tftp/switch.cfg"
	start_in in_b "$work/agent" env SNMP_PERSISTENT_DIR="$work/snmp" snmpd "${AGENT_OPTIONS[@]}"
	start_in in_b "$work/file-server" atftpd --daemon --no-fork --bind-address $ADDRESS_B --user root.root "$work/tftp"
	wait_for 10 is_bound 161 || give_up "SNMP agent" "$(tail -n 3 "$work/agent")"
	wait_for 10 is_bound 69 || give_up "TFTP server" "$(tail -n 3 "$work/file-server")"
}

is_bound() { in_b ss -Hlun "sport = :$1" | grep -q .; }

ask() {
	local -x SNMP_PERSISTENT_DIR=$work/snmp
	in_a snmpget -v2c -c public -On $ADDRESS_B .1.3.6.1.2.1.1.5.0 >"$work/client" 2>&1 || give_up snmpget "$(cat "$work/client")"
	in_a snmpget -v1 -c public -On $ADDRESS_B .1.3.6.1.2.1.1.99.0 >"$work/client" 2>&1 && not_ok "SNMP error" "there is such a variable"
	in_a logger -n $ADDRESS_B -d -P 514 --rfc5424 -p local3.warning -t newapp "by RFC 5424"
	in_a logger -n $ADDRESS_B -d -P 514 --rfc3164 -p mail.err -t oldapp "by RFC 3164"
	in_a nmblookup -s /dev/null --recursion -U $ADDRESS_B 'FILESERVER#20' >"$work/client" 2>&1 || true # nobody answers
	in_a atftp --get --remote-file switch.cfg --local-file "$work/got" $ADDRESS_B >"$work/client" 2>&1 || give_up atftp "$(cat "$work/client")"
}

# told FILTER: of all records
told() { jq -rs "$1" "$work/flows.json"; }

check() {
	expect "SNMP: version, type, error, variable" \
		"$(told 'map(select(.snmpVersion != null) | [.snmpVersion, .snmpPduType, .snmpErrorStatus, .snmpFirstOid] | map(tostring) | join("/")) | sort | join(" ")')" \
		"0/0/2/1.3.6.1.2.1.1.99.0 1/0/0/1.3.6.1.2.1.1.5.0"
	expect "SNMP: response times" "$(told 'map(select(.snmpVersion != null and ((.snmpResponseTime // 0) < 1 or .snmpResponseTime > 5000000))) | length')" 0
	expect "syslog: facility, severity, application" \
		"$(told 'map(select(.syslogFacility != null) | [.syslogFacility, .syslogSeverity, .syslogApplicationName] | map(tostring) | join("/")) | sort | join(" ")')" \
		"19/4/newapp 2/3/oldapp"
	expect "syslog: host" "$(told 'map(select(.syslogFacility != null) | .syslogHostName) | unique | join(" ")')" "$(hostname)"
	expect "NetBIOS: name" "$(told 'map(select(.NBName != null) | [.NBName, .NBSuffix, .applicationName] | map(tostring) | join("/")) | unique | join(" ")')" \
		"FILESERVER/32/netbios-ns"
	expect "TFTP: file" "$(told 'map(select(.tftpFile != null) | [.tftpFile, .tftpOpcode] | map(tostring) | join("/")) | join(" ")')" switch.cfg/1
}

make_pair
serve
[ -z "${CAPTURE-}" ] || { start_in in_a "$work/capture" dumpcap -q -i va -w "$CAPTURE/lan.pcapng"; wait_for 20 test -s "$CAPTURE/lan.pcapng"; }
start_meter --hook tc --l7 full -e "json:$work/flows.json"
ask
stop_meter || not_ok "meter ends" "exit status $?"
check
