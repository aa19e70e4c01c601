/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SSH_H
#define TAPLESS_FLOW_FACTS_SSH_H

#include "text.h"

struct tl_record_ssh {
	char client[TL_RECORD_LINE]; /* the line that it begins with: "SSH-2.0-OpenSSH_9.2p1" */
	char server[TL_RECORD_LINE];
};

/* clang-format off */
#define TL_SSH_FIELDS(ROW) \
	ROW(ssh, sshClientVersion, TAPLESS, 100, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		client, client, "how the client's end of SSH identifies itself") \
	ROW(ssh, sshServerVersion, TAPLESS, 101, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server, server, "the same of the server, the end with the lower port")
/* clang-format on */

#endif
