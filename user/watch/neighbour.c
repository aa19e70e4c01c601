// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "neighbour.h"

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../kernel/attached.h"
#include "../kernel/program_name.h"
#include "../kernel/tcx.h"
#include "../privileges/capabilities.h"
#include "netlink.h"

/* The filter of the clsact queue that runs first, as long as ours has not been met. */
struct first_filter {
	char *name;
	size_t size;
	__u32 priority; /* 0: none yet */
	bool has_ours;
};

static void describe_filter(struct first_filter *first, const char *kind, const struct rtattr *options)
{
	const struct rtattr *rows[TCA_BPF_ID + 1];
	char name[64] = "";

	if (options && !strcmp(kind, "bpf")) {
		tl_netlink_attributes(rows, TCA_BPF_ID, RTA_DATA(options), RTA_PAYLOAD(options));
		tl_netlink_text(name, sizeof(name), rows[TCA_BPF_NAME]);
	}
	if (name[0])
		snprintf(first->name, first->size, "'%s' (filter of priority %u)", name, first->priority);
	else
		snprintf(first->name, first->size, "the %s filter of priority %u", kind, first->priority);
}

static void visit_filter(const struct nlmsghdr *message, void *context)
{
	const struct tcmsg *header = NLMSG_DATA(message);
	const struct rtattr *rows[TCA_OPTIONS + 1];
	struct first_filter *first = context;
	__u32 priority = TC_H_MAJ(header->tcm_info) >> 16;
	char kind[16];

	if (message->nlmsg_type != RTM_NEWTFILTER || !header->tcm_handle) /* 0: the head of a priority */
		return;
	first->has_ours |= priority == TL_CLSACT_PRIORITY && header->tcm_handle == TL_CLSACT_HANDLE;
	if (priority >= TL_CLSACT_PRIORITY || (first->priority && priority >= first->priority))
		return;
	first->priority = priority;
	tl_netlink_attributes(rows, TCA_OPTIONS, TCA_RTA(header), TCA_PAYLOAD(message));
	tl_netlink_text(kind, sizeof(kind), rows[TCA_KIND]);
	describe_filter(first, kind, rows[TCA_OPTIONS]);
}

static void find_filter(char *name, size_t size, __u32 index, enum tl_direction direction)
{
	__u32 parent = TC_H_MAKE(TC_H_CLSACT, direction == TL_INGRESS ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
	struct first_filter first = {.name = name, .size = size};

	if (tl_netlink_dump_filters(index, parent, visit_filter, &first) || !first.has_ours)
		name[0] = 0;
}

/* False: our hook is not in the list. */
static bool find_in_tcx(char *name, size_t size, const struct tl_engine *engine, __u32 index,
			enum tl_direction direction)
{
	struct tl_tcx_programs programs;

	tl_capabilities_raise();
	tl_tcx_read(&programs, index, direction == TL_INGRESS ? TL_TCX_INGRESS : TL_TCX_EGRESS);
	tl_capabilities_lower();
	for (unsigned int i = 0; i < programs.count; i++) {
		if (!tl_program_is_of(engine, programs.ids[i]))
			continue;
		if (i)
			tl_program_name(programs.ids[0], name, size);
		return true;
	}
	return false;
}

void tl_neighbour_ahead(char *name, size_t size, const struct tl_engine *engine, const struct tl_device *device,
			enum tl_direction direction)
{
	name[0] = 0;
	if (direction == TL_INGRESS && device->xdp_program) {
		if (!tl_program_is_of(engine, device->xdp_program))
			tl_program_name(device->xdp_program, name, size);
		return;
	}
	if (!find_in_tcx(name, size, engine, device->index, direction))
		find_filter(name, size, device->index, direction);
}
