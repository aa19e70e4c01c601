#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The two real databases of tools/build-places: they answer for well-known addresses, and a second build has nothing to do.
set -euo pipefail
cd "$(dirname "$0")/../.."
places=${BUILD:-build}/places
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1: $2"; failed=1; }

if ! tools/build-places "$places" >"$log" 2>&1; then
	if grep -q 'npm could not fetch' "$log"; then
		echo "skip places: no network to fetch the data with, and no databases from before"
		exit 0
	fi
	not_ok places-build "$(tail -n 1 "$log")"
	exit 1
fi
ok places-build

# answer FILE ADDRESS KEY: what the database has there, or nothing
answer() {
	perl -MMaxMind::DB::Reader -e 'my ($file, $address, $key) = @ARGV;
		print((MaxMind::DB::Reader->new(file => $file)->record_for_address($address) // {})->{$key} // "")' "$places/$1" "$2" "$3"
}

# expect NAME EXPECTED FILE ADDRESS KEY
expect() {
	local found
	found=$(answer "$3" "$4" "$5")
	if [ "$found" = "$2" ]; then ok "$1"; else not_ok "$1" "$4 gives '$found', not '$2'"; fi
}

expect places-country-ipv4 US country.mmdb 8.8.8.8 country_code
expect places-country-ipv6 US country.mmdb 2001:4860:4860::8888 country_code
expect places-country-unknown '' country.mmdb 192.0.2.1 country_code
expect places-as-ipv4 15169 asn.mmdb 8.8.8.8 autonomous_system_number
expect places-as-ipv6 15169 asn.mmdb 2001:4860:4860::8888 autonomous_system_number
expect places-as-name 'Google LLC' asn.mmdb 8.8.8.8 autonomous_system_organization
expect places-as-unknown '' asn.mmdb 192.0.2.1 autonomous_system_number

before=$(stat -c '%i %Y' "$places"/*.mmdb)
tools/build-places "$places" >"$log" 2>&1 || not_ok places-again "$(tail -n 1 "$log")"
if [ "$before" = "$(stat -c '%i %Y' "$places"/*.mmdb)" ]; then ok places-again; else not_ok places-again "a file was replaced"; fi

# No network, and files older than the limit: they stay. A folder without any stays without, and the exit status says so.
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT
mkdir "$work/old"
cp "$places"/*.mmdb "$work/old"
touch -d '90 days ago' "$work/old"/*.mmdb
if unshare -n tools/build-places "$work/old" >"$log" 2>&1 && cmp -s "$work/old/asn.mmdb" "$places/asn.mmdb" &&
	[ "$(grep -c 'places: keeping' "$log")" = 2 ]; then
	ok places-offline-keeps
else
	not_ok places-offline-keeps "$(tail -n 1 "$log")"
fi
if unshare -n tools/build-places "$work/none" >"$log" 2>&1; then
	not_ok places-offline-fails 'exit status 0 without databases'
elif [ -n "$(ls -A "$work/none")" ]; then
	not_ok places-offline-fails "left $(ls -A "$work/none")"
else
	ok places-offline-fails
fi
exit $failed
