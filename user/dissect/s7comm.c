// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "s7comm.h"

#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define TRANSPORT_OCTETS  4 /* version 3, zero, length (RFC 1006 6) */
#define TRANSPORT_VERSION 3
#define LENGTH_LEAST	  7
#define CONNECT_REQUEST	  0xe0 /* X.224 13.3 */
#define CONNECT_CONFIRM	  0xd0
#define DATA		  0xf0
#define DATA_HEADER	  2 /* what X.224's header says of its own length */
#define PROTOCOL	  0x32
#define HEADER_OCTETS	  10
#define ERROR_OCTETS	  2 /* more, of answers */
#define USER_OCTETS	  8 /* of a user data's parameters up to the sequence */
#define USER_ERROR	  10 /* where an answer's parameters have it, behind numbers of its parts */
#define USER_HEAD	  0x000112
#define USER_ANSWER	  8 /* in the octet of the group, above it; a request has 4 */

__u32 tl_s7comm_length(const struct tl_message *message)
{
	__u32 length;

	if (message->octets[0] != TRANSPORT_VERSION || (message->captured > 1 && message->octets[1]))
		return 0;
	if (message->captured < TRANSPORT_OCTETS)
		return TL_FRAME_OPEN;
	length = tl_octets_get16(message->octets + 2);
	return length < LENGTH_LEAST ? 0 : length;
}

/* Reading a list, alarms, the clock: what is asked is in the parameters, and who asks as well. */
static bool read_user_data(const __u8 *parameters, __u32 octets, struct tl_s7comm_facts *facts)
{
	if (octets < USER_OCTETS || tl_octets_get(parameters, 3) != USER_HEAD)
		return false;
	facts->is_answer = parameters[5] >> 4 == USER_ANSWER;
	facts->user_function = (__u16)((parameters[5] & 0x0f) << 8 | parameters[6]);
	if (facts->is_answer && octets >= USER_ERROR + ERROR_OCTETS)
		facts->error = tl_octets_get16(parameters + USER_ERROR);
	return true;
}

static bool read_message(const __u8 *octets, __u32 length, struct tl_s7comm_facts *facts)
{
	__u32 parameters, header = HEADER_OCTETS;

	if (length < header || octets[0] != PROTOCOL || octets[2] || octets[3])
		return false;
	facts->is_message = true;
	facts->kind = octets[1];
	facts->reference = tl_octets_get16(octets + 4);
	parameters = tl_octets_get16(octets + 6);
	if (facts->kind == TL_S7COMM_ACKNOWLEDGEMENT || facts->kind == TL_S7COMM_ANSWER) {
		facts->is_answer = true;
		header += ERROR_OCTETS;
	} else if (facts->kind != TL_S7COMM_JOB && facts->kind != TL_S7COMM_USER_DATA) {
		return false;
	}
	if (length != header + parameters + tl_octets_get16(octets + 8))
		return false;
	if (facts->is_answer)
		facts->error = tl_octets_get16(octets + HEADER_OCTETS);
	if (facts->kind == TL_S7COMM_USER_DATA)
		return read_user_data(octets + header, parameters, facts);
	facts->has_function = parameters;
	facts->function = parameters ? octets[header] : 0;
	return true;
}

bool tl_s7comm_dissect(const struct tl_message *frame, struct tl_s7comm_facts *facts)
{
	const __u8 *octets = frame->octets;
	__u8 header;

	memset(facts, 0, sizeof(*facts));
	if (frame->captured < LENGTH_LEAST || tl_s7comm_length(frame) != frame->captured)
		return false;
	header = octets[TRANSPORT_OCTETS];
	switch (octets[TRANSPORT_OCTETS + 1]) {
	case CONNECT_REQUEST:
	case CONNECT_CONFIRM:
		return TRANSPORT_OCTETS + 1u + header == frame->captured;
	case DATA:
		return header == DATA_HEADER && read_message(octets + TRANSPORT_OCTETS + 1 + header,
							     frame->captured - TRANSPORT_OCTETS - 1 - header, facts);
	default:
		return false;
	}
}
