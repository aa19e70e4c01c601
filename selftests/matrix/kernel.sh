#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# kernel.sh SERIES CACHE: prints the folder of the newest Debian kernel package of a series (6.1, 6.12, …; `newest`: of any
# in the backports suites), downloaded and unpacked below CACHE, never installed: FOLDER/vmlinuz, FOLDER/release, FOLDER/modules (for modprobe -d).
#
# Packages come from the machine's own apt sources; a series that these do not carry, from the backports suites of the
# same mirror. Superseded versions vanish from mirrors, so the newest is looked up at each run and nothing is pinned; what an
# earlier run has unpacked serves when nothing can be looked up.
set -euo pipefail

series=$1
architecture=amd64
extra_suites="bookworm-backports trixie-backports"
mkdir -p "$2"
cache=$(realpath "$2")
private_apt=$cache/apt
unsandboxed=(-o APT::Sandbox::User=root) # apt's own user cannot write here

fail() {
	echo "$*" >&2
	exit 1
}

# apt with lists of its own: neither /var/lib/apt nor /etc/apt is written.
private_lists=(-o "Dir::State::Lists=$private_apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
private_sources=(-o "Dir::Etc::sourcelist=$private_apt/sources.list" -o Dir::Etc::sourceparts=-)

update() {
	mkdir -p "$private_apt/lists/partial"
	apt-get "${apt[@]}" -qq update >&2 || true
}

# The mirror is the one that the machine's own sources name for Debian's main archive.
write_extra_sources() {
	local site suite
	# shellcheck disable=SC2016 # apt's variables
	site=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
		awk '$2 !~ /security|updates|backports/ { print $1; exit }')
	[ -n "$site" ] || return 1
	for suite in $extra_suites; do
		echo "deb $site $suite main"
	done >"$private_apt/sources.list"
}

# Meta packages have no third number, unsigned ones a suffix.
newest_package() {
	local numbers=${series//./\\.}
	[ "$series" != newest ] || numbers='[0-9]+\.[0-9]+'
	apt-cache "${apt[@]}" search --names-only "^linux-image-$numbers\\.[0-9][^ ]*-cloud-$architecture\$" 2>/dev/null |
		cut -d' ' -f1 | sort -V | tail -1
}

# The name of the .deb, which has the version in it.
file_name() {
	apt-get "${apt[@]}" download --print-uris "$1" 2>/dev/null | awk '{ print $2; exit }'
}

unpack() {
	local target=$1 package
	shift
	for package in "$@"; do
		(cd "$target.part" && apt-get "${apt[@]}" -qq download "$package" >&2) || return 1
		dpkg-deb -x "$target.part"/*.deb "$target.part/root"
		rm "$target.part"/*.deb
	done
}

# Where the package put vmlinuz and modules has changed over time; here they are always in the same place.
settle() {
	local folder=$1 image modules release
	image=$(find "$folder/root" -name 'vmlinuz*' -type f | head -1)
	modules=$(find "$folder/root" -path '*lib/modules/*' -prune -type d | head -1)
	[ -n "$image" ] && [ -n "$modules" ] || return 1
	release=$(basename "$modules")
	mkdir -p "$folder/modules/lib/modules"
	mv "$image" "$folder/vmlinuz"
	mv "$modules" "$folder/modules/lib/modules/"
	rm -rf "$folder/root"
	depmod -b "$folder/modules" "$release"
	echo "$release" >"$folder/release"
}

# Folders of this series that are complete, the newest last; of `newest` the one that was it when last looked up.
unpacked() {
	if [ "$series" != newest ]; then
		find "$cache" -maxdepth 1 -type d -name "linux-image-$series.[0-9]*" ! -name '*.part' | sort -V
	elif [ -s "$cache/newest" ]; then
		cat "$cache/newest"
	fi
}

fetch() {
	local package=$1 target=$2
	rm -rf "$target.part"
	mkdir -p "$target.part"
	unpack "$target" "$package" || return 1
	# From 7.0 on the image package is empty and depends on two others.
	if ! find "$target.part/root" -name 'vmlinuz*' -type f | grep -q .; then
		unpack "$target" "${package/linux-image/linux-binary}" "${package/linux-image/linux-modules}" || return 1
	fi
	settle "$target.part" || fail "$package holds no kernel image where kernel.sh looks for it"
	unpacked | xargs -r rm -rf
	mv "$target.part" "$target"
}

# Tries the sources that are set in `apt`.
try() {
	local package target
	package=$(newest_package)
	[ -n "$package" ] || return 1
	target=$cache/$(file_name "$package")
	target=${target%.deb}
	[ "$target" != "$cache/" ] || return 1
	if [ ! -e "$target/release" ]; then
		fetch "$package" "$target" || return 1
	fi
	[ "$series" != newest ] || echo "$target" >"$cache/newest"
	echo "$target"
}

if [ "$series" != newest ]; then
	apt=("${unsandboxed[@]}")
	try && exit
	# The machine's lists are missing or older than the mirror.
	apt=("${unsandboxed[@]}" "${private_lists[@]}")
	update
	try && exit
fi
apt=("${unsandboxed[@]}" "${private_lists[@]}" "${private_sources[@]}")
mkdir -p "$private_apt"
write_extra_sources && update
try && exit

earlier=$(unpacked | tail -1)
[ -n "$earlier" ] || fail "apt finds no linux-image-$series.*-cloud-$architecture"
echo "$earlier"
