/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages of SMB 1 ([MS-CIFS], [MS-SMB]), 2 and 3 ([MS-SMB2]) in a TCP stream, and what frames them. */
#ifndef TAPLESS_DISSECT_SMB_H
#define TAPLESS_DISSECT_SMB_H

#include "message.h"
#include "ntlmssp.h"

#define TL_SMB_PORT	    445
#define TL_SMB_NETBIOS_PORT 139
#define TL_SMB_PATH_SIZE    512
#define TL_SMB_OFFERED_SIZE 256

enum tl_smb_kind {
	TL_SMB_NONE,
	TL_SMB_1,
	TL_SMB_2,
	TL_SMB_HIDDEN_ENCRYPTED, /* [MS-SMB2] 2.2.41 */
	TL_SMB_HIDDEN_COMPRESSED, /* [MS-SMB2] 2.2.42 */
};

enum {
	TL_SMB1_NEGOTIATE = 0x72,
	TL_SMB2_NEGOTIATE = 0,
};

/* One message; nothing, if its kind is TL_SMB_NONE. Texts are UTF-8, "" if absent or not captured whole. */
struct tl_smb_facts {
	enum tl_smb_kind kind;
	bool is_response;
	bool is_interim; /* STATUS_PENDING: the response is still to come */
	bool has_status;
	bool requires_signing; /* whoever sends it */
	bool is_unanswered; /* a request that has no response: CANCEL */
	__u16 command;
	__u16 dialect; /* SMB 2; 0: not said */
	__u16 dialect_index; /* SMB 1: into what was offered, or 0xffff */
	__u32 status;
	__u64 id; /* MessageId, MID */
	char offered[TL_SMB_OFFERED_SIZE]; /* SMB 1: the client's dialects, one behind the other, a NUL behind each */
	char tree[TL_SMB_PATH_SIZE];
	char file[TL_SMB_PATH_SIZE];
	struct tl_ntlmssp_facts who;
};

/* Octets of a frame from a message's protocol id on: `length` of them up to the frame's end. */
struct tl_smb_body {
	const __u8 *octets;
	__u32 captured;
	__u32 length;
};

/*
 * What the message's octets begin with: WHOLE if it is a frame, of which not everything need be captured. CUT: so it seems, but
 * too little is there. Frames of the NetBIOS session service itself have a body without octets.
 */
enum tl_dissection tl_smb_read_frame(const struct tl_message *message, struct tl_smb_body *body);

/* The message at the body's beginning. CUT: some of what it would say was not captured. `next`: see tl_smb2_dissect. */
enum tl_dissection tl_smb_dissect(const struct tl_smb_body *body, struct tl_smb_facts *facts, __u32 *next);

enum tl_dissection tl_smb1_dissect(const struct tl_smb_body *body, struct tl_smb_facts *facts);

/* `next`: offset of the next message in the frame, 0 if there is none ([MS-SMB2] 2.2.1: NextCommand). */
enum tl_dissection tl_smb2_dissect(const struct tl_smb_body *body, struct tl_smb_facts *facts, __u32 *next);

/* Did [offset, offset + count) come? CUT: not all of it. FOREIGN: it lies outside the message. */
static inline enum tl_dissection tl_smb_has(const struct tl_smb_body *body, __u32 offset, __u32 count)
{
	if (offset > body->length || count > body->length - offset)
		return TL_DISSECT_FOREIGN;
	return offset > body->captured || count > body->captured - offset ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

#endif
