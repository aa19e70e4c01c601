/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* TCX (Linux 6.6), which the headers of Debian 12 do not know. */
#ifndef TAPLESS_KERNEL_TCX_H
#define TAPLESS_KERNEL_TCX_H

#include <bpf/bpf.h>

#define TL_TCX_INGRESS ((enum bpf_attach_type)46)
#define TL_TCX_EGRESS  ((enum bpf_attach_type)47)

#define TL_TCX_PROGRAMS_MAX 64 /* the kernel's own limit (BPF_MPROG_MAX) */

/*
 * A link at the head of the interface's list, ahead of the programs that are there: one that ends the chain would hide
 * its packets from us, while we never end it. A descriptor, or -errno: -EINVAL where the kernel has no TCX.
 */
int tl_tcx_attach(int program, unsigned int interface, enum bpf_attach_type where);

/* The ids of the programs of a hook, in the order in which they run. */
struct tl_tcx_programs {
	__u32 ids[TL_TCX_PROGRAMS_MAX];
	unsigned int count;
};

void tl_tcx_read(struct tl_tcx_programs *programs, unsigned int interface, enum bpf_attach_type where);

#endif
