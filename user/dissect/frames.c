// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "frames.h"

#include <netinet/in.h>

/* A stream's beginning is offered again each time it grows; a datagram comes once. */
static bool is_taken(const struct tl_transactions *transactions, const struct tl_message *message)
{
	return message->protocol == IPPROTO_TCP && message->offset < transactions->taken[message->side];
}

/*
 * A keep-alive may carry an octet from before all that follows, mostly zero (RFC 1122 4.2.3.6): a connection that was
 * met in the middle may begin with one, and the messages behind it. Octets to pass over.
 */
static __u32 garbage_before(const struct tl_message *message, tl_frame_length *length_of)
{
	struct tl_message behind = *message;
	__u32 length;

	if (message->protocol != IPPROTO_TCP || message->offset || message->octets[0] || message->captured < 2)
		return 0;
	behind.octets++;
	behind.captured--;
	behind.length--;
	length = length_of(&behind);
	return !length_of(message) && length && length <= behind.captured;
}

enum tl_dissection tl_frames_take(struct tl_transactions *transactions, const struct tl_message *message,
				  tl_frame_length *length_of, tl_frame_take *take)
{
	enum tl_dissection known = TL_DISSECT_FOREIGN;
	__u32 garbage = garbage_before(message, length_of), left = message->captured - garbage, length;
	struct tl_message frame = *message;

	if (message->protocol == IPPROTO_TCP && !message->offset && left == 1 && !message->octets[0])
		return TL_DISSECT_CUT;
	frame.octets += garbage;
	frame.offset += garbage;
	for (; left; left -= length) {
		frame.captured = frame.length = left;
		length = length_of(&frame);
		if (!length)
			return known;
		if (length > left)
			return TL_DISSECT_CUT;
		frame.captured = frame.length = length;
		if (!is_taken(transactions, &frame)) {
			if (!take(transactions, &frame))
				return known;
			if (transactions->begun) /* else the octets may be another dissector's to take */
				transactions->taken[frame.side] = frame.offset + 1;
		}
		known = TL_DISSECT_CUT;
		frame.octets += length;
		frame.offset += length;
	}
	return known;
}
