// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "offload.h"

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <string.h>

#include "netlink.h"

/* The kinds of filter that drivers take over whole flows by, and where each of them says so. */
static const struct {
	const char *kind;
	unsigned short flags;
} kinds[] = {
	{"flower", TCA_FLOWER_FLAGS},
	{"matchall", TCA_MATCHALL_FLAGS},
};

bool tl_offload_is_in_hardware(const struct nlmsghdr *filter)
{
	const struct tcmsg *header = NLMSG_DATA(filter);
	const struct rtattr *rows[TCA_OPTIONS + 1], *options[TCA_FLOWER_FLAGS + 1];
	char kind[16];

	if (filter->nlmsg_type != RTM_NEWTFILTER)
		return false;
	tl_netlink_attributes(rows, TCA_OPTIONS, TCA_RTA(header), TCA_PAYLOAD(filter));
	tl_netlink_text(kind, sizeof(kind), rows[TCA_KIND]);
	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].kind, kind) != 0 || !rows[TCA_OPTIONS])
			continue;
		tl_netlink_attributes(options, TCA_FLOWER_FLAGS, RTA_DATA(rows[TCA_OPTIONS]),
				      RTA_PAYLOAD(rows[TCA_OPTIONS]));
		return tl_netlink_u32(options[kinds[i].flags]) & TCA_CLS_FLAGS_IN_HW;
	}
	return false;
}

static void look_at_filter(const struct nlmsghdr *message, void *context)
{
	bool *found = context;

	*found |= tl_offload_is_in_hardware(message);
}

const char *tl_offload_of(const struct tl_device *device)
{
	bool found = false;

	tl_netlink_dump_filters(device->index, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), look_at_filter, &found);
	if (found)
		return "its tc filters forward flows in hardware, where nothing is seen";
	return device->on_switch ? "port of a switch: what that forwards in hardware is not seen" : NULL;
}
