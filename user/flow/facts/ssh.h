/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SSH_H
#define TAPLESS_FLOW_FACTS_SSH_H

#include "text.h"

#define TL_HASSH_SIZE 16 /* MD5 */

struct tl_record_ssh {
	char client[TL_RECORD_LINE]; /* the line that it begins with: "SSH-2.0-OpenSSH_9.2p1" */
	char server[TL_RECORD_LINE];
	__u8 client_hassh[TL_HASSH_SIZE]; /* of the first SSH_MSG_KEXINIT */
	__u8 server_hassh[TL_HASSH_SIZE];
};

/* clang-format off */
#define TL_SSH_FIELDS(ROW) \
	ROW(ssh, sshClientVersion, TAPLESS, 100, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		client, client, "how the client's end of SSH identifies itself") \
	ROW(ssh, sshServerVersion, TAPLESS, 101, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server, server, "the same of the server: the end at port 22, as its key exchange tells, or else with the lower port") \
	ROW(ssh, sshHassh, CERT, 468, OCTET_ARRAY, DEFAULT, NONE, 16, \
		client_hassh, client_hassh, "HASSH of the client's key exchange: an MD5") \
	ROW(ssh, sshServerHassh, CERT, 470, OCTET_ARRAY, DEFAULT, NONE, 16, \
		server_hassh, server_hassh, "hasshServer of the server's key exchange")
/* clang-format on */

#endif
