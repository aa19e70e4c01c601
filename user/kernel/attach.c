// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "attach.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "../privileges/capabilities.h"
#include "attached.h"
#include "link.h"
#include "program_name.h"
#include "rx_vlan.h"
#include "tapless.skel.h"
#include "tcx.h"

struct hook {
	const char *name;
	enum bpf_attach_type tcx;
	enum bpf_tc_attach_point clsact;
};

static const struct hook tc_ingress = {TL_HOOK_NAME_INGRESS, TL_TCX_INGRESS, BPF_TC_INGRESS};
static const struct hook tc_egress = {TL_HOOK_NAME_EGRESS, TL_TCX_EGRESS, BPF_TC_EGRESS};

/* One interface that is being attached. */
struct attach {
	struct tl_engine *engine;
	const struct tl_target *target;
};

static struct tl_attachment row_of(const struct attach *attach, const char *hook, const char *by)
{
	struct tl_attachment row = {.index = attach->target->index};

	snprintf(row.interface, sizeof(row.interface), "%s", attach->target->interface);
	snprintf(row.hook, sizeof(row.hook), "%s", hook);
	snprintf(row.by, sizeof(row.by), "%s", by);
	return row;
}

static bool has(const struct attach *attach, const char *hook, const char *by)
{
	struct tl_attachment row = row_of(attach, hook, by);

	return tl_attachment_is_alive(attach->engine->config.instance, &row);
}

static bool has_ingress(const struct attach *attach)
{
	return tl_has_ingress(attach->engine->config.instance, attach->target->interface, attach->target->index);
}

static void path_of(char *path, size_t size, const struct attach *attach, const char *hook, const char *by)
{
	struct tl_attachment row = row_of(attach, hook, by);

	tl_attachment_path(path, size, attach->engine->config.instance, &row);
}

static void drop(const struct attach *attach, const char *hook)
{
	tl_detach_interface(attach->engine->config.instance, attach->target->interface, attach->target->index, hook);
}

static int pin_link(const struct attach *attach, int link, const char *hook, const char *by)
{
	char path[320];
	int error = 0;

	path_of(path, sizeof(path), attach, hook, by);
	if (bpf_obj_pin(link, path)) {
		error = -errno;
		tl_error("cannot pin the link of %s %s: %s", attach->target->interface, hook, strerror(errno));
	}
	close(link);
	return error;
}

/* Swaps the program of a link that a previous daemon pinned. 1: swapped; 0: there is none that lives; -errno, printed. */
static int swap_link(const struct attach *attach, int program, const char *hook, const char *by)
{
	char path[320];
	int link, error;

	path_of(path, sizeof(path), attach, hook, by);
	if (!has(attach, hook, by)) {
		unlink(path);
		return 0;
	}
	link = bpf_obj_get(path);
	error = link < 0 ? link : bpf_link_update(link, program, NULL);
	if (link >= 0)
		close(link);
	if (!error)
		return 1;
	tl_error("cannot swap the program of %s %s: %s", attach->target->interface, hook, strerror(-error));
	return error;
}

static int refuse_second(const struct attach *attach)
{
	tl_error("another tapless already meters %s: see `tapless status`, or end it with `tapless stop --instance "
		 "NAME`",
		 attach->target->interface);
	return -EBUSY;
}

static int check_tcx_neighbours(const struct attach *attach, const struct hook *hook)
{
	struct tl_tcx_programs programs;

	tl_tcx_read(&programs, attach->target->index, hook->tcx);
	for (unsigned int i = 0; i < programs.count; i++)
		if (tl_program_is_ours(programs.ids[i]))
			return refuse_second(attach);
	return 0;
}

/* The filter belongs to the queue; the pin remembers its program. */
static int attach_clsact(const struct attach *attach, const struct hook *hook, int program)
{
	LIBBPF_OPTS(bpf_tc_hook, where, .ifindex = (int)attach->target->index, .attach_point = hook->clsact);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = program, .handle = TL_CLSACT_HANDLE,
		    .priority = TL_CLSACT_PRIORITY);
	bool replaces = has(attach, hook->name, TL_BY_CLSACT);
	int error = bpf_tc_hook_create(&where);
	char path[320];

	if (error && error != -EEXIST) {
		tl_error("cannot make the clsact queue of %s: %s", attach->target->interface, strerror(-error));
		return error;
	}
	path_of(path, sizeof(path), attach, hook->name, TL_BY_CLSACT);
	unlink(path);
	if (bpf_obj_pin(program, path)) { /* first: a filter that no pin remembers could never be found again */
		error = -errno;
		tl_error("cannot pin the filter of %s %s: %s", attach->target->interface, hook->name, strerror(-error));
		return error;
	}
	options.flags = replaces ? BPF_TC_F_REPLACE : 0;
	error = bpf_tc_attach(&where, &options);
	if (!error)
		return 0;
	unlink(path);
	if (error == -EEXIST)
		return refuse_second(attach);
	tl_error("cannot attach to %s %s: %s", attach->target->interface, hook->name, strerror(-error));
	return error;
}

static int attach_tc(const struct attach *attach, const struct hook *hook, const struct bpf_program *program)
{
	int descriptor = bpf_program__fd(program), link, error;
	int swapped = swap_link(attach, descriptor, hook->name, TL_BY_TCX);

	if (swapped)
		return swapped < 0 ? swapped : 0;
	error = check_tcx_neighbours(attach, hook);
	if (error)
		return error;
	link = tl_tcx_attach(descriptor, attach->target->index, hook->tcx);
	if (link >= 0)
		return pin_link(attach, link, hook->name, TL_BY_TCX);
	if (link == -EINVAL) /* before Linux 6.6 */
		return attach_clsact(attach, hook, descriptor);
	tl_error("cannot attach to %s %s: %s", attach->target->interface, hook->name, strerror(-link));
	return link;
}

static int refuse_occupied_xdp(const struct attach *attach)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);
	char name[64] = "another program";

	if (!bpf_xdp_query(attach->target->index, 0, &query) && query.prog_id) {
		if (tl_program_is_ours(query.prog_id))
			return refuse_second(attach);
		tl_program_name(query.prog_id, name, sizeof(name));
	}
	tl_error("XDP of %s is in use by %s: use --hook tc, or detach it", attach->target->interface, name);
	return -EBUSY;
}

/* Ways of XDP, the best one first. */
enum { NATIVE, NATIVE_LINEAR, GENERIC };

static const struct xdp_way {
	const char *by;
	__u32 mode;
	bool is_linear; /* by the program for drivers that know no frames in several buffers */
} xdp_ways[] = {
	[NATIVE] = {TL_BY_NATIVE, XDP_FLAGS_DRV_MODE, false},
	[NATIVE_LINEAR] = {TL_BY_NATIVE_LINEAR, XDP_FLAGS_DRV_MODE, true},
	[GENERIC] = {TL_BY_GENERIC, XDP_FLAGS_SKB_MODE, false},
};

#define XDP_WAYS (sizeof(xdp_ways) / sizeof(xdp_ways[0]))

static int xdp_program(const struct attach *attach, const struct xdp_way *way)
{
	const struct tapless_bpf *skeleton = attach->engine->skeleton;

	return bpf_program__fd(way->is_linear ? skeleton->progs.tl_xdp : skeleton->progs.tl_xdp_frags);
}

static int create_xdp_link(const struct attach *attach, const struct xdp_way *way)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = way->mode);

	return bpf_link_create(xdp_program(attach, way), attach->target->index, BPF_XDP, &options);
}

/* As swap_link(), whichever way the link went. */
static int swap_xdp(const struct attach *attach)
{
	int swapped = 0;

	for (unsigned int i = 0; i < XDP_WAYS && !swapped; i++)
		swapped = swap_link(attach, xdp_program(attach, &xdp_ways[i]), TL_HOOK_NAME_XDP, xdp_ways[i].by);
	return swapped;
}

/* The link, or -errno of the last way that was tried; `way` is that one. */
static int link_xdp(const struct attach *attach, const struct xdp_way **way)
{
	int link;

	*way = &xdp_ways[NATIVE];
	link = create_xdp_link(attach, *way);
	if (link < 0 && link != -EBUSY) {
		*way = &xdp_ways[NATIVE_LINEAR];
		link = create_xdp_link(attach, *way);
	}
	if (link == -EOPNOTSUPP || link == -EINVAL) {
		*way = &xdp_ways[GENERIC];
		link = create_xdp_link(attach, *way);
		if (link >= 0)
			tl_warning("%s has no native XDP: attached in generic mode, which costs more than --hook tc",
				   attach->target->interface);
	}
	return link;
}

static int attach_xdp(const struct attach *attach)
{
	const struct xdp_way *way;
	int swapped = swap_xdp(attach), link;

	if (swapped)
		return swapped < 0 ? swapped : 0;
	link = link_xdp(attach, &way);
	if (link >= 0)
		return pin_link(attach, link, TL_HOOK_NAME_XDP, way->by);
	if (link == -EBUSY || link == -EEXIST)
		return refuse_occupied_xdp(attach);
	tl_error("cannot attach XDP to %s: %s%s", attach->target->interface, strerror(-link),
		 link == -ERANGE ? "; its MTU is too large for this driver's XDP: use --hook tc" : "");
	return link;
}

static int refuse_unparsed(const struct tl_target *target)
{
	if (tl_link_of_hardware(target->hardware) >= 0)
		return 0;
	tl_error("interface %s has link type %u, whose frames tapless does not parse; meter the interface below or "
		 "above it",
		 target->interface, target->hardware);
	return -ENOTSUP;
}

/* A second pin of its link tells who detaches, whoever that is, that rx-vlan-offload is to be turned on again. */
static int note_offload(const struct attach *attach)
{
	char path[320];
	int link = -ENOENT;

	if (has(attach, TL_HOOK_NAME_RX_VLAN, TL_BY_OFF))
		return 0;
	for (unsigned int i = 0; i < XDP_WAYS && link < 0; i++) {
		path_of(path, sizeof(path), attach, TL_HOOK_NAME_XDP, xdp_ways[i].by);
		link = bpf_obj_get(path);
	}
	path_of(path, sizeof(path), attach, TL_HOOK_NAME_RX_VLAN, TL_BY_OFF);
	unlink(path); /* of an interface that had this number before */
	return link < 0 ? link : pin_link(attach, link, TL_HOOK_NAME_RX_VLAN, TL_BY_OFF);
}

/* The pin comes first: who dies in between leaves one that turns on what is on. */
static int leave_tags_in(const struct attach *attach)
{
	const char *interface = attach->target->interface;
	int error;

	if (!attach->target->leaves_tags) {
		drop(attach, TL_HOOK_NAME_RX_VLAN);
		return 0;
	}
	if (!tl_rx_vlan_strips(interface))
		return 0;
	error = note_offload(attach);
	if (!error)
		error = tl_rx_vlan_set(interface, false);
	if (!error)
		return 0;
	drop(attach, TL_HOOK_NAME_RX_VLAN);
	tl_error("cannot turn off rx-vlan-offload of %s for --rxvlan off: %s; --hook tc has the tags in any case",
		 interface, error == -EOPNOTSUPP ? "its driver has it fixed" : strerror(-error));
	return error;
}

static int attach_ingress(const struct attach *attach, bool xdp)
{
	const struct tapless_bpf *skeleton = attach->engine->skeleton;
	bool had_ingress = has_ingress(attach);
	int error;

	if (!xdp)
		return attach_tc(attach, &tc_ingress, skeleton->progs.tl_tc_ingress);
	error = attach_xdp(attach);
	if (error)
		return error;
	error = leave_tags_in(attach);
	if (error && !had_ingress)
		drop(attach, TL_HOOK_NAME_XDP);
	return error;
}

/*
 * The other way in goes first: for a moment nothing is seen, but nothing is counted twice. If the new way then cannot be
 * had, the old one comes back.
 */
static int move_ingress(const struct attach *attach)
{
	const char *other = attach->target->xdp ? TL_HOOK_NAME_INGRESS : TL_HOOK_NAME_XDP;
	bool had_any = has_ingress(attach);
	int error;

	drop(attach, other);
	had_any = had_any && !has_ingress(attach); /* and it was the other one */
	error = attach_ingress(attach, attach->target->xdp);
	if (error && had_any && attach_ingress(attach, !attach->target->xdp))
		tl_warning("%s is no longer metered at ingress", attach->target->interface);
	return error;
}

static int attach_target(struct tl_engine *engine, const struct tl_target *target)
{
	const struct attach attach = {.engine = engine, .target = target};
	bool had_ingress = has_ingress(&attach);
	int error = refuse_unparsed(target);

	if (!error)
		error = move_ingress(&attach);
	if (error)
		return error;
	if (target->ingress_only) {
		drop(&attach, TL_HOOK_NAME_EGRESS);
		return 0;
	}
	error = attach_tc(&attach, &tc_egress, engine->skeleton->progs.tl_tc_egress);
	if (error && !had_ingress)
		drop(&attach, NULL);
	return error;
}

int tl_attach(struct tl_engine *engine, const struct tl_target *target)
{
	int error;

	tl_capabilities_raise();
	error = attach_target(engine, target);
	tl_capabilities_lower();
	return error;
}
