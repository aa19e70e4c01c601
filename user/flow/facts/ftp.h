/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_FTP_H
#define TAPLESS_FLOW_FACTS_FTP_H

#include "text.h"

/* A control connection; never a password. */
struct tl_record_ftp {
	__u64 asked_at; /* of the client's first command */
	__u32 response_time; /* microseconds, valid if is_timed */
	bool is_asked;
	bool is_timed;
	__u16 last_reply;
	__u16 data_port; /* host order */
	__u8 data_address[4]; /* network order */
	char greeting[TL_RECORD_TEXT];
	char commands[TL_RECORD_TEXT];
	char user[TL_RECORD_TEXT];
	char file[TL_RECORD_LINE];
};

/* clang-format off */
#define TL_FTP_FIELDS(ROW) \
	ROW(ftp, ftpGreeting, TAPLESS, 132, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		greeting, greeting, "what an FTP server begins with") \
	ROW(ftp, ftpCommands, TAPLESS, 133, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		commands, commands, "the client's commands, each once, in their order, with commas between") \
	ROW(ftp, ftpUser, TAPLESS, 134, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user, user, "as whom it logs in") \
	ROW(ftp, ftpFile, TAPLESS, 135, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		file, file, "the first file that is fetched or stored") \
	ROW(ftp, ftpLastReply, TAPLESS, 136, UNSIGNED16, IDENTIFIER, NONE, 2, \
		last_reply, last_reply, "code of the server's last reply that is final") \
	ROW(ftp, ftpDataIPv4Address, TAPLESS, 137, IPV4_ADDRESS, DEFAULT, NONE, 4, \
		data_address, data_address, "where the data connection goes to, by PORT, EPRT, or the reply to PASV") \
	ROW(ftp, ftpDataPort, TAPLESS, 138, UNSIGNED16, IDENTIFIER, NONE, 2, \
		data_port, data_port, "to which port there") \
	ROW(ftp, ftpResponseTime, TAPLESS, 139, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the client's first command to the reply to it")
/* clang-format on */

#endif
