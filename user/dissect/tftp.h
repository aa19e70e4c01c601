/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The requests of TFTP (RFC 1350); what follows goes between other ports, and is known because it was asked for. */
#ifndef TAPLESS_DISSECT_TFTP_H
#define TAPLESS_DISSECT_TFTP_H

#include "message.h"

#define TL_TFTP_FILE_SIZE 256

struct tl_tftp_facts {
	__u16 operation; /* 1 read, 2 write */
	char file[TL_TFTP_FILE_SIZE];
};

enum tl_dissection tl_tftp_dissect(const struct tl_message *message, struct tl_tftp_facts *facts);

/* May this answer a request: data, an acknowledgement, an error, options (RFC 1350 5, RFC 2347)? */
bool tl_tftp_is_answer(const struct tl_message *message);

#endif
