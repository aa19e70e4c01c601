#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Plants and tunnels: what pymodbus, wireguard-go, OpenVPN, strongSwan and OpenSSH say to each other is on the records, as tshark reads it
# from a capture of the same packets. IEC 60870-5-104 and DNP3 are from a script.
. "$(dirname "$0")/../lib.sh"
peer=selftests/services/plant_peer.py

listens_datagrams() { "$1" ss -Hlun "sport = :$2" | grep -q .; }

make_keys() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.8" -out "$work/cert" -days 2 -subj /CN=tunnel.example.org 2>/dev/null
	openssl rsa -in "$work/key.8" -traditional -out "$work/key" 2>/dev/null
	ssh-keygen -q -t ed25519 -N '' -f "$work/host_key"
	(umask 077 && wg genkey >"$work/wg_a" && wg genkey >"$work/wg_b")
	cat >"$work/strongswan.conf" <<-END
		charon { load = random nonce aes sha1 sha2 hmac gmp kdf pem pkcs1 pubkey x509 kernel-netlink socket-default }
		charon-cmd { load = charon-cmd random nonce aes sha1 sha2 hmac gmp kdf pem pkcs1 pubkey x509 kernel-netlink socket-default }
	END
	export STRONGSWAN_CONF=$work/strongswan.conf
}

# Daemons with files of their own in /run see an empty one.
with_own_run() { printf 'mount -t tmpfs none /run && mkdir /run/sshd && exec %s' "$*"; }

serve() {
	start_in in_b "$work/peer" /usr/bin/python3 $peer serve $ADDRESS_B
	start_in in_b "$work/sshd" unshare -m sh -c "$(with_own_run /usr/sbin/sshd -D -e -f /dev/null -p 2222 -h "$work/host_key")"
	start_in in_b "$work/charon" unshare -m sh -c "$(with_own_run /usr/lib/ipsec/charon)"
	start_in in_b "$work/openvpn" openvpn --dev null --tls-server --dh none --ca "$work/cert" --cert "$work/cert" --key "$work/key" --proto udp
	start_in in_b "$work/openvpn_tcp" openvpn --dev null --tls-server --dh none --ca "$work/cert" --cert "$work/cert" --key "$work/key" \
		--proto tcp-server --port 1195
	wait_for 20 listens in_b 502 || give_up "pymodbus" "$(cat "$work/peer")"
	wait_for 20 listens in_b 2222 || give_up "sshd" "$(cat "$work/sshd")"
	wait_for 20 listens in_b 1195 || give_up "OpenVPN by TCP" "$(cat "$work/openvpn_tcp")"
	wait_for 20 listens_datagrams in_b 1194 || give_up "OpenVPN" "$(cat "$work/openvpn")"
	wait_for 20 listens_datagrams in_b 4500 || give_up "charon" "$(cat "$work/charon")"
}

# Its sockets for `wg` are in /var/run/wireguard, by the interface's name.
make_tunnel() {
	start_in in_a "$work/wireguard_a" wireguard-go -f "wa$$"
	start_in in_b "$work/wireguard_b" wireguard-go -f "wb$$"
	wait_for 20 test -S "/var/run/wireguard/wa$$.sock" || give_up "wireguard-go" "$(cat "$work/wireguard_a")"
	wait_for 20 test -S "/var/run/wireguard/wb$$.sock" || give_up "wireguard-go" "$(cat "$work/wireguard_b")"
	in_b wg set "wb$$" listen-port 51820 private-key "$work/wg_b" peer "$(wg pubkey <"$work/wg_a")" allowed-ips 198.51.100.1/32
	in_a wg set "wa$$" private-key "$work/wg_a" peer "$(wg pubkey <"$work/wg_b")" allowed-ips 198.51.100.2/32 endpoint $ADDRESS_B:51820
	in_a ip address add 198.51.100.1/24 dev "wa$$"
	in_b ip address add 198.51.100.2/24 dev "wb$$"
	in_b ip link set "wb$$" up
	in_a ip link set "wa$$" up
}

tunnel_is_up() { grep -q 'Initialization Sequence Completed' "$work/$1"; }

ask() {
	in_a /usr/bin/python3 $peer ask $ADDRESS_B >"$work/asked" 2>&1 || give_up "Modbus, IEC 104, DNP3" "$(tail -n 3 "$work/asked")"
	in_a ping -c 1 -W 5 198.51.100.2 >"$work/ping" || give_up "ping through WireGuard" "$(cat "$work/ping")"
	in_a ssh -F none -p 2222 -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null nobody@$ADDRESS_B true 2>/dev/null || true
	start_in in_a "$work/vpn" openvpn --dev null --tls-client --ca "$work/cert" --cert "$work/cert" --key "$work/key" --remote $ADDRESS_B 1194 \
		--nobind --proto udp
	start_in in_a "$work/vpn_tcp" openvpn --dev null --tls-client --ca "$work/cert" --cert "$work/cert" --key "$work/key" \
		--remote $ADDRESS_B 1195 --nobind --proto tcp-client
	in_a timeout 10 charon-cmd --host $ADDRESS_B --identity tunnel.example.org --profile ikev2-pub --cert "$work/cert" --rsa "$work/key" \
		>"$work/ike" 2>&1 || true
	expect_match "IKE's peer has answered" "$(cat "$work/ike")" 'NO_PROPOSAL_CHOSEN'
	wait_for 10 tunnel_is_up vpn || give_up "OpenVPN's tunnel" "$(tail -n 3 "$work/vpn")"
	wait_for 10 tunnel_is_up vpn_tcp || give_up "OpenVPN's tunnel by TCP" "$(tail -n 3 "$work/vpn_tcp")"
}

# told FILTER WHAT: of the records that it selects, sorted
told() { jq -rs "map(select($1) | $2 | map(. // \"none\" | tostring) | join(\"/\")) | sort | join(\" \")" "$work/flows.json"; }
# What tshark reads in the capture: for each packet the first value of each field.
fields=(wg.type wg.sender openvpn.opcode openvpn.sessionid isakmp.exchangetype isakmp.ispi isakmp.tf.id.encr isakmp.tf.id.dh
	isakmp.notify.msgtype ssh.kex.hassh ssh.kex.hasshserver iec60870_asdu.typeid iec60870_asdu.causetx iec60870_asdu.oa
	iec60870_asdu.addr iec60870_asdu.numix iec60870_asdu.ioa)
read_capture() {
	tshark -r "$work/capture" -d tcp.port==2222,ssh -T json "${fields[@]/#/-e}" 2>/dev/null |
		jq -c '.[]._source.layers | map_values(.[0])' >"$work/seen.json"
}

# seen FILTER FIELD...: of the first packet that has all these fields and that jq's filter selects
seen() { jq -rs "map(select($1) | [$(printf '."%s",' "${@:2}" | sed 's/,$//')] | select(all(. != null)))[0] | join(\"/\")" "$work/seen.json"; }

check_plant() {
	expect "Modbus: requests and responses" \
		"$(told .modbusFunction '[.modbusFunction, .modbusUnit, .modbusAddress, .modbusQuantity, .modbusException]')" \
		"16/7/5/2/none 3/7/107/3/none 3/7/4000/1/2"
	expect "Modbus: response times" "$(told '.modbusFunction and (.modbusResponseTime // 0) > 0 and .modbusResponseTime < 5000000' '[1]')" "1 1 1"
	expect "IEC 104: first ASDU" \
		"$(told '.iec104AsduType and .transactionNumber == null' '[.iec104AsduType, .iec104AsduCot, .iec104AsduOrg, .iec104AsduAddress, .iec104AsduObjCount, .iec104ObjectAddress]')" \
		"$(seen true iec60870_asdu.{typeid,causetx,oa,addr,numix,ioa})"
	expect "IEC 104: ASDUs" "$(told .iec104AsduType '[.iec104AsduType, .iec104AsduCot]')" "1/20 100/6 100/7 13/20"
	expect "IEC 104: APDUs" "$(told '.iec104AsduType and .transactionNumber == null' '[.iec104ControllingInformation, .iec104ControllingSupervisory, .iec104ControllingUnnumbered,
		.iec104ControlledInformation, .iec104ControlledSupervisory, .iec104ControlledUnnumbered, .iec104Functions]')" 1/1/2/3/0/2/51
	expect "DNP3" "$(told .dnp3Source '[.dnp3Source, .dnp3Destination, .dnp3Function, .dnp3Object, .dnp3Indications]')" \
		"3/4/1/15362/36864 3/4/2/20481/0"
}

check_tunnels() {
	expect "WireGuard: indexes" "$(told .wireguardMessageTypes '[.wgSrcPeer, .wgDstPeer]')" \
		"$(($(seen '."wg.type" == "1"' wg.sender)))/$(($(seen '."wg.type" == "2"' wg.sender)))"
	expect "WireGuard: handshake, then data" "$(told '.wireguardHandshakeTime > 0' '[.wireguardMessageTypes]')" 22
	expect "OpenVPN: opcodes" "$(told .openvpnOpcode '[.protocolIdentifier, .openvpnOpcode, .openvpnKey]')" "17/7/0 6/7/0"
	expect "OpenVPN: sessions" "$(told '.openvpnOpcode and .protocolIdentifier == 17' '[.openvpnClientSession, .openvpnServerSession]')" \
		"$(printf '%016x/%016x' "$(seen '."openvpn.opcode" == "0x07"' openvpn.sessionid)" "$(seen '."openvpn.opcode" == "0x08"' openvpn.sessionid)")"
	expect "OpenVPN: times" "$(told '.openvpnResponseTime > 0' '[1]')" "1 1"
	expect_match "OpenVPN: the client's TLS" "$(told .openvpnOpcode '[.tlsJa4]')" '^(t13i[0-9a-f_]+ ?){2}$'
	expect "IKE" "$(told .ikeVersion '[.ikeVersion, .ikeExchange, .ikeInitiatorSpi, .ikeEncryption, .ikeGroup]')" \
		"32/$(seen true isakmp.{exchangetype,ispi,tf.id.encr,tf.id.dh})"
	expect "IKE: its error" "$(told .ikeVersion '[.ikeNotifyError]')" "$(seen '(."isakmp.notify.msgtype" // "16384" | tonumber) < 16384' isakmp.notify.msgtype)"
}

check_ssh() {
	expect "HASSH" "$(told .sshClientVersion '[.sshHassh, .sshServerHassh]')" \
		"$(seen true ssh.kex.hassh)/$(seen true ssh.kex.hasshserver)"
	expect_match "SSH: versions" "$(told .sshServerVersion '[.sshClientVersion, .sshServerVersion]')" '^SSH-2.0-OpenSSH_.*/SSH-2.0-OpenSSH_'
}

make_pair
make_keys
serve
start_in in_b "$work/tshark" tshark -q -i vb -w "$work/capture"
capture=${children[-1]}
wait_for 20 test -s "$work/capture" || give_up "tshark captures" "$(cat "$work/tshark")"
start_meter --hook tc --l7 full -e "json:$work/flows.json"
make_tunnel
ask
stop_meter || not_ok "meter ends" "exit status $?"
end_child "$capture" INT
read_capture
check_plant
check_tunnels
check_ssh
expect "applications" "$(jq -rs 'map(select(.packetDeltaCount) | .applicationName // empty) | sort | join(" ")' "$work/flows.json")" \
	"dnp3 iec104 ike modbus openvpn openvpn ssh wireguard"
