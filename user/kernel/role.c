// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "role.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>

#include "tapless.skel.h"

static int roles(const struct tl_engine *engine)
{
	return bpf_map__fd(engine->skeleton->maps.interfaces);
}

int tl_interface_role_set(struct tl_engine *engine, __u32 ifindex, const struct tl_interface_role *role)
{
	return bpf_map_update_elem(roles(engine), &ifindex, role, BPF_ANY) ? -errno : 0;
}

int tl_interface_role_forget(struct tl_engine *engine, __u32 ifindex)
{
	return bpf_map_delete_elem(roles(engine), &ifindex) && errno != ENOENT ? -errno : 0;
}

void tl_interface_roles_retain(struct tl_engine *engine, bool (*keep)(__u32 ifindex, void *context), void *context)
{
	__u32 at, next;
	bool more = !bpf_map_get_next_key(roles(engine), NULL, &next);

	while (more) {
		at = next;
		more = !bpf_map_get_next_key(roles(engine), &at, &next);
		if (!keep(at, context))
			bpf_map_delete_elem(roles(engine), &at);
	}
}
