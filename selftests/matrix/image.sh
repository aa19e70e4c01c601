#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# image.sh KERNEL_FOLDER TEST_FOLDER OUTPUT: an initramfs of busybox, the tools that guest.sh needs, the kernel's modules
# in load order, and TEST_FOLDER as /test. Not compressed: the guest would unpack it without hardware help.
set -euo pipefail

kernel=$1 tests=$2 output=$3
tools="dash bpftool ip tc ethtool nsenter"
optional_tools="curl openssl"
modules="veth 8021q cls_bpf sch_ingress sch_netem ip_gre gre geneve ipip vxlan dummy bridge bonding macvlan sctp"
here=$(dirname "$(realpath "$0")")
root=$(mktemp -d)
chmod 755 "$root" # the daemon is not root: it must pass through /
trap 'rm -rf "$root"' EXIT

# Libraries keep their paths: the loader's is part of each program.
copy_with_libraries() {
	local program=$1 target=$2 library
	cp -L "$program" "$root$target"
	# A static program has none, and ldd fails.
	{ ldd "$program" 2>/dev/null || true; } | grep -oE '/[^ ]+' | while read -r library; do
		mkdir -p "$root$(dirname "$library")"
		[ -e "$root$library" ] || cp -L "$library" "$root$library"
	done
}

copy_tools() {
	local applet tool path
	cp "$(command -v busybox)" "$root/bin/busybox"
	for applet in $(busybox --list); do
		case $applet in
		busybox) ;;
		*) ln -s busybox "$root/bin/$applet" ;;
		esac
	done
	for tool in $tools; do
		path=$(command -v "$tool")
		rm -f "$root/bin/$tool"
		copy_with_libraries "$path" "/bin/$tool"
	done
	for tool in $optional_tools; do
		path=$(command -v "$tool") && copy_with_libraries "$path" "/bin/$tool"
	done
	# busybox's own shell, and nsenter, would run its own ip and tc, which know neither veth peers nor BPF.
	ln -sf dash "$root/bin/sh"
}

copy_modules() {
	local release module file name
	release=$(cat "$kernel/release")
	: >"$root/modules/order"
	for module in $modules; do
		modprobe -d "$kernel/modules" -S "$release" --show-depends "$module" 2>/dev/null | awk '$1 == "insmod" { print $2 }'
	done | awk '!met[$0]++' | while read -r file; do
		name=$(basename "$file" | sed 's/\.ko.*//')
		case $file in
		*.xz) xz -dc "$file" >"$root/modules/$name.ko" ;;
		*.zst) zstd -qdc "$file" >"$root/modules/$name.ko" ;;
		*) cp "$file" "$root/modules/$name.ko" ;;
		esac
		echo "$name.ko" >>"$root/modules/order"
	done
}

mkdir -p "$root"/{bin,dev,etc,modules,proc,run,sys,tmp,var}
copy_tools
copy_modules
cp "$here/init.sh" "$root/init"
cp -rL "$tests" "$root/test"
for program in "$root"/test/bin/*; do
	[ -e "$program" ] || continue
	copy_with_libraries "$program" "/test/bin/$(basename "$program")" 2>/dev/null || true
done
(cd "$root" && find . -print0 | sort -z | cpio --null -o -H newc -R 0:0 --quiet) >"$output.part"
mv "$output.part" "$output"
