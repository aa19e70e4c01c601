// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tcx.h"

#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#define F_BEFORE (1u << 3) /* of no other program: of all */

/* What BPF_LINK_CREATE reads of union bpf_attr for TCX. libbpf 1.1 can pass neither flags nor the members behind. */
struct link_create {
	__u32 program;
	__u32 interface;
	__u32 attach_type;
	__u32 flags;
	__u32 relative;
	__u32 reserved;
	__u64 expected_revision;
};

int tl_tcx_attach(int program, unsigned int interface, enum bpf_attach_type where)
{
	struct link_create request = {
		.program = (__u32)program,
		.interface = interface,
		.attach_type = where,
		.flags = F_BEFORE,
	};
	long link = syscall(__NR_bpf, BPF_LINK_CREATE, &request, sizeof(request));

	return link < 0 ? -errno : (int)link;
}

void tl_tcx_read(struct tl_tcx_programs *programs, unsigned int interface, enum bpf_attach_type where)
{
	LIBBPF_OPTS(bpf_prog_query_opts, query, .prog_ids = programs->ids, .prog_cnt = TL_TCX_PROGRAMS_MAX);

	programs->count = 0;
	if (!bpf_prog_query_opts((int)interface, where, &query))
		programs->count = query.prog_cnt < TL_TCX_PROGRAMS_MAX ? query.prog_cnt : TL_TCX_PROGRAMS_MAX;
}
