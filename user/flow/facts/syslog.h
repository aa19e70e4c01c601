/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SYSLOG_H
#define TAPLESS_FLOW_FACTS_SYSLOG_H

#include "text.h"

/* One message. */
struct tl_record_syslog {
	bool known;
	__u8 facility;
	__u8 severity;
	char host[TL_RECORD_TEXT];
	char application[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_SYSLOG_FIELDS(ROW) \
	ROW(syslog, syslogFacility, TAPLESS, 189, UNSIGNED8, IDENTIFIER, NONE, 1, \
		facility, known, "what part of a system logs: 0 kernel, 3 daemons, 4 and 10 security, 16 to 23 local use") \
	ROW(syslog, syslogSeverity, TAPLESS, 190, UNSIGNED8, IDENTIFIER, NONE, 1, \
		severity, known, "0 emergency, 1 alert, 2 critical, 3 error, 4 warning, 5 notice, 6 information, 7 debug") \
	ROW(syslog, syslogHostName, TAPLESS, 191, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		host, host, "host that the message says it is of") \
	ROW(syslog, syslogApplicationName, TAPLESS, 192, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		application, application, "program that the message says it is of")
/* clang-format on */

#endif
