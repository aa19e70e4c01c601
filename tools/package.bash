#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# For tools/build-*, which fetch data: reads packages by npm. Wants $work, a folder that its user removes, and a function say.

# fetch NAME MEMBER...: package NAME by npm, which checks its integrity; unpacks only these members, runs nothing of it.
# With a folder of its own as home of cache and logs npm leaves no trace, and little patience ends early without network.
fetch() {
	local name=$1 folder=$work/${1//[@\/]/_} before=$SECONDS
	shift
	mkdir -p "$folder"
	say "fetching $name"
	if ! (cd "$folder" && timeout 900 npm pack --ignore-scripts --silent --no-update-notifier --cache "$work/npm" --fetch-retries 1 \
		--fetch-retry-mintimeout 1000 --fetch-timeout 60000 "$name") </dev/null >"$work/npm.log" 2>&1; then
		echo "${0##*/}: npm could not fetch $name: $(error_of_npm)" >&2
		return 1
	fi
	tar --no-same-owner --touch -xzf "$folder"/*.tgz -C "$folder" --strip-components 1 "${@/#/package/}" package/package.json || return
	rm -f "$folder"/*.tgz
	say "fetched version $(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$folder/package.json") in $((SECONDS - before)) s"
	fetched=$folder
}

# --silent keeps npm's own report, which names hosts, to its log file.
error_of_npm() {
	local reason
	reason=$(cat "$work"/npm/_logs/*.log 2>/dev/null | grep -oE '\b(code E[A-Z0-9_]+|E404|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOSPC)\b' |
		tail -n 1 || true)
	echo "${reason:-no answer}"
}

# What the data was made of and the licences that came with it, for whoever passes them on.
about() {
	local folder=$1
	shift
	sed -nE 's/^ {0,2}"(name|version)": *"([^"]*)".*/\1: \2/p' "$folder/package.json"
	(cd "$folder" && awk 'FNR == 1 { print "\n-- " FILENAME } 1' "$@")
}
