/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SSDP_H
#define TAPLESS_FLOW_FACTS_SSDP_H

#include "text.h"

/* One message. */
struct tl_record_ssdp {
	char method[16];
	char search_target[TL_RECORD_TEXT];
	char notification_type[TL_RECORD_TEXT];
	char service_name[TL_RECORD_LINE];
	char server[TL_RECORD_TEXT];
	char user_agent[TL_RECORD_TEXT];
	char location[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_SSDP_FIELDS(ROW) \
	ROW(ssdp, ssdpMethod, TAPLESS, 180, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		method, method, "M-SEARCH, NOTIFY, or 200 of a response to the first") \
	ROW(ssdp, SSDPST, CESNET, 825, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		search_target, search_target, "what is searched for, or was found") \
	ROW(ssdp, SSDPNT, CESNET, 824, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		notification_type, notification_type, "what is announced") \
	ROW(ssdp, ssdpUsn, TAPLESS, 181, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		service_name, service_name, "which one of these it is: USN") \
	ROW(ssdp, SSDPServer, CESNET, 822, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server, server, "system and product that offer it") \
	ROW(ssdp, SSDPUserAgent, CESNET, 823, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user_agent, user_agent, "system and product that search") \
	ROW(ssdp, ssdpLocation, TAPLESS, 182, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		location, location, "URL of the device's description")
/* clang-format on */

#endif
