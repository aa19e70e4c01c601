# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash

# The programs of selftests/bpf: flow cache and freeze protocol, driven by BPF_PROG_TEST_RUN.
export DIFFERENTIAL_FRAMES=12000 PLAIN_FRAMES=6000 PAUSE_ROUNDS=4500 # each takes 20 times as long as on a real machine
# Each test loads the programs anew, which a verifier here takes seconds for: some wait for `make matrix`.
patient="echo cache forward fragment hammer key plain"
check_datapath() {
	for program in bin/*_test; do
		[ -x "$program" ] || continue
		name=$(basename "$program" _test)
		case " $patient " in *" $name "*) [ "$is_long" = yes ] || continue ;; esac
		name=datapath-$name
		begun=$(date +%s)
		CMOCKA_MESSAGE_OUTPUT=TAP timeout 400 "$program" >/tmp/output 2>&1
		status=$?
		echo "# $name: $(($(date +%s) - begun)) s"
		if [ "$status" = 0 ] && grep -q '^ok ' /tmp/output; then
			ok "$name"
		else
			not_ok "$name" "exit status $status"
			grep -E '^(not ok|# )|ERROR|no program|missing' /tmp/output >/tmp/failures
			show /tmp/failures
		fi
	done
}

check_datapath
