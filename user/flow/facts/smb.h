/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SMB_H
#define TAPLESS_FLOW_FACTS_SMB_H

#include "text.h"

/* smbFlags */
enum {
	TL_SMB_ENCRYPTED = 1, /* messages were: nothing else is known of those */
	TL_SMB_SERVER_REQUIRES_SIGNING = 2,
	TL_SMB_CLIENT_REQUIRES_SIGNING = 4,
};

/* A request and its response. The conversation's first has what comes up later, too: dialect, who, which tree and file first. */
struct tl_record_smb {
	__u64 asked_at;
	__u64 answered_at;
	__u64 message_id; /* of SMB1: MID */
	__u32 asked_offset; /* of the request in its stream */
	__u32 answered_offset;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 status;
	__u16 command;
	__u16 dialect;
	__u8 version; /* 0: not SMB; 1; 2, which SMB 3 is a dialect of; 3: encrypted, all that is known */
	__u8 flags;
	bool has_command;
	bool has_request;
	bool has_response;
	bool has_status;
	bool is_timed;
	char dialect_name[32];
	char tree[TL_RECORD_TEXT];
	char file[TL_RECORD_LINE];
	char user[TL_RECORD_TEXT];
	char domain[TL_RECORD_TEXT];
	char workstation[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_SMB_FIELDS(ROW) \
	ROW(smb, smbVersion, TAPLESS, 160, UNSIGNED8, IDENTIFIER, NONE, 1, \
		version, version, "1 or 2 (SMB 2 and 3): whose commands these are; 3: encrypted, no command was seen") \
	ROW(smb, smbCommand, TAPLESS, 161, UNSIGNED16, IDENTIFIER, NONE, 2, \
		command, has_command, "command of the request: SMB 1 has other numbers than SMB 2 and 3") \
	ROW(smb, smbDialect, TAPLESS, 162, UNSIGNED16, IDENTIFIER, NONE, 2, \
		dialect, dialect, "dialect of SMB 2 or 3 that the server chose: 0x0202, 0x0210, 0x0300, 0x0302, 0x0311") \
	ROW(smb, smbDialectName, TAPLESS, 163, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		dialect_name, dialect_name, "dialect of SMB 1 that the server chose, as the client names it") \
	ROW(smb, smbTree, TAPLESS, 164, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		tree, tree, "share that the client connects to") \
	ROW(smb, smbFile, TAPLESS, 165, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		file, file, "file, folder or pipe that the client opens or creates") \
	ROW(smb, smbUserName, TAPLESS, 166, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user, user, "who sets up a session, by NTLM or in plain text") \
	ROW(smb, smbUserDomain, TAPLESS, 167, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		domain, domain, "that user's domain") \
	ROW(smb, smbWorkstation, TAPLESS, 168, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		workstation, workstation, "what the client's machine calls itself") \
	ROW(smb, smbStatus, TAPLESS, 169, UNSIGNED32, IDENTIFIER, NONE, 4, \
		status, has_status, "NT status of the response: 0 success") \
	ROW(smb, smbResponseTime, TAPLESS, 170, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from request to response") \
	ROW(smb, smbFlags, TAPLESS, 171, UNSIGNED8, FLAGS, NONE, 1, \
		flags, flags, "1: encryption was seen, 2: the server requires signatures, 4: the client does")
/* clang-format on */

#endif
