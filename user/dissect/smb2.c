// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Messages of SMB 2 and 3 ([MS-SMB2] 2.2). Integers are in little-endian order, offsets count from the header. */
#include "smb.h"

#include <string.h>

#include "../lib/octets.h"
#include "utf16.h"

#define HEADER_OCTETS  64
#define IS_RESPONSE    1u /* Flags */
#define SIGNING_NEEDED 2 /* SecurityMode */
#define PENDING	       0x103u /* STATUS_PENDING */
#define ALIGNMENT      8 /* of each message in a frame */

enum command {
	NEGOTIATE = TL_SMB2_NEGOTIATE,
	SESSION_SETUP = 1,
	TREE_CONNECT = 3,
	CREATE = 5,
	CANCEL = 12,
	COMMAND_MOST = 19, /* SERVER_TO_CLIENT_NOTIFICATION */
};

/* Whether the text's length is before its offset or behind it differs: `length_at` and `offset_at` are from the header. */
static enum tl_dissection find(const struct tl_smb_body *body, __u32 offset_at, __u32 length_at, const __u8 **text,
			       __u32 *length)
{
	enum tl_dissection dissection = tl_smb_has(body, offset_at < length_at ? offset_at : length_at, 4);
	__u32 offset;

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	offset = tl_octets_get_little16(body->octets + offset_at);
	*length = tl_octets_get_little16(body->octets + length_at);
	*text = body->octets + offset;
	return *length ? tl_smb_has(body, offset, *length) : TL_DISSECT_WHOLE;
}

static enum tl_dissection keep_path(const struct tl_smb_body *body, __u32 offset_at, __u32 length_at, char *path)
{
	const __u8 *text = NULL;
	__u32 length = 0;
	enum tl_dissection dissection = find(body, offset_at, length_at, &text, &length);

	if (dissection == TL_DISSECT_WHOLE && length)
		tl_utf16_keep(path, TL_SMB_PATH_SIZE, text, length);
	return dissection;
}

static enum tl_dissection read_negotiate_request(const struct tl_smb_body *body, struct tl_smb_facts *facts)
{
	enum tl_dissection dissection = tl_smb_has(body, HEADER_OCTETS + 4, 2);

	if (dissection == TL_DISSECT_WHOLE)
		facts->requires_signing = tl_octets_get_little16(body->octets + HEADER_OCTETS + 4) & SIGNING_NEEDED;
	return dissection;
}

static enum tl_dissection read_negotiate_response(const struct tl_smb_body *body, struct tl_smb_facts *facts)
{
	enum tl_dissection dissection = tl_smb_has(body, HEADER_OCTETS + 2, 4);

	if (facts->status) /* an ERROR response: [MS-SMB2] 2.2.2 */
		return TL_DISSECT_WHOLE;
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	facts->requires_signing = tl_octets_get_little16(body->octets + HEADER_OCTETS + 2) & SIGNING_NEEDED;
	facts->dialect = tl_octets_get_little16(body->octets + HEADER_OCTETS + 4);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_session_setup(const struct tl_smb_body *body, struct tl_smb_facts *facts)
{
	const __u8 *token = NULL;
	__u32 length = 0;
	enum tl_dissection dissection = find(body, HEADER_OCTETS + 12, HEADER_OCTETS + 14, &token, &length);

	if (tl_smb_has(body, HEADER_OCTETS + 3, 1) == TL_DISSECT_WHOLE)
		facts->requires_signing = body->octets[HEADER_OCTETS + 3] & SIGNING_NEEDED;
	if (dissection == TL_DISSECT_WHOLE && length)
		tl_ntlmssp_dissect(token, length, &facts->who);
	return dissection;
}

static enum tl_dissection read_request(const struct tl_smb_body *body, struct tl_smb_facts *facts)
{
	switch (facts->command) {
	case NEGOTIATE:
		return read_negotiate_request(body, facts);
	case SESSION_SETUP:
		return read_session_setup(body, facts);
	case TREE_CONNECT:
		return keep_path(body, HEADER_OCTETS + 4, HEADER_OCTETS + 6, facts->tree);
	case CREATE:
		return keep_path(body, HEADER_OCTETS + 44, HEADER_OCTETS + 46, facts->file);
	default:
		facts->is_unanswered = facts->command == CANCEL;
		return TL_DISSECT_WHOLE;
	}
}

enum tl_dissection tl_smb2_dissect(const struct tl_smb_body *body, struct tl_smb_facts *facts, __u32 *next)
{
	enum tl_dissection dissection = tl_smb_has(body, 0, HEADER_OCTETS);
	const __u8 *octets = body->octets;
	struct tl_smb_body own = *body;

	if (dissection != TL_DISSECT_WHOLE) {
		facts->kind = TL_SMB_NONE;
		return dissection;
	}
	facts->command = tl_octets_get_little16(octets + 12);
	*next = tl_octets_get_little32(octets + 20);
	if (tl_octets_get_little16(octets + 4) != HEADER_OCTETS || facts->command > COMMAND_MOST ||
	    (*next && (*next < HEADER_OCTETS || *next % ALIGNMENT || *next >= body->length))) {
		facts->kind = TL_SMB_NONE;
		return TL_DISSECT_FOREIGN;
	}
	if (*next)
		own.length = *next;
	if (own.captured > own.length)
		own.captured = own.length;
	facts->is_response = tl_octets_get_little32(octets + 16) & IS_RESPONSE;
	facts->id = tl_octets_get_little(octets + 24, 8);
	if (!facts->is_response) {
		dissection = read_request(&own, facts);
		return dissection == TL_DISSECT_FOREIGN ? TL_DISSECT_WHOLE
							: dissection; /* only its text is not there */
	}
	facts->has_status = true;
	facts->status = tl_octets_get_little32(octets + 8);
	facts->is_interim = facts->status == PENDING;
	return facts->command == NEGOTIATE ? read_negotiate_response(&own, facts) : TL_DISSECT_WHOLE;
}
