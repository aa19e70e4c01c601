// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* pcapng (draft-ietf-opsawg-pcapng): sections of blocks; what is not a packet or an interface is skipped. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "interface.h"
#include "lib/log.h"

enum block_type {
	SECTION_HEADER = 0x0a0d0d0a, /* reads the same in both byte orders */
	INTERFACE_DESCRIPTION = 1,
	PACKET = 2, /* obsolete */
	SIMPLE_PACKET = 3,
	ENHANCED_PACKET = 6,
};

enum {
	BLOCK_HEADER = 8, /* type, total length */
	BLOCK_OVERHEAD = 12, /* and the total length again behind the body */
};

struct pcapng {
	struct tl_interface_list interfaces; /* of this section */
	__u32 numbered_before; /* interfaces of the sections before */
	__u64 last_time;
};

/* What is left of the block that is being read, without its trailing length. */
struct block {
	__u32 type;
	__u32 total;
	__u32 left;
};

static int read_body(struct tl_capture *capture, struct block *block, void *to, __u32 size)
{
	if (size > block->left)
		return tl_capture_damaged(capture, "a block of type %u ends early", block->type);
	block->left -= size;
	return tl_capture_need(capture, to, size);
}

static int end_block(struct tl_capture *capture, struct block *block)
{
	__u8 again[4];
	int error = read_body(capture, block, NULL, block->left);

	if (!error)
		error = tl_capture_need(capture, again, sizeof(again));
	if (!error && tl_capture_u32(capture, again) != block->total)
		error = tl_capture_damaged(capture, "a block of type %u has two different lengths", block->type);
	return error;
}

static int set_length(const struct tl_capture *capture, struct block *block, const __u8 *field)
{
	block->total = tl_capture_u32(capture, field);
	if (block->total < BLOCK_OVERHEAD || block->total % 4 || block->total > TL_RECORD_MAX)
		return tl_capture_damaged(capture, "a block of type %u claims %u bytes", block->type, block->total);
	block->left = block->total - BLOCK_OVERHEAD;
	return 0;
}

/* A new section: its own byte order and its own interfaces. `length_field` has been read, the body not. */
static int section_header(struct tl_capture *capture, const __u8 *length_field)
{
	static const __u8 big[4] = {0x1a, 0x2b, 0x3c, 0x4d};
	static const __u8 little[4] = {0x4d, 0x3c, 0x2b, 0x1a};
	struct pcapng *pcapng = capture->state;
	struct block block = {.type = SECTION_HEADER};
	__u8 body[8]; /* byte order, version */
	int error = tl_capture_need(capture, body, sizeof(body));

	if (error)
		return error;
	if (memcmp(body, big, 4) && memcmp(body, little, 4))
		return tl_capture_damaged(capture, "a section header without byte-order magic");
	capture->big_endian = body[0] == big[0];
	error = set_length(capture, &block, length_field);
	if (error)
		return error;
	if (block.left < sizeof(body))
		return tl_capture_damaged(capture, "a section header of %u bytes", block.total);
	block.left -= sizeof(body);
	if (tl_capture_u16(capture, body + 4) != 1) {
		tl_error("%s: pcapng version %u.%u, tapless reads 1.x; convert it: editcap -F pcapng FILE NEW",
			 capture->name, tl_capture_u16(capture, body + 4), tl_capture_u16(capture, body + 6));
		return -EPROTONOSUPPORT;
	}
	pcapng->numbered_before += pcapng->interfaces.count;
	tl_interfaces_report_skipped(&pcapng->interfaces, capture->name);
	pcapng->interfaces.count = 0;
	return end_block(capture, &block);
}

static int read_options(struct tl_capture *capture, struct block *block, struct tl_interface *interface)
{
	while (block->left >= 4) {
		__u8 head[4], value[8];
		__u32 code, length, padded;
		int error = read_body(capture, block, head, sizeof(head));

		if (error)
			return error;
		code = tl_capture_u16(capture, head);
		length = tl_capture_u16(capture, head + 2);
		padded = (length + 3) & ~3u;
		if (code == 0)
			return 0;
		if (length > sizeof(value) || padded > sizeof(value)) {
			error = read_body(capture, block, NULL, padded);
		} else {
			error = read_body(capture, block, value, padded);
			if (!error)
				tl_interface_option(interface, code, value, length, capture->big_endian);
		}
		if (error)
			return error;
	}
	return 0;
}

static int interface_description(struct tl_capture *capture, struct block *block)
{
	struct pcapng *pcapng = capture->state;
	struct tl_interface *interface;
	__u8 body[8]; /* link type, reserved, snap length */
	int error = read_body(capture, block, body, sizeof(body));

	if (error)
		return error;
	interface = tl_interfaces_add(&pcapng->interfaces, tl_capture_u16(capture, body),
				      tl_capture_u32(capture, body + 4));
	if (!interface) {
		tl_error("%s: more than %u interfaces in one section, or not enough memory for them", capture->name,
			 TL_INTERFACES_MAX);
		return -E2BIG;
	}
	return read_options(capture, block, interface);
}

struct packet {
	__u32 interface;
	__u32 captured;
	__u32 wire;
	__u64 units; /* of the interface's clock */
	bool timed;
};

static int packet_fields(struct tl_capture *capture, struct block *block, struct packet *packet)
{
	__u8 body[20];
	__u32 size = block->type == SIMPLE_PACKET ? 4 : sizeof(body);
	int error = read_body(capture, block, body, size);

	if (error)
		return error;
	if (block->type == SIMPLE_PACKET) {
		packet->wire = tl_capture_u32(capture, body);
		packet->captured = packet->wire;
		return 0;
	}
	/* the obsolete block has a count of drops behind a 16-bit interface number */
	packet->interface = block->type == PACKET ? tl_capture_u16(capture, body) : tl_capture_u32(capture, body);
	packet->units = (__u64)tl_capture_u32(capture, body + 4) << 32 | tl_capture_u32(capture, body + 8);
	packet->captured = tl_capture_u32(capture, body + 12);
	packet->wire = tl_capture_u32(capture, body + 16);
	packet->timed = true;
	return 0;
}

/* 1: *frame is filled; 0: its interface is one that is skipped; -errno. */
static int packet_block(struct tl_capture *capture, struct block *block, struct tl_frame *frame)
{
	struct pcapng *pcapng = capture->state;
	struct packet packet = {0};
	struct tl_interface *interface;
	int error = packet_fields(capture, block, &packet);

	if (error)
		return error;
	if (packet.interface >= pcapng->interfaces.count)
		return tl_capture_damaged(capture, "a packet of interface %u, which the file does not describe",
					  packet.interface);
	interface = &pcapng->interfaces.items[packet.interface];
	if (interface->link < 0) {
		tl_interface_skip(interface, pcapng->numbered_before + packet.interface, capture->name);
		return 0;
	}
	if (!packet.timed && interface->snap_length && packet.captured > interface->snap_length)
		packet.captured = interface->snap_length;
	if (packet.captured > block->left)
		return tl_capture_damaged(capture, "a packet of %u bytes in a block of %u", packet.captured,
					  block->total);
	block->left -= packet.captured;
	/* a simple packet has no time: it gets that of the packet before */
	if (packet.timed)
		pcapng->last_time = tl_interface_time(interface, packet.units);
	frame->meta.time = pcapng->last_time;
	frame->meta.ifindex = pcapng->numbered_before + packet.interface;
	frame->meta.link = interface->link;
	error = tl_capture_take_frame(capture, frame, packet.captured, packet.wire, interface->fcs);
	if (error)
		return error;
	tl_capture_read_link(capture, frame, interface->reader);
	return 1;
}

static int block_body(struct tl_capture *capture, struct block *block, struct tl_frame *frame)
{
	switch (block->type) {
	case INTERFACE_DESCRIPTION:
		return interface_description(capture, block);
	case PACKET:
	case SIMPLE_PACKET:
	case ENHANCED_PACKET:
		return packet_block(capture, block, frame);
	default:
		return 0;
	}
}

/* One block. 1: *frame is filled; 0: go on; -errno. */
static int one_block(struct tl_capture *capture, const __u8 *header, struct tl_frame *frame)
{
	struct block block = {.type = tl_capture_u32(capture, header)};
	int result, error;

	if (block.type == SECTION_HEADER)
		return section_header(capture, header + 4);
	error = set_length(capture, &block, header + 4);
	if (error)
		return error;
	result = block_body(capture, &block, frame);
	if (result < 0)
		return result;
	error = end_block(capture, &block);
	return error ? error : result;
}

static int pcapng_next(struct tl_capture *capture, struct tl_frame *frame)
{
	struct pcapng *pcapng = capture->state;
	__u8 header[BLOCK_HEADER];
	int result;

	for (;;) {
		result = tl_capture_begin(capture, header, sizeof(header));
		if (result != 1)
			break;
		result = one_block(capture, header, frame);
		if (result == 1)
			return 1;
		if (result < 0)
			break;
	}
	tl_interfaces_report_skipped(&pcapng->interfaces, capture->name);
	return result;
}

static int pcapng_open(struct tl_capture *capture, const __u8 *magic)
{
	__u8 length_field[4];
	int error;

	(void)magic;
	capture->state = calloc(1, sizeof(struct pcapng));
	if (!capture->state) {
		tl_error("%s: not enough memory to read it", capture->name);
		return -ENOMEM;
	}
	error = tl_capture_need(capture, length_field, sizeof(length_field));
	return error ? error : section_header(capture, length_field);
}

static void pcapng_close(struct tl_capture *capture)
{
	struct pcapng *pcapng = capture->state;

	if (pcapng)
		free(pcapng->interfaces.items);
	free(pcapng);
}

const struct tl_capture_format tl_pcapng_format = {pcapng_open, pcapng_next, pcapng_close};
