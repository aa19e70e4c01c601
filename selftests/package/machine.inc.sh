# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# What both tests of the package share: a clean Debian 12 in a folder, made once and copied, with the package's libraries and, beside
# them, the package itself, not installed.
#
#     prepare_machine             $machine, $package; gives up, or skips, with a reason

folder=$BUILD/package
base=$folder/base
machine=$folder/machine-$$
need() { command -v "$1" >/dev/null || { skip "package" "$1 is not installed: tools/install-deps package"; exit 0; }; }

sources() {
	# shellcheck disable=SC2016 # apt's variables
	apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | grep -E ' bookworm(-updates|-security)? ' | sort -u
}
make_base() {
	[ ! -e "$base" ] || return 0
	mkdir -p "$folder"
	rm -rf "$base.part"
	debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,iproute2,iputils-ping,procps,jq bookworm "$base.part" \
		"$(sources | awk '$2 == "bookworm" { print $1; exit }')" >"$folder/debootstrap.log" 2>&1 || give_up "debootstrap" "$(tail -n 1 "$folder/debootstrap.log")"
	sources | sed 's/^/deb /' >"$base.part/etc/apt/sources.list"
	mv "$base.part" "$base"
}
inside_before() { chroot "$machine" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

prepare_machine() {
	local depends
	package=$(tools/build-deb "$folder") || give_up "make deb" "see above"
	make_base
	cp -a --reflink=auto "$base" "$machine"
	cp -L /etc/resolv.conf "$machine/etc/"
	inside_before apt-get update -qq >"$work/apt.log" 2>&1 || give_up "apt-get update" "$(tail -n 2 "$work/apt.log")"
	depends=$(dpkg-deb -f "$package" Depends | sed 's/([^)]*)//g; s/,/ /g')
	# shellcheck disable=SC2086 # a list of words
	inside_before apt-get install -qq -y --no-install-recommends $depends >"$work/apt.log" 2>&1 || give_up "libraries" "$(tail -n 2 "$work/apt.log")"
	cp "$package" "$machine/root/tapless.deb"
}
