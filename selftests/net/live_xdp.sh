#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Generated frames at the XDP hook: the records add up to what was sent.
. "$(dirname "$0")/live.inc.sh"

live_case xdp udp 200000 1000
live_case xdp tcp-short 400000 100000
live_case xdp mixed 200000 2000
