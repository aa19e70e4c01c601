// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IEEE 802.11: which frames hold a packet that can be read, and where (9.2.4, 9.3.2). */
#include "link_header.h"

#include <string.h>

#define CONTROL_LEAST 10 /* frame control, duration, receiver: acknowledgements have no more */
#define HEADER	      24 /* of data and management */
#define ADDRESS	      6

enum frame_type {
	MANAGEMENT = 0,
	CONTROL = 1,
	DATA = 2,
};

/* The second octet of the frame control field */
#define TO_DISTRIBUTION	  0x01
#define FROM_DISTRIBUTION 0x02
#define MORE_FRAGMENTS	  0x04
#define PROTECTED	  0x40
#define PLUS_HT_CONTROL	  0x80

/* Bits of a data frame's subtype */
#define NO_DATA 0x4
#define QOS	0x8

#define AGGREGATE 0x80 /* in the QoS field: several packets, each with a header of its own */

#define AVS_MAGIC 0x80 /* the first octet of its version */

#define RADIOTAP_LEAST 8
#define RADIOTAP_TIME  1u
#define RADIOTAP_FLAGS 2u
#define RADIOTAP_MORE  0x80000000u
#define FLAG_FCS       0x10
#define FLAG_PADDED    0x20 /* between header and payload, to 4 octets */

static unsigned int type_of(const __u8 *frame)
{
	return frame[0] >> 2 & 3;
}

static unsigned int subtype_of(const __u8 *frame)
{
	return frame[0] >> 4;
}

static __u32 data_header_length(const __u8 *frame)
{
	bool has_fourth = (frame[1] & (TO_DISTRIBUTION | FROM_DISTRIBUTION)) == (TO_DISTRIBUTION | FROM_DISTRIBUTION);
	__u32 length = HEADER + (has_fourth ? ADDRESS : 0);

	if (!(subtype_of(frame) & QOS))
		return length;
	return length + 2 + (frame[1] & PLUS_HT_CONTROL ? 4 : 0);
}

/* Where an address stands, of the four that a frame may have */
static const __u8 *address_of(const __u8 *frame, unsigned int number)
{
	static const __u8 offsets[] = {4, 10, 16, 24};

	return frame + offsets[number - 1];
}

/* Table 9-30. The frame has all its addresses. */
static void take_addresses(const __u8 *frame, struct tl_link_header *header)
{
	static const struct {
		__u8 destination;
		__u8 source;
	} places[] = {{1, 2}, {3, 2}, {1, 3}, {3, 4}};
	unsigned int way = type_of(frame) == DATA ? frame[1] & (TO_DISTRIBUTION | FROM_DISTRIBUTION) : 0;

	memcpy(header->destination, address_of(frame, places[way].destination), ADDRESS);
	memcpy(header->source, address_of(frame, places[way].source), ADDRESS);
}

/* Is behind the header the beginning of one packet, in clear? */
static bool has_packet(const __u8 *frame, __u32 length)
{
	bool is_later_fragment = frame[22] & 0xf;

	if (subtype_of(frame) & NO_DATA || frame[1] & (PROTECTED | MORE_FRAGMENTS) || is_later_fragment)
		return false;
	return !(subtype_of(frame) & QOS) || !(frame[length - (frame[1] & PLUS_HT_CONTROL ? 6 : 2)] & AGGREGATE);
}

static bool read_data(const struct tl_link_bytes *frame, struct tl_link_header *header, bool is_padded)
{
	__u32 length = data_header_length(frame->bytes), padded = is_padded ? (length + 3) & ~3u : length;

	if (!tl_link_has(frame, padded))
		return false;
	take_addresses(frame->bytes, header);
	header->length = padded;
	if (has_packet(frame->bytes, length))
		tl_link_take_snap(frame, header);
	return true;
}

static bool read_frame(const struct tl_link_bytes *frame, struct tl_link_header *header, bool is_padded)
{
	if (!tl_link_has(frame, CONTROL_LEAST))
		return false;
	if (type_of(frame->bytes) == DATA && tl_link_has(frame, HEADER))
		return read_data(frame, header, is_padded);
	header->length = CONTROL_LEAST;
	memcpy(header->destination, address_of(frame->bytes, 1), ADDRESS);
	if (type_of(frame->bytes) != MANAGEMENT)
		return type_of(frame->bytes) != DATA;
	if (!tl_link_has(frame, HEADER))
		return false;
	take_addresses(frame->bytes, header);
	header->length = HEADER;
	return true;
}

bool tl_read_wlan(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_frame(frame, header, false);
}

/* The flags stand behind the words that tell which fields there are, and behind a time of 8 octets, on 8. Without them: 0. */
static __u8 radiotap_flags(const __u8 *bytes, __u32 length)
{
	__u32 present = tl_link_little_u32(bytes + 4), word = present, offset = RADIOTAP_LEAST;

	while (word & RADIOTAP_MORE) {
		if (offset + 4 > length)
			return 0;
		word = tl_link_little_u32(bytes + offset);
		offset += 4;
	}
	if (present & RADIOTAP_TIME)
		offset = ((offset + 7) & ~7u) + 8;
	return present & RADIOTAP_FLAGS && offset < length ? bytes[offset] : 0;
}

/* The frame behind what the capturing host added: with radiotap's flags. */
static bool read_behind(const struct tl_link_bytes *frame, __u32 length, __u8 flags, struct tl_link_header *header)
{
	struct tl_link_bytes inside = *frame;

	if (!tl_link_pass(&inside, length))
		return false;
	header->before = length;
	header->fcs = flags & FLAG_FCS && inside.wire >= CONTROL_LEAST + 4 ? 4 : 0;
	inside.wire -= header->fcs;
	return read_frame(&inside, header, flags & FLAG_PADDED);
}

bool tl_read_radiotap(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	__u32 length;
	__u8 flags;

	if (!tl_link_has(frame, RADIOTAP_LEAST))
		return false;
	length = tl_link_little_u16(frame->bytes + 2);
	if (length < RADIOTAP_LEAST || !tl_link_has(frame, length))
		return false;
	flags = radiotap_flags(frame->bytes, length);
	return read_behind(frame, length, flags, header);
}

/* The number of the message stands first, in the byte order of the host that captured; then the length of all. */
bool tl_read_prism(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	enum { MESSAGE = 0x44, LEAST = 8 };
	__u32 length;

	if (!tl_link_has(frame, LEAST))
		return false;
	if (frame->bytes[0] == AVS_MAGIC)
		return tl_read_avs(frame, header);
	length = tl_link_little_u32(frame->bytes) == MESSAGE ? tl_link_little_u32(frame->bytes + 4)
							     : tl_link_u32(frame->bytes + 4);
	return length >= LEAST && read_behind(frame, length, 0, header);
}

bool tl_read_avs(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	enum { LEAST = 8 };
	__u32 length;

	if (!tl_link_has(frame, LEAST))
		return false;
	length = tl_link_u32(frame->bytes + 4);
	return length >= LEAST && read_behind(frame, length, 0, header);
}
