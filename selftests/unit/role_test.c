// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Topologies, and who counts in them: each packet once, whoever is watched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <net/if_arp.h>

#include "../../user/watch/role.h"

#define DEVICES_MAX 8

/* A device; its index is its place in the topology, from 1. */
struct given {
	const char *name;
	const char *kind;
	__u32 lower;
	__u32 master;
	__u16 vlan_id;
	bool unwatched;
	bool down;

	enum tl_standing standing; /* what must come out */
	__u32 counted_at;
	__u8 vlan_depth;
	__u16 tag;
	__u16 inner_tag;
	bool partly;
};

struct topology {
	const char *name;
	bool each;
	struct given devices[DEVICES_MAX + 1];
};

#define COUNTS(at)   .standing = TL_STANDING_COUNTS, .counted_at = (at)
#define AT(what, at) .standing = TL_STANDING_AT_##what, .counted_at = (at)
#define NOT_WATCHED  .unwatched = true

static const struct topology topologies[] = {
	{"one interface", false, {{"eth0", "", COUNTS(1)}}},
	{"nothing watched", false, {{"eth0", "", NOT_WATCHED}, {"eth0.5", "vlan", 1, NOT_WATCHED}}},
	{"bridge and all its ports",
	 false,
	 {{"p1", "veth", .master = 3, COUNTS(1)},
	  {"p2", "veth", .master = 3, COUNTS(2)},
	  {"br0", "bridge", AT(PORTS, 3)}}},
	{"bridge with one port", false, {{"p1", "", .master = 2, COUNTS(1)}, {"br0", "bridge", AT(PORTS, 1)}}},
	{"bridge without ports", false, {{"br0", "bridge", COUNTS(1)}}},
	{"bridge alone is watched",
	 false,
	 {{"p1", "", .master = 3, NOT_WATCHED}, {"p2", "", .master = 3, NOT_WATCHED}, {"br0", "bridge", COUNTS(3)}}},
	{"bridge, not all of whose ports are watched",
	 false,
	 {{"p1", "", .master = 3, AT(MASTER, 3)},
	  {"p2", "", .master = 3, NOT_WATCHED},
	  {"br0", "bridge", COUNTS(3), .partly = true}}},
	{"ports of a bridge that is not watched",
	 false,
	 {{"p1", "", .master = 3, COUNTS(1)}, {"p2", "", .master = 3, NOT_WATCHED}, {"br0", "bridge", NOT_WATCHED}}},
	{"bond and its ports",
	 false,
	 {{"bond0", "bond", AT(PORTS, 1)}, {"eth0", "", .master = 1, COUNTS(2)}, {"eth1", "", .master = 1, COUNTS(3)}}},
	{"team and VRF",
	 false,
	 {{"team0", "team", AT(PORTS, 3)},
	  {"vrf0", "vrf", AT(PORTS, 4)},
	  {"eth0", "", .master = 1, COUNTS(3)},
	  {"eth1", "", .master = 2, COUNTS(4)}}},
	{"VLAN and its parent",
	 false,
	 {{"eth0", "", COUNTS(1)}, {"eth0.5", "vlan", 1, .vlan_id = 5, AT(PARENT, 1), .vlan_depth = 1, .tag = 5}}},
	{"VLAN without its parent", false, {{"eth0", "", NOT_WATCHED}, {"eth0.5", "vlan", 1, .vlan_id = 5, COUNTS(2)}}},
	{"VLAN in a VLAN",
	 false,
	 {{"eth0", "", COUNTS(1)},
	  {"eth0.5", "vlan", 1, .vlan_id = 5, NOT_WATCHED, AT(PARENT, 1), .vlan_depth = 1, .tag = 5},
	  {"eth0.5.7", "vlan", 2, .vlan_id = 7, AT(PARENT, 1), .vlan_depth = 2, .tag = 5, .inner_tag = 7}}},
	{"VLAN whose parent exists in another namespace", false, {{"v7", "vlan", 0, .vlan_id = 7, COUNTS(1)}}},
	{"VLAN on a bond whose ports are watched",
	 false,
	 {{"eth0", "", .master = 3, COUNTS(1)},
	  {"eth1", "", .master = 3, COUNTS(2)},
	  {"bond0", "bond", NOT_WATCHED, AT(PORTS, 3)},
	  {"bond0.9", "vlan", 3, .vlan_id = 9, AT(PARENT, 3), .vlan_depth = 1, .tag = 9}}},
	{"bridge over a VLAN",
	 false,
	 {{"eth0", "", COUNTS(1)},
	  {"eth0.5", "vlan", 1, .master = 3, .vlan_id = 5, AT(PARENT, 1), .vlan_depth = 1, .tag = 5},
	  {"br5", "bridge", AT(PORTS, 1), .vlan_depth = 1, .tag = 5}}},
	{"macvlan, ipvlan",
	 false,
	 {{"eth0", "", COUNTS(1)}, {"mv0", "macvlan", 1, AT(PARENT, 1)}, {"iv0", "ipvlan", 1, AT(PARENT, 1)}}},
	{"veth, both ends", false, {{"va", "veth", 2, COUNTS(1)}, {"vb", "veth", 1, AT(PEER, 1)}}},
	{"veth, the later end", false, {{"va", "veth", 2, NOT_WATCHED, AT(PEER, 2)}, {"vb", "veth", 1, COUNTS(2)}}},
	{"veth, the other end elsewhere", false, {{"va", "veth", 0, COUNTS(1)}, {"vb", "veth", 0, COUNTS(2)}}},
	{"bridge whose port's other end is watched",
	 false,
	 {{"br0", "bridge", AT(PORTS, 3)},
	  {"va", "veth", 3, .master = 1, NOT_WATCHED, AT(PEER, 3)},
	  {"vb", "veth", 2, COUNTS(3)}}},
	{"bridge with a pair, all watched",
	 false,
	 {{"br0", "bridge", AT(PORTS, 2)}, {"va", "veth", 3, .master = 1, COUNTS(2)}, {"vb", "veth", 2, AT(PEER, 2)}}},
	{"VXLAN and its carrier", false, {{"eth0", "", COUNTS(1)}, {"vx0", "vxlan", 1, AT(CARRIER, 1)}}},
	{"VXLAN without its carrier", false, {{"eth0", "", NOT_WATCHED}, {"vx0", "vxlan", 1, COUNTS(2)}}},
	{"tunnel that may leave by any interface, all watched",
	 false,
	 {{"eth0", "", COUNTS(1)},
	  {"eth1", "", COUNTS(2)},
	  {"eth2", "", NOT_WATCHED, .down = true},
	  {"dummy0", "dummy", NOT_WATCHED},
	  {"gre1", "gre", AT(CARRIER, 5)}}},
	{"tunnel that may leave by one that is not watched",
	 false,
	 {{"eth0", "", COUNTS(1)}, {"eth1", "", NOT_WATCHED}, {"gnv0", "geneve", COUNTS(3)}}},
	{"bridge of tunnel and tap",
	 false,
	 {{"eth0", "", COUNTS(1)},
	  {"vx0", "vxlan", 1, .master = 4, AT(CARRIER, 1)},
	  {"tap0", "tun", .master = 4, COUNTS(3)},
	  {"br0", "bridge", AT(PORTS, 4)}}},
	{"WireGuard's packets are others", false, {{"eth0", "", COUNTS(1)}, {"wg0", "wireguard", COUNTS(2)}}},
	{"each for itself",
	 true,
	 {{"va", "veth", 2, .master = 3, COUNTS(1)},
	  {"vb", "veth", 1, COUNTS(2)},
	  {"br0", "bridge", COUNTS(3)},
	  {"va.5", "vlan", 1, .vlan_id = 5, COUNTS(4)},
	  {"eth0", "", NOT_WATCHED}}},
	/* the kernel refuses to build this; somebody must count nevertheless */
	{"a circle", false, {{"a", "macvlan", 2, COUNTS(1)}, {"b", "macvlan", 1, AT(PARENT, 1)}}},
};

static unsigned int build(const struct topology *topology, struct tl_device *devices, bool *watched)
{
	unsigned int count = 0;

	memset(devices, 0, DEVICES_MAX * sizeof(*devices));
	for (; topology->devices[count].name; count++) {
		const struct given *given = &topology->devices[count];

		devices[count].index = count + 1;
		devices[count].lower = given->lower;
		devices[count].master = given->master;
		devices[count].vlan_id = given->vlan_id;
		devices[count].hardware = ARPHRD_ETHER;
		devices[count].flags = given->down ? 0 : IFF_UP;
		strcpy(devices[count].name, given->name);
		strcpy(devices[count].kind, given->kind);
		watched[count] = !given->unwatched;
	}
	return count;
}

static void check(const struct topology *topology, const struct tl_role *roles, unsigned int i)
{
	const struct given *wanted = &topology->devices[i];
	const struct tl_role *role = &roles[i];

	if (role->standing == wanted->standing && role->counted_at == wanted->counted_at &&
	    role->vlan_depth == wanted->vlan_depth && role->vlan_id == wanted->tag &&
	    role->inner_vlan_id == wanted->inner_tag && role->partly == wanted->partly)
		return;
	fail_msg("%s: %s: %s, at %u, %u tags, tag %u%s", topology->name, wanted->name, tl_standing_text(role->standing),
		 role->counted_at, role->vlan_depth, role->vlan_id, role->partly ? ", partly" : "");
}

static void test_topologies(void **state)
{
	struct tl_device devices[DEVICES_MAX];
	struct tl_role roles[DEVICES_MAX];
	bool watched[DEVICES_MAX];

	(void)state;
	for (size_t t = 0; t < sizeof(topologies) / sizeof(topologies[0]); t++) {
		unsigned int count = build(&topologies[t], devices, watched);

		tl_roles_assign(roles, devices, watched, count, topologies[t].each);
		for (unsigned int i = 0; i < count; i++)
			check(&topologies[t], roles, i);
	}
}

/* Each packet passes both hooks of the loopback device; --count each counts it at both. */
static void test_loopback(void **state)
{
	struct tl_device lo = {.index = 1, .hardware = ARPHRD_LOOPBACK, .name = "lo", .flags = IFF_UP};
	const bool watched = true;
	struct tl_role role;

	(void)state;
	tl_roles_assign(&role, &lo, &watched, 1, false);
	assert_int_equal(role.standing, TL_STANDING_COUNTS);
	assert_true(role.one_hook);
	tl_roles_assign(&role, &lo, &watched, 1, true);
	assert_int_equal(role.standing, TL_STANDING_COUNTS);
	assert_false(role.one_hook);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_topologies),
		cmocka_unit_test(test_loopback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
