/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Syslog's header over UDP: that of RFC 5424, or what RFC 3164 found in use. */
#ifndef TAPLESS_DISSECT_SYSLOG_H
#define TAPLESS_DISSECT_SYSLOG_H

#include "message.h"

#define TL_SYSLOG_CONN_PORT 601 /* RFC 6587's, of streams */
#define TL_SYSLOG_PORT	    514
#define TL_SYSLOG_NAME_SIZE 128

/* "" if absent. */
struct tl_syslog_facts {
	__u8 facility;
	__u8 severity;
	bool has_time; /* behind the priority: then it is a message of syslog by whatever port */
	char host[TL_SYSLOG_NAME_SIZE];
	char application[TL_SYSLOG_NAME_SIZE];
};

enum tl_dissection tl_syslog_dissect(const struct tl_message *message, struct tl_syslog_facts *facts);

/* Is it nothing but text? */
bool tl_syslog_is_text(const struct tl_message *message);

/* In a stream: octets of the message that begins here (frames.h), and how many of them are its length in decimal digits. */
__u32 tl_syslog_length(const struct tl_message *message);
__u32 tl_syslog_count(const struct tl_message *message);

#endif
