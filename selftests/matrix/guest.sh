#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs in the guest: the datapath at work, not only loaded. Kernels before 6.7 load code whose branches the verifier has
# removed wrongly, so every path is driven here and its result compared.
#
# Each part is one file, guest-PART.sh, which checks when it is sourced; what parts share is in guest-lib.sh (results,
# waiting, files over TCP) and guest-meter.sh (a meter in the guest), guest-counter.sh (independent counts).
# `links` makes the interfaces that later parts use.
. ./guest-lib.sh
. ./guest-meter.sh
. ./guest-counter.sh
export TAPLESS_SANDBOX=trap # what the sandbox forbids ends the daemon

parts="datapath captures links live static layer3 interfaces restart privileges"
chosen=$(cat chosen-parts)
is_long=no
[ "$chosen" != all ] || is_long=yes
[ "$is_long" = no ] || chosen="$parts clients once tunnels netem metrics sctp"
parts=${chosen:-$parts}

if ! command -v tapless >/dev/null; then
	skip tapless "not built"
	exit
fi
for this_part in $parts; do
	part_begun=$(now)
	# shellcheck source=/dev/null
	. "./guest-$this_part.sh"
	echo "# $this_part: $((($(now) - part_begun) / 100)) s"
done
