/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* SSDP (UPnP Device Architecture 1.1, 1): messages like those of HTTP, one in each datagram. */
#ifndef TAPLESS_DISSECT_SSDP_H
#define TAPLESS_DISSECT_SSDP_H

#include "message.h"

#define TL_SSDP_PORT	  1900
#define TL_SSDP_TEXT_SIZE 256

/* "" if absent; cut if too long. */
struct tl_ssdp_facts {
	char method[16]; /* M-SEARCH, NOTIFY, or "200" of a response */
	char search_target[TL_SSDP_TEXT_SIZE]; /* ST */
	char notification_type[TL_SSDP_TEXT_SIZE]; /* NT */
	char service_name[TL_SSDP_TEXT_SIZE]; /* USN */
	char server[TL_SSDP_TEXT_SIZE];
	char user_agent[TL_SSDP_TEXT_SIZE];
	char location[TL_SSDP_TEXT_SIZE];
};

enum tl_dissection tl_ssdp_dissect(const struct tl_message *message, struct tl_ssdp_facts *facts);

#endif
