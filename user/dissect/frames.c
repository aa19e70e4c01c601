// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "frames.h"

#include <netinet/in.h>

/* A stream's beginning is offered again each time it grows; a datagram comes once. */
static bool is_taken(const struct tl_transactions *transactions, const struct tl_message *message)
{
	return message->protocol == IPPROTO_TCP && message->offset < transactions->taken[message->side];
}

enum tl_dissection tl_frames_take(struct tl_transactions *transactions, const struct tl_message *message,
				  tl_frame_length *length_of, tl_frame_take *take)
{
	enum tl_dissection known = TL_DISSECT_FOREIGN;
	struct tl_message frame = *message;
	__u32 left = message->captured, length;

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
			if (transactions
				    ->begun) /* else it may be another protocol's, and be taken by that one's dissector */
				transactions->taken[frame.side] = frame.offset + 1;
		}
		known = TL_DISSECT_CUT;
		frame.octets += length;
		frame.offset += length;
	}
	return known;
}
