#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tapless as a sidecar, in real containers: it shares the network namespace of a web server's, has three capabilities, an image of
# its own binary alone, and exports to nfcapd outside. Under load it is replaced by a newer image: no packet is lost.
. "$(dirname "$0")/../lib.sh"

IMAGE_BINARY=$BUILD/tapless-static
PORT=8000
bpffs=/sys/fs/bpf/tapless-sidecar-$$
need() { command -v "$1" >/dev/null || { skip "sidecar" "$1 is not installed"; exit 0; }; }
for program in podman runc busybox nfcapd dumpcap; do need $program; done

# No daemon, no registry, nothing outside of $work
pod() {
	podman --storage-driver=vfs --runtime runc --cgroup-manager=cgroupfs --root "$work/pod/root" --runroot "$work/pod/run" "$@"
}
# run_in_pod NAME OPTION...: a container in the network namespace B
run_in_pod() {
	local name=$1
	shift
	pod run --name "$name" --network "ns:/run/netns/$NAMESPACE_B" --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 "$@"
}
remove_pods() {
	pod rm --all --force --time 0 >/dev/null 2>&1 || true
	rm -rf "$bpffs"
}
trap 'remove_pods; clean_up' EXIT

build() { # NAME TAG: of the folder $work/NAME
	pod build --quiet --tag "$1:$2" "$work/$1" >"$work/build.log" 2>&1 || give_up "image $1:$2" "$(tail -n 3 "$work/build.log")"
}

# --- images: the server's, and two of tapless's

mkdir -p "$work/web/www" "$work/tapless"
cp "$(command -v busybox)" "$work/web/busybox"
head -c 20000 /dev/urandom >"$work/web/www/page"
printf 'FROM scratch\nCOPY busybox /busybox\nCOPY www /www\nENTRYPOINT ["/busybox", "httpd", "-f", "-p", "%s", "-h", "/www"]\n' $PORT >"$work/web/Containerfile"
cp contrib/container/Containerfile "$work/tapless"
cp "$IMAGE_BINARY" "$work/tapless/tapless-static" || give_up "static binary" "make static makes it"
build web 1
build tapless old
echo 'LABEL version=new' >>"$work/tapless/Containerfile"
build tapless new
echo "# the image has $(pod image inspect tapless:old --format '{{.Size}}') octets"

# --- a server, a collector outside, an independent count

make_pair
offloads off # frames are packets then, for those who only see frames
mkdir -p "$bpffs" "$work/collected"
run_in_pod web --detach web:1 >/dev/null 2>"$work/web.err" || give_up "web server's container" "$(cat "$work/web.err")"
wait_for 10 listens in_b $PORT || give_up "web server" "$(pod logs web 2>&1 | tail -n 3)"
start_in in_a "$work/nfcapd" nfcapd -l "$work/collected" -p 4739 -b $ADDRESS_A -y
collector=${children[-1]}
collects() { in_a ss -Hlun 'sport = :4739' | grep -q .; }
wait_for 10 collects || give_up "nfcapd" "$(cat "$work/nfcapd")"
start_in in_b "$work/sniffer" dumpcap -q -i vb -f "tcp port $PORT" -w "$work/wire.pcapng"
sniffer=${children[-1]}
sniffs() { [ -s "$work/wire.pcapng" ]; }
wait_for 10 sniffs || give_up "dumpcap" "$(cat "$work/sniffer")"

sidecar() { # NAME TAG
	run_in_pod "$1" --detach --cap-drop all --cap-add BPF --cap-add NET_ADMIN --cap-add PERFMON --security-opt seccomp=unconfined \
		--volume "$bpffs:/sys/fs/bpf" "tapless:$2" run -i vb --listen 9470 --uniflow --idle 2 --active 5 -e "ipfix+udp://$ADDRESS_A:4739" >/dev/null 2>"$work/$1.err" ||
		give_up "sidecar $1" "$(cat "$work/$1.err")"
}
is_healthy() { pod exec "$1" /tapless status >"$work/status.$1" 2>&1; }
has_ended() { [ "$(pod inspect "$1" --format '{{.State.Status}}')" = exited ]; }
begin=$(date +%s%N)
sidecar first old
expect_true "the health check holds" wait_for 20 is_healthy first
begin_ready=$(date +%s%N)
is_ready() { [ "$(in_b curl -s --max-time 5 http://127.0.0.1:9470/readyz)" = ready ]; }
expect_true "/readyz says so too" wait_for 20 is_ready
expect "/healthz" "$(in_b curl -s --max-time 5 http://127.0.0.1:9470/healthz)" ok
echo "# /readyz after $((($(date +%s%N) - begin_ready) / 1000000)) ms more"
echo "# healthy after $((($(date +%s%N) - begin) / 1000000)) ms"
capabilities=$(grep -h '^CapBnd' /proc/"$(pod inspect first --format '{{.State.Pid}}')"/status | cut -f 2)
expect "it has BPF, NET_ADMIN and PERFMON, no more" "$capabilities" "$(printf '%016x' $((1 << 39 | 1 << 12 | 1 << 38)))"

# --- replaced under load

start_in in_a "$work/client" sh -c "for turn in \$(seq 300); do curl -s -o /dev/null --max-time 5 http://$ADDRESS_B:$PORT/page || echo failed; done"
client=${children[-1]}
sleep 1
pod stop --time 20 first >/dev/null 2>&1 || not_ok "the first hands over" "podman stop fails"
wait_for 20 has_ended first || not_ok "the first hands over" "it goes on"
expect_match "it left programs and cache behind" "$(pod logs first 2>&1)" "handed over"
expect_true "the client's requests go on meanwhile" test ! -s "$work/client"
sleep 1
sidecar second new
expect_true "the newer image goes on" wait_for 20 is_healthy second
wait_for 60 gone "$client" || give_up "client" "has not ended"
expect "no request failed" "$(wc -l <"$work/client")" 0
pod kill --signal INT second >/dev/null 2>&1 || not_ok "the second ends" "podman kill fails"
wait_for 30 has_ended second || not_ok "the second ends" "$(pod logs second 2>&1 | tail -n 3)"
expect "its exit status" "$(pod inspect second --format '{{.State.ExitCode}}')" 0
expect "no pin is left in its bpffs" "$(find "$bpffs" -mindepth 1 ! -type d)" ""

# --- what arrived outside

end_child "$sniffer"
end_child "$collector" INT
nfdump -R "$work/collected" -q -o 'fmt:%pkt %byt' -N "port $PORT" 2>/dev/null |
	awk '{ packets += $1; octets += $2 } END { print packets + 0, octets + 0 }' >"$work/arrived"
tshark -r "$work/wire.pcapng" -T fields -e ip.len 2>/dev/null |
	awk '{ packets++; octets += $1 } END { print packets + 0, octets + 0 }' >"$work/seen"
expect "packets and octets at nfcapd are those on the wire" "$(cat "$work/arrived")" "$(cat "$work/seen")"
expect_true "and many" test "$(cut -d ' ' -f 1 <"$work/seen")" -gt 3000
end_pair
