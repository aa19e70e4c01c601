// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "attach.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "attached.h"
#include "link.h"
#include "role.h"
#include "tapless.skel.h"

/* Not in the headers of Debian 12. */
#define TCX_INGRESS ((enum bpf_attach_type)46)
#define TCX_EGRESS  ((enum bpf_attach_type)47)

struct hook {
	const char *name;
	enum bpf_attach_type tcx;
	enum bpf_tc_attach_point clsact;
};

static const struct hook tc_ingress = {TL_HOOK_NAME_INGRESS, TCX_INGRESS, BPF_TC_INGRESS};
static const struct hook tc_egress = {TL_HOOK_NAME_EGRESS, TCX_EGRESS, BPF_TC_EGRESS};

/* One interface that is being attached. */
struct target {
	struct tl_engine *engine;
	const char *interface;
	unsigned int index;
};

static void program_name(__u32 id, char *name, size_t size)
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

static int pin_link(const struct target *target, int link, const char *hook, const char *how)
{
	char path[320];
	int error = 0;

	tl_attachment_path(path, sizeof(path), target->engine->config.instance, target->interface, hook, how);
	if (bpf_obj_pin(link, path)) {
		error = -errno;
		tl_error("cannot pin the link of %s %s: %s", target->interface, hook, strerror(errno));
	}
	close(link);
	return error;
}

static __u32 link_interface(int link)
{
	struct bpf_link_info info = {};
	__u32 length = sizeof(info);

	/* of a TCX link the same member is the first one; it is 0 once the interface has gone */
	return bpf_obj_get_info_by_fd(link, &info, &length) ? 0 : info.xdp.ifindex;
}

/*
 * Swaps the program of a link that a previous daemon pinned. 1: swapped; 0: there is none, or its interface went away,
 * was renamed or replaced, and the link with it; -errno, printed.
 */
static int swap_link(const struct target *target, int program, const char *hook, const char *how)
{
	char path[320];
	int link, error;

	tl_attachment_path(path, sizeof(path), target->engine->config.instance, target->interface, hook, how);
	link = bpf_obj_get(path);
	if (link < 0)
		return 0;
	if (link_interface(link) != target->index) {
		close(link);
		unlink(path);
		return 0;
	}
	error = bpf_link_update(link, program, NULL);
	close(link);
	if (!error)
		return 1;
	tl_error("cannot swap the program of %s %s: %s", target->interface, hook, strerror(-error));
	return error;
}

static bool is_ours(__u32 id)
{
	char name[64];

	program_name(id, name, sizeof(name));
	return strstr(name, "'tl_") != NULL;
}

static int refuse_second(const struct target *target)
{
	tl_error("another tapless already meters %s: see `tapless status`, or end it with `tapless stop --instance "
		 "NAME`",
		 target->interface);
	return -EBUSY;
}

static int check_tcx_neighbours(const struct target *target, const struct hook *hook)
{
	__u32 ids[64];
	LIBBPF_OPTS(bpf_prog_query_opts, query, .prog_ids = ids, .prog_cnt = 64);

	if (bpf_prog_query_opts(target->index, hook->tcx, &query))
		return 0;
	for (__u32 i = 0; i < query.prog_cnt && i < 64; i++)
		if (is_ours(ids[i]))
			return refuse_second(target);
	return 0;
}

/* The filter belongs to the queue; the pin remembers it, and the interface's number in its name where. */
static int attach_clsact(const struct target *target, const struct hook *hook, int program)
{
	LIBBPF_OPTS(bpf_tc_hook, where, .ifindex = (int)target->index, .attach_point = hook->clsact);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = program, .handle = TL_CLSACT_HANDLE,
		    .priority = TL_CLSACT_PRIORITY);
	char path[320], how[32];
	int error = bpf_tc_hook_create(&where);

	if (error && error != -EEXIST) {
		tl_error("cannot make the clsact queue of %s: %s", target->interface, strerror(-error));
		return error;
	}
	snprintf(how, sizeof(how), "clsact@%u", target->index);
	tl_attachment_path(path, sizeof(path), target->engine->config.instance, target->interface, hook->name, how);
	if (!unlink(path))
		options.flags = BPF_TC_F_REPLACE;
	if (bpf_obj_pin(program, path)) /* first: a filter that no pin remembers could never be found again */
		return -errno;
	error = bpf_tc_attach(&where, &options);
	if (!error)
		return 0;
	unlink(path);
	if (error == -EEXIST)
		return refuse_second(target);
	tl_error("cannot attach to %s %s: %s", target->interface, hook->name, strerror(-error));
	return error;
}

static int attach_tc(const struct target *target, const struct hook *hook, const struct bpf_program *program)
{
	int descriptor = bpf_program__fd(program), link, error;
	int swapped = swap_link(target, descriptor, hook->name, "tcx");

	if (swapped)
		return swapped < 0 ? swapped : 0;
	error = check_tcx_neighbours(target, hook);
	if (error)
		return error;
	link = bpf_link_create(descriptor, target->index, hook->tcx, NULL);
	if (link >= 0)
		return pin_link(target, link, hook->name, "tcx");
	if (link == -EINVAL) /* before Linux 6.6 */
		return attach_clsact(target, hook, descriptor);
	tl_error("cannot attach to %s %s: %s", target->interface, hook->name, strerror(-link));
	return link;
}

static int refuse_occupied_xdp(const struct target *target)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);
	char name[64] = "another program";

	if (!bpf_xdp_query(target->index, 0, &query) && query.prog_id) {
		if (is_ours(query.prog_id))
			return refuse_second(target);
		program_name(query.prog_id, name, sizeof(name));
	}
	tl_error("XDP of %s is in use by %s: use --hook tc, or detach it", target->interface, name);
	return -EBUSY;
}

static int create_xdp_link(const struct target *target, int program, __u32 mode)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = mode);

	return bpf_link_create(program, target->index, BPF_XDP, &options);
}

static int attach_xdp(const struct target *target)
{
	const struct tapless_bpf *skeleton = target->engine->skeleton;
	int frags = bpf_program__fd(skeleton->progs.tl_xdp_frags), plain = bpf_program__fd(skeleton->progs.tl_xdp);
	const char *how = "native";
	int link, swapped = swap_link(target, frags, TL_HOOK_NAME_XDP, "native");

	if (!swapped)
		swapped = swap_link(target, plain, TL_HOOK_NAME_XDP, "native-linear");
	if (!swapped)
		swapped = swap_link(target, frags, TL_HOOK_NAME_XDP, "generic");
	if (swapped)
		return swapped < 0 ? swapped : 0;
	link = create_xdp_link(target, frags, XDP_FLAGS_DRV_MODE);
	if (link < 0 && link != -EBUSY) {
		how = "native-linear"; /* the driver knows no frames in several buffers */
		link = create_xdp_link(target, plain, XDP_FLAGS_DRV_MODE);
	}
	if (link == -EOPNOTSUPP || link == -EINVAL) {
		how = "generic";
		link = create_xdp_link(target, frags, XDP_FLAGS_SKB_MODE);
		if (link >= 0)
			tl_warning("%s has no native XDP: attached in generic mode, which costs more than --hook tc",
				   target->interface);
	}
	if (link >= 0)
		return pin_link(target, link, TL_HOOK_NAME_XDP, how);
	if (link == -EBUSY || link == -EEXIST)
		return refuse_occupied_xdp(target);
	tl_error("cannot attach XDP to %s: %s%s", target->interface, strerror(-link),
		 link == -ERANGE ? "; its MTU is too large for this driver's XDP: use --hook tc" : "");
	return link;
}

int tl_attach(struct tl_engine *engine, const char *interface, bool xdp)
{
	struct target target = {.engine = engine, .interface = interface, .index = if_nametoindex(interface)};
	__u32 link = TL_LINK_ETHERNET;
	int error = tl_link_of_interface(interface, &link);

	if (!error)
		error = tl_interface_role_default(engine, target.index, link);
	if (error)
		return error;
	/* The other way in goes first: for a moment nothing is seen, but nothing is counted twice. */
	tl_detach(engine->config.instance, interface, xdp ? TL_HOOK_NAME_INGRESS : TL_HOOK_NAME_XDP);
	error = xdp ? attach_xdp(&target) : attach_tc(&target, &tc_ingress, engine->skeleton->progs.tl_tc_ingress);
	if (!error)
		error = attach_tc(&target, &tc_egress, engine->skeleton->progs.tl_tc_egress);
	if (error && !engine->took_over)
		tl_detach(engine->config.instance, interface, NULL);
	return error;
}
