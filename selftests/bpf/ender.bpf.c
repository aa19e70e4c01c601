// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Programs that end the chain, so that those behind see nothing.
#include "vmlinux.h"

#include <bpf/bpf_helpers.h>

/* Accepts: TC_ACT_OK, TCX_PASS. */
SEC("tc") int end_pass(struct __sk_buff *buffer)
{
	(void)buffer;
	return 0;
}

/* Drops: TC_ACT_SHOT, TCX_DROP. */
SEC("tc") int end_drop(struct __sk_buff *buffer)
{
	(void)buffer;
	return 2;
}

SEC("xdp") int end_xdp(struct xdp_md *context)
{
	(void)context;
	return XDP_DROP;
}

char ender_license[] SEC("license") = "Dual BSD/GPL";
