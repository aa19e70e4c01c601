// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Frames, by the NetBIOS session service (RFC 1002 4.3) or, at port 445, the same header without the rest of that. */
#include "smb.h"

#include <string.h>

#include "../lib/octets.h"

#define FRAME_OCTETS	   4
#define PROTOCOL_ID_OCTETS 4
#define MESSAGE_LEAST	   32
#define NAMES_OCTETS	   68 /* of a session request: two encoded names */
#define ENCODED_NAME	   32

enum frame_type {
	MESSAGE = 0,
	SESSION_REQUEST = 0x81,
	POSITIVE_RESPONSE = 0x82,
	NEGATIVE_RESPONSE = 0x83,
	RETARGET_RESPONSE = 0x84,
	KEEPALIVE = 0x85,
};

static enum tl_smb_kind kind_of(const __u8 *octets)
{
	if (memcmp(octets + 1, "SMB", 3) != 0)
		return TL_SMB_NONE;
	switch (octets[0]) {
	case 0xff:
		return TL_SMB_1;
	case 0xfe:
		return TL_SMB_2;
	case 0xfd:
		return TL_SMB_HIDDEN_ENCRYPTED;
	case 0xfc:
		return TL_SMB_HIDDEN_COMPRESSED;
	default:
		return TL_SMB_NONE;
	}
}

static bool is_session_service(const struct tl_message *message)
{
	return message->source_port == TL_SMB_NETBIOS_PORT || message->destination_port == TL_SMB_NETBIOS_PORT;
}

/* A frame that has no message, by its type and the only length that this has. */
static bool is_control(const struct tl_message *message, __u32 length)
{
	switch (message->octets[0]) {
	case SESSION_REQUEST:
		return length == NAMES_OCTETS &&
		       (message->captured <= FRAME_OCTETS || message->octets[FRAME_OCTETS] == ENCODED_NAME);
	case POSITIVE_RESPONSE:
	case KEEPALIVE:
		return !length && is_session_service(message);
	case NEGATIVE_RESPONSE:
		return length == 1 && is_session_service(message);
	case RETARGET_RESPONSE:
		return length == 6 && is_session_service(message);
	default:
		return false;
	}
}

enum tl_dissection tl_smb_read_frame(const struct tl_message *message, struct tl_smb_body *body)
{
	const __u8 *octets = message->octets;

	*body = (struct tl_smb_body){0};
	if (message->captured < FRAME_OCTETS)
		return message->captured && octets[0] != MESSAGE && octets[0] != SESSION_REQUEST ? TL_DISSECT_FOREIGN
												 : TL_DISSECT_CUT;
	body->length = (__u32)tl_octets_get(octets + 1, 3);
	if (is_control(message, body->length))
		return TL_DISSECT_WHOLE;
	if (octets[0] != MESSAGE || body->length < MESSAGE_LEAST)
		return TL_DISSECT_FOREIGN;
	if (message->captured < FRAME_OCTETS + PROTOCOL_ID_OCTETS)
		return TL_DISSECT_CUT;
	body->octets = octets + FRAME_OCTETS;
	body->captured = message->captured - FRAME_OCTETS;
	if (body->captured > body->length)
		body->captured = body->length;
	return kind_of(body->octets) == TL_SMB_NONE ? TL_DISSECT_FOREIGN : TL_DISSECT_WHOLE;
}

enum tl_dissection tl_smb_dissect(const struct tl_smb_body *body, struct tl_smb_facts *facts, __u32 *next)
{
	enum tl_dissection has_id = tl_smb_has(body, 0, PROTOCOL_ID_OCTETS);

	memset(facts, 0, sizeof(*facts));
	*next = 0;
	if (has_id != TL_DISSECT_WHOLE)
		return has_id;
	facts->kind = kind_of(body->octets);
	switch (facts->kind) {
	case TL_SMB_1:
		return tl_smb1_dissect(body, facts);
	case TL_SMB_2:
		return tl_smb2_dissect(body, facts, next);
	case TL_SMB_HIDDEN_ENCRYPTED:
	case TL_SMB_HIDDEN_COMPRESSED:
		return TL_DISSECT_WHOLE;
	default:
		return TL_DISSECT_FOREIGN;
	}
}
