// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Diameter (RFC 6733 3, 4): a header, and attributes that fill the message. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	     20
#define IS_REQUEST   0x80
#define FLAGS	     0xf0 /* those that are defined */
#define HAS_VENDOR   0x80 /* of an attribute */
#define MESSAGE_MOST 65536
#define RESULT_CODE  268
#define ORIGIN_HOST  264

static const struct {
	__u32 code;
	const char *name;
} commands[] = {
	{257, "Capabilities-Exchange"},
	{258, "Re-Auth"},
	{265, "AA"},
	{268, "Diameter-EAP"},
	{271, "Accounting"},
	{272, "Credit-Control"},
	{274, "Abort-Session"},
	{275, "Session-Termination"},
	{280, "Device-Watchdog"},
	{282, "Disconnect-Peer"},
	{316, "Update-Location"},
	{317, "Cancel-Location"},
	{318, "Authentication-Information"},
};

static void keep_command(struct tl_service_said *said, __u32 code)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].code == code)
			snprintf(said->request, sizeof(said->request), "%s", commands[i].name);
	if (!said->request[0])
		snprintf(said->request, sizeof(said->request), "%u", code);
}

/* Of a request who asks, of an answer its result. False: they do not fill the message. */
static bool read_attributes(const struct tl_message *message, bool is_request, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 at = HEADER;

	while (at + 8 <= message->captured) {
		__u32 code = tl_octets_get32(octets + at), length = (__u32)tl_octets_get(octets + at + 5, 3);
		__u32 header = octets[at + 4] & HAS_VENDOR ? 12 : 8;

		if (octets[at + 4] & 0x1f || length < header || ((length + 3) & ~3u) > message->length - at)
			return false;
		if (code == ORIGIN_HOST && is_request && !said->subject[0])
			tl_service_text(said->subject, sizeof(said->subject), message, at + header, length - header);
		if (code == RESULT_CODE && !is_request && length == 12 && at + 12 <= message->captured)
			snprintf(said->status, sizeof(said->status), "%u", tl_octets_get32(octets + at + 8));
		at += (length + 3) & ~3u;
	}
	return message->captured < message->length || at == message->length;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	struct tl_message first = *message;
	const __u8 *octets = message->octets;

	if (message->captured < HEADER)
		return octets[0] == 1 && (message->captured < 5 || !(octets[4] & ~FLAGS)) ? TL_DISSECT_CUT
											  : TL_DISSECT_FOREIGN;
	first.length = (__u32)tl_octets_get(octets + 1, 3);
	if (octets[0] != 1 || octets[4] & ~FLAGS || first.length % 4 || first.length < HEADER + 8 ||
	    first.length > MESSAGE_MOST)
		return TL_DISSECT_FOREIGN;
	if (first.captured > first.length)
		first.captured = first.length;
	if (!read_attributes(&first, octets[4] & IS_REQUEST, said))
		return TL_DISSECT_FOREIGN;
	if (first.captured < first.length && !message->is_last)
		return TL_DISSECT_CUT;
	if (octets[4] & IS_REQUEST)
		keep_command(said, (__u32)tl_octets_get(octets + 5, 3));
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(diameter, "diameter", IPPROTO_TCP, read_message);
