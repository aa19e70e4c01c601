// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "role.h"

#include <net/if_arp.h>
#include <string.h>

/* How a device of this kind lies in the stack. */
enum place {
	PLAIN,
	MASTER, /* its packets pass its ports, too */
	CHILD, /* its packets pass its parent, too */
	TUNNEL, /* its packets pass its carrier, with headers in front; the parser looks behind these */
	PAIR, /* what leaves one end arrives at the other */
	NEVER_CARRIES, /* nor does what it sends leave the host */
};

/*
 * WireGuard, IPsec and tun are plain: what their carrier sends are other packets, sealed or made by a process, in which
 * these cannot be found again.
 */
static const struct {
	const char *kind;
	enum place place;
} places[] = {
	{"bridge", MASTER},	{"bond", MASTER},	  {"team", MASTER},	 {"vrf", MASTER},
	{"vlan", CHILD},	{"macvlan", CHILD},	  {"macvtap", CHILD},	 {"ipvlan", CHILD},
	{"ipvtap", CHILD},	{"vxlan", TUNNEL},	  {"geneve", TUNNEL},	 {"gre", TUNNEL},
	{"gretap", TUNNEL},	{"ip6gre", TUNNEL},	  {"ip6gretap", TUNNEL}, {"ipip", TUNNEL},
	{"sit", TUNNEL},	{"ip6tnl", TUNNEL},	  {"veth", PAIR},	 {"dummy", NEVER_CARRIES},
	{"ifb", NEVER_CARRIES}, {"nlmon", NEVER_CARRIES},
};

#define PASSES_MAX 16 /* the kernel stacks at most eight devices (MAX_NEST_DEV) */

struct topology {
	const struct tl_device *devices;
	const bool *watched;
	struct tl_role *roles;
	unsigned int count;
};

const char *tl_standing_text(enum tl_standing standing)
{
	static const char *const texts[] = {
#define X(symbol, text) text,
		TL_STANDING_LIST(X)
#undef X
	};

	return texts[standing];
}

static enum place place_of(const struct tl_device *device)
{
	if (device->hardware == ARPHRD_LOOPBACK)
		return NEVER_CARRIES;
	for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!strcmp(places[i].kind, device->kind))
			return places[i].place;
	return PLAIN;
}

static int find(const struct topology *topology, __u32 index)
{
	return index ? tl_devices_find(topology->devices, topology->count, index) : -1;
}

/* The position of a veth's other end, if that is in this namespace, else -1. */
static int other_end(const struct topology *topology, unsigned int i)
{
	return place_of(&topology->devices[i]) == PAIR ? find(topology, topology->devices[i].lower) : -1;
}

/*
 * A tunnel without a carrier of its own may leave by any device. Those that lie on others need no look: what passes them
 * passes the others.
 */
static bool all_carriers_watched(const struct topology *topology)
{
	bool any = false;

	for (unsigned int i = 0; i < topology->count; i++) {
		enum place place = place_of(&topology->devices[i]);

		if ((place != PLAIN && place != PAIR) || !(topology->devices[i].flags & IFF_UP))
			continue;
		if (!topology->watched[i])
			return false;
		any = true;
	}
	return any;
}

/* That it is counted; where, `follow` finds out. */
static void set(struct topology *topology, unsigned int i, enum tl_standing standing)
{
	topology->roles[i].standing = standing;
	topology->roles[i].counted_at = topology->devices[i].index;
}

static bool is_counted(const struct topology *topology, int i)
{
	return i >= 0 && topology->roles[i].counted_at;
}

static void look_below_child(struct topology *topology, unsigned int i)
{
	if (is_counted(topology, find(topology, topology->devices[i].lower)))
		set(topology, i, TL_STANDING_AT_PARENT);
}

static void look_below_tunnel(struct topology *topology, unsigned int i)
{
	__u32 carrier = topology->devices[i].lower;

	if (carrier ? is_counted(topology, find(topology, carrier)) : all_carriers_watched(topology))
		set(topology, i, TL_STANDING_AT_CARRIER);
}

/* How many ports a master has; `only` becomes the position of one. */
static unsigned int count_ports(const struct topology *topology, unsigned int i, int *only)
{
	unsigned int ports = 0;

	for (unsigned int port = 0; port < topology->count; port++)
		if (topology->devices[port].master == topology->devices[i].index) {
			*only = (int)port;
			ports++;
		}
	return ports;
}

static void look_below_master(struct topology *topology, unsigned int i)
{
	unsigned int ports = 0;

	for (unsigned int port = 0; port < topology->count; port++) {
		if (topology->devices[port].master != topology->devices[i].index)
			continue;
		if (!is_counted(topology, (int)port))
			return;
		ports++;
	}
	if (ports)
		set(topology, i, TL_STANDING_AT_PORTS);
}

/* An end that is not watched, of a pair whose other end is. */
static void look_beside(struct topology *topology, unsigned int i)
{
	int other = other_end(topology, i);

	if (other >= 0 && topology->watched[other] && !topology->watched[i])
		set(topology, i, TL_STANDING_AT_PEER);
}

static void look(struct topology *topology, unsigned int i)
{
	switch (place_of(&topology->devices[i])) {
	case MASTER:
		look_below_master(topology, i);
		break;
	case CHILD:
		look_below_child(topology, i);
		break;
	case TUNNEL:
		look_below_tunnel(topology, i);
		break;
	case PAIR:
		look_beside(topology, i);
		break;
	default:
		break;
	}
}

/* What is found in one pass may be what another device waits for. */
static void look_below(struct topology *topology)
{
	bool found = true;

	for (unsigned int pass = 0; found && pass < PASSES_MAX; pass++) {
		found = false;
		for (unsigned int i = 0; i < topology->count; i++) {
			if (topology->roles[i].standing > TL_STANDING_COUNTS)
				continue;
			look(topology, i);
			found |= topology->roles[i].standing > TL_STANDING_COUNTS;
		}
	}
}

/* A master some of whose ports are not watched counts for those that are. */
static void look_above(struct topology *topology)
{
	for (unsigned int i = 0; i < topology->count; i++) {
		int master = find(topology, topology->devices[i].master);

		if (master < 0 || topology->roles[i].standing != TL_STANDING_COUNTS ||
		    topology->roles[master].standing != TL_STANDING_COUNTS ||
		    place_of(&topology->devices[master]) != MASTER)
			continue;
		set(topology, i, TL_STANDING_AT_MASTER);
		topology->roles[master].partly = true;
	}
}

/* Of two ends that would both count, the one with the lower index does. */
static void look_at_pairs(struct topology *topology)
{
	for (unsigned int i = 0; i < topology->count; i++) {
		int other = other_end(topology, i);

		if (other >= 0 && (unsigned int)other < i && topology->roles[i].standing == TL_STANDING_COUNTS &&
		    topology->roles[other].standing == TL_STANDING_COUNTS)
			set(topology, i, TL_STANDING_AT_PEER);
	}
}

/* The tag of a VLAN device is in front of its packets at the parent, behind those of VLAN devices further down. */
static void add_tag(struct tl_role *role, const struct tl_device *device)
{
	if (strcmp(device->kind, "vlan") != 0)
		return;
	role->inner_vlan_id = role->vlan_id;
	role->vlan_id = device->vlan_id;
	role->vlan_depth++;
}

/* The device that what passes here is counted at, or on the way to; -1: none that could be named. */
static int next_of(const struct topology *topology, unsigned int i)
{
	int only = -1;

	switch (topology->roles[i].standing) {
	case TL_STANDING_AT_PORTS:
		return count_ports(topology, i, &only) == 1 ? only : -1;
	case TL_STANDING_AT_MASTER:
		return find(topology, topology->devices[i].master);
	case TL_STANDING_NONE:
	case TL_STANDING_COUNTS:
		return -1;
	default:
		return find(topology, topology->devices[i].lower);
	}
}

/*
 * From device to device to the last, collecting tags. Should they lead in a circle, which the kernel does not build, the
 * device counts for itself.
 */
static void follow(struct topology *topology, unsigned int i)
{
	struct tl_role *role = &topology->roles[i];
	int at = (int)i, next;

	for (unsigned int step = 0; step < PASSES_MAX; step++) {
		if (topology->roles[at].standing == TL_STANDING_AT_PARENT)
			add_tag(role, &topology->devices[at]);
		next = next_of(topology, (unsigned int)at);
		if (next < 0) {
			role->counted_at = topology->devices[at].index;
			return;
		}
		at = next;
	}
	memset(role, 0, sizeof(*role));
	if (topology->watched[i])
		set(topology, i, TL_STANDING_COUNTS);
}

void tl_roles_assign(struct tl_role *roles, const struct tl_device *devices, const bool *watched, unsigned int count,
		     bool each)
{
	struct topology topology = {.devices = devices, .watched = watched, .roles = roles, .count = count};

	memset(roles, 0, count * sizeof(*roles));
	for (unsigned int i = 0; i < count; i++)
		if (watched[i])
			set(&topology, i, TL_STANDING_COUNTS);
	if (each)
		return;
	look_below(&topology);
	look_above(&topology);
	look_at_pairs(&topology);
	for (unsigned int i = 0; i < count; i++) {
		if (roles[i].standing > TL_STANDING_COUNTS)
			follow(&topology, i);
		roles[i].one_hook = devices[i].hardware == ARPHRD_LOOPBACK;
	}
}
