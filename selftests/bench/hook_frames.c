// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "hook_frames.h"

#include "selftests/unit/hello.h"

static __u32 number; /* of the packet, of kinds that are never the same twice */

static struct rig_frame acknowledgement(void)
{
	return rig_make(6, 1, ACK, 2, "", 0);
}

static struct rig_frame next_data(void)
{
	static const char payload[1000];

	number++;
	return rig_make(6, 2, ACK, number * sizeof(payload), payload, sizeof(payload));
}

static struct rig_frame datagram(void)
{
	return rig_make(17, 3, 0, 0, "payload", 7);
}

static struct rig_frame datagram6(void)
{
	static const __u8 header[40] = {0x60, [5] = 15, 17,   64, 0x20, 1,    0x0d,
					0xb8, [23] = 1, 0x20, 1,  0x0d, 0xb8, [39] = 2};
	struct rig_frame inner = datagram(), frame = {.length = 14 + sizeof(header) + 15};

	memcpy(frame.bytes, inner.bytes, 12);
	memcpy(frame.bytes + 12, "\x86\xdd", 2);
	memcpy(frame.bytes + 14, header, sizeof(header));
	memcpy(frame.bytes + 14 + sizeof(header), inner.bytes + 34, 15);
	return frame;
}

static struct rig_frame tagged(void)
{
	struct rig_frame frame = datagram();

	memmove(frame.bytes + 16, frame.bytes + 12, frame.length - 12);
	memcpy(frame.bytes + 12, "\x81\0\0\x64", 4);
	frame.length += 4;
	return frame;
}

static struct rig_frame tunnelled(void)
{
	struct rig_frame inner = datagram(), outer;
	__u8 payload[256] = {8, 0, 0, 0, 0, 0, 42};

	memcpy(payload + 8, inner.bytes, inner.length);
	outer = rig_make(17, 4, 0, 0, payload, 8 + inner.length);
	memcpy(outer.bytes + 36, "\x12\xb5", 2); /* port 4789 */
	return outer;
}

static struct rig_frame hello_of(__u32 flow)
{
	static struct hello hello;

	if (!hello.length)
		hello_build(&hello, &(struct hello_options){.name = "www.example.org", .version = 3});
	return rig_make(6, flow, ACK | PSH, 1, hello.bytes, (__u32)hello.length);
}

static struct rig_frame client_hello(void)
{
	return hello_of(5);
}

static struct rig_frame new_hello(void)
{
	return hello_of(number++);
}

static struct rig_frame new_datagram(void)
{
	return rig_make(17, number++, 0, 0, "payload", 7);
}

const struct hook_kind hook_kinds[HOOK_KINDS] = {
	{"TCP ack", acknowledgement, false, false}, {"UDP", datagram, false, false},
	{"UDP IPv6", datagram6, false, false},	    {"UDP VLAN", tagged, false, false},
	{"UDP VXLAN", tunnelled, false, false},	    {"ClientHello", client_hello, false, false},
	{"TCP data*", next_data, true, false},	    {"new UDP*", new_datagram, true, true},
	{"new Hello*", new_hello, true, true},
};
