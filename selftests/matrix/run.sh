#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# run.sh [SERIES…]: runs guest.sh on other kernels (default 6.1; also KERNELS="6.1 6.12") in virtual machines without KVM,
# and prints its lines with the kernel in front of each name. Kernels and images are kept in build/matrix.
#
# MATRIX_PARTS="links live" runs only these parts of guest.sh, MATRIX_PARTS=all the long ones too.
# MATRIX_GUEST=FILE runs another script in the guest, with MATRIX_FILES="FILE…" beside it; MATRIX_SECONDS is what one guest
# may take.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
root=$(realpath "$here/../..")
build=$(realpath -m "${BUILD:-$root/build}")
tapless=$(realpath -m "${TAPLESS:-$build/tapless}")
generator=$(realpath -m "${GENERATOR:-$build/tools/generator/tapless-generator}")
cache=$build/matrix
guest=${MATRIX_GUEST:-$here/guest.sh}
seconds=${MATRIX_SECONDS:-1200}
samples=${SAMPLES:-$root/../shared/pcaps}
# Of the shared captures those with what the fixtures lack: tunnels, other VLAN frames, a long TLS stream, DNS.
sample_names="arkime__gre-sample arkime__vxlan ipfixprobe__vlan ipfixprobe__tls ipfixprobe__dns"

# apt-get package for each program that the host needs
needs="qemu-system-x86_64:qemu-system-x86 busybox:busybox-static cpio:cpio modprobe:kmod bpftool:bpftool ip:iproute2 ethtool:ethtool xz:xz-utils zstd:zstd"

missing_packages() {
	local need
	for need in $needs; do
		command -v "${need%%:*}" >/dev/null || echo "${need#*:}"
	done
}

# What the guest compares with: what the same binary says of the same captures on this kernel.
prepare_tests() {
	local folder=$1 capture name
	mkdir -p "$folder/bin" "$folder/captures"
	cp "$guest" "$folder/guest.sh"
	# shellcheck disable=SC2086 # a list of words
	[ -z "${MATRIX_FILES:-}" ] || cp $MATRIX_FILES "$folder/"
	cp "$here"/guest-*.sh "$here"/fixtures/*.bin "$folder/"
	echo "${MATRIX_PARTS:-}" >"$folder/chosen-parts"
	[ ! -e "$generator" ] || cp "$generator" "$folder/bin/tapless-generator"
	[ ! -e "$build/selftests/matrix/sctp_collector" ] || cp "$build/selftests/matrix/sctp_collector" "$folder/bin/"
	for name in "$root"/selftests/bpf/*_test.c; do
		name=$(basename "$name" .c)
		[ ! -e "$build/selftests/bpf/$name" ] || cp "$build/selftests/bpf/$name" "$folder/bin/"
	done
	[ ! -e "$build/selftests/bpf/ender.bpf.o" ] || cp "$build/selftests/bpf/ender.bpf.o" "$folder/"
	mkdir -p "$folder/selftests/fuzz" # differential_test's frames
	cp -r "$root/selftests/fuzz/corpus" "$folder/selftests/fuzz/"
	cp "$build/selftests/bpf/counter.bpf.o" "$folder/"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=matrix \
		-keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null || true
	cat "$folder"/key.pem "$folder"/certificate.pem >"$folder/site.pem" 2>/dev/null || true
	[ -e "$tapless" ] || return 0
	cp "$tapless" "$folder/bin/tapless"
	[ ! -e "$build/tapless-static" ] || cp "$build/tapless-static" "$folder/bin/"
	cp "$here"/fixtures/*.pcap "$folder/captures/"
	for name in $sample_names; do
		[ ! -e "$samples/$name.pcap" ] || cp "$samples/$name.pcap" "$folder/captures/"
	done
	for capture in "$folder"/captures/*.pcap; do
		"$tapless" read --country none --asn none "$capture" >"${capture%.pcap}.expected" 2>"${capture%.pcap}.stderr" ||
			head -c 300 "${capture%.pcap}.stderr" | tr '\n' ' ' >"${capture%.pcap}.failed"
	done
}

# An emulator takes half as long again for wide registers and strings by octets, which libraries and the kernel prefer where they
# are, for a fifth level of page tables and a gate before each access to a process's memory. No test is about these.
processor=max,-avx,-avx2,-erms,-fsrm,-la57,-smap

# Two vCPUs on one thread: MTCG oopses when the kernel patches its own code under traffic. No guest needs a disk.
boot() {
	timeout --kill-after=5 "$seconds" qemu-system-x86_64 -M q35 -accel tcg,thread=single -cpu "$processor" -smp 2 -m 768 \
		-nodefaults -no-user-config -display none -no-reboot -serial stdio -kernel "$1/vmlinuz" -initrd "$2" \
		-append "console=ttyS0 quiet panic=-1 rdinit=/init mitigations=off nokaslr tsc=reliable no_timer_check" \
		</dev/null 2>&1 | tr -d '\r'
}

# Passes on at most 400 of the guest's lines; everything is in console.log.
relay() {
	sed -nE "s,^(ok|not ok|skip) ,\1 $1/,p; /^# /p" "$2" | head -400 | cut -c1-300
}

run_kernel() {
	local series=$1 label=matrix-$1 work=$scratch/$1 kernel started=$SECONDS
	local console=$cache/console-$series.log
	if ! kernel=$("$here/kernel.sh" "$series" "$cache" 2>"$scratch/why"); then
		echo "skip $label: $(tail -1 "$scratch/why" | cut -c1-200)"
		return 0
	fi
	mkdir "$work"
	"$here/image.sh" "$kernel" "$scratch/tests" "$work/image.cpio"
	boot "$kernel" "$work/image.cpio" >"$console" || true
	relay "$label" "$console"
	if ! grep -q '^guest: end ' "$console"; then
		echo "not ok $label/finished: the guest stopped before its end; last lines of $console:"
		tail -15 "$console" | cut -c1-200 | sed 's/^/# /'
	elif grep -qE 'WARNING: CPU|BUG:|Oops|general protection' "$console"; then
		echo "not ok $label/quiet-kernel: $(grep -m1 -E 'WARNING: CPU|BUG:|Oops|general protection' "$console" | cut -c1-200)"
	else
		echo "ok $label/finished"
	fi
	echo "# $label: kernel $(cat "$kernel/release"), $((SECONDS - started)) s"
	rm -rf "$work"
}

main() {
	local series missing
	missing=$(missing_packages | tr '\n' ' ')
	if [ -n "$missing" ]; then
		for series in "$@"; do
			echo "skip matrix-$series: not installed: $missing(apt-get install them)"
		done
		return 0
	fi
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	prepare_tests "$scratch/tests"
	for series in "$@"; do
		run_kernel "$series"
	done | tee "$scratch/lines"
	! grep -q '^not ok ' "$scratch/lines"
}

if [ $# = 0 ]; then
	# shellcheck disable=SC2086 # a list of words
	set -- ${KERNELS:-6.1}
fi
main "$@"
