#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Samba's server and client, by SMB 1, 2 and 3: who connected to which share and opened which file is on the records. With
# CAPTURE=FOLDER a capture of each case stays there.
. "$(dirname "$0")/../lib.sh"

prepare() {
	local folder
	for folder in private lock state cache pid ncalrpc share/deep; do
		mkdir -p "$work/samba/$folder"
	done
	chmod 755 "$work" "$work/samba/ncalrpc"
	head -c 3000 /dev/zero >"$work/samba/share/deep/report.txt"
	cat >"$work/samba/smb.conf" <<-END
		[global]
		workgroup = TESTGROUP
		netbios name = FILESERVER
		server role = standalone server
		server min protocol = NT1
		client min protocol = NT1
		client ipc min protocol = NT1
		disable spoolss = yes
		load printers = no
		bind interfaces only = yes
		interfaces = vb lo
		private dir = $work/samba/private
		lock directory = $work/samba/lock
		state directory = $work/samba/state
		cache directory = $work/samba/cache
		pid directory = $work/samba/pid
		ncalrpc dir = $work/samba/ncalrpc
		log file = $work/samba/log
		server multi channel support = no
		[docs]
		path = $work/samba/share
		read only = no
	END
	printf 'secret\nsecret\n' | smbpasswd -c "$work/samba/smb.conf" -s -a root >"$work/samba/password" 2>&1 ||
		give_up "user of samba" "$(cat "$work/samba/password")"
}

# visit DIALECT PORT SHARE COMMAND [OPTION...]
visit() {
	local dialect=$1 port=$2 share=$3 commands=$4
	shift 4
	in_a smbclient "//$ADDRESS_B/$share" -s "$work/samba/smb.conf" -p "$port" -U 'TESTGROUP\root%secret' -n CLIENTPC -m "$dialect" "$@" \
		-c "$commands" >"$work/client" 2>&1 || [ "$share" = nowhere ] || give_up "smbclient $dialect" "$(tail -n 3 "$work/client")"
}

# told PORT FILTER: of the records of that server's port which have something of SMB
told() { jq -rs "map(select(.destinationTransportPort == $1 and .smbVersion != null)) | $2" "$work/flows.json"; }

# SMB 2 begins with the NEGOTIATE of SMB 1, unless the client has none of that.
# check LABEL PORT VERSIONS DIALECT-FIELD DIALECT TREE-COMMAND OPEN-COMMAND: the flow's own record, then that of each transaction
check() {
	local label=$1 port=$2 first='map(select(.transactionNumber == null and .smbTree != null)) | .[0]'
	expect "$label: application" "$(told "$port" "$first | .applicationName")" smb
	expect "$label: dialect" "$(told "$port" "$first | .$4")" "$5"
	expect "$label: who" "$(told "$port" "$first | [.smbUserName, .smbUserDomain, .smbWorkstation] | join(\"/\")")" root/TESTGROUP/CLIENTPC
	expect_match "$label: first tree" "$(told "$port" "$first | .smbTree")" "^\\\\\\\\$ADDRESS_B\\\\(docs|IPC\\$)$"
	expect_match "$label: trees" "$(told "$port" 'map(select(.transactionNumber != null) | .smbTree // empty | ascii_downcase) | join(" ")')" "\\\\$ADDRESS_B\\\\docs"
	expect "$label: version of each transaction" "$(told "$port" "map(.smbVersion) | unique | map(tostring) | join(\",\")")" "$3"
	expect "$label: command of what connects to a tree" \
		"$(told "$port" 'map(select(.transactionNumber != null and .smbTree != null) | .smbCommand) | unique | map(tostring) | join(",")')" "$6"
	[ -z "$7" ] || expect "$label: file is opened" \
		"$(told "$port" 'map(select(.transactionNumber != null and (.smbFile // "" | endswith("deep\\report.txt"))) | .smbCommand) | unique | map(tostring) | join(",")')" "$7"
	expect "$label: response times" "$(told "$port" 'map(select(.smbStatus != null and ((.smbResponseTime // 0) < 1 or .smbResponseTime > 5000000))) | length')" 0
}

# run_case DIALECT HOOK
run_case() {
	make_pair
	# when it ends it ends its whole process group
	start_in in_b "$work/server" setsid smbd --foreground --no-process-group --configfile="$work/samba/smb.conf" --debuglevel=0
	wait_for 20 listens in_b 445 || give_up "samba" "$(cat "$work/server" "$work/samba/log" | tail -n 5)"
	wait_for 20 listens in_b 139 || give_up "samba, port 139" "$(cat "$work/server")"
	[ -z "${CAPTURE-}" ] || { start_in in_a "$work/capture" dumpcap -q -i va -w "$CAPTURE/$1.pcapng"; wait_for 20 test -s "$CAPTURE/$1.pcapng"; }
	start_meter --hook "$2" --l7 full -e "json:$work/flows.json"
	visit "$1" 445 docs 'get deep\report.txt /dev/null'
	visit "$1" 139 docs 'ls'
	[ "$1" != SMB3 ] || visit SMB3 445 docs 'ls' --client-protection=encrypt
	stop_meter || not_ok "$1: meter ends" "exit status $?"
	[ -z "${CAPTURE-}" ] || end_child "${children[-1]}" INT
	case $1 in
	NT1)
		check "$1" 445 1 smbDialectName 'NT LANMAN 1.0' 117 162
		check "$1, NetBIOS session" 139 1 smbDialectName 'NT LANMAN 1.0' 117 ''
		;;
	SMB2_02)
		check "$1" 445 1,2 smbDialect 514 3 5
		check "$1, NetBIOS session" 139 1,2 smbDialect 514 3 ''
		;;
	SMB3)
		check "$1" 445 1,2 smbDialect 785 3 5
		check "$1, NetBIOS session" 139 1,2 smbDialect 785 3 ''
		expect "$1: encryption is seen of the one connection that has it" \
			"$(told 445 'map(select(.transactionNumber == null) | (.smbFlags // 0) % 2) | sort | map(tostring) | join(",")')" 0,1
		;;
	esac
	end_pair
	for child in "${children[@]}"; do
		end_child "$child"
	done
}

prepare
run_case SMB3 tc
run_case SMB2_02 xdp
run_case NT1 tc
