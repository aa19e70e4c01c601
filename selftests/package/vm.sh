#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The Debian package in a virtual machine of its own: Debian's 6.1 kernel with Debian 12's user space and systemd, without KVM.
# What a container cannot show: the unit under its whole sandbox on a kernel that is its own (vm-guest.sh checks, inside).
. "$(dirname "$0")/../lib.sh"

# shellcheck source=selftests/package/machine.inc.sh
. "$(dirname "$0")/machine.inc.sh"

SECONDS_OF_GUEST=${MATRIX_SECONDS:-1500}
for program in debootstrap dpkg-deb dpkg-shlibdeps qemu-system-x86_64 cpio modprobe busybox; do need "$program"; done
trap 'rm -rf --one-file-system "$machine"; clean_up' EXIT

# The modules that the guest needs, in the order of loading, for vm-init.sh
copy_modules() {
	local release module file
	release=$(cat "$kernel/release")
	mkdir -p "$work/image/modules"
	for module in veth sch_ingress cls_bpf; do
		modprobe -d "$kernel/modules" -S "$release" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
	done | awk '!met[$0]++' | while read -r file; do
		cp "$file" "$work/image/modules/"
		basename "$file" >>"$work/image/modules/order"
	done
}

# The machine's files below /machine, and a first process that moves them to where systemd can be the first.
make_image() {
	mkdir -p "$work/image/bin"
	cp "$(command -v busybox)" "$work/image/bin/busybox"
	cp selftests/package/vm-init.sh "$work/image/init"
	copy_modules
	cp selftests/package/vm-guest.sh "$machine/root/check"
	cp selftests/matrix/guest-lib.sh "$machine/root/"
	cat >"$machine/etc/systemd/system/check.service" <<-'END'
		[Unit]
		After=multi-user.target
		[Service]
		Type=oneshot
		ExecStart=/root/check
		ExecStopPost=/bin/systemctl poweroff --force --force
		StandardOutput=tty
		StandardError=tty
		TTYPath=/dev/console
		[Install]
		WantedBy=default.target
	END
	inside_before systemctl enable -q check.service
	inside_before systemctl mask -q serial-getty@ttyS0.service getty@tty1.service apt-daily.timer apt-daily-upgrade.timer
	rm -rf "$machine"/var/cache/apt/* "$machine"/var/lib/apt/lists/* "$machine"/usr/share/{doc,man,locale}/*
	mv "$machine" "$work/image/machine"
	(cd "$work/image" && find . -print0 | cpio --null -o -H newc -R +0:+0 --quiet) >"$work/image.cpio"
}

kernel=$(selftests/matrix/kernel.sh 6.1 "$BUILD/matrix" 2>"$work/why") || { skip "vm" "$(tail -n 1 "$work/why")"; exit 0; }
prepare_machine
make_image
timeout --kill-after=5 "$SECONDS_OF_GUEST" qemu-system-x86_64 -M q35 -accel tcg,thread=single -cpu max -smp 2 -m 3072 \
	-nodefaults -no-user-config -display none -no-reboot -serial stdio -kernel "$kernel/vmlinuz" -initrd "$work/image.cpio" \
	-append "console=ttyS0 quiet panic=-1 rdinit=/init mitigations=off nokaslr tsc=reliable no_timer_check systemd.show_status=false" \
	</dev/null 2>&1 | tr -d '\r' >"$folder/console-vm.log" || true
grep -aE '^(ok|not ok|skip|# )' "$folder/console-vm.log" || true
grep -qE '^not ok' "$folder/console-vm.log" && results_bad=1
expect_true "the guest came to its end" grep -q '^guest: end' "$folder/console-vm.log"
expect "its kernel had nothing to complain of" "$(grep -m 1 -E 'WARNING: CPU|BUG:|Oops|general protection' "$folder/console-vm.log")" ""
