#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Generated frames at the TC hook: the records add up to what was sent.
. "$(dirname "$0")/live.inc.sh"

live_case tc udp 200000 1000
live_case tc tcp-short 400000 100000
live_case tc mixed 200000 2000
