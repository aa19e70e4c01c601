// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "device.h"

#include <errno.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink.h"

/* A VXLAN device names its carrier among its own settings. */
static __u32 carrier_of(const char *kind, const struct rtattr *data)
{
	const struct rtattr *settings[IFLA_VXLAN_LINK + 1];

	if (!data || strcmp(kind, "vxlan"))
		return 0;
	tl_netlink_attributes(settings, IFLA_VXLAN_LINK, RTA_DATA(data), RTA_PAYLOAD(data));
	return tl_netlink_u32(settings[IFLA_VXLAN_LINK]);
}

static __u16 vlan_of(const char *kind, const struct rtattr *data)
{
	const struct rtattr *settings[IFLA_VLAN_ID + 1];

	if (!data || strcmp(kind, "vlan"))
		return 0;
	tl_netlink_attributes(settings, IFLA_VLAN_ID, RTA_DATA(data), RTA_PAYLOAD(data));
	return tl_netlink_u16(settings[IFLA_VLAN_ID]);
}

static void read_kind(struct tl_device *device, const struct rtattr *about)
{
	const struct rtattr *rows[IFLA_INFO_DATA + 1];

	if (!about)
		return;
	tl_netlink_attributes(rows, IFLA_INFO_DATA, RTA_DATA(about), RTA_PAYLOAD(about));
	tl_netlink_text(device->kind, sizeof(device->kind), rows[IFLA_INFO_KIND]);
	device->vlan_id = vlan_of(device->kind, rows[IFLA_INFO_DATA]);
	if (!device->lower)
		device->lower = carrier_of(device->kind, rows[IFLA_INFO_DATA]);
}

static void read_xdp(struct tl_device *device, const struct rtattr *about)
{
	const struct rtattr *rows[IFLA_XDP_PROG_ID + 1];

	if (!about)
		return;
	tl_netlink_attributes(rows, IFLA_XDP_PROG_ID, RTA_DATA(about), RTA_PAYLOAD(about));
	device->xdp_program = tl_netlink_u32(rows[IFLA_XDP_PROG_ID]);
}

static void read_counts(struct tl_device *device, const struct rtattr *about)
{
	struct rtnl_link_stats64 counts = {};

	if (!about)
		return;
	memcpy(&counts, RTA_DATA(about), RTA_PAYLOAD(about) < sizeof(counts) ? RTA_PAYLOAD(about) : sizeof(counts));
	device->received = counts.rx_packets;
	device->sent = counts.tx_packets;
}

struct reading {
	struct tl_devices *devices;
	__u32 sequence; /* of the dump: another one starts anew */
	int error;
};

static void add_device(struct reading *reading, const struct tl_device *device)
{
	struct tl_devices *devices = reading->devices;
	struct tl_device *rows;

	if (devices->count == devices->room) {
		rows = realloc(devices->rows, (devices->room + 64) * sizeof(*rows));
		if (!rows) {
			reading->error = -ENOMEM;
			return;
		}
		devices->rows = rows;
		devices->room += 64;
	}
	devices->rows[devices->count++] = *device;
}

static void visit_link(const struct nlmsghdr *message, void *context)
{
	const struct ifinfomsg *header = NLMSG_DATA(message);
	const struct rtattr *rows[IFLA_XDP + 1];
	struct reading *reading = context;
	struct tl_device device = {};

	if (message->nlmsg_type != RTM_NEWLINK || header->ifi_family != AF_UNSPEC)
		return;
	if (message->nlmsg_seq != reading->sequence)
		reading->devices->count = 0;
	reading->sequence = message->nlmsg_seq;
	tl_netlink_attributes(rows, IFLA_XDP, IFLA_RTA(header), IFLA_PAYLOAD(message));
	device.index = (__u32)header->ifi_index;
	device.flags = header->ifi_flags;
	device.hardware = header->ifi_type;
	tl_netlink_text(device.name, sizeof(device.name), rows[IFLA_IFNAME]);
	device.master = tl_netlink_u32(rows[IFLA_MASTER]);
	if (!rows[IFLA_LINK_NETNSID]) /* else the index is one of another namespace */
		device.lower = tl_netlink_u32(rows[IFLA_LINK]);
	if (device.lower == device.index)
		device.lower = 0;
	device.on_switch = rows[IFLA_PHYS_SWITCH_ID];
	read_kind(&device, rows[IFLA_LINKINFO]);
	read_xdp(&device, rows[IFLA_XDP]);
	read_counts(&device, rows[IFLA_STATS64]);
	add_device(reading, &device);
}

static int by_index(const void *left, const void *right)
{
	const struct tl_device *a = left, *b = right;

	return a->index < b->index ? -1 : a->index > b->index;
}

/* What changed during the dump may be in it twice. */
static void sort_and_unite(struct tl_devices *devices)
{
	unsigned int kept = 0;

	if (!devices->count)
		return;
	qsort(devices->rows, devices->count, sizeof(*devices->rows), by_index);
	for (unsigned int i = 1; i < devices->count; i++) {
		kept += devices->rows[i].index != devices->rows[kept].index;
		devices->rows[kept] = devices->rows[i];
	}
	devices->count = kept + 1;
}

int tl_devices_read(struct tl_devices *devices)
{
	struct {
		struct nlmsghdr header;
		struct ifinfomsg about;
	} request = {
		.header = {.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETLINK},
		.about = {.ifi_family = AF_UNSPEC},
	};
	struct reading reading = {.devices = devices};
	int error;

	devices->count = 0;
	error = tl_netlink_dump(&request.header, visit_link, &reading);
	if (!error)
		error = reading.error;
	if (error)
		devices->count = 0;
	else
		sort_and_unite(devices);
	return error;
}

void tl_devices_free(struct tl_devices *devices)
{
	free(devices->rows);
	memset(devices, 0, sizeof(*devices));
}

int tl_devices_find(const struct tl_device *rows, unsigned int count, __u32 index)
{
	const struct tl_device wanted = {.index = index};
	const struct tl_device *found = count ? bsearch(&wanted, rows, count, sizeof(*rows), by_index) : NULL;

	return found ? (int)(found - rows) : -1;
}

const struct tl_device *tl_devices_named(const struct tl_devices *devices, const char *name)
{
	for (unsigned int i = 0; i < devices->count; i++)
		if (!strcmp(devices->rows[i].name, name))
			return &devices->rows[i];
	return NULL;
}
