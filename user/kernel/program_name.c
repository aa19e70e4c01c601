// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "program_name.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attached.h"
#include "tapless.skel.h"

void tl_program_name(__u32 id, char *name, size_t size)
{
	struct bpf_prog_info info = {};
	__u32 length = sizeof(info);
	int program = bpf_prog_get_fd_by_id(id);

	snprintf(name, size, "program id %u", id);
	if (program < 0)
		return;
	if (!bpf_obj_get_info_by_fd(program, &info, &length))
		snprintf(name, size, "'%s' (program id %u)", info.name, id);
	close(program);
}

bool tl_program_is_ours(__u32 id)
{
	char name[64];

	tl_program_name(id, name, sizeof(name));
	return strstr(name, "'tl_") != NULL;
}

bool tl_program_is_of(const struct tl_engine *engine, __u32 id)
{
	const struct bpf_program *const own[] = {
		engine->skeleton->progs.tl_tc_ingress,
		engine->skeleton->progs.tl_tc_egress,
		engine->skeleton->progs.tl_xdp,
		engine->skeleton->progs.tl_xdp_frags,
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (tl_program_id(bpf_program__fd(own[i])) == id)
			return true;
	return false;
}
