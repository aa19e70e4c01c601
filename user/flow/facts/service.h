/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SERVICE_H
#define TAPLESS_FLOW_FACTS_SERVICE_H

#include "text.h"

#define TL_SERVICE_WORD 32

/* What conversations of many protocols have in common, of which no more is said. Never a password. */
struct tl_record_service {
	char version[TL_SERVICE_WORD];
	char request[TL_SERVICE_WORD];
	char subject[TL_RECORD_TEXT];
	char status[TL_SERVICE_WORD];
};

/* clang-format off */
#define TL_SERVICE_FIELDS(ROW) \
	ROW(service, serviceVersion, TAPLESS, 380, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		version, version, "version that a protocol without elements of its own (Redis, LDAP, AMQP, ...) names first") \
	ROW(service, serviceRequest, TAPLESS, 381, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		request, request, "its first request or message") \
	ROW(service, serviceSubject, TAPLESS, 382, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		subject, subject, "whom or what that is about: a user, URL, database, host, system number") \
	ROW(service, serviceStatus, TAPLESS, 383, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		status, status, "how the other end answers")
/* clang-format on */

#endif
