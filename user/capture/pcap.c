// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The format of libpcap (draft-ietf-opsawg-pcap): a file header, then records. */
#include <errno.h>
#include <stdlib.h>

#include "format.h"
#include "lib/log.h"
#include "link.h"

enum {
	HEADER_REST = 20, /* behind the magic */
	RECORD_HEADER = 16,
	LONG_RECORD_HEADER = 24, /* interface, protocol and packet type follow; the file says all that matters */
};

struct pcap {
	__u32 record_header;
	__u32 fraction_unit; /* nanoseconds of one unit of a record's second time field */
	__u32 fcs;
	__u16 link;
	tl_link_reader *reader;
	bool lengths_swapped; /* before format 2.3 the length on the wire came first */
};

static void apply_magic(struct tl_capture *capture, struct pcap *pcap, const __u8 *magic)
{
	__u32 value;

	capture->big_endian = magic[0] == 0xa1;
	value = tl_capture_u32(capture, magic);
	pcap->fraction_unit = value == 0xa1b23c4d ? 1 : 1000;
	pcap->record_header = value == 0xa1b2cd34 ? LONG_RECORD_HEADER : RECORD_HEADER;
}

/* The field's upper half: the number of 16-bit words of FCS in bits 28 to 31, valid if bit 26 is set. */
static int apply_link(const struct tl_capture *capture, struct pcap *pcap, __u32 field)
{
	__u32 number = field & 0xffff;
	int link = tl_link_from_file(number);

	if (link < 0) {
		tl_error("%s: link type %u (%s) is none that tapless reads; it reads " TL_LINKS_READ
			 "; capture on an interface of one of these kinds",
			 capture->name, number, tl_link_name(number));
		return -EPROTONOSUPPORT;
	}
	pcap->link = link;
	pcap->reader = tl_link_reader_of(number);
	pcap->fcs = field & (1u << 26) ? (field >> 28) * 2 : 0;
	return 0;
}

static int pcap_open(struct tl_capture *capture, const __u8 *magic)
{
	__u8 header[HEADER_REST];
	struct pcap *pcap = calloc(1, sizeof(*pcap));
	__u16 major, minor;
	int error;

	if (!pcap) {
		tl_error("%s: not enough memory to read it", capture->name);
		return -ENOMEM;
	}
	capture->state = pcap;
	apply_magic(capture, pcap, magic);
	error = tl_capture_need(capture, header, sizeof(header));
	if (error)
		return error;
	major = tl_capture_u16(capture, header);
	minor = tl_capture_u16(capture, header + 2);
	if (major != 2) {
		tl_error("%s: pcap version %u.%u, tapless reads 2.x; convert it: editcap -F pcapng FILE NEW",
			 capture->name, major, minor);
		return -EPROTONOSUPPORT;
	}
	pcap->lengths_swapped = minor < 3;
	return apply_link(capture, pcap, tl_capture_u32(capture, header + 16));
}

static int pcap_next(struct tl_capture *capture, struct tl_frame *frame)
{
	const struct pcap *pcap = capture->state;
	__u8 header[LONG_RECORD_HEADER];
	int result = tl_capture_begin(capture, header, pcap->record_header);
	__u32 captured, wire;

	if (result != 1)
		return result;
	captured = tl_capture_u32(capture, header + (pcap->lengths_swapped ? 12 : 8));
	wire = tl_capture_u32(capture, header + (pcap->lengths_swapped ? 8 : 12));
	if (captured > TL_RECORD_MAX)
		return tl_capture_damaged(capture, "a record claims %u bytes", captured);
	frame->meta.time = tl_capture_u32(capture, header) * 1000000000ull +
			   (__u64)tl_capture_u32(capture, header + 4) * pcap->fraction_unit;
	frame->meta.link = pcap->link;
	result = tl_capture_take_frame(capture, frame, captured, wire, pcap->fcs);
	if (result)
		return result;
	tl_capture_read_link(capture, frame, pcap->reader);
	return 1;
}

static void pcap_close(struct tl_capture *capture)
{
	free(capture->state);
}

const struct tl_capture_format tl_pcap_format = {pcap_open, pcap_next, pcap_close};
